//! The status of every certificate in memory, followed commit by commit, for as long as the store is heard.
//!
//! It speaks only of what it heard within this very second of the clock, and of all that its process was told of: a read of the
//! store that began in the second in which the answer says that it knows. Else it says nothing, and the store is read. Of a serial
//! that it does not have it says nothing either: whatever was never issued is looked for in the store.

mod follower;
mod table;

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use pki_types::UnixTime;
use store::{CertificateStatus, DoorStore, IssuerId};
use tokio::sync::Notify;

pub use follower::Follower;
use table::Table;

/// How long what was heard holds, by a clock that nobody sets: a read that began earlier does not count.
const HOLDS: Duration = Duration::from_secs(1);

/// When the store is read, or somebody asks; taken before the store is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// What the clock shows.
    pub second: UnixTime,
    /// The same by a clock that nobody sets.
    pub at: Instant,
    /// How often this process has been told of changes.
    pub told: u64,
}

impl Moment {
    /// This one.
    pub(crate) fn now(second: UnixTime, store: &DoorStore) -> Self {
        Self { second, at: Instant::now(), told: store.statuses_told() }
    }

    /// Whether what was read from `other` on may be said of this moment: it was in this second or later, by both clocks, and nothing
    /// was told since.
    fn is_told_by(self, other: Self) -> bool {
        let age = self.at.saturating_duration_since(other.at);
        other.second >= self.second && age < HOLDS && other.told == self.told
    }
}

/// The statuses of a store's certificates. Shared by the responder, which asks it for every answer, and its [`Follower`].
#[derive(Default)]
pub struct StatusIndex {
    known: RwLock<Known>,
    stale: Notify,
}

#[derive(Default)]
struct Known {
    table: Table,
    heard: Option<Moment>,
}

impl StatusIndex {
    /// The statuses of these serials, if all of them are known, as the store had them in this second or later.
    pub fn statuses(
        &self,
        issuer: IssuerId,
        serials: &[&[u8]],
        now: Moment,
    ) -> Option<Vec<CertificateStatus>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if !known.heard.is_some_and(|heard| now.is_told_by(heard)) {
            drop(known);
            // Somebody waits: what is new is fetched at once.
            self.stale.notify_one();
            return None;
        }
        serials.iter().map(|serial| known.table.status(issuer, serial)).collect()
    }

    /// How many serials it has, and for how long it has not heard from the store; none while it is not in use.
    #[must_use]
    pub fn size_and_age(&self, now: Instant) -> (usize, Option<Duration>) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        (known.table.len(), known.heard.map(|heard| now.saturating_duration_since(heard.at)))
    }

    fn change(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.write().unwrap_or_else(PoisonError::into_inner));
    }
}
