//! The audit log's entries, in the order of commits.
//!
//! Writes that must leave a trace take a [`Leaf`] as an argument, so that nobody can forget it.

use pki_types::{Sha256Digest, UnixTime, sha256};
use words::Leaf;

use crate::engine::sql::{insert, inserts, row, sql};
use crate::{Error, Reads, Transaction};

/// A leaf as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLeaf {
    /// Counts up in the order of commits; a unit that was undone may leave a gap.
    pub id: i64,
    /// What happened, a slug.
    pub kind: String,
    /// What the leaf says.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    pub sha256: Sha256Digest,
    /// When it was committed.
    pub created_at: UnixTime,
}
row!(StoredLeaf { id, kind, bytes, sha256, created_at });

struct Count {
    count: i64,
}
row!(Count { count });

impl Reads {
    /// Leaves above this number, in order, at most `limit`.
    pub async fn leaves_after(&self, id: i64, limit: u32) -> Result<Vec<StoredLeaf>, Error> {
        let select = sql("SELECT * FROM leaves WHERE id > $1 ORDER BY id LIMIT $2");
        self.all(select.with(&id).with(&limit)).await
    }

    /// Leaves that have no place in the log yet, the lowest numbers first, at most `limit`.
    pub async fn leaves_without_place(&self, limit: u32) -> Result<Vec<StoredLeaf>, Error> {
        let select = sql("SELECT leaves.* FROM leaf_queue JOIN leaves ON id = leaf ORDER BY leaf LIMIT $1");
        self.all(select.with(&limit)).await
    }

    /// How many leaves there are.
    pub async fn leaf_count(&self) -> Result<i64, Error> {
        Ok(self.one::<Count>(sql("SELECT count(*) AS count FROM leaves")).await?.count)
    }
}

/// Leaves are numbered in the order of the rows.
const INSERTS: &[&str] = inserts!(
    "INSERT INTO leaves (kind, bytes, sha256, created_at) VALUES ";
    "($1, $2, $3, $4)"
    "($5, $6, $7, $8)"
    "($9, $10, $11, $12)"
    "($13, $14, $15, $16)"
    "($17, $18, $19, $20)"
    "($21, $22, $23, $24)"
    "($25, $26, $27, $28)"
    "($29, $30, $31, $32)";
    ""
);

impl Transaction {
    /// Appends a leaf. Every effect has one, so nothing has an effect that is dated by a clock which is not believed.
    ///
    /// # Errors
    /// [`Error::Clock`].
    pub async fn append_leaf(&mut self, leaf: &Leaf) -> Result<(), Error> {
        let bytes = leaf.to_bytes();
        let now = self.certain_now()?;
        let insert =
            insert(INSERTS).with_text(leaf.kind()).with_bytes(&bytes).with(&sha256(&bytes)).with(&now);
        self.later(insert).await;
        Ok(())
    }
}
