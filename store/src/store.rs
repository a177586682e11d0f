//! The store: opening it, and running units of work in it.

use std::ops::Deref;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use pki_types::Clock;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::{Mutex, Notify, broadcast, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::Error;
use crate::changes::{Change, Wakes};
use crate::door::DoorStore;
use crate::intents::IntentReceipt;
use crate::lock::WriterLock;
use crate::migrate::migrate;
use crate::reads::Reads;
use crate::transaction::Transaction;
use crate::writer::{Submission, Unit, Writer, in_a_unit};

/// Read connections: each has a thread of its own, and reads are short.
const READERS: u32 = 4;
/// Units that may wait for the writer; further callers wait for a place.
const QUEUE: usize = 1024;
/// How long a statement waits for a lock of another process (a backup, at a checkpoint).
const BUSY: Duration = Duration::from_secs(5);

/// Everything that must be remembered. Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    reads: Reads,
    queue: mpsc::Sender<Submission>,
    wakes: Arc<Wakes>,
    commits: Arc<AtomicU64>,
    stop: Arc<Notify>,
    writer: std::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Store {
    /// Opens the SQLite file, creates it if it is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error::InUse`] if another process writes to it, [`Error::NewerSchema`] if a later program made it,
    /// [`Error::File`] and [`Error::Database`] if it cannot be opened.
    pub async fn open(path: impl AsRef<Path>, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let path = path.as_ref();
        let lock = WriterLock::take(path).await?;
        create_private(path)?;
        // FULL flushes the log at each commit; NORMAL would lose acknowledged rows at a power cut.
        Self::start(options(path).synchronous(SqliteSynchronous::Full), lock, None, clock).await
    }

    /// A store for one process and its tests: a file in a folder of its own, deleted when the last clone is gone,
    /// and not flushed. It behaves like any other store but for a power cut.
    ///
    /// # Errors
    /// [`Error::File`] if there is no place for temporary files.
    pub async fn in_memory(clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let folder = tempfile::Builder::new().prefix("signet-store-").tempdir().map_err(|source| {
            Error::File { path: std::env::temp_dir(), what: "given a temporary folder", source }
        })?;
        let path = folder.path().join("store.sqlite");
        let lock = WriterLock::take(&path).await?;
        create_private(&path)?;
        Self::start(options(&path).synchronous(SqliteSynchronous::Off), lock, Some(folder), clock).await
    }

    async fn start(
        options: SqliteConnectOptions,
        lock: WriterLock,
        folder: Option<tempfile::TempDir>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let refused = |source| Error::Database { statement: "connect", source };
        let mut connection = options.connect().await.map_err(refused)?;
        migrate(&mut connection).await?;
        let pool = SqlitePoolOptions::new()
            .max_connections(READERS)
            .min_connections(1)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone().read_only(true).create_if_missing(false))
            .await
            .map_err(refused)?;
        let connection = Arc::new(Mutex::new(connection));
        let (sender, queue) = mpsc::channel(QUEUE);
        let wakes = Wakes::new();
        let commits = Arc::new(AtomicU64::new(0));
        let stop = Arc::new(Notify::new());
        let writer = Writer {
            options,
            transaction: Transaction::new(Arc::clone(&connection), clock.now()),
            connection,
            queue,
            clock,
            wakes: Arc::clone(&wakes),
            commits: Arc::clone(&commits),
            stop: Arc::clone(&stop),
            _lock: lock,
            _folder: folder,
        };
        let writer = std::sync::Mutex::new(Some(tokio::spawn(writer.run())));
        let reads = Reads::from_pool(pool);
        Ok(Self { inner: Arc::new(Inner { reads, queue: sender, wakes, commits, stop, writer }) })
    }

    /// Runs a unit of work and returns its result after the commit is durable.
    ///
    /// Units that queue at the same time share a commit, each in a savepoint of its own: an error of `unit` undoes
    /// that unit alone. A unit whose caller goes away runs all the same. `label` names the unit in errors and in the
    /// fail points `before:<label>` and `after:<label>`.
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
        if in_a_unit() {
            return Err(Error::Nested { label }.into());
        }
        let (caller, result) = oneshot::channel();
        let work = Box::new(Unit { label, body: Some(unit), result: None, receipts: Vec::new(), caller });
        self.inner.queue.send(Submission { label, work }).await.map_err(|_| Error::Closed)?;
        result.await.map_err(|_| Error::Closed)?
    }

    /// Every change of every commit from now on; one that falls behind by 1,024 is told so and should look at
    /// everything.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.wakes.subscribe()
    }

    /// The store as a door may use it.
    #[must_use]
    pub fn door(&self) -> DoorStore {
        DoorStore::new(self.clone())
    }

    /// Commits since the store was opened.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.inner.commits.load(Ordering::Relaxed)
    }

    /// Closes the store for all its clones: commits what has queued, waits for the reads under way, and gives up the
    /// writer's lock. Later transactions get [`Error::Closed`]. A store that is only dropped loses nothing either.
    pub async fn close(&self) {
        self.inner.reads.close().await;
        self.inner.stop.notify_one();
        let writer = self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer
            && let Err(failure) = writer.await
        {
            tracing::error!(%failure, "the store's writer did not end well");
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

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(256)
        // Statements are not logged: at that level the driver would log values too.
        .disable_statement_logging()
}

/// Creates the file for its owner alone before SQLite would create it for everybody; the log files that SQLite makes
/// beside it get the same rights. A crash here leaves an empty file, which is a valid new database.
fn create_private(path: &Path) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ()).map_err(|source| Error::File {
        path: path.to_owned(),
        what: "created",
        source,
    })
}
