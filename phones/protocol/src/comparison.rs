//! What officer and citizen compare after an enrolment: a number made of both certificates.
//!
//! Each certificate binds a key of the phone and has a serial number that the inner zone drew, so nobody can grind keys until two
//! phones have the same number. Whoever slipped a phone of their own into an enrolment has other certificates, and another number.

use pki_types::{Sha256Digest, sha256};

const LABEL: &[u8] = b"greatseal comparison code v1\0";

/// Eight digits, a space in the middle, of a phone with these certificates (their SHA-256).
#[must_use]
pub fn comparison_code(authentication: &Sha256Digest, signature: &Sha256Digest) -> String {
    let parts = [LABEL, authentication.as_bytes(), signature.as_bytes()];
    let hash = sha256(&parts.concat());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    // Of 2^64 values the lowest are more likely by one in 10^11.
    let number = u64::from_be_bytes(first) % 100_000_000;
    format!("{:04} {:04}", number / 10_000, number % 10_000)
}
