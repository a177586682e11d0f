//! The worker's answers to what doors inserted, written in the transaction that has the effects.
//!
//! What a crash leaves behind: before the commit neither effects nor reply, and the job; after it both, so that a job
//! that is done again finds the reply and stops.

use pki_types::{Sha256Digest, UnixTime};
use words::problem::{self, ProblemType};

use crate::doors::changes::Change;
use crate::engine::sql::{FromRow, Row, sql};
use crate::{Error, Reads, Transaction};

/// A reply. No `Debug`: its body may be personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// SHA-256 of what was answered.
    pub request_sha256: Sha256Digest,
    /// What was decided.
    pub verdict: Verdict,
    /// JSON: what came of it; of a refusal, what is said of it beside what its kind says.
    pub body: String,
    /// When it was committed.
    pub created_at: UnixTime,
}

/// What was decided about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was done.
    Done,
    /// It counts, and what it is about waits for others.
    Waits,
    /// No, because of a problem of this kind.
    Refused(&'static ProblemType),
}

impl Verdict {
    /// The word and the slug as they are stored.
    const fn columns(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Done => ("done", None),
            Self::Waits => ("waits", None),
            Self::Refused(kind) => ("refused", Some(kind.slug)),
        }
    }

    fn from_columns(word: &str, slug: Option<&str>) -> Option<Self> {
        match (word, slug) {
            ("done", None) => Some(Self::Done),
            ("waits", None) => Some(Self::Waits),
            ("refused", Some(slug)) => problem::named(slug).map(Self::Refused),
            _ => None,
        }
    }
}

impl FromRow for Reply {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let (word, slug) = (row.column::<String>("verdict")?, row.column::<Option<String>>("problem")?);
        let verdict = Verdict::from_columns(&word, slug.as_deref()).ok_or_else(|| Error::Damaged {
            column: "verdict".to_owned(),
            problem: format!("is `{word}` with the problem {slug:?}, not a verdict that this program knows"),
        })?;
        Ok(Self {
            request_sha256: row.column("request_sha256")?,
            verdict,
            body: row.column("body")?,
            created_at: row.column("created_at")?,
        })
    }
}

impl Reads {
    /// The reply to the request with this hash.
    pub async fn reply(&self, request: &Sha256Digest) -> Result<Option<Reply>, Error> {
        self.optional(sql("SELECT * FROM replies WHERE request_sha256 = $1").with(request)).await
    }
}

impl Transaction {
    /// Adds a reply and wakes those who wait for it.
    ///
    /// # Errors
    /// [`Error::Exists`] if the request has one: the first stays, and the transaction should be given up.
    pub async fn insert_reply(&mut self, reply: &Reply) -> Result<(), Error> {
        let insert = sql("INSERT INTO replies (request_sha256, verdict, problem, body, created_at) \
                          VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
        let (word, slug) = reply.verdict.columns();
        let insert = insert
            .with(&reply.request_sha256)
            .with_text(word)
            .with(&slug.map(str::to_owned))
            .with_text(&reply.body)
            .with(&reply.created_at);
        self.one_row_later(insert, Error::Exists { what: "the reply" }).await;
        self.changed(Change::Reply(reply.request_sha256));
        Ok(())
    }
}
