//! SignedData, read and verified (RFC 5652 §5.1).

use const_oid::ObjectIdentifier;
use der::Sequence;
use der::asn1::OctetString;

use super::attributes::read_attributes;
use super::signer_info::{SignerInfoWire, scheme};
use super::{Attribute, SignedAttributes, SignerIdentifier};
use crate::certificate::Certificate;
use crate::encoding::hex;
use crate::hash::HashAlgorithm;
use crate::oid;
use crate::signature::{SignatureScheme, verify};
use crate::wire::{RawSet, decode, encode};
use crate::{Error, Result};

/// Octets of the longest SignedData that is read: an LTA signature with its evidence stays below 1 MiB.
pub(super) const MAX_OCTETS: usize = 1024 * 1024;
/// More certificates than this in one signature are no chain.
const MAX_CERTIFICATES: usize = 32;
pub(super) const WHAT: &str = "SignedData";

/// ```text
/// ContentInfo ::= SEQUENCE {
///     contentType  ContentType,
///     content      [0] EXPLICIT ANY DEFINED BY contentType }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct ContentInfoWire {
    pub(super) content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(super) content: SignedDataWire,
}

/// ```text
/// SignedData ::= SEQUENCE {
///     version           CMSVersion,
///     digestAlgorithms  SET OF DigestAlgorithmIdentifier,
///     encapContentInfo  EncapsulatedContentInfo,
///     certificates      [0] IMPLICIT SET OF CertificateChoices OPTIONAL,
///     crls              [1] IMPLICIT SET OF RevocationInfoChoice OPTIONAL,
///     signerInfos       SET OF SignerInfo }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct SignedDataWire {
    pub(super) version: u8,
    pub(super) digest_algorithms: RawSet,
    pub(super) content: EncapsulatedContentInfo,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub(super) certificates: Option<RawSet>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub(super) crls: Option<RawSet>,
    pub(super) signer_infos: RawSet,
}

/// ```text
/// EncapsulatedContentInfo ::= SEQUENCE {
///     eContentType  ContentType,
///     eContent      [0] EXPLICIT OCTET STRING OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct EncapsulatedContentInfo {
    pub(super) content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) content: Option<OctetString>,
}

/// A signature that was read, not yet verified.
#[derive(Clone, Debug)]
pub struct SignedData {
    content_type: ObjectIdentifier,
    content: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
    revocation_lists: Vec<Vec<u8>>,
    signer: SignerIdentifier,
    digest_algorithm: Result<HashAlgorithm>,
    signed_attributes: SignedAttributes,
    scheme: Result<SignatureScheme>,
    signature: Vec<u8>,
    unsigned_attributes: Vec<Attribute>,
    version: u8,
}

impl SignedData {
    /// Reads a ContentInfo that holds SignedData and fills `content_info`.
    ///
    /// Certificates need not be in the order of a DER set, because much software keeps the chain's order. One that
    /// cannot be read is passed over: nothing verifies under it, and the others may do.
    ///
    /// # Errors
    /// Refuses other content, BER, more than 1 MiB, several signers or none, missing or unsorted signed attributes.
    /// Algorithms that cannot be verified are errors of those who ask for them.
    pub fn from_der(content_info: &[u8]) -> Result<Self> {
        let outer: ContentInfoWire = decode(WHAT, MAX_OCTETS, content_info)?;
        if outer.content_type != oid::SIGNED_DATA {
            return Err(Error::malformed(WHAT, format!("the content type is {}", outer.content_type)));
        }
        let wire = outer.content;
        let signer_infos = wire.signer_infos.elements(WHAT)?;
        let [signer_info] = signer_infos.as_slice() else {
            return Err(Error::malformed(WHAT, format!("it has {} signers, not one", signer_infos.len())));
        };
        let signer_info: SignerInfoWire = decode("SignerInfo", signer_info.len(), signer_info)?;
        let attributes = signer_info.signed_attributes.as_ref().ok_or_else(|| {
            Error::not_verifiable("form of signature", "a signature without signed attributes")
        })?;
        let unsigned_attributes = match &signer_info.unsigned_attributes {
            Some(set) => read_attributes(set)?,
            None => Vec::new(),
        };
        Ok(Self {
            content_type: wire.content.content_type,
            content: wire.content.content.map(|content| content.into_bytes().to_vec()),
            certificates: read_certificates(wire.certificates.as_ref())?,
            revocation_lists: owned_elements(wire.crls.as_ref())?,
            signer: SignerIdentifier::from_wire(&signer_info.sid),
            digest_algorithm: HashAlgorithm::from_oid(signer_info.digest_algorithm.oid),
            signed_attributes: SignedAttributes::from_der(&encode(attributes))?,
            scheme: scheme(&signer_info.digest_algorithm, &signer_info.signature_algorithm),
            signature: signer_info.signature.into_bytes().to_vec(),
            unsigned_attributes,
            version: wire.version,
        })
    }

