//! What a running country is made of: keys, cores, the worker, and a listener for each door, in one process or in one for
//! each zone.

pub mod doors;
pub mod keys;
pub mod landing;
pub mod listeners;
pub mod log;
mod restored;
pub mod rotation;
pub mod signer_requests;
pub mod status;
pub mod time;
pub mod tls;

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use hsm_adapter::labels;
use http_kit::{Health, Listener, Stop, StopTrigger};
use pki_types::{Clock, Random, SystemClock, SystemRandom};
use store::Store;
use tokio::task::JoinSet;

use crate::config::Config;
use crate::worker::Worker;
use doors::Doors;
use keys::{Keys, waits_for_keys};
use landing::Suggestion;
use listeners::{MutualDoors, PlainListeners};

/// Which of a country's processes this one is. Each holds the keys of its part alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The doors of phones, relying parties and officers: TLS keys.
    pub api: bool,
    /// OCSP, CRLs and CA certificates: OCSP keys.
    pub status: bool,
    /// Time-stamps: the time-stamping unit's key.
    pub time: bool,
    /// The cores: keys of the CAs, of statements, opening, receipts and the log. No listener.
    pub work: bool,
}

impl Parts {
    /// None of them: the beginning of a choice.
    pub const NONE: Self = Self { api: false, status: false, time: false, work: false };
    /// All in one process: for a laptop, a demonstration, a small office. No separation is claimed.
    pub const ALL: Self = Self { api: true, status: true, time: true, work: true };
}

/// A country, or the parts of it that are this process.
pub struct Running {
    config: Config,
    store: Store,
    trigger: StopTrigger,
    tasks: JoinSet<()>,
}

impl Running {
    /// Starts these parts. Addresses are taken first, so that a busy port is named before anything is changed.
    pub async fn start(config: Config, parts: Parts, suggestions: Vec<Suggestion>) -> Result<Self> {
        Self::start_with(config, parts, suggestions, Arc::new(SystemClock), Arc::new(SystemRandom)).await
    }

    /// As [`Running::start`], with the time and randomness given.
    pub async fn start_with(
        config: Config,
        parts: Parts,
        suggestions: Vec<Suggestion>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self> {
        // 1. Plain addresses, then the store and the keys.
        let plain = PlainListeners::bind(&config, parts).await?;
        let store = config.database.open(clock.clone()).await?;
        restored::refuse_a_backup(&store, &config).await?;
        let keys = Keys::open(&config, &store).await?;
        let (trigger, stop) = StopTrigger::new();
        let mut starting = Starting { config, store, keys, clock, random, stop, tasks: JoinSet::new() };

        // 2. The worker before the doors: it issues the certificates that they miss.
        if parts.work {
            starting.work().await?;
        }
        // 3. The doors.
        if let Some(listener) = plain.status {
            starting.status(listener).await?;
        }
        if let Some(listener) = plain.time {
            starting.time(listener).await?;
        }
        if let Some((landing, phone)) = plain.api {
            starting.api(landing, phone, suggestions).await?;
        }
        let Starting { config, store, tasks, .. } = starting;
        tracing::info!(country = config.country, ?parts, "running");
        Ok(Self { config, store, trigger, tasks })
    }

    /// What it was started with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Serves until SIGINT or SIGTERM, then stops.
    pub async fn until_asked_to_stop(self) -> Result<()> {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            asked = tokio::signal::ctrl_c() => asked?,
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: requests that run are finished first");
        self.stop().await;
        Ok(())
    }

    /// Lets running requests finish, then the worker, then closes the store.
    pub async fn stop(mut self) {
        self.trigger.stop();
        while self.tasks.join_next().await.is_some() {}
        self.store.close().await;
    }
}

/// What the parts are started from.
struct Starting {
    config: Config,
    store: Store,
    keys: Keys,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    stop: Stop,
    tasks: JoinSet<()>,
}

impl Starting {
    /// The log, the cores and the worker. What a crash left half-done is put right before the first job.
    async fn work(&mut self) -> Result<()> {
        let Self { config, store, keys, clock, random, stop, tasks } = self;
        let log = log::AuditLog::open(config, keys, store).await?;
        let (authority, consent) = keys.cores(config, store, clock, random).await?;
        authority.recover().await.context("the last run's open issuances cannot be put right")?;
        match consent.key_list().await.map_err(anyhow::Error::from) {
            // The first statement signs it, if the country has none yet.
            Err(problem) if waits_for_keys(&problem) => {
                tracing::warn!(problem = %format!("{problem:#}"), "the key list is not signed yet");
            }
            signed => drop(signed.context("the key list cannot be signed")?),
        }
        restored::renew_lost_lists(&authority, store).await?;
        let worker = Worker::new(store.clone(), authority, consent, random.as_ref());
        tasks.spawn(worker.run(stop.clone()));
        tasks.spawn(log.run(stop.clone()));
        Ok(())
    }

    async fn status(&mut self, listener: Listener) -> Result<()> {
        let Self { config, store, keys, clock, random, .. } = self;
        let status = status::Status::prepare(config, keys, store, clock, random).await?;
        self.serve(listener, status.router());
        self.tasks.spawn(status.rotate(self.stop.clone()));
        Ok(())
    }

    async fn time(&mut self, listener: Listener) -> Result<()> {
        let Self { config, store, keys, clock, random, .. } = self;
        let time = time::Time::prepare(config, keys, store, clock, random).await?;
        self.serve(listener, time.router());
        self.tasks.spawn(time.rotate(self.stop.clone()));
        Ok(())
    }

    async fn api(&mut self, landing: Listener, phone: Listener, suggestions: Vec<Suggestion>) -> Result<()> {
        let Self { config, store, keys, clock, random, .. } = self;
        let requests = keys.requests(labels::IDENTITY_API, store, clock, random).await?;
        let mutual = MutualDoors::new(config, keys, requests, clock);
        let listeners = match mutual.bind().await {
            Err(problem) if waits_for_keys(&problem) => {
                tracing::warn!(problem = %format!("{problem:#}"), "the doors of mutual TLS have no certificates yet");
                None
            }
            bound => Some(bound?),
        };
        let doors = Doors::new(config, &store.door(), clock, random)?;
        let pages = landing::router(config, suggestions).merge(Doors::problem_pages());
        self.serve(landing, pages);
        self.serve(phone, doors.phone());
        let routers = [doors.relying_party(), doors.registration()]
            .map(|router| router.merge(health(&self.store).routes()));
        self.tasks.spawn(mutual.serve(listeners, routers, self.random.clone(), self.stop.clone()));
        Ok(())
    }

    fn serve(&mut self, listener: Listener, router: Router) {
        let router = router.merge(health(&self.store).routes());
        self.tasks.spawn(listener.serve(router, self.random.clone(), self.stop.clone()));
    }
}

fn health(store: &Store) -> Health {
    let store = store.clone();
    Health::new().check("store", move || {
        let store = store.clone();
        async move { store.next_job_due_at().await.map(|_| ()).map_err(|problem| problem.to_string()) }
    })
}
