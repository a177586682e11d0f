//! Signature algorithms by their identifiers, and verification. Pure: no key of ours is needed, everybody uses it.

mod identifier;

use der::{Decode, Encode};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use ring::signature as ring_signature;
use spki::AlgorithmIdentifierOwned;

use crate::{Error, HashAlgorithm, KeyKind, PublicKey, Result};

/// The signature algorithms that we accept; none of them uses SHA-1.
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

/// Verifies `signature` over `message`. ECDSA signatures are DER (`Ecdsa-Sig-Value`, RFC 3279 §2.2.3) in shortest
/// form, with r and s from 1 to n − 1.
///
/// # Errors
/// [`Error::Mismatch`] when the key is of another kind than the algorithm, [`Error::SignatureInvalid`] otherwise.
pub fn verify(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<()> {
    use SignatureAlgorithm as Algorithm;
    let verification: &dyn ring_signature::VerificationAlgorithm = match (algorithm, key.kind()) {
        (Algorithm::EcdsaSha256, KeyKind::P256) => &ring_signature::ECDSA_P256_SHA256_ASN1,
        (Algorithm::EcdsaSha384, KeyKind::P256) => &ring_signature::ECDSA_P256_SHA384_ASN1,
        (Algorithm::EcdsaSha256, KeyKind::P384) => &ring_signature::ECDSA_P384_SHA256_ASN1,
        (Algorithm::EcdsaSha384, KeyKind::P384) => &ring_signature::ECDSA_P384_SHA384_ASN1,
        // ring has no ECDSA with SHA-512.
        (Algorithm::EcdsaSha512, KeyKind::P256 | KeyKind::P384) => {
            return verify_ecdsa_digest(key, &HashAlgorithm::Sha512.digest(message), signature);
        }
        (Algorithm::RsaPkcs1Sha256, KeyKind::Rsa) => &ring_signature::RSA_PKCS1_2048_8192_SHA256,
        (Algorithm::RsaPkcs1Sha384, KeyKind::Rsa) => &ring_signature::RSA_PKCS1_2048_8192_SHA384,
        (Algorithm::RsaPkcs1Sha512, KeyKind::Rsa) => &ring_signature::RSA_PKCS1_2048_8192_SHA512,
        (Algorithm::RsaPssSha256, KeyKind::Rsa) => &ring_signature::RSA_PSS_2048_8192_SHA256,
        (Algorithm::RsaPssSha384, KeyKind::Rsa) => &ring_signature::RSA_PSS_2048_8192_SHA384,
        (Algorithm::RsaPssSha512, KeyKind::Rsa) => &ring_signature::RSA_PSS_2048_8192_SHA512,
        (Algorithm::Ed25519, KeyKind::Ed25519) => &ring_signature::ED25519,
        (_, kind) => return Err(Error::mismatch("kind of key", algorithm, kind)),
    };
    ring_signature::UnparsedPublicKey::new(verification, key.subject_public_key())
        .verify(message, signature)
        .map_err(|_| Error::SignatureInvalid { what: "message" })
}

/// Verifies an ECDSA signature, DER, under a P-256 key over a digest that was computed elsewhere.
///
/// # Errors
/// As [`verify`].
pub fn verify_p256_digest(key: &PublicKey, digest: &[u8; 32], signature_der: &[u8]) -> Result<()> {
    if key.kind() != KeyKind::P256 {
        return Err(Error::mismatch("kind of key", KeyKind::P256, key.kind()));
    }
    verify_ecdsa_digest(key, digest, signature_der)
}

/// Verifies a raw `r ‖ s` of 64 octets under a P-256 key: ECDSA with SHA-256 as JWS has it (RFC 7518 §3.4).
pub(crate) fn verify_es256(key: &PublicKey, message: &[u8], raw: &[u8]) -> Result<()> {
    if key.kind() != KeyKind::P256 {
        return Err(Error::mismatch("kind of key", KeyKind::P256, key.kind()));
    }
    ring_signature::UnparsedPublicKey::new(&ring_signature::ECDSA_P256_SHA256_FIXED, key.subject_public_key())
        .verify(message, raw)
        .map_err(|_| Error::SignatureInvalid { what: "JWS" })
}

fn verify_ecdsa_digest(key: &PublicKey, digest: &[u8], signature_der: &[u8]) -> Result<()> {
    let invalid = |_| Error::SignatureInvalid { what: "digest" };
    let point = key.subject_public_key();
    if key.kind() == KeyKind::P256 {
        let signature = p256::ecdsa::Signature::from_der(signature_der).map_err(invalid)?;
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).expect("a PublicKey is on its curve");
        key.verify_prehash(digest, &signature).map_err(invalid)
    } else {
        let signature = p384::ecdsa::Signature::from_der(signature_der).map_err(invalid)?;
        let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).expect("a PublicKey is on its curve");
        key.verify_prehash(digest, &signature).map_err(invalid)
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
        KeyKind::Rsa | KeyKind::Ed25519 => return Err(Error::unsupported("ECDSA key", kind)),
    }
    .map_err(|_| Error::malformed("ECDSA signature", "not DER, or r or s is not from 1 to n - 1"))
}
