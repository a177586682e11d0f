//! What our own clients ask (RFC 6960 §4.1, RFC 9919 §3.1), in its one encoding.

use der::{Any, Sequence};
use x509_cert::ext::Extension;

use super::cert_id::CertId;
use super::nonce::Nonce;
use crate::wire::{element, encode};

/// ```text
/// OCSPRequest ::= SEQUENCE {
///     tbsRequest         TBSRequest,
///     optionalSignature  [0] EXPLICIT Signature OPTIONAL }   -- never: RFC 9919 §3.1.2
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct OcspRequestWire {
    tbs_request: TbsRequest,
}

/// ```text
/// TBSRequest ::= SEQUENCE {
///     version            [0] EXPLICIT Version DEFAULT v1,      -- which DER leaves out
///     requestorName      [1] EXPLICIT GeneralName OPTIONAL,    -- never: RFC 9919 §3.1.2
///     requestList        SEQUENCE OF Request,
///     requestExtensions  [2] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct TbsRequest {
    request_list: Vec<SingleRequest>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    request_extensions: Option<Vec<Extension>>,
}

/// ```text
/// Request ::= SEQUENCE {
///     reqCert                  CertID,
///     singleRequestExtensions  [0] EXPLICIT Extensions OPTIONAL }   -- never
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SingleRequest {
    cert_id: Any,
}

/// What a client of ours asks: which certificates, and perhaps a nonce that the answer must repeat. What a responder
/// reads is a [`ReceivedRequest`](super::ReceivedRequest).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspRequest {
    /// The certificates asked about: 1 to [`MAX_CERT_IDS`](super::MAX_CERT_IDS).
    pub cert_ids: Vec<CertId>,
    /// 1 to [`MAX_NONCE_OCTETS`](super::MAX_NONCE_OCTETS) octets; new clients send 32 (RFC 9654 §2.1).
    pub nonce: Option<Vec<u8>>,
}

impl OcspRequest {
    /// The request in DER, without signature.
    ///
    /// # Panics
    /// Never for a nonce of at most a few thousand octets.
    pub fn to_der(&self) -> Vec<u8> {
        let single = |cert_id: &CertId| SingleRequest {
            cert_id: element("CertID", cert_id.der()).expect("a CertID is DER"),
        };
        encode(&OcspRequestWire {
            tbs_request: TbsRequest {
                request_list: self.cert_ids.iter().map(single).collect(),
                request_extensions: self.nonce.as_deref().map(|nonce| vec![Nonce::new(nonce).extension()]),
            },
        })
    }
}
