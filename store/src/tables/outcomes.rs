//! How sessions ended: one outcome a session, the first one.

use pki_types::UnixTime;
use words::{Leaf, SessionId, SessionState};

use crate::doors::changes::Change;
use crate::engine::sql::{Row, row, sql};
use crate::{Error, Reads, Transaction};

/// An outcome.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The session.
    pub session: SessionId,
    /// One of the final states.
    pub state: SessionState,
    /// A slug: what went wrong; none if nothing did.
    pub problem: Option<String>,
    /// ECDSA as DER; of a completed session alone.
    pub signature: Option<Vec<u8>>,
    /// The signature's algorithm; of a completed session alone.
    pub algorithm: Option<String>,
    /// Compact JWS, typ `sign-receipt+jwt`; of a completed session alone.
    pub receipt: Option<String>,
    /// From when on the relying party may ask the person again; none if the end says nothing about it.
    pub retry_at: Option<UnixTime>,
    /// When it was committed.
    pub created_at: UnixTime,
}
row!(Outcome { session, state, problem, signature, algorithm, receipt, retry_at, created_at });

impl Outcome {
    /// Reads it from a join whose columns are named `outcome_…`.
    pub(crate) fn from_joined_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            session: row.column("outcome_session")?,
            state: row.column("outcome_state")?,
            problem: row.column("outcome_problem")?,
            signature: row.column("outcome_signature")?,
            algorithm: row.column("outcome_algorithm")?,
            receipt: row.column("outcome_receipt")?,
            retry_at: row.column("outcome_retry_at")?,
            created_at: row.column("outcome_created_at")?,
        })
    }
}

impl Reads {
    /// The outcome of this session.
    pub async fn outcome(&self, session: &SessionId) -> Result<Option<Outcome>, Error> {
        self.optional(sql("SELECT * FROM outcomes WHERE session = $1").with(session)).await
    }
}

impl Transaction {
    /// Ends a session and appends the leaf; tells whether it did: not if the session has ended before, and then the
    /// first outcome stays and no leaf is appended. A crash before the commit leaves the session open and its job to
    /// be done again; after it the answer is released and nothing else ever is.
    pub async fn insert_outcome(&mut self, outcome: &Outcome, leaf: &Leaf) -> Result<bool, Error> {
        let insert = sql(
            "INSERT INTO outcomes (session, state, problem, signature, algorithm, receipt, retry_at, created_at) \
                          VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        );
        let insert = insert
            .with(&outcome.session)
            .with(&outcome.state)
            .with(&outcome.problem)
            .with(&outcome.signature)
            .with(&outcome.algorithm)
            .with(&outcome.receipt)
            .with(&outcome.retry_at)
            .with(&outcome.created_at);
        let inserted = self.inserted(insert).await?;
        if inserted {
            self.append_leaf(leaf).await?;
            self.changed(Change::Session(outcome.session));
        }
        Ok(inserted)
    }
}
