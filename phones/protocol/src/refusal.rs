//! "No" (`sign-refusal+jwt`, by Kd): the person declines, or did not start this. No PIN is needed to refuse.

use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{DeviceId, SessionId};

use crate::fixed::{ForConsent, VersionOne};
use crate::message::Message;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// The person does not want to sign.
    Declined,
    /// "I did not start this": somebody else asked in the person's name.
    NotMine,
    /// The verification codes differ.
    WrongCode,
}

impl RefusalReason {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::NotMine => "not_mine",
            Self::WrongCode => "wrong_code",
        }
    }
}

/// The payload.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// 1.
    pub v: VersionOne,
    /// `consent`.
    pub aud: ForConsent,
    /// The session.
    pub session: SessionId,
    /// The sender.
    pub device: DeviceId,
    /// SHA-256 of the statement that was refused.
    pub statement_sha256: Sha256Digest,
    /// Why.
    pub reason: RefusalReason,
    /// When, seconds since 1970.
    pub iat: UnixTime,
}

impl Message for Refusal {
    const TYP: &'static str = "sign-refusal+jwt";
    const NAME: &'static str = "refusal";
    const MAXIMUM_OCTETS: usize = 4 * 1024;
}
