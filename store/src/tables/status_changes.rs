//! Which serials changed their status, in the order of the commits: what an index in memory follows.
//!
//! Triggers write the rows, in the transaction that changes a status, so no statement can forget one. They are read by
//! [`StatusFeed`](crate::StatusFeed), which says how.

use crate::engine::sql::sql;
use crate::{Error, Transaction};

impl Transaction {
    /// Deletes all changes but the newest hundred thousand: who has not looked for longer reads everything anew.
    pub async fn forget_status_changes(&mut self) -> Result<u64, Error> {
        let forget = sql("DELETE FROM status_changes WHERE number < \
             (SELECT number FROM status_changes ORDER BY number DESC LIMIT 1 OFFSET 100000)");
        self.execute(forget).await
    }

    /// Deletes all changes of a store that was restored: another server numbered them, and nobody follows it yet.
    pub(crate) async fn forget_foreign_status_changes(&mut self) -> Result<(), Error> {
        self.execute(sql("DELETE FROM status_changes")).await.map(|_| ())
    }
}
