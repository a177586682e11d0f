//! What a client asks of a time-stamping authority (RFC 3161 §2.4.1).

use const_oid::ObjectIdentifier;
use der::Sequence;
use der::asn1::Int;
use x509_cert::ext::Extension;

use super::info::{MessageImprint, v1};
use super::response::{FailureInfo, Refusal};
use crate::wire::{decode, encode};
use crate::{Error, Result};

/// Octets of the longest request that is read; usual ones have less than 100.
pub const MAX_REQUEST_OCTETS: usize = 4 * 1024;
/// Octets of the longest nonce; usual ones have 8 to 32.
const MAX_NONCE_OCTETS: usize = 128;

const WHAT: &str = "TimeStampReq";

/// ```text
/// TimeStampReq ::= SEQUENCE {
///     version         INTEGER { v1(1) },
///     messageImprint  MessageImprint,
///     reqPolicy       TSAPolicyId OPTIONAL,     -- OBJECT IDENTIFIER
///     nonce           INTEGER OPTIONAL,
///     certReq         BOOLEAN DEFAULT FALSE,
///     extensions      [0] IMPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct TimeStampRequestWire {
    version: u8,
    message_imprint: MessageImprint,
    #[asn1(optional = "true")]
    policy: Option<ObjectIdentifier>,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(default = "Default::default")]
    certificate_requested: bool,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    extensions: Option<Vec<Extension>>,
}

/// A request for a time-stamp, well formed in every part that the protocol itself defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStampRequest {
    /// The hash to stamp; it is of an algorithm that Signet knows and as long as that says.
    pub imprint: MessageImprint,
    /// The policy that the client insists on.
    pub policy: Option<ObjectIdentifier>,
    /// The content octets of the nonce INTEGER, which the token must repeat.
    pub nonce: Option<Vec<u8>>,
    /// Whether the token must carry the authority's certificate.
    pub certificate_requested: bool,
}

impl TimeStampRequest {
    /// Reads a request.
    ///
    /// # Errors
    /// The refusal to answer with: badDataFormat for what is not DER, too long, or a hash of wrong length; badRequest
    /// for another version; badAlg for an unknown hash; unacceptedExtension for any extension, because Signet knows
    /// none.
    pub fn from_der(request: &[u8]) -> std::result::Result<Self, Refusal> {
        let request: TimeStampRequestWire = decode(WHAT, MAX_REQUEST_OCTETS, request)
            .map_err(|source| Refusal::new(FailureInfo::BadDataFormat, source))?;
        if request.version != v1() {
            let reason = format!("version {}, expected 1", request.version);
            return Err(Refusal::new(FailureInfo::BadRequest, reason));
        }
        if let Some(extension) = request.extensions.as_deref().and_then(<[Extension]>::first) {
            let reason = format!("the extension {} is not known", extension.extn_id);
            return Err(Refusal::new(FailureInfo::UnacceptedExtension, reason));
        }
        let Some(hash) = request.message_imprint.hash_algorithm() else {
            let reason =
                format!("the hash algorithm {} is not known", request.message_imprint.algorithm_oid());
            return Err(Refusal::new(FailureInfo::BadAlg, reason));
        };
        if request.message_imprint.digest().len() != hash.length() {
            let found = request.message_imprint.digest().len();
            let reason = format!("the hashed message has {found} octets, expected {}", hash.length());
            return Err(Refusal::new(FailureInfo::BadDataFormat, reason));
        }
        let nonce = request.nonce.map(|nonce| nonce.as_bytes().to_vec());
        if nonce.as_ref().is_some_and(|nonce| nonce.len() > MAX_NONCE_OCTETS) {
            return Err(Refusal::new(FailureInfo::BadDataFormat, "the nonce has more than 128 octets"));
        }
        Ok(Self {
            imprint: request.message_imprint,
            policy: request.policy,
            nonce,
            certificate_requested: request.certificate_requested,
        })
    }

    /// The request in DER.
    ///
    /// # Errors
    /// The nonce is empty or not in the shortest form of an INTEGER.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        let nonce = self.nonce.as_deref().map(integer).transpose()?;
        Ok(encode(&TimeStampRequestWire {
            version: v1(),
            message_imprint: self.imprint.clone(),
            policy: self.policy,
            nonce,
            certificate_requested: self.certificate_requested,
            extensions: None,
        }))
    }
}

/// An INTEGER with these content octets.
pub(super) fn integer(content: &[u8]) -> Result<Int> {
    let integer = Int::new(content).map_err(|source| Error::malformed("INTEGER", source))?;
    if integer.as_bytes() == content {
        Ok(integer)
    } else {
        Err(Error::malformed("INTEGER", "it is not in its shortest form (X.690 §8.3.2)"))
    }
}
