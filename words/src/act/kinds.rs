//! The acts themselves. To add an act: a variant of [`Act`], its struct here, its word in `acts!`, its answer beside.
//!
//! What has a form of its own (a country, a short name, a domain) is checked while it is read.

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::roles::{Role, Roles};
use super::{EncryptedActivationSecret, forms};
use crate::door::Doors;
use crate::identifier::{ActivationId, DeviceId};
use crate::personal::{PersonName, PersonalCode, PhoneNumber};
use pki_types::crl::Reason;
use pki_types::schema::{Named, tagged};
use pki_types::{Sha256Digest, UnixTime};

/// What an officer has done.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Act {
    /// Enters a person.
    RegisterPerson(RegisterPerson),
    /// Corrects a person's name; certificates that carry the name before are revoked.
    CorrectName(CorrectName),
    /// Lets a person enrol one device.
    Activate(Box<Activate>),
    /// Ends an activation that no phone has used.
    CancelActivation(CancelActivation),
    /// Suspends certificates until they are released or revoked.
    Suspend(Suspend),
    /// Ends a suspension: the same certificates are good again.
    Release(Release),
    /// Revokes certificates for ever.
    Revoke(Revoke),
    /// Admits a relying party and certifies the key that it signs requests with.
    RegisterRelyingParty(RegisterRelyingParty),
    /// Has a relying party use other doors.
    ChangeDoors(ChangeDoors),
    /// Ends the admission of a relying party.
    EndRelyingParty(EndRelyingParty),
    /// Appoints an officer and certifies the key that it signs acts with.
    RegisterOfficer(RegisterOfficer),
    /// Certifies the next key of the officer who signs it, before the certificate ends.
    RenewOfficer(RenewOfficer),
    /// Ends the office of an officer.
    EndOfficer(EndOfficer),
    /// Confirms what another officer has asked for and may not do alone.
    ConfirmAct(ConfirmAct),
    /// Withdraws what the same officer has asked for, before it is confirmed.
    WithdrawAct(WithdrawAct),
}

/// What everybody knows of each act: its name, in JSON and in the OpenAPI documents; whether it makes something new; and the
/// role in which it is usually done, if it is not done in any. One that is missing does not compile.
macro_rules! acts {
    ($($act:ident = $word:literal, $effect:expr, $role:expr;)*) => {
        impl Act {
            /// The name of the act as in its JSON.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$act(_) => $word,)*
                }
            }

            /// Whether it makes something that was not there.
            pub const fn makes_new(&self) -> bool {
                match self {
                    $(Self::$act(_) => $effect,)*
                }
            }

            /// The role in which the act is usually done: a client's first choice; none for what an officer does in any. Which
            /// roles may do it, to whose certificates, the worker decides.
            pub const fn usual_role(&self) -> Option<Role> {
                match self {
                    Self::Revoke(Revoke { occurred_at: Some(_), .. }) => Some(Role::Security),
                    $(Self::$act(_) => $role,)*
                }
            }
        }

        impl PartialSchema for Act {
            fn schema() -> RefOr<Schema> {
                tagged("type", [$(($word, $act::schema())),*])
            }
        }

        impl ToSchema for Act {
            fn schemas(schemas: &mut Named) {
                $($act::schemas(schemas);)*
            }
        }
    };
}

/// It makes something that was not there.
const NEW: bool = true;
/// It changes what there is.
const CHANGE: bool = false;

acts! {
    RegisterPerson = "register_person", NEW, Some(Role::Registration);
    CorrectName = "correct_name", CHANGE, Some(Role::Registration);
    Activate = "activate", NEW, Some(Role::Registration);
    CancelActivation = "cancel_activation", CHANGE, Some(Role::Registration);
    Suspend = "suspend", CHANGE, Some(Role::Revocation);
    Release = "release", CHANGE, Some(Role::Revocation);
    Revoke = "revoke", CHANGE, Some(Role::Revocation);
    RegisterRelyingParty = "register_relying_party", NEW, Some(Role::Security);
    ChangeDoors = "change_doors", CHANGE, Some(Role::Security);
    EndRelyingParty = "end_relying_party", CHANGE, Some(Role::Security);
    RegisterOfficer = "register_officer", NEW, Some(Role::Security);
    RenewOfficer = "renew_officer", NEW, None;
    EndOfficer = "end_officer", CHANGE, Some(Role::Security);
    ConfirmAct = "confirm_act", CHANGE, Some(Role::Security);
    WithdrawAct = "withdraw_act", CHANGE, Some(Role::Security);
}

impl Act {
    /// Whose certificates it is about, where the act names them: what may be done to whose is decided by that.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        match self {
            Self::Suspend(said) => Some(&said.target),
            Self::Release(said) => Some(&said.target),
            Self::Revoke(said) => Some(&said.target),
            _ => None,
        }
    }
}

/// A person by country and code.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonReference {
    /// Two capital letters of ISO 3166-1.
    #[serde(deserialize_with = "forms::country")]
    #[schema(pattern = "^[A-Z]{2}$", example = "MU")]
    pub country: String,
    /// The code in that country's register.
    pub code: PersonalCode,
}

/// Enters a person, identified by the officer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterPerson {
    /// Two capital letters of ISO 3166-1.
    #[serde(deserialize_with = "forms::country")]
    #[schema(pattern = "^[A-Z]{2}$", example = "MU")]
    pub country: String,
    /// The code in that country's register.
    pub code: PersonalCode,
    /// The name as the register has it.
    pub name: PersonName,
}

