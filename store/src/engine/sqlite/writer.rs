//! Group commit on SQLite: the one task that owns the one connection that may write.
//!
//! ```text
//!   BEGIN IMMEDIATE
//!     SAVEPOINT unit · first unit · RELEASE (or ROLLBACK TO, if it fails: that unit alone)
//!     … every unit that has queued meanwhile, at most 64 …
//!   COMMIT                     one flush for all of them
//!   tell those who wait        only now does any unit's caller get its result
//! ```
//!
//! It has a thread of its own, where units run and commits wait for the disk.
//!
//! There is no timer: what queues while a commit is being flushed goes into the next one, so a lone unit commits at
//! once and a crowd shares the flush.
//!
//! What a crash leaves behind: before COMMIT has returned nothing of the batch, or, if the flush had reached the
//! disk, all of it, and in both cases nobody was told; after COMMIT all of it, for ever.

use std::sync::Arc;
use std::time::Instant;

use pki_types::Clock;
use tokio::sync::{Mutex, Notify, mpsc};

use crate::Error;
use crate::counts::Counts;
use crate::doors::changes::Wakes;
use crate::engine::Connection;
use crate::engine::sql::sql;
use crate::engine::sqlite::connection::SqliteFile;
use crate::engine::sqlite::file_lock::WriterLock;
use crate::engine::unit::{Submission, Work, fail_points};
use crate::engine::unit_connection::UnitConnection;
use crate::transaction::Transaction;

/// Units in one commit: beyond this the flush is no longer what costs, and the first should not wait for the last.
const BATCH: usize = 64;

/// What the writer task owns.
pub(crate) struct Writer {
    pub(crate) file: SqliteFile,
    pub(crate) connection: Arc<Mutex<UnitConnection>>,
    pub(crate) transaction: Transaction,
    pub(crate) queue: mpsc::Receiver<Submission>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) wakes: Arc<Wakes>,
    pub(crate) counts: Counts,
    pub(crate) stop: Arc<Notify>,
    /// Whether commits are flushed to the disk.
    pub(crate) flushes: bool,
    /// None beside the process that has it.
    pub(crate) _lock: Option<WriterLock>,
    /// The folder of a store that is only for this process, deleted at the end.
    pub(crate) _folder: Option<tempfile::TempDir>,
}

/// A unit that ran in the batch.
struct Ran {
    label: &'static str,
    work: Box<dyn Work>,
    kept: bool,
}

impl Writer {
    /// Commits what comes until the store is closed or every handle of it is gone; what has queued by then is
    /// committed too. Then it closes the connection, which moves the log into the database, and gives up the lock.
    pub(crate) async fn run(mut self) {
        let stop = Arc::clone(&self.stop);
        loop {
            tokio::select! {
                biased;
                () = stop.notified() => self.queue.close(),
                unit = self.queue.recv() => match unit {
                    Some(first) => self.batch(first).await,
                    None => break,
                },
            }
        }
        let Self { connection, transaction, _lock, _folder, .. } = self;
        drop(transaction);
        let connection = Arc::into_inner(connection).map(|connection| connection.into_inner().connection);
        if let Some(Connection::Sqlite(connection)) = connection
            && let Err(refusal) = connection.close()
        {
            tracing::warn!(%refusal, "the store was not closed cleanly; the next start recovers it");
        }
    }

    /// Runs and commits the first unit, with everything that queues meanwhile.
    async fn batch(&mut self, first: Submission) {
        if first.durable || !self.queue.is_empty() {
            return self.commit_batch(first, BATCH, true).await;
        }
        // A note alone: it is not worth a flush. The next commit that is flushed takes it along.
        if !self.flushes {
            return self.commit_batch(first, 1, false).await;
        }
        if let Err(refusal) = self.statement("PRAGMA synchronous = NORMAL").await {
            tracing::warn!(%refusal, "a note is flushed");
        }
        self.commit_batch(first, 1, false).await;
        if let Err(refusal) = self.statement("PRAGMA synchronous = FULL").await {
            tracing::error!(%refusal, "the store's writer connects anew");
            self.connect_anew().await;
        }
    }

    async fn commit_batch(&mut self, first: Submission, most: usize, flushed: bool) {
        // A crash here: nothing of the batch was stored, nobody was told.
        if let Err(refusal) = self.statement("BEGIN IMMEDIATE").await {
            let label = first.label;
            first.work.settle(Err(Error::Commit { label, source: Arc::new(refusal) }));
            return self.mend().await;
        }
        let mut ran = Vec::new();
        let mut next = Some(first);
        let mut failure = None;
        while let Some(Submission { label, mut work, .. }) = next.take() {
            let kept = self.unit(&mut work).await;
            ran.push(Ran { label, work, kept: *kept.as_ref().unwrap_or(&false) });
            if let Err(refusal) = kept {
                failure = Some(refusal);
                break;
            }
            if ran.len() < most {
                next = self.queue.try_recv().ok();
            }
        }
        let committed = match failure {
            Some(refusal) => Err(refusal),
            None => {
                let kept = ran.iter().filter(|unit| unit.kept).map(|unit| unit.label).collect::<Vec<_>>();
                self.commit(&kept, flushed).await
            }
        };
        let changes = self.transaction.take_changes();
        match committed {
            Ok(()) => self.wakes.publish(&changes),
            Err(_) => self.mend().await,
        }
        let committed = committed.map_err(Arc::new);
        for unit in ran {
            let label = unit.label;
            unit.work.settle(committed.clone().map_err(|source| Error::Commit { label, source }));
        }
    }

