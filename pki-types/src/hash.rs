//! Digests.

use const_oid::ObjectIdentifier;
use ring::{digest, hmac};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::encoding::{hex, hex_array};
use crate::{Error, Result, oid, schema};

/// A SHA-256 digest. In text and JSON 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256Digest(pub [u8; 32]);

impl PartialSchema for Sha256Digest {
    fn schema() -> RefOr<Schema> {
        schema::text("^[0-9a-f]{64}$", "A SHA-256 digest.")
    }
}

impl ToSchema for Sha256Digest {}

impl Sha256Digest {
    /// Reads 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`Error::Malformed`] for anything else.
    pub fn from_hex(text: &str) -> Result<Self> {
        hex_array(text).map(Self)
    }

    /// The 32 octets.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for Sha256Digest {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&hex(&self.0))
    }
}

impl std::fmt::Debug for Sha256Digest {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&hex(&self.0))
    }
}

impl std::str::FromStr for Sha256Digest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::from_hex(text)
    }
}

impl AsRef<[u8]> for Sha256Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for Sha256Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Sha256Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_hex(&text).map_err(serde::de::Error::custom)
    }
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> Sha256Digest {
    let digest = digest::digest(&digest::SHA256, bytes);
    Sha256Digest(digest.as_ref().try_into().expect("SHA-256 has 32 octets"))
}

/// HMAC-SHA-256 (RFC 2104) of these octets one after the other, under `key`.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Sha256Digest {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    Sha256Digest(context.sign().as_ref().try_into().expect("HMAC-SHA-256 has 32 octets"))
}

/// SHA-256 of octets that come piece by piece.
pub struct Sha256Stream(digest::Context);

impl Sha256Stream {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of all pieces.
    #[must_use]
    pub fn finish(self) -> Sha256Digest {
        Sha256Digest(self.0.finish().as_ref().try_into().expect("SHA-256 has 32 octets"))
    }
}

impl Default for Sha256Stream {
    fn default() -> Self {
        Self::new()
    }
}

/// The hash functions that we compute. Ours are SHA-256, SHA-384 and SHA-512; the others are those of others' documents.
///
/// SHA-1 is here because OCSP clients still name certificates with it (RFC 6960 §4.1.1); no signature that relies on it
/// is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HashAlgorithm {
    /// SHA-1, 20 octets; in certificate identifiers of OCSP only.
    Sha1,
    /// SHA-224, 28 octets.
    Sha224,
    /// SHA-256, 32 octets.
    Sha256,
    /// SHA-384, 48 octets.
    Sha384,
    /// SHA-512, 64 octets.
    Sha512,
    /// SHA-512/256, 32 octets.
    Sha512Of256,
    /// SHA3-224, 28 octets.
    Sha3Of224,
    /// SHA3-256, 32 octets.
    Sha3Of256,
    /// SHA3-384, 48 octets.
    Sha3Of384,
    /// SHA3-512, 64 octets.
    Sha3Of512,
}

impl HashAlgorithm {
    /// Every hash function, in the order of the enumeration.
    pub const ALL: [Self; 10] = [
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha512Of256,
        Self::Sha3Of224,
        Self::Sha3Of256,
        Self::Sha3Of384,
        Self::Sha3Of512,
    ];

    /// The digest of `bytes`, [`Self::length`] octets.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        self.digest_parts(&[bytes])
    }

    /// The digest of these octets one after the other, without putting them together.
    pub fn digest_parts(self, parts: &[&[u8]]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
            Self::Sha512Of256 => &digest::SHA512_256,
            // ring has no others.
            Self::Sha224 => return of_parts::<sha2::Sha224>(parts),
            Self::Sha3Of224 => return of_parts::<sha3::Sha3_224>(parts),
            Self::Sha3Of256 => return of_parts::<sha3::Sha3_256>(parts),
            Self::Sha3Of384 => return of_parts::<sha3::Sha3_384>(parts),
            Self::Sha3Of512 => return of_parts::<sha3::Sha3_512>(parts),
        };
        let mut context = digest::Context::new(algorithm);
        parts.iter().for_each(|part| context.update(part));
        context.finish().as_ref().to_vec()
    }

    /// Its object identifier.
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => oid::SHA1,
            Self::Sha224 => oid::SHA224,
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
            Self::Sha512Of256 => oid::SHA512_256,
            Self::Sha3Of224 => oid::SHA3_224,
            Self::Sha3Of256 => oid::SHA3_256,
            Self::Sha3Of384 => oid::SHA3_384,
            Self::Sha3Of512 => oid::SHA3_512,
        }
    }

    /// The hash function with this object identifier.
    ///
    /// # Errors
    /// [`Error::NotVerifiable`] for any other, which it names.
    pub fn from_oid(identifier: ObjectIdentifier) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.oid() == identifier)
            .ok_or_else(|| Error::not_verifiable("hash algorithm", oid::name(&identifier)))
    }

    /// Length of a digest in octets.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 | Self::Sha3Of224 => 28,
            Self::Sha256 | Self::Sha512Of256 | Self::Sha3Of256 => 32,
            Self::Sha384 | Self::Sha3Of384 => 48,
            Self::Sha512 | Self::Sha3Of512 => 64,
        }
    }

    /// Whether what it hashes can be exchanged today: collisions of SHA-1 are made (TS 119 312 §5.2).
    pub const fn is_broken(self) -> bool {
        matches!(self, Self::Sha1)
    }
}

impl std::fmt::Display for HashAlgorithm {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha512Of256 => "SHA-512/256",
            Self::Sha3Of224 => "SHA3-224",
            Self::Sha3Of256 => "SHA3-256",
            Self::Sha3Of384 => "SHA3-384",
            Self::Sha3Of512 => "SHA3-512",
        })
    }
}

fn of_parts<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = D::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().to_vec()
}
