//! A responder's side: the octets to sign, the finished answer, the answers that are not signed.

use super::nonce::Nonce;
use super::response::{CertStatus, SingleResponse};
use super::wire::{OcspResponseWire, ResponseStatus};
use crate::backward::Backward;
use crate::certificate::Certificate;
use crate::clock::UnixTime;
use crate::signature::SignatureAlgorithm;
use crate::strict_der::{self, tag};
use crate::wire::encode;
use crate::{Error, ObjectIdentifier, Result, oid};

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

/// The DER of ResponseData (`wire.rs` has its ASN.1): what the responder's key signs. The nonce is repeated in the form in which it
/// came. It is written octet by octet, because this is done for every answer.
pub fn response_to_be_signed(
    responder: ResponderId,
    produced_at: UnixTime,
    responses: &[SingleResponse],
    nonce: Option<&Nonce>,
) -> Vec<u8> {
    let singles: usize = responses.iter().map(|single| single.cert_id.der().len() + SINGLE_OCTETS).sum();
    let mut der = Backward::with_room(DATA_OCTETS + singles);
    if let Some(nonce) = nonce {
        let end = der.end();
        extension(&mut der, oid::OCSP_NONCE, nonce.extension_value());
        der.begin(tag::SEQUENCE, end);
        der.begin(context(1), end);
    }
    let end_of_singles = der.end();
    for single in responses.iter().rev() {
        single_response(&mut der, single);
    }
    der.begin(tag::SEQUENCE, end_of_singles);
    der.element(tag::GENERALIZED_TIME, &produced_at.generalized_octets());
    let end_of_responder = der.end();
    der.element(tag::OCTET_STRING, &responder.0);
    der.begin(context(2), end_of_responder);
    // The version is v1, the DEFAULT, which DER leaves out.
    der.begin(tag::SEQUENCE, 0);
    der.forward()
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
    const WHAT: &str = "ResponseData";
    if !strict_der::split(WHAT, to_be_signed)?.1.is_empty() {
        return Err(Error::malformed(WHAT, "octets behind it"));
    }
    let certified: usize = certificates.iter().map(|each| each.der().len()).sum();
    let mut der = Backward::with_room(to_be_signed.len() + signature.len() + certified + AROUND_OCTETS);
    if !certificates.is_empty() {
        certificates.iter().rev().for_each(|each| der.put(each.der()));
        der.begin(tag::SEQUENCE, 0);
        der.begin(context(0), 0);
    }
    let end_of_signature = der.end();
    der.put(signature);
    // A signature is whole octets: no bit of the last one is unused.
    der.put(&[0]);
    der.begin(tag::BIT_STRING, end_of_signature);
    der.put(&algorithm.identifier_der());
    der.put(to_be_signed);
    der.begin(tag::SEQUENCE, 0);
    der.begin(tag::OCTET_STRING, 0);
    der.element(tag::OBJECT_IDENTIFIER, oid::OCSP_BASIC.as_bytes());
    der.begin(tag::SEQUENCE, 0);
    der.begin(context(0), 0);
    der.put(&SUCCESSFUL);
    der.begin(tag::SEQUENCE, 0);
    Ok(der.forward())
}

/// The ENUMERATED `successful`.
const SUCCESSFUL: [u8; 3] = [tag::ENUMERATED, 1, 0];
/// More octets than ResponseData has beside its single responses, with a nonce of usual length.
const DATA_OCTETS: usize = 160;
/// More octets than a single response has beside its CertID.
const SINGLE_OCTETS: usize = 96;
/// More octets than an answer has around what is signed, its signature and its certificates.
const AROUND_OCTETS: usize = 128;

/// `[number]`, constructed.
const fn context(number: u8) -> u8 {
    0xa0 | number
}

fn single_response(der: &mut Backward, single: &SingleResponse) {
    let end = der.end();
    if let Some(cutoff) = single.archive_cutoff {
        let cutoff = strict_der::encode(tag::GENERALIZED_TIME, &cutoff.generalized_octets());
        extension(der, oid::OCSP_ARCHIVE_CUTOFF, &cutoff);
        der.begin(tag::SEQUENCE, end);
        der.begin(context(1), end);
    }
    if let Some(next_update) = single.next_update {
        let end_of_time = der.end();
        der.element(tag::GENERALIZED_TIME, &next_update.generalized_octets());
        der.begin(context(0), end_of_time);
    }
    der.element(tag::GENERALIZED_TIME, &single.this_update.generalized_octets());
    match single.status {
        // IMPLICIT NULL, primitive.
        CertStatus::Good => der.element(0x80, &[]),
        CertStatus::Unknown => der.element(0x82, &[]),
        CertStatus::Revoked { at, reason } => {
            let end_of_status = der.end();
            if let Some(reason) = reason {
                let end_of_reason = der.end();
                der.element(tag::ENUMERATED, &[reason.code()]);
                der.begin(context(0), end_of_reason);
            }
            der.element(tag::GENERALIZED_TIME, &at.generalized_octets());
            der.begin(context(1), end_of_status);
        }
    }
    der.put(single.cert_id.der());
    der.begin(tag::SEQUENCE, end);
}

/// An extension that is not critical. That of an archive's cutoff is a GeneralizedTime: since when this responder keeps status beyond
/// expiry (RFC 6960 §4.4.4).
fn extension(der: &mut Backward, identifier: ObjectIdentifier, value: &[u8]) {
    let end = der.end();
    der.element(tag::OCTET_STRING, value);
    der.element(tag::OBJECT_IDENTIFIER, identifier.as_bytes());
    der.begin(tag::SEQUENCE, end);
}
