//! What the audit log learns from this crate: the canonical bytes of each leaf.
//!
//! A leaf is one JSON object without white space, its members in the order written here, so the same event has the same
//! bytes everywhere. It names sessions, devices and messages by their random ids and hashes: no name, no personal code,
//! no text that somebody was shown, nothing that could be guessed and tried.

use pki_types::clock::UnixTime;
use pki_types::hash::Sha256Digest;
use serde::Serialize;

/// The kinds of leaves, as the log stores them.
pub mod kind {
    /// A statement was made for a phone.
    pub const STATEMENT: &str = "statement";
    /// A right PIN proof: the service's share was released to the phone.
    pub const UNLOCK: &str = "unlock";
    /// A session ended.
    pub const OUTCOME: &str = "outcome";
    /// The secrets of a device were blocked.
    pub const DEVICE_BLOCKED: &str = "device-blocked";
    /// A new key list is in force.
    pub const KEY_LIST: &str = "key-list";
}

/// The leaf of a new statement.
#[derive(Serialize)]
pub(crate) struct StatementLeaf {
    pub(crate) session: String,
    pub(crate) statement_sha256: Sha256Digest,
    pub(crate) request_sha256: Sha256Digest,
    pub(crate) at: UnixTime,
}

/// The leaf of a released share.
#[derive(Serialize)]
pub(crate) struct UnlockLeaf {
    pub(crate) session: String,
    pub(crate) unlock_sha256: Sha256Digest,
    pub(crate) at: UnixTime,
}

/// The leaf of the one outcome of a session.
#[derive(Serialize)]
pub(crate) struct OutcomeLeaf {
    pub(crate) session: String,
    pub(crate) state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) statement_sha256: Option<Sha256Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) receipt_sha256: Option<Sha256Digest>,
    pub(crate) at: UnixTime,
}

/// The leaf of a blocked device.
#[derive(Serialize)]
pub(crate) struct DeviceBlockedLeaf {
    pub(crate) device: String,
    pub(crate) reason: &'static str,
    pub(crate) at: UnixTime,
}

/// The leaf of a new key list.
#[derive(Serialize)]
pub(crate) struct KeyListLeaf {
    pub(crate) number: i64,
    pub(crate) key_list_sha256: Sha256Digest,
    pub(crate) at: UnixTime,
}

/// The canonical bytes of a leaf.
pub(crate) fn bytes(leaf: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(leaf).expect("a leaf is a struct of strings and integers, which JSON can always hold")
}
