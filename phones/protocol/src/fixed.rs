//! Fields that have exactly one allowed value: the version and the audience of each message.
//!
//! They are types without content, so a message for another audience does not parse and none can be built.

use pki_types::schema::constant;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// `"v": 1`, the version of the protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VersionOne;

impl PartialSchema for VersionOne {
    fn schema() -> RefOr<Schema> {
        let version = ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([1]));
        version.description(Some("The version of the protocol.")).into()
    }
}

impl ToSchema for VersionOne {}

impl Serialize for VersionOne {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(1)
    }
}

impl<'de> Deserialize<'de> for VersionOne {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            1 => Ok(Self),
            other => Err(D::Error::custom(format!("malformed v: version {other} is not known, only 1"))),
        }
    }
}

macro_rules! audience {
    ($(#[$doc:meta])* $name:ident, $text:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name;

        impl $name {
            /// The value of `aud`.
            pub const TEXT: &'static str = $text;
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                constant($text, "For whom the message is (RFC 7519 §4.1.3).")
            }
        }

        impl ToSchema for $name {}

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if String::deserialize(deserializer)? == $text {
                    Ok(Self)
                } else {
                    Err(D::Error::custom(concat!("malformed aud: it must be ", $text)))
                }
            }
        }
    };
}

audience!(
    /// `aud` of what a relying party signs.
    ForMobileSignature, "mobile-signature");
audience!(
    /// `aud` of what the inner zone signs for phones: statement, share, key list.
    ForPhone, "phone");
audience!(
    /// `aud` of a phone's enrolment.
    ForRegistration, "registration");
audience!(
    /// `aud` of a phone's poll, which the door itself checks.
    ForPhoneDoor, "phone-door");
audience!(
    /// `aud` of what a phone says to the inner zone: shown, unlock, answer, refusal.
    ForConsent, "consent");
audience!(
    /// `aud` of a receipt.
    ForRelyingParty, "relying-party");
audience!(
    /// `aud` of what a person keeps of a session: whoever is shown it.
    ForVerifier, "verifier");
