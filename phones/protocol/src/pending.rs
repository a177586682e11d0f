//! How a phone asks for what waits for it (`sign-pending+jwt`, by Kd): fetched, never pushed, so that a message that
//! wakes a phone needs no content.

use pki_types::UnixTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{DeviceId, SessionId};

use crate::Error;
use crate::fixed::{ForPhoneDoor, VersionOne};
use crate::message::Message;
use crate::request::CLOCK_TOLERANCE;
use crate::schema::{SignedRequest, SignedStatement};
use crate::wire::CertificateBase64;

/// How old a poll may be, in seconds.
pub const MAXIMUM_AGE: i64 = 60;
/// The longest wait of a long poll, in seconds.
pub const MAXIMUM_WAIT: u8 = 60;
/// How many sessions of a device can be open at a time.
pub const MAXIMUM_SESSIONS: usize = 16;

/// The payload of a poll.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// 1.
    pub v: VersionOne,
    /// `phone-door`.
    pub aud: ForPhoneDoor,
    /// Whose sessions.
    pub device: DeviceId,
    /// When it was made, seconds since 1970.
    pub iat: UnixTime,
    /// How many seconds to wait for a session that is not in `known`, 0 to 60.
    #[schema(maximum = 60)]
    pub wait: u8,
    /// Sessions that the phone has already: they are not delivered again, and do not end the wait. At most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 16)]
    pub known: Vec<SessionId>,
}

impl Message for Pending {
    const TYP: &'static str = "sign-pending+jwt";
    const NAME: &'static str = "poll";
    const MAXIMUM_OCTETS: usize = 4 * 1024;

    fn check(&self) -> Result<(), Error> {
        if self.wait > MAXIMUM_WAIT {
            return Err(Error::Field { field: "wait", rule: "must be 0 to 60 seconds" });
        }
        if self.known.len() > MAXIMUM_SESSIONS {
            return Err(Error::Field { field: "known", rule: "must name at most 16 sessions" });
        }
        Ok(())
    }
}

/// A message of a phone that its door checks by itself, as long as it is fresh: the door alone would gain by sending it again.
pub trait Fresh: Message {
    /// Who sends it.
    fn device(&self) -> DeviceId;

    /// When it was made.
    fn iat(&self) -> UnixTime;

    /// Is it fresh at `now`?
    ///
    /// # Errors
    /// Older than [`MAXIMUM_AGE`], or further ahead than [`CLOCK_TOLERANCE`].
    fn check_time(&self, now: UnixTime) -> Result<(), Error> {
        if now.since(self.iat()) > MAXIMUM_AGE {
            return Err(Error::expired(Self::NAME, self.iat().plus(MAXIMUM_AGE), now));
        }
        if self.iat() > now.plus(CLOCK_TOLERANCE) {
            return Err(Error::not_yet(Self::NAME, self.iat(), now));
        }
        Ok(())
    }
}

impl Fresh for Pending {
    fn device(&self) -> DeviceId {
        self.device
    }

    fn iat(&self) -> UnixTime {
        self.iat
    }
}

impl Pending {
    /// A poll of `device`, made now.
    #[must_use]
    pub const fn new(device: DeviceId, iat: UnixTime, wait: u8, known: Vec<SessionId>) -> Self {
        Self { v: VersionOne, aud: ForPhoneDoor, device, iat, wait, known }
    }
}

/// The answer to a poll: empty where the wait ended without a session.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PendingReply {
    /// The open sessions that the phone does not know, oldest first.
    pub sessions: Vec<PendingSession>,
}

/// One open session, with all that the phone checks it by.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PendingSession {
    /// What the phone checks, shows and answers.
    #[schema(value_type = SignedStatement)]
    pub statement: String,
    /// The relying party's own request, which the statement is compared with; absent where the door of the statement is one
    /// whose requests nobody signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SignedRequest>, nullable = false)]
    pub request: Option<String>,
    /// The relying party's certificate first, then those above it; absent with the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relying_party_chain: Vec<CertificateBase64>,
}
