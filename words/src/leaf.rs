//! What the audit log learns: one leaf for each issuance, revocation, release, refusal and officer's act.
//!
//! A leaf is one JSON object without white space, its members in the order written here, beginning with its kind, so
//! that the same event has the same bytes everywhere. It names acts, requests, devices, sessions and certificates by
//! hashes and random ids: no name, no personal code, no text that somebody was shown, nothing that could be guessed
//! and tried.

use serde::{Deserialize, Serialize};

use crate::act::Role;
use pki_types::{Error, Sha256Digest, UnixTime, strict_json};

/// How far an event may lie before its predecessor, in seconds: several processes write, each by its own clock.
pub const CLOCKS_DIFFER: i64 = 5;
/// The longest leaf that is read, in octets. An entry of a log tile has at most 65,535 (C2SP tlog-tiles, "Log Entries").
pub const LONGEST: usize = 16 * 1024;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Leaf {
    /// A ceremony was held, or its results were installed.
    Ceremony(Ceremony),
    /// An officer's act was performed.
    Act(Act),
    /// An officer asked for what takes several: the act was checked, and waits to be confirmed.
    ActAsked(ActAsked),
    /// Another officer confirmed it.
    ActConfirmed(ActConfirmed),
    /// It will not be performed.
    ActEnded(ActEnded),
    /// An officer's act, an enrolment or a signer's request was refused to a sender who had proven who it was. What
    /// anybody can send is refused without a leaf, or anybody could fill the log.
    Refusal(Refusal),
    /// A phone was enrolled as a device.
    Device(Device),
    /// An activation ended unused: too many enrolments came for it that did not prove its secret.
    ActivationEnded(ActivationEnded),
    /// A certificate was written down before it was signed.
    Intent(Intent),
    /// An intent was given up.
    Burnt(Burnt),
    /// A certificate became final.
    Certificate(Certificate),
    /// What a person wanted done about their own keys was done.
    Wish(Wish),
    /// A certificate was put on hold.
    Suspension(StatusChange),
    /// A hold ended and the certificate is good again.
    Release(StatusChange),
    /// A hold ended because the certificate was revoked.
    HoldRevoked(StatusChange),
    /// A certificate was revoked, or the reason of its revocation was raised.
    Revocation(StatusChange),
    /// A revocation list was signed.
    Crl(Crl),
    /// A new list of the service's public keys is in force.
    KeyList(KeyList),
    /// A statement was made for a phone.
    Statement(Statement),
    /// A wrong PIN was counted.
    WrongPin(WrongPin),
    /// A right PIN proof: the service's share was released to the phone.
    Unlock(Unlock),
    /// The secrets of a device were blocked.
    DeviceBlocked(DeviceBlocked),
    /// A session ended.
    Outcome(Outcome),
    /// The store was restored from a backup and brought up to this log.
    Restore(Restore),
    /// The clock went back: what stands before this with a later time was dated wrongly.
    Clock(Clock),
}

/// The event of a [`Ceremony`] whose results came into the country's store.
pub const INSTALLED: &str = "installed";

/// A ceremony.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceremony {
    /// `held` or [`INSTALLED`].
    pub event: String,
    /// SHA-256 of the reviewed file.
    pub file_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// A performed act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// SHA-256 of the signed act.
    pub act_sha256: Sha256Digest,
    /// What kind of act.
    #[serde(rename = "type")]
    pub act_type: String,
    /// Whose certificate signed it.
    pub officer_certificate_sha256: Sha256Digest,
    /// In which role; none before there were roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// When it was performed.
    pub at: UnixTime,
}

/// An act that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActAsked {
    /// SHA-256 of the signed act.
    pub act_sha256: Sha256Digest,
    /// What kind of act.
    #[serde(rename = "type")]
    pub act_type: String,
    /// Whose certificate signed it.
    pub officer_certificate_sha256: Sha256Digest,
    /// In which role.
    pub role: Role,
    /// How many other officers must confirm it.
    pub confirmations: u32,
    /// Last second in which they may.
    pub expires_at: UnixTime,
    /// When.
    pub at: UnixTime,
}

