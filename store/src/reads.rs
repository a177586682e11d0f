//! What everybody may read: one type, reached from the store, a door and a transaction alike.

use std::sync::Arc;

use prometheus_client::metrics::counter::Counter;
use tokio::sync::Mutex;

use crate::Error;
use crate::engine::sql::{FromRow, Query};
use crate::engine::unit_connection::UnitConnection;
use crate::engine::{Connection, Done, Pool};

/// The reads, one method each, in the files of the tables.
///
/// [`Store`](crate::Store) and [`DoorStore`](crate::DoorStore) read committed rows beside the writers and never wait
/// for them; a [`Transaction`](crate::Transaction) reads what it has written itself too.
pub struct Reads {
    source: Source,
}

enum Source {
    /// Committed rows; and how many statements were asked of them.
    Pool(Pool, Counter),
    /// The connection of a unit; the lock is never contended, because one unit at a time runs on it.
    Unit(Arc<Mutex<UnitConnection>>),
}

impl Reads {
    pub(crate) fn from_pool(pool: Pool, statements: Counter) -> Self {
        Self { source: Source::Pool(pool, statements) }
    }

    pub(crate) fn from_unit(connection: Arc<Mutex<UnitConnection>>) -> Self {
        Self { source: Source::Unit(connection) }
    }

    pub(crate) async fn close(&self) {
        if let Source::Pool(pool, _) = &self.source {
            pool.close().await;
        }
    }

    /// Which engine answers.
    pub(crate) async fn is_on_postgres(&self) -> bool {
        match &self.source {
            Source::Pool(pool, _) => matches!(pool, Pool::Postgres(_)),
            Source::Unit(connection) => matches!(connection.lock().await.connection, Connection::Postgres(_)),
        }
    }

    /// Zero rows or one.
    pub(crate) async fn optional<T: FromRow>(&self, statement: Query) -> Result<Option<T>, Error> {
        self.run(statement).await?.first()
    }

    /// Exactly one row, as from an aggregate.
    pub(crate) async fn one<T: FromRow>(&self, statement: Query) -> Result<T, Error> {
        self.optional(statement).await?.ok_or(Error::Missing { what: "the row of an aggregate" })
    }

    /// Any number of rows.
    pub(crate) async fn all<T: FromRow>(&self, statement: Query) -> Result<Vec<T>, Error> {
        match &self.source {
            Source::Pool(pool, statements) => {
                statements.inc();
                pool.at_length(statement).await?.every()
            }
            Source::Unit(_) => self.run(statement).await?.every(),
        }
    }

    /// Several statements in one step, each seeing every commit that came before it began; gives what each gave.
    pub(crate) async fn together<const COUNT: usize>(
        &self,
        statements: [Query; COUNT],
    ) -> Result<[Done; COUNT], Error> {
        let statements = Vec::from(statements);
        let done = match &self.source {
            Source::Pool(pool, counter) => {
                counter.inc_by(u64::try_from(COUNT).unwrap_or(u64::MAX));
                pool.together(statements).await?
            }
            Source::Unit(connection) => connection.lock().await.run_all(statements).await?,
        };
        done.try_into().map_err(|_| Error::Missing { what: "the end of a statement" })
    }

    async fn run(&self, statement: Query) -> Result<Done, Error> {
        let [done] = self.together([statement]).await?;
        Ok(done)
    }
}

impl Done {
    /// Its first row, if it has one.
    pub(crate) fn first<T: FromRow>(&self) -> Result<Option<T>, Error> {
        self.rows.first().map(T::from_row).transpose()
    }

    /// All its rows.
    pub(crate) fn every<T: FromRow>(&self) -> Result<Vec<T>, Error> {
        self.rows.iter().map(T::from_row).collect()
    }
}
