//! "The person sees it" (`sign-shown+jwt`, by Kd): progress for the relying party, nothing is decided by it.

use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{DeviceId, SessionId};

use crate::fixed::{ForConsent, VersionOne};
use crate::message::Message;

/// The payload.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// 1.
    pub v: VersionOne,
    /// `consent`.
    pub aud: ForConsent,
    /// The session.
    pub session: SessionId,
    /// The sender.
    pub device: DeviceId,
    /// SHA-256 of the statement that was shown.
    pub statement_sha256: Sha256Digest,
    /// When, seconds since 1970.
    pub iat: UnixTime,
}

impl Message for Shown {
    const TYP: &'static str = "sign-shown+jwt";
    const NAME: &'static str = "shown";
    const MAXIMUM_OCTETS: usize = 4 * 1024;
}
