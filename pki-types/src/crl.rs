//! Certificate revocation lists (RFC 5280 §5): what Great Seal's lists contain, and how they are read back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Error, Result, SerialNumber, UnixTime};

mod encoder;
mod entry;
mod extensions;
mod reader;

pub use encoder::{assemble, to_be_signed};
pub use extensions::CrlScope;
pub use reader::Crl;

/// What is read here, in errors.
const WHAT: &str = "CRL";

/// Why a certificate was revoked (RFC 5280 §5.3.1). `unspecified` is never written: such an entry has no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The key is, or may be, in other hands.
    KeyCompromise = 1,
    /// The key of the CA is, or may be, in other hands.
    CaCompromise = 2,
    /// The subject's name or other facts changed.
    AffiliationChanged = 3,
    /// Replaced by another certificate.
    Superseded = 4,
    /// No longer needed.
    CessationOfOperation = 5,
    /// Suspended; may become good again.
    CertificateHold = 6,
    /// The subject lost the right to it.
    PrivilegeWithdrawn = 9,
}

impl Reason {
    /// Every reason, ascending by code.
    pub const ALL: [Self; 7] = [
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::PrivilegeWithdrawn,
    ];

    /// Its number in `CRLReason`.
    pub const fn code(self) -> u8 {
        match self {
            Self::KeyCompromise => 1,
            Self::CaCompromise => 2,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
            Self::CertificateHold => 6,
            Self::PrivilegeWithdrawn => 9,
        }
    }

    /// The reason with this number.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for 0 `unspecified`, 8 `removeFromCRL` (delta CRLs only), 10 `aACompromise` and others.
    pub fn from_code(code: u8) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|reason| reason.code() == code)
            .ok_or_else(|| Error::unsupported("revocation reason", code))
    }
}

/// One revoked certificate on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevokedEntry {
    /// Its serial number.
    pub serial: SerialNumber,
    /// Since when it is revoked or suspended.
    pub revoked_at: UnixTime,
    /// Why; `None` for unspecified.
    pub reason: Option<Reason>,
}

/// What a list of Great Seal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlContents {
    /// The Name of the issuing CA, DER: its certificate's subject, byte for byte.
    pub issuer_der: Vec<u8>,
    /// The issuing CA's own key identifier (RFC 5280 §5.2.1).
    pub authority_key_identifier: Vec<u8>,
    /// Grows with each list of this issuer and shard (§5.2.3); at most 2^63 − 1, so that a store keeps it.
    pub number: u64,
    /// When this list was made.
    pub this_update: UnixTime,
    /// When the next one will be there at the latest, inclusive.
    pub next_update: UnixTime,
    /// For a shard: its URL, the same bytes as in the certificates that it covers. The list then carries the critical
    /// issuing distribution point (§5.2.5) with `onlyContainsUserCerts`.
    pub shard_url: Option<String>,
    /// The revoked certificates, none twice.
    pub entries: Vec<RevokedEntry>,
}
