//! Certification requests, PKCS#10 (RFC 2986): how a key asks for a certificate and proves that its owner holds it.
//!
//! Only the public key is read out of a request. Name and attributes are checked in form and then ignored: what a
//! certificate says comes from the register and the profile.

use crate::signed::{assemble_signed, take_apart};
use crate::strict_der::{encode, sequence, tag};
use crate::{Error, PublicKey, Result, SignatureAlgorithm, name, signature, strict_der};

const WHAT: &str = "certification request";

/// The largest request that is read.
pub const MAX_REQUEST_OCTETS: usize = 8 * 1024;

/// A request whose signature was verified under the key that it contains.
///
/// ```text
/// CertificationRequest ::= SEQUENCE {
///     certificationRequestInfo SEQUENCE {
///         version       INTEGER { v1(0) },
///         subject       Name,
///         subjectPKInfo SubjectPublicKeyInfo,
///         attributes    [0] IMPLICIT SET OF Attribute },
///     signatureAlgorithm       AlgorithmIdentifier,
///     signature                BIT STRING }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRequest {
    der: Vec<u8>,
    public_key: PublicKey,
}

impl CertificateRequest {
    /// Reads a request and checks that its sender holds the private key.
    ///
    /// # Errors
    /// [`Error::TooLarge`] over 8 KiB, [`Error::Malformed`], [`Error::KeyRefused`], [`Error::SignatureInvalid`].
    pub fn from_der(der: &[u8]) -> Result<Self> {
        strict_der::check(WHAT, der, MAX_REQUEST_OCTETS)?;
        let parts = take_apart(WHAT, der)?;
        let (info, _) = strict_der::split(WHAT, parts.to_be_signed)?;
        let fields = strict_der::elements(WHAT, info.content)?;
        let [version, subject, spki, attributes] = fields[..] else {
            return Err(Error::malformed(WHAT, format_args!("{} fields, expected 4", fields.len())));
        };
        if version.expect(WHAT, tag::INTEGER)? != [0] {
            return Err(Error::unsupported(WHAT, "a version other than 1"));
        }
        name::check(subject.bytes)?;
        attributes.expect(WHAT, 0xa0)?;
        let public_key = PublicKey::from_spki_der(spki.bytes)?;
        let algorithm = SignatureAlgorithm::from_identifier_der(parts.algorithm_der)?;
        signature::verify(&public_key, algorithm, parts.to_be_signed, parts.signature)
            .map_err(|error| error.of(WHAT))?;
        Ok(Self { der: der.to_vec(), public_key })
    }

    /// The key that asks for a certificate.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The whole request.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The bytes that the owner of the key signs: version, this name and key, no attributes.
    pub fn to_be_signed(name_der: &[u8], spki_der: &[u8]) -> Vec<u8> {
        sequence(&[&encode(tag::INTEGER, &[0]), name_der, spki_der, &encode(0xa0, &[])])
    }

    /// The request with its signature; ECDSA as DER.
    pub fn assemble(to_be_signed: &[u8], algorithm: SignatureAlgorithm, signature: &[u8]) -> Vec<u8> {
        assemble_signed(to_be_signed, algorithm, signature)
    }
}
