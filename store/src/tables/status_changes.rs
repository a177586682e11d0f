//! Which serials changed their status, in the order of the commits: what an index in memory follows.
//!
//! Triggers write the rows, in the transaction that changes a status, so no statement can forget one. They are read by
//! [`StatusFeed`](crate::StatusFeed), which says how.

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// The fact that says below which number changes were deleted.
const DELETED: &str = "status-changes-deleted-below";

struct Number {
    number: i64,
}
row!(Number { number });

impl Reads {
    /// Below which number changes were deleted; 0 where none were.
    pub(crate) async fn status_changes_deleted_below(&self) -> Result<i64, Error> {
        self.lost_number(DELETED).await
    }
}

impl Transaction {
    /// Deletes all changes but the newest hundred thousand: who has not looked for longer reads everything anew.
    pub async fn forget_status_changes(&mut self) -> Result<u64, Error> {
        let oldest =
            sql("SELECT number FROM status_changes ORDER BY number DESC LIMIT 1 OFFSET 100000");
        let Some(Number { number }) = self.optional(oldest).await? else { return Ok(0) };
        self.note_lost_number(DELETED, number).await?;
        self.execute(sql("DELETE FROM status_changes WHERE number < $1").with(&number)).await
    }

    /// Deletes all changes of a store that was restored: another server numbered them, and nobody follows it yet.
    pub(crate) async fn forget_foreign_status_changes(&mut self) -> Result<(), Error> {
        self.execute(sql("DELETE FROM status_changes")).await?;
        self.execute(sql("DELETE FROM meta WHERE name = $1").with_text(DELETED)).await.map(|_| ())
    }
}
