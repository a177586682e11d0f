//! Whether a signature verifies.

use ecdsa::signature::hazmat::PrehashVerifier;
use ring::signature as ring_signature;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs1v15::Pkcs1v15Sign;

use super::{SignatureScheme, pss};
use crate::{Error, HashAlgorithm, KeyKind, PublicKey, Result};

const INVALID: Error = Error::SignatureInvalid { what: "message" };

/// Verifies `signature` over `message`. ECDSA signatures are DER (`Ecdsa-Sig-Value`, RFC 3279 §2.2.3) in shortest
/// form, with r and s from 1 to n − 1.
///
/// # Errors
/// [`Error::NotVerifiable`] when nothing can be told: the key is one that no signature verifies under, or the scheme
/// relies on SHA-1. [`Error::Mismatch`] when the key is of another kind than the scheme, [`Error::SignatureInvalid`]
/// otherwise.
pub fn verify(
    key: &PublicKey,
    scheme: impl Into<SignatureScheme>,
    message: &[u8],
    signature: &[u8],
) -> Result<()> {
    let scheme = scheme.into();
    let (kind, restriction) = key.usable()?;
    scheme.require_reliable()?;
    check_restriction(scheme, restriction)?;
    if let Some(fast) = by_ring(scheme, kind) {
        return ring_signature::UnparsedPublicKey::new(fast, key.subject_public_key())
            .verify(message, signature)
            .map_err(|_| INVALID);
    }
    let digest = |hash: HashAlgorithm| hash.digest(message);
    let verifies = match (scheme, kind) {
        (SignatureScheme::Ecdsa(hash), _) if is_curve(kind) => {
            return verify_ecdsa_digest(key, &digest(hash), signature).map_err(|_| INVALID);
        }
        (SignatureScheme::RsaPkcs1(hash), KeyKind::Rsa) => {
            padding(hash).is_some_and(|it| rsa_key(key).verify(it, &digest(hash), signature).is_ok())
        }
        (SignatureScheme::RsaPss { hash, mask, salt }, KeyKind::Rsa | KeyKind::RsaPss) => {
            pss::verifies(&rsa_key(key), hash, mask, salt, &digest(hash), signature)
        }
        (_, kind) => return Err(Error::mismatch("kind of key", scheme, kind)),
    };
    if verifies { Ok(()) } else { Err(INVALID) }
}

/// A key that says what it is for makes nothing else (RFC 4055 §3.3: same hashes, a salt that is not shorter).
fn check_restriction(scheme: SignatureScheme, restriction: Option<SignatureScheme>) -> Result<()> {
    match (restriction, scheme) {
        (None, _) => Ok(()),
        (
            Some(SignatureScheme::RsaPss { hash, mask, salt: least }),
            SignatureScheme::RsaPss { hash: used, mask: used_mask, salt },
        ) if (hash, mask) == (used, used_mask) && salt >= least => Ok(()),
        (Some(only), scheme) => Err(Error::mismatch("signature algorithm that the key is for", only, scheme)),
    }
}

const fn is_curve(kind: KeyKind) -> bool {
    use KeyKind::{BrainpoolP256, BrainpoolP384, P256, P384, P521};
    matches!(kind, P256 | P384 | P521 | BrainpoolP256 | BrainpoolP384)
}

/// What ring verifies: all that we make ourselves but ECDSA with SHA-512.
fn by_ring(
    scheme: SignatureScheme,
    kind: KeyKind,
) -> Option<&'static dyn ring_signature::VerificationAlgorithm> {
    use HashAlgorithm::{Sha256, Sha384, Sha512};
    use SignatureScheme::{Ecdsa, Ed25519, RsaPkcs1, RsaPss};
    let is_rsa = matches!(kind, KeyKind::Rsa | KeyKind::RsaPss);
    Some(match (scheme, kind) {
        (Ecdsa(Sha256), KeyKind::P256) => &ring_signature::ECDSA_P256_SHA256_ASN1,
        (Ecdsa(Sha384), KeyKind::P256) => &ring_signature::ECDSA_P256_SHA384_ASN1,
        (Ecdsa(Sha256), KeyKind::P384) => &ring_signature::ECDSA_P384_SHA256_ASN1,
        (Ecdsa(Sha384), KeyKind::P384) => &ring_signature::ECDSA_P384_SHA384_ASN1,
        (RsaPkcs1(Sha256), KeyKind::Rsa) => &ring_signature::RSA_PKCS1_2048_8192_SHA256,
        (RsaPkcs1(Sha384), KeyKind::Rsa) => &ring_signature::RSA_PKCS1_2048_8192_SHA384,
        (RsaPkcs1(Sha512), KeyKind::Rsa) => &ring_signature::RSA_PKCS1_2048_8192_SHA512,
        (RsaPss { hash: Sha256, mask: Sha256, salt: 32 }, _) if is_rsa => {
            &ring_signature::RSA_PSS_2048_8192_SHA256
        }
        (RsaPss { hash: Sha384, mask: Sha384, salt: 48 }, _) if is_rsa => {
            &ring_signature::RSA_PSS_2048_8192_SHA384
        }
        (RsaPss { hash: Sha512, mask: Sha512, salt: 64 }, _) if is_rsa => {
            &ring_signature::RSA_PSS_2048_8192_SHA512
        }
        (Ed25519, KeyKind::Ed25519) => &ring_signature::ED25519,
        _ => return None,
    })
}

