//! The Time-Stamp Protocol: requests, tokens and responses, written and read (RFC 3161, RFC 5816).
//!
//! [`TimeStampRequest`] carries a hash. The authority puts it beside the time in a [`TstInfo`]; [`TokenDraft`] gives
//! the octets to sign and takes the signature value, because the key is in an HSM; [`granted`] and [`reject`] wrap the
//! outcome. A relying party takes the token out with [`token_for`] and believes it only after
//! [`TimeStampToken::verify_data`] or [`TimeStampToken::verify_imprint`].

mod draft;
mod info;
mod request;
mod response;
mod token;

pub use draft::TokenDraft;
pub use info::{MessageImprint, TstInfo};
pub use request::{MAX_REQUEST_OCTETS, TimeStampRequest};
pub use response::{FailureInfo, Rejection, granted, reject, token_for};
pub use token::{TimeStampToken, VerifiedTimeStamp};
