//! The promises of the time-stamping door, through its router: what it stamps, what it refuses, how its key rotates.
#![cfg(test)]

mod authority;
mod judges;
mod mutations;
mod others;
#[path = "../../../pki-types/tests/pki/mod.rs"]
mod pki;
mod refusals;
mod rotation;
mod tokens;
