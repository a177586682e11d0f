//! Suspension, release, revocation: the state machine of a certificate, decided and written in one
//! transaction. What is open for a certificate that is not good any more ends in the same one, so that nothing of it is shown to a
//! phone.
//!
//! ```text
//!   final ── suspend ──► held ── release ──► final      (the same certificate)
//!     └─── revoke ───┐     └── revoke ──► revoked        (since the beginning of the hold)
//!                    └──────────────────► revoked        (terminal; the reason may be raised to keyCompromise)
//! ```

use std::sync::Arc;

use pki_types::{Reason, Sha256Digest, UnixTime};
use store::{CertificateStatus, IssuedCertificate, Revocation, Transaction};
use words::act::StatusChanged;
use words::leaf::{self, Leaf};

use crate::directory::Directory;
use crate::error::Error;
use crate::issuance::profile::Profiles;
use crate::problem::{Problem, Stop};
use crate::status::sessions;

/// What is to happen to certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Put on hold.
    Suspend,
    /// End the hold.
    Release,
    /// Revoke for ever.
    Revoke {
        /// Why.
        reason: Reason,
        /// Since when, if not from now on.
        occurred_at: Option<UnixTime>,
    },
}

/// A change with whom and what it needs to be written.
pub(crate) struct StatusWriter {
    pub(crate) directory: Arc<Directory>,
    pub(crate) profiles: Arc<Profiles>,
    pub(crate) act_sha256: Option<Sha256Digest>,
    /// The person's wish, where the person wants it; then there is no act.
    pub(crate) wish_sha256: Option<Sha256Digest>,
}

impl StatusWriter {
    /// Applies a change to all of these certificates, or to none.
    pub(crate) async fn apply(
        &self,
        transaction: &mut Transaction,
        certificates: &[IssuedCertificate],
        change: Change,
    ) -> Result<StatusChanged, Stop> {
        let mut changed = Vec::new();
        let mut refused = None;
        let mut recorded_at = None;
        for certificate in certificates {
            self.check_kind(certificate, change)?;
            let at = match change {
                Change::Suspend => self.suspend(transaction, certificate).await?,
                Change::Release => self.release(transaction, certificate).await?,
                Change::Revoke { reason, occurred_at } => {
                    self.revoke(transaction, certificate, reason, occurred_at).await?
                }
            };
            match at {
                Ok(at) => {
                    changed.push(certificate.sha256);
                    recorded_at = recorded_at.max(Some(at));
                }
                Err(problem) => refused = Some(problem),
            }
        }
        match recorded_at {
            Some(recorded_at) => Ok(StatusChanged { certificates: changed, recorded_at }),
            None => Err(refused.unwrap_or(Problem::NoCertificates).into()),
        }
    }

    fn check_kind(&self, certificate: &IssuedCertificate, change: Change) -> Result<(), Stop> {
        let profile = self.profiles.named(&certificate.profile)?;
        if profile.is_authority() {
            // The root's CRL is the status of the CAs, and the root's key is not here.
            return Err(Problem::ActContent {
                field: "target",
                rule: "is a CA: its status changes in a ceremony".to_owned(),
            }
            .into());
        }
        if change == Change::Suspend && !profile.may_be_suspended() {
            return Err(Problem::NotSuspendable(certificate.profile.clone()).into());
        }
        Ok(())
    }

    /// The instant at which the hold was recorded, or why there is none.
    async fn suspend(
        &self,
        transaction: &mut Transaction,
        certificate: &IssuedCertificate,
    ) -> Result<Result<UnixTime, Problem>, Stop> {
        if certificate.not_after < transaction.now() {
            return Ok(Err(Problem::NoCertificates));
        }
        match transaction.status(certificate.issuer, certificate.serial.as_bytes()).await? {
            CertificateStatus::Final => {
                let now = transaction.now();
                let leaf = self.leaf(Leaf::Suspension, certificate, Some(Reason::CertificateHold), None, now);
                let (issuer, serial) = (certificate.issuer, &certificate.serial);
                match &self.wish_sha256 {
                    Some(wish) => transaction.freeze(issuer, serial, wish, &leaf).await?,
                    None => transaction.begin_hold(issuer, serial, self.act_sha256, &leaf).await?,
                };
                sessions::end(transaction, certificate).await?;
                self.order_list(transaction, certificate).await?;
                Ok(Ok(now))
            }
            CertificateStatus::Held { since } => {
                if let Some(act) = &self.act_sha256 {
                    // What the person has frozen the person may release, unless an officer wants it suspended too.
                    let (reason, now) = (Some(Reason::CertificateHold), transaction.now());
                    let leaf = self.leaf(Leaf::Suspension, certificate, reason, Some(since), now);
                    transaction.take_over_hold(certificate.issuer, &certificate.serial, act, &leaf).await?;
                }
                Ok(Ok(since))
            }
            CertificateStatus::Revoked { .. } => Ok(Err(Problem::AlreadyRevoked)),
            _ => Err(Error::Inconsistent("a stored certificate without a final intent").into()),
        }
    }

