//! The statuses that OCSP tells from memory.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use ocsp_responder::StatusIndex;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// The gauges; a process that answers no OCSP has none.
pub(super) struct Statuses {
    index: Arc<StatusIndex>,
    serials: Gauge,
    age: Gauge<f64, AtomicU64>,
}

impl Statuses {
    /// Lets a registry show them.
    pub(super) fn registered(index: &Arc<StatusIndex>, registry: &mut Registry) -> Self {
        let statuses = Self { index: index.clone(), serials: Gauge::default(), age: Gauge::default() };
        let help = "Serials whose status OCSP tells from memory; 0 while it reads the store for each answer";
        registry.register("status_index_serials", help, statuses.serials.clone());
        let help = "Time since memory was last as the store: above 1 OCSP reads the store for each answer";
        registry.register("status_index_age_seconds", help, statuses.age.clone());
        statuses
    }

    /// Reads them anew.
    pub(super) fn read(&self) {
        let (serials, age) = self.index.size_and_age(Instant::now());
        self.serials.set(i64::try_from(serials).unwrap_or(i64::MAX));
        self.age.set(age.map_or(f64::INFINITY, |age| age.as_secs_f64()));
    }
}
