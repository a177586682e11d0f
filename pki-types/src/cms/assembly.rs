//! A signature, put together from its parts (RFC 5652 §5.1, §5.3).

use der::asn1::{Int, OctetString};
use spki::AlgorithmIdentifierOwned;

use super::signed_data::{ContentInfoWire, EncapsulatedContentInfo, MAX_OCTETS, SignedDataWire, WHAT};
use super::signer_info::{IssuerAndSerialNumber, SignerIdentifierWire, SignerInfoWire, digest_of};
use super::{Attribute, SignedAttributes};
use crate::certificate::Certificate;
use crate::oid;
use crate::signature::SignatureAlgorithm;
use crate::wire::{RawSet, decode, element, encode};
use crate::{Error, Result};

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// Data that stays outside the signature, such as the byte ranges of a PDF.
    Detached,
    /// Content that the signature carries, such as a TSTInfo: its DER.
    Encapsulated(&'a [u8]),
}

/// Everything that a finished signature consists of, for [`assemble`].
#[derive(Clone, Copy, Debug)]
pub struct SignatureParts<'a> {
    /// What is signed; its type is the content-type among the signed attributes.
    pub content: Content<'a>,
    /// The signer's certificate, by which the SignerInfo names the signer.
    pub signer: &'a Certificate,
    /// The certificates to carry: usually the signer's and its chain; none leaves the field out.
    pub certificates: &'a [Certificate],
    /// The attributes that were signed.
    pub signed_attributes: &'a SignedAttributes,
    /// The algorithm of the signature.
    pub algorithm: SignatureAlgorithm,
    /// The signature value; ECDSA as DER (RFC 5753 §2.1.1).
    pub signature: &'a [u8],
    /// What is added after signing, such as a time-stamp over the signature value.
    pub unsigned_attributes: &'a [Attribute],
}

/// Puts a ContentInfo with SignedData together: the parts as they are, nothing is verified.
///
/// The version is 1 for id-data and 3 for other content (RFC 5652 §5.1).
///
/// # Errors
/// Refuses a message digest that is not of the signature algorithm's hash.
pub fn assemble(parts: &SignatureParts<'_>) -> Result<Vec<u8>> {
    let content_type = parts.signed_attributes.content_type();
    let digest_algorithm = digest_of(parts.algorithm);
    if parts.signed_attributes.message_digest().len() != digest_algorithm.length() {
        return Err(Error::mismatch(
            "length of the message-digest attribute",
            digest_algorithm.length(),
            parts.signed_attributes.message_digest().len(),
        ));
    }
    // RFC 5754 §2: the parameters of the SHA-2 identifiers SHOULD be absent.
    let digest_identifier = AlgorithmIdentifierOwned { oid: digest_algorithm.oid(), parameters: None };
    let signer_info = SignerInfoWire {
        version: 1,
        sid: SignerIdentifierWire::IssuerAndSerialNumber(issuer_and_serial(parts.signer)?),
        digest_algorithm: digest_identifier.clone(),
        signed_attributes: Some(decode(WHAT, MAX_OCTETS, parts.signed_attributes.to_be_signed())?),
        signature_algorithm: parts.algorithm.identifier(),
        signature: octets(parts.signature)?,
        unsigned_attributes: match parts.unsigned_attributes {
            [] => None,
            attributes => Some(RawSet::sorted(attributes.iter().map(encode).collect())),
        },
    };
    let content = match parts.content {
        Content::Detached => None,
        Content::Encapsulated(content) => Some(octets(content)?),
    };
    let mut certificates: Vec<_> = parts.certificates.iter().map(|each| each.der().to_vec()).collect();
    certificates.sort();
    certificates.dedup();
    let signed_data = SignedDataWire {
        version: if content_type == oid::DATA { 1 } else { 3 },
        digest_algorithms: RawSet::sorted(vec![encode(&digest_identifier)]),
        content: EncapsulatedContentInfo { content_type, content },
        certificates: (!certificates.is_empty()).then(|| RawSet::sorted(certificates)),
        crls: None,
        signer_infos: RawSet::sorted(vec![encode(&signer_info)]),
    };
    Ok(encode(&ContentInfoWire { content_type: oid::SIGNED_DATA, content: signed_data }))
}

fn octets(content: &[u8]) -> Result<OctetString> {
    OctetString::new(content).map_err(|source| Error::malformed(WHAT, source))
}

fn issuer_and_serial(certificate: &Certificate) -> Result<IssuerAndSerialNumber> {
    Ok(IssuerAndSerialNumber {
        issuer: element("issuer of the signer's certificate", certificate.issuer_der())?,
        serial_number: Int::new(certificate.serial_bytes())
            .map_err(|source| Error::malformed(WHAT, source))?,
    })
}