/// A confirmation; the act that confirms has its own leaf before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActConfirmed {
    /// SHA-256 of the act that was confirmed.
    pub act_sha256: Sha256Digest,
    /// SHA-256 of the signed act that confirms it.
    pub confirmation_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// The end of an act that waited in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActEnded {
    /// SHA-256 of the signed act.
    pub act_sha256: Sha256Digest,
    /// `withdrawn`, `expired` or `refused`.
    pub outcome: String,
    /// When.
    pub at: UnixTime,
}

/// A refused request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// SHA-256 of the request.
    pub request_sha256: Sha256Digest,
    /// The slug of the problem.
    pub problem: String,
    /// When.
    pub at: UnixTime,
}

/// An enrolled device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// Its identifier, 16 octets in hexadecimal.
    pub device: String,
    /// The activation that it used up.
    pub activation: String,
    /// SHA-256 of the enrolment message.
    pub enrolment_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// The end of an unused activation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivationEnded {
    /// Its identifier, 16 octets in hexadecimal.
    pub activation: String,
    /// Enrolments that could be opened and did not prove its secret.
    pub failures: u32,
    /// When.
    pub at: UnixTime,
}

/// An intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intent {
    /// The issuer's name.
    pub issuer: String,
    /// The serial number, hexadecimal.
    pub serial: String,
    /// The profile's name.
    pub profile: String,
    /// SHA-256 of the profile as it was configured.
    pub profile_digest: Sha256Digest,
    /// SHA-256 of the act, enrolment, signer's request or ceremony item that asked for it.
    pub request_sha256: Sha256Digest,
    /// SHA-256 of the bytes that are to be signed.
    pub to_be_signed_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// An intent that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Burnt {
    /// The issuer's name.
    pub issuer: String,
    /// The serial number, hexadecimal.
    pub serial: String,
    /// When.
    pub at: UnixTime,
}

/// A final certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The issuer's name.
    pub issuer: String,
    /// The serial number, hexadecimal.
    pub serial: String,
    /// SHA-256 of the certificate's DER.
    pub certificate_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// A wish that was granted, in the transaction of its effects. A name that the person gave a phone is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// SHA-256 of the signed wish.
    pub wish_sha256: Sha256Digest,
    /// What was wanted: the type of its deed.
    #[serde(rename = "type")]
    pub deed: String,
    /// The device that asked, 16 octets in hexadecimal.
    pub device: String,
    /// When.
    pub at: UnixTime,
}

/// A suspension, a release or a revocation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusChange {
    /// Of which certificate.
    pub certificate_sha256: Sha256Digest,
    /// The CRLReason (RFC 5280 §5.3.1); none for a release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<u8>,
    /// Since when: the beginning of the hold that ended, or the revocation date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<UnixTime>,
    /// The act that wanted it; none if the service itself did, or the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act_sha256: Option<Sha256Digest>,
    /// The person's wish; its leaf comes before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish_sha256: Option<Sha256Digest>,
    /// When.
    pub at: UnixTime,
}

/// A revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crl {
    /// The issuer's name.
    pub issuer: String,
    /// Which range of serials.
    pub shard: u32,
    /// The cRLNumber (RFC 5280 §5.2.3).
    pub number: u64,
    /// SHA-256 of the list's DER.
    pub crl_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// A key list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyList {
    /// Its number.
    pub number: i64,
    /// SHA-256 of the signed list.
    pub key_list_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The session's identifier, hexadecimal.
    pub session: String,
    /// SHA-256 of the signed statement.
    pub statement_sha256: Sha256Digest,
    /// SHA-256 of the relying party's signed request.
    pub request_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// A wrong PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrongPin {
    /// The device's identifier, hexadecimal.
    pub device: String,
    /// `authentication` or `signature`.
    pub purpose: String,
    /// Wrong PINs of this purpose in the last 30 days, this one counted.
    pub failures: u32,
    /// Until when nothing is unlocked; none if the next try is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_until: Option<UnixTime>,
    /// SHA-256 of the message.
    pub unlock_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// A released share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    /// The session's identifier, hexadecimal.
    pub session: String,
    /// The device's identifier, hexadecimal.
    pub device: String,
    /// `authentication` or `signature`.
    pub purpose: String,
    /// SHA-256 of the message.
    pub unlock_sha256: Sha256Digest,
    /// When.
    pub at: UnixTime,
}

/// A blocked device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceBlocked {
    /// The device's identifier, hexadecimal.
    pub device: String,
    /// The slug of why.
    pub reason: String,
    /// When.
    pub at: UnixTime,
}

