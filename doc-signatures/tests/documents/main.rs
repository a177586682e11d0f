//! Promises of doc-signatures, through its public interface.

mod attacks;
mod corpus;
mod country;
mod edit;
mod evidence;
mod forgery;
mod judges;
mod mutation;
mod refusals;
mod signing;
mod story;
