//! What a running country is made of: keys, cores, the worker, and a listener for each door, in one process or in one for
//! each zone.

mod clock_door;
pub(crate) mod clocks;
pub mod deliver;
pub mod doors;
pub mod keys;
pub mod landing;
pub mod listeners;
pub mod log;
pub mod phone_app;
pub mod reload;
mod restored;
pub mod rotation;
pub mod signer_requests;
pub mod status;
pub mod time;
pub mod tls;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use hsm_adapter::labels;
use http_kit::{Health, Listener, ServerTls, Stop, StopTrigger};
use pki_types::{Clock, Random, SystemClock, SystemRandom};
use store::Store;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;

use crate::clock_watch::ClockWatch;
use crate::config::Config;
use crate::metrics::{Counted, Metrics};
use crate::parts::Parts;
use crate::service_manager;
use crate::worker::Worker;
use doors::Doors;
use keys::{Keys, waits_for_keys};
use landing::Suggestion;
use listeners::{MutualDoors, PlainListeners};
use reload::{HangUps, Reloaded, Reloads};

pub use clock_door::ClockShown;

/// A country, or the parts of it that are this process.
pub struct Running {
    config: Config,
    store: Store,
    trigger: StopTrigger,
    stop: Stop,
    tasks: JoinSet<()>,
    reloads: Option<Reloads>,
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
        // 1. Plain addresses, then the store and the keys. From here on everybody's clock is the one that is watched.
        let plain = PlainListeners::bind(&config, parts, &clock).await?;
        let watch = ClockWatch::new(clock, config.clock);
        let clock: Arc<dyn Clock> = watch.clone();
        let store = config.database.open(clock.clone()).await?;
        restored::refuse_a_backup(&store, &config).await?;
        let counted = Counted::default();
        let keys = Keys::open(&config, &store).await?.counted_in(&counted.signatures);
        let (trigger, stop) = StopTrigger::new();
        let tasks = JoinSet::new();
        let clocks = clocks::Clocks::begin(&store, &watch, random.as_ref(), parts.work).await?;
        let (reloads, reloaded) = Reloads::of(&config);
        let mut starting =
            Starting { config, store, keys, clock, watch, random, counted, reloaded, stop, tasks };
        starting.tasks.spawn(clocks.run(starting.stop.clone()));

        starting.exchange_certificates(plain.tls);

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
        if let Some(listener) = plain.phone_app {
            let page = phone_app::router(&starting.config, &starting.clock);
            starting.serve(listener, page, Health::new());
        }
        // 4. What leaves by itself, where the country has it.
        if let Some(settings) = starting.config.deliver.clone().filter(|_| parts.deliver) {
            starting.deliver(settings).await?;
        }
        // 5. What operators see.
        if let Some(listener) = plain.metrics {
            starting.metrics(listener, parts).await?;
        }
        let Starting { config, store, stop, mut tasks, .. } = starting;
        tasks.spawn(service_manager::keep_alive(stop.clone()));
        tracing::info!(country = config.country, ?parts, "running");
        Ok(Self { config, store, trigger, stop, tasks, reloads: Some(reloads) })
    }

    /// What it was started with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What it remembers in.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// From now on a hang-up has this configuration read again.
    pub fn reload_at(&mut self, hang_ups: HangUps, file: PathBuf) {
        if let Some(reloads) = self.reloads.take() {
            self.tasks.spawn(reloads.at(hang_ups, file, self.stop.clone()));
        }
    }

    /// Serves until it is asked to stop, then stops.
    pub async fn until(self, termination: &mut Termination) {
        termination.requested().await;
        service_manager::stopping();
        tracing::info!("stopping: requests that run are finished first");
        self.stop().await;
    }

    /// Lets running requests finish, then the worker, then closes the store.
    pub async fn stop(mut self) {
        self.trigger.stop();
        while self.tasks.join_next().await.is_some() {}
        self.store.close().await;
    }
}

/// SIGTERM and SIGINT, heard from now on: also who is still starting ends in order.
pub struct Termination {
    terminate: Signal,
    interrupt: Signal,
}

