//! The worker's loop: jobs that doors wrote become decisions of the cores.
//!
//! A job says what is to be looked at, never what is to be done: the core reads its subject again, so a job may run
//! twice, also in two processes, and a crash at any line only makes it run again. Several workers share the jobs: each
//! takes some for a few seconds and prolongs what it has in hand.

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use ca_core::Authority;
use consent_core::Consent;
use futures_util::FutureExt as _;
use pki_types::{Clock, Random, Sha256Digest, UnixTime};
use store::{Change, CrlShard, Job, JobKind, Store};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, broadcast, mpsc};
use tracing::{error, warn};
use words::leaf::{self, CLOCKS_DIFFER};
use words::{DeviceId, Leaf, SessionId, WorkerId};

use crate::roles::keys::waits_for_keys;

/// How many jobs run at the same time: enough to fill a group commit.
const AT_ONCE: usize = 64;
/// How often the table is read when nothing wakes the worker.
const SAFETY_NET: Duration = Duration::from_millis(500);
/// How often the jobs in hand are prolonged: well within [`store::JOB_LEASE_SECONDS`].
const PROLONG: Duration = Duration::from_secs(1);
/// How often lists that are about to lapse, and what dead workers left behind, are looked for.
const ROUND: Duration = Duration::from_secs(60);
/// One worker makes the rounds; another one does when it has not for this long, in seconds.
const ROUND_LEASE_SECONDS: i64 = 90;
/// Finished jobs that are deleted in one commit.
const DELETED_AT_ONCE: usize = 64;
/// After so many failures (about an hour of them) a job waits for a person.
const ATTEMPTS: u32 = 20;
/// While a token is away, a job is tried again every four seconds at least: so long it may wait after the token is back.
const ATTEMPTS_WHILE_AWAY: u32 = 2;

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
        self.resume_parked().await;
        self.remember_the_last_leaf().await;
        loop {
            let may_date = self.time_is_certain().await;
            let more = may_date && self.start_jobs(&places, &done).await;
            tokio::select! {
                biased;
                () = stop.requested() => break,
                _ = round.tick(), if may_date => self.make_round().await,
                () = self.ended.notified(), if more => {}
                () = a_job_came(&mut changes) => {}
                () = tokio::time::sleep(SAFETY_NET) => {}
            }
        }
        let all = u32::try_from(AT_ONCE).expect("the number of places is small");
        let _finished = places.acquire_many(all).await;
        drop(done);
        if let Err(failure) = notes.await {
            error!(%failure, "the worker's notes did not end well");
        }
    }

    /// Where an earlier run left off: if its clock ran ahead, the log says so.
    async fn remember_the_last_leaf(&self) {
        match self.store.last_leaf_at().await {
            Ok(last) => *self.latest() = last,
            Err(problem) => {
                error!(%problem, "it is not known whether the clock went back since the last run")
            }
        }
    }

    /// Whether anything may be dated now. A clock that has gone back is written down first, and what waited for a time that
    /// it had shown waits no longer.
    async fn time_is_certain(&self) -> bool {
        let Ok(now) = self.clock.certain() else { return false };
        let before = { self.latest().unwrap_or(now) };
        if before.since(now) > CLOCKS_DIFFER && !self.bring_back(Some(before)).await {
            return false;
        }
        *self.latest() = Some(now);
        true
    }

    /// Puts right what a clock that ran ahead has left; `was` is the latest that it had shown, where it was this one.
    async fn bring_back(&self, was: Option<UnixTime>) -> bool {
        let brought = self.store.transaction("clock: brought back", move |transaction| {
            Box::pin(async move {
                let brought = transaction.bring_back().await?;
                if let Some(was) = was {
                    let leaf = Leaf::Clock(leaf::Clock { was, at: transaction.now() });
                    transaction.append_leaf(&leaf).await?;
                }
                Ok(brought)
            })
        });
        match brought.await {
            Ok(brought) => {
                if let Some(was) = was {
                    warn!(%was, "the clock went back: what was dated until then was dated wrongly");
                }
                if brought.is_any() {
                    warn!(?brought, "what waited for a time from the future waits no longer");
                }
                true
            }
            Err::<_, store::Error>(problem) => {
                error!(%problem, "what a clock that ran ahead has left cannot be put right");
                false
            }
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

    /// Deletes finished jobs, many in one commit, and prolongs those in hand. Nobody waits for either, and what a power
    /// cut undoes of it costs time alone.
    async fn take_notes(self: Arc<Self>, mut finished: mpsc::UnboundedReceiver<Job>) {
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

    async fn delete(&self, jobs: Vec<Job>) {
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

    async fn prolong(&self) {
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
    async fn put_off(&self, mut job: Job, problem: &anyhow::Error) -> Result<(), store::Error> {
        if waits_for_keys(problem) || store_cannot_write(problem) {
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

    async fn perform(&self, job: &Job) -> Result<()> {
        let kind = job.known_kind().context("this program does not know the kind of the job")?;
        match kind {
            JobKind::Act => self.authority.perform_act(&hash(job)?).await?,
            JobKind::Enrolment => self.authority.enrol(&hash(job)?).await?,
            JobKind::SignerRequest => self.authority.issue_signer(&hash(job)?).await?,
            JobKind::SuspendDevice => self.authority.suspend_device(&device(job)?).await?,
            JobKind::RevokeDevice => self.authority.revoke_device(&device(job)?).await?,
            JobKind::Crl => {
                let shard = CrlShard::from_slice(&job.subject).context("the subject is no shard")?;
                self.authority.publish_crl(shard).await?;
            }
            JobKind::State => self.consent.state(session(job)?).await?,
            JobKind::Expire => self.consent.expire(session(job)?).await?,
            JobKind::Cancel => self.consent.cancel(session(job)?).await?,
            JobKind::Shown => self.consent.shown(hash(job)?).await?,
            JobKind::Unlock => self.consent.unlock(hash(job)?).await?,
            JobKind::Answer => self.consent.complete(hash(job)?).await?,
            JobKind::Refusal => self.consent.refuse(hash(job)?).await?,
        }
        Ok(())
    }

    /// Orders the lists that are about to lapse, gives up what dead workers left half-issued, ends acts that nobody confirmed in
    /// time, and deletes what was only counted for a while; one worker does it. What
    /// another process's clock has dated ahead is brought back by all of them.
    async fn make_round(&self) {
        self.bring_back(None).await;
        match self.order_lists().await {
            Ok(true) => {}
            Ok(false) => return,
            Err(problem) => {
                return error!(problem = %format!("{problem:#}"), "revocation lists could not be ordered");
            }
        }
        if let Err(problem) = self.authority.recover_others().await {
            error!(%problem, "open issuances of other workers cannot be put right");
        }
        if let Err(problem) = self.authority.end_overdue_acts().await {
            error!(%problem, "acts that nobody confirmed in time could not be ended");
        }
        self.forget_attempts().await;
    }

    /// Deletes the counts of what was tried in vain whose hour or day is over.
    async fn forget_attempts(&self) {
        let forgotten = self.store.note("worker: attempts", |transaction| {
            Box::pin(async move { transaction.forget_attempts().await })
        });
        if let Err::<_, store::Error>(problem) = forgotten.await {
            error!(%problem, "counts of attempts whose time is over could not be deleted");
        }
    }

    /// Tells whether this worker makes the round.
    async fn order_lists(&self) -> Result<bool> {
        let due = self.authority.crls_due().await?;
        let id = self.id;
        let ordered = self.store.transaction("worker: round", move |transaction| {
            Box::pin(async move {
                if transaction.take_lease("round", id, ROUND_LEASE_SECONDS).await?.is_none() {
                    return Ok(false);
                }
                for shard in due {
                    let subject = shard.to_subject();
                    transaction.enqueue_once(JobKind::Crl, &subject).await?;
                }
                Ok::<_, store::Error>(true)
            })
        });
        Ok(ordered.await?)
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

/// Whether the cause is a store that takes nothing in: jobs wait for it as they wait for a token.
fn store_cannot_write(problem: &anyhow::Error) -> bool {
    problem
        .chain()
        .any(|cause| cause.downcast_ref::<store::Error>().is_some_and(store::Error::is_not_writable))
}

fn hash(job: &Job) -> Result<Sha256Digest> {
    Ok(Sha256Digest(job.subject.as_slice().try_into().context("the subject is no SHA-256 digest")?))
}

fn session(job: &Job) -> Result<SessionId> {
    SessionId::from_slice(&job.subject).context("the subject is no session")
}

fn device(job: &Job) -> Result<DeviceId> {
    DeviceId::from_slice(&job.subject).context("the subject is no device")
}
