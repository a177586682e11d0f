//! Acts that one officer may not do alone: asked for, confirmed by others, and ended once.
//!
//! A row says that an act waits, never that it may be done: whoever performs it verifies again what its officer and the
//! others signed.

use pki_types::{Sha256Digest, UnixTime};
use words::Leaf;
use words::act::Role;

use crate::doors::changes::Change;
use crate::engine::sql::{row, sql};
use crate::row_words::PendingOutcome;
use crate::{Error, Reads, Reply, Transaction};

/// An act that waits, or waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingAct {
    /// SHA-256 of the act.
    pub act_sha256: Sha256Digest,
    /// Who asks: an officer's identifier.
    pub officer: String,
    /// How many others must confirm.
    pub confirmations: u32,
    /// In which role.
    pub role: Role,
    /// The last second in which they may.
    pub expires_at: UnixTime,
    /// What became of it; none while it waits.
    pub outcome: Option<PendingOutcome>,
    /// When.
    pub ended_at: Option<UnixTime>,
    /// When it was asked for.
    pub created_at: UnixTime,
}
row!(PendingAct { act_sha256, officer, confirmations, role, expires_at, outcome, ended_at, created_at });

/// An act that waits, with its bytes: for those who are to confirm it.
#[derive(Clone, PartialEq, Eq)]
pub struct WaitingAct {
    /// SHA-256 of the act.
    pub act_sha256: Sha256Digest,
    /// Who asks: an officer's identifier.
    pub officer: String,
    /// How many more must confirm.
    pub missing: u32,
    /// In which role.
    pub role: Role,
    /// The last second in which they may.
    pub expires_at: UnixTime,
    /// When it was asked for.
    pub created_at: UnixTime,
    /// What the officer signed, a compact JWS.
    pub body: String,
}
row!(WaitingAct { act_sha256, officer, missing, role, expires_at, created_at, body });

/// A confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActConfirmation {
    /// SHA-256 of the act that was confirmed.
    pub act_sha256: Sha256Digest,
    /// Who confirmed: an officer's identifier.
    pub officer: String,
    /// SHA-256 of the signed act that confirms.
    pub confirmation_sha256: Sha256Digest,
    /// When.
    pub created_at: UnixTime,
}
row!(ActConfirmation { act_sha256, officer, confirmation_sha256, created_at });

/// What there is to say to the sender of an act.
#[derive(Clone, PartialEq, Eq)]
pub enum ActAnswer {
    /// The worker has decided.
    Replied(Reply),
    /// It waits for so many more confirmations.
    Waits {
        /// The act.
        act: PendingAct,
        /// How many more.
        missing: u32,
    },
}

struct Digest {
    act_sha256: Sha256Digest,
}
row!(Digest { act_sha256 });

struct Count {
    count: u32,
}
row!(Count { count });

impl Reads {
    /// The act that waits, or waited, with this hash.
    pub async fn pending_act(&self, act: &Sha256Digest) -> Result<Option<PendingAct>, Error> {
        self.optional(sql("SELECT * FROM pending_acts WHERE act_sha256 = $1").with(act)).await
    }

    /// Acts that wait and may still be confirmed, the one that ends first first, at most `limit`.
    pub async fn waiting_acts(&self, now: UnixTime, limit: u32) -> Result<Vec<WaitingAct>, Error> {
        let select = sql("SELECT p.act_sha256, p.officer, p.role, p.expires_at, p.created_at, a.body, \
             p.confirmations - (SELECT count(*) FROM act_confirmations c WHERE c.act_sha256 = p.act_sha256) AS missing \
             FROM pending_acts p JOIN acts a ON a.sha256 = p.act_sha256 \
             WHERE p.outcome IS NULL AND p.expires_at >= $1 ORDER BY p.expires_at, p.act_sha256 LIMIT $2");
        self.all(select.with(&now).with(&limit)).await
    }

    /// How many acts of this officer wait.
    pub async fn count_waiting_acts(&self, officer: &str) -> Result<u32, Error> {
        let select = sql("SELECT count(*) AS count FROM pending_acts WHERE officer = $1 AND outcome IS NULL");
        Ok(self.one::<Count>(select.with_text(officer)).await?.count)
    }

