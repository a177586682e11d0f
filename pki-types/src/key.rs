//! Public keys that are safe to verify with.

mod check;

use der::asn1::AnyRef;
use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
use spki::SubjectPublicKeyInfoRef;
use utoipa::ToSchema;

use self::check::{Checked, check};
use crate::encoding::{base64url, base64url_decode};
use crate::hash::{HashAlgorithm, Sha256Digest, sha256};
use crate::signature::SignatureScheme;
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
    /// Elliptic curve P-521, in others' documents.
    P521,
    /// Elliptic curve brainpoolP256r1, in others' documents.
    BrainpoolP256,
    /// Elliptic curve brainpoolP384r1, in others' documents.
    BrainpoolP384,
    /// RSA, 2,048 to 8,192 bits.
    Rsa,
    /// RSA, 2,048 to 8,192 bits, for RSASSA-PSS alone (RFC 4055 §1.2), in others' documents.
    RsaPss,
    /// Ed25519.
    Ed25519,
    /// A key in a certificate of others that nothing is verified with.
    Other,
}

impl std::fmt::Display for KeyKind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::BrainpoolP256 => "brainpoolP256r1",
            Self::BrainpoolP384 => "brainpoolP384r1",
            Self::Rsa => "RSA",
            Self::RsaPss => "RSA for PSS alone",
            Self::Ed25519 => "Ed25519",
            Self::Other => "another kind",
        })
    }
}

/// A public key that was checked: a point on its curve that is not the identity, uncompressed; or an RSA modulus of
/// 2,048 to 8,192 bits with an odd exponent of at least 65,537 (TS 119 312 §6.2.2.1).
///
/// In a certificate it may also be one that did not pass, of kind [`KeyKind::Other`]: it has a name, and no signature
/// verifies under it.
///
/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE {
///     algorithm         AlgorithmIdentifier,
///     subjectPublicKey  BIT STRING }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey {
    checked: Result<Checked>,
    spki: Vec<u8>,
    subject_public_key: Vec<u8>,
}

const WHAT: &str = "public key";
/// RFC 7468 §13.
const PEM_LABEL: &str = "PUBLIC KEY";

impl PublicKey {
    /// Reads and checks a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    ///
    /// # Errors
    /// [`Error::KeyRefused`] for a key that must not be used, [`Error::NotVerifiable`] for another kind or curve,
    /// [`Error::Malformed`], [`Error::TooLarge`].
    pub fn from_spki_der(spki_der: &[u8]) -> Result<Self> {
        strict_der::check(WHAT, spki_der, MAX_SPKI_OCTETS)?;
        let key = Self::read(spki_der, None)?;
        match &key.checked {
            Ok(_) => Ok(key),
            Err(problem) => Err(problem.clone()),
        }
    }

    /// Reads the SubjectPublicKeyInfo of a certificate that others issued, strict DER: whatever key it is, the
    /// certificate can be read, named and shown. What [`from_spki_der`](Self::from_spki_der) refuses becomes a key of
    /// kind [`KeyKind::Other`].
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is no SubjectPublicKeyInfo.
    pub(crate) fn of_certificate(spki_der: &[u8]) -> Result<Self> {
        // Some software leaves out the NULL of RSA keys (RFC 3279 §2.3.1): one spelling more, of the same key.
        let mut key = Self::read(spki_der, Some(AnyRef::NULL))?;
        if spki_der.len() > MAX_SPKI_OCTETS && key.checked.is_ok() {
            key.checked = Err(Error::TooLarge { what: WHAT, length: spki_der.len(), limit: MAX_SPKI_OCTETS });
        }
        Ok(key)
    }

    fn read(spki_der: &[u8], absent_rsa_parameters: Option<AnyRef<'_>>) -> Result<Self> {
        let mut spki =
            SubjectPublicKeyInfoRef::from_der(spki_der).map_err(|error| Error::malformed(WHAT, error))?;
        if spki.algorithm.oid == oid::RSA_ENCRYPTION {
            spki.algorithm.parameters = spki.algorithm.parameters.or(absent_rsa_parameters);
        }
        let bits = spki
            .subject_public_key
            .as_bytes()
            .ok_or_else(|| Error::malformed(WHAT, "the key is not a whole number of octets"))?;
        let checked = check(&spki.algorithm, bits);
        Ok(Self { checked, spki: spki_der.to_vec(), subject_public_key: bits.to_vec() })
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
        self.checked.as_ref().map_or(KeyKind::Other, |checked| checked.kind)
    }

    /// What the key may be used with.
    ///
    /// # Errors
    /// [`Error::NotVerifiable`], with the reason, for a key of kind [`KeyKind::Other`].
    pub(crate) fn usable(&self) -> Result<(KeyKind, Option<SignatureScheme>)> {
        match &self.checked {
            Ok(checked) => Ok((checked.kind, checked.restriction)),
            Err(problem @ Error::NotVerifiable { .. }) => Err(problem.clone()),
            Err(Error::KeyRefused { reason }) => Err(Error::not_verifiable("key", reason)),
            Err(problem) => Err(Error::not_verifiable("key", problem)),
        }
    }

    /// The content of the BIT STRING `subjectPublicKey`, without its octet of unused bits: the point of a curve,
    /// `RSAPublicKey`, or 32 octets of Ed25519.
    pub fn subject_public_key(&self) -> &[u8] {
        &self.subject_public_key
    }

    /// Bits of the modulus, of RSA keys.
    pub fn rsa_bits(&self) -> Option<usize> {
        self.checked.as_ref().ok()?.rsa_bits
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
        write!(out, "PublicKey({} {})", self.kind(), self.spki_sha256())
    }
}

/// A P-256 JSON Web Key, no member more and none less.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Jwk {
    #[schema(pattern = "^EC$")]
    kty: String,
    #[schema(pattern = "^P-256$")]
    crv: String,
    /// A coordinate: 32 octets in base64url.
    #[schema(pattern = "^[A-Za-z0-9_-]{43}$")]
    x: String,
    /// The other one.
    #[schema(pattern = "^[A-Za-z0-9_-]{43}$")]
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
        if key.kind() != KeyKind::P256 {
            return Err(Error::unsupported("JWK", key.kind()));
        }
        let (x, y) = key.subject_public_key[1..].split_at(32);
        Ok(Self { kty: "EC".into(), crv: "P-256".into(), x: base64url(x), y: base64url(y) })
    }
}
