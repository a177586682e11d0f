//! A phone claims a device link (`sign-claim+jwt`, by Kd): from then on the session is its own, and no other phone's.

use pki_types::UnixTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{DeviceId, SessionId};

use crate::Error;
use crate::device_link::{DeviceLink, Way, check_step, link_code};
use crate::fixed::{ForConsent, VersionOne};
use crate::keys::check_mac;
use crate::message::Message;
use crate::request::{CLOCK_TOLERANCE, MAXIMUM_LIFETIME};
use crate::wire::Secret32;

/// How far ahead of its time a link may come, in seconds: parts of a second are not told.
const AHEAD: i64 = 1;

/// The payload of a claim.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// 1.
    pub v: VersionOne,
    /// `consent`.
    pub aud: ForConsent,
    /// The session that the link names.
    pub session: SessionId,
    /// The sender.
    pub device: DeviceId,
    /// By which way it came to this phone, as the link says.
    pub way: Way,
    /// Its step, as the link says.
    #[schema(minimum = -60, maximum = 600)]
    pub step: i64,
    /// That the relying party made it, as the link says.
    pub code: Secret32,
    /// When, seconds since 1970.
    pub iat: UnixTime,
}

impl std::fmt::Debug for Claim {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Claim({} by {})", self.session, self.device)
    }
}

impl Message for Claim {
    const TYP: &'static str = "sign-claim+jwt";
    const NAME: &'static str = "claim";
    const MAXIMUM_OCTETS: usize = 4 * 1024;

    fn check(&self) -> Result<(), Error> {
        check_step(self.step)
    }
}

impl Claim {
    /// A claim of `device`, made now.
    #[must_use]
    pub fn new(device: DeviceId, link: &DeviceLink, iat: UnixTime) -> Self {
        Self {
            v: VersionOne,
            aud: ForConsent,
            session: link.session,
            device,
            way: link.way,
            step: link.step,
            code: link.code.clone(),
            iat,
        }
    }

    /// Did who has this secret make the link? Compares in constant time.
    ///
    /// # Errors
    /// The code is another.
    pub fn check_code(&self, secret: &[u8; 32]) -> Result<(), Error> {
        let expected = link_code(secret, self.session, self.way, self.step);
        check_mac("the link's code", self.code.expose(), &expected)
    }

    /// Is the link of this moment? `asked_at` is the request's `iat`; a code that is scanned lasts `seconds`, and a link on the same
    /// device as long as its session.
    #[must_use]
    pub fn is_of_now(&self, asked_at: UnixTime, now: UnixTime, seconds: i64) -> bool {
        let age = now.since(asked_at.plus(self.step));
        let longest = match self.way {
            Way::Qr => seconds,
            Way::SameDevice => MAXIMUM_LIFETIME + CLOCK_TOLERANCE,
        };
        (-AHEAD..=longest).contains(&age)
    }

    /// May this claim be heard at `now`? A door that kept one back must not bring it when nobody remembers it.
    ///
    /// # Errors
    /// Older than ten minutes, or further ahead than [`CLOCK_TOLERANCE`].
    pub fn check_time(&self, now: UnixTime) -> Result<(), Error> {
        if now.since(self.iat) > MAXIMUM_LIFETIME {
            return Err(Error::expired("the claim", self.iat.plus(MAXIMUM_LIFETIME), now));
        }
        if self.iat > now.plus(CLOCK_TOLERANCE) {
            return Err(Error::not_yet("the claim", self.iat, now));
        }
        Ok(())
    }
}
