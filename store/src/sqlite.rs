//! SQLite: one file, one process, one writer.

use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use pki_types::Clock;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::{Mutex, Notify, mpsc};
use tokio::task::JoinHandle;

use crate::Error;
use crate::changes::Wakes;
use crate::commits::Commits;
use crate::engine::{Connection, Pool};
use crate::lock::WriterLock;
use crate::migrate::migrate_sqlite;
use crate::readers::Readers;
use crate::reads::Reads;
use crate::transaction::Transaction;
use crate::unit::Submission;
use crate::unit_connection::UnitConnection;
use crate::writer::Writer;

/// Read connections: each has a thread of its own, and reads are short.
const READERS: u32 = 4;
/// Units that may wait for the writer; further callers wait for a place.
const QUEUE: usize = 1024;
/// How long a statement waits for a lock of another process (a backup, at a checkpoint).
const BUSY: Duration = Duration::from_secs(5);

/// The way to the writer.
pub(crate) struct SqliteUnits {
    queue: mpsc::Sender<Submission>,
    stop: Arc<Notify>,
    writer: std::sync::Mutex<Option<JoinHandle<()>>>,
}

/// Opens the file, creates it if it is not there, and brings its schema up to date.
pub(crate) async fn open(
    path: &Path,
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    commits: Commits,
) -> Result<(Reads, SqliteUnits), Error> {
    let lock = WriterLock::take(path).await?;
    create_private(path)?;
    // FULL flushes the log at each commit; NORMAL would lose acknowledged rows at a power cut.
    start(options(path).synchronous(SqliteSynchronous::Full), lock, None, clock, wakes, commits).await
}

/// A file in a folder of its own, deleted at the end and not flushed.
pub(crate) async fn open_temporary(
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    commits: Commits,
) -> Result<(Reads, SqliteUnits), Error> {
    let folder = tempfile::Builder::new().prefix("signet-store-").tempdir().map_err(|source| {
        Error::File { path: std::env::temp_dir(), what: "given a temporary folder", source }
    })?;
    let path = folder.path().join("store.sqlite");
    let lock = WriterLock::take(&path).await?;
    create_private(&path)?;
    let options = options(&path).synchronous(SqliteSynchronous::Off);
    start(options, lock, Some(folder), clock, wakes, commits).await
}

/// One connection that only reads, beside whoever writes: it takes no lock of the writer.
pub(crate) async fn inspect(path: &Path) -> Result<Reads, Error> {
    let options = options(path).read_only(true).create_if_missing(false);
    let readers =
        Readers::open(options, 1).await.map_err(|source| Error::Database { statement: "connect", source })?;
    Ok(Reads::from_pool(Pool::Sqlite(readers)))
}

/// Brings the schema of the file up to date and closes it again.
pub(crate) async fn migrate(path: &Path) -> Result<(), Error> {
    let _lock = WriterLock::take(path).await?;
    create_private(path)?;
    let refused = |source| Error::Database { statement: "connect", source };
    let mut connection =
        options(path).synchronous(SqliteSynchronous::Full).connect().await.map_err(refused)?;
    migrate_sqlite(&mut connection).await?;
    sqlx::Connection::close(connection).await.map_err(refused)
}

async fn start(
    options: SqliteConnectOptions,
    lock: WriterLock,
    folder: Option<tempfile::TempDir>,
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    commits: Commits,
) -> Result<(Reads, SqliteUnits), Error> {
    let refused = |source| Error::Database { statement: "connect", source };
    let mut connection = options.connect().await.map_err(refused)?;
    migrate_sqlite(&mut connection).await?;
    let reading = options.clone().read_only(true).create_if_missing(false);
    let readers = Readers::open(reading, READERS).await.map_err(refused)?;
    let (sender, queue) = mpsc::channel(QUEUE);
    let stop = Arc::new(Notify::new());
    // What the last process had in hand is nobody's: there is no other.
    sqlx::query("UPDATE jobs SET leased_until = NULL WHERE leased_until IS NOT NULL")
        .execute(&mut connection)
        .await
        .map_err(refused)?;
    let connection = Arc::new(Mutex::new(UnitConnection::new(Connection::Sqlite(connection))));
    let writer = Writer {
        flushes: folder.is_none(),
        options,
        transaction: Transaction::new(Arc::clone(&connection), clock.now()),
        connection,
        queue,
        clock,
        wakes,
        commits,
        stop: Arc::clone(&stop),
        _lock: lock,
        _folder: folder,
    };
    let writer = std::sync::Mutex::new(Some(tokio::spawn(writer.run())));
    Ok((Reads::from_pool(Pool::Sqlite(readers)), SqliteUnits { queue: sender, stop, writer }))
}

impl SqliteUnits {
    /// Gives the unit to the writer.
    pub(crate) async fn submit(&self, unit: Submission) -> Result<(), Error> {
        self.queue.send(unit).await.map_err(|_| Error::Closed)
    }

    /// Commits what has queued and gives up the writer's lock.
    pub(crate) async fn close(&self) {
        self.stop.notify_one();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer
            && let Err(failure) = writer.await
        {
            tracing::error!(%failure, "the store's writer did not end well");
        }
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(512)
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
