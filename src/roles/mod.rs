//! What a running country is made of: keys, cores, the worker, and a listener for each door.

pub mod doors;
pub mod keys;
pub mod landing;
pub mod log;
pub mod rotation;
pub mod signer_requests;
pub mod status;
pub mod tls;

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use http_kit::{Health, Limits, Listener, Security, ServerTls, StopTrigger};
use pki_types::{Clock, Random, SystemClock, SystemRandom};
use store::Store;
use tokio::task::JoinSet;

use crate::config::{Config, Door};
use crate::worker::Worker;
use doors::Doors;
use keys::Keys;
use landing::Suggestion;

/// A country whose every process is this one.
pub struct Running {
    config: Config,
    store: Store,
    trigger: StopTrigger,
    tasks: JoinSet<()>,
}

impl Running {
    /// Starts everything. Addresses are taken first, so that a busy port is named before anything is changed.
    pub async fn start(config: Config, suggestions: Vec<Suggestion>) -> Result<Self> {
        Self::start_with(config, suggestions, Arc::new(SystemClock), Arc::new(SystemRandom)).await
    }

    /// As [`Running::start`], with the time and randomness given.
    pub async fn start_with(
        config: Config,
        suggestions: Vec<Suggestion>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self> {
        // 1. Plain addresses, then the store and the keys.
        let plain = PlainListeners::bind(&config).await?;
        let store = Store::open(&config.database, clock.clone())
            .await
            .with_context(|| format!("cannot open the store {}", config.database.display()))?;
        let keys = Keys::open(&config, &store).await?;

        // 2. The cores and the worker. What a crash left half-done is put right before the first job.
        let (authority, consent) = keys.cores(&config, &store, &clock, &random).await?;
        authority.recover().await.context("the last run's open issuances cannot be put right")?;
        consent.key_list().await.context("the key list cannot be signed")?;
        let (trigger, stop) = StopTrigger::new();
        let mut tasks = JoinSet::new();
        let log = log::AuditLog::open(&config, &keys, &store, &clock).await?;
        let worker = Worker::new(store.clone(), authority, consent, clock.clone());
        tasks.spawn(worker.run(stop.clone()));
        tasks.spawn(log.run(stop.clone()));

        // 3. The doors' own certificates and the signers of status and time: the worker issues what is missing.
        let status = status::Status::prepare(&config, &keys, &store, &clock, &random).await?;
        let api = keys.requests(hsm_adapter::labels::IDENTITY_API, &store, &clock, &random).await?;
        let mutual = MutualListeners::bind(&config, &keys, &api, &clock).await?;

        // 4. Serve.
        let health = health(&store);
        let doors = Doors::new(&config, &store.door(), &clock, &random)?;
        let mut serve = |listener: Listener, router: Router| {
            let router = router.merge(health.clone().routes());
            tasks.spawn(listener.serve(router, random.clone(), stop.clone()));
        };
        serve(plain.landing, landing::router(&config, suggestions).merge(Doors::problem_pages()));
        serve(plain.phone, doors.phone());
        serve(plain.status, status.router());
        serve(plain.time, status.time_router());
        serve(mutual.relying_party, doors.relying_party());
        serve(mutual.registration, doors.registration());
        tasks.spawn(status.rotate(stop.clone()));
        tracing::info!(country = config.country, landing = config.landing.url, "the country is running");
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

fn health(store: &Store) -> Health {
    let store = store.clone();
    Health::new().check("store", move || {
        let store = store.clone();
        async move { store.next_job_due_at().await.map(|_| ()).map_err(|problem| problem.to_string()) }
    })
}

/// The doors that need no certificate of ours.
struct PlainListeners {
    landing: Listener,
    phone: Listener,
    status: Listener,
    time: Listener,
}

impl PlainListeners {
    async fn bind(config: &Config) -> Result<Self> {
        let phone = match &config.phone.tls {
            None => Security::LoopbackOnly,
            Some((certificate, key)) => {
                crate::secrets::require_private(key)?;
                let files = http_kit::TlsFiles { certificate: certificate.clone(), key: key.clone() };
                Security::Tls(ServerTls::load(&files, None, Arc::new(SystemClock))?)
            }
        };
        Ok(Self {
            landing: bind("landing", &config.landing, Security::LoopbackOnly).await?,
            phone: bind("phone", &config.phone, phone).await?,
            status: bind("status", &config.status, Security::SignedAnswersOnly).await?,
            time: bind("time", &config.time, Security::SignedAnswersOnly).await?,
        })
    }
}

/// The doors of mutual TLS.
struct MutualListeners {
    relying_party: Listener,
    registration: Listener,
}

impl MutualListeners {
    async fn bind(
        config: &Config,
        keys: &Keys,
        requests: &signer_requests::SignerRequests,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self> {
        let mut listeners = Vec::new();
        for (name, door) in [("relying_party", &config.relying_party), ("registration", &config.registration)]
        {
            let files = tls::files(name, door, config, requests, clock.as_ref()).await?;
            let roots = [keys.services_ca.clone()];
            let tls = ServerTls::load(&files, Some(&roots), clock.clone())?;
            listeners.push(bind(name, door, Security::Tls(tls)).await?);
        }
        let registration = listeners.pop().expect("two were bound");
        let relying_party = listeners.pop().expect("two were bound");
        Ok(Self { relying_party, registration })
    }
}

async fn bind(name: &'static str, door: &Door, security: Security) -> Result<Listener> {
    Ok(Listener::bind(name, door.listen, security, Limits::default()).await?)
}
