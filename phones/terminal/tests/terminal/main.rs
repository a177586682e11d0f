//! The phone's promises, in one test binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod crash;
mod documents;
mod door;
mod load;
mod phone;
mod support;
