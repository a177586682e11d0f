//! The promises of the status door, through its router: what it answers, whom it refuses, how its keys rotate.
#![cfg(test)]

mod answers;
mod country;
mod http;
mod index;
mod judges;
mod mutations;
mod others;
mod prepared;
mod root;
mod rotation;
