//! Work for the worker.
//!
//! A job is added in the transaction that makes it necessary, and deleted when it is done, so a crash between its
//! effects and its deletion has it done again: jobs read again what they are about, and find it done.

use pki_types::UnixTime;

use crate::changes::Change;
use crate::sql::{row, sql};
use crate::{Error, IssuerId, JobKind, Reads, Transaction};

/// Octets of a problem that are kept.
pub const MAX_PROBLEM: usize = 500;
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
    /// Failures so far.
    pub attempts: u32,
    /// When it was given up; none while it is to be tried.
    pub parked_at: Option<UnixTime>,
    /// The last failure.
    pub problem: Option<String>,
    /// When it was added.
    pub created_at: UnixTime,
}
row!(Job { id, kind, subject, due_at, attempts, parked_at, problem, created_at });

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
    pub fn from_subject(subject: &[u8]) -> Option<Self> {
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
    /// Jobs that are due, the most overdue first, at most `limit`.
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

    /// All jobs about this subject, oldest first.
    pub async fn jobs_about(&self, kind: JobKind, subject: &[u8]) -> Result<Vec<Job>, Error> {
        let select = sql("SELECT * FROM jobs WHERE kind = $1 AND subject = $2 ORDER BY id");
        self.all(select.with(&kind).with_bytes(subject)).await
    }
}

impl Transaction {
    /// Adds a job that is due then.
    ///
    /// Two equal jobs may be there: the second was added because something changed while the first was perhaps
    /// under way.
    pub async fn enqueue_at(&mut self, kind: JobKind, subject: &[u8], due_at: UnixTime) -> Result<(), Error> {
        let insert = sql("INSERT INTO jobs (kind, subject, due_at, attempts, created_at) \
                          VALUES ($1, $2, $3, 0, $4)");
        let now = self.now();
        self.execute(insert.with(&kind).with_bytes(subject).with(&due_at).with(&now)).await?;
        self.changed(Change::Job);
        Ok(())
    }

    /// Deletes a job that is done; tells whether it was there.
    pub async fn finish_job(&mut self, id: i64) -> Result<bool, Error> {
        Ok(self.execute(sql("DELETE FROM jobs WHERE id = $1").with(&id)).await? == 1)
    }

    /// Puts a job that failed off: for 1 s, then 2, 4, … up to five minutes; gives when it is due next.
    pub async fn retry_job(&mut self, job: &Job, problem: &str) -> Result<UnixTime, Error> {
        let pause = 1_i64.checked_shl(job.attempts.min(16)).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
        let due_at = self.now().plus(pause);
        let update = sql("UPDATE jobs SET due_at = $2, problem = $3, attempts = $4 WHERE id = $1");
        let update = update.with(&job.id).with(&due_at).with_text(shortened(problem));
        self.execute(update.with(&job.attempts.saturating_add(1))).await?;
        self.changed(Change::Job);
        Ok(due_at)
    }

    /// Gives a job up until a person looks at it.
    pub async fn park_job(&mut self, id: i64, problem: &str) -> Result<(), Error> {
        let update = sql("UPDATE jobs SET parked_at = $2, problem = $3 WHERE id = $1");
        let now = self.now();
        self.execute(update.with(&id).with(&now).with_text(shortened(problem))).await.map(|_| ())
    }
}

fn shortened(problem: &str) -> &str {
    &problem[..problem.floor_char_boundary(MAX_PROBLEM)]
}