    /// Acts that wait and may not be confirmed any more, at most `limit`.
    pub async fn overdue_acts(&self, now: UnixTime, limit: u32) -> Result<Vec<Sha256Digest>, Error> {
        let select = sql("SELECT act_sha256 FROM pending_acts WHERE outcome IS NULL AND expires_at < $1 \
                          ORDER BY expires_at, act_sha256 LIMIT $2");
        let found: Vec<Digest> = self.all(select.with(&now).with(&limit)).await?;
        Ok(found.into_iter().map(|found| found.act_sha256).collect())
    }

    /// The confirmations of an act, in their order.
    pub async fn act_confirmations(&self, act: &Sha256Digest) -> Result<Vec<ActConfirmation>, Error> {
        let select =
            sql("SELECT * FROM act_confirmations WHERE act_sha256 = $1 ORDER BY created_at, officer");
        self.all(select.with(act)).await
    }

    /// What there is to say to the sender of an act; none while it is not decided whether it waits.
    pub async fn act_answer(&self, act: &Sha256Digest) -> Result<Option<ActAnswer>, Error> {
        if let Some(reply) = self.reply(act).await? {
            return Ok(Some(ActAnswer::Replied(reply)));
        }
        let Some(pending) = self.pending_act(act).await?.filter(|pending| pending.outcome.is_none()) else {
            return Ok(None);
        };
        let confirmed = self.act_confirmations(act).await?.len();
        let confirmed = u32::try_from(confirmed).unwrap_or(u32::MAX);
        let missing = pending.confirmations.saturating_sub(confirmed);
        Ok(Some(ActAnswer::Waits { act: pending, missing }))
    }
}

impl Transaction {
    /// Has an act wait, and tells those who wait for its answer.
    ///
    /// # Errors
    /// [`Error::Exists`] if it waits or waited already.
    pub async fn insert_pending_act(&mut self, act: &PendingAct, leaf: &Leaf) -> Result<(), Error> {
        let insert = sql("INSERT INTO pending_acts \
             (act_sha256, officer, confirmations, role, expires_at, outcome, ended_at, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&act.act_sha256)
            .with_text(&act.officer)
            .with(&act.confirmations)
            .with(&act.role)
            .with(&act.expires_at)
            .with(&act.outcome)
            .with(&act.ended_at)
            .with(&act.created_at);
        self.insert_new("the act that waits", insert).await?;
        self.append_leaf(leaf).await?;
        self.changed(Change::Reply(act.act_sha256));
        Ok(())
    }

    /// Adds a confirmation; tells whether this officer had not confirmed the act before.
    pub async fn insert_act_confirmation(
        &mut self,
        confirmation: &ActConfirmation,
        leaf: &Leaf,
    ) -> Result<bool, Error> {
        let insert =
            sql("INSERT INTO act_confirmations (act_sha256, officer, confirmation_sha256, created_at) \
                          VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&confirmation.act_sha256)
            .with_text(&confirmation.officer)
            .with(&confirmation.confirmation_sha256)
            .with(&confirmation.created_at);
        let new = self.inserted(insert).await?;
        if new {
            self.append_leaf(leaf).await?;
        }
        Ok(new)
    }

    /// Ends an act that waits; tells whether it waited until now. What ended it has its own leaf.
    pub async fn end_pending_act(
        &mut self,
        act: &Sha256Digest,
        outcome: PendingOutcome,
    ) -> Result<bool, Error> {
        let update = sql("UPDATE pending_acts SET outcome = $2, ended_at = $3 \
                          WHERE act_sha256 = $1 AND outcome IS NULL");
        let now = self.now();
        Ok(self.execute(update.with(act).with(&outcome).with(&now)).await? == 1)
    }

    /// Acts that wait, all of them: for a restore, which ends them.
    pub async fn all_waiting_acts(&self) -> Result<Vec<Sha256Digest>, Error> {
        let found: Vec<Digest> = self
            .all(sql("SELECT act_sha256 FROM pending_acts WHERE outcome IS NULL ORDER BY act_sha256"))
            .await?;
        Ok(found.into_iter().map(|found| found.act_sha256).collect())
    }
}
