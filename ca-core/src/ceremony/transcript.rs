//! What happened in a ceremony, step by step, for those who were there and for the auditor who was not.

use std::fmt::Write as _;

use pki_types::{Sha256Digest, UnixTime};
use serde::Serialize;

/// The program that holds ceremonies, and its version.
pub const PROGRAM: &str = concat!("greatseal ", env!("CARGO_PKG_VERSION"));

/// The record of a ceremony.
#[derive(Debug, Clone, Serialize)]
pub struct Transcript {
    /// SHA-256 of the reviewed file.
    pub ceremony_sha256: Sha256Digest,
    /// Which program held it, and its version.
    pub program: &'static str,
    /// When it began.
    pub held_at: UnixTime,
    /// What was done, in order.
    pub steps: Vec<Step>,
}

/// One thing that was made.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Counts from 1.
    pub number: usize,
    /// What was made.
    pub what: String,
    /// Of which bytes `sha256` is the digest: a public key (SubjectPublicKeyInfo), a certificate, a list, a
    /// file.
    pub of: &'static str,
    /// The digest.
    pub sha256: Sha256Digest,
}

impl Transcript {
    pub(crate) fn new(ceremony_sha256: Sha256Digest, held_at: UnixTime) -> Self {
        Self { ceremony_sha256, program: PROGRAM, held_at, steps: Vec::new() }
    }

    pub(crate) fn add(&mut self, what: &str, of: &'static str, sha256: Sha256Digest) {
        let number = self.steps.len() + 1;
        self.steps.push(Step { number, what: what.to_owned(), of, sha256 });
    }

    /// The transcript for people to sign on paper.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut line =
            |written: std::fmt::Arguments<'_>| writeln!(text, "{written}").expect("a String takes all text");
        line(format_args!("Key ceremony, begun {}", self.held_at.rfc3339()));
        line(format_args!("Held by {}", self.program));
        line(format_args!("Reviewed file, SHA-256 {}", self.ceremony_sha256));
        line(format_args!(""));
        for step in &self.steps {
            line(format_args!("{:>3}. {}", step.number, step.what));
            line(format_args!("     SHA-256 of the {}: {}", step.of, step.sha256));
        }
        line(format_args!(""));
        line(format_args!("Witnesses:"));
        text
    }
}
