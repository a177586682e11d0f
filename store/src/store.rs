//! The store: opening it, and running units of work in it.

use std::ops::Deref;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use pki_types::Clock;
use tokio::sync::{broadcast, oneshot};

use crate::Error;
use crate::counts::Counts;
use crate::database::Database;
use crate::doors::changes::{Change, Wakes};
use crate::doors::door::DoorStore;
use crate::engine::postgres::PostgresUnits;
use crate::engine::sqlite::SqliteUnits;
use crate::engine::unit::{Submission, Unit, in_a_unit};
use crate::engine::{postgres, sqlite};
use crate::reads::Reads;
use crate::tables::intents::IntentReceipt;
use crate::transaction::Transaction;

/// Everything that must be remembered. Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    reads: Reads,
    units: Units,
    wakes: Arc<Wakes>,
    counts: Counts,
}

/// How units of work are run.
enum Units {
    /// By one writer, which commits together what has queued.
    Sqlite(SqliteUnits),
    /// Side by side, each on a connection of its own; the server groups the commits.
    Postgres(PostgresUnits),
}

impl Store {
    /// Opens the database.
    ///
    /// A SQLite file is created if it is not there, and its schema brought up to date. A PostgreSQL database must
    /// have been brought up to date by [`migrate`](Self::migrate), whose rights no serving process has.
    ///
    /// # Errors
    /// [`Error::InUse`] if another process writes to the SQLite file, [`Error::NewerSchema`] if a later program made
    /// it, [`Error::OlderSchema`] if a PostgreSQL database is to be migrated first, [`Error::Unsafe`] if it could
    /// lose what was acknowledged, [`Error::File`] and [`Error::Database`] if it cannot be opened.
    pub async fn open(database: impl Into<Database>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let (wakes, counts) = (Wakes::new(), Counts::new());
        let (reads, units) = match database.into() {
            Database::Sqlite(path) => {
                let (reads, units) = sqlite::open(&path, clock, wakes.clone(), counts.clone()).await?;
                (reads, Units::Sqlite(units))
            }
            Database::Postgres(options) => {
                let (reads, units) = postgres::open(&options, clock, wakes.clone(), counts.clone()).await?;
                (reads, Units::Postgres(units))
            }
        };
        Ok(Self { inner: Arc::new(Inner { reads, units, wakes, counts }) })
    }

    /// Opens the database of a country that may be running, for an operator's command that writes once: it takes nothing out
    /// of anybody's hand.
    ///
    /// # Errors
    /// As for [`open`](Self::open), but that another process writes is no reason; [`Error::OlderSchema`] also for a SQLite
    /// file that is in use.
    pub async fn open_beside(database: impl Into<Database>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        match database.into() {
            Database::Sqlite(path) => {
                let (wakes, counts) = (Wakes::new(), Counts::new());
                let (reads, units) = sqlite::open_beside(&path, clock, wakes.clone(), counts.clone()).await?;
                Ok(Self { inner: Arc::new(Inner { reads, units: Units::Sqlite(units), wakes, counts }) })
            }
            server => Self::open(server, clock).await,
        }
    }

    /// A store for one process and its tests: a SQLite file in a folder of its own, deleted when the last clone is
    /// gone, and not flushed. It behaves like any other store but for a power cut.
    ///
    /// # Errors
    /// [`Error::File`] if there is no place for temporary files.
    pub async fn in_memory(clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let (wakes, counts) = (Wakes::new(), Counts::new());
        let (reads, units) = sqlite::open_temporary(clock, wakes.clone(), counts.clone()).await?;
        Ok(Self { inner: Arc::new(Inner { reads, units: Units::Sqlite(units), wakes, counts }) })
    }

    /// Brings the schema of a database up to date, each migration in a transaction of its own.
    ///
    /// # Errors
    /// As for [`open`](Self::open); the rights to create tables may be missing.
    pub async fn migrate(database: &Database) -> Result<(), Error> {
        match database {
            Database::Sqlite(path) => sqlite::migrate(path).await,
            Database::Postgres(options) => postgres::migrate(options).await,
        }
    }

    /// Makes the roles `greatseal_api`, `greatseal_status`, `greatseal_time`, `greatseal_deliver` and `greatseal_work` on a PostgreSQL server and gives each
    /// the rights of its process in this database, and no other. To be called again after each migration. Tells what it could
    /// not take away.
    ///
    /// # Errors
    /// [`Error::Address`] for a SQLite file, which has no roles; the right to make roles may be missing.
    pub async fn grant_roles(database: &Database) -> Result<postgres::Granted, Error> {
        match database {
            Database::Sqlite(_) => {
                Err(Error::Address { problem: "a SQLite file has no roles: PostgreSQL has".to_owned() })
            }
            Database::Postgres(options) => postgres::grant_roles(options).await,
        }
    }