    /// The instant of the release, or why there is none.
    async fn release(
        &self,
        transaction: &mut Transaction,
        certificate: &IssuedCertificate,
    ) -> Result<Result<UnixTime, Problem>, Stop> {
        match transaction.status(certificate.issuer, certificate.serial.as_bytes()).await? {
            CertificateStatus::Held { since } => {
                if let Some(device) = &certificate.device
                    && transaction.device_block(device).await?.is_some()
                {
                    // Its keys may be in other hands, and whose they are nobody can tell.
                    return Ok(Err(Problem::PhoneBlocked));
                }
                let now = transaction.now();
                let leaf = self.leaf(Leaf::Release, certificate, None, Some(since), now);
                let (issuer, serial) = (certificate.issuer, &certificate.serial);
                let released = match &self.wish_sha256 {
                    Some(wish) => transaction.unfreeze(issuer, serial, wish, &leaf).await?,
                    None => transaction.end_hold(issuer, serial, self.act_sha256, &leaf).await?,
                };
                if !released {
                    return Ok(Err(Problem::NotFrozen));
                }
                self.order_list(transaction, certificate).await?;
                Ok(Ok(now))
            }
            CertificateStatus::Final => Ok(Err(Problem::NotSuspended)),
            CertificateStatus::Revoked { .. } => Ok(Err(Problem::AlreadyRevoked)),
            _ => Err(Error::Inconsistent("a stored certificate without a final intent").into()),
        }
    }

    /// The instant at which the revocation was recorded, or why there is none.
    async fn revoke(
        &self,
        transaction: &mut Transaction,
        certificate: &IssuedCertificate,
        reason: Reason,
        occurred_at: Option<UnixTime>,
    ) -> Result<Result<UnixTime, Problem>, Stop> {
        let now = transaction.now();
        if occurred_at.is_some_and(|at| at < certificate.not_before || at > now) {
            let rule = "must lie between the beginning of the certificate and now".to_owned();
            return Err(Problem::ActContent { field: "occurred_at", rule }.into());
        }
        match transaction.status(certificate.issuer, certificate.serial.as_bytes()).await? {
            CertificateStatus::Final => {
                self.write_revocation(transaction, certificate, reason, occurred_at.unwrap_or(now)).await
            }
            CertificateStatus::Held { since } => {
                // A hold that ends in revocation was never good: the revocation begins where the hold did.
                let leaf = self.leaf(Leaf::HoldRevoked, certificate, Some(reason), Some(since), now);
                transaction.end_hold(certificate.issuer, &certificate.serial, self.act_sha256, &leaf).await?;
                self.write_revocation(
                    transaction,
                    certificate,
                    reason,
                    occurred_at.map_or(since, |at| at.min(since)),
                )
                .await
            }
            CertificateStatus::Revoked { reason: before, .. } => {
                self.repeat_revocation(transaction, certificate, before, reason).await
            }
            _ => Err(Error::Inconsistent("a stored certificate without a final intent").into()),
        }
    }

    async fn write_revocation(
        &self,
        transaction: &mut Transaction,
        certificate: &IssuedCertificate,
        reason: Reason,
        revoked_at: UnixTime,
    ) -> Result<Result<UnixTime, Problem>, Stop> {
        let now = transaction.now();
        let revocation = Revocation {
            issuer: certificate.issuer,
            serial: certificate.serial,
            revoked_at,
            reason,
            act_sha256: self.act_sha256,
            created_at: now,
        };
        let leaf = self.leaf(Leaf::Revocation, certificate, Some(reason), Some(revoked_at), now);
        transaction.insert_revocation(&revocation, &leaf).await?;
        sessions::end(transaction, certificate).await?;
        if let Some(device) = &certificate.device {
            transaction.tell_of_an_end(device);
        }
        self.order_list(transaction, certificate).await?;
        Ok(Ok(now))
    }

    async fn repeat_revocation(
        &self,
        transaction: &mut Transaction,
        certificate: &IssuedCertificate,
        before: Reason,
        reason: Reason,
    ) -> Result<Result<UnixTime, Problem>, Stop> {
        if before == reason {
            let first = transaction.revocation(certificate.issuer, certificate.serial.as_bytes()).await?;
            return Ok(Ok(first.ok_or(Error::Missing("revocation"))?.created_at));
        }
        if reason != Reason::KeyCompromise {
            return Ok(Err(Problem::AlreadyRevoked));
        }
        let now = transaction.now();
        let leaf = self.leaf(Leaf::Revocation, certificate, Some(reason), None, now);
        transaction.raise_to_key_compromise(certificate.issuer, &certificate.serial, &leaf).await?;
        self.order_list(transaction, certificate).await?;
        Ok(Ok(now))
    }

    async fn order_list(
        &self,
        transaction: &mut Transaction,
        certificate: &IssuedCertificate,
    ) -> Result<(), Stop> {
        let issuer = self.directory.by_id(certificate.issuer)?;
        Ok(issuer.order_list(transaction, &certificate.serial).await?)
    }

    fn leaf(
        &self,
        kind: fn(leaf::StatusChange) -> Leaf,
        certificate: &IssuedCertificate,
        reason: Option<Reason>,
        since: Option<UnixTime>,
        at: UnixTime,
    ) -> Leaf {
        let change = leaf::StatusChange {
            certificate_sha256: certificate.sha256,
            reason: reason.map(Reason::code),
            since,
            act_sha256: self.act_sha256,
            wish_sha256: self.wish_sha256,
            at,
        };
        kind(change)
    }
}
