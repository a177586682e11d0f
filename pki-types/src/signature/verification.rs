//! Whether a signature verifies.

use aws_lc_rs::signature as aws_lc_signature;
use ecdsa::signature::hazmat::PrehashVerifier;
use ring::signature as ring_signature;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs1v15::Pkcs1v15Sign;

use super::{SignatureScheme, count, pss};
use crate::hash::Sha256Stream;
use crate::memory::Memory;
use crate::{Error, HashAlgorithm, KeyKind, PublicKey, Result, Sha256Digest};

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
    count::add();
    let (kind, restriction) = key.usable()?;
    scheme.require_reliable()?;
    check_restriction(scheme, restriction)?;
    if let Some(fast) = by_aws_lc(scheme, kind) {
        return aws_lc_signature::UnparsedPublicKey::new(fast, key.subject_public_key())
            .verify(message, signature)
            .map_err(|_| INVALID);
    }
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

/// What AWS-LC verifies: ECDSA on P-384, in a quarter of the time that ring takes.
fn by_aws_lc(
    scheme: SignatureScheme,
    kind: KeyKind,
) -> Option<&'static dyn aws_lc_signature::VerificationAlgorithm> {
    use HashAlgorithm::{Sha256, Sha384};
    match (scheme, kind) {
        (SignatureScheme::Ecdsa(Sha256), KeyKind::P384) => Some(&aws_lc_signature::ECDSA_P384_SHA256_ASN1),
        (SignatureScheme::Ecdsa(Sha384), KeyKind::P384) => Some(&aws_lc_signature::ECDSA_P384_SHA384_ASN1),
        _ => None,
    }
}

/// What ring verifies: all else that we make ourselves.
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

/// Messages whose signatures have verified, by [`fact`]; some 100 octets each.
///
/// In one process a message is verified where it comes in, and by each step that works with it: the same octets, the same
/// key, the same answer. That answer may be remembered, because
/// - it depends on nothing but what is hashed: the algorithm, the key, the signature, the signed octets. Whether the key may sign
///   this, still, and here, is asked each time by whoever verifies, and never looked up in here;
/// - what is hashed can be taken apart in one way only, so that another message with another signature is another fact, unless
///   SHA-256 has a collision, and then the signature itself is worth nothing;
/// - only this file writes to it, and only after it has verified. Nobody is believed who was not before: processes that do
///   not believe each other share no memory, and whoever could write into the memory of this one could as well jump over
///   the verification;
/// - a refusal is never remembered: none can be planted for a message that is good, and forgeries take no place.
pub(crate) static VERIFIED_MESSAGES: Memory<()> = Memory::new(16_384, 16_384 * 128);

/// Verifies a raw `r ‖ s` of 64 octets under a P-256 key: ECDSA with SHA-256 as JWS has it (RFC 7518 §3.4).
pub(crate) fn verify_es256(key: &PublicKey, message: &[u8], raw: &[u8]) -> Result<()> {
    const INVALID: Error = Error::SignatureInvalid { what: "JWS" };
    require_p256(key)?;
    let raw: &[u8; 64] = raw.try_into().map_err(|_| INVALID)?;
    let fact = fact(key, raw, message);
    if VERIFIED_MESSAGES.recall(&fact).is_some() {
        return Ok(());
    }
    ring_signature::UnparsedPublicKey::new(
        &ring_signature::ECDSA_P256_SHA256_FIXED,
        key.subject_public_key(),
    )
    .verify(message, raw)
    .map_err(|_| INVALID)?;
    VERIFIED_MESSAGES.remember(fact, (), 0);
    Ok(())
}

/// That this signature is one by this key over this message. What comes before the message has always the same length: an
/// uncompressed point of P-256 has 65 octets, the signature 64.
fn fact(p256_key: &PublicKey, raw: &[u8; 64], message: &[u8]) -> Sha256Digest {
    let mut fact = Sha256Stream::new();
    fact.update(b"ES256");
    fact.update(p256_key.subject_public_key());
    fact.update(raw);
    fact.update(message);
    fact.finish()
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

#[cfg(test)]
mod tests {
    use ecdsa::signature::Signer;

    use super::*;

    fn signer(octet: u8) -> (p256::ecdsa::SigningKey, PublicKey) {
        let key = p256::ecdsa::SigningKey::from_slice(&[octet; 32]).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        (key, PublicKey::from_sec1_p256(point.as_bytes()).unwrap())
    }

    fn sign(key: &p256::ecdsa::SigningKey, message: &[u8]) -> Vec<u8> {
        let signature: p256::ecdsa::Signature = key.sign(message);
        signature.to_bytes().to_vec()
    }

    fn flipped(octets: &[u8], bit: usize) -> Vec<u8> {
        let mut octets = octets.to_vec();
        octets[bit / 8] ^= 1 << (bit % 8);
        octets
    }

    const REFUSED: Result<()> = Err(Error::SignatureInvalid { what: "JWS" });

    #[test]
    fn beside_a_message_that_is_remembered_every_other_is_refused() {
        let ((key, public), (_, other)) = (signer(7), signer(8));
        let message = b"header.payload of a message that is remembered".as_slice();
        let raw = sign(&key, message);
        for _ in 0..3 {
            assert_eq!(verify_es256(&public, message, &raw), Ok(()));
        }
        for _ in 0..2 {
            assert_eq!(verify_es256(&other, message, &raw), REFUSED, "another key");
            for bit in 0..8 * raw.len() {
                assert_eq!(
                    verify_es256(&public, message, &flipped(&raw, bit)),
                    REFUSED,
                    "signature, bit {bit}"
                );
            }
            for bit in 0..8 * message.len() {
                assert_eq!(
                    verify_es256(&public, &flipped(message, bit), &raw),
                    REFUSED,
                    "message, bit {bit}"
                );
            }
        }
        assert_eq!(verify_es256(&public, message, &raw), Ok(()));
    }

    /// The same octets, taken apart elsewhere: a signature that is longer or shorter, and a message that has the rest.
    #[test]
    fn no_octet_goes_from_the_signature_to_the_message_or_back() {
        let (key, public) = signer(9);
        let message = b"a message that is remembered".as_slice();
        let raw = sign(&key, message);
        assert_eq!(verify_es256(&public, message, &raw), Ok(()));
        for octets in 1..=64 {
            let (shorter, rest) = raw.split_at(64 - octets);
            assert_eq!(verify_es256(&public, &[rest, message].concat(), shorter), REFUSED);
        }
        for octets in 1..=message.len() {
            let (taken, shorter) = message.split_at(octets);
            assert_eq!(verify_es256(&public, shorter, &[&raw, taken].concat()), REFUSED);
        }
    }

    #[test]
    fn what_was_refused_once_may_be_good_under_its_own_key() {
        let ((key, public), (_, other)) = (signer(10), signer(11));
        let raw = sign(&key, b"message");
        for _ in 0..2 {
            assert_eq!(verify_es256(&other, b"message", &raw), REFUSED);
        }
        assert_eq!(verify_es256(&public, b"message", &raw), Ok(()));
        assert_eq!(verify_es256(&other, b"message", &raw), REFUSED);
    }
}
