//! A responder's side: the octets to sign, the finished answer, the answers that are not signed.

use der::asn1::{BitString, Null, OctetString};
use x509_cert::ext::Extension;

use super::nonce::Nonce;
use super::response::{CertStatus, SingleResponse};
use super::wire::{
    BasicOcspResponse, CertStatusWire, CrlReason, OcspResponseWire, ResponderIdWire, ResponseBytes,
    ResponseData, ResponseStatus, RevokedInfo, SingleResponseWire, v1,
};
use crate::Result;
use crate::certificate::Certificate;
use crate::clock::UnixTime;
use crate::crl::Reason;
use crate::oid;
use crate::signature::SignatureAlgorithm;
use crate::wire::{element, encode};

/// How an answer names the one who signed it: by the SHA-1 of the signer's public key bits (RFC 6960 §4.2.1; RFC 9919
/// §3.2 prefers byKey because it is short).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponderId([u8; 20]);

impl ResponderId {
    /// Names the holder of this certificate.
    pub fn by_key(signer: &Certificate) -> Self {
        Self(signer.public_key().sha1_key_hash())
    }
}

/// Why there is no answer (RFC 6960 §4.2.1). Such a response is not signed and carries nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OcspErrorStatus {
    /// The request is not an OCSP request.
    MalformedRequest,
    /// The responder is broken.
    InternalError,
    /// The responder cannot answer now and may soon.
    TryLater,
    /// The responder wants signed requests.
    SigRequired,
    /// The responder speaks for none of the issuers that were asked about (RFC 9919 §3.2.3).
    Unauthorized,
}

/// The response that says only why there is no answer; five octets.
pub fn error_response(status: OcspErrorStatus) -> Vec<u8> {
    let status = match status {
        OcspErrorStatus::MalformedRequest => ResponseStatus::MalformedRequest,
        OcspErrorStatus::InternalError => ResponseStatus::InternalError,
        OcspErrorStatus::TryLater => ResponseStatus::TryLater,
        OcspErrorStatus::SigRequired => ResponseStatus::SigRequired,
        OcspErrorStatus::Unauthorized => ResponseStatus::Unauthorized,
    };
    encode(&OcspResponseWire { status, bytes: None })
}

/// The DER of ResponseData: what the responder's key signs. The nonce is repeated in the form in which it came.
pub fn response_to_be_signed(
    responder: ResponderId,
    produced_at: UnixTime,
    responses: &[SingleResponse],
    nonce: Option<&Nonce>,
) -> Vec<u8> {
    encode(&ResponseData {
        version: v1(),
        responder_id: ResponderIdWire::ByKey(OctetString::new(responder.0).expect("20 octets")),
        produced_at: produced_at.generalized_time(),
        responses: responses.iter().map(single_response).collect(),
        extensions: nonce.map(|nonce| vec![nonce.extension()]),
    })
}

/// Puts the finished response together; nothing is verified.
///
/// `certificates` usually holds the delegated signer's; none leaves the field out, because an empty SEQUENCE there is
/// what several clients choke on.
///
/// # Errors
/// `to_be_signed` is not DER.
pub fn assemble_response(
    to_be_signed: &[u8],
    algorithm: SignatureAlgorithm,
    signature: &[u8],
    certificates: &[Certificate],
) -> Result<Vec<u8>> {
    let certs =
        certificates.iter().map(|each| element("certificate", each.der())).collect::<Result<Vec<_>>>()?;
    let basic = BasicOcspResponse {
        response_data: element("ResponseData", to_be_signed)?,
        signature_algorithm: algorithm.identifier(),
        signature: BitString::from_bytes(signature).expect("a signature has at most a few thousand octets"),
        certs: (!certs.is_empty()).then_some(certs),
    };
    let response =
        OctetString::new(encode(&basic)).expect("an OCSP response has at most a few thousand octets");
    let bytes = Some(ResponseBytes { response_type: oid::OCSP_BASIC, response });
    Ok(encode(&OcspResponseWire { status: ResponseStatus::Successful, bytes }))
}

fn single_response(response: &SingleResponse) -> SingleResponseWire {
    SingleResponseWire {
        cert_id: element("CertID", response.cert_id.der()).expect("a CertID is DER"),
        status: match response.status {
            CertStatus::Good => CertStatusWire::Good(Null),
            CertStatus::Unknown => CertStatusWire::Unknown(Null),
            CertStatus::Revoked { at, reason } => CertStatusWire::Revoked(RevokedInfo {
                time: at.generalized_time(),
                reason: reason.map(reason_on_the_wire),
            }),
        },
        this_update: response.this_update.generalized_time(),
        next_update: response.next_update.map(UnixTime::generalized_time),
        extensions: response.archive_cutoff.map(|cutoff| vec![archive_cutoff_extension(cutoff)]),
    }
}

/// ```text
/// ArchiveCutoff ::= GeneralizedTime   -- RFC 6960 §4.4.4: since when this responder keeps status beyond expiry
/// ```
fn archive_cutoff_extension(cutoff: UnixTime) -> Extension {
    let extn_value = OctetString::new(encode(&cutoff.generalized_time())).expect("17 octets");
    Extension { extn_id: oid::OCSP_ARCHIVE_CUTOFF, critical: false, extn_value }
}

fn reason_on_the_wire(reason: Reason) -> CrlReason {
    match reason {
        Reason::KeyCompromise => CrlReason::KeyCompromise,
        Reason::CaCompromise => CrlReason::CaCompromise,
        Reason::AffiliationChanged => CrlReason::AffiliationChanged,
        Reason::Superseded => CrlReason::Superseded,
        Reason::CessationOfOperation => CrlReason::CessationOfOperation,
        Reason::CertificateHold => CrlReason::CertificateHold,
        Reason::PrivilegeWithdrawn => CrlReason::PrivilegeWithdrawn,
    }
}
