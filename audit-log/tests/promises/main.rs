//! The promises of the audit log.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod continuing;
mod country;
mod manipulation;
mod notes;
mod proofs;
mod rows;
mod story;
mod trees;
