//! Public keys that are safe to verify with.

use const_oid::ObjectIdentifier;
use der::asn1::AnyRef;
use der::{Decode, Encode};
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::traits::PublicKeyParts;
use serde::{Deserialize, Serialize};
use spki::SubjectPublicKeyInfoRef;

use crate::encoding::{base64url, base64url_decode};
use crate::hash::{HashAlgorithm, Sha256Digest, sha256};
use crate::{Error, Result, oid, strict_der};

/// An RSA key of 8,192 bits takes 1,062 octets; nothing that we accept is longer.
const MAX_SPKI_OCTETS: usize = 1_100;

/// The kinds of keys that we verify with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Elliptic curve P-256.
    P256,
    /// Elliptic curve P-384.
    P384,
    /// RSA, 2,048 to 8,192 bits.
    Rsa,
    /// Ed25519.
    Ed25519,
}

impl std::fmt::Display for KeyKind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::Rsa => "RSA",
            Self::Ed25519 => "Ed25519",
        })
    }
}

/// A public key that was checked: a point on its curve that is not the identity, uncompressed; or an RSA modulus of
/// 2,048 to 8,192 bits with an odd exponent of at least 65,537 (TS 119 312 §6.2.2.1).
///
/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE {
///     algorithm         AlgorithmIdentifier,
///     subjectPublicKey  BIT STRING }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey {
    kind: KeyKind,
    rsa_bits: Option<usize>,
    spki: Vec<u8>,
    subject_public_key: Vec<u8>,
}

/// RFC 7468 §13.
const PEM_LABEL: &str = "PUBLIC KEY";

impl PublicKey {
    /// Reads and checks a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    ///
    /// # Errors
    /// [`Error::KeyRefused`] for a key that must not be used, [`Error::Unsupported`] for another kind,
    /// [`Error::Malformed`], [`Error::TooLarge`].
    pub fn from_spki_der(spki_der: &[u8]) -> Result<Self> {
        const WHAT: &str = "public key";
        strict_der::check(WHAT, spki_der, MAX_SPKI_OCTETS)?;
        let spki =
            SubjectPublicKeyInfoRef::from_der(spki_der).map_err(|error| Error::malformed(WHAT, error))?;
        let bits = spki
            .subject_public_key
            .as_bytes()
            .ok_or_else(|| Error::malformed(WHAT, "the key is not a whole number of octets"))?;
        let parameters = spki.algorithm.parameters;
        let (kind, rsa_bits) = match spki.algorithm.oid {
            oid::EC_PUBLIC_KEY => (check_curve_point(parameters, bits)?, None),
            oid::RSA_ENCRYPTION => (KeyKind::Rsa, Some(check_rsa(parameters, bits)?)),
            oid::ED25519 => (check_ed25519(parameters, bits)?, None),
            other => return Err(Error::unsupported("kind of key", other)),
        };
        Ok(Self { kind, rsa_bits, spki: spki_der.to_vec(), subject_public_key: bits.to_vec() })
    }

    /// A P-256 key from its uncompressed point, `04 ‖ x ‖ y` (SEC 1 §2.3.3), 65 octets.
    ///
    /// # Errors
    /// [`Error::KeyRefused`] when it is no such point on the curve.
    pub fn from_sec1_p256(point: &[u8]) -> Result<Self> {
        let algorithm = spki::AlgorithmIdentifier { oid: oid::EC_PUBLIC_KEY, parameters: Some(oid::P256) };
        let algorithm = algorithm.to_der().expect("two object identifiers have an encoding");
        let bit_string = strict_der::encode(strict_der::tag::BIT_STRING, &[&[0], point].concat());
        Self::from_spki_der(&strict_der::sequence(&[&algorithm, &bit_string]))
    }

    /// An Ed25519 key from its 32 octets (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// [`Error::KeyRefused`] for a point of small order.
    pub fn from_ed25519(key: &[u8; 32]) -> Result<Self> {
        let algorithm = spki::AlgorithmIdentifier::<AnyRef<'_>> { oid: oid::ED25519, parameters: None };
        let algorithm = algorithm.to_der().expect("an object identifier has an encoding");
        let bit_string = strict_der::encode(strict_der::tag::BIT_STRING, &[&[0], key.as_slice()].concat());
        Self::from_spki_der(&strict_der::sequence(&[&algorithm, &bit_string]))
    }

    /// A P-256 key from a JSON Web Key (RFC 7517, RFC 7518 §6.2.1) with exactly the members `kty`, `crv`, `x`, `y`.
    ///
    /// # Errors
    /// [`Error::Malformed`] for other members (a private `d` above all), [`Error::KeyRefused`] as above.
    pub fn from_jwk(jwk: &serde_json::Value) -> Result<Self> {
        let jwk = Jwk::deserialize(jwk).map_err(|error| Error::malformed("JWK", error))?;
        Self::try_from(jwk)
    }

    /// The key as a JSON Web Key.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when it is not a P-256 key.
    pub fn to_jwk(&self) -> Result<serde_json::Value> {
        let jwk = Jwk::try_from(self)?;
        Ok(serde_json::to_value(jwk).expect("four strings are JSON"))
    }

    /// A key from its SubjectPublicKeyInfo in PEM (RFC 7468 §13).
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is no such PEM, else as [`from_spki_der`](Self::from_spki_der).
    pub fn from_pem(pem: &str) -> Result<Self> {
        let (label, der) = der::pem::decode_vec(pem.trim_start().as_bytes())
            .map_err(|error| Error::malformed("public key in PEM", error))?;
        if label != PEM_LABEL {
            return Err(Error::mismatch("the label of the PEM", PEM_LABEL, label));
        }
        Self::from_spki_der(&der)
    }

