//! What a client asks (RFC 6960 §4.1, RFC 9654).

use der::asn1::OctetString;
use der::{Any, Sequence};
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::Extension;

use super::cert_id::CertId;
use super::wire::{nonce_extension, read_nonce, v1, without_unknown_critical};
use crate::wire::{decode, encode};
use crate::{Error, Result};

/// Octets of the longest request: eight SHA-512 CertIDs and a nonce of 128 octets stay below half of it.
pub const MAX_REQUEST_OCTETS: usize = 4 * 1024;
/// Certificates that one request may ask about.
pub const MAX_CERT_IDS: usize = 8;
/// Octets of the longest nonce; the shortest has one (RFC 9654 §2.1).
pub const MAX_NONCE_OCTETS: usize = 128;

const WHAT: &str = "OCSPRequest";

/// ```text
/// OCSPRequest ::= SEQUENCE {
///     tbsRequest         TBSRequest,
///     optionalSignature  [0] EXPLICIT Signature OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct OcspRequestWire {
    tbs_request: TbsRequest,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    optional_signature: Option<SignatureWire>,
}

/// ```text
/// TBSRequest ::= SEQUENCE {
///     version            [0] EXPLICIT Version DEFAULT v1,
///     requestorName      [1] EXPLICIT GeneralName OPTIONAL,
///     requestList        SEQUENCE OF Request,
///     requestExtensions  [2] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct TbsRequest {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", default = "v1")]
    version: u8,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    requestor_name: Option<Any>,
    request_list: Vec<SingleRequest>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    request_extensions: Option<Vec<Extension>>,
}

/// ```text
/// Request ::= SEQUENCE {
///     reqCert                  CertID,
///     singleRequestExtensions  [0] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SingleRequest {
    cert_id: CertId,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension>>,
}

/// ```text
/// Signature ::= SEQUENCE {
///     signatureAlgorithm  AlgorithmIdentifier,
///     signature           BIT STRING,
///     certs               [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SignatureWire {
    algorithm: AlgorithmIdentifierOwned,
    signature: der::asn1::BitString,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    certs: Option<Vec<Any>>,
}

/// What a client asks: which certificates, and perhaps a nonce that the answer must repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspRequest {
    /// The certificates asked about: 1 to [`MAX_CERT_IDS`].
    pub cert_ids: Vec<CertId>,
    /// 1 to [`MAX_NONCE_OCTETS`] octets; new clients send 32 (RFC 9654 §2.1).
    pub nonce: Option<Vec<u8>>,
}

impl OcspRequest {
    /// Reads a request. A signature and a requestor's name are passed over: status is public, everybody gets the
    /// same answer.
    ///
    /// # Errors
    /// Refuses what is not DER or has trailing octets, more than 4 KiB, no or more than eight CertIDs, a nonce of no
    /// or more than 128 octets, an extension that comes twice, and unknown critical extensions.
    pub fn from_der(request: &[u8]) -> Result<Self> {
        let request: OcspRequestWire = decode(WHAT, MAX_REQUEST_OCTETS, request)?;
        let request = request.tbs_request;
        if request.version != v1() {
            return Err(Error::unsupported("version of an OCSPRequest", request.version));
        }
        if !(1..=MAX_CERT_IDS).contains(&request.request_list.len()) {
            let found = request.request_list.len();
            return Err(Error::malformed(WHAT, format!("it asks about {found} certificates, not 1 to 8")));
        }
        for single in &request.request_list {
            without_unknown_critical(WHAT, single.extensions.as_deref())?;
        }
        without_unknown_critical(WHAT, request.request_extensions.as_deref())?;
        Ok(Self {
            cert_ids: request.request_list.into_iter().map(|single| single.cert_id).collect(),
            nonce: read_nonce(WHAT, request.request_extensions.as_deref())?,
        })
    }

    /// The request in DER, without signature.
    pub fn to_der(&self) -> Vec<u8> {
        let requests =
            self.cert_ids.iter().map(|cert_id| SingleRequest { cert_id: cert_id.clone(), extensions: None });
        encode(&OcspRequestWire {
            tbs_request: TbsRequest {
                version: v1(),
                requestor_name: None,
                request_list: requests.collect(),
                request_extensions: self.nonce.as_deref().map(|nonce| vec![nonce_extension(nonce)]),
            },
            optional_signature: None,
        })
    }
}

/// The content of an extension, ready for its place.
pub(super) fn extension_value(der: Vec<u8>) -> OctetString {
    OctetString::new(der).expect("our extensions are short")
}
