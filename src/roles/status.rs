//! The status process: its signers, kept fresh, and the router that uses them.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use hsm_adapter::{KeyStore, labels};
use http_kit::{Direct, NetworkLimit, Stop};
use ocsp_responder::{DelegatedSigner, OcspResponder, SignerSet, StatusIndex};
use pki_types::{Certificate, Clock, Random, Sha256Digest};
use store::{IssuerId, Store};

use super::keys::Keys;
use super::rotation::{self, Rotated, Rotation, Rounds};
use super::signer_requests::SignerRequests;
use crate::config::Config;
use crate::practice_statement;

/// One issuer that answers are signed for.
struct Delegation {
    id: IssuerId,
    issuer: Certificate,
    rotation: Rotation,
}

/// What status is made of.
pub struct Status {
    keys: Arc<dyn KeyStore>,
    requests: SignerRequests,
    clock: Arc<dyn Clock>,
    signers: Arc<SignerSet>,
    delegations: Vec<Delegation>,
    responder: OcspResponder,
    /// The certificate of the root's signer that was looked at last: an operator may bring the next one at any time.
    root_signer: Mutex<Option<Sha256Digest>>,
}

impl Status {
    /// Opens the current signers, or makes new ones where they are due.
    pub async fn prepare(
        config: &Config,
        keys: &Keys,
        store: &Store,
        clock: &Arc<dyn Clock>,
        random: &Arc<dyn Random>,
    ) -> Result<Arc<Self>> {
        let signers = Arc::new(SignerSet::new());
        let mut delegations = Vec::new();
        for known in &keys.issuers {
            // The root may be given a signer while this runs, also its first one.
            let rotation = if known.row.is_root() {
                Rotation::root_ocsp(&known.row.name, config.status_key)
            } else {
                Rotation::ocsp(&known.row.name, config.status_key)
            };
            let issuer = known.certificate.clone();
            delegations.push(Delegation { id: known.row.id, issuer, rotation });
        }
        let responder = OcspResponder::start(
            store.door(),
            signers.clone(),
            clock.clone(),
            practice_statement::of(config)?,
            config.ocsp.clone(),
        )
        .await?;
        let requests = keys.requests(labels::IDENTITY_STATUS, store, clock, random).await?;
        let (keys, clock) = (keys.keys.clone(), clock.clone());
        let root_signer = Mutex::default();
        let status = Self { keys, requests, clock, signers, delegations, responder, root_signer };
        rotation::first(status.refresh(false).await).context("the signers of status")?;
        Ok(Arc::new(status))
    }

    /// OCSP, CRLs, CA certificates.
    pub fn router(&self) -> Router {
        ocsp_responder::router(self.responder.clone())
    }

    /// Whether it can answer for every issuer.
    ///
    /// # Errors
    /// Says for which it cannot.
    pub fn ready(&self) -> Result<(), String> {
        self.responder.ready()
    }

    /// OCSP, without the router.
    pub fn direct(&self, limit: Option<NetworkLimit>) -> Direct {
        ocsp_responder::direct(self.responder.clone(), limit)
    }

    /// Keeps the statuses of certificates in memory, until `stop`.
    pub async fn follow(self: Arc<Self>, stop: Stop) {
        self.responder.clone().follow_statuses(stop).await;
    }

    /// The statuses in memory.
    pub fn index(&self) -> &Arc<StatusIndex> {
        self.responder.index()
    }

    /// Replaces signers when they are due, until `stop`.
    pub async fn rotate(self: Arc<Self>, stop: Stop) {
        let rounds = Rounds::until(stop);
        while rounds.round(self.as_ref()).await {}
    }
}

impl Rotated for Status {
    /// Whether every signer may sign now. One whose certificate is revoked or suspended does not sign any more.
    async fn may_go_on(&self) -> bool {
        let mut all = !self.root_signer_was_brought().await;
        for delegation in self.alive() {
            let Some(signer) = self.signers.of(delegation.id) else {
                all = all && delegation.rotation.replaced_after.is_none();
                continue;
            };
            if !self.requests.goes_on(signer.certificate()).await {
                self.signers.remove(delegation.id);
                all = false;
            }
            all = all && signer.may_sign(self.clock.now());
        }
        all
    }

    /// Each signer by itself: that one has no key must not keep the others from theirs.
    async fn refresh(&self, renew: bool) -> Result<()> {
        let mut all = Ok(());
        let root_signer = ca_core::signers::root_signer::newest(&self.requests.store).await?;
        *self.root_signer.lock().unwrap_or_else(PoisonError::into_inner) = root_signer;
        for delegation in self.alive() {
            if delegation.rotation.replaced_after.is_none() && root_signer.is_none() {
                continue;
            }
            let refreshed = self.refresh_one(delegation, renew).await;
            if let (Err(problem), None) = (&refreshed, delegation.rotation.replaced_after) {
                // Only a ceremony helps, and all others are answered meanwhile.
                tracing::warn!(problem = %format!("{problem:#}"), "OCSP does not answer for the root's certificates");
                self.signers.remove(delegation.id);
                continue;
            }
            all = all.and(refreshed);
        }
        all
    }
}

impl Status {
    /// Those that answers are signed for now: an issuer that is over has nothing left to tell.
    fn alive(&self) -> impl Iterator<Item = &Delegation> {
        let now = self.clock.now();
        self.delegations.iter().filter(move |delegation| !delegation.issuer.is_over(now))
    }

    /// Whether the store has a newer certificate of the root's signer than was looked at. A store that does not answer now
    /// is asked again.
    async fn root_signer_was_brought(&self) -> bool {
        let newest = ca_core::signers::root_signer::newest(&self.requests.store).await;
        let known = *self.root_signer.lock().unwrap_or_else(PoisonError::into_inner);
        newest.is_ok_and(|newest| newest != known)
    }

    async fn refresh_one(&self, delegation: &Delegation, renew: bool) -> Result<()> {
        let rotation = &delegation.rotation;
        let (signer, certificate) =
            rotation.current(&self.keys, &self.requests, self.clock.as_ref(), renew).await?;
        self.signers.replace(delegation.id, DelegatedSigner::new(certificate, signer, &delegation.issuer)?);
        Ok(())
    }
}
