//! The audit log's places: which leaf stands where in the Merkle tree, and the newest checkpoint.
//!
//! Leaves get their places after their commit, from the queue that a trigger fills in the transaction that writes them:
//! a leaf that commits late is still in the queue, whatever its number. What a crash leaves behind: before the commit of
//! a sequencing the queue as it was; after it places that no checkpoint covers yet, which the next one does.

use pki_types::{Sha256Digest, UnixTime};

use crate::engine::sql::{row, sql};
use crate::{Error, Lock, Reads, Transaction};

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place, from 0.
    pub position: i64,
    /// The leaf's bytes.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, as it was stored with them.
    pub sha256: Sha256Digest,
}
row!(LogEntry { position, bytes, sha256 });

/// The newest checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogCheckpoint {
    /// How many entries it covers.
    pub size: i64,
    /// The roots of the full subtrees of which the size consists, the largest first, 32 octets each.
    pub frontier: Vec<u8>,
    /// The signed note.
    pub note: String,
    /// When it was stored.
    pub created_at: UnixTime,
}
row!(LogCheckpoint { size, frontier, note, created_at });

struct Size {
    size: i64,
}
row!(Size { size });

struct Oldest {
    oldest: Option<UnixTime>,
}
row!(Oldest { oldest });

impl Reads {
    /// How many leaves have a place.
    pub async fn log_size(&self) -> Result<i64, Error> {
        let select = sql("SELECT coalesce(max(position) + 1, 0) AS size FROM log_entries");
        Ok(self.one::<Size>(select).await?.size)
    }

    /// The entries from this place on, in order, at most `limit`.
    pub async fn log_entries(&self, from: i64, limit: u32) -> Result<Vec<LogEntry>, Error> {
        let select = sql("SELECT position, bytes, sha256 FROM log_entries JOIN leaves ON id = leaf \
                          WHERE position >= $1 ORDER BY position LIMIT $2");
        self.all(select.with(&from).with(&limit)).await
    }

    /// The newest checkpoint; none in a log that never had one.
    pub async fn log_checkpoint(&self) -> Result<Option<LogCheckpoint>, Error> {
        self.optional(sql("SELECT * FROM log_checkpoint WHERE one = 1")).await
    }

    /// When the oldest leaf was written that has no place yet; none if all have.
    pub async fn oldest_leaf_without_place(&self) -> Result<Option<UnixTime>, Error> {
        let select = sql("SELECT min(created_at) AS oldest FROM leaves \
                          WHERE id = (SELECT min(leaf) FROM leaf_queue)");
        Ok(self.one::<Oldest>(select).await?.oldest)
    }
}

impl Transaction {
    /// Gives the next places to leaves of the queue, at most `limit`, the lowest numbers first; gives how many.
    pub async fn sequence_leaves(&mut self, limit: u32) -> Result<u64, Error> {
        self.lock(Lock::Log).await?;
        let first = self.log_size().await?;
        let place = sql("INSERT INTO log_entries (position, leaf) \
             SELECT $1 - 1 + row_number() OVER (ORDER BY leaf), leaf \
             FROM (SELECT leaf FROM leaf_queue ORDER BY leaf LIMIT $2) AS next");
        let placed = self.execute(place.with(&first).with(&limit)).await?;
        let remove = sql("DELETE FROM leaf_queue WHERE leaf IN \
                          (SELECT leaf FROM log_entries WHERE position >= $1)");
        let removed = self.execute(remove.with(&first)).await?;
        if removed != placed {
            return Err(Error::MovedOn { what: "the queue of leaves", condition: "as it was read" });
        }
        Ok(placed)
    }

    /// Replaces the checkpoint that covers `old` entries (0: none) by one of `size`; see [`LogCheckpoint`].
    ///
    /// # Errors
    /// [`Error::MovedOn`] if the newest checkpoint is another one: somebody else continued the log.
    pub async fn replace_log_checkpoint(
        &mut self,
        old: i64,
        size: i64,
        frontier: &[u8],
        note: &str,
    ) -> Result<(), Error> {
        let insert = sql("INSERT INTO log_checkpoint (one, size, frontier, note, created_at) \
             VALUES (1, $2, $3, $4, $5) ON CONFLICT (one) DO UPDATE \
             SET size = excluded.size, frontier = excluded.frontier, note = excluded.note, \
             created_at = excluded.created_at WHERE log_checkpoint.size = $1");
        let now = self.now();
        let insert = insert.with(&old).with(&size).with_bytes(frontier).with_text(note).with(&now);
        self.exactly_one("the checkpoint", "the one that was continued", insert).await
    }
}