fn rsa_key(key: &PublicKey) -> rsa::PublicKey {
    rsa::PublicKey::from_pkcs1_der(key.subject_public_key()).expect("a PublicKey was read before")
}

/// The DigestInfo of PKCS#1 v1.5 (RFC 8017 §9.2); none for a hash that is broken.
fn padding(hash: HashAlgorithm) -> Option<Pkcs1v15Sign> {
    Some(match hash {
        HashAlgorithm::Sha1 => return None,
        HashAlgorithm::Sha224 => Pkcs1v15Sign::new::<sha2::Sha224>(),
        HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
        HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
        HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
        HashAlgorithm::Sha512Of256 => Pkcs1v15Sign::new::<sha2::Sha512_256>(),
        HashAlgorithm::Sha3Of224 => Pkcs1v15Sign::new::<sha3::Sha3_224>(),
        HashAlgorithm::Sha3Of256 => Pkcs1v15Sign::new::<sha3::Sha3_256>(),
        HashAlgorithm::Sha3Of384 => Pkcs1v15Sign::new::<sha3::Sha3_384>(),
        HashAlgorithm::Sha3Of512 => Pkcs1v15Sign::new::<sha3::Sha3_512>(),
    })
}

/// Verifies an ECDSA signature, DER, under a P-256 key over a digest that was computed elsewhere.
///
/// # Errors
/// As [`verify`].
pub fn verify_p256_digest(key: &PublicKey, digest: &[u8; 32], signature_der: &[u8]) -> Result<()> {
    require_p256(key)?;
    verify_ecdsa_digest(key, digest, signature_der)
}

/// Verifies a raw `r ‖ s` of 64 octets under a P-256 key: ECDSA with SHA-256 as JWS has it (RFC 7518 §3.4).
pub(crate) fn verify_es256(key: &PublicKey, message: &[u8], raw: &[u8]) -> Result<()> {
    require_p256(key)?;
    ring_signature::UnparsedPublicKey::new(&ring_signature::ECDSA_P256_SHA256_FIXED, key.subject_public_key())
        .verify(message, raw)
        .map_err(|_| Error::SignatureInvalid { what: "JWS" })
}

fn require_p256(key: &PublicKey) -> Result<()> {
    match key.kind() {
        KeyKind::P256 => Ok(()),
        other => Err(Error::mismatch("kind of key", KeyKind::P256, other)),
    }
}

/// Verifies on one curve: the types differ, the steps do not.
macro_rules! verifies_on {
    ($curve:ty, $point:expr, $digest:expr, $signature:expr) => {{
        let key = ecdsa::VerifyingKey::<$curve>::from_sec1_bytes($point);
        let key = key.expect("a PublicKey is on its curve");
        let signature = ecdsa::Signature::<$curve>::from_der($signature);
        signature.is_ok_and(|signature| key.verify_prehash($digest, &signature).is_ok())
    }};
}

fn verify_ecdsa_digest(key: &PublicKey, digest: &[u8], signature: &[u8]) -> Result<()> {
    let point = key.subject_public_key();
    let verifies = match key.kind() {
        KeyKind::P256 => verifies_on!(p256::NistP256, point, digest, signature),
        KeyKind::P384 => verifies_on!(p384::NistP384, point, digest, signature),
        KeyKind::P521 => verifies_on!(p521::NistP521, point, digest, signature),
        KeyKind::BrainpoolP256 => verifies_on!(bp256::BrainpoolP256r1, point, digest, signature),
        KeyKind::BrainpoolP384 => verifies_on!(bp384::BrainpoolP384r1, point, digest, signature),
        other => return Err(Error::mismatch("kind of key", "a curve", other)),
    };
    if verifies { Ok(()) } else { Err(Error::SignatureInvalid { what: "digest" }) }
}
