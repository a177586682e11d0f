//! Identifiers of 16 octets, as lower-case hexadecimal in JSON. The store has its own types for its rows; both are
//! made from and give the same 16 octets.

use std::fmt;

use pki_types::encoding;
use pki_types::random::{Random, random_array};
use pki_types::schema::text;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::Error;

macro_rules! identifier {
    ($(#[doc = $doc:literal])* $name:ident, $what:literal) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// Draws a new one.
            #[must_use]
            pub fn draw(random: &dyn Random) -> Self {
                Self(random_array(random))
            }

            /// The octets.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// Reads 32 lower-case hexadecimal digits.
            ///
            /// # Errors
            /// Anything else.
            pub fn from_hex(text: &str) -> Result<Self, Error> {
                encoding::hex_array(text).map(Self).map_err(Error::format($what))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&encoding::hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                text("^[0-9a-f]{32}$", concat!($($doc),*).trim_start())
            }
        }

        impl ToSchema for $name {}

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                encoding::hex_array(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
            }
        }
    };
}

identifier!(
    /// One request to sign.
    SessionId, "session");
identifier!(
    /// A phone that holds keys.
    DeviceId, "device");
identifier!(
    /// What an officer handed over for one enrolment.
    ActivationId, "activation_id");
identifier!(
    /// Random octets that make a message unique.
    Nonce, "nonce");
