//! The protocol's promises, in one test binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod evidence;
mod links;
mod messages;
mod never_panics;
mod phone_refuses;
mod rules;
mod vectors;
mod vouched;
