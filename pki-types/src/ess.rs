//! Which certificate a signature was made with, bound inside what is signed (ESS, RFC 5035 §3, RFC 5816).
//!
//! Without this attribute another certificate of the same key could be put beside a signature. Great Seal writes
//! the second version with SHA-256 alone; it reads both versions, because foreign documents have both.

use const_oid::ObjectIdentifier;
use der::asn1::OctetString;
use der::{Any, Sequence};
use spki::AlgorithmIdentifierOwned;

use crate::certificate::Certificate;
use crate::hash::HashAlgorithm;
use crate::wire::{decode, encode};
use crate::{Error, Result, oid};

/// A signing-certificate attribute with a chain of more certificates than this is refused.
const MAX_CERTIFICATES: usize = 16;
/// Octets of the longest attribute value that is read.
const MAX_OCTETS: usize = 16 * 1024;

/// ```text
/// SigningCertificateV2 ::= SEQUENCE {
///     certs     SEQUENCE OF ESSCertIDv2,
///     policies  SEQUENCE OF PolicyInformation OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SigningCertificateV2Wire {
    certs: Vec<EssCertIdV2Wire>,
    #[asn1(optional = "true")]
    policies: Option<Vec<Any>>,
}

/// ```text
/// ESSCertIDv2 ::= SEQUENCE {
///     hashAlgorithm  AlgorithmIdentifier DEFAULT {algorithm id-sha256},
///     certHash       OCTET STRING,
///     issuerSerial   IssuerSerial OPTIONAL }
/// ```
///
/// The default is handled by [`EssCertId`], which also accepts SHA-256 written out with absent or NULL
/// parameters: signers in the field do so, and the octets are covered by the signature either way.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct EssCertIdV2Wire {
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<IssuerSerialWire>,
}

/// ```text
/// SigningCertificate ::= SEQUENCE {
///     certs     SEQUENCE OF ESSCertID,
///     policies  SEQUENCE OF PolicyInformation OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SigningCertificateWire {
    certs: Vec<EssCertIdWire>,
    #[asn1(optional = "true")]
    policies: Option<Vec<Any>>,
}

/// ```text
/// ESSCertID ::= SEQUENCE {
///     certHash      OCTET STRING,   -- SHA-1
///     issuerSerial  IssuerSerial OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct EssCertIdWire {
    cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<IssuerSerialWire>,
}

/// ```text
/// IssuerSerial ::= SEQUENCE {
///     issuer        GeneralNames,   -- SEQUENCE OF GeneralName, one directoryName [4] EXPLICIT Name
///     serialNumber  CertificateSerialNumber }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct IssuerSerialWire {
    issuer: Vec<Any>,
    serial_number: der::asn1::Int,
}

/// The identifier of one certificate in a signing-certificate attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EssCertId {
    hash_identifier: ObjectIdentifier,
    certificate_hash: Vec<u8>,
    issuer_serial: Option<IssuerSerialWire>,
}

impl EssCertId {
    /// The hash that [`certificate_hash`](Self::certificate_hash) was made with.
    ///
    /// # Errors
    /// [`Error::NotVerifiable`], with its name, when it is none that we compute.
    pub fn hash_algorithm(&self) -> Result<HashAlgorithm> {
        HashAlgorithm::from_oid(self.hash_identifier)
    }

    /// The hash over the whole DER certificate, as long as its algorithm says.
    pub fn certificate_hash(&self) -> &[u8] {
        &self.certificate_hash
    }

    /// Whether this identifies `certificate`: by its hash, and by issuer and serial where they are given.
    ///
    /// # Errors
    /// As [`hash_algorithm`](Self::hash_algorithm).
    pub fn matches(&self, certificate: &Certificate) -> Result<bool> {
        let issuer_serial_matches = self.issuer_serial.as_ref().is_none_or(|given| {
            let directory_name = Any::new(DIRECTORY_NAME, certificate.issuer_der());
            given.issuer.len() == 1
                && directory_name.is_ok_and(|name| given.issuer[0] == name)
                && same_serial(given.serial_number.as_bytes(), certificate.serial_bytes())
        });
        let hash = self.hash_algorithm()?.digest(certificate.der());
        Ok(issuer_serial_matches && hash == self.certificate_hash)
    }

