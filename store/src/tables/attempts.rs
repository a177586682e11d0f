//! What was tried in vain lately, counted for all processes together.
//!
//! A limit is decided by the statement that counts ([`DoorStore::count_attempt`]): no two that race pass it together,
//! whichever processes they are in. A row begins and ends with a span of the clock (an hour, a day), so a clock that is
//! wrong counts in rows of its own; the worker deletes what is over.
//!
//! A count is not worth a flush: a process that dies loses none, a power cut the last ones.

use pki_types::clock::FUTURE_SECONDS;
use pki_types::encoding::hex_array;
use pki_types::hash::hmac_sha256;
use pki_types::{Sha256Digest, UnixTime};

use crate::engine::sql::{row, sql};
use crate::{AttemptKind, DoorStore, Error, RequestLimit, Transaction};

/// The fact under which the key of the subjects stands, 64 hexadecimal digits.
const KEY: &str = "attempts-key";
/// Rows that are kept, a few dozen megabytes. Where more come within a minute those with the fewest attempts go first: who
/// has many addresses begins anew, and nobody fills the disk.
const MOST: i64 = 200_000;

/// Whether a subject may try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempts {
    /// It has attempts left.
    Left,
    /// It has none left.
    UsedUp {
        /// From then on it has.
        until: UnixTime,
    },
}

impl Attempts {
    fn left(left: bool, span: &Span) -> Self {
        if left { Self::Left } else { Self::UsedUp { until: span.ends_at } }
    }
}

/// A span of the clock: the hour or the day of an instant.
struct Span {
    begins_at: UnixTime,
    ends_at: UnixTime,
}

impl Span {
    fn of(now: UnixTime, seconds: u32) -> Self {
        let seconds = i64::from(seconds.max(1));
        let begins_at = UnixTime::from_seconds(now.seconds().div_euclid(seconds) * seconds);
        Self { begins_at, ends_at: begins_at.plus(seconds) }
    }
}

struct Counted {
    count: i64,
}
row!(Counted { count });

/// The row in which a subject's attempts of one span are counted.
struct Row {
    subject: Sha256Digest,
    span: Span,
    attempts: Attempts,
}

impl DoorStore {
    /// Whether this subject has attempts left at `now`: one read of a primary key. It decides nothing by itself, because
    /// others may count meanwhile.
    pub async fn attempts_left(
        &self,
        kind: AttemptKind,
        subject: &[u8],
        limit: RequestLimit,
        now: UnixTime,
    ) -> Result<Attempts, Error> {
        Ok(self.attempts_row(kind, subject, limit, now).await?.attempts)
    }

    /// Counts an attempt of this subject in the span of `now`, unless it has none left: one statement, which waits for no
    /// flush. Of any number that race, in all processes, exactly [`RequestLimit::at_most`] are counted.
    ///
    /// # Errors
    /// As for [`Store::transaction`](crate::Store::transaction): what could not be counted must not be answered.
    pub async fn count_attempt(
        &self,
        kind: AttemptKind,
        subject: &[u8],
        limit: RequestLimit,
        now: UnixTime,
    ) -> Result<Attempts, Error> {
        // 1. Whoever is over the limit costs a read, and keeps nobody waiting who writes.
        let Row { subject, span, attempts } = self.attempts_row(kind, subject, limit, now).await?;
        if attempts != Attempts::Left {
            return Ok(attempts);
        }
        // 2. The statement decides.
        let (begins_at, ends_at, most) = (span.begins_at, span.ends_at, i64::from(limit.at_most));
        let counted = self.store().note("door: attempt", move |unit| {
            Box::pin(async move {
                let count = sql("INSERT INTO attempts (kind, subject, begins_at, ends_at, count) \
                     VALUES ($1, $2, $3, $4, 1) ON CONFLICT (kind, subject, begins_at) \
                     DO UPDATE SET count = attempts.count + 1 WHERE attempts.count < $5 RETURNING count");
                let count = count.with(&kind).with(&subject).with(&begins_at).with(&ends_at).with(&most);
                unit.optional::<Counted>(count).await
            })
        });
        Ok(Attempts::left(counted.await?.is_some(), &span))
    }

    /// One read of a primary key.
    async fn attempts_row(
        &self,
        kind: AttemptKind,
        subject: &[u8],
        limit: RequestLimit,
        now: UnixTime,
    ) -> Result<Row, Error> {
        let (subject, span) =
            (self.attempts_subject(kind, subject).await?, Span::of(now, limit.within_seconds));
        let select = sql("SELECT count FROM attempts WHERE kind = $1 AND subject = $2 AND begins_at = $3");
        let counted: Option<Counted> =
            self.optional(select.with(&kind).with(&subject).with(&span.begins_at)).await?;
        let count = counted.map_or(0, |counted| counted.count);
        let attempts = Attempts::left(count < i64::from(limit.at_most), &span);
        Ok(Row { subject, span, attempts })
    }

    /// The subject as it stands in a row: nobody reads an address in one, and only who has the whole store can look for
    /// one by trying them all, as long as its row lives.
    async fn attempts_subject(&self, kind: AttemptKind, subject: &[u8]) -> Result<Sha256Digest, Error> {
        let key = self.attempts_key().get_or_try_init(|| self.read_attempts_key()).await?;
        Ok(hmac_sha256(key, &[kind.as_str().as_bytes(), b"\0", subject]))
    }

    async fn read_attempts_key(&self) -> Result<[u8; 32], Error> {
        let fact = self.meta(KEY).await?.ok_or(Error::Missing { what: "the key of attempts" })?;
        let damaged = |_| Error::Damaged { column: KEY.to_owned(), problem: "is no key".to_owned() };
        hex_array(&fact).map_err(damaged)
    }
}

impl Transaction {
    /// Deletes the attempts whose span is over or lies in the future, and what is more than the table may hold.
    pub async fn forget_attempts(&mut self) -> Result<u64, Error> {
        let now = self.now();
        // Another process's clock may show a little less.
        let (over, ahead) = (now.minus(FUTURE_SECONDS), now.plus(FUTURE_SECONDS));
        let forget = sql("DELETE FROM attempts WHERE ends_at <= $1 OR begins_at > $2");
        let forgotten = self.execute(forget.with(&over).with(&ahead)).await?;
        let rows: Counted = self.one(sql("SELECT count(*) AS count FROM attempts")).await?;
        if rows.count <= MOST {
            return Ok(forgotten);
        }
        let fewest = sql("DELETE FROM attempts WHERE (kind, subject, begins_at) IN \
             (SELECT kind, subject, begins_at FROM attempts ORDER BY count LIMIT $1)");
        Ok(forgotten + self.execute(fewest.with(&(rows.count - MOST))).await?)
    }
}
