//! Work for the worker.
//!
//! A job is added in the transaction that makes it necessary, and deleted when it is done, so a crash between its
//! effects and its deletion has it done again: jobs read again what they are about, and find it done.
//!
//! Several workers share the jobs: each takes some for a few seconds, and prolongs what it has in hand. A worker that
//! was stopped for longer has lost them, and what it then says about them does not count: each taking has a number
//! ([`Job::lease`]). What the job itself writes is guarded by the conditions of its own statements.

use futures_util::FutureExt as _;
use pki_types::UnixTime;
use words::WorkerId;

use crate::doors::changes::Change;
use crate::engine::sql::{insert, inserts, row, sql};
use crate::{Error, IssuerId, JobKind, Reads, Store, Transaction};

/// Octets of a problem that are kept.
pub const MAX_PROBLEM: usize = 500;
/// How long a job is a worker's that says nothing more about it, in seconds.
pub const JOB_LEASE_SECONDS: i64 = 5;
/// Jobs in one statement.
const BATCH: usize = 16;
/// The longest pause between two attempts, in seconds.
const LONGEST_PAUSE: i64 = 300;

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Given by the store.
    pub id: i64,
    /// A [`JobKind`], or one that a later program knows: see [`Job::known_kind`].
    pub kind: String,
    /// What it is about.
    pub subject: Vec<u8>,
    /// Not before then.
    pub due_at: UnixTime,
    /// How often it was taken: the number of the present taking.
    pub lease: i64,
    /// Failures so far.
    pub attempts: u32,
    /// When it was given up; none while it is to be tried.
    pub parked_at: Option<UnixTime>,
    /// The last failure.
    pub problem: Option<String>,
    /// When it was added.
    pub created_at: UnixTime,
}
row!(Job { id, kind, subject, due_at, lease, attempts, parked_at, problem, created_at });

impl Job {
    /// Its kind, if this program knows it; a job of another kind is to be parked.
    #[must_use]
    pub fn known_kind(&self) -> Option<JobKind> {
        self.kind.parse().ok()
    }
}

/// The subject of a job that publishes a revocation list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CrlShard {
    /// Who signs the list.
    pub issuer: IssuerId,
    /// Which range of serials, from 0.
    pub shard: u32,
}

impl CrlShard {
    /// Issuer in 8 octets, shard in 4, big-endian.
    #[must_use]
    pub fn to_subject(self) -> Vec<u8> {
        [self.issuer.0.to_be_bytes().as_slice(), self.shard.to_be_bytes().as_slice()].concat()
    }

    /// The shard in the subject of a job; none if it has another form.
    #[must_use]
    pub fn from_slice(subject: &[u8]) -> Option<Self> {
        let (issuer, shard) = subject.split_first_chunk::<8>()?;
        let shard = u32::from_be_bytes(shard.try_into().ok()?);
        Some(Self { issuer: IssuerId(i64::from_be_bytes(*issuer)), shard })
    }
}

struct Due {
    due_at: Option<UnixTime>,
}
row!(Due { due_at });

impl Reads {
    /// Jobs that are due, also those that a worker has in hand, the most overdue first, at most `limit`.
    pub async fn due_jobs(&self, now: UnixTime, limit: u32) -> Result<Vec<Job>, Error> {
        let select = sql("SELECT * FROM jobs WHERE parked_at IS NULL AND due_at <= $1 \
                          ORDER BY due_at, id LIMIT $2");
        self.all(select.with(&now).with(&limit)).await
    }

    /// When the next job that is not parked is due, be it past or future.
    pub async fn next_job_due_at(&self) -> Result<Option<UnixTime>, Error> {
        let select = sql("SELECT min(due_at) AS due_at FROM jobs WHERE parked_at IS NULL");
        Ok(self.one::<Due>(select).await?.due_at)
    }

    /// Jobs that were given up, oldest first.
    pub async fn parked_jobs(&self) -> Result<Vec<Job>, Error> {
        self.all(sql("SELECT * FROM jobs WHERE parked_at IS NOT NULL ORDER BY id")).await
    }

    /// All jobs of a kind that are not done, parked ones too, oldest first.
    pub async fn jobs_of(&self, kind: JobKind) -> Result<Vec<Job>, Error> {
        self.all(sql("SELECT * FROM jobs WHERE kind = $1 ORDER BY id").with(&kind)).await
    }

    /// All jobs about this subject, oldest first.
    pub async fn jobs_about(&self, kind: JobKind, subject: &[u8]) -> Result<Vec<Job>, Error> {
        let select = sql("SELECT * FROM jobs WHERE kind = $1 AND subject = $2 ORDER BY id");
        self.all(select.with(&kind).with_bytes(subject)).await
    }
}

impl Store {
    /// Takes jobs for a worker; see [`Transaction::take_jobs`]. Should the taking be lost in a crash, it is as if it had
    /// not been, so it is not waited for until it is durable.
    pub async fn take_jobs(&self, worker: WorkerId, limit: u32) -> Result<Vec<Job>, Error> {
        self.note("job: take", move |transaction| {
            async move { transaction.take_jobs(worker, limit).await }.boxed()
        })
        .await
    }
}

