//! Identifiers that are drawn at random: 16 octets, in text and JSON 32 lower-case hexadecimal digits.

use std::fmt;

use pki_types::encoding::{hex, hex_array};
use pki_types::{Error, Random, Result, random_array, schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

macro_rules! identifier {
    ($(#[doc = $doc:literal])* $name:ident) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Draws a new one.
            #[must_use]
            pub fn draw(random: &dyn Random) -> Self {
                Self(random_array(random))
            }

            /// The identifier with these octets.
            #[must_use]
            pub const fn from_bytes(octets: [u8; 16]) -> Self {
                Self(octets)
            }

            /// The identifier with these octets; none if they are not 16.
            #[must_use]
            pub fn from_slice(octets: &[u8]) -> Option<Self> {
                octets.try_into().ok().map(Self)
            }

            /// Its 16 octets.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self> {
                hex_array(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                schema::text("^[0-9a-f]{32}$", concat!($($doc),*).trim_start())
            }
        }

        impl ToSchema for $name {}
    };
}

identifier!(
    /// 128 random bits that name one thing.
    Id128
);
identifier!(
    /// A person who may hold certificates.
    PersonId
);
identifier!(
    /// A phone or card that holds keys.
    DeviceId
);
identifier!(
    /// One request to sign.
    SessionId
);
identifier!(
    /// A permission to enrol one device.
    ActivationId
);
identifier!(
    /// Random octets that make a message unique.
    Nonce
);
identifier!(
    /// A worker's run: drawn when its process starts.
    WorkerId
);
