//! Signed documents, made and checked: PAdES signatures of PDF files, from the unsigned file to one that can be
//! verified offline years later, and the verifier that says so.
//!
//! **It promises** that the octets of the original file stay untouched; that a finished document has passed this
//! crate's own verifier at the level it claims; that the verifier's verdicts have the names of EN 319 102-1 and that it
//! believes nothing but the file and the given trust anchors; that no file can make it panic or exhaust the machine.
//!
//! **It never** opens a network connection, reads a clock or a store, holds a key, or repairs a damaged file. What it
//! cannot sign safely (encrypted, damaged, already signed, read differently by different programs) it refuses, and says why.
//!
//! **Start reading** at [`pades::prepare`] and follow the steps, or at [`verify::verify_pdf`]. Below both lies the
//! private module `pdf`, a strict reader and a writer of updates.
//!
//! **To add one more format** (ASiC-E, CAdES, JAdES): a folder beside `pades` with its own steps, and a file in
//! `verify` that finds its signatures and hands them to the same chain, status and time-stamp checks.

mod byte_range;
mod error;
pub mod limits;
pub mod pades;
mod pdf;
pub mod verify;

pub use error::Error;
