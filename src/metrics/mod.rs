//! Metrics for an operator, in the OpenMetrics text format, on a listener of their own.
//!
//! Nobody invents metrics elsewhere: requests are counted by `http_kit::Traffic` where every door passes, signatures
//! where keys are handed out (`keys.rs`), statements and commits by the store, what was worked out and remembered by the
//! memories of `pki_types` (`facts.rs`); what happened is counted from the audit log
//! (`events.rs`), and how things are is read from the store when somebody asks (`state.rs`). Labels come from closed
//! lists: no person, no relying party, no address of a client.

mod events;
mod facts;
mod keys;
mod state;
mod statuses;

pub use keys::Signatures;

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use deliver::Deliveries;
use hsm_adapter::KeyStore;
use http_kit::Traffic;
use ocsp_responder::StatusIndex;
use pki_types::Clock as _;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use store::Store;
use tokio::sync::Mutex;

use crate::clock_watch::ClockWatch;
use crate::logging;
use crate::parts::Parts;
use events::Events;
use facts::Facts;
use state::State;
use statuses::Statuses;

/// What every name begins with.
const PREFIX: &str = "greatseal";
/// OpenMetrics 1.0.0, "Protocol Negotiation".
const MEDIA_TYPE: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

/// What is counted while the country starts: handed to the doors and wrapped around the keys.
#[derive(Default)]
pub struct Counted {
    /// Requests at every listener that is counted in it.
    pub traffic: Traffic,
    /// Signatures of every key that was handed out by it.
    pub signatures: Signatures,
    /// Messages that were delivered, or not.
    pub deliveries: Deliveries,
    /// The statuses in memory, where this process tells them.
    pub index: Option<Arc<StatusIndex>>,
}

/// Everything that is shown. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Metrics {
    inner: Arc<Inner>,
}

struct Inner {
    registry: Registry,
    /// What the log lost, as far as that was told.
    lost_lines: Counter,
    facts: Facts,
    statuses: Option<Statuses>,
    state: State,
    /// Two who ask at once count events one after the other.
    events: Mutex<Option<Events>>,
    parts: Parts,
    store: Store,
    keys: Arc<dyn KeyStore>,
    watch: Arc<ClockWatch>,
}

impl Metrics {
    /// Shows what is counted, and, in the worker's process, the state of the store: others may not read all of it.
    pub async fn new(
        counted: &Counted,
        parts: Parts,
        store: &Store,
        keys: &Arc<dyn KeyStore>,
        watch: &Arc<ClockWatch>,
    ) -> Result<Self> {
        let mut registry = Registry::with_prefix(PREFIX);
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        counted.traffic.register(&mut registry);
        counted.signatures.register(&mut registry);
        if parts.deliver {
            counted.deliveries.register(&mut registry);
        }
        let counts = store.counts();
        registry.register("statements", "Statements that were given to the database", counts.statements);
        let help = "How long commits took until they were durable";
        registry.register("commit_seconds", help, counts.commit_seconds);
        registry.register("commits_refused", "Commits that the database refused", counts.refusals);
        let lost_lines = Counter::default();
        let help = "Lines of this process's log that could not be written";
        registry.register("log_lines_lost", help, lost_lines.clone());
        let facts = Facts::default();
        facts.register(&mut registry);
        let statuses = counted.index.as_ref().map(|index| Statuses::registered(index, &mut registry));
        let state = State::default();
        state.register(&mut registry, parts);
        let events = if parts.work {
            Some(Events::from_now(store, &mut registry).await.context("the audit log cannot be read")?)
        } else {
            None
        };
        let inner = Inner {
            registry,
            lost_lines,
            facts,
            statuses,
            state,
            events: Mutex::new(events),
            parts,
            store: store.clone(),
            keys: keys.clone(),
            watch: watch.clone(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The route `/metrics`.
    pub fn router(&self) -> Router {
        let metrics = self.clone();
        Router::new().route("/metrics", get(move || async move { metrics.answer().await }))
    }

    async fn answer(&self) -> Response {
        match self.text().await {
            Ok(text) => ([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
            Err(problem) => {
                tracing::error!(%problem, "the metrics cannot be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }

    /// Everything, read anew.
    async fn text(&self) -> Result<String> {
        let Inner { registry, lost_lines, facts, statuses, state, events, parts, store, keys, watch } =
            self.inner.as_ref();
        lost_lines.inc_by(logging::lost_lines().saturating_sub(lost_lines.get()));
        facts.read();
        if let Some(statuses) = statuses {
            statuses.read();
        }
        state.read_clock(watch.steps());
        state.read(store, keys, *parts, watch.now()).await;
        if let Some(events) = events.lock().await.as_mut()
            && let Err(problem) = events.follow(store).await
        {
            tracing::warn!(%problem, "the audit log cannot be read for the metrics");
        }
        let mut text = String::new();
        encode(&mut text, registry)?;
        Ok(text)
    }
}
