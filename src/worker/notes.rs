//! What is written down of how jobs went: those that are done, those in hand, those that failed.

use std::sync::Arc;
use std::time::Duration;

use pki_types::Uncertain;
use store::Job;
use tokio::sync::mpsc;
use tracing::{error, warn};

use super::Worker;
use crate::key_places::is_away;

/// How often the jobs in hand are prolonged: well within [`store::JOB_LEASE_SECONDS`].
const PROLONG: Duration = Duration::from_secs(1);
/// Finished jobs that are deleted in one commit.
const DELETED_AT_ONCE: usize = 64;
/// After so many failures (about an hour of them) a job waits for a person.
const ATTEMPTS: u32 = 20;
/// While a token is away, a job is tried again every four seconds at least: so long it may wait after the token is back.
const ATTEMPTS_WHILE_AWAY: u32 = 2;

impl Worker {
    /// Deletes finished jobs, many in one commit, and prolongs those in hand. Nobody waits for either, and what a power
    /// cut undoes of it costs time alone.
    pub(super) async fn take_notes(self: Arc<Self>, mut finished: mpsc::UnboundedReceiver<Job>) {
        let mut prolong = tokio::time::interval(PROLONG);
        prolong.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let mut jobs = Vec::new();
            tokio::select! {
                count = finished.recv_many(&mut jobs, DELETED_AT_ONCE) => {
                    if count == 0 {
                        return;
                    }
                    self.delete(jobs).await;
                }
                _ = prolong.tick() => self.prolong().await,
            }
        }
    }

    pub(super) async fn delete(&self, jobs: Vec<Job>) {
        let count = jobs.len();
        let deleted = self.store.note("job: done", move |transaction| {
            Box::pin(async move { transaction.finish_jobs(&jobs).await })
        });
        match deleted.await {
            Ok(deleted) if usize::try_from(deleted).is_ok_and(|deleted| deleted == count) => {}
            Ok(deleted) => warn!(count, deleted, "another worker has taken over jobs that this one has done"),
            Err::<_, store::Error>(problem) => {
                error!(%problem, "finished jobs could not be deleted; they will be done again");
            }
        }
    }

    pub(super) async fn prolong(&self) {
        if self.in_hand().is_empty() {
            return;
        }
        let id = self.id;
        let kept = self
            .store
            .note("job: keep", move |transaction| Box::pin(async move { transaction.keep_jobs(id).await }));
        if let Err::<_, store::Error>(problem) = kept.await {
            error!(%problem, "jobs in hand could not be prolonged; another worker may take them");
        }
    }

    /// A job that failed is tried again later; one of an unknown kind, or that failed too often, waits for a person. One
    /// whose key is away is not to blame: it goes on by itself when the token is back, however long that takes.
    pub(super) async fn put_off(&self, mut job: Job, problem: &anyhow::Error) -> Result<(), store::Error> {
        if is_away(problem) || waits_for_store_or_clock(problem) {
            job.attempts = job.attempts.min(ATTEMPTS_WHILE_AWAY);
        }
        let problem = format!("{problem:#}");
        self.store
            .transaction("job: put off", move |transaction| {
                Box::pin(async move {
                    if job.known_kind().is_none() || job.attempts >= ATTEMPTS {
                        return transaction.park_job(&job, &problem).await;
                    }
                    transaction.retry_job(&job, &problem).await.map(|_| ())
                })
            })
            .await
    }
}

/// Whether the cause is a store that takes nothing in, or a clock that is not believed: jobs wait for both as they wait for a token.
fn waits_for_store_or_clock(problem: &anyhow::Error) -> bool {
    let waits = |error: &store::Error| error.is_not_writable() || matches!(error, store::Error::Clock(_));
    problem
        .chain()
        .any(|cause| cause.is::<Uncertain>() || cause.downcast_ref::<store::Error>().is_some_and(waits))
}