    /// Runs a unit of work and returns its result after the commit is durable.
    ///
    /// An error of `unit` undoes that unit alone, also where units share a commit (SQLite). A unit whose caller goes away
    /// runs all the same. `label` names the unit in errors and in the fail points `before:<label>` and `after:<label>`.
    ///
    /// A unit must not wait for anything but the transaction; a transaction inside it is refused.
    ///
    /// # Errors
    /// What `unit` returns; or, as `E`, [`Error::Commit`] (nothing was stored, as far as this process can know: read
    /// before trying again), [`Error::Panicked`], [`Error::Nested`], [`Error::Closed`].
    pub async fn transaction<T, E, F>(&self, label: &'static str, unit: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.transaction_with_intents(label, unit).await.map(|(result, _)| result)
    }

    /// Like [`transaction`](Self::transaction), and gives one receipt for each intent that the unit recorded, in
    /// that order: there is no other way to a receipt, and none before the commit.
    ///
    /// # Errors
    /// As for [`transaction`](Self::transaction).
    pub async fn transaction_with_intents<T, E, F>(
        &self,
        label: &'static str,
        unit: F,
    ) -> Result<(T, Vec<IntentReceipt>), E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.submit(label, true, unit).await
    }

    /// Runs a unit of which nothing is lost but time if a power cut undoes it: what was said about work, or asked for and not
    /// yet acknowledged, never what was decided. Its caller does not wait for the disk. It is committed in order with all
    /// others: whoever sees what a [`transaction`](Self::transaction) decided because of it knows that it is durable too.
    ///
    /// # Errors
    /// As for [`transaction`](Self::transaction).
    pub async fn note<T, E, F>(&self, label: &'static str, unit: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.submit(label, false, unit).await.map(|(result, _)| result)
    }

    /// Waits until every commit so far would survive a power cut, those of notes too.
    ///
    /// # Errors
    /// As for [`transaction`](Self::transaction).
    pub async fn flush(&self) -> Result<(), Error> {
        self.transaction("store: flush", |transaction| Box::pin(async move { transaction.touch().await }))
            .await
    }

    async fn submit<T, E, F>(
        &self,
        label: &'static str,
        durable: bool,
        unit: F,
    ) -> Result<(T, Vec<IntentReceipt>), E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        if in_a_unit() {
            return Err(Error::Nested { label }.into());
        }
        let (caller, result) = oneshot::channel();
        let work = Box::new(Unit { label, body: Some(unit), result: None, receipts: Vec::new(), caller });
        let unit = Submission { label, durable, work };
        match &self.inner.units {
            Units::Sqlite(units) => units.submit(unit).await?,
            Units::Postgres(units) => units.submit(unit)?,
        }
        result.await.map_err(|_| Error::Closed)?
    }

    /// Whether other processes may write to the same database.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self.inner.units, Units::Postgres(_))
    }

    /// Every change of every commit from now on; one that falls behind by 1,024 is told so and should look at
    /// everything.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.wakes.subscribe()
    }

    /// How often this process was told that statuses changed, also by others; before whoever changed them is told that it is done. A read
    /// that began after this number stood has seen all that it tells of.
    #[must_use]
    pub fn statuses_told(&self) -> u64 {
        self.inner.wakes.statuses_told()
    }

    /// The store as a door may use it.
    #[must_use]
    pub fn door(&self) -> DoorStore {
        DoorStore::new(self.clone())
    }

    /// Statements since the store was opened; what begins, ends or marks a transaction is one too.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.inner.counts.statements.get()
    }

    /// Commits since the store was opened.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.inner.counts.commits()
    }

    /// What is counted, for an operator's metrics.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.inner.counts.clone()
    }

    /// Closes the store for all its clones: commits what has queued, waits for the reads under way, and gives up its
    /// connections and its lock. Later transactions get [`Error::Closed`]. A store that is only dropped loses nothing either.
    pub async fn close(&self) {
        match &self.inner.units {
            Units::Sqlite(units) => {
                self.inner.reads.close().await;
                units.close().await;
            }
            Units::Postgres(units) => {
                units.close().await;
                self.inner.reads.close().await;
            }
        }
    }

    /// A connection that only reads and that nobody else uses; what is asked on it is not counted.
    pub(crate) async fn own_connection(&self) -> Result<Reads, Error> {
        match &self.inner.units {
            Units::Sqlite(units) => units.own_connection(),
            Units::Postgres(units) => units.own_connection().await,
        }
    }

    pub(crate) fn wakes(&self) -> &Arc<Wakes> {
        &self.inner.wakes
    }
}

impl Deref for Store {
    type Target = Reads;
    fn deref(&self) -> &Reads {
        &self.inner.reads
    }
}
