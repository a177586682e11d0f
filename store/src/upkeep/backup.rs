//! A copy of a SQLite database while others write to it, and the way back.
//!
//! What a crash leaves behind: of a backup, a file that its maker had not named yet; of a restoration, a file beside the
//! place, which the next attempt throws away. At the place is nothing, or a whole store.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use prometheus_client::metrics::counter::Counter;

use crate::engine::Pool;
use crate::engine::postgres::snapshot;
use crate::engine::sql::{Query, sql};
use crate::engine::sqlite::connection::SqliteFile;
use crate::engine::sqlite::file_lock::WriterLock;
use crate::engine::sqlite::readers::Readers;
use crate::tables::meta::UNRECONCILED;
use crate::{Database, Error, Reads};

/// Copies a SQLite database as it is at one instant into a new file, which only its owner can read, and flushes it.
/// Whoever writes to the database goes on meanwhile. The copy is marked: no program serves it before it was brought up
/// to the audit log.
///
/// # Errors
/// [`Error::File`] if the file is there or cannot be made, [`Error::Database`] if the database cannot be read.
pub async fn back_up(database: &Path, into: &Path) -> Result<(), Error> {
    // 1. The file, empty and private, before the engine writes into it.
    let failed = |what| move |source| Error::File { path: into.to_owned(), what, source };
    new_private(into).map_err(failed("created"))?;
    // 2. One read transaction copies every page.
    let source = SqliteFile::to_read(database).open().map_err(Query::refused("connect"))?;
    let target = SqliteFile::alone(into);
    let copied = tokio::task::spawn_blocking(move || {
        let mut copy = target.open().map_err(Query::refused("connect"))?;
        source.copy_into(&mut copy).map_err(Query::refused("copy"))?;
        source.close().and_then(|()| copy.close()).map_err(Query::refused("close"))
    });
    copied.await.map_err(|_| Error::Closed)??;
    // 3. The mark. With a journal beside it that is gone when the connection is closed, the file stands alone.
    let mut copy = SqliteFile::alone(into).open().map_err(Query::refused("connect"))?;
    let text = "INSERT INTO meta (name, value) VALUES ($1, 'a backup') ON CONFLICT DO NOTHING";
    copy.run(&sql(text).with_text(UNRECONCILED)).map_err(Query::refused(text))?;
    copy.close().map_err(Query::refused("close"))?;
    // 4. Its name is flushed too.
    flush(into)
}

/// Opens a file or a database that nobody writes to, to read it and nothing else, whatever its schema.
///
/// # Errors
/// [`Error::Database`] if it is none.
pub async fn look_into(database: &Database) -> Result<Reads, Error> {
    let file = match database {
        Database::Sqlite(file) => file,
        Database::Postgres(options) => return snapshot::look_into(options).await,
    };
    Ok(Reads::from_pool(Pool::Sqlite(Readers::open(SqliteFile::immutable(file), 1)?), Counter::default()))
}

impl Reads {
    /// Closes what [`look_into`] opened.
    pub async fn close_database(self) {
        self.close().await;
    }
}

/// A SQLite store that comes into being beside its place, and is at its place in one step when everything is right.
pub struct Restoration {
    place: PathBuf,
    beside: PathBuf,
    _lock: WriterLock,
}

impl Drop for Restoration {
    /// What did not come to its place is thrown away: it is a whole store, in clear. What cannot be removed is at the next begin.
    fn drop(&mut self) {
        let _left = remove_all(&self.beside);
    }
}

impl Restoration {
    /// Begins: nobody may write at the place, and nothing may be there. What an interrupted attempt left beside it is
    /// thrown away.
    ///
    /// # Errors
    /// [`Error::InUse`], [`Error::Occupied`], [`Error::File`].
    pub async fn begin(place: &Path) -> Result<Self, Error> {
        let lock = WriterLock::take(place).await?;
        // A log that belonged to another file would be played into the new one. Without a line in it, and with an
        // index of it alone, nothing is lost.
        for suffix in ["", "-wal", "-journal"] {
            let path = with_suffix(place, suffix);
            match std::fs::metadata(&path) {
                Ok(found) if !suffix.is_empty() && found.len() == 0 => remove(path)?,
                Ok(_) => return Err(Error::Occupied { path }),
                Err(_) => {}
            }
        }
        remove(with_suffix(place, "-shm"))?;
        let beside = with_suffix(place, ".restoring");
        remove_all(&beside)?;
        Ok(Self { place: place.to_owned(), beside, _lock: lock })
    }

    /// Where the backup's file is to be put and opened meanwhile.
    #[must_use]
    pub fn beside(&self) -> &Path {
        &self.beside
    }

    /// Puts the store, which was closed, to its place.
    ///
    /// # Errors
    /// [`Error::File`]; then nothing is at the place.
    pub fn finish(self) -> Result<(), Error> {
        let log = with_suffix(&self.beside, "-wal");
        if log.exists() {
            return Err(Error::Occupied { path: log });
        }
        flush(&self.beside)?;
        let moved = std::fs::rename(&self.beside, &self.place);
        moved.map_err(|source| Error::File { path: self.place.clone(), what: "put to its place", source })?;
        flush_folder_of(&self.place)
    }
}

/// A SQLite file, and what is beside it.
fn remove_all(file: &Path) -> Result<(), Error> {
    ["", "-wal", "-shm", "-journal", ".lock"]
        .into_iter()
        .try_for_each(|suffix| remove(with_suffix(file, suffix)))
}

fn remove(path: PathBuf) -> Result<(), Error> {
    match std::fs::remove_file(&path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::File { path, what: "removed", source })
        }
        _ => Ok(()),
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn new_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

fn flush(path: &Path) -> Result<(), Error> {
    let flushed = File::open(path).and_then(|file| file.sync_all());
    flushed.map_err(|source| Error::File { path: path.to_owned(), what: "flushed", source })?;
    flush_folder_of(path)
}

fn flush_folder_of(path: &Path) -> Result<(), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let flushed = File::open(folder).and_then(|folder| folder.sync_all());
    flushed.map_err(|source| Error::File { path: folder.to_owned(), what: "flushed", source })
}
