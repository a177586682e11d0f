//! Promises of doc-signatures, through its public interface.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its document has failed")]

mod attacks;
mod battery;
mod cases;
mod consistency;
mod corpus;
mod costs;
mod edit;
mod evidence;
mod fields;
mod filling;
mod forgery;
mod hostile_text;
mod judges;
mod metadata;
mod mutation;
mod refusals;
mod report;
mod signing;
mod story;
mod visible;
mod writing;
