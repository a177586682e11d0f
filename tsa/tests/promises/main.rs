//! The promises of the time-stamping door, through its router: what it stamps, what it refuses, how its key rotates.
#![cfg(test)]

mod authority;
mod judges;
mod mutations;
mod others;
mod refusals;
mod rotation;
mod tokens;