/// Corrects a person's name: it was entered wrongly, or the register has another one now.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectName {
    /// Whose.
    pub person: PersonReference,
    /// The name as the register has it now.
    pub name: PersonName,
    /// SHA-256 of the act by which the name stands that the officer saw: the registration or the last correction. So each
    /// correction names the one before, and none overwrites what its officer has not seen.
    pub corrects: Sha256Digest,
}

words!(
    /// The kinds of devices that hold a person's keys. The kind alone selects the certificate profile.
    DeviceKind {
        /// An app on a phone, or the phone in a terminal.
        App = "app",
        /// A device that is certified as a qualified signature creation device (eIDAS Annex II).
        Qscd = "qscd",
    }
);

/// Lets a person enrol one device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Activate {
    /// Who will enrol.
    pub person: PersonReference,
    /// With what.
    pub device_kind: DeviceKind,
    /// Last second in which the activation can be used; at most 7 days from now.
    pub expires_at: UnixTime,
    /// The telephone number of the device, by which relying parties of some protocols name it. Absent: they do not find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone_number: Option<PhoneNumber>,
    /// Drawn by the officer's client.
    pub activation_id: ActivationId,
    /// What the person's phone will prove to know, for the inner zone alone.
    #[schema(value_type = EncryptedActivationSecret)]
    pub secret: String,
}

/// Ends an activation that no phone has used: it was given in error, or it may be in other hands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelActivation {
    /// The activation.
    pub activation_id: ActivationId,
}

/// Which certificates an act is about. All certificates of one device stand and fall together.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// This certificate, and those of the same device.
    Certificate(Sha256Digest),
    /// The certificates of this device of this person.
    Device {
        /// The person, so that a mistyped device hits nobody else.
        person: PersonReference,
        /// The device.
        device: DeviceId,
    },
    /// The certificates of all devices of this person.
    Person(PersonReference),
}

/// Suspends certificates.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    /// Which certificates.
    pub target: Target,
}

/// Ends a suspension.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Which certificates.
    pub target: Target,
}

/// Revokes certificates.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// Which certificates.
    pub target: Target,
    /// Why; `certificate_hold` is no reason to revoke.
    pub reason: Reason,
    /// Since when, if earlier than now (BR §4.9: may be backdated for compromise).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub occurred_at: Option<UnixTime>,
}

/// Admits a relying party.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRelyingParty {
    /// A short name of lower-case letters, digits and hyphens, never given twice.
    #[serde(deserialize_with = "forms::short_name")]
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$", example = "city-registry")]
    pub id: String,
    /// The name that persons will see.
    #[serde(deserialize_with = "forms::shown_name")]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The domain that persons will see.
    #[serde(deserialize_with = "forms::domain")]
    #[schema(
        pattern = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$",
        max_length = 253,
        example = "registry.example"
    )]
    pub domain: String,
    /// Two capital letters of ISO 3166-1.
    #[serde(deserialize_with = "forms::country")]
    #[schema(pattern = "^[A-Z]{2}$", example = "MU")]
    pub country: String,
    /// The doors that it uses; where absent the native one alone.
    #[serde(default)]
    #[schema(required = false)]
    pub doors: Doors,
    /// A PKCS#10 request with its key, DER in base64.
    #[serde(with = "pki_types::encoding::as_base64")]
    #[schema(value_type = String, content_encoding = "base64")]
    pub csr: Vec<u8>,
}

/// Has a relying party use these doors and no other: what comes through another in its name is refused from then on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeDoors {
    /// Its short name.
    #[serde(deserialize_with = "forms::short_name")]
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$", example = "city-registry")]
    pub id: String,
    /// All doors that it uses from now on.
    pub doors: Doors,
}

/// Ends the admission of a relying party: its certificates are revoked and its requests refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndRelyingParty {
    /// Its short name.
    #[serde(deserialize_with = "forms::short_name")]
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$", example = "city-registry")]
    pub id: String,
}

/// Appoints an officer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterOfficer {
    /// A short name of lower-case letters, digits and hyphens, never given twice.
    #[serde(deserialize_with = "forms::short_name")]
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$", example = "city-registry")]
    pub id: String,
    /// The officer's name.
    #[serde(deserialize_with = "forms::shown_name")]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What the officer may be trusted with, at least one.
    pub roles: Roles,
    /// A PKCS#10 request with its key, DER in base64.
    #[serde(with = "pki_types::encoding::as_base64")]
    #[schema(value_type = String, content_encoding = "base64")]
    pub csr: Vec<u8>,
}

/// Renews the certificate that the act is signed under: the same officer and the same roles, for another key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewOfficer {
    /// A PKCS#10 request with the new key, DER in base64.
    #[serde(with = "pki_types::encoding::as_base64")]
    #[schema(value_type = String, content_encoding = "base64")]
    pub csr: Vec<u8>,
}

/// Ends an office: the officer's certificate is revoked and the officer's acts are refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndOfficer {
    /// The officer's short name.
    #[serde(deserialize_with = "forms::short_name")]
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$", example = "city-registry")]
    pub id: String,
}

/// Confirms another officer's act, which waits for that.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmAct {
    /// SHA-256 of the act that is confirmed, as it was sent.
    pub act_sha256: Sha256Digest,
}

/// Withdraws an act that waits to be confirmed, by the officer who asked for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawAct {
    /// SHA-256 of the act that is withdrawn, as it was sent.
    pub act_sha256: Sha256Digest,
}
