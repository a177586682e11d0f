//! What the audit log learns from this crate: the canonical bytes of each leaf.
//!
//! A leaf is one JSON object without white space, its members in the order written here, so the same event
//! has the same bytes everywhere. It names acts, requests, devices and certificates by hashes and random ids:
//! no name, no personal code, nothing that could be guessed and tried.

use pki_types::{Sha256Digest, UnixTime};
use serde::Serialize;

/// The kinds of leaves, as the log stores them.
pub(crate) mod kind {
    /// An officer's act was performed.
    pub(crate) const ACT: &str = "act";
    /// An officer's act, an enrolment or a signer's request was refused.
    pub(crate) const REFUSAL: &str = "refusal";
    /// A phone was enrolled as a device.
    pub(crate) const DEVICE: &str = "device";
    /// A certificate was written down before it was signed.
    pub(crate) const INTENT: &str = "intent";
    /// An intent was given up.
    pub(crate) const BURNT: &str = "burnt";
    /// A certificate became final.
    pub(crate) const CERTIFICATE: &str = "certificate";
    /// A certificate was put on hold.
    pub(crate) const SUSPENSION: &str = "suspension";
    /// A hold ended and the certificate is good again.
    pub(crate) const RELEASE: &str = "release";
    /// A hold ended because the certificate was revoked.
    pub(crate) const HOLD_REVOKED: &str = "hold-revoked";
    /// A certificate was revoked, or the reason of its revocation was raised.
    pub(crate) const REVOCATION: &str = "revocation";
    /// A revocation list was signed.
    pub(crate) const CRL: &str = "crl";
    /// A ceremony was held, or its results were installed.
    pub(crate) const CEREMONY: &str = "ceremony";
}

/// The leaf of a performed act.
#[derive(Serialize)]
pub(crate) struct ActLeaf {
    pub(crate) act_sha256: Sha256Digest,
    #[serde(rename = "type")]
    pub(crate) act_type: &'static str,
    pub(crate) officer_certificate_sha256: Sha256Digest,
    pub(crate) at: UnixTime,
}

/// The leaf of a refusal.
#[derive(Serialize)]
pub(crate) struct RefusalLeaf {
    pub(crate) request_sha256: Sha256Digest,
    pub(crate) problem: &'static str,
    pub(crate) at: UnixTime,
}

/// The leaf of an enrolled device.
#[derive(Serialize)]
pub(crate) struct DeviceLeaf {
    pub(crate) device: String,
    pub(crate) activation: String,
    pub(crate) enrolment_sha256: Sha256Digest,
    pub(crate) at: UnixTime,
}

/// The leaf of an intent.
#[derive(Serialize)]
pub(crate) struct IntentLeaf {
    pub(crate) issuer: String,
    pub(crate) serial: String,
    pub(crate) profile: String,
    pub(crate) profile_digest: Sha256Digest,
    pub(crate) request_sha256: Sha256Digest,
    pub(crate) to_be_signed_sha256: Sha256Digest,
    pub(crate) at: UnixTime,
}

/// The leaf of an intent that was given up.
#[derive(Serialize)]
pub(crate) struct BurntLeaf {
    pub(crate) issuer: String,
    pub(crate) serial: String,
    pub(crate) at: UnixTime,
}

/// The leaf of a final certificate.
#[derive(Serialize)]
pub(crate) struct CertificateLeaf {
    pub(crate) issuer: String,
    pub(crate) serial: String,
    pub(crate) certificate_sha256: Sha256Digest,
    pub(crate) at: UnixTime,
}

/// The leaf of a suspension, a release or a revocation.
#[derive(Serialize)]
pub(crate) struct StatusLeaf {
    pub(crate) certificate_sha256: Sha256Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<UnixTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) act_sha256: Option<Sha256Digest>,
    pub(crate) at: UnixTime,
}

/// The leaf of a revocation list.
#[derive(Serialize)]
pub(crate) struct CrlLeaf {
    pub(crate) issuer: String,
    pub(crate) shard: u32,
    pub(crate) number: u64,
    pub(crate) crl_sha256: Sha256Digest,
    pub(crate) at: UnixTime,
}

/// The leaf of a ceremony.
#[derive(Serialize)]
pub(crate) struct CeremonyLeaf {
    pub(crate) event: &'static str,
    pub(crate) file_sha256: Sha256Digest,
    pub(crate) at: UnixTime,
}

/// The canonical bytes of a leaf.
pub(crate) fn bytes(leaf: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(leaf).expect("a leaf is a struct of strings and integers, which JSON can always hold")
}
