//! What the door answers to a phone's message: a state, an encrypted share, or a problem (RFC 9457).
//!
//! Replies are not signed: they guide the phone, nothing secret or final hangs on them. What counts is inside signed
//! messages.

use pki_types::UnixTime;
use serde::{Deserialize, Serialize};

/// The body that answers shown, answer and refusal: the state that the session now has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateReply {
    /// `shown`, `answered`, `completed`, `refused`, `expired`, `cancelled` or `failed`.
    pub state: String,
}

/// The stable names of the problems that a phone acts upon. The `type` of a problem ends with one of them.
pub mod slug {
    /// The PIN is wrong; `attempts_left` says how often it may still be wrong before the next lock.
    pub const WRONG_PIN: &str = "wrong-pin";
    /// The PIN is locked; `locked_until` says until when.
    pub const PIN_LOCKED: &str = "pin-locked";
    /// The device may not be used any more, or not until an officer releases it.
    pub const DEVICE_BLOCKED: &str = "device-blocked";
    /// Three unlocks of one statement were used up.
    pub const TOO_MANY_UNLOCKS: &str = "too-many-unlocks";
    /// The session is no longer open: expired, cancelled, answered or refused.
    pub const SESSION_CLOSED: &str = "session-closed";
    /// The message does not fit its session, device or statement.
    pub const MESSAGE_REFUSED: &str = "message-refused";
    /// The activation is unknown, expired, used by another enrolment, or its secret is wrong.
    pub const ACTIVATION_REFUSED: &str = "activation-refused";
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
    pub attempts_left: Option<u32>,
    /// When the lock ends, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_until: Option<UnixTime>,
}

impl PhoneProblem {
    /// The last segment of the type.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }
}