impl Termination {
    /// Begins to listen.
    pub fn listen() -> Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Returns when one of them came.
    pub async fn requested(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// What the parts are started from.
struct Starting {
    config: Config,
    store: Store,
    keys: Keys,
    clock: Arc<dyn Clock>,
    watch: Arc<ClockWatch>,
    random: Arc<dyn Random>,
    counted: Counted,
    reloaded: Reloaded,
    stop: Stop,
    tasks: JoinSet<()>,
}

impl Starting {
    /// The log, the cores and the worker. What a crash left half-done is put right before the first job.
    async fn work(&mut self) -> Result<()> {
        let Self { config, store, keys, clock, random, stop, tasks, .. } = self;
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
        let worker = Worker::new(store.clone(), authority, consent, clock.clone(), random.as_ref());
        tasks.spawn(worker.run(stop.clone()));
        tasks.spawn(log.run(stop.clone()));
        Ok(())
    }

    async fn status(&mut self, listener: Listener) -> Result<()> {
        let Self { config, store, keys, clock, random, .. } = self;
        let status = status::Status::prepare(config, keys, store, clock, random).await?;
        self.counted.index = Some(status.index().clone());
        let ready = status.clone();
        let health = readable(&self.store).check("ocsp-signers", move || std::future::ready(ready.ready()));
        let limit = self.config.limits.of_status();
        let listener = listener.with_direct(status.direct(limit.clone()));
        let router = http_kit::limited(status.router(), limit);
        self.serve(listener, router, health);
        self.tasks.spawn(status.clone().follow(self.stop.clone()));
        self.tasks.spawn(status.rotate(self.stop.clone()));
        Ok(())
    }

    async fn time(&mut self, listener: Listener) -> Result<()> {
        let Self { config, store, keys, clock, random, .. } = self;
        let time = time::Time::prepare(config, keys, store, clock, random).await?;
        let ready = time.clone();
        let health = Health::new().check("time-stamping-unit", move || std::future::ready(ready.ready()));
        let limit = self.config.limits.of_time();
        let listener = listener.with_direct(time.direct(limit.clone()));
        let router = http_kit::limited(time.router(), limit);
        self.serve(listener, router, health);
        self.tasks.spawn(time.rotate(self.stop.clone()));
        Ok(())
    }

    async fn api(&mut self, landing: Listener, phone: Listener, suggestions: Vec<Suggestion>) -> Result<()> {
        let Self { config, store, keys, clock, random, .. } = self;
        let requests = keys.requests(labels::IDENTITY_API, store, clock, random).await?;
        let mutual = MutualDoors::new(config, keys, requests, clock, &self.reloaded)?;
        let listeners = match mutual.bind().await {
            Err(problem) if waits_for_keys(&problem) => {
                tracing::warn!(problem = %format!("{problem:#}"), "the doors of mutual TLS have no certificates yet");
                None
            }
            bound => Some(bound?),
        };
        let doors = Doors::new(config, &store.door(), clock, random)?;
        let pages = landing::router(config, &suggestions, clock);
        let health = readable(&self.store);
        self.serve(landing, pages, health.clone());
        self.serve(phone, phone_app::let_in(doors.phone(), &self.config), health.clone());
        let routers =
            [doors.relying_party(), doors.registration()].map(|router| self.dressed(router, health.clone()));
        let (traffic, random) = (self.counted.traffic.clone(), self.random.clone());
        self.tasks.spawn(mutual.serve(listeners, routers, traffic, random, self.stop.clone()));
        Ok(())
    }

    async fn deliver(&mut self, settings: ::deliver::DeliverConfig) -> Result<()> {
        let Self { store, keys, clock, random, counted, stop, tasks, .. } = self;
        let prepared =
            deliver::prepare(settings, &keys.keys, store, clock, random, &counted.deliveries).await;
        match prepared {
            Err(problem) if waits_for_keys(&problem) => {
                tracing::warn!(problem = %format!("{problem:#}"), "nobody is woken until the token is back and this process begins anew");
            }
            prepared => {
                let (deliver, stop) = (prepared?, stop.clone());
                tasks.spawn(async move { deliver.run(stop.requested()).await });
            }
        }
        Ok(())
    }

    /// Looks after the certificates that the operator gave to doors without mutual TLS.
    fn exchange_certificates(&mut self, doors: Vec<(&'static str, ServerTls)>) {
        for (name, tls) in doors {
            let (clock, reloaded, stop) = (self.clock.clone(), self.reloaded.clone(), self.stop.clone());
            self.tasks.spawn(reload::keep_exchanging(name, tls, clock, reloaded, stop));
        }
    }

    /// Of all that a listener could depend on, only what itself works with decides whether it is ready. The type of a problem
    /// is a reference from the address at which it was met, so every door explains all of them.
    fn serve(&mut self, listener: Listener, router: Router, health: Health) {
        let router = self.dressed(router, health);
        let listener = listener.counted_in(&self.counted.traffic);
        self.tasks.spawn(listener.serve(router, self.random.clone(), self.stop.clone()));
    }

    /// What every door has: whether it is ready and believes its clock, and its problems.
    fn dressed(&self, router: Router, health: Health) -> Router {
        let clock = self.clock.clone();
        let certain = move || {
            let certain = clock.certain();
            std::future::ready(certain.map(|_| ()).map_err(|doubt| doubt.to_string()))
        };
        let health = health.check("clock", certain);
        router
            .merge(health.routes())
            .merge(clock_door::routes(self.clock.clone()))
            .merge(http_kit::problems::pages(&self.clock))
    }

    async fn metrics(&mut self, listener: Listener, parts: Parts) -> Result<()> {
        let metrics = Metrics::new(&self.counted, parts, &self.store, &self.keys.keys, &self.watch).await?;
        self.serve(listener, metrics.router(), Health::new());
        Ok(())
    }
}

/// Ready while the store can be read: what a door takes in and cannot have written down now, it refuses by itself, in a
/// way that says so.
fn readable(store: &Store) -> Health {
    let store = store.clone();
    Health::new().check("store", move || {
        let store = store.clone();
        async move { store.next_job_due_at().await.map(|_| ()).map_err(|problem| problem.to_string()) }
    })
}
