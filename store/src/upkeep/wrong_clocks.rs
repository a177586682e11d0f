//! What a clock that ran ahead has left in rows that say when something is to happen, put right by a clock that does not.
//!
//! What is history keeps its date; how it is read then, `docs/reliability.md` says for each table. What is waited for
//! lasts as long as it was meant to, counted from now.

use pki_types::UnixTime;
use pki_types::clock::FUTURE_SECONDS;

use crate::doors::changes::Change;
use crate::engine::sql::{row, sql};
use crate::{Error, JOB_LEASE_SECONDS, Reads, Transaction};

/// No job is put off for longer than this, in seconds.
const LONGEST_WAIT: i64 = 3_600;

/// How many rows waited for a time that a wrong clock had set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BroughtBack {
    /// Jobs that would have come too late.
    pub jobs: u64,
    /// Jobs in the hands of a worker for too long.
    pub leases: u64,
    /// Sessions from the future, whose time is over.
    pub sessions: u64,
    /// Pauses of relying parties.
    pub pauses: u64,
    /// Wrong PINs that would have locked for too long.
    pub pin_tries: u64,
}

impl BroughtBack {
    /// Whether there was one.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }
}

struct Instant {
    at: Option<UnixTime>,
}
row!(Instant { at });

impl Reads {
    /// When the last leaf was written, by the clock of whoever wrote it. Doors cannot read it.
    pub async fn last_leaf_at(&self) -> Result<Option<UnixTime>, Error> {
        let select = sql("SELECT max(created_at) AS at FROM leaves WHERE id = (SELECT max(id) FROM leaves)");
        Ok(self.one::<Instant>(select).await?.at)
    }
}

impl Transaction {
    /// Has everything that waits for a time from the future wait from now on, for as long as it was meant to.
    pub async fn bring_back(&mut self) -> Result<BroughtBack, Error> {
        let now = self.now();
        let ahead = now.plus(FUTURE_SECONDS);
        // 1. Jobs: a list is made. Whoever has one in hand prolongs it.
        let jobs = sql("UPDATE jobs SET due_at = $1 WHERE due_at > $1 AND (created_at > $2 OR due_at > $3)");
        let jobs = jobs.with(&now).with(&ahead).with(&now.plus(LONGEST_WAIT));
        let jobs = self.execute(jobs).await?;
        let leases = sql("UPDATE jobs SET leased_until = $1 WHERE leased_until > $2");
        let leases = leases.with(&now.plus(JOB_LEASE_SECONDS)).with(&ahead.plus(JOB_LEASE_SECONDS));
        let leases = self.execute(leases).await?;
        // 2. A session from the future would be open for as long as the clock ran ahead.
        let sessions = sql("UPDATE open_sessions SET ends_at = $1 WHERE ends_at > $2 AND EXISTS \
             (SELECT 1 FROM sessions s WHERE s.id = open_sessions.session AND s.created_at > $2)");
        let sessions = self.execute(sessions.with(&now).with(&ahead)).await?;
        // 3. Limits: they last as long as they would have, no longer.
        let pauses =
            sql("UPDATE prompt_pauses SET paused_until = paused_until - decided_at + $1, decided_at = $1 \
             WHERE paused_until > $2 AND decided_at > $2");
        let mut pauses = self.execute(pauses.with(&now).with(&ahead)).await?;
        let of_persons =
            sql("UPDATE person_pauses SET paused_until = paused_until - decided_at + $1, decided_at = $1 \
             WHERE paused_until > $2 AND decided_at > $2");
        pauses += self.execute(of_persons.with(&now).with(&ahead)).await?;
        let of_reports =
            sql("UPDATE report_pauses SET paused_until = paused_until - decided_at + $1, decided_at = $1 \
             WHERE paused_until > $2 AND decided_at > $2");
        pauses += self.execute(of_reports.with(&now).with(&ahead)).await?;
        let tries = sql("UPDATE pin_tries SET counted_at = $1 WHERE counted_at > $2");
        let pin_tries = self.execute(tries.with(&now).with(&ahead)).await?;
        let brought = BroughtBack { jobs, leases, sessions, pauses, pin_tries };
        if brought.is_any() {
            self.changed(Change::Job);
        }
        Ok(brought)
    }
}
