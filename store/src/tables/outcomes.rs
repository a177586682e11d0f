//! How sessions ended: one outcome a session, the first one.

use pki_types::{Sha256Digest, UnixTime, sha256};
use words::leaf::{self, Leaf};
use words::{SessionId, SessionState};

use crate::doors::changes::Change;
use crate::engine::sql::{Row, row, scalar, sql};
use crate::{Error, Reads, Transaction};

/// What a person signed in one session, in the order of what was asked: ECDSA as DER each; none for a document that the person
/// struck out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatures(pub Vec<Option<Vec<u8>>>);

/// NULL of DER, in the place of a signature that was not made.
const NOT_SIGNED: &[u8] = &[5, 0];

// One behind the other: DER says itself where it ends.
scalar!(
    Signatures as Vec<u8>,
    |signatures| signatures.0.iter().flat_map(|one| one.as_deref().unwrap_or(NOT_SIGNED)).copied().collect(),
    |raw| {
        let (mut rest, mut signatures) = (raw.as_slice(), Vec::new());
        while let [tag, length @ ..0x80, ..] = rest {
            let (one, after) =
                rest.split_at_checked(2 + usize::from(*length)).ok_or("ends within a signature")?;
            signatures.push((*tag != NOT_SIGNED[0]).then(|| one.to_vec()));
            rest = after;
        }
        if rest.is_empty() { Ok(Self(signatures)) } else { Err("is no list of signatures".to_owned()) }
    }
);

/// An outcome.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The session.
    pub session: SessionId,
    /// One of the final states.
    pub state: SessionState,
    /// A slug: what went wrong; none if nothing did.
    pub problem: Option<String>,
    /// Of a completed session alone.
    pub signatures: Option<Signatures>,
    /// The signatures' algorithm; of a completed session alone.
    pub algorithm: Option<String>,
    /// Compact JWS, typ `sign-receipt+jwt`; of a completed session alone.
    pub receipt: Option<String>,
    /// From when on the relying party may ask the person again; none if the end says nothing about it.
    pub retry_at: Option<UnixTime>,
    /// When it was committed.
    pub created_at: UnixTime,
}
row!(Outcome { session, state, problem, signatures, algorithm, receipt, retry_at, created_at });

impl Outcome {
    /// Its leaf; `answered` is the digest of the statement that the phone answered, where this came of an answer or a refusal.
    #[must_use]
    pub fn leaf(&self, answered: Option<Sha256Digest>) -> Leaf {
        Leaf::Outcome(leaf::Outcome {
            session: self.session.to_string(),
            state: self.state.as_str().to_owned(),
            problem: self.problem.clone(),
            statement_sha256: answered,
            receipt_sha256: self.receipt.as_ref().map(|receipt| sha256(receipt.as_bytes())),
            at: self.created_at,
        })
    }

    /// Reads it from a join whose columns are named `outcome_…`.
    pub(crate) fn from_joined_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            session: row.column("outcome_session")?,
            state: row.column("outcome_state")?,
            problem: row.column("outcome_problem")?,
            signatures: row.column("outcome_signatures")?,
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
            "INSERT INTO outcomes (session, state, problem, signatures, algorithm, receipt, retry_at, created_at) \
                          VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        );
        let insert = insert
            .with(&outcome.session)
            .with(&outcome.state)
            .with(&outcome.problem)
            .with(&outcome.signatures)
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
