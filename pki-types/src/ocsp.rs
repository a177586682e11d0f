//! The Online Certificate Status Protocol: requests and responses, written and read (RFC 6960, RFC 9654, RFC 9919).
//!
//! [`OcspRequest`] names certificates by [`CertId`]. A responder reads a [`ReceivedRequest`], more widely than we write
//! one, and builds an answer in two phases,
//! [`response_to_be_signed`] and [`assemble_response`], because its key is in an HSM; [`error_response`] needs no key.
//! A relying party reads [`OcspResponse`] and trusts nothing in it before [`OcspResponse::verify`] gave it a
//! [`VerifiedOcsp`].

mod build;
mod cert_id;
mod nonce;
mod received;
mod request;
mod response;
mod verify;
mod wire;

pub use build::{OcspErrorStatus, ResponderId, assemble_response, error_response, response_to_be_signed};
pub use cert_id::{CertId, IssuerHashes};
pub use nonce::{MAX_NONCE_OCTETS, Nonce};
pub use received::{MAX_CERT_IDS, MAX_REQUEST_OCTETS, ReceivedRequest};
pub use request::OcspRequest;
pub use response::{CertStatus, OcspResponse, SingleResponse};
pub use verify::VerifiedOcsp;
