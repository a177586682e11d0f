//! What a newcomer may try next: a page, and command lines that work as they are printed, in this order.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::country::{self, DemoCountry};
use super::{OUT, PIN_2};
use crate::client::DEFAULT_ADDRESS;
use crate::command_line::of_program;
use crate::commands::sign;
use crate::roles::landing::Suggestion;

/// The page at which to begin, and the commands for this country; `out` is where `--once` leaves its results.
pub(super) fn suggestions(demo: &DemoCountry, address: &str, begin: &str, out: &Path) -> Vec<Suggestion> {
    let command =
        |message, words| Suggestion::Command { message, pin: PIN_2, line: of_program::<OsString>(words) };
    let elsewhere = demo.data != Path::new(country::FOLDER);
    let document = out.join("document.pdf");
    let mut once = words(&[&"demo", &"--once"]);
    once.extend(if elsewhere { words(&[&"--data", &demo.data]) } else { Vec::new() });
    once.extend(if out == Path::new(OUT) { Vec::new() } else { words(&[&"--out", &out]) });
    let mut sign = words(&[&"sign", &document, &"--person", &country::CITIZEN]);
    sign.extend(if elsewhere { words(&[&"--as", &demo.folder("relying-party")]) } else { Vec::new() });
    sign.extend(if address == DEFAULT_ADDRESS { Vec::new() } else { words(&[&"--country", &address]) });
    vec![
        Suggestion::Page(begin.to_owned()),
        command("try-once", once),
        command("try-wait", words(&[&"phone", &"wait", &"--folder", &demo.folder("phone")])),
        command("try-sign", sign),
        command(
            "try-verify",
            words(&[&"verify", &sign::beside(&document), &"--trust", &demo.folder("root.pem")]),
        ),
    ]
}

fn words(words: &[&dyn AsRef<OsStr>]) -> Vec<OsString> {
    words.iter().map(|word| word.as_ref().to_owned()).collect()
}
