//! What the door answers to a phone's message: a state, an encrypted share, or a problem (RFC 9457).
//!
//! Replies are not signed: they guide the phone, nothing secret or final hangs on them. What counts is inside signed
//! messages.

use pki_types::UnixTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body that answers shown, answer and refusal: the state that the session now has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StateReply {
    /// `shown`, `answered`, `completed`, `refused`, `expired`, `cancelled` or `failed`.
    pub state: String,
}

/// The stable names of the problems that a phone acts upon: the last segment of a problem's `type`.
pub mod slug {
    /// The PIN is wrong and was counted; `remaining` says how many more before the next lock.
    pub const PIN_WRONG: &str = "pin-wrong";
    /// The PIN is locked; `locked_until` says until when.
    pub const PIN_LOCKED: &str = "pin-locked";
    /// The ninth wrong PIN: the device's certificates are revoked.
    pub const PIN_EXHAUSTED: &str = "pin-exhausted";
    /// Two phones use the same keys: the device is suspended.
    pub const PHONE_COPIED: &str = "phone-copied";
    /// The device may not be used any more, or not until an officer releases it.
    pub const DEVICE_BLOCKED: &str = "device-blocked";
    /// Three unlocks of one statement were used up.
    pub const TOO_MANY_UNLOCKS: &str = "too-many-unlocks";
    /// The session has had as many messages as it may.
    pub const TOO_MANY_MESSAGES: &str = "too-many-messages";
    /// The session has its one outcome already; `state` says which.
    pub const SESSION_OVER: &str = "session-over";
    /// The session's time is over.
    pub const SESSION_EXPIRED: &str = "session-expired";
}

/// What a phone reads of a problem. Other members are ignored, as RFC 9457 §3.2 asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneProblem {
    /// The problem's type, a URI reference whose last segment is a [`slug`].
    #[serde(rename = "type", default)]
    pub kind: String,
    /// What happened, in a few words.
    #[serde(default)]
    pub title: String,
    /// What to do, for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// How many more wrong PINs are accepted before the next lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u32>,
    /// When the lock ends, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_until: Option<UnixTime>,
    /// The state of a session that is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

impl PhoneProblem {
    /// The last segment of the type.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }
}
