//! The worker: jobs that doors wrote become decisions of the cores.
//!
//! A job says what is to be looked at, never what is to be done: the core reads its subject again, so a job may run
//! twice, also in two processes, and a crash at any line only makes it run again. Several workers share the jobs: each
//! takes some for a few seconds and prolongs what it has in hand.
//!
//! **Start reading** at [`Worker::run`]. `jobs.rs` says what is done about a job of each kind, `notes.rs` what is written down of how it went,
//! `rounds.rs` what is done without a job, again and again, and `time.rs` when nothing may be dated.

mod jobs;
mod notes;
mod rounds;
mod time;

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::anyhow;
use ca_core::Authority;
use consent_core::Consent;
use futures_util::FutureExt as _;
use pki_types::{Clock, Random, UnixTime};
use store::{Change, Job, Store};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, broadcast, mpsc};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tracing::{error, warn};
use words::WorkerId;

/// How many jobs run at the same time: enough to fill a group commit.
const AT_ONCE: usize = 64;
/// How often the worker looks by itself: for jobs, should nothing have woken it, and for sessions whose time is over.
const LOOK: Duration = Duration::from_millis(500);
/// How often lists that are about to lapse, and what dead workers left behind, are looked for.
const ROUND: Duration = Duration::from_secs(60);

/// The cores and the table of jobs.
pub struct Worker {
    store: Store,
    authority: Arc<Authority>,
    consent: Arc<Consent>,
    clock: Arc<dyn Clock>,
    id: WorkerId,
    in_hand: Mutex<HashSet<i64>>,
    ended: Notify,
    /// The latest time that the clock has shown, here or where the last leaf was written.
    latest: Mutex<Option<UnixTime>>,
}

impl Worker {
    /// A worker of this store and these cores.
    pub fn new(
        store: Store,
        authority: Arc<Authority>,
        consent: Arc<Consent>,
        clock: Arc<dyn Clock>,
        random: &dyn Random,
    ) -> Arc<Self> {
        let (id, in_hand, ended) = (WorkerId::draw(random), Mutex::default(), Notify::new());
        Arc::new(Self { store, authority, consent, clock, id, in_hand, ended, latest: Mutex::default() })
    }

    /// Works until `stop`, then lets the jobs in hand finish.
    pub async fn run(self: Arc<Self>, stop: http_kit::Stop) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let (done, finished) = mpsc::unbounded_channel();
        let notes = tokio::spawn(self.clone().take_notes(finished));
        let mut changes = self.store.changes();
        let mut round = tokio::time::interval(ROUND);
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut ending = JoinSet::new();
        self.resume_parked().await;
        self.remember_the_last_leaf().await;
        loop {
            let may_date = self.time_is_certain().await;
            let more = may_date && self.start_jobs(&places, &done).await;
            tokio::select! {
                biased;
                () = stop.requested() => break,
                _ = round.tick(), if may_date => {
                    if self.time_is_certain().await {
                        self.make_round().await;
                    }
                }
                _ = look.tick() => {
                    while ending.try_join_next().is_some() {}
                    if ending.is_empty() && self.time_is_certain().await {
                        ending.spawn(self.clone().end_overdue_sessions());
                    }
                }
                () = self.ended.notified(), if more => {}
                () = a_job_came(&mut changes) => {}
            }
        }
        let all = u32::try_from(AT_ONCE).expect("the number of places is small");
        let _finished = places.acquire_many(all).await;
        ending.join_all().await;
        drop(done);
        if let Err(failure) = notes.await {
            error!(%failure, "the worker's notes did not end well");
        }
    }

    /// Jobs that were given up get another chance at each start: whoever starts the worker may have mended the cause.
    async fn resume_parked(&self) {
        let resumed = self.store.transaction("jobs: resumed", |transaction| {
            Box::pin(async move { transaction.resume_parked_jobs().await })
        });
        match resumed.await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "jobs that were given up are tried again"),
            Err::<_, store::Error>(problem) => {
                error!(%problem, "jobs that were given up stay so until the next start");
            }
        }
    }

    /// Takes as many due jobs as there are places; tells whether there may be more.
    async fn start_jobs(
        self: &Arc<Self>,
        places: &Arc<Semaphore>,
        done: &mpsc::UnboundedSender<Job>,
    ) -> bool {
        let free = places.available_permits();
        let Some(most) = u32::try_from(free).ok().filter(|free| *free > 0) else { return true };
        let jobs = match self.store.take_jobs(self.id, most).await {
            Ok(jobs) => jobs,
            Err(problem) => {
                error!(%problem, "the worker cannot take jobs");
                return false;
            }
        };
        let more = jobs.len() == free;
        for job in jobs {
            // A job that was not prolonged in time may come a second time while the first is still at it.
            if !self.in_hand().insert(job.id) {
                continue;
            }
            let Ok(place) = places.clone().try_acquire_owned() else { return true };
            let (hold, done) =
                (InHand { worker: self.clone(), id: job.id, place: Some(place) }, done.clone());
            tokio::spawn(async move { hold.worker.finish(job, &done).await });
        }
        more
    }

    /// Does one job and notes what came of it. A crash before the note has the job done again; one that panics has failed.
    async fn finish(&self, job: Job, done: &mpsc::UnboundedSender<Job>) {
        let performed = AssertUnwindSafe(self.perform(&job)).catch_unwind().await;
        let Err(problem) =
            performed.unwrap_or_else(|_panic| Err(anyhow!("a fault of this program ended it")))
        else {
            return done.send(job).expect("the notes are taken until the last job has ended");
        };
        warn!(job = job.id, kind = job.kind, attempts = job.attempts, problem = %format!("{problem:#}"), "a job failed");
        if let Err(problem) = self.put_off(job, &problem).await {
            error!(%problem, "what came of a job could not be noted; it will be done again");
        }
    }

    fn latest(&self) -> MutexGuard<'_, Option<UnixTime>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn in_hand(&self) -> MutexGuard<'_, HashSet<i64>> {
        // The set is whole after every line that holds the lock.
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job that this worker has in hand, and its place, both given back however it ends.
struct InHand {
    worker: Arc<Worker>,
    id: i64,
    place: Option<OwnedSemaphorePermit>,
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.worker.in_hand().remove(&self.id);
        drop(self.place.take());
        self.worker.ended.notify_one();
    }
}

/// Waits for a change that may be work; most are replies and sessions, and taking jobs is a write.
async fn a_job_came(changes: &mut broadcast::Receiver<Change>) {
    while let Ok(change) = changes.recv().await {
        if change == Change::Job {
            break;
        }
    }
    // One look is enough for all that has come by now; who fell behind looks too.
    while changes.try_recv().is_ok() {}
}
