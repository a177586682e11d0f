//! The worker's loop: jobs that doors wrote become decisions of the cores.
//!
//! A job says what is to be looked at, never what is to be done: the core reads its subject again, so a job may run
//! twice, also in two processes, and a crash at any line only makes it run again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use ca_core::Authority;
use consent_core::Consent;
use pki_types::{Clock, Sha256Digest};
use store::{CrlShard, DeviceId, Job, JobKind, SessionId, Store};
use tokio::sync::{Notify, Semaphore};
use tracing::{error, warn};

/// How many jobs run at the same time: enough to fill a group commit.
const AT_ONCE: usize = 64;
/// How many due jobs are read at once: those in hand and as many again.
const READ_AT_ONCE: u32 = 256;
/// How often the table is read when nothing wakes the worker.
const SAFETY_NET: Duration = Duration::from_millis(500);
/// How often lists that are about to lapse are looked for.
const CRL_ROUND: Duration = Duration::from_secs(60);
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
    in_hand: Mutex<HashSet<i64>>,
    ended: Notify,
}

impl Worker {
    /// A worker of this store and these cores.
    pub fn new(
        store: Store,
        authority: Arc<Authority>,
        consent: Arc<Consent>,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        Arc::new(Self { store, authority, consent, clock, in_hand: Mutex::default(), ended: Notify::new() })
    }

    /// Works until `stop`, then lets the jobs in hand finish.
    pub async fn run(self: Arc<Self>, stop: http_kit::Stop) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut changes = self.store.changes();
        let mut crl_round = tokio::time::interval(CRL_ROUND);
        loop {
            self.start_due_jobs(&places).await;
            tokio::select! {
                biased;
                () = stop.requested() => break,
                _ = crl_round.tick() => self.renew_revocation_lists().await,
                () = self.ended.notified() => {}
                _ = changes.recv() => while changes.try_recv().is_ok() {},
                () = tokio::time::sleep(SAFETY_NET) => {}
            }
        }
        let all = u32::try_from(AT_ONCE).expect("the number of places is small");
        let _finished = places.acquire_many(all).await;
    }

    /// Takes due jobs that are not in hand already, while there is a place.
    async fn start_due_jobs(self: &Arc<Self>, places: &Arc<Semaphore>) {
        let due = match self.store.due_jobs(self.clock.now(), READ_AT_ONCE).await {
            Ok(due) => due,
            Err(problem) => return error!(%problem, "the worker cannot read its jobs"),
        };
        for job in due {
            let Ok(place) = places.clone().try_acquire_owned() else { return };
            if !self.in_hand().insert(job.id) {
                continue;
            }
            let worker = self.clone();
            tokio::spawn(async move {
                let id = job.id;
                worker.finish(job).await;
                worker.in_hand().remove(&id);
                drop(place);
                worker.ended.notify_one();
            });
        }
    }

    /// Does one job and notes what came of it. A crash before the note has the job done again.
    async fn finish(&self, job: Job) {
        let noted = match self.perform(&job).await {
            Ok(()) => {
                self.store
                    .transaction("job: done", move |transaction| {
                        Box::pin(async move { transaction.finish_job(job.id).await.map(|_| ()) })
                    })
                    .await
            }
            Err(problem) => {
                warn!(job = job.id, kind = job.kind, attempts = job.attempts, problem = %format!("{problem:#}"), "a job failed");
                self.put_off(job, &problem).await
            }
        };
        if let Err(problem) = noted {
            error!(%problem, "what came of a job could not be noted; it will be done again");
        }
    }

    /// A job that failed is tried again later; one of an unknown kind, or that failed too often, waits for a person. One
    /// whose key is away is not to blame: it goes on by itself when the token is back, however long that takes.
    async fn put_off(&self, mut job: Job, problem: &anyhow::Error) -> Result<(), store::Error> {
        if key_is_away(problem) {
            job.attempts = job.attempts.min(ATTEMPTS_WHILE_AWAY);
        }
        let problem = format!("{problem:#}");
        self.store
            .transaction("job: put off", move |transaction| {
                Box::pin(async move {
                    if job.known_kind().is_none() || job.attempts >= ATTEMPTS {
                        return transaction.park_job(job.id, &problem).await;
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
                let shard = CrlShard::from_subject(&job.subject).context("the subject is no shard")?;
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

    async fn renew_revocation_lists(&self) {
        if let Err(problem) = self.authority.renew_crls().await {
            error!(%problem, "revocation lists could not be renewed");
        }
    }

    fn in_hand(&self) -> MutexGuard<'_, HashSet<i64>> {
        // The set is whole after every line that holds the lock.
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the cause is a token that is away.
fn key_is_away(problem: &anyhow::Error) -> bool {
    problem
        .chain()
        .any(|cause| cause.downcast_ref::<hsm_adapter::Error>().is_some_and(hsm_adapter::Error::is_away))
}

fn hash(job: &Job) -> Result<Sha256Digest> {
    Ok(Sha256Digest(job.subject.as_slice().try_into().context("the subject is no SHA-256 digest")?))
}

fn session(job: &Job) -> Result<SessionId> {
    SessionId::from_subject(&job.subject).context("the subject is no session")
}

fn device(job: &Job) -> Result<DeviceId> {
    DeviceId::from_subject(&job.subject).context("the subject is no device")
}