/// The one end of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The session's identifier, hexadecimal.
    pub session: String,
    /// The terminal state.
    pub state: String,
    /// The slug of the problem, if one ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// SHA-256 of the statement that was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement_sha256: Option<Sha256Digest>,
    /// SHA-256 of the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_sha256: Option<Sha256Digest>,
    /// When.
    pub at: UnixTime,
}

/// A restore: what happened after the backup and is known from this log alone is void from here on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// SHA-256 of the backup's manifest.
    pub backup_sha256: Sha256Digest,
    /// How many entries of the log the backup held.
    pub backup_size: u64,
    /// How many entries of the log were known when it was restored.
    pub known_size: u64,
    /// When.
    pub at: UnixTime,
}

/// A clock that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The latest time that it had shown.
    pub was: UnixTime,
    /// When, by the clock as it is now.
    pub at: UnixTime,
}

impl Leaf {
    /// What happened, a slug: the value of the member `kind`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Ceremony(_) => "ceremony",
            Self::Act(_) => "act",
            Self::ActAsked(_) => "act-asked",
            Self::ActConfirmed(_) => "act-confirmed",
            Self::ActEnded(_) => "act-ended",
            Self::Refusal(_) => "refusal",
            Self::Device(_) => "device",
            Self::ActivationEnded(_) => "activation-ended",
            Self::Intent(_) => "intent",
            Self::Burnt(_) => "burnt",
            Self::Certificate(_) => "certificate",
            Self::Wish(_) => "wish",
            Self::Suspension(_) => "suspension",
            Self::Release(_) => "release",
            Self::HoldRevoked(_) => "hold-revoked",
            Self::Revocation(_) => "revocation",
            Self::Crl(_) => "crl",
            Self::KeyList(_) => "key-list",
            Self::Statement(_) => "statement",
            Self::WrongPin(_) => "wrong-pin",
            Self::Unlock(_) => "unlock",
            Self::DeviceBlocked(_) => "device-blocked",
            Self::Outcome(_) => "outcome",
            Self::Restore(_) => "restore",
            Self::Clock(_) => "clock",
        }
    }

    /// When it happened, by the clock of whoever wrote it.
    #[must_use]
    pub fn at(&self) -> UnixTime {
        match self {
            Self::Ceremony(leaf) => leaf.at,
            Self::Act(leaf) => leaf.at,
            Self::ActAsked(leaf) => leaf.at,
            Self::ActConfirmed(leaf) => leaf.at,
            Self::ActEnded(leaf) => leaf.at,
            Self::Refusal(leaf) => leaf.at,
            Self::Device(leaf) => leaf.at,
            Self::ActivationEnded(leaf) => leaf.at,
            Self::Intent(leaf) => leaf.at,
            Self::Burnt(leaf) => leaf.at,
            Self::Certificate(leaf) => leaf.at,
            Self::Wish(leaf) => leaf.at,
            Self::Suspension(leaf)
            | Self::Release(leaf)
            | Self::HoldRevoked(leaf)
            | Self::Revocation(leaf) => leaf.at,
            Self::Crl(leaf) => leaf.at,
            Self::KeyList(leaf) => leaf.at,
            Self::Statement(leaf) => leaf.at,
            Self::WrongPin(leaf) => leaf.at,
            Self::Unlock(leaf) => leaf.at,
            Self::DeviceBlocked(leaf) => leaf.at,
            Self::Outcome(leaf) => leaf.at,
            Self::Restore(leaf) => leaf.at,
            Self::Clock(leaf) => leaf.at,
        }
    }

    /// The canonical bytes: the log's entry.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self)
            .expect("a leaf is a struct of strings and integers, which JSON can always hold")
    }

    /// Reads a leaf back; only the canonical bytes are one.
    ///
    /// # Errors
    /// [`Error`] for anything else: too long, no such kind, a member that is missing, unknown, twice or in another place.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > LONGEST {
            return Err(Error::TooLarge { what: "leaf", length: bytes.len(), limit: LONGEST });
        }
        let leaf: Self = strict_json::from_slice("leaf", bytes)?;
        if leaf.to_bytes() != bytes {
            return Err(Error::malformed("leaf", "its bytes are not the canonical ones"));
        }
        Ok(leaf)
    }
}
