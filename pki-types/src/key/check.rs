//! Whether a key is safe to verify with, kind by kind.

use const_oid::ObjectIdentifier;
use der::Decode;
use der::asn1::AnyRef;
use rsa::BoxedUint;
use rsa::pkcs1::RsaPublicKeyRef;
use spki::AlgorithmIdentifierRef;

use super::{KeyKind, MAX_SPKI_OCTETS, WHAT};
use crate::signature::SignatureScheme;
use crate::{Error, Result, oid, strict_der};

/// What is known of a key that passed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Checked {
    pub(super) kind: KeyKind,
    /// Bits of the modulus, of RSA keys.
    pub(super) rsa_bits: Option<usize>,
    /// The one scheme that the key is for, where its own parameters say so (RFC 4055 §1.2).
    pub(super) restriction: Option<SignatureScheme>,
}

/// Checks the content of `subjectPublicKey` by the rules of its algorithm.
pub(super) fn check(algorithm: &AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<Checked> {
    let parameters = algorithm.parameters;
    let of_kind = |kind| Checked { kind, rsa_bits: None, restriction: None };
    match algorithm.oid {
        oid::EC_PUBLIC_KEY => curve_point(parameters, key).map(of_kind),
        oid::ED25519 => ed25519(parameters, key).map(of_kind),
        oid::RSA_ENCRYPTION => {
            if !parameters.is_some_and(AnyRef::is_null) {
                return Err(Error::malformed(WHAT, "RSA parameters must be NULL (RFC 3279 §2.3.1)"));
            }
            Ok(Checked { kind: KeyKind::Rsa, rsa_bits: Some(rsa(key)?), restriction: None })
        }
        oid::RSASSA_PSS => {
            let restriction = parameters.map(SignatureScheme::from_pss_parameters).transpose()?;
            Ok(Checked { kind: KeyKind::RsaPss, rsa_bits: Some(rsa(key)?), restriction })
        }
        other => Err(Error::not_verifiable("kind of key", oid::name(&other))),
    }
}

fn curve_point(parameters: Option<AnyRef<'_>>, point: &[u8]) -> Result<KeyKind> {
    let curve: ObjectIdentifier = parameters
        .ok_or_else(|| Error::malformed(WHAT, "no named curve"))?
        .decode_as()
        .map_err(|_| Error::not_verifiable("curve", "a curve by its own parameters (RFC 5480 §2.1.1)"))?;
    let kind = match curve {
        oid::P256 => KeyKind::P256,
        oid::P384 => KeyKind::P384,
        oid::P521 => KeyKind::P521,
        oid::BRAINPOOL_P256 => KeyKind::BrainpoolP256,
        oid::BRAINPOOL_P384 => KeyKind::BrainpoolP384,
        other => return Err(Error::not_verifiable("curve", oid::name(&other))),
    };
    if point.first() != Some(&0x04) {
        return Err(Error::key_refused("only uncompressed points are accepted (RFC 5480 §2.2)"));
    }
    let is_on_curve = match kind {
        KeyKind::P256 => p256::PublicKey::from_sec1_bytes(point).is_ok(),
        KeyKind::P384 => p384::PublicKey::from_sec1_bytes(point).is_ok(),
        KeyKind::P521 => p521::PublicKey::from_sec1_bytes(point).is_ok(),
        KeyKind::BrainpoolP256 => {
            ecdsa::VerifyingKey::<bp256::BrainpoolP256r1>::from_sec1_bytes(point).is_ok()
        }
        _ => ecdsa::VerifyingKey::<bp384::BrainpoolP384r1>::from_sec1_bytes(point).is_ok(),
    };
    if is_on_curve { Ok(kind) } else { Err(Error::key_refused("the point is not on its curve")) }
}

/// Gives the bits of the modulus. The `rsa` crate refuses an even modulus, an even exponent and one over 2^33, so no
/// key makes a verification long.
fn rsa(key: &[u8]) -> Result<usize> {
    /// An odd exponent of 17 bits is at least 65,537 (TS 119 312 §6.2.2.1: over 2^16).
    const SMALLEST_EXPONENT_BITS: u32 = 17;
    /// TS 119 312 §6.2.2.1 has 1,900 bits as its least; everything since 2010 has 2,048 or more.
    const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2_048..=8_192;
    strict_der::check("RSA public key", key, crate::certificate::MAX_CERTIFICATE_OCTETS)?;
    let key = RsaPublicKeyRef::from_der(key).map_err(Error::key_refused)?;
    let (modulus, exponent) = (key.modulus.as_bytes(), key.public_exponent.as_bytes());
    let unused = modulus.first().map_or(0, |first| first.leading_zeros());
    let bits = 8 * modulus.len() - usize::try_from(unused).expect("an octet has eight bits");
    if !MODULUS_BITS.contains(&bits) {
        return Err(Error::key_refused(format_args!(
            "an RSA modulus of {bits} bits, must have 2048 to 8192"
        )));
    }
    let number = |octets: &[u8]| {
        let bits = u32::try_from(8 * octets.len().min(MAX_SPKI_OCTETS)).expect("a key is short");
        BoxedUint::from_be_slice(octets, bits).map_err(Error::key_refused)
    };
    let exponent = number(exponent)?;
    if exponent.bit_width() < SMALLEST_EXPONENT_BITS {
        let bits = exponent.bit_width();
        return Err(Error::key_refused(format_args!("an RSA exponent of {bits} bits, below 65537")));
    }
    rsa::PublicKey::new(number(modulus)?, exponent).map_err(Error::key_refused)?;
    Ok(bits)
}

fn ed25519(parameters: Option<AnyRef<'_>>, key: &[u8]) -> Result<KeyKind> {
    if parameters.is_some() {
        return Err(Error::malformed(WHAT, "Ed25519 has no parameters (RFC 8410 §3)"));
    }
    if key.len() != 32 {
        return Err(Error::malformed(WHAT, format_args!("{} octets of Ed25519, expected 32", key.len())));
    }
    let mut y = [0; 32];
    y.copy_from_slice(key);
    y[31] &= 0x7f;
    if SMALL_ORDER_ED25519.contains(&y) {
        return Err(Error::key_refused("an Ed25519 point of small order: any message would verify"));
    }
    Ok(KeyKind::Ed25519)
}

const fn ed25519_y(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut y = [middle; 32];
    y[0] = first;
    y[31] = last;
    y
}

/// The y coordinates of the points whose order divides 8, little endian, the sign bit cleared (RFC 8032 §5.1.3 gives
/// the encoding): 0, 1, the two of order 8, p − 1, p and p + 1.
const SMALL_ORDER_ED25519: [[u8; 32]; 7] = [
    ed25519_y(0, 0, 0),
    ed25519_y(1, 0, 0),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
        0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
        0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    ed25519_y(0xec, 0xff, 0x7f),
    ed25519_y(0xed, 0xff, 0x7f),
    ed25519_y(0xee, 0xff, 0x7f),
];
