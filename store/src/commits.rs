//! How many commits there were in this process, and how long each took: for tests, and for an operator's metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::Histogram;

/// Upper bounds of the histogram, in seconds: from a fast disk's flush to a server that hangs.
const BOUNDS: [f64; 12] = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// What is counted. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Commits {
    count: Arc<AtomicU64>,
    flushed: Arc<AtomicU64>,
    /// How long each commit took until it was durable, in seconds.
    pub seconds: Histogram,
    /// Commits that the engine refused.
    pub refusals: Counter,
}

impl Commits {
    pub(crate) fn new() -> Self {
        Self {
            count: Arc::default(),
            flushed: Arc::default(),
            seconds: Histogram::new(BOUNDS),
            refusals: Counter::default(),
        }
    }

    /// Notes a commit, and whether it waited for the disk.
    pub(crate) fn done(&self, took: Duration, flushed: bool) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.flushed.fetch_add(u64::from(flushed), Ordering::Relaxed);
        self.seconds.observe(took.as_secs_f64());
    }

    /// Notes a commit that was refused.
    pub(crate) fn refused(&self) {
        self.refusals.inc();
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// How many of them waited for the disk.
    #[must_use]
    pub fn flushed(&self) -> u64 {
        self.flushed.load(Ordering::Relaxed)
    }
}
