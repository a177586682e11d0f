//! What a newcomer may try next: command lines that work as they are printed, in this order.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::country::{self, DemoCountry};
use super::{OUT, PIN_2};
use crate::client::DEFAULT_ADDRESS;
use crate::command_line::of_program;
use crate::commands::sign;
use crate::roles::landing::Suggestion;

/// The commands for this country; `out` is where `--once` leaves its results.
pub(super) fn suggestions(demo: &DemoCountry, address: &str, out: &Path) -> Vec<Suggestion> {
    let suggestion =
        |what: &str, words: Vec<OsString>| Suggestion { what: what.to_owned(), line: of_program(words) };
    let elsewhere = demo.data != Path::new(country::FOLDER);
    let document = out.join("document.pdf");
    let mut once = words(&[&"demo", &"--once"]);
    once.extend(if elsewhere { words(&[&"--data", &demo.data]) } else { Vec::new() });
    once.extend(if out == Path::new(OUT) { Vec::new() } else { words(&[&"--out", &out]) });
    let mut sign = words(&[&"sign", &document, &"--person", &country::CITIZEN]);
    sign.extend(if elsewhere { words(&[&"--as", &demo.folder("relying-party")]) } else { Vec::new() });
    sign.extend(if address == DEFAULT_ADDRESS { Vec::new() } else { words(&[&"--country", &address]) });
    vec![
        suggestion(
            "See the whole job: a citizen signs a PDF on a phone, and an auditor checks it without a network.",
            once,
        ),
        suggestion(
            &format!("In a second terminal, let the citizen's phone wait for requests. PIN 2 is {PIN_2}."),
            words(&[&"phone", &"wait", &"--folder", &demo.folder("phone")]),
        ),
        suggestion(
            "In a third one, ask the citizen to sign this document, or one of your own in its place.",
            sign,
        ),
        suggestion(
            "Check the signed document as an auditor, with nothing but the file and the country's root.",
            words(&[&"verify", &sign::beside(&document), &"--trust", &demo.folder("root.pem")]),
        ),
    ]
}

fn words(words: &[&dyn AsRef<OsStr>]) -> Vec<OsString> {
    words.iter().map(|word| word.as_ref().to_owned()).collect()
}
