//! The time process: its unit's key, kept fresh, and the router that uses it.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use hsm_adapter::{KeyStore, labels};
use http_kit::{Direct, NetworkLimit, Stop};
use pki_types::{Clock, Random};
use store::Store;
use tsa::{CurrentUnit, TimeStampingAuthority, TimeStampingUnit, TsaConfig};

use super::keys::Keys;
use super::rotation::{self, Rotated, Rotation, Rounds};
use super::signer_requests::SignerRequests;
use crate::config::Config;

/// What time is made of.
pub struct Time {
    keys: Arc<dyn KeyStore>,
    requests: SignerRequests,
    clock: Arc<dyn Clock>,
    rotation: Rotation,
    unit: Arc<CurrentUnit>,
    authority: TimeStampingAuthority,
}

impl Time {
    /// Opens the current unit, or makes a new one if it is due.
    pub async fn prepare(
        config: &Config,
        keys: &Keys,
        store: &Store,
        clock: &Arc<dyn Clock>,
        random: &Arc<dyn Random>,
    ) -> Result<Arc<Self>> {
        let unit = Arc::new(CurrentUnit::new());
        // The policy that every token names is the one of the unit's certificate (profiles/tsu.toml).
        let policy = TsaConfig { policy: format!("{}.1.4.1", config.authority.policy_arc) };
        let authority = TimeStampingAuthority::new(unit.clone(), clock.clone(), random.clone(), &policy)?;
        let requests = keys.requests(labels::IDENTITY_TIME, store, clock, random).await?;
        let rotation = Rotation::time_stamping(config.time_key);
        let time =
            Self { keys: keys.keys.clone(), requests, clock: clock.clone(), rotation, unit, authority };
        rotation::first(time.refresh(false).await).context("the time-stamping unit")?;
        Ok(Arc::new(time))
    }

    /// Time-stamps.
    pub fn router(&self) -> Router {
        tsa::router(self.authority.clone())
    }

    /// The same without the router.
    pub fn direct(&self, limit: Option<NetworkLimit>) -> Direct {
        tsa::direct(self.authority.clone(), limit)
    }

    /// Whether it can stamp.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn ready(&self) -> Result<(), String> {
        self.authority.ready()
    }

    /// Replaces the unit when it is due, until `stop`.
    pub async fn rotate(self: Arc<Self>, stop: Stop) {
        let rounds = Rounds::until(stop);
        while rounds.round(self.as_ref()).await {}
    }
}

impl Rotated for Time {
    /// Whether the unit may stamp now. One whose certificate is revoked or suspended does not stamp any more.
    async fn may_go_on(&self) -> bool {
        let Some(unit) = self.unit.current() else { return false };
        if !self.requests.goes_on(unit.certificate()).await {
            self.unit.remove();
            return false;
        }
        unit.may_stamp(self.clock.now())
    }

    async fn refresh(&self, renew: bool) -> Result<()> {
        let (signer, certificate) =
            self.rotation.current(&self.keys, &self.requests, self.clock.as_ref(), renew).await?;
        let chain = [self.requests.issuer_of(&certificate)?.clone()];
        self.unit.replace(TimeStampingUnit::new(certificate, &chain, signer)?);
        Ok(())
    }
}
