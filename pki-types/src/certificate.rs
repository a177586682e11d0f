//! X.509 certificates as they are read (RFC 5280 §4).

use std::sync::Arc;

use const_oid::ObjectIdentifier;
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::name::GeneralName;

use crate::error::at_most;
use crate::memory::Memory;
use crate::signature::SignatureScheme;
use crate::{
    Error, PublicKey, Result, Sha256Digest, SignatureAlgorithm, UnixTime, name, oid, sha256, signature,
};

pub(crate) mod extensions;
pub(crate) mod parser;
mod verified;

pub use extensions::{KeyUsage, encode_extension};
pub(crate) use verified::VERIFIED;

/// The largest certificate that is read. Ours have about 1,000 octets, foreign ones with RSA-8192 about 4,000.
pub const MAX_CERTIFICATE_OCTETS: usize = 16 * 1024;

/// The largest PEM text that is read by [`Certificate::many_from_pem`].
const MAX_PEM_OCTETS: usize = 1024 * 1024;

/// Certificates that were read, by the SHA-256 of their DER: what octets say is a fact for ever. One of ours takes some 5,000
/// octets, so there is room for thousands of persons who are signing now.
pub(crate) static PARSED: Memory<Certificate> = Memory::new(16_384, 48 * 1024 * 1024);

/// A parsed certificate of version 3. Cheap to clone; two are equal when their DER is.
///
/// ```text
/// Certificate ::= SEQUENCE {
///     tbsCertificate      TBSCertificate,
///     signatureAlgorithm  AlgorithmIdentifier,
///     signatureValue      BIT STRING }
///
/// TBSCertificate ::= SEQUENCE {
///     version         [0] EXPLICIT Version DEFAULT v1,
///     serialNumber        CertificateSerialNumber,
///     signature           AlgorithmIdentifier,
///     issuer              Name,
///     validity            Validity,
///     subject             Name,
///     subjectPublicKeyInfo SubjectPublicKeyInfo,
///     issuerUniqueID  [1] IMPLICIT UniqueIdentifier OPTIONAL,
///     subjectUniqueID [2] IMPLICIT UniqueIdentifier OPTIONAL,
///     extensions      [3] EXPLICIT Extensions OPTIONAL }
/// ```
///
/// Its signature is *not* verified by parsing: see [`Certificate::verify_issued_by`] and [`crate::chain`].
#[derive(Clone)]
pub struct Certificate(Arc<Parsed>);

/// What [`parser`] found.
pub(crate) struct Parsed {
    pub(crate) der: Vec<u8>,
    pub(crate) sha256: Sha256Digest,
    pub(crate) tbs_der: Vec<u8>,
    pub(crate) scheme: Result<SignatureScheme>,
    pub(crate) signature: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) public_key: PublicKey,
    pub(crate) not_before: UnixTime,
    pub(crate) not_after: UnixTime,
    pub(crate) extensions: extensions::Extensions,
}

impl Parsed {
    /// The memory that it takes, rather more than less.
    fn octets(&self) -> usize {
        let parts = [&self.der, &self.tbs_der, &self.signature, &self.serial, &self.issuer, &self.subject];
        let parts = parts.iter().map(|part| part.capacity()).sum::<usize>();
        size_of::<Self>() + parts + 2 * self.public_key.spki_der().len() + self.extensions.octets()
    }
}

