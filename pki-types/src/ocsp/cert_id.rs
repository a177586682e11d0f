//! How OCSP names a certificate: by hashes of its issuer and by its serial (RFC 6960 §4.1.1).

use der::Sequence;
use der::asn1::{Int, OctetString};
use spki::AlgorithmIdentifierOwned;

use crate::certificate::Certificate;
use crate::ess::same_serial;
use crate::hash::HashAlgorithm;
use crate::wire::encode;

/// ```text
/// CertID ::= SEQUENCE {
///     hashAlgorithm   AlgorithmIdentifier,
///     issuerNameHash  OCTET STRING,   -- hash of the issuer's DN
///     issuerKeyHash   OCTET STRING,   -- hash of the issuer's public key, without tag, length and unused bits
///     serialNumber    CertificateSerialNumber }
/// ```
///
/// A responder echoes it octet for octet: clients look for the very CertID that they sent, its algorithm
/// parameters included. Reading refuses every second DER spelling, so the value *is* its octets.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct CertId {
    hash_algorithm: AlgorithmIdentifierOwned,
    issuer_name_hash: OctetString,
    issuer_key_hash: OctetString,
    serial_number: Int,
}

impl CertId {
    /// Names `certificate`, issued by `issuer`.
    pub fn for_certificate(certificate: &Certificate, issuer: &Certificate, hash: HashAlgorithm) -> Self {
        Self::for_serial(certificate.serial_bytes(), issuer, hash)
    }

    /// Names the certificate with this serial (content octets of a positive INTEGER) under `issuer`.
    ///
    /// # Panics
    /// Never for the serial of a certificate, which has at most a few dozen octets.
    pub fn for_serial(serial: &[u8], issuer: &Certificate, hash: HashAlgorithm) -> Self {
        let octets = |bytes: Vec<u8>| OctetString::new(bytes).expect("a hash has at most 64 octets");
        // RFC 5754 §2 wants no parameters for SHA-2; for SHA-1 clients write NULL (RFC 3370 §2.1).
        let parameters = (hash == HashAlgorithm::Sha1).then(der::Any::null);
        Self {
            hash_algorithm: AlgorithmIdentifierOwned { oid: hash.oid(), parameters },
            issuer_name_hash: octets(hash.digest(issuer.subject_der())),
            issuer_key_hash: octets(hash.digest(issuer.public_key().subject_public_key())),
            serial_number: Int::new(serial).expect("a serial is a short INTEGER"),
        }
    }

    /// The hash that both issuer hashes were made with; `None` for one that Signet does not know.
    pub fn hash_algorithm(&self) -> Option<HashAlgorithm> {
        HashAlgorithm::from_oid(self.hash_algorithm.oid).ok()
    }

    /// The hash of the issuer's name.
    pub fn issuer_name_hash(&self) -> &[u8] {
        self.issuer_name_hash.as_bytes()
    }

    /// The hash of the issuer's public key bits.
    pub fn issuer_key_hash(&self) -> &[u8] {
        self.issuer_key_hash.as_bytes()
    }

    /// The content octets of the serial INTEGER, as the client sent them.
    pub fn serial(&self) -> &[u8] {
        self.serial_number.as_bytes()
    }

    /// Whether both hashes are those of `issuer`'s name and key, with any hash that Signet knows.
    pub fn matches_issuer(&self, issuer: &Certificate) -> bool {
        self.hash_algorithm().is_some_and(|hash| {
            hash.digest(issuer.subject_der()) == self.issuer_name_hash()
                && hash.digest(issuer.public_key().subject_public_key()) == self.issuer_key_hash()
        })
    }

    /// Whether this names `certificate`, issued by `issuer`.
    pub fn names(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        same_serial(self.serial(), certificate.serial_bytes())
            && certificate.issuer_der() == issuer.subject_der()
            && self.matches_issuer(issuer)
    }

    /// The octets that a responder echoes.
    pub fn to_der(&self) -> Vec<u8> {
        encode(self)
    }
}

/// The hashes by which clients name one issuer, computed once: SHA-1, which most clients still send, and SHA-256
/// (RFC 9919).
#[derive(Clone, Debug)]
pub struct IssuerHashes {
    by_sha1: (Vec<u8>, Vec<u8>),
    by_sha256: (Vec<u8>, Vec<u8>),
}

impl IssuerHashes {
    /// The hashes of this CA certificate's name and key.
    pub fn of(issuer: &Certificate) -> Self {
        let hashes = |hash: HashAlgorithm| {
            (hash.digest(issuer.subject_der()), hash.digest(issuer.public_key().subject_public_key()))
        };
        Self { by_sha1: hashes(HashAlgorithm::Sha1), by_sha256: hashes(HashAlgorithm::Sha256) }
    }

    /// Whether `cert_id` names a certificate of this issuer, by SHA-1 or SHA-256.
    pub fn match_cert_id(&self, cert_id: &CertId) -> bool {
        let (name, key) = match cert_id.hash_algorithm() {
            Some(HashAlgorithm::Sha1) => &self.by_sha1,
            Some(HashAlgorithm::Sha256) => &self.by_sha256,
            _ => return false,
        };
        cert_id.issuer_name_hash() == name && cert_id.issuer_key_hash() == key
    }
}