/// What one unit adds at once, and seldom more.
const INSERTS: &[&str] = inserts!(
    "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) VALUES ";
    "($1, $2, $3, 0, $4)"
    "($5, $6, $7, 0, $8)"
    "($9, $10, $11, 0, $12)"
    "($13, $14, $15, 0, $16)";
    ""
);

impl Transaction {
    /// Adds a job that is due then.
    ///
    /// Two equal jobs may be there: the second was added because something changed while the first was perhaps
    /// under way.
    pub async fn enqueue_at(&mut self, kind: JobKind, subject: &[u8], due_at: UnixTime) -> Result<(), Error> {
        let now = self.now();
        self.later(insert(INSERTS).with(&kind).with_bytes(subject).with(&due_at).with(&now)).await;
        self.changed(Change::Job);
        Ok(())
    }

    /// Adds a job that is due now, unless one of its kind about the same waits already; one that was given up is taken up
    /// again instead.
    pub async fn enqueue_once(&mut self, kind: JobKind, subject: &[u8]) -> Result<(), Error> {
        let resume = sql("UPDATE jobs SET parked_at = NULL, attempts = 0, due_at = $1 \
             WHERE kind = $2 AND subject = $3 AND parked_at IS NOT NULL");
        let now = self.now();
        if self.execute(resume.with(&now).with(&kind).with_bytes(subject)).await? > 0 {
            self.changed(Change::Job);
        } else if self.jobs_about(kind, subject).await?.is_empty() {
            self.enqueue(kind, subject).await?;
        }
        Ok(())
    }

    /// Takes jobs that are due and nobody's, at most `limit`, the most overdue first.
    pub async fn take_jobs(&mut self, worker: WorkerId, limit: u32) -> Result<Vec<Job>, Error> {
        let now = self.now();
        let claim = sql(self.claim_statement().await);
        let claim = claim.with(&now).with(&limit).with(&worker).with(&now.plus(JOB_LEASE_SECONDS));
        let mut jobs: Vec<Job> = self.all(claim).await?;
        jobs.sort_by_key(|job| (job.due_at, job.id));
        Ok(jobs)
    }

    /// Prolongs the leases of everything that a worker has in hand; gives how many there are.
    pub async fn keep_jobs(&mut self, worker: WorkerId) -> Result<u64, Error> {
        let update =
            sql("UPDATE jobs SET leased_until = $2 WHERE leased_by = $1 AND leased_until IS NOT NULL");
        let until = self.now().plus(JOB_LEASE_SECONDS);
        self.execute(update.with(&worker).with(&until)).await
    }

    /// Deletes jobs that are done; gives how many: those that another worker has taken since are not among them.
    pub async fn finish_jobs(&mut self, jobs: &[Job]) -> Result<u64, Error> {
        let mut finished = 0;
        for jobs in jobs.chunks(BATCH) {
            let mut delete = sql(
                "DELETE FROM jobs WHERE (id, lease) IN (VALUES ($1, $2), ($3, $4), ($5, $6), \
                 ($7, $8), ($9, $10), ($11, $12), ($13, $14), ($15, $16), ($17, $18), ($19, $20), ($21, $22), \
                 ($23, $24), ($25, $26), ($27, $28), ($29, $30), ($31, $32))",
            );
            for place in 0..BATCH {
                // No job has the number 0.
                let (id, lease) = jobs.get(place).map_or((0, 0), |job| (job.id, job.lease));
                delete = delete.with(&id).with(&lease);
            }
            finished += self.execute(delete).await?;
        }
        Ok(finished)
    }

    /// Puts a job that failed off: for 1 s, then 2, 4, … up to five minutes; gives when it is due next.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if another worker has taken it since.
    pub async fn retry_job(&mut self, job: &Job, problem: &str) -> Result<UnixTime, Error> {
        let pause = 1_i64.checked_shl(job.attempts.min(16)).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
        let due_at = self.now().plus(pause);
        let update =
            sql("UPDATE jobs SET due_at = $3, attempts = attempts + 1, problem = $4, leased_until = NULL \
                          WHERE id = $1 AND lease = $2");
        let update = update.with(&job.id).with(&job.lease).with(&due_at).with_text(shortened(problem));
        self.exactly_one("the job", "in the hands of this worker", update).await?;
        self.changed(Change::Job);
        Ok(due_at)
    }

    /// Takes every job that was given up up again, as if it had never failed; gives how many there were.
    pub async fn resume_parked_jobs(&mut self) -> Result<u64, Error> {
        let update =
            sql("UPDATE jobs SET parked_at = NULL, attempts = 0, due_at = $1 WHERE parked_at IS NOT NULL");
        let now = self.now();
        let resumed = self.execute(update.with(&now)).await?;
        if resumed > 0 {
            self.changed(Change::Job);
        }
        Ok(resumed)
    }

    /// Gives a job up until a person looks at it.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if another worker has taken it since.
    pub async fn park_job(&mut self, job: &Job, problem: &str) -> Result<(), Error> {
        let update = sql("UPDATE jobs SET parked_at = $3, problem = $4, leased_until = NULL \
                          WHERE id = $1 AND lease = $2");
        let now = self.now();
        let update = update.with(&job.id).with(&job.lease).with(&now).with_text(shortened(problem));
        self.exactly_one("the job", "in the hands of this worker", update).await
    }
}

fn shortened(problem: &str) -> &str {
    &problem[..problem.floor_char_boundary(MAX_PROBLEM)]
}