impl Certificate {
    /// Reads a certificate, or remembers that it was read.
    ///
    /// # Errors
    /// [`Error::TooLarge`] over 16 KiB; [`Error::Malformed`] for anything but strict DER, another version, a serial
    /// number that is not positive or longer than 20 octets, two extensions of one kind. Algorithms and keys that we
    /// do not accept are no error here: it can be read and named, and nothing verifies under it or as it.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        at_most(parser::WHAT, der.len(), MAX_CERTIFICATE_OCTETS)?;
        let sha256 = sha256(der);
        if let Some(known) = PARSED.recall(&sha256) {
            return Ok(known);
        }
        let parsed = Self(Arc::new(parser::parse(der, sha256)?));
        PARSED.remember(sha256, parsed.clone(), parsed.0.octets());
        Ok(parsed)
    }

    /// Reads the one certificate in a PEM text (RFC 7468 §5).
    ///
    /// # Errors
    /// [`Error::Malformed`] when there is none or more than one, and as [`Self::from_der`].
    pub fn from_pem(pem: &str) -> Result<Self> {
        let mut found = Self::many_from_pem(pem)?;
        match (found.pop(), found.len()) {
            (Some(certificate), 0) => Ok(certificate),
            (_, others) => {
                Err(Error::malformed("PEM", format_args!("{} certificates, expected 1", others + 1)))
            }
        }
    }

    /// Reads all certificates in a PEM text of at most 1 MiB, in their order; other blocks are refused.
    ///
    /// # Errors
    /// [`Error::Malformed`] when there is none, and as [`Self::from_der`].
    pub fn many_from_pem(pem: &str) -> Result<Vec<Self>> {
        at_most("PEM", pem.len(), MAX_PEM_OCTETS)?;
        let malformed = |error: &dyn std::fmt::Display| Error::malformed("PEM", error);
        let mut found = Vec::new();
        for block in x509_parser::pem::Pem::iter_from_buffer(pem.as_bytes()) {
            let block = block.map_err(|error| malformed(&error))?;
            if block.label != "CERTIFICATE" {
                return Err(Error::mismatch("label of a PEM block", "CERTIFICATE", block.label));
            }
            found.push(Self::from_der(&block.contents)?);
        }
        if found.is_empty() { Err(malformed(&"no certificate in it")) } else { Ok(found) }
    }

    /// The certificate as PEM, lines of 64 characters.
    pub fn pem(&self) -> String {
        der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, &self.0.der)
            .expect("a certificate within its size limit fits in a string")
    }

    /// The whole certificate.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SHA-256 of [`Self::der`]: its fingerprint, and its `certificate_id` in our APIs.
    pub fn sha256(&self) -> Sha256Digest {
        self.0.sha256
    }

    /// The bytes that the issuer signed.
    pub fn tbs_der(&self) -> &[u8] {
        &self.0.tbs_der
    }

    /// The algorithm that the issuer signed with, one of those that we make ourselves; the one inside the signed bytes
    /// is the same.
    ///
    /// # Errors
    /// [`Error::Unsupported`], [`Error::NotVerifiable`] for another.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm> {
        let scheme = self.0.scheme.clone()?;
        let ours = SignatureAlgorithm::ALL.into_iter().find(|ours| SignatureScheme::from(*ours) == scheme);
        ours.ok_or_else(|| Error::unsupported("signature algorithm", scheme))
    }

    /// The issuer's signature; ECDSA as DER.
    pub fn signature(&self) -> &[u8] {
        &self.0.signature
    }

    /// The content octets of the serial number, 1 to 20, in shortest form: the same octets that OCSP and CRLs carry.
    pub fn serial_bytes(&self) -> &[u8] {
        &self.0.serial
    }

    /// The issuer's Name, DER.
    pub fn issuer_der(&self) -> &[u8] {
        &self.0.issuer
    }

    /// The subject's Name, DER.
    pub fn subject_der(&self) -> &[u8] {
        &self.0.subject
    }

    /// The subject's key.
    pub fn public_key(&self) -> &PublicKey {
        &self.0.public_key
    }

    /// First second of validity.
    pub fn not_before(&self) -> UnixTime {
        self.0.not_before
    }

    /// Last second of validity (RFC 5280 §4.1.2.5: inclusive).
    pub fn not_after(&self) -> UnixTime {
        self.0.not_after
    }

    /// Whether the validity has ended at `at`; one that has not begun is not over.
    pub fn is_over(&self, at: UnixTime) -> bool {
        at > self.not_after()
    }

    /// Whether `at` lies within the validity, both ends included.
    pub fn valid_at(&self, at: UnixTime) -> bool {
        self.0.not_before <= at && at <= self.0.not_after
    }

    /// The value of an extension and whether it is critical.
    pub fn extension(&self, identifier: ObjectIdentifier) -> Option<(bool, &[u8])> {
        self.0.extensions.find(identifier)
    }

    /// Every extension in its order: identifier, critical, value.
    pub fn extensions(&self) -> impl Iterator<Item = (ObjectIdentifier, bool, &[u8])> {
        self.0.extensions.all.iter().map(|one| (one.identifier, one.critical, one.value.as_slice()))
    }

    /// Whether basic constraints say that this is a CA.
    pub fn is_ca(&self) -> bool {
        self.0.extensions.is_ca
    }

    /// How many CAs may stand between this CA and an end entity; unlimited when absent.
    pub fn path_length(&self) -> Option<u32> {
        self.0.extensions.path_length
    }

    /// What the key may be used for; `None` when the certificate does not say.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.extensions.key_usage
    }

    /// The purposes of the key; `None` when the certificate does not say.
    pub fn extended_key_usage(&self) -> Option<&[ObjectIdentifier]> {
        self.0.extensions.extended_key_usage.as_deref()
    }

    /// Whether the extended key usage is there and critical, as RFC 3161 §2.3 wants it for time stamps.
    pub fn extended_key_usage_is_critical(&self) -> bool {
        self.extension(oid::EXTENDED_KEY_USAGE).is_some_and(|(critical, _)| critical)
    }

    /// The certificate policies, in their order.
    pub fn policies(&self) -> &[ObjectIdentifier] {
        &self.0.extensions.policies
    }

    /// The identifier of the subject's key.
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions.subject_key_identifier.as_deref()
    }

    /// The identifier of the issuer's key.
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions.authority_key_identifier.as_deref()
    }

    /// Where OCSP can be asked.
    pub fn ocsp_urls(&self) -> &[String] {
        &self.0.extensions.ocsp_urls
    }

    /// Where the issuer's certificate is published.
    pub fn ca_issuers_urls(&self) -> &[String] {
        &self.0.extensions.ca_issuers_urls
    }

    /// Where the CRL that covers this certificate is published.
    pub fn crl_urls(&self) -> &[String] {
        &self.0.extensions.crl_urls
    }

    /// Whether this is an OCSP signer whose own status need not be asked (RFC 6960 §4.2.2.2.1).
    pub fn has_ocsp_nocheck(&self) -> bool {
        self.extension(oid::OCSP_NO_CHECK).is_some()
    }

    /// Critical extensions that this crate does not process; a chain with one of them is refused (RFC 5280 §6.1.4 o).
    pub fn unknown_critical_extensions(&self) -> &[ObjectIdentifier] {
        &self.0.extensions.unknown_critical
    }

    pub(crate) fn name_constraints(&self) -> Option<&NameConstraints> {
        self.0.extensions.name_constraints.as_ref()
    }

    pub(crate) fn subject_alt_names(&self) -> &[GeneralName] {
        &self.0.extensions.subject_alt_names
    }

    /// The DNS names of the subject, as TLS checks them.
    pub fn dns_names(&self) -> Vec<String> {
        let names = self.subject_alt_names().iter();
        names
            .filter_map(|name| match name {
                GeneralName::DnsName(host) => Some(host.to_string()),
                _ => None,
            })
            .collect()
    }

    /// The first value of an attribute of the subject, as text.
    pub fn subject_attribute(&self, identifier: ObjectIdentifier) -> Option<String> {
        name::attribute(&self.0.subject, identifier)
    }

    /// The subject's common name.
    pub fn common_name(&self) -> Option<String> {
        self.subject_attribute(oid::COMMON_NAME)
    }

    /// The subject's given name.
    pub fn given_name(&self) -> Option<String> {
        self.subject_attribute(oid::GIVEN_NAME)
    }

    /// The subject's surname.
    pub fn surname(&self) -> Option<String> {
        self.subject_attribute(oid::SURNAME)
    }

    /// The subject's `serialNumber` attribute, such as `PNOMU-…`; not the certificate's serial number.
    pub fn serial_number(&self) -> Option<String> {
        self.subject_attribute(oid::SERIAL_NUMBER)
    }

    /// The subject's organisation.
    pub fn organization(&self) -> Option<String> {
        self.subject_attribute(oid::ORGANIZATION)
    }

    /// The subject's country, two letters.
    pub fn country(&self) -> Option<String> {
        self.subject_attribute(oid::COUNTRY)
    }

    /// The subject as RFC 4514 writes names, most specific part first. Holds personal data: not for logs.
    pub fn subject_display(&self) -> String {
        name::display(&self.0.subject)
    }

    /// The issuer as RFC 4514 writes names.
    pub fn issuer_display(&self) -> String {
        name::display(&self.0.issuer)
    }

    /// Checks that `issuer` signed this certificate: its subject is our issuer, byte for byte, and its key verifies
    /// our signature. What the issuer *may* issue is the business of [`crate::chain`].
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another name or another kind of key, [`Error::SignatureInvalid`];
    /// [`Error::NotVerifiable`] when nothing can be told.
    pub fn verify_issued_by(&self, issuer: &Certificate) -> Result<()> {
        if self.0.issuer != issuer.0.subject {
            let found = format_args!("that of certificate {}", issuer.sha256()).to_string();
            return Err(Error::mismatch("name of the issuer", self.issuer_display(), found));
        }
        let key = issuer.public_key();
        let fact = verified::fact(self, key);
        if VERIFIED.recall(&fact).is_some() {
            return Ok(());
        }
        signature::verify(key, self.0.scheme.clone()?, &self.0.tbs_der, &self.0.signature)
            .map_err(|error| error.of("certificate"))?;
        VERIFIED.remember(fact, (), 0);
        Ok(())
    }

    /// Whether subject and issuer are the same name, as in a root (RFC 5280 §6.1: self-issued).
    pub fn is_self_issued(&self) -> bool {
        self.0.issuer == self.0.subject
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

/// Shows the fingerprint only: a subject is personal data.
impl std::fmt::Debug for Certificate {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Certificate({})", self.0.sha256)
    }
}
