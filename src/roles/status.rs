//! The status and time processes: their signers, kept fresh, and the routers that use them.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use hsm_adapter::{KeyStore, labels};
use http_kit::Stop;
use ocsp_responder::{DelegatedSigner, OcspResponder, SignerSet};
use pki_types::{Certificate, Clock, Random};
use store::{IssuerId, Store};
use tsa::{CurrentUnit, TimeStampingAuthority, TimeStampingUnit, TsaConfig};

use super::keys::Keys;
use super::rotation::{ROUND, Rotation};
use super::signer_requests::SignerRequests;
use crate::config::Config;

/// The practice statement of the demonstration; a country puts its own behind the same address.
const PRACTICE_STATEMENT: &str = include_str!("practice_statement.txt");

/// One issuer that answers are signed for.
struct Delegation {
    id: IssuerId,
    issuer: Certificate,
    rotation: Rotation,
}

/// What status and time are made of.
pub struct Status {
    keys: Arc<dyn KeyStore>,
    requests: SignerRequests,
    time_requests: SignerRequests,
    clock: Arc<dyn Clock>,
    signers: Arc<SignerSet>,
    unit: Arc<CurrentUnit>,
    delegations: Vec<Delegation>,
    responder: OcspResponder,
    time: TimeStampingAuthority,
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
        let unit = Arc::new(CurrentUnit::new());
        let mut delegations = Vec::new();
        for (name, issuer) in [("citizens", &keys.citizens_ca), ("services", &keys.services_ca)] {
            let row = store
                .issuer_by_name(name)
                .await?
                .with_context(|| format!("the issuer {name} is not installed"))?;
            delegations.push(Delegation {
                id: row.id,
                issuer: issuer.clone(),
                rotation: Rotation::ocsp(name),
            });
        }
        let responder = OcspResponder::start(
            store.door(),
            signers.clone(),
            clock.clone(),
            PRACTICE_STATEMENT,
            config.ocsp,
        )
        .await?;
        // The policy that every token names is the one of the unit's certificate (profiles/tsu.toml).
        let policy = TsaConfig { policy: format!("{}.1.4.1", config.authority.policy_arc) };
        let time = TimeStampingAuthority::new(unit.clone(), clock.clone(), random.clone(), &policy)?;
        let status = Self {
            keys: keys.keys.clone(),
            requests: keys.requests(labels::IDENTITY_STATUS, store, clock, random).await?,
            time_requests: keys.requests(labels::IDENTITY_TIME, store, clock, random).await?,
            clock: clock.clone(),
            signers,
            unit,
            delegations,
            responder,
            time,
        };
        status.refresh().await.context("the signers of status and time")?;
        Ok(Arc::new(status))
    }

    /// OCSP, CRLs, CA certificates.
    pub fn router(&self) -> Router {
        ocsp_responder::router(self.responder.clone())
    }

    /// Time-stamps.
    pub fn time_router(&self) -> Router {
        tsa::router(self.time.clone())
    }

    /// Replaces signers when they are due, until `stop`. A failure is tried again at the next round; the old signer
    /// goes on meanwhile, because half of its time is left.
    pub async fn rotate(self: Arc<Self>, stop: Stop) {
        let mut rounds = tokio::time::interval(ROUND);
        rounds.tick().await;
        loop {
            tokio::select! {
                () = stop.requested() => return,
                _ = rounds.tick() => {
                    if let Err(problem) = self.refresh().await {
                        tracing::error!(problem = %format!("{problem:#}"), "a signer could not be replaced");
                    }
                }
            }
        }
    }

    async fn refresh(&self) -> Result<()> {
        for delegation in &self.delegations {
            let (signer, certificate) =
                delegation.rotation.current(self.keys.as_ref(), &self.requests, self.clock.as_ref()).await?;
            self.signers
                .replace(delegation.id, DelegatedSigner::new(certificate, signer, &delegation.issuer)?);
        }
        let (signer, certificate) = Rotation::time_stamping()
            .current(self.keys.as_ref(), &self.time_requests, self.clock.as_ref())
            .await?;
        let chain = [self.time_requests.services_ca.clone()];
        self.unit.replace(TimeStampingUnit::new(certificate, &chain, signer)?);
        Ok(())
    }
}
