//! What the worker answers to acts, as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::roles::Role;
use crate::Doors;
use crate::identifier::{ActivationId, PersonId};
use pki_types::{Sha256Digest, UnixTime};

/// The answer to `register_person`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonRegistered {
    /// How the store names the person.
    pub person: PersonId,
}

/// The answer to `activate`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Activated {
    /// The activation that the phone may now use.
    pub activation: ActivationId,
}

/// The answer to `cancel_activation`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivationCancelled {
    /// The activation that no phone can use any more.
    pub cancelled: ActivationId,
    /// When that was recorded.
    pub recorded_at: UnixTime,
}

/// The answer to `suspend`, `release`, `revoke`, `correct_name`, `end_relying_party` and `end_officer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusChanged {
    /// The certificates whose status changed, or had changed before in the same way.
    pub certificates: Vec<Sha256Digest>,
    /// When the change was recorded.
    pub recorded_at: UnixTime,
}

/// The answer to `register_relying_party`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelyingPartyRegistered {
    /// Its short name.
    pub relying_party: String,
    /// Its certificate, PEM.
    pub certificate: String,
    /// The certificates above it, PEM, issuer first.
    pub chain: Vec<String>,
}

/// The answer to `change_doors`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DoorsChanged {
    /// Its short name.
    pub relying_party: String,
    /// All doors that it uses from now on.
    pub doors: Doors,
    /// When that was recorded.
    pub recorded_at: UnixTime,
}

/// The answer to `register_officer` and `renew_officer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficerRegistered {
    /// The officer's short name.
    pub officer: String,
    /// Its certificate, PEM.
    pub certificate: String,
    /// The certificates above it, PEM, issuer first.
    pub chain: Vec<String>,
}

/// The first answer to an act that one officer may not do alone: it was checked, and waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActWaits {
    /// SHA-256 of the act: what a confirmation names.
    pub waits: Sha256Digest,
    /// How many more officers must confirm it.
    pub missing: u32,
    /// In which role.
    pub role: Role,
    /// Last second in which they may.
    pub until: UnixTime,
}

/// The answer to `withdraw_act`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActWithdrawn {
    /// SHA-256 of the act that will not be performed.
    pub withdrawn: Sha256Digest,
    /// When that was recorded.
    pub recorded_at: UnixTime,
}

/// What an act came to, by its kind. What waited has the answer of its effect under both hashes. (Doors send the worker's reply on
/// byte for byte; this is what it looks like.)
#[derive(ToSchema)]
#[serde(untagged)]
pub enum ActDone {
    /// To `register_person`.
    Person(PersonRegistered),
    /// To `activate`.
    Activation(Activated),
    /// To `register_relying_party`.
    RelyingParty(RelyingPartyRegistered),
    /// To `change_doors`.
    Doors(DoorsChanged),
    /// To `register_officer` and `renew_officer`.
    Officer(OfficerRegistered),
    /// To `cancel_activation`.
    Cancelled(ActivationCancelled),
    /// To `suspend`, `release`, `revoke`, `correct_name`, `end_relying_party` and `end_officer`.
    Status(StatusChanged),
    /// To `withdraw_act`.
    Withdrawn(ActWithdrawn),
}
