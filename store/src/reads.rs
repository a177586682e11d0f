//! What everybody may read: one type, reached from the store, a door and a transaction alike.

use std::sync::Arc;

use sqlx::{SqliteConnection, SqlitePool};
use tokio::sync::Mutex;

use crate::Error;
use crate::sql::{FromRow, Row, Statement};

/// The reads, one method each, in the files of the tables.
///
/// [`Store`](crate::Store) and [`DoorStore`](crate::DoorStore) read committed rows beside the writer and never wait
/// for it; a [`Transaction`](crate::Transaction) reads what it has written itself too.
pub struct Reads {
    source: Source,
}

enum Source {
    /// Read-only connections; each statement sees every commit that came before it began.
    Pool(SqlitePool),
    /// The writer's connection; the lock is never contended, because one unit runs at a time.
    Writer(Arc<Mutex<SqliteConnection>>),
}

impl Reads {
    pub(crate) fn from_pool(pool: SqlitePool) -> Self {
        Self { source: Source::Pool(pool) }
    }

    pub(crate) fn from_writer(connection: Arc<Mutex<SqliteConnection>>) -> Self {
        Self { source: Source::Writer(connection) }
    }

    pub(crate) async fn close(&self) {
        if let Source::Pool(pool) = &self.source {
            pool.close().await;
        }
    }

    /// Zero rows or one.
    pub(crate) async fn optional<T: FromRow>(&self, statement: Statement) -> Result<Option<T>, Error> {
        let text = statement.text;
        let query = statement.for_sqlite();
        let row = match &self.source {
            Source::Pool(pool) => query.fetch_optional(pool).await,
            Source::Writer(connection) => query.fetch_optional(&mut *connection.lock().await).await,
        };
        row.map_err(Statement::refused(text))?.map(|row| T::from_row(&Row(row))).transpose()
    }

    /// Exactly one row, as from an aggregate.
    pub(crate) async fn one<T: FromRow>(&self, statement: Statement) -> Result<T, Error> {
        self.optional(statement).await?.ok_or(Error::Missing { what: "the row of an aggregate" })
    }

    /// Any number of rows.
    pub(crate) async fn all<T: FromRow>(&self, statement: Statement) -> Result<Vec<T>, Error> {
        let text = statement.text;
        let query = statement.for_sqlite();
        let rows = match &self.source {
            Source::Pool(pool) => query.fetch_all(pool).await,
            Source::Writer(connection) => query.fetch_all(&mut *connection.lock().await).await,
        };
        rows.map_err(Statement::refused(text))?.into_iter().map(|row| T::from_row(&Row(row))).collect()
    }
}
