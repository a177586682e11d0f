//! Signs and verifies many documents in one process, for `scripts/corpora`: the test country of the tests is the
//! authority, and no service runs.
//!
//! ```text
//! corpus country FOLDER    writes root.pem and time.txt, what the judges need
//! corpus work              reads one task a line, answers each with one line, both JSON
//! ```
//!
//! A task is `{"sign": FILE, "to": FILE}` or `{"verify": FILE, "roots": [FILE…], "at": SECONDS}`. Whoever started the
//! process watches how long a task takes and how much memory it needs, so a document that kills it is known.

#![expect(clippy::unwrap_used, reason = "what cannot be read or written here ends the run")]

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use doc_signatures::Error;
use doc_signatures::pades::{Preparation, prepare};
use doc_signatures::verify::{Report, verify_pdf};
use pki_types::{Certificate, UnixTime, sha256};
use serde::{Deserialize, Serialize};
use test_country::World;

use story::{JUDGING, SIGNING, evidence, founded, stamp};

#[expect(dead_code, reason = "shared with the tests, which need more of it")]
#[path = "../tests/documents/story.rs"]
mod story;

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Task {
    Sign { sign: PathBuf, to: PathBuf },
    Verify { verify: PathBuf, roots: Vec<PathBuf>, at: i64 },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Signed {
        outcome: &'static str,
        /// Whether the octets of the original come first, unchanged.
        original_first: bool,
        /// What our own verifier says of it.
        own: Report,
        milliseconds: u128,
    },
    Refused {
        outcome: &'static str,
        /// The step that refused: only `prepare` comes before a phone is asked.
        step: &'static str,
        error: String,
        why: String,
        milliseconds: u128,
    },
    Verified {
        report: Report,
        milliseconds: u128,
    },
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let country = founded();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["country", folder] => {
            std::fs::write(Path::new(folder).join("root.pem"), country.root.certificate.pem()).unwrap();
            std::fs::write(Path::new(folder).join("time.txt"), JUDGING.rfc3339()).unwrap();
        }
        ["work"] => work(&country),
        _ => panic!("usage: corpus country FOLDER | corpus work"),
    }
}

fn work(country: &World) {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line.unwrap()).unwrap() {
            Task::Sign { sign, to } => sign_file(country, &sign, &to),
            Task::Verify { verify, roots, at } => verify_file(&verify, &roots, UnixTime::from_seconds(at)),
        };
        writeln!(out, "{}", serde_json::to_string(&answer).unwrap()).unwrap();
        out.flush().unwrap();
    }
}

fn sign_file(country: &World, from: &Path, to: &Path) -> Answer {
    let original = std::fs::read(from).unwrap();
    let (octets, digest) = (original.len(), sha256(&original));
    let started = Instant::now();
    let result = sign(country, original);
    let milliseconds = started.elapsed().as_millis();
    match result {
        Ok(document) => {
            std::fs::write(to, &document).unwrap();
            Answer::Signed {
                outcome: "signed",
                original_first: document.get(..octets).is_some_and(|first| sha256(first) == digest),
                own: verify_pdf(&document, &country.anchors(), JUDGING),
                milliseconds,
            }
        }
        Err((step, problem)) => {
            let debug = format!("{problem:?}");
            let error =
                debug.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
            let (error, why) = (error.to_owned(), problem.to_string());
            Answer::Refused { outcome: "refused", step, error, why, milliseconds }
        }
    }
}

/// Level B-LT; of a refusal, the step that refused.
fn sign(country: &World, pdf: Vec<u8>) -> Result<Vec<u8>, (&'static str, Error)> {
    let chain = [country.citizens.certificate.clone()];
    let preparation = Preparation {
        certificate: &country.signature.certificate,
        chain: &chain,
        signing_time: SIGNING,
        name: Some("Anjali Specimen"),
        reason: None,
        location: None,
        field: None,
    };
    let prepared = prepare(pdf, &preparation).map_err(|problem| ("prepare", problem))?;
    let signature = country.signature.sign(prepared.to_be_signed());
    let signed = prepared.sign(&signature).map_err(|problem| ("sign", problem))?;
    let stamped = stamp(country, signed);
    stamped.with_evidence(&evidence(country), JUDGING).map_err(|problem| ("with_evidence", problem))
}

fn verify_file(file: &Path, roots: &[PathBuf], at: UnixTime) -> Answer {
    let pdf = std::fs::read(file).unwrap();
    // A certificate that we refuse is no anchor; the judges may take it.
    let certificates = |root: &PathBuf| Certificate::many_from_pem(&std::fs::read_to_string(root).unwrap());
    let anchors: Vec<Certificate> =
        roots.iter().filter_map(|root| certificates(root).ok()).flatten().collect();
    let started = Instant::now();
    let report = verify_pdf(&pdf, &anchors, at);
    Answer::Verified { report, milliseconds: started.elapsed().as_millis() }
}
