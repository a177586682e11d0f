//! What the officers' door says.

use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::act::{Role, SignedAct};
use crate::{ActivationId, DeviceId, DeviceKind};

/// Stored, and not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Accepted {
    /// SHA-256 of the message: its name from now on.
    pub request: Sha256Digest,
    /// Where the answer will be; sending the same bytes again gives it too.
    pub location: String,
}

/// Stored; if it waits, it was checked, and other officers must confirm it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AcceptedAct {
    /// SHA-256 of the act: its name from now on.
    pub request: Sha256Digest,
    /// Where the answer will be; sending the same bytes again gives it too.
    pub location: String,
    /// What is missing, if one officer may not do this alone; absent while the act was not looked at yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub waits: Option<Waits>,
}

/// What an act waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Waits {
    /// How many more officers must confirm it.
    pub missing: u32,
    /// In which role.
    pub role: Role,
    /// The last second in which they may, seconds since 1970.
    pub until: UnixTime,
}

/// A person with phones and open activations. No `Debug`: it is personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonBody {
    /// The given names of the register.
    pub given_name: String,
    /// The surname of the register.
    pub surname: String,
    /// When the person was registered, seconds since 1970.
    pub registered_at: UnixTime,
    /// SHA-256 of the act by which the name stands: what the act `correct_name` names.
    pub named_by: Sha256Digest,
    /// All that were ever enrolled, oldest first.
    pub devices: Vec<DeviceBody>,
    /// Those that a phone may still use, oldest first.
    pub activations: Vec<ActivationBody>,
}

/// A device of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceBody {
    /// What acts about this device name.
    pub device: DeviceId,
    /// `app` or `qscd`.
    pub kind: DeviceKind,
    /// When it was enrolled, seconds since 1970.
    pub enrolled_at: UnixTime,
    /// Since when it answers nothing any more (a copy of it was seen), seconds since 1970: it cannot be released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub blocked_at: Option<UnixTime>,
    /// Its certificates, newest first: they stand and fall together.
    pub certificates: Vec<CertificateBody>,
}

/// A certificate of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateBody {
    /// What acts about this certificate name: its SHA-256.
    pub certificate: Sha256Digest,
    /// The certificate profile.
    #[schema(example = "citizen-signature")]
    pub profile: String,
    /// How it stands.
    pub state: CertificateState,
    /// Since when it is suspended or revoked, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub since: Option<UnixTime>,
    /// The last second of its validity, seconds since 1970.
    pub not_after: UnixTime,
}

words!(
    /// How a certificate stands.
    CertificateState {
        /// In force.
        Good = "good",
        /// An officer or the service suspended it; it can be released.
        Suspended = "suspended",
        /// Revoked for good.
        Revoked = "revoked",
        /// Its validity has ended.
        Expired = "expired",
    }
);

words!(
    /// How an activation stands.
    ActivationState {
        /// It can be used.
        Open = "open",
        /// A phone has used it.
        Used = "used",
        /// Its time was over before a phone used it.
        Expired = "expired",
        /// Too many enrolments came for it that did not know its secret.
        Ended = "ended",
        /// Before a phone used it an officer cancelled it, or the person's phone gave another one.
        Cancelled = "cancelled",
        /// It was unused when the service was restored from a backup.
        Void = "void",
    }
);

/// An activation, as officers see it: nothing of its person, nothing of its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActivationBody {
    /// The activation.
    pub activation: ActivationId,
    /// How it stands.
    pub state: ActivationState,
    /// The last second in which it may be used, seconds since 1970.
    pub expires_at: UnixTime,
    /// Enrolments that could be opened and did not prove its secret.
    pub failures: u32,
    /// When it ended, in the states `ended` and `cancelled` alone, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ended_at: Option<UnixTime>,
    /// Why it cannot be used, and what to do, where it cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub why: Option<String>,
}

/// The acts that wait, the one that ends first first.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingActs {
    /// At most 100.
    pub acts: Vec<WaitingActBody>,
}

/// An act that was checked and waits for other officers. No `Debug`: what was signed may name a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingActBody {
    /// SHA-256 of the act: what `confirm_act` and `withdraw_act` name.
    pub act_sha256: Sha256Digest,
    /// The id of the officer who asks.
    pub officer: String,
    /// How many more officers must confirm it.
    pub missing: u32,
    /// In which role.
    pub role: Role,
    /// When it was asked for, seconds since 1970.
    pub asked_at: UnixTime,
    /// The last second in which it may be confirmed, seconds since 1970.
    pub until: UnixTime,
    /// What the officer signed, a compact JWS of type `sign-act+jwt`: whoever confirms reads it there, and hashes it, instead
    /// of believing this list.
    #[schema(value_type = SignedAct)]
    pub act: String,
}
