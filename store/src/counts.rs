//! What the database was asked to do in this process: for tests that hold an operation to its budget, and for an operator's
//! metrics.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::Histogram;

/// Upper bounds of the histogram, in seconds: from a fast disk's flush to a server that hangs.
const BOUNDS: [f64; 12] = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// What is counted. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Statements that were given to the engine; what begins, ends or marks a transaction is one too.
    pub statements: Counter,
    commits: Counter,
    /// Commits that waited for the disk.
    pub flushes: Counter,
    /// How long each commit took until it was durable, in seconds.
    pub commit_seconds: Histogram,
    /// Commits that the engine refused.
    pub refusals: Counter,
}

impl Counts {
    pub(crate) fn new() -> Self {
        Self {
            statements: Counter::default(),
            commits: Counter::default(),
            flushes: Counter::default(),
            commit_seconds: Histogram::new(BOUNDS),
            refusals: Counter::default(),
        }
    }

    /// Notes a commit, and whether it waited for the disk.
    pub(crate) fn committed(&self, took: Duration, flushed: bool) {
        self.commits.inc();
        self.flushes.inc_by(u64::from(flushed));
        self.commit_seconds.observe(took.as_secs_f64());
    }

    /// Notes a commit that was refused.
    pub(crate) fn refused(&self) {
        self.refusals.inc();
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits.get()
    }
}
