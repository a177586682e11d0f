//! How OCSP names a certificate: by hashes of its issuer and by its serial (RFC 6960 §4.1.1).

use super::received::MAX_REQUEST_OCTETS;
use crate::Result;
use crate::certificate::Certificate;
use crate::ess::same_serial;
use crate::fields::Fields;
use crate::hash::HashAlgorithm;
use crate::strict_der::{self, tag};

/// ```text
/// CertID ::= SEQUENCE {
///     hashAlgorithm   AlgorithmIdentifier,
///     issuerNameHash  OCTET STRING,   -- hash of the issuer's DN
///     issuerKeyHash   OCTET STRING,   -- hash of the issuer's public key, without tag, length and unused bits
///     serialNumber    CertificateSerialNumber }
/// ```
///
/// A responder echoes it octet for octet: clients look for the very CertID that they sent, its algorithm
/// parameters included. So it is kept as its octets, whatever its algorithm is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertId {
    der: Vec<u8>,
    hash: Option<HashAlgorithm>,
    issuer_name_hash: Vec<u8>,
    issuer_key_hash: Vec<u8>,
    serial: Vec<u8>,
}

impl CertId {
    /// Reads the octets of a CertID, which must be DER.
    ///
    /// # Errors
    /// Says what is not as it should be.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        const WHAT: &str = "CertID";
        strict_der::check(WHAT, der, MAX_REQUEST_OCTETS)?;
        let mut fields = Fields::of(WHAT, der, MAX_REQUEST_OCTETS)?;
        let mut algorithm = fields.sequence()?;
        let hash = algorithm.identifier()?;
        let _parameters = if algorithm.is_empty() { None } else { Some(algorithm.any()?) };
        algorithm.end()?;
        let issuer_name_hash = fields.expect(tag::OCTET_STRING)?.to_vec();
        let issuer_key_hash = fields.expect(tag::OCTET_STRING)?.to_vec();
        let serial = fields.expect(tag::INTEGER)?.to_vec();
        fields.end()?;
        let hash = HashAlgorithm::ALL.into_iter().find(|known| known.oid().as_bytes() == hash);
        Ok(Self { der: der.to_vec(), hash, issuer_name_hash, issuer_key_hash, serial })
    }

    /// Names `certificate`, issued by `issuer`.
    pub fn for_certificate(certificate: &Certificate, issuer: &Certificate, hash: HashAlgorithm) -> Self {
        Self::for_serial(certificate.serial_bytes(), issuer, hash)
    }

    /// Names the certificate with this serial (content octets of a positive INTEGER) under `issuer`.
    pub fn for_serial(serial: &[u8], issuer: &Certificate, hash: HashAlgorithm) -> Self {
        let (issuer_name_hash, issuer_key_hash) = hashes(issuer, hash);
        let identifier = strict_der::encode(tag::OBJECT_IDENTIFIER, hash.oid().as_bytes());
        // RFC 5754 §2 wants no parameters for SHA-2; for SHA-1 clients write NULL (RFC 3370 §2.1).
        let parameters =
            if hash == HashAlgorithm::Sha1 { strict_der::encode(tag::NULL, &[]) } else { Vec::new() };
        let der = strict_der::sequence(&[
            &strict_der::sequence(&[&identifier, &parameters]),
            &strict_der::encode(tag::OCTET_STRING, &issuer_name_hash),
            &strict_der::encode(tag::OCTET_STRING, &issuer_key_hash),
            &strict_der::encode(tag::INTEGER, serial),
        ]);
        Self { der, hash: Some(hash), issuer_name_hash, issuer_key_hash, serial: serial.to_vec() }
    }

    /// The hash that both issuer hashes were made with; `None` for one that Great Seal does not know.
    pub fn hash_algorithm(&self) -> Option<HashAlgorithm> {
        self.hash
    }

    /// The hash of the issuer's name.
    pub fn issuer_name_hash(&self) -> &[u8] {
        &self.issuer_name_hash
    }

    /// The hash of the issuer's public key bits.
    pub fn issuer_key_hash(&self) -> &[u8] {
        &self.issuer_key_hash
    }

    /// The content octets of the serial INTEGER, as the client sent them.
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// Whether both hashes are those of `issuer`'s name and key, with any hash that Great Seal knows.
    pub fn matches_issuer(&self, issuer: &Certificate) -> bool {
        self.hash.is_some_and(|hash| {
            let (name, key) = hashes(issuer, hash);
            name == self.issuer_name_hash && key == self.issuer_key_hash
        })
    }

    /// Whether this names `certificate`, issued by `issuer`.
    pub fn names(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        same_serial(self.serial(), certificate.serial_bytes())
            && certificate.issuer_der() == issuer.subject_der()
            && self.matches_issuer(issuer)
    }

    /// The octets that a responder echoes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

/// The hashes of an issuer's name and key.
fn hashes(issuer: &Certificate, hash: HashAlgorithm) -> (Vec<u8>, Vec<u8>) {
    (hash.digest(issuer.subject_der()), hash.digest(issuer.public_key().subject_public_key()))
}

/// The hashes by which clients name one issuer, computed once: SHA-1, which most clients still send, SHA-256
/// (RFC 9919), and the longer ones of SHA-2.
#[derive(Clone, Debug)]
pub struct IssuerHashes(Vec<(HashAlgorithm, Vec<u8>, Vec<u8>)>);

impl IssuerHashes {
    /// The hash functions by which certificates may be named.
    const KNOWN: [HashAlgorithm; 4] =
        [HashAlgorithm::Sha1, HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];

    /// The hashes of this CA certificate's name and key.
    pub fn of(issuer: &Certificate) -> Self {
        let with = |hash| {
            let (name, key) = hashes(issuer, hash);
            (hash, name, key)
        };
        Self(Self::KNOWN.map(with).to_vec())
    }

    /// Whether `cert_id` names a certificate of this issuer, by SHA-1, SHA-256, SHA-384 or SHA-512.
    pub fn match_cert_id(&self, cert_id: &CertId) -> bool {
        self.0.iter().any(|(hash, name, key)| {
            cert_id.hash_algorithm() == Some(*hash)
                && cert_id.issuer_name_hash() == name
                && cert_id.issuer_key_hash() == key
        })
    }
}
