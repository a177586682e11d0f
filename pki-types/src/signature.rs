//! Signature algorithms by their identifiers, and verification. Pure: no key of ours is needed, everybody uses it.

mod count;
mod identifier;
mod pss;
mod scheme;
mod verification;

use der::{Decode, Encode};
use spki::AlgorithmIdentifierOwned;

pub use self::count::verified_here;
pub use self::scheme::SignatureScheme;
pub(crate) use self::verification::{VERIFIED_MESSAGES, verify_es256};
pub use self::verification::{verify, verify_p256_digest};
use crate::{Error, HashAlgorithm, KeyKind, Result};

/// The signature algorithms that we make, and accept in our own protocols; [`SignatureScheme`] is what others use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// ECDSA with SHA-256, P-256 or P-384.
    EcdsaSha256,
    /// ECDSA with SHA-384, P-256 or P-384.
    EcdsaSha384,
    /// ECDSA with SHA-512, P-256 or P-384.
    EcdsaSha512,
    /// RSA PKCS#1 v1.5 with SHA-256.
    RsaPkcs1Sha256,
    /// RSA PKCS#1 v1.5 with SHA-384.
    RsaPkcs1Sha384,
    /// RSA PKCS#1 v1.5 with SHA-512.
    RsaPkcs1Sha512,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and 32 octets of salt.
    RsaPssSha256,
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and 48 octets of salt.
    RsaPssSha384,
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512 and 64 octets of salt.
    RsaPssSha512,
    /// Ed25519.
    Ed25519,
}

impl SignatureAlgorithm {
    /// Every algorithm, in the order of the enumeration.
    pub const ALL: [Self; 10] = [
        Self::EcdsaSha256,
        Self::EcdsaSha384,
        Self::EcdsaSha512,
        Self::RsaPkcs1Sha256,
        Self::RsaPkcs1Sha384,
        Self::RsaPkcs1Sha512,
        Self::RsaPssSha256,
        Self::RsaPssSha384,
        Self::RsaPssSha512,
        Self::Ed25519,
    ];

    /// Its AlgorithmIdentifier (RFC 5280 §4.1.1.2): parameters absent for ECDSA (RFC 5758 §3.2) and Ed25519
    /// (RFC 8410 §3), NULL for PKCS#1 v1.5 (RFC 4055 §5), written out for PSS (RFC 4055 §3.1).
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        identifier::of(self)
    }

    /// Its AlgorithmIdentifier as DER.
    pub fn identifier_der(self) -> Vec<u8> {
        self.identifier().to_der().expect("an identifier of ours has an encoding")
    }

    /// The algorithm with this identifier.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for another algorithm or other parameters (ECDSA with NULL, PSS with unequal hashes).
    pub fn from_identifier(identifier: &AlgorithmIdentifierOwned) -> Result<Self> {
        identifier::find(identifier)
    }

    /// The algorithm with this identifier, DER.
    ///
    /// # Errors
    /// [`Error::Malformed`], and as [`Self::from_identifier`].
    pub fn from_identifier_der(der: &[u8]) -> Result<Self> {
        let identifier = AlgorithmIdentifierOwned::from_der(der)
            .map_err(|error| Error::malformed("algorithm identifier", error))?;
        Self::from_identifier(&identifier)
    }

    /// The hash that the message goes through first; none for Ed25519, which hashes inside.
    pub const fn hash(self) -> Option<HashAlgorithm> {
        match self {
            Self::EcdsaSha256 | Self::RsaPkcs1Sha256 | Self::RsaPssSha256 => Some(HashAlgorithm::Sha256),
            Self::EcdsaSha384 | Self::RsaPkcs1Sha384 | Self::RsaPssSha384 => Some(HashAlgorithm::Sha384),
            Self::EcdsaSha512 | Self::RsaPkcs1Sha512 | Self::RsaPssSha512 => Some(HashAlgorithm::Sha512),
            Self::Ed25519 => None,
        }
    }
}

impl std::fmt::Display for SignatureAlgorithm {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::EcdsaSha256 => "ECDSA with SHA-256",
            Self::EcdsaSha384 => "ECDSA with SHA-384",
            Self::EcdsaSha512 => "ECDSA with SHA-512",
            Self::RsaPkcs1Sha256 => "RSA PKCS#1 v1.5 with SHA-256",
            Self::RsaPkcs1Sha384 => "RSA PKCS#1 v1.5 with SHA-384",
            Self::RsaPkcs1Sha512 => "RSA PKCS#1 v1.5 with SHA-512",
            Self::RsaPssSha256 => "RSASSA-PSS with SHA-256",
            Self::RsaPssSha384 => "RSASSA-PSS with SHA-384",
            Self::RsaPssSha512 => "RSASSA-PSS with SHA-512",
            Self::Ed25519 => "Ed25519",
        })
    }
}

/// The same P-256 signature with s in the lower half: (r, s) and (r, n − s) both verify.
pub(crate) fn with_lower_s(raw: &[u8]) -> Result<Vec<u8>> {
    let signature = p256::ecdsa::Signature::from_slice(raw)
        .map_err(|_| Error::malformed("ECDSA signature", "r or s is not from 1 to n - 1"))?;
    Ok(signature.normalize_s().to_bytes().to_vec())
}

/// `r ‖ s`, 64 octets of P-256 or 96 of P-384, as DER.
///
/// # Errors
/// [`Error::Malformed`] for another length, and for r or s outside 1 to n − 1.
pub fn ecdsa_raw_to_der(raw: &[u8]) -> Result<Vec<u8>> {
    match raw.len() {
        64 => p256::ecdsa::Signature::from_slice(raw).map(|signature| signature.to_der().as_bytes().to_vec()),
        96 => p384::ecdsa::Signature::from_slice(raw).map(|signature| signature.to_der().as_bytes().to_vec()),
        length => return Err(Error::malformed("ECDSA signature", format_args!("{length} octets of r ‖ s"))),
    }
    .map_err(|_| Error::malformed("ECDSA signature", "r or s is not from 1 to n - 1"))
}

/// A DER signature as `r ‖ s`, each of the size of the curve of `kind`.
///
/// # Errors
/// [`Error::Malformed`] for a longer form than the shortest, for r or s outside 1 to n − 1;
/// [`Error::Unsupported`] when `kind` is no curve.
pub fn ecdsa_der_to_raw(kind: KeyKind, der: &[u8]) -> Result<Vec<u8>> {
    match kind {
        KeyKind::P256 => p256::ecdsa::Signature::from_der(der).map(|signature| signature.to_bytes().to_vec()),
        KeyKind::P384 => p384::ecdsa::Signature::from_der(der).map(|signature| signature.to_bytes().to_vec()),
        other => return Err(Error::unsupported("ECDSA key", other)),
    }
    .map_err(|_| Error::malformed("ECDSA signature", "not DER, or r or s is not from 1 to n - 1"))
}
