//! Who signs tokens: a time-stamping unit (ETSI EN 319 421: TSU), exchanged while the authority stamps.
//!
//! A key stamps for at most [`USE_AT_MOST_SECONDS`], its certificate lives much longer, so that tokens can be verified.
//! The *program* makes the new key, asks the worker for its certificate through the store, and hands both to
//! [`CurrentUnit::replace`]; tokens that are being signed finish with the unit that they began with.

use std::sync::{Arc, PoisonError, RwLock};

use hsm_adapter::{CheckedSigner, Signer};
use pki_types::{Certificate, UnixTime, oid};

use crate::Error;

const DAY: i64 = 24 * 60 * 60;
/// For how long after its certificate begins a key stamps.
pub const USE_AT_MOST_SECONDS: i64 = 365 * DAY;
/// When a key is due to be replaced: a month earlier, to try again for as long.
pub const REPLACE_AFTER_SECONDS: i64 = USE_AT_MOST_SECONDS - 30 * DAY;

/// A key that stamps, its certificate, and the certificates between that and the root.
pub struct TimeStampingUnit {
    certificate: Certificate,
    carried: Vec<Certificate>,
    signer: Arc<dyn Signer>,
}

impl TimeStampingUnit {
    /// Checks that certificate and key belong together and may stamp. The key's first signature is verified before it
    /// is used, then one in 1,024.
    ///
    /// `intermediates` are the certificates between the unit's and the root; a token whose client asks for
    /// certificates carries them too.
    ///
    /// # Errors
    /// [`Error::Unit`]: another key; an extended key usage that is not timeStamping alone and critical (RFC 3161 §2.3).
    pub fn new(
        certificate: Certificate,
        intermediates: &[Certificate],
        signer: Arc<dyn Signer>,
    ) -> Result<Self, Error> {
        if certificate.public_key() != signer.public_key() {
            return Err(Error::Unit {
                problem: "its key",
                expected: certificate.public_key().spki_sha256().to_string(),
                found: signer.public_key().spki_sha256().to_string(),
            });
        }
        let only_time_stamping = certificate.extended_key_usage() == Some(&[oid::TIME_STAMPING]);
        if !only_time_stamping || !certificate.extended_key_usage_is_critical() {
            let criticality =
                if certificate.extended_key_usage_is_critical() { "critical" } else { "not critical" };
            return Err(Error::Unit {
                problem: "its extended key usage",
                expected: "timeStamping alone, critical".to_owned(),
                found: format!("{:?}, {criticality}", certificate.extended_key_usage()),
            });
        }
        let carried = std::iter::once(&certificate).chain(intermediates).cloned().collect();
        Ok(Self { certificate, carried, signer: Arc::new(CheckedSigner::new(signer)) })
    }

    /// The unit's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Whether it may stamp at `now`: its certificate is valid and its key not used for too long.
    pub fn may_stamp(&self, now: UnixTime) -> bool {
        self.certificate.valid_at(now) && now.since(self.certificate.not_before()) < USE_AT_MOST_SECONDS
    }

    /// The unit's certificate and the intermediates.
    pub(crate) fn carried(&self) -> &[Certificate] {
        &self.carried
    }

    pub(crate) fn signer(&self) -> Arc<dyn Signer> {
        Arc::clone(&self.signer)
    }
}

/// The unit that stamps at this moment. Shared by the authority, which reads it for every token, and the program, which
/// rotates keys.
#[derive(Default)]
pub struct CurrentUnit {
    unit: RwLock<Option<Arc<TimeStampingUnit>>>,
}

impl CurrentUnit {
    /// Without a unit: every request is refused with *systemFailure* until there is one.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on `unit` stamps; gives the one that did so far, whose key is to be destroyed.
    pub fn replace(&self, unit: TimeStampingUnit) -> Option<Arc<TimeStampingUnit>> {
        self.unit.write().unwrap_or_else(PoisonError::into_inner).replace(Arc::new(unit))
    }

    /// From now on nobody stamps: the unit's certificate is revoked or suspended.
    pub fn remove(&self) -> Option<Arc<TimeStampingUnit>> {
        self.unit.write().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Who stamps now.
    pub fn current(&self) -> Option<Arc<TimeStampingUnit>> {
        self.unit.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
