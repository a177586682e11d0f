//! The connections of the two engines, behind the few verbs that the tables need.

use sqlx::pool::PoolConnection;
use sqlx::{Executor as _, PgPool, Postgres, SqliteConnection, SqlitePool};

use crate::Error;
use crate::sql::{Row, Statement};

/// Connections that only read; each statement sees every commit that came before it began.
pub(crate) enum Pool {
    /// SQLite's: read-only connections to the file.
    Sqlite(SqlitePool),
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

impl Pool {
    pub(crate) async fn optional(&self, statement: Statement) -> Result<Option<Row>, Error> {
        let text = statement.text;
        let row = match self {
            Self::Sqlite(pool) => {
                statement.for_sqlite().fetch_optional(pool).await.map(|row| row.map(Row::Sqlite))
            }
            Self::Postgres(pool) => {
                statement.for_postgres().fetch_optional(pool).await.map(|row| row.map(Row::Postgres))
            }
        };
        row.map_err(Statement::refused(text))
    }

    pub(crate) async fn all(&self, statement: Statement) -> Result<Vec<Row>, Error> {
        let text = statement.text;
        let rows = match self {
            Self::Sqlite(pool) => statement.for_sqlite().fetch_all(pool).await.map(sqlite_rows),
            Self::Postgres(pool) => statement.for_postgres().fetch_all(pool).await.map(postgres_rows),
        };
        rows.map_err(Statement::refused(text))
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Connection {
    pub(crate) async fn optional(&mut self, statement: Statement) -> Result<Option<Row>, Error> {
        let text = statement.text;
        let row = match self {
            Self::Sqlite(connection) => {
                statement.for_sqlite().fetch_optional(connection).await.map(|row| row.map(Row::Sqlite))
            }
            Self::Postgres(unit) => {
                let row = statement.for_postgres().fetch_optional(&mut *unit.connection).await;
                unit.noted(text, row.map(|row| row.map(Row::Postgres)))
            }
        };
        row.map_err(Statement::refused(text))
    }

    pub(crate) async fn all(&mut self, statement: Statement) -> Result<Vec<Row>, Error> {
        let text = statement.text;
        let rows = match self {
            Self::Sqlite(connection) => statement.for_sqlite().fetch_all(connection).await.map(sqlite_rows),
            Self::Postgres(unit) => {
                let rows = statement.for_postgres().fetch_all(&mut *unit.connection).await;
                unit.noted(text, rows.map(postgres_rows))
            }
        };
        rows.map_err(Statement::refused(text))
    }

    /// Runs a statement; gives the number of rows that it changed.
    pub(crate) async fn execute(&mut self, statement: Statement) -> Result<u64, Error> {
        let text = statement.text;
        let done = match self {
            Self::Sqlite(connection) => {
                statement.for_sqlite().execute(connection).await.map(|done| done.rows_affected())
            }
            Self::Postgres(unit) => {
                let done = statement.for_postgres().execute(&mut *unit.connection).await;
                unit.noted(text, done.map(|done| done.rows_affected()))
            }
        };
        done.map_err(Statement::refused(text))
    }

    /// Runs a statement without values that begins or ends a transaction.
    pub(crate) async fn command(&mut self, text: &'static str) -> Result<(), Error> {
        let done = match self {
            Self::Sqlite(connection) => connection.execute(text).await.map(|_| ()),
            Self::Postgres(unit) => unit.connection.execute(text).await.map(|_| ()),
        };
        done.map_err(Statement::refused(text))
    }

    /// Commits, unless a statement failed before: then nothing of the transaction is left.
    pub(crate) async fn commit(&mut self) -> Result<(), Error> {
        if let Self::Postgres(PostgresUnit { failed: Some(statement), .. }) = self {
            let source = sqlx::Error::Protocol("the unit went on after this statement had failed".to_owned());
            return Err(Error::Database { statement, source });
        }
        self.command("COMMIT").await
    }
}

impl PostgresUnit {
    fn noted<T>(&mut self, text: &'static str, result: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if result.is_err() {
            self.failed.get_or_insert(text);
        }
        result
    }
}

fn sqlite_rows(rows: Vec<sqlx::sqlite::SqliteRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Sqlite).collect()
}

fn postgres_rows(rows: Vec<sqlx::postgres::PgRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Postgres).collect()
}
