//! A document that waits for its signature.

use std::ops::Range;

use pki_types::cms::{Attribute, Content, SignatureParts, SignedAttributes, assemble};
use pki_types::encoding::as_base64;
use pki_types::hash::Sha256Stream;
use pki_types::{Certificate, Sha256Digest, SignatureAlgorithm, verify};
use serde::{Deserialize, Serialize};

use super::prepare::signature_algorithm;
use super::signed::Signed;
use crate::byte_range::ByteRange;
use crate::error::Error;
use crate::limits;

/// A prepared document: complete but for the value of the signature.
#[derive(Clone, Debug)]
#[must_use]
pub struct Prepared {
    pub(super) pdf: Vec<u8>,
    /// The octets of `pdf` that hold the signature: `<`, hexadecimal digits, `>`.
    pub(super) contents: Range<usize>,
    pub(super) certificate: Certificate,
    pub(super) chain: Vec<Certificate>,
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) attributes: SignedAttributes,
}

/// How a [`Prepared`] is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    #[serde(with = "as_base64")]
    pdf: Vec<u8>,
    contents_start: usize,
    contents_end: usize,
    /// The signer's certificate and its chain, as PEM.
    certificates: String,
    #[serde(with = "as_base64")]
    signed_attributes: Vec<u8>,
}

/// The only version of [`Stored`] so far.
const VERSION: u32 = 1;

impl Prepared {
    /// The bytes that the signer's key signs: the CMS signed attributes, a DER SET OF with tag 0x31 (RFC 5652, 5.4).
    pub fn to_be_signed(&self) -> &[u8] {
        self.attributes.to_be_signed()
    }

    /// The algorithm with which they are signed; ECDSA signatures are expected in DER.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// SHA-256 of the prepared document without the room for the signature. With a P-256 or RSA key this is the
    /// message digest inside [`to_be_signed`](Self::to_be_signed), where a phone finds it.
    pub fn document_sha256(&self) -> Sha256Digest {
        let mut digest = Sha256Stream::new();
        let octets = ByteRange::around(&self.contents, self.pdf.len()).signed_octets(&self.pdf);
        octets.iter().for_each(|part| digest.update(part));
        digest.finish()
    }

    /// The document as it was prepared, with zeros in the place of the signature: what a person may be given to read.
    pub fn pdf(&self) -> &[u8] {
        &self.pdf
    }

    /// The certificate whose key must sign.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificates above it, as they were given.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// Everything as JSON, to be stored until the signature comes.
    pub fn to_json(&self) -> Vec<u8> {
        let certificates = std::iter::once(&self.certificate).chain(&self.chain);
        let stored = Stored {
            version: VERSION,
            pdf: self.pdf.clone(),
            contents_start: self.contents.start,
            contents_end: self.contents.end,
            certificates: certificates.map(Certificate::pem).collect(),
            signed_attributes: self.to_be_signed().to_vec(),
        };
        serde_json::to_vec(&stored).expect("a structure of strings and numbers has a JSON form")
    }

    /// Reads back what [`to_json`](Self::to_json) wrote, and checks that it still fits together.
    ///
    /// # Errors
    /// [`Error::Preparation`] if it does not: a changed document would get a signature that does not verify.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let wrong = |what: String| Error::Preparation { what };
        let stored: Stored = serde_json::from_slice(json).map_err(|problem| wrong(problem.to_string()))?;
        if stored.version != VERSION {
            return Err(wrong(format!("its version is {}, this program knows {VERSION}", stored.version)));
        }
        let mut chain = Certificate::many_from_pem(&stored.certificates)?;
        let certificate = chain.remove(0);
        let algorithm = signature_algorithm(certificate.public_key().kind());
        let algorithm = algorithm.ok_or_else(|| wrong("the kind of its key".into()))?;
        let contents = stored.contents_start..stored.contents_end;
        let attributes = SignedAttributes::from_der(&stored.signed_attributes)?;
        let prepared = Self { pdf: stored.pdf, contents, certificate, chain, algorithm, attributes };
        prepared.check()?;
        Ok(prepared)
    }

    fn check(&self) -> Result<(), Error> {
        let wrong = |what: &str| Err(Error::Preparation { what: what.into() });
        match self.pdf.get(self.contents.clone()) {
            Some([b'<', digits @ .., b'>']) if digits.iter().all(|digit| *digit == b'0') => {}
            _ => return wrong("the room for the signature is not where it should be"),
        }
        let Some(hash) = self.algorithm.hash() else { return wrong("the kind of its key") };
        let octets = ByteRange::around(&self.contents, self.pdf.len()).signed_octets(&self.pdf);
        if hash.digest_parts(&octets) != self.attributes.message_digest() {
            return wrong("the document is not the one that was prepared");
        }
        if self.attributes.signing_certificate_sha256() != Some(self.certificate.sha256()) {
            return wrong("the certificate is not the one for which it was prepared");
        }
        Ok(())
    }

    /// Puts the signature value in: a PAdES-B-B document.
    ///
    /// # Errors
    /// [`Error::Signature`] if `signature` does not verify under the certificate over
    /// [`to_be_signed`](Self::to_be_signed).
    pub fn sign(self, signature: &[u8]) -> Result<Signed, Error> {
        verify(self.certificate.public_key(), self.algorithm, self.to_be_signed(), signature)
            .map_err(|problem| Error::Signature { what: problem.to_string() })?;
        let signature = signature.to_vec();
        let mut signed = Signed { prepared: self, signature };
        signed.embed(&[])?;
        Ok(signed)
    }

    /// The CMS with these unsigned attributes.
    pub(super) fn signed_data(&self, signature: &[u8], unsigned: &[Attribute]) -> Result<Vec<u8>, Error> {
        // The root is left out: whoever checks has it, and whoever has it not must not take it from here.
        let certificates: Vec<_> = std::iter::once(&self.certificate)
            .chain(self.chain.iter().filter(|certificate| !certificate.is_self_issued()))
            .cloned()
            .collect();
        Ok(assemble(&SignatureParts {
            content: Content::Detached,
            signer: &self.certificate,
            certificates: &certificates,
            signed_attributes: &self.attributes,
            algorithm: self.algorithm,
            signature,
            unsigned_attributes: unsigned,
        })?)
    }

    /// Writes `der` into the room, padded with zeros (ISO 32000-2, 12.8.1).
    pub(super) fn fill(&mut self, der: &[u8]) -> Result<(), Error> {
        let reserved = self.contents.len().saturating_sub(2) / 2;
        if der.len() > reserved || der.len() > limits::CONTENTS_OCTETS {
            return Err(Error::NoRoom { needed: der.len(), reserved });
        }
        let room = self.pdf.get_mut(self.contents.start + 1..self.contents.end - 1).unwrap_or_default();
        room.fill(b'0');
        for (place, octet) in room.chunks_mut(2).zip(der) {
            place.copy_from_slice(format!("{octet:02x}").as_bytes());
        }
        Ok(())
    }
}
