//! Who signs answers: for each issuing key one delegated signer, exchanged while the responder answers.
//!
//! A key is used for at most [`USE_AT_MOST_SECONDS`] (the root's, which a ceremony makes, for [`ROOT_USE_AT_MOST_SECONDS`]) and is due to be replaced at half of that. The *program* makes the
//! new key, asks the worker for its certificate through the store, and hands both to [`SignerSet::replace`]; answers
//! that are being signed finish with the signer that they began with. The certificate outlives the key, because
//! documents keep answers as their proof.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hsm_adapter::{CheckedSigner, Signer};
use pki_types::{Certificate, UnixTime, oid};
use store::IssuerId;

use crate::Error;

const DAY: i64 = 24 * 60 * 60;
/// For how long after its certificate begins a key signs answers.
pub const USE_AT_MOST_SECONDS: i64 = 30 * DAY;
/// When a key is due to be replaced: early enough to try again for as long.
pub const REPLACE_AFTER_SECONDS: i64 = USE_AT_MOST_SECONDS / 2;
/// The same for a key of the root, which is offline: a year until its next list, and time to hold the ceremony.
pub const ROOT_USE_AT_MOST_SECONDS: i64 = 400 * DAY;

/// A key to which one issuer delegated the signing of answers, and the certificate that says so (RFC 6960 §4.2.2.2).
pub struct DelegatedSigner {
    certificate: Certificate,
    signer: Arc<dyn Signer>,
    used_for: i64,
}

impl DelegatedSigner {
    /// Checks that certificate, key and issuer belong together. The key's first signature is verified before it is
    /// used, then one in 1,024.
    ///
    /// # Errors
    /// [`Error::Signer`]: another key, another issuer, without OCSPSigning or nocheck.
    pub fn new(
        certificate: Certificate,
        signer: Arc<dyn Signer>,
        issuer: &Certificate,
    ) -> Result<Self, Error> {
        let refused = |problem, expected: &str, found: String| {
            Err(Error::Signer { problem, expected: expected.to_owned(), found })
        };
        if certificate.public_key() != signer.public_key() {
            let expected = certificate.public_key().spki_sha256().to_string();
            return refused("its key", &expected, signer.public_key().spki_sha256().to_string());
        }
        if let Err(error) = certificate.verify_issued_by(issuer) {
            return refused("its issuer", &issuer.subject_display(), error.to_string());
        }
        if !certificate.extended_key_usage().is_some_and(|usage| usage.contains(&oid::OCSP_SIGNING)) {
            return refused(
                "its extended key usage",
                "OCSPSigning",
                format!("{:?}", certificate.extended_key_usage()),
            );
        }
        if !certificate.has_ocsp_nocheck() {
            return refused("its extension nocheck", "present", "absent".to_owned());
        }
        let used_for = if issuer.is_self_issued() { ROOT_USE_AT_MOST_SECONDS } else { USE_AT_MOST_SECONDS };
        Ok(Self { certificate, signer: Arc::new(CheckedSigner::new(signer)), used_for })
    }

    /// The signer's certificate, which every answer carries.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Whether it may sign at `now`: its certificate is valid and its key not used for too long.
    pub fn may_sign(&self, now: UnixTime) -> bool {
        self.certificate.valid_at(now) && now.since(self.certificate.not_before()) < self.used_for
    }

    pub(crate) fn signer(&self) -> Arc<dyn Signer> {
        Arc::clone(&self.signer)
    }
}

/// The signer of each issuer at this moment. Shared by the responder, which reads it for every answer, and the program,
/// which rotates keys.
#[derive(Default)]
pub struct SignerSet {
    signers: RwLock<HashMap<IssuerId, Arc<DelegatedSigner>>>,
}

impl SignerSet {
    /// Without signers: every request gets the error *tryLater* until there is one.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on `signer` signs for `issuer`; gives the one that did so far, whose key is to be destroyed.
    pub fn replace(&self, issuer: IssuerId, signer: DelegatedSigner) -> Option<Arc<DelegatedSigner>> {
        let mut signers = self.signers.write().unwrap_or_else(PoisonError::into_inner);
        signers.insert(issuer, Arc::new(signer))
    }

    /// From now on nobody signs for `issuer`: its signer's certificate is revoked or suspended.
    pub fn remove(&self, issuer: IssuerId) -> Option<Arc<DelegatedSigner>> {
        self.signers.write().unwrap_or_else(PoisonError::into_inner).remove(&issuer)
    }

    /// Who signs for `issuer` now.
    pub fn of(&self, issuer: IssuerId) -> Option<Arc<DelegatedSigner>> {
        self.signers.read().unwrap_or_else(PoisonError::into_inner).get(&issuer).cloned()
    }
}
