//! The phone's promises, in one test binary.

mod crash;
mod door;
mod phone;
mod support;