    /// The SubjectPublicKeyInfo in PEM.
    pub fn pem(&self) -> String {
        der::pem::encode_string(PEM_LABEL, der::pem::LineEnding::LF, &self.spki)
            .expect("the length of a key's PEM can be counted")
    }

    /// The SubjectPublicKeyInfo, DER.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The kind of the key.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The content of the BIT STRING `subjectPublicKey`, without its octet of unused bits: the point of a curve,
    /// `RSAPublicKey`, or 32 octets of Ed25519.
    pub fn subject_public_key(&self) -> &[u8] {
        &self.subject_public_key
    }

    /// Bits of the modulus, of RSA keys.
    pub fn rsa_bits(&self) -> Option<usize> {
        self.rsa_bits
    }

    /// The key identifier that our certificates carry: leftmost 160 bits of SHA-256 (RFC 7093 §2 method 1).
    pub fn key_identifier(&self) -> [u8; 20] {
        let mut identifier = [0; 20];
        identifier.copy_from_slice(&sha256(&self.subject_public_key).0[..20]);
        identifier
    }

    /// The key hash by which OCSP names a responder (RFC 6960 §4.2.1 `KeyHash`).
    pub fn sha1_key_hash(&self) -> [u8; 20] {
        let digest = HashAlgorithm::Sha1.digest(&self.subject_public_key);
        digest.try_into().expect("SHA-1 has 20 octets")
    }

    /// SHA-256 of the SubjectPublicKeyInfo: what is pinned, and what tells two keys apart.
    pub fn spki_sha256(&self) -> Sha256Digest {
        sha256(&self.spki)
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "PublicKey({} {})", self.kind, self.spki_sha256())
    }
}

fn check_curve_point(parameters: Option<AnyRef<'_>>, point: &[u8]) -> Result<KeyKind> {
    let curve: ObjectIdentifier = parameters
        .ok_or_else(|| Error::malformed("public key", "no named curve"))?
        .decode_as()
        .map_err(|_| Error::unsupported("curve", "not a named curve (RFC 5480 §2.1.1)"))?;
    let off_curve = |_| Error::key_refused("the point is not on its curve");
    let kind = match curve {
        oid::P256 => KeyKind::P256,
        oid::P384 => KeyKind::P384,
        other => return Err(Error::unsupported("curve", other)),
    };
    if point.first() != Some(&0x04) {
        return Err(Error::key_refused("only uncompressed points are accepted (RFC 5480 §2.2)"));
    }
    match kind {
        KeyKind::P256 => p256::PublicKey::from_sec1_bytes(point).map(drop).map_err(off_curve)?,
        _ => p384::PublicKey::from_sec1_bytes(point).map(drop).map_err(off_curve)?,
    }
    Ok(kind)
}

/// Gives the bits of the modulus. The `rsa` crate refuses an even modulus, an even exponent and one over 2^33.
fn check_rsa(parameters: Option<AnyRef<'_>>, key: &[u8]) -> Result<usize> {
    /// An odd exponent of 17 bits is at least 65,537 (TS 119 312 §6.2.2.1: over 2^16).
    const SMALLEST_EXPONENT_BITS: u32 = 17;
    if !parameters.is_some_and(AnyRef::is_null) {
        return Err(Error::malformed("public key", "RSA parameters must be NULL (RFC 3279 §2.3.1)"));
    }
    strict_der::check("RSA public key", key, MAX_SPKI_OCTETS)?;
    let key = rsa::PublicKey::from_pkcs1_der(key).map_err(Error::key_refused)?;
    if key.e().bit_width() < SMALLEST_EXPONENT_BITS {
        return Err(Error::key_refused(format_args!(
            "an RSA exponent of {} bits, below 65537",
            key.e().bit_width()
        )));
    }
    let bits = usize::try_from(key.n().bit_width()).expect("a modulus has few bits");
    if !(2_048..=8_192).contains(&bits) {
        return Err(Error::key_refused(format_args!(
            "an RSA modulus of {bits} bits, must have 2048 to 8192"
        )));
    }
    Ok(bits)
}

fn check_ed25519(parameters: Option<AnyRef<'_>>, key: &[u8]) -> Result<KeyKind> {
    if parameters.is_some() {
        return Err(Error::malformed("public key", "Ed25519 has no parameters (RFC 8410 §3)"));
    }
    if key.len() != 32 {
        return Err(Error::malformed(
            "public key",
            format_args!("{} octets of Ed25519, expected 32", key.len()),
        ));
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

/// A P-256 JSON Web Key, no member more and none less.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Jwk {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

impl TryFrom<Jwk> for PublicKey {
    type Error = Error;

    fn try_from(jwk: Jwk) -> Result<Self> {
        if (jwk.kty.as_str(), jwk.crv.as_str()) != ("EC", "P-256") {
            return Err(Error::unsupported("JWK", format_args!("{} {}", jwk.kty, jwk.crv)));
        }
        let (x, y) = (base64url_decode(&jwk.x)?, base64url_decode(&jwk.y)?);
        if x.len() != 32 || y.len() != 32 {
            // RFC 7518 §6.2.1.2: the full size of a coordinate, leading zeros included.
            return Err(Error::malformed("JWK", "a coordinate of P-256 has 32 octets"));
        }
        Self::from_sec1_p256(&[&[0x04], x.as_slice(), &y].concat())
    }
}

impl TryFrom<&PublicKey> for Jwk {
    type Error = Error;

    fn try_from(key: &PublicKey) -> Result<Self> {
        if key.kind != KeyKind::P256 {
            return Err(Error::unsupported("JWK", key.kind));
        }
        let (x, y) = key.subject_public_key[1..].split_at(32);
        Ok(Self { kty: "EC".into(), crv: "P-256".into(), x: base64url(x), y: base64url(y) })
    }
}