    /// Verifies the signature over content with this digest, made with [`digest_algorithm`](Self::digest_algorithm).
    ///
    /// In order: the attributes speak of this content type and digest; the signer's certificate is here or among
    /// `more_certificates`; the signing-certificate attributes, if any, name that very certificate; the signature
    /// verifies under its key. Returns that certificate. Whether it is trusted, and when, is the caller's next question.
    ///
    /// # Errors
    /// Says which of these failed.
    pub fn verify(&self, content_digest: &[u8], more_certificates: &[Certificate]) -> Result<Certificate> {
        if self.signed_attributes.content_type() != self.content_type {
            return Err(Error::mismatch(
                "content-type attribute",
                self.content_type,
                self.signed_attributes.content_type(),
            ));
        }
        if self.signed_attributes.message_digest() != content_digest {
            return Err(Error::mismatch(
                "message-digest attribute",
                hex(content_digest),
                hex(self.signed_attributes.message_digest()),
            ));
        }
        let signer = self.signer_certificate(more_certificates)?;
        verify(signer.public_key(), self.scheme()?, self.signed_attributes.to_be_signed(), &self.signature)?;
        Ok(signer.clone())
    }

    /// As [`verify`](Self::verify), over the content that this signature carries.
    ///
    /// # Errors
    /// As `verify`; also if the content is detached.
    pub fn verify_encapsulated(&self, more_certificates: &[Certificate]) -> Result<Certificate> {
        let content =
            self.content.as_deref().ok_or_else(|| Error::malformed(WHAT, "its content is detached"))?;
        self.verify(&self.digest_algorithm()?.digest(content), more_certificates)
    }

    /// The certificate that the SignerInfo names and that every signing-certificate attribute confirms.
    ///
    /// # Errors
    /// None is named so, or an attribute contradicts it: another certificate for the same key was substituted.
    /// [`Error::NotVerifiable`] when an attribute names it by a hash that we do not compute.
    pub fn signer_certificate<'a>(&'a self, more_certificates: &'a [Certificate]) -> Result<&'a Certificate> {
        let mut candidates = self.certificates.iter().chain(more_certificates);
        let signer = candidates.find(|each| self.signer.matches(each)).ok_or_else(|| {
            Error::mismatch("certificate that the SignerInfo names", "among those at hand", "absent")
        })?;
        for attribute in self.signed_attributes.signing_certificates() {
            if !attribute.signer().matches(signer)? {
                let wanted = "the signer's certificate";
                return Err(Error::mismatch("signing-certificate attribute", wanted, "another one"));
            }
        }
        Ok(signer)
    }

    /// The version of the SignedData: 1 for id-data, 3 for other content.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// The type of the signed content.
    pub fn content_type(&self) -> ObjectIdentifier {
        self.content_type
    }

    /// The content, if the signature carries it.
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The certificates that the signature carries, in their order.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The DER of what the crls field carries: CRLs, or OCSP responses inside \[1\] (RFC 5940).
    pub fn revocation_lists(&self) -> &[Vec<u8>] {
        &self.revocation_lists
    }

    /// How the signer is named.
    pub fn signer(&self) -> &SignerIdentifier {
        &self.signer
    }

    /// The hash that the message-digest attribute was made with.
    ///
    /// # Errors
    /// [`Error::NotVerifiable`], with its name, when it is none that we compute.
    pub fn digest_algorithm(&self) -> Result<HashAlgorithm> {
        self.digest_algorithm.clone()
    }

    /// The attributes that were signed.
    pub fn signed_attributes(&self) -> &SignedAttributes {
        &self.signed_attributes
    }

    /// The scheme of the signature.
    ///
    /// # Errors
    /// [`Error::NotVerifiable`], with its name, when it is none that we verify.
    pub fn scheme(&self) -> Result<SignatureScheme> {
        self.scheme.clone()
    }

    /// The signature value; a signature time-stamp is over exactly these octets.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The attributes that were added after signing.
    pub fn unsigned_attributes(&self) -> &[Attribute] {
        &self.unsigned_attributes
    }

    /// All values of the unsigned attributes of this type, in their order.
    ///
    /// # Errors
    /// They are not DER.
    pub fn unsigned_values(&self, attribute_type: ObjectIdentifier) -> Result<Vec<&[u8]>> {
        let attributes = self.unsigned_attributes.iter();
        let mut values = Vec::new();
        for attribute in attributes.filter(|each| each.attribute_type() == attribute_type) {
            values.extend(attribute.values()?);
        }
        Ok(values)
    }
}

fn owned_elements(set: Option<&RawSet>) -> Result<Vec<Vec<u8>>> {
    let Some(set) = set else { return Ok(Vec::new()) };
    Ok(set.elements(WHAT)?.into_iter().map(<[u8]>::to_vec).collect())
}

/// Reads the certificates; the obsolete choices with context tags (attribute certificates …) and certificates that
/// cannot be read are passed over, because no verification of ours could use them.
fn read_certificates(set: Option<&RawSet>) -> Result<Vec<Certificate>> {
    const SEQUENCE: u8 = 0x30;
    let elements = owned_elements(set)?;
    if elements.len() > MAX_CERTIFICATES {
        return Err(Error::malformed(
            WHAT,
            format!("it carries {} certificates, more than 32", elements.len()),
        ));
    }
    let certificates = elements.iter().filter(|each| each.first() == Some(&SEQUENCE));
    Ok(certificates.filter_map(|der| Certificate::from_der(der).ok()).collect())
}
