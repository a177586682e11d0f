//! The connections to a SQLite file that only read: a few, opened when they are first needed, each used by one reader at
//! a time.
//!
//! The driver's own pool asks a connection for a sign of life whenever it is given back, in a task of its own. Here a
//! connection is a file of this machine: it is given back as it is, and a read that was given up half-way leaves nothing
//! behind, because each statement has its own way of telling its rows.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Connections that only read.
pub(crate) struct Readers {
    options: Box<SqliteConnectOptions>,
    most: u32,
    places: Semaphore,
    free: Mutex<Vec<SqliteConnection>>,
}

/// A connection while it is somebody's; it goes back by itself.
pub(crate) struct Reader<'a> {
    connection: Option<SqliteConnection>,
    readers: &'a Readers,
    _place: SemaphorePermit<'a>,
}

impl Readers {
    /// At most so many connections; the first is opened at once, to see whether that can be done.
    pub(crate) async fn open(options: SqliteConnectOptions, most: u32) -> Result<Self, sqlx::Error> {
        let first = options.connect().await?;
        let places = Semaphore::new(usize::try_from(most).unwrap_or(Semaphore::MAX_PERMITS));
        Ok(Self { options: Box::new(options), most, places, free: Mutex::new(vec![first]) })
    }

    /// A connection, as soon as one is free.
    ///
    /// # Errors
    /// Closed, or another one cannot be opened.
    pub(crate) async fn reader(&self) -> Result<Reader<'_>, sqlx::Error> {
        let place = self.places.acquire().await.map_err(|_| sqlx::Error::PoolClosed)?;
        let free = self.free().pop();
        let connection = match free {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(Reader { connection: Some(connection), readers: self, _place: place })
    }

    /// Waits for the reads under way and closes the connections.
    pub(crate) async fn close(&self) {
        let _all = self.places.acquire_many(self.most).await;
        self.places.close();
        let free = std::mem::take(&mut *self.free());
        for connection in free {
            if let Err(refusal) = connection.close().await {
                tracing::debug!(%refusal, "a reading connection was not closed cleanly");
            }
        }
    }

    fn free(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        // The list is whole after every line that holds the lock.
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        self.readers.free().extend(self.connection.take());
    }
}

impl Deref for Reader<'_> {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect("it is given back by drop alone")
    }
}

impl DerefMut for Reader<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("it is given back by drop alone")
    }
}
