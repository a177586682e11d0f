//! What a certificate is made of: a profile, a person or a service, a key; and what reads it before it is signed.
//!
//! `prepare.rs` tells the story. Nothing in this room asks a store or holds a private key.

pub mod address;
pub(crate) mod blocked_keys;
pub(crate) mod error;
pub(crate) mod extensions;
pub(crate) mod iso_countries;
pub mod issuer;
pub mod lint;
pub(crate) mod oids;
pub mod prepare;
pub mod profile;
pub mod request;
pub mod subject;
pub(crate) mod to_be_signed;

pub use error::Error;
