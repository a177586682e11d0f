//! One unit of work: what is written together or not at all.

use std::ops::Deref;
use std::sync::Arc;

use pki_types::{Clock, Uncertain, UnixTime};
use tokio::sync::Mutex;
use words::Leaf;

use crate::doors::changes::Change;
use crate::engine::sql::Query;
use crate::engine::unit_connection::UnitConnection;
use crate::reads::Reads;
use crate::tables::intents::IntentReceipt;
use crate::{Error, JobKind};

/// The only thing that can write. [`Store::transaction`](crate::Store::transaction) lends it to a closure, one
/// closure at a time; the writes, one method each, are in the files of the tables.
///
/// It must not be used to wait for anything but itself: no key operation, no network.
pub struct Transaction {
    connection: Arc<Mutex<UnitConnection>>,
    reads: Reads,
    now: UnixTime,
    /// Why the clock is not believed, if it is not: then nothing may be dated that others will read.
    doubt: Option<Uncertain>,
    changes: Vec<Change>,
    receipts: Vec<IntentReceipt>,
}

impl Transaction {
    pub(crate) fn new(connection: Arc<Mutex<UnitConnection>>, clock: &dyn Clock) -> Self {
        let reads = Reads::from_unit(Arc::clone(&connection));
        let (now, doubt) = moment(clock);
        Self { connection, reads, now, doubt, changes: Vec::new(), receipts: Vec::new() }
    }

    /// When this unit began, by the store's clock: the `created_at` of what it writes.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        self.now
    }

    /// What follows is a unit that begins now.
    pub(crate) fn begin_now(&mut self, clock: &dyn Clock) {
        (self.now, self.doubt) = moment(clock);
    }

    /// Dates what follows by this moment, for what a restore does again as the log says that it was done; gives the moment from
    /// before.
    pub fn date_by(&mut self, moment: UnixTime) -> UnixTime {
        std::mem::replace(&mut self.now, moment)
    }

    /// When this unit began, for what is given to others and cannot be taken back.
    ///
    /// # Errors
    /// [`Error::Clock`] if the clock was not believed when it began.
    pub(crate) fn certain_now(&self) -> Result<UnixTime, Error> {
        match &self.doubt {
            None => Ok(self.now),
            Some(doubt) => Err(doubt.clone().into()),
        }
    }

    pub(crate) fn connection(&self) -> Arc<Mutex<UnitConnection>> {
        Arc::clone(&self.connection)
    }

    /// Runs a statement; gives the number of rows that it changed.
    pub(crate) async fn execute(&mut self, statement: Query) -> Result<u64, Error> {
        Ok(self.connection.lock().await.run(statement).await?.changed)
    }

    /// Has a write whose result nobody needs wait for the next statement of the unit, or for its end.
    pub(crate) async fn later(&mut self, statement: Query) {
        self.connection.lock().await.later(statement, None);
    }

    /// Has a write that must change exactly one row wait for the next statement of the unit, or for its end; that gives
    /// `otherwise` if it does not, and the unit is not kept.
    pub(crate) async fn one_row_later(&mut self, statement: Query, otherwise: Error) {
        self.connection.lock().await.later(statement, Some(otherwise));
    }

    /// Does what waits: only then may the unit be kept.
    pub(crate) async fn finish(&mut self) -> Result<(), Error> {
        self.connection.lock().await.finish().await
    }

    /// Runs an insert that skips what is there already; tells whether it inserted.
    pub(crate) async fn inserted(&mut self, statement: Query) -> Result<bool, Error> {
        Ok(self.execute(statement).await? == 1)
    }

    /// Runs an insert that skips what is there already, and refuses if it was.
    pub(crate) async fn insert_new(&mut self, what: &'static str, statement: Query) -> Result<(), Error> {
        if self.inserted(statement).await? { Ok(()) } else { Err(Error::Exists { what }) }
    }

    /// Runs an update that must hit exactly one row.
    pub(crate) async fn exactly_one(
        &mut self,
        what: &'static str,
        condition: &'static str,
        statement: Query,
    ) -> Result<(), Error> {
        match self.execute(statement).await? {
            1 => Ok(()),
            _ => Err(Error::MovedOn { what, condition }),
        }
    }

    /// The end of every change of a certificate's status: where there was one, the log has its leaf, and everybody is told after the
    /// commit. Gives back whether there was.
    pub(crate) async fn status_changed(&mut self, has_changed: bool, leaf: &Leaf) -> Result<bool, Error> {
        if has_changed {
            self.changed(Change::Status);
            self.append_leaf(leaf).await?;
        }
        Ok(has_changed)
    }

    /// Tells everybody after the commit.
    pub(crate) fn changed(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Gives a receipt to the caller after the commit.
    pub(crate) fn receipt(&mut self, receipt: IntentReceipt) {
        self.receipts.push(receipt);
    }

    pub(crate) fn take_receipts(&mut self) -> Vec<IntentReceipt> {
        std::mem::take(&mut self.receipts)
    }

    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Adds work for the worker, due now.
    pub async fn enqueue(&mut self, kind: JobKind, subject: &[u8]) -> Result<(), Error> {
        self.enqueue_at(kind, subject, self.now).await
    }
}

/// What the clock shows, and why that is not believed, if it is not.
fn moment(clock: &dyn Clock) -> (UnixTime, Option<Uncertain>) {
    match clock.certain() {
        Ok(now) => (now, None),
        Err(doubt) => (clock.now(), Some(doubt)),
    }
}

impl Deref for Transaction {
    type Target = Reads;
    fn deref(&self) -> &Reads {
        &self.reads
    }
}
