//! How octets, keys and certificates stand in JSON: base64 (RFC 4648 §4, padded), JWK (RFC 7517) and base64 DER.

use std::borrow::Cow;
use std::fmt;

use pki_types::{Certificate, PublicKey, encoding, schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};
use zeroize::Zeroizing;

/// Octets as base64, between `MINIMUM` and `MAXIMUM` of them. `Debug` shows the length alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Octets<const MINIMUM: usize, const MAXIMUM: usize>(Vec<u8>);

impl<const MINIMUM: usize, const MAXIMUM: usize> Octets<MINIMUM, MAXIMUM> {
    /// Takes octets whose number is within the bounds.
    #[must_use]
    pub fn new(octets: Vec<u8>) -> Option<Self> {
        (MINIMUM..=MAXIMUM).contains(&octets.len()).then_some(Self(octets))
    }

    /// The octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<const MINIMUM: usize, const MAXIMUM: usize> PartialSchema for Octets<MINIMUM, MAXIMUM> {
    fn schema() -> RefOr<Schema> {
        schema::octets(MINIMUM, MAXIMUM)
    }
}

impl<const MINIMUM: usize, const MAXIMUM: usize> ToSchema for Octets<MINIMUM, MAXIMUM> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("OctetsOf{MINIMUM}To{MAXIMUM}"))
    }
}

impl<const MINIMUM: usize, const MAXIMUM: usize> fmt::Debug for Octets<MINIMUM, MAXIMUM> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} octets", self.0.len())
    }
}

impl<const MINIMUM: usize, const MAXIMUM: usize> Serialize for Octets<MINIMUM, MAXIMUM> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encoding::base64(&self.0))
    }
}

impl<'de, const MINIMUM: usize, const MAXIMUM: usize> Deserialize<'de> for Octets<MINIMUM, MAXIMUM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let octets = encoding::base64_decode(&text).map_err(D::Error::custom)?;
        let length = octets.len();
        Self::new(octets).ok_or_else(|| {
            let accepted =
                if MINIMUM == MAXIMUM { MINIMUM.to_string() } else { format!("{MINIMUM} to {MAXIMUM}") };
            D::Error::custom(format!("malformed octets: there are {length}, there must be {accepted}"))
        })
    }
}

/// A secret of 32 octets.
pub type Secret32 = Secret<32>;

/// A secret of so many octets as base64. It is wiped when dropped and has no `Debug`.
#[derive(Clone)]
pub struct Secret<const OCTETS: usize>(Zeroizing<[u8; OCTETS]>);

impl<const OCTETS: usize> Secret<OCTETS> {
    /// Takes the octets.
    #[must_use]
    pub fn new(octets: [u8; OCTETS]) -> Self {
        Self(Zeroizing::new(octets))
    }

    /// The octets, for a computation.
    #[must_use]
    pub fn expose(&self) -> &[u8; OCTETS] {
        &self.0
    }
}

impl<const OCTETS: usize> PartialSchema for Secret<OCTETS> {
    fn schema() -> RefOr<Schema> {
        schema::octets(OCTETS, OCTETS)
    }
}

impl<const OCTETS: usize> ToSchema for Secret<OCTETS> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("Secret{OCTETS}"))
    }
}

impl<const OCTETS: usize> Serialize for Secret<OCTETS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = Zeroizing::new(encoding::base64(self.expose()));
        serializer.serialize_str(&text)
    }
}

impl<'de, const OCTETS: usize> Deserialize<'de> for Secret<OCTETS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let octets = Zeroizing::new(encoding::base64_decode(&text).map_err(D::Error::custom)?);
        let octets: [u8; OCTETS] = octets
            .as_slice()
            .try_into()
            .map_err(|_| D::Error::custom(format!("malformed secret: it has {OCTETS} octets")))?;
        Ok(Self::new(octets))
    }
}

/// A P-256 public key as a JWK (RFC 7518 §6.2).
#[derive(Clone, PartialEq, Eq)]
pub struct Jwk(pub PublicKey);

impl PartialSchema for Jwk {
    fn schema() -> RefOr<Schema> {
        schema::public_key()
    }
}

impl ToSchema for Jwk {}

impl fmt::Debug for Jwk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Jwk({})", self.0.spki_sha256())
    }
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.to_jwk().map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        PublicKey::from_jwk(&value).map(Self).map_err(D::Error::custom)
    }
}

/// A certificate as base64 of its DER, at most 16 KiB of it.
#[derive(Clone, PartialEq)]
pub struct CertificateBase64(pub Certificate);

/// No certificate that this protocol carries is longer.
const CERTIFICATE_LIMIT: usize = 16 * 1024;

impl PartialSchema for CertificateBase64 {
    fn schema() -> RefOr<Schema> {
        Octets::<1, CERTIFICATE_LIMIT>::schema()
    }
}

impl ToSchema for CertificateBase64 {}

impl fmt::Debug for CertificateBase64 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Certificate({})", self.0.sha256())
    }
}

impl Serialize for CertificateBase64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encoding::base64(self.0.der()))
    }
}

impl<'de> Deserialize<'de> for CertificateBase64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let der: Octets<1, CERTIFICATE_LIMIT> = Octets::deserialize(deserializer)?;
        Certificate::from_der(der.as_bytes()).map(Self).map_err(D::Error::custom)
    }
}
