//! Promises of doc-signatures, through its public interface.

mod country;
mod edit;
mod judges;
mod signing;
mod story;
