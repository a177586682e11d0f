//! Words and bytes: values that cannot be wrong, standard wire formats, pure verification.
//!
//! Everything that a standard has a name for has its type here: a moment ([`clock`]), a key ([`key`]), a certificate
//! ([`certificate`]), a CRL ([`crl`]), a signed or encrypted JSON message ([`jws`], [`jwe`]), and what documents say of them
//! ([`schema`]). One file per standard; the folder listing is the table of contents. What is our own word is in the crate `words`.
//!
//! **It promises** that a value which exists was checked: a [`PublicKey`] is a point on its curve or a strong
//! RSA modulus (or, in others' certificates, a key that nothing verifies under), a [`Certificate`] is strict DER within
//! its size limit, a [`Jws`] carries the `typ` its reader asked for. Parsers never panic and say what was wrong, with both values of a failed comparison.
//!
//! **It never** reads a clock or draws randomness by itself ([`clock::SystemClock`] and [`random::SystemRandom`]
//! are the only two places, and they are handed in), never does I/O, never holds a private key, and decides no
//! policy: what a certificate *may* say is ca-core's business, what a certificate *says* is ours.
//!
//! **Start reading** at [`certificate`], then [`signature`] and [`chain`].
//!
//! **To add one more standard**: one file named after it, its ASN.1 or its JSON above each struct, `from_der` or
//! `parse` that is strict and limited in size, its errors from [`Error`], and a test that can fail.

mod backward;
pub mod certificate;
pub mod certificate_request;
pub mod chain;
pub mod clock;
pub mod cms;
pub mod crl;
pub mod display;
pub mod encoding;
mod error;
pub mod ess;
mod fields;
pub mod hash;
pub mod jwe;
pub mod jws;
pub mod key;
pub mod memory;
pub mod merkle;
pub mod name;
pub mod ocsp;
pub mod oid;
pub mod qc_statements;
pub mod random;
pub mod schema;
pub mod serial;
pub mod signature;
pub mod signed;
pub mod strict_der;
pub mod strict_json;
pub mod tsp;
pub mod visible;
pub mod web_push;
mod wire;

pub use certificate::{Certificate, KeyUsage};
pub use certificate_request::CertificateRequest;
pub use chain::{ChainError, validate_chain};
pub use clock::{Clock, ManualClock, SystemClock, Uncertain, UnixTime};
pub use const_oid::ObjectIdentifier;
pub use crl::{Crl, Reason};
pub use error::Error;
pub use hash::{HashAlgorithm, Sha256Digest, sha256};
pub use jwe::{Jwe, jwe_encrypt};
pub use jws::{Jws, JwsHeader, jws_assemble, jws_signing_input};
pub use key::{KeyKind, PublicKey};
pub use name::Name;
pub use random::{Random, SeededRandom, SystemRandom, random_array};
pub use serial::{Serial, SerialNumber};
pub use signature::{SignatureAlgorithm, SignatureScheme, verified_here, verify};

/// What every fallible function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;
