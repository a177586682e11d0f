//! Who signed, with which algorithm, over which attributes (RFC 5652 §5.3).

use der::asn1::{Int, OctetString};
use der::{Any, Choice, Sequence};
use spki::AlgorithmIdentifierOwned;

use crate::certificate::Certificate;
use crate::ess::same_serial;
use crate::hash::HashAlgorithm;
use crate::oid;
use crate::signature::{SignatureAlgorithm, SignatureScheme};
use crate::wire::{RawSet, encode};
use crate::{Error, Result};

/// ```text
/// SignerInfo ::= SEQUENCE {
///     version             CMSVersion,                       -- 1: issuerAndSerialNumber, 3: subjectKeyIdentifier
///     sid                 SignerIdentifier,
///     digestAlgorithm     DigestAlgorithmIdentifier,
///     signedAttrs         [0] IMPLICIT SignedAttributes OPTIONAL,
///     signatureAlgorithm  SignatureAlgorithmIdentifier,
///     signature           SignatureValue,                   -- OCTET STRING
///     unsignedAttrs       [1] IMPLICIT UnsignedAttributes OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct SignerInfoWire {
    pub(super) version: u8,
    pub(super) sid: SignerIdentifierWire,
    pub(super) digest_algorithm: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub(super) signed_attributes: Option<RawSet>,
    pub(super) signature_algorithm: AlgorithmIdentifierOwned,
    pub(super) signature: OctetString,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub(super) unsigned_attributes: Option<RawSet>,
}

/// ```text
/// SignerIdentifier ::= CHOICE {
///     issuerAndSerialNumber  IssuerAndSerialNumber,
///     subjectKeyIdentifier   [0] IMPLICIT SubjectKeyIdentifier }   -- OCTET STRING
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Choice)]
pub(super) enum SignerIdentifierWire {
    IssuerAndSerialNumber(IssuerAndSerialNumber),
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    SubjectKeyIdentifier(OctetString),
}

/// ```text
/// IssuerAndSerialNumber ::= SEQUENCE {
///     issuer        Name,
///     serialNumber  CertificateSerialNumber }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct IssuerAndSerialNumber {
    pub(super) issuer: Any,
    pub(super) serial_number: Int,
}

/// How a signature names its signer's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// By the DER of the issuer's name and the content octets of the serial INTEGER.
    IssuerAndSerial {
        /// The issuer's Name in DER.
        issuer: Vec<u8>,
        /// The serial's content octets.
        serial: Vec<u8>,
    },
    /// By the subject key identifier.
    KeyIdentifier(Vec<u8>),
}

impl SignerIdentifier {
    /// Whether this names `certificate`.
    pub fn matches(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => {
                issuer == certificate.issuer_der() && same_serial(serial, certificate.serial_bytes())
            }
            Self::KeyIdentifier(identifier) => {
                certificate.subject_key_identifier() == Some(identifier.as_slice())
            }
        }
    }

    pub(super) fn from_wire(wire: &SignerIdentifierWire) -> Self {
        match wire {
            SignerIdentifierWire::IssuerAndSerialNumber(given) => Self::IssuerAndSerial {
                issuer: encode(&given.issuer),
                serial: given.serial_number.as_bytes().to_vec(),
            },
            SignerIdentifierWire::SubjectKeyIdentifier(identifier) => {
                Self::KeyIdentifier(identifier.as_bytes().to_vec())
            }
        }
    }
}

/// The scheme of a SignerInfo.
///
/// Much software writes the kind of key, without a hash: rsaEncryption for RSA with PKCS#1 v1.5 padding, id-ecPublicKey
/// for ECDSA; the hash then is the digestAlgorithm's (RFC 3370 §3.2, RFC 5753 §2.1.1 as it is practised). Otherwise both
/// must use one hash (RFC 5754 §3.3), which keeps a weaker one out.
///
/// # Errors
/// [`Error::NotVerifiable`], with the name.
pub(super) fn scheme(
    digest: &AlgorithmIdentifierOwned,
    signature: &AlgorithmIdentifierOwned,
) -> Result<SignatureScheme> {
    let digest = HashAlgorithm::from_oid(digest.oid)?;
    let scheme = match signature.oid {
        oid::RSA_ENCRYPTION => SignatureScheme::RsaPkcs1(digest),
        oid::EC_PUBLIC_KEY => SignatureScheme::Ecdsa(digest),
        _ => SignatureScheme::from_identifier(signature)?,
    };
    match scheme.hash() {
        Some(hash) if hash != digest => {
            let found = format_args!("{scheme} over a digest by {digest}").to_string();
            Err(Error::not_verifiable("combination of algorithms", found))
        }
        _ => Ok(scheme),
    }
}

/// The digestAlgorithm that goes with a signature algorithm: its own hash; SHA-512 for Ed25519 (RFC 8419 §3.1).
pub(crate) fn digest_of(algorithm: SignatureAlgorithm) -> HashAlgorithm {
    algorithm.hash().unwrap_or(HashAlgorithm::Sha512)
}
