//! What a client asks of a time-stamping authority (RFC 3161 §2.4.1).

use const_oid::ObjectIdentifier;
use der::Sequence;
use der::asn1::Int;
use x509_cert::ext::Extension;

use super::info::{MessageImprint, v1};
use super::response::{FailureInfo, Rejection};
use crate::fields::{Fields, ReadExtension, dotted};
use crate::hash::HashAlgorithm;
use crate::strict_der::{Element, tag};
use crate::wire::{decode, encode};
use crate::{Error, Result};

/// Octets of the longest request that is read; usual ones have less than 100.
pub const MAX_REQUEST_OCTETS: usize = 4 * 1024;
/// Octets of the longest nonce; usual ones have 8 to 32.
const MAX_NONCE_OCTETS: usize = 128;
/// Extensions that are read before the first is refused.
const MAX_EXTENSIONS: usize = 16;
/// `[0]`, constructed.
const EXTENSIONS: u8 = 0xa0;

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
    /// The hash to stamp; it is of an algorithm that Great Seal knows and as long as that says.
    pub imprint: MessageImprint,
    /// The policy that the client insists on.
    pub policy: Option<ObjectIdentifier>,
    /// The content octets of the nonce INTEGER, which the token must repeat.
    pub nonce: Option<Vec<u8>>,
    /// Whether the token must carry the authority's certificate.
    pub certificate_requested: bool,
}

impl TimeStampRequest {
    /// Reads a request as clients write it: beside DER, a `certReq FALSE` that is written out although it is DEFAULT, and
    /// object identifiers with arcs of any size.
    ///
    /// # Errors
    /// The refusal to answer with: badDataFormat for another structure, too many octets, or a hash of wrong length;
    /// badRequest for another version; badAlg for an unknown hash; unacceptedPolicy for a policy whose identifier no
    /// authority of ours can have; unacceptedExtension for any extension, because Great Seal knows none.
    pub fn from_der(request: &[u8]) -> std::result::Result<Self, Rejection> {
        let request =
            Received::read(request).map_err(|source| Rejection::new(FailureInfo::BadDataFormat, source))?;
        if request.version != [v1()] {
            let reason = format!("version {}, expected 1", crate::encoding::hex(request.version));
            return Err(Rejection::new(FailureInfo::BadRequest, reason));
        }
        if let Some(extension) = request.extensions.first() {
            let reason = format!("the extension {} is not known", dotted(extension.identifier));
            return Err(Rejection::new(FailureInfo::UnacceptedExtension, reason));
        }
        let imprint = request.imprint()?;
        let policy = request.policy.map(|policy| {
            ObjectIdentifier::from_bytes(policy).map_err(|_larger_than_ours| {
                let reason = format!("the policy {} is not ours", dotted(policy));
                Rejection::new(FailureInfo::UnacceptedPolicy, reason)
            })
        });
        if request.nonce.is_some_and(|nonce| nonce.len() > MAX_NONCE_OCTETS) {
            return Err(Rejection::new(FailureInfo::BadDataFormat, "the nonce has more than 128 octets"));
        }
        Ok(Self {
            imprint,
            policy: policy.transpose()?,
            nonce: request.nonce.map(<[u8]>::to_vec),
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

/// The fields of a TimeStampReq, each in its place.
struct Received<'a> {
    version: &'a [u8],
    hash: &'a [u8],
    /// The messageImprint, from tag to last octet.
    imprint: &'a [u8],
    policy: Option<&'a [u8]>,
    nonce: Option<&'a [u8]>,
    certificate_requested: bool,
    extensions: Vec<ReadExtension<'a>>,
}

impl<'a> Received<'a> {
    fn read(request: &'a [u8]) -> Result<Self> {
        let mut fields = Fields::of(WHAT, request, MAX_REQUEST_OCTETS)?;
        let version = fields.expect(tag::INTEGER)?;
        let imprint = fields.any()?;
        fields.canonical(imprint)?;
        let hash = Fields::within(WHAT, imprint.expect(WHAT, tag::SEQUENCE)?).sequence()?.identifier()?;
        let policy = fields.optional(tag::OBJECT_IDENTIFIER)?;
        let nonce = fields.optional(tag::INTEGER)?;
        for repeated in policy.iter().chain(&nonce) {
            fields.canonical(*repeated)?;
        }
        let certificate_requested = fields.flag()?;
        let extensions = match fields.optional(EXTENSIONS)? {
            Some(extensions) => ReadExtension::all(WHAT, extensions.content, MAX_EXTENSIONS)?,
            None => Vec::new(),
        };
        fields.end()?;
        let content = |element: Element<'a>| element.content;
        let (policy, nonce) = (policy.map(content), nonce.map(content));
        Ok(Self { version, hash, imprint: imprint.bytes, policy, nonce, certificate_requested, extensions })
    }

    fn imprint(&self) -> std::result::Result<MessageImprint, Rejection> {
        let known = HashAlgorithm::ALL.into_iter().find(|known| known.oid().as_bytes() == self.hash);
        let Some(hash) = known else {
            let reason = format!("the hash algorithm {} is not known", dotted(self.hash));
            return Err(Rejection::new(FailureInfo::BadAlg, reason));
        };
        let imprint: MessageImprint = decode("MessageImprint", MAX_REQUEST_OCTETS, self.imprint)
            .map_err(|source| Rejection::new(FailureInfo::BadDataFormat, source))?;
        if imprint.digest().len() == hash.length() {
            return Ok(imprint);
        }
        let found = imprint.digest().len();
        let reason = format!("the hashed message has {found} octets, expected {}", hash.length());
        Err(Rejection::new(FailureInfo::BadDataFormat, reason))
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
