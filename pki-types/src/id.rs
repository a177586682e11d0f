//! Identifiers that are drawn at random.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::encoding::{hex, hex_array};
use crate::{Error, Random, Result, random_array, schema};

/// 128 random bits that name one thing: a device, an activation, an act. In text and JSON 32 lower-case hexadecimal
/// digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id128([u8; 16]);

impl PartialSchema for Id128 {
    fn schema() -> RefOr<Schema> {
        schema::text("^[0-9a-f]{32}$", "128 random bits that name one thing.")
    }
}

impl ToSchema for Id128 {}

impl Id128 {
    /// A new identifier.
    pub fn draw(random: &dyn Random) -> Self {
        Self(random_array(random))
    }

    /// The identifier with these octets.
    pub const fn from_bytes(octets: [u8; 16]) -> Self {
        Self(octets)
    }

    /// The 16 octets.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Display for Id128 {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&hex(&self.0))
    }
}

impl std::fmt::Debug for Id128 {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&hex(&self.0))
    }
}

impl std::str::FromStr for Id128 {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        hex_array(text).map(Self)
    }
}

impl Serialize for Id128 {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Id128 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
