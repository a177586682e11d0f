//! The connections to a SQLite file that only read: a few, opened when they are first needed, each used by one reader at
//! a time.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Error;
use crate::engine::sql::Query;
use crate::engine::sqlite::connection::{SqliteConnection, SqliteFile};

/// Connections that only read.
pub(crate) struct Readers {
    file: SqliteFile,
    most: u32,
    places: Arc<Semaphore>,
    free: Arc<Free>,
}

type Free = Mutex<Vec<SqliteConnection>>;

/// A connection while it is somebody's; it goes back by itself.
pub(crate) struct Reader {
    connection: Option<SqliteConnection>,
    free: Arc<Free>,
    _place: OwnedSemaphorePermit,
}

impl Readers {
    /// At most so many connections; the first is opened at once, to see whether that can be done.
    pub(crate) fn open(file: SqliteFile, most: u32) -> Result<Self, Error> {
        let first = connect(&file)?;
        let places = Semaphore::new(usize::try_from(most).unwrap_or(Semaphore::MAX_PERMITS));
        Ok(Self { file, most, places: Arc::new(places), free: Arc::new(Mutex::new(vec![first])) })
    }

    /// A connection, as soon as one is free.
    ///
    /// # Errors
    /// Closed, or another one cannot be opened.
    pub(crate) async fn reader(&self) -> Result<Reader, Error> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Error::Closed)?;
        let free = list(&self.free).pop();
        let connection = match free {
            Some(connection) => connection,
            None => connect(&self.file)?,
        };
        Ok(Reader { connection: Some(connection), free: Arc::clone(&self.free), _place: place })
    }

    /// Waits for the reads under way and closes the connections.
    pub(crate) async fn close(&self) {
        let _all = self.places.acquire_many(self.most).await;
        self.places.close();
        let free = std::mem::take(&mut *list(&self.free));
        for connection in free {
            if let Err(refusal) = connection.close() {
                tracing::debug!(%refusal, "a reading connection was not closed cleanly");
            }
        }
    }
}

fn connect(file: &SqliteFile) -> Result<SqliteConnection, Error> {
    file.open().map_err(Query::refused("connect"))
}

/// The list is whole after every line that holds the lock.
fn list(free: &Free) -> MutexGuard<'_, Vec<SqliteConnection>> {
    free.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Reader {
    fn drop(&mut self) {
        list(&self.free).extend(self.connection.take());
    }
}

impl Deref for Reader {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect("it is given back by drop alone")
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("it is given back by drop alone")
    }
}
