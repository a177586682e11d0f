//! The clocks of the processes, held against each other through the store: each writes what its clock shows every few
//! seconds, and reads what the others have written since it looked last. What was just written is what time it is there.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use http_kit::Stop;
use pki_types::{Clock, Random};
use store::{ClockReading, Store};
use words::WorkerId;

use crate::clock_watch::ClockWatch;

/// How often a process says what its clock shows.
pub(crate) const BEAT: Duration = Duration::from_secs(2);
/// How old a reading may be when it is read: two beats and a commit.
pub(crate) const AGE_SECONDS: i64 = 5;
/// How many of the last readings are looked at.
const LOOKED_AT: u32 = 64;

/// One process among others.
pub(super) struct Clocks {
    store: Store,
    watch: Arc<ClockWatch>,
    process: WorkerId,
    known: i64,
    may_delete: bool,
}

impl Clocks {
    /// Looks at what the others wrote last. Where none of it fits this clock, somebody may be there who disagrees: until it
    /// is known whether anybody is, nothing is dated.
    pub(super) async fn begin(
        store: &Store,
        watch: &Arc<ClockWatch>,
        random: &dyn Random,
        may_delete: bool,
    ) -> Result<Self> {
        let (process, watch) = (WorkerId::draw(random), watch.clone());
        let mut clocks = Self { store: store.clone(), watch, process, known: 0, may_delete };
        if store.is_shared() {
            clocks.look().await?;
        }
        Ok(clocks)
    }

    /// Watches until `stop`. A store of this process alone has no others; its own step is noticed all the same.
    pub(super) async fn run(mut self, stop: Stop) {
        loop {
            tokio::select! {
                () = stop.requested() => break,
                () = tokio::time::sleep(BEAT) => {}
            }
            let _noticed = self.watch.certain();
            if self.store.is_shared()
                && let Err(problem) = self.beat().await
            {
                tracing::warn!(problem = %format!("{problem:#}"), "the clocks of the processes cannot be compared");
            }
        }
        if self.store.is_shared() && self.may_delete {
            // Whoever starts next need not ask itself whether this process is still there.
            let _they_are_forgotten_later = self.look().await;
            let _they_are_forgotten_later = self.forget(self.known).await;
        }
    }

    async fn beat(&mut self) -> Result<()> {
        // 1. What the others wrote since the last look: they run, and that is what their clocks show.
        self.look().await?;
        // 2. What this one shows.
        let (process, at) = (self.process, self.watch.now());
        self.store
            .note("clock: reading", move |transaction| {
                Box::pin(async move { transaction.insert_clock_reading(process, at).await })
            })
            .await?;
        // 3. The readings of an hour ago are of no use.
        if self.may_delete {
            self.forget(self.known.saturating_sub(4096)).await?;
        }
        Ok(())
    }

    async fn look(&mut self) -> Result<()> {
        let readings = self.store.clock_readings(self.known, LOOKED_AT).await?;
        let (now, process) = (self.watch.now(), self.process);
        let mut others: Vec<ClockReading> = Vec::new();
        for reading in readings {
            self.known = self.known.max(reading.id);
            if reading.process != process && others.iter().all(|other| other.process != reading.process) {
                others.push(reading);
            }
        }
        let within = self.watch.step_seconds().saturating_add(AGE_SECONDS);
        let ahead: Vec<i64> =
            others.iter().map(|other| other.at.since(now)).filter(|ahead| ahead.abs() > within).collect();
        self.watch.heard(others.len() - ahead.len(), &ahead);
        Ok(())
    }

    async fn forget(&self, through: i64) -> Result<()> {
        self.store
            .note("clock: forget", move |transaction| {
                Box::pin(async move { transaction.forget_clock_readings(through).await })
            })
            .await?;
        Ok(())
    }
}
