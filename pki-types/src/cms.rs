//! Cryptographic Message Syntax, the part that signatures of documents and time-stamps are made of (RFC 5652 §5).
//!
//! A signature is made in two phases, because the key is on a phone or in an HSM: [`SignedAttributes::new`]
//! gives the octets to sign, [`assemble`] takes the signature value. [`SignedData::from_der`] reads one back and
//! [`SignedData::verify`] checks it without knowing where it came from.
//!
//! Only what Great Seal makes and meets: exactly one SignerInfo, signed attributes always present, the signer named
//! by issuer and serial or by key identifier. No encryption, no attribute certificates, no BER.

mod assembly;
mod attributes;
mod signed_data;
mod signer_info;

pub use assembly::{Content, SignatureParts, assemble};
pub use attributes::{Attribute, SignedAttributes};
pub use signed_data::SignedData;
pub use signer_info::SignerIdentifier;
pub(crate) use signer_info::digest_of;
