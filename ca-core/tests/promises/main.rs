//! The promises of `ca-core`, tested through its public interface with a store in memory and software keys.

mod enrolment;
mod world;
