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

/// What a phone reads of a problem. Other members are ignored, as RFC 9457 §3.2 asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneProblem {
    /// The problem's type, a URI reference whose last segment is the slug of a kind in [`words::problem`].
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