    fn new(
        hash_identifier: ObjectIdentifier,
        hash: OctetString,
        issuer_serial: Option<IssuerSerialWire>,
    ) -> Result<Self> {
        let certificate_hash = hash.into_bytes().to_vec();
        let read = Self { hash_identifier, certificate_hash, issuer_serial };
        match read.hash_algorithm() {
            Ok(hash) if hash.length() != read.certificate_hash.len() => Err(Error::mismatch(
                "length of the certHash of a signing-certificate attribute",
                hash.length(),
                read.certificate_hash.len(),
            )),
            _ => Ok(read),
        }
    }
}

/// GeneralName directoryName: Name is a CHOICE, so its tag \[4\] is explicit (X.680 §31.2.7).
const DIRECTORY_NAME: der::Tag = der::Tag::ContextSpecific { constructed: true, number: der::TagNumber(4) };

/// The value of a signing-certificate attribute: the signer's certificate first, then perhaps its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningCertificate {
    certificates: Vec<EssCertId>,
}

impl SigningCertificate {
    /// Names `certificate` by SHA-256, with `hashAlgorithm` absent because SHA-256 is its DEFAULT, and without
    /// `issuerSerial`, which adds nothing to a hash over the whole certificate.
    pub fn sha256_of(certificate: &Certificate) -> Self {
        let certificate_hash = certificate.sha256().as_bytes().to_vec();
        let first = EssCertId { hash_identifier: oid::SHA256, certificate_hash, issuer_serial: None };
        Self { certificates: vec![first] }
    }

    /// Reads the value of a signing-certificate-v2 attribute.
    ///
    /// # Errors
    /// Refuses what is not DER, an empty or very long list, a hash of wrong length.
    pub fn from_v2_der(value: &[u8]) -> Result<Self> {
        const WHAT: &str = "SigningCertificateV2";
        let wire: SigningCertificateV2Wire = decode(WHAT, MAX_OCTETS, value)?;
        let certificates = wire.certs.into_iter().map(|given| {
            let hash = given.hash_algorithm.map_or(oid::SHA256, |identifier| identifier.oid);
            EssCertId::new(hash, given.cert_hash, given.issuer_serial)
        });
        Self::of(WHAT, certificates.collect::<Result<Vec<_>>>()?)
    }

    /// Reads the value of a signing-certificate attribute of the first version, whose hashes are SHA-1.
    ///
    /// # Errors
    /// As [`from_v2_der`](Self::from_v2_der).
    pub fn from_v1_der(value: &[u8]) -> Result<Self> {
        const WHAT: &str = "SigningCertificate";
        let wire: SigningCertificateWire = decode(WHAT, MAX_OCTETS, value)?;
        let certificates = wire
            .certs
            .into_iter()
            .map(|given| EssCertId::new(oid::SHA1, given.cert_hash, given.issuer_serial));
        Self::of(WHAT, certificates.collect::<Result<Vec<_>>>()?)
    }

    fn of(what: &'static str, certificates: Vec<EssCertId>) -> Result<Self> {
        match certificates.len() {
            0 => Err(Error::malformed(what, "it names no certificate")),
            1..=MAX_CERTIFICATES => Ok(Self { certificates }),
            _ => Err(Error::malformed(what, "it names more than 16 certificates")),
        }
    }

    /// The value of a signing-certificate-v2 attribute.
    pub fn to_v2_der(&self) -> Vec<u8> {
        let certs = self.certificates.iter().map(|certificate| EssCertIdV2Wire {
            hash_algorithm: match certificate.hash_identifier {
                oid::SHA256 => None,
                oid => Some(AlgorithmIdentifierOwned { oid, parameters: None }),
            },
            cert_hash: OctetString::new(certificate.certificate_hash.clone())
                .expect("a hash has at most 64 octets"),
            issuer_serial: certificate.issuer_serial.clone(),
        });
        encode(&SigningCertificateV2Wire { certs: certs.collect(), policies: None })
    }

    /// The identifier of the signer's own certificate (RFC 5035 §3: the first).
    pub fn signer(&self) -> &EssCertId {
        &self.certificates[0]
    }

    /// All identifiers, the signer's first.
    pub fn certificates(&self) -> &[EssCertId] {
        &self.certificates
    }
}

/// Whether two INTEGERs that are serial numbers are the same, however many zero octets stand before them.
pub(crate) fn same_serial(first: &[u8], second: &[u8]) -> bool {
    fn significant(serial: &[u8]) -> &[u8] {
        let zeros = serial.iter().take_while(|octet| **octet == 0).count();
        &serial[zeros..]
    }
    significant(first) == significant(second)
}
