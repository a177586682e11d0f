//! What everybody may read: one type, reached from the store, a door and a transaction alike.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::Error;
use crate::engine::{Connection, Pool};
use crate::sql::{FromRow, Statement};

/// The reads, one method each, in the files of the tables.
///
/// [`Store`](crate::Store) and [`DoorStore`](crate::DoorStore) read committed rows beside the writers and never wait
/// for them; a [`Transaction`](crate::Transaction) reads what it has written itself too.
pub struct Reads {
    source: Source,
}

enum Source {
    /// Committed rows.
    Pool(Pool),
    /// The connection of a unit; the lock is never contended, because one unit at a time runs on it.
    Unit(Arc<Mutex<Connection>>),
}

impl Reads {
    pub(crate) fn from_pool(pool: Pool) -> Self {
        Self { source: Source::Pool(pool) }
    }

    pub(crate) fn from_unit(connection: Arc<Mutex<Connection>>) -> Self {
        Self { source: Source::Unit(connection) }
    }

    pub(crate) async fn close(&self) {
        if let Source::Pool(pool) = &self.source {
            pool.close().await;
        }
    }

    /// Which engine answers.
    pub(crate) async fn is_on_postgres(&self) -> bool {
        match &self.source {
            Source::Pool(pool) => matches!(pool, Pool::Postgres(_)),
            Source::Unit(connection) => matches!(&*connection.lock().await, Connection::Postgres(_)),
        }
    }

    /// Zero rows or one.
    pub(crate) async fn optional<T: FromRow>(&self, statement: Statement) -> Result<Option<T>, Error> {
        let row = match &self.source {
            Source::Pool(pool) => pool.optional(statement).await?,
            Source::Unit(connection) => connection.lock().await.optional(statement).await?,
        };
        row.map(|row| T::from_row(&row)).transpose()
    }

    /// Exactly one row, as from an aggregate.
    pub(crate) async fn one<T: FromRow>(&self, statement: Statement) -> Result<T, Error> {
        self.optional(statement).await?.ok_or(Error::Missing { what: "the row of an aggregate" })
    }

    /// Any number of rows.
    pub(crate) async fn all<T: FromRow>(&self, statement: Statement) -> Result<Vec<T>, Error> {
        let rows = match &self.source {
            Source::Pool(pool) => pool.all(statement).await?,
            Source::Unit(connection) => connection.lock().await.all(statement).await?,
        };
        rows.iter().map(T::from_row).collect()
    }
}
