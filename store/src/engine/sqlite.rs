//! SQLite: one file, one process, one writer.

pub(crate) mod connection;
pub(crate) mod file_lock;
pub(crate) mod readers;
pub(crate) mod writer;

use std::path::Path;
use std::sync::{Arc, PoisonError};

use pki_types::Clock;
use prometheus_client::metrics::counter::Counter;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, Notify, mpsc, oneshot};

use crate::Error;
use crate::counts::Counts;
use crate::doors::changes::Wakes;
use crate::engine::migrate::{check_sqlite, migrate_sqlite};
use crate::engine::sql::{Query, sql};
use crate::engine::sqlite::connection::SqliteFile;
use crate::engine::sqlite::file_lock::WriterLock;
use crate::engine::sqlite::readers::Readers;
use crate::engine::sqlite::writer::Writer;
use crate::engine::unit::Submission;
use crate::engine::unit_connection::UnitConnection;
use crate::engine::{Connection, Pool};
use crate::reads::Reads;
use crate::transaction::Transaction;

/// Read connections: one for each thread that may be reading, and reads are short.
const READERS: u32 = 8;
/// Units that may wait for the writer; further callers wait for a place.
const QUEUE: usize = 1024;

/// The thread of the writer, by its name.
const WRITER: &str = "store-writer";

/// The way to the writer.
pub(crate) struct SqliteUnits {
    file: SqliteFile,
    queue: mpsc::Sender<Submission>,
    stop: Arc<Notify>,
    /// Its end.
    ended: std::sync::Mutex<Option<oneshot::Receiver<()>>>,
}

/// Opens the file, creates it if it is not there, and brings its schema up to date.
pub(crate) async fn open(
    path: &Path,
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    counts: Counts,
) -> Result<(Reads, SqliteUnits), Error> {
    open_alone(path, WriterLock::take(path).await?, clock, wakes, counts).await
}

/// Opens the file to write beside a process that may be at work on it: what that one has in hand stays its own, and SQLite
/// lets one transaction wait for another. The schema must be the one that this program knows.
pub(crate) async fn open_beside(
    path: &Path,
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    counts: Counts,
) -> Result<(Reads, SqliteUnits), Error> {
    match WriterLock::take(path).await {
        Err(Error::InUse { .. }) => {
            check_sqlite(path).await?;
            start(SqliteFile::to_write(path, true), None, None, clock, wakes, counts)
        }
        taken => open_alone(path, taken?, clock, wakes, counts).await,
    }
}

async fn open_alone(
    path: &Path,
    lock: WriterLock,
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    counts: Counts,
) -> Result<(Reads, SqliteUnits), Error> {
    create_private(path)?;
    migrate_sqlite(path).await?;
    start(SqliteFile::to_write(path, true), Some(lock), None, clock, wakes, counts)
}

/// A file in a folder of its own, deleted at the end and not flushed.
pub(crate) async fn open_temporary(
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    counts: Counts,
) -> Result<(Reads, SqliteUnits), Error> {
    let folder = tempfile::Builder::new().prefix("greatseal-store-").tempdir().map_err(|source| {
        Error::File { path: std::env::temp_dir(), what: "given a temporary folder", source }
    })?;
    let path = folder.path().join("store.sqlite");
    let lock = WriterLock::take(&path).await?;
    create_private(&path)?;
    migrate_sqlite(&path).await?;
    start(SqliteFile::to_write(&path, false), Some(lock), Some(folder), clock, wakes, counts)
}

/// One connection that only reads, beside whoever writes: it takes no lock of the writer.
pub(crate) fn inspect(path: &Path) -> Result<Reads, Error> {
    Ok(Reads::from_pool(Pool::Sqlite(Readers::open(SqliteFile::to_read(path), 1)?), Counter::default()))
}

/// Brings the schema of the file up to date and closes it again.
pub(crate) async fn migrate(path: &Path) -> Result<(), Error> {
    let _lock = WriterLock::take(path).await?;
    create_private(path)?;
    migrate_sqlite(path).await
}

fn start(
    file: SqliteFile,
    lock: Option<WriterLock>,
    folder: Option<tempfile::TempDir>,
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    counts: Counts,
) -> Result<(Reads, SqliteUnits), Error> {
    let mut connection = file.open().map_err(Query::refused("connect"))?;
    let readers = Readers::open(file.reading(), READERS)?;
    let (path, beside) = (file.path().to_owned(), file.clone());
    let (sender, queue) = mpsc::channel(QUEUE);
    let stop = Arc::new(Notify::new());
    if lock.is_some() {
        // What the last process had in hand is nobody's: there is no other.
        let text = "UPDATE jobs SET leased_until = NULL WHERE leased_until IS NOT NULL";
        connection.run(&sql(text)).map_err(Query::refused(text))?;
    }
    let statements = counts.statements.clone();
    let connection =
        Arc::new(Mutex::new(UnitConnection::new(Connection::Sqlite(connection), statements.clone())));
    let writer = Writer {
        flushes: folder.is_none(),
        file,
        transaction: Transaction::new(Arc::clone(&connection), &*clock),
        connection,
        queue,
        clock,
        wakes,
        counts,
        stop: Arc::clone(&stop),
        _lock: lock,
        _folder: folder,
    };
    let (end, ended) = oneshot::channel();
    let runtime = Handle::current();
    let began = std::thread::Builder::new().name(WRITER.to_owned()).spawn(move || {
        runtime.block_on(writer.run());
        let _nobody_waits = end.send(());
    });
    began.map_err(|source| Error::File { path, what: "given a thread", source })?;
    let ended = std::sync::Mutex::new(Some(ended));
    Ok((
        Reads::from_pool(Pool::Sqlite(readers), statements),
        SqliteUnits { file: beside, queue: sender, stop, ended },
    ))
}

impl SqliteUnits {
    /// A connection that only reads and that nobody else uses.
    pub(crate) fn own_connection(&self) -> Result<Reads, Error> {
        let readers = Readers::open(self.file.reading(), 1)?;
        Ok(Reads::from_pool(Pool::Sqlite(readers), Counter::default()))
    }

    /// Gives the unit to the writer.
    pub(crate) async fn submit(&self, unit: Submission) -> Result<(), Error> {
        self.queue.send(unit).await.map_err(|_| Error::Closed)
    }

    /// Commits what has queued and gives up the writer's lock.
    pub(crate) async fn close(&self) {
        self.stop.notify_one();
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(ended) = ended
            && ended.await.is_err()
        {
            tracing::error!("the store's writer did not end well");
        }
    }
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