    /// Runs one unit in its savepoint. An error is about the batch, not about the unit: the engine has undone the
    /// transaction by itself (disk full, out of memory), so nobody's savepoint is left.
    async fn unit(&mut self, work: &mut Box<dyn Work>) -> Result<bool, Error> {
        {
            let mut connection = self.connection.lock().await;
            connection.frame(sql("SAVEPOINT unit"));
            drop(connection.take_refusal());
        }
        self.transaction.begin_now(&*self.clock);
        let earlier = self.transaction.take_changes();
        let keep = work.run(&mut self.transaction).await;
        let mut own = self.transaction.take_changes();
        let receipts = self.transaction.take_receipts();
        self.connection.lock().await.check_frames()?;
        if keep {
            work.keep(receipts);
        } else {
            own.clear();
            let refusal = {
                let mut connection = self.connection.lock().await;
                connection.forget();
                connection.take_refusal()
            };
            self.statement("ROLLBACK TO unit").await.map_err(|problem| refusal.unwrap_or(problem))?;
        }
        self.connection.lock().await.frame(sql("RELEASE unit"));
        for change in earlier.into_iter().chain(own) {
            self.transaction.changed(change);
        }
        Ok(keep)
    }

    /// Commits the units of these labels.
    async fn commit(&mut self, kept: &[&'static str], flushed: bool) -> Result<(), Error> {
        if kept.is_empty() {
            // Nothing to keep: no flush.
            return self.statement("ROLLBACK").await;
        }
        fail_points("before", kept)?;
        // A crash in this line: all of the batch or nothing of it; in both cases nobody was told.
        let began = Instant::now();
        self.statement("COMMIT").await.inspect_err(|_| self.counts.refused())?;
        // A crash from here on: everything is stored; those who were not told find it when they ask again.
        self.counts.committed(began.elapsed(), flushed);
        fail_points("after", kept)
    }

    async fn statement(&mut self, text: &'static str) -> Result<(), Error> {
        self.transaction.execute(sql(text)).await.map(|_| ())
    }

    /// Makes the connection fit for the next batch after a failure: ends the transaction if there still is one, and
    /// connects anew if even that fails. Nothing is lost by it: what was not committed was promised to nobody.
    async fn mend(&mut self) {
        self.connection.lock().await.forget_all();
        if self.statement("ROLLBACK").await.is_ok() {
            return;
        }
        // None was open, if one can be opened.
        if self.statement("BEGIN").await.is_ok() && self.statement("ROLLBACK").await.is_ok() {
            return;
        }
        self.connect_anew().await;
    }

    async fn connect_anew(&mut self) {
        match self.file.open() {
            Ok(connection) => {
                let statements = self.counts.statements.clone();
                *self.connection.lock().await =
                    UnitConnection::new(Connection::Sqlite(connection), statements);
            }
            Err(refusal) => tracing::error!(%refusal, "the store's writer cannot connect again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use pki_types::SystemClock;

    use super::*;
    use crate::Store;

    const LABEL: &str = "test";

    async fn pragma(store: &Store, text: &'static str) -> Result<(), Error> {
        store
            .transaction(LABEL, move |transaction| {
                Box::pin(async move { transaction.execute(sql(text)).await.map(|_| ()) })
            })
            .await
    }

    async fn write(store: &Store) -> Result<(), Error> {
        store
            .transaction(LABEL, |transaction| {
                Box::pin(async move {
                    let large = "x".repeat(64 * 1024);
                    transaction.set_meta("large", &large).await?;
                    transaction.set_meta("larger", &large).await
                })
            })
            .await
    }

    #[tokio::test]
    async fn a_full_database_refuses_in_words_and_goes_on_when_there_is_room() {
        let store = Store::in_memory(Arc::new(SystemClock)).await.unwrap();
        pragma(&store, "PRAGMA max_page_count = 1").await.unwrap();
        let refusal = write(&store).await.unwrap_err();
        assert!(refusal.is_not_writable() && refusal.is_passing(), "{refusal}");
        assert_eq!(store.meta("large").await.unwrap(), None, "reads go on");
        pragma(&store, "PRAGMA max_page_count = 100000").await.unwrap();
        write(&store).await.unwrap();
        assert!(store.meta("large").await.unwrap().is_some());
    }
}
