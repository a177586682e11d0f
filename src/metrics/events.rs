//! What happened, counted from the audit log: each event once, in the order of its places, whichever process did it.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use store::Reads;
use words::problem;
use words::{Leaf, SessionState};

/// Entries that are read at once.
const READ_AT_ONCE: u32 = 1000;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KindLabels {
    kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ProblemLabels {
    problem: &'static str,
}

/// Events since this process began to look.
pub(super) struct Events {
    position: i64,
    events: Family<KindLabels, Counter>,
    sessions: Family<StateLabels, Counter>,
    problems: Family<ProblemLabels, Counter>,
}

impl Events {
    /// From the present end of the log on.
    pub(super) async fn from_now(store: &Reads, registry: &mut Registry) -> Result<Self, store::Error> {
        let events = Self {
            position: store.log_size().await?,
            events: Family::default(),
            sessions: Family::default(),
            problems: Family::default(),
        };
        for state in SessionState::ALL.iter().filter(|state| state.is_final()) {
            drop(events.sessions.get_or_create(&StateLabels { state: state.as_str() }));
        }
        registry.register("events", "Entries of the audit log, by kind", events.events.clone());
        registry.register("sessions", "Sessions that ended, by how they did", events.sessions.clone());
        let help = "Sessions that ended for a problem, by its slug";
        registry.register("session_problems", help, events.problems.clone());
        Ok(events)
    }

    /// Counts what came since.
    pub(super) async fn follow(&mut self, store: &Reads) -> Result<(), store::Error> {
        loop {
            let entries = store.log_entries(self.position, READ_AT_ONCE).await?;
            let Some(last) = entries.last() else { return Ok(()) };
            self.position = last.position + 1;
            // What is no leaf of ours is for the auditor to find.
            for leaf in entries.iter().filter_map(|entry| Leaf::from_bytes(&entry.bytes).ok()) {
                self.count(&leaf);
            }
        }
    }

    fn count(&self, leaf: &Leaf) {
        self.events.get_or_create(&KindLabels { kind: leaf.kind() }).inc();
        if let Leaf::Outcome(outcome) = leaf
            && let Ok(state) = outcome.state.parse::<SessionState>()
        {
            self.sessions.get_or_create(&StateLabels { state: state.as_str() }).inc();
            if let Some(kind) = outcome.problem.as_deref().and_then(problem::named) {
                self.problems.get_or_create(&ProblemLabels { problem: kind.slug }).inc();
            }
        }
    }
}
