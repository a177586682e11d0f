//! Identifiers that are drawn at random: 16 octets, written as 32 lower-case hexadecimal digits.

use pki_types::{Id128, Random};

use crate::engine::sql::scalar;

macro_rules! id {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Id128);

        impl $name {
            /// Draws a new one.
            #[must_use]
            pub fn draw(random: &dyn Random) -> Self {
                Self(Id128::draw(random))
            }

            /// The identifier with these octets.
            #[must_use]
            pub const fn from_bytes(octets: [u8; 16]) -> Self {
                Self(Id128::from_bytes(octets))
            }

            /// Its 16 octets.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The identifier in the subject of a job; none if the subject is not 16 octets.
            #[must_use]
            pub fn from_subject(subject: &[u8]) -> Option<Self> {
                subject.try_into().ok().map(Self::from_bytes)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = pki_types::Error;
            fn from_str(text: &str) -> Result<Self, pki_types::Error> {
                text.parse().map(Self)
            }
        }

        impl From<Id128> for $name {
            fn from(id: Id128) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Id128 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        scalar!($name as Vec<u8>, |id| id.as_bytes().to_vec(), |raw| {
            raw.try_into().map(Self::from_bytes).map_err(|raw: Vec<u8>| format!("has {} octets, not 16", raw.len()))
        });
    };
}

id!(
    /// A person who may hold certificates.
    PersonId
);
id!(
    /// A phone or card that holds keys.
    DeviceId
);
id!(
    /// One request to sign.
    SessionId
);
id!(
    /// A permission to enrol one device.
    ActivationId
);
id!(
    /// A worker's run: drawn when its process starts.
    WorkerId
);

/// An authority of this store: a row of `issuers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssuerId(pub i64);

scalar!(IssuerId as i64, |id| id.0, |raw| Ok(IssuerId(raw)));
