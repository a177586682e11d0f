//! What a phone asks about its person's own keys (`sign-inquiry+jwt`, by Kd), and what it is told.

use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{DeviceId, DeviceKind, Purpose, SessionId, words};

use crate::display::NameLine;
use crate::fixed::{ForPhoneDoor, VersionOne};
use crate::message::Message;
use crate::pending::Fresh;

/// What an inquiry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum About {
    /// The person's phones, and the certificates on each.
    Keys {},
    /// What the person was asked, a page of it.
    History {
        /// The session of the last entry of the page before; of the first page absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        after: Option<SessionId>,
    },
    /// Everything about one session, to be kept.
    Evidence {
        /// Which.
        session: SessionId,
    },
}

words!(
    /// How a certificate stands.
    KeyStanding {
        /// Neither suspended nor revoked.
        Good = "good",
        /// Suspended by the person's own wish.
        Frozen = "frozen",
        /// Suspended by an officer or by the service.
        Suspended = "suspended",
        /// Revoked, for ever.
        Revoked = "revoked",
    }
);

/// The payload of an inquiry.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
    /// 1.
    pub v: VersionOne,
    /// `phone-door`.
    pub aud: ForPhoneDoor,
    /// The sender.
    pub device: DeviceId,
    /// What it is about.
    pub about: About,
    /// When, seconds since 1970.
    pub iat: UnixTime,
}

impl Message for Inquiry {
    const TYP: &'static str = "sign-inquiry+jwt";
    const NAME: &'static str = "inquiry";
    const MAXIMUM_OCTETS: usize = 4 * 1024;
}

impl Inquiry {
    /// An inquiry of `device`, made now.
    #[must_use]
    pub const fn new(device: DeviceId, about: About, iat: UnixTime) -> Self {
        Self { v: VersionOne, aud: ForPhoneDoor, device, about, iat }
    }
}

impl Fresh for Inquiry {
    fn device(&self) -> DeviceId {
        self.device
    }

    fn iat(&self) -> UnixTime {
        self.iat
    }
}

/// The answer to an inquiry about keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeysReply {
    /// The person's phones, the newest first, at most [`MOST_DEVICES`].
    pub devices: Vec<KeptDevice>,
}

/// How many phones are told of.
pub const MOST_DEVICES: usize = 50;

/// A phone of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptDevice {
    /// Its id.
    pub device: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
    /// The name that the person gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<NameLine>,
    /// When it was enrolled.
    pub enrolled_at: UnixTime,
    /// When it signed last, for whatever purpose; absent if it never has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub used_at: Option<UnixTime>,
    /// The certificates on it, the newest first.
    pub certificates: Vec<KeptCertificate>,
}

impl KeptDevice {
    /// Is nothing left on it that could ever be used again?
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.certificates.iter().all(|certificate| certificate.standing == KeyStanding::Revoked)
    }
}

/// A certificate of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptCertificate {
    /// SHA-256 of its DER.
    pub sha256: Sha256Digest,
    /// What its key signs.
    pub purpose: Purpose,
    /// From when on it is valid.
    pub not_before: UnixTime,
    /// Until when.
    pub not_after: UnixTime,
    /// How it stands.
    pub standing: KeyStanding,
    /// Since when, where it is not good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub since: Option<UnixTime>,
}
