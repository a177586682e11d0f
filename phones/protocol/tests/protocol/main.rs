//! The protocol's promises, in one test binary.

mod messages;
mod never_panics;
mod phone_refuses;
mod rules;
mod support;
mod vectors;
