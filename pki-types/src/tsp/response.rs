//! What a time-stamping authority answers (RFC 3161 §2.4.2).

use der::asn1::BitString;
use der::{Any, Sequence};

use super::request::TimeStampRequest;
use super::token::TimeStampToken;
use crate::wire::{decode, element, encode};
use crate::{Error, Result};

/// Octets of the longest response that is read; ours have less than 4 KiB.
const MAX_OCTETS: usize = 64 * 1024;
const WHAT: &str = "TimeStampResp";

/// PKIStatus granted (0): the token is as asked for.
const GRANTED: u8 = 0;
/// PKIStatus grantedWithMods (1): there is a token, not exactly as asked for.
const GRANTED_WITH_MODIFICATIONS: u8 = 1;
/// PKIStatus rejection (2): there is no token, and failInfo says why.
const REJECTION: u8 = 2;

/// ```text
/// TimeStampResp ::= SEQUENCE {
///     status          PKIStatusInfo,
///     timeStampToken  TimeStampToken OPTIONAL }   -- ContentInfo
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct TimeStampResponseWire {
    status: StatusInfo,
    #[asn1(optional = "true")]
    token: Option<Any>,
}

/// ```text
/// PKIStatusInfo ::= SEQUENCE {
///     status        PKIStatus,                -- INTEGER
///     statusString  PKIFreeText OPTIONAL,     -- SEQUENCE OF UTF8String
///     failInfo      PKIFailureInfo OPTIONAL } -- BIT STRING
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct StatusInfo {
    status: u8,
    #[asn1(optional = "true")]
    text: Option<Vec<String>>,
    #[asn1(optional = "true")]
    failure: Option<BitString>,
}

/// ```text
/// PKIFailureInfo ::= BIT STRING { badAlg (0), badRequest (2), badDataFormat (5), timeNotAvailable (14),
///     unacceptedPolicy (15), unacceptedExtension (16), addInfoNotAvailable (17), systemFailure (25) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureInfo {
    /// The hash algorithm is unknown or not accepted.
    BadAlg,
    /// The transaction is not permitted or not supported.
    BadRequest,
    /// The data has the wrong format.
    BadDataFormat,
    /// The authority's time source is not available.
    TimeNotAvailable,
    /// The requested policy is not supported.
    UnacceptedPolicy,
    /// The requested extension is not supported.
    UnacceptedExtension,
    /// The requested additional information is not understood or not available.
    AddInfoNotAvailable,
    /// The request cannot be handled because the system failed.
    SystemFailure,
}

impl FailureInfo {
    /// The number of its bit, counted from the first.
    fn bit(self) -> u8 {
        match self {
            Self::BadAlg => 0,
            Self::BadRequest => 2,
            Self::BadDataFormat => 5,
            Self::TimeNotAvailable => 14,
            Self::UnacceptedPolicy => 15,
            Self::UnacceptedExtension => 16,
            Self::AddInfoNotAvailable => 17,
            Self::SystemFailure => 25,
        }
    }

    /// A named bit list without trailing zero bits (X.690 §11.2.2).
    fn bit_string(self) -> BitString {
        let (octet, bit) = (usize::from(self.bit() / 8), self.bit() % 8);
        let mut octets = vec![0; octet + 1];
        octets[octet] = 0x80 >> bit;
        BitString::new(7 - bit, octets).expect("at most 7 unused bits, all of them zero")
    }
}

/// Why there is no time-stamp, in the protocol's words and in a person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// What the protocol calls it.
    pub failure: FailureInfo,
    /// What to put right; part of the answer.
    pub reason: String,
}

impl Rejection {
    /// A refusal for this reason.
    pub fn new(failure: FailureInfo, reason: impl ToString) -> Self {
        Self { failure, reason: reason.to_string() }
    }
}

/// The response that carries this token, a ContentInfo in DER.
///
/// # Errors
/// The token is not DER.
pub fn granted(token: &[u8]) -> Result<Vec<u8>> {
    let status = StatusInfo { status: GRANTED, text: None, failure: None };
    Ok(encode(&TimeStampResponseWire { status, token: Some(element(WHAT, token)?) }))
}

/// The response that says why there is no token.
pub fn reject(refusal: &Rejection) -> Vec<u8> {
    let status = StatusInfo {
        status: REJECTION,
        text: Some(vec![refusal.reason.clone()]),
        failure: Some(refusal.failure.bit_string()),
    };
    encode(&TimeStampResponseWire { status, token: None })
}

/// The client's side: takes the token out of a response to `request`.
///
/// The token is not verified; it answers this request: same imprint, same nonce, the policy if one was asked for.
///
/// # Errors
/// Refuses rejections (with the authority's reason), malformed responses, and tokens that answer another request.
pub fn token_for(request: &TimeStampRequest, response: &[u8]) -> Result<TimeStampToken> {
    let response: TimeStampResponseWire = decode(WHAT, MAX_OCTETS, response)?;
    let token = match (response.status.status, response.token) {
        (GRANTED | GRANTED_WITH_MODIFICATIONS, Some(token)) => TimeStampToken::from_der(&encode(&token))?,
        (status, _) => {
            let reason = response.status.text.unwrap_or_default().join("; ");
            return Err(Error::mismatch(
                "status of the TimeStampResp",
                "granted",
                format!("{status} ({reason})"),
            ));
        }
    };
    let info = token.info();
    if !info.imprint.same_as(&request.imprint) {
        return Err(Error::mismatch("imprint of the time-stamp", "the request's", "another"));
    }
    if info.nonce != request.nonce {
        return Err(Error::mismatch("nonce of the time-stamp", "the request's", "another"));
    }
    match request.policy {
        Some(wanted) if wanted != info.policy => {
            Err(Error::mismatch("policy of the time-stamp", wanted, info.policy))
        }
        _ => Ok(token),
    }
}
