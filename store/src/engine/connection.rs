//! The connections of the two engines, behind the few verbs that the tables need.

use futures_util::TryStreamExt as _;
use sqlx::pool::PoolConnection;
use sqlx::{Either, Executor as _, PgPool, Postgres};

use crate::Error;
use crate::engine::sql::{Query, Row, sql};
use crate::engine::sqlite::connection::SqliteConnection;
use crate::engine::sqlite::readers::Readers;
use crate::error::EngineError;

/// Connections that only read; each statement sees every commit that came before it began.
pub(crate) enum Pool {
    /// SQLite's: read-only connections to the file.
    Sqlite(Readers),
    /// PostgreSQL's: connections whose transactions are read-only.
    Postgres(PgPool),
}

/// The connection on which a unit runs.
pub(crate) enum Connection {
    /// The writer's only one.
    Sqlite(SqliteConnection),
    /// This unit's own.
    Postgres(PostgresUnit),
}

/// A unit's connection, and what has gone wrong on it.
pub(crate) struct PostgresUnit {
    pub(crate) connection: PoolConnection<Postgres>,
    /// The first statement that failed: from then on PostgreSQL ignores every other one, and answers COMMIT with a
    /// rollback that looks like success.
    pub(crate) failed: Option<&'static str>,
}

/// What a statement gave.
#[derive(Default)]
pub(crate) struct Done {
    /// Its rows.
    pub(crate) rows: Vec<Row>,
    /// How many rows it changed.
    pub(crate) changed: u64,
}

/// One of several statements failed, and those behind it were not run.
pub(crate) struct Failed {
    /// How many came before it.
    pub(crate) place: usize,
    pub(crate) error: Error,
}

impl Pool {
    /// Runs these one after the other on one connection. Each reads what was committed before it began.
    pub(crate) async fn together(&self, statements: Vec<Query>) -> Result<Vec<Done>, Error> {
        let Some(first) = statements.first().map(|statement| statement.text) else { return Ok(Vec::new()) };
        let done = match self {
            Self::Sqlite(readers) => {
                let mut reader = readers.reader().await?;
                reader.together(&statements)
            }
            Self::Postgres(pool) => {
                let mut connection = pool.acquire().await.map_err(Query::refused(first))?;
                postgres_together(&mut connection, statements).await
            }
        };
        done.map_err(|failed| failed.error)
    }

    /// Runs a statement that may give any number of rows, where it holds up nobody else.
    pub(crate) async fn at_length(&self, statement: Query) -> Result<Done, Error> {
        let done = match self {
            Self::Sqlite(readers) => {
                let mut reader = readers.reader().await?;
                let read = tokio::task::spawn_blocking(move || reader.together(&[statement])).await;
                read.map_err(|_| Error::Closed)?.map_err(|failed| failed.error)?
            }
            Self::Postgres(_) => self.together(vec![statement]).await?,
        };
        done.into_iter().next().ok_or(Error::Missing { what: "the end of a statement" })
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(readers) => readers.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Connection {
    /// Runs these one after the other until one fails.
    pub(crate) async fn together(&mut self, statements: Vec<Query>) -> Result<Vec<Done>, Failed> {
        match self {
            Self::Sqlite(connection) => connection.together(&statements),
            Self::Postgres(unit) => {
                let texts: Vec<_> = statements.iter().map(|statement| statement.text).collect();
                let done = postgres_together(&mut unit.connection, statements).await;
                done.inspect_err(|failed| {
                    unit.failed.get_or_insert(texts.get(failed.place).copied().unwrap_or_default());
                })
            }
        }
    }

    /// Runs a statement without values that begins or ends a transaction.
    pub(crate) async fn command(&mut self, text: &'static str) -> Result<(), Error> {
        let done = match self {
            Self::Sqlite(connection) => connection.run(&sql(text)).map(|_| ()).map_err(EngineError::from),
            Self::Postgres(unit) => {
                unit.connection.execute(text).await.map(|_| ()).map_err(EngineError::from)
            }
        };
        done.map_err(Query::refused(text))
    }

    /// Commits, unless a statement failed before: then nothing of the transaction is left.
    pub(crate) async fn commit(&mut self) -> Result<(), Error> {
        if let Self::Postgres(PostgresUnit { failed: Some(statement), .. }) = self {
            return Err(Error::after_failure(statement));
        }
        self.command("COMMIT").await
    }
}

async fn postgres_together(
    connection: &mut PoolConnection<Postgres>,
    statements: Vec<Query>,
) -> Result<Vec<Done>, Failed> {
    let mut all = Vec::with_capacity(statements.len());
    for (place, statement) in statements.into_iter().enumerate() {
        let text = statement.text;
        let mut done = Done::default();
        let mut results = (&mut **connection).fetch_many(statement.for_postgres());
        loop {
            match results.try_next().await {
                Ok(Some(Either::Right(row))) => done.rows.push(Row::Postgres(row)),
                Ok(Some(Either::Left(end))) => done.changed = end.rows_affected(),
                Ok(None) => break,
                Err(problem) => return Err(Failed { place, error: Query::refused(text)(problem) }),
            }
        }
        drop(results);
        all.push(done);
    }
    Ok(all)
}
