//! The two engines, SQLite and PostgreSQL, behind the few verbs that tables need: a statement, a unit of work, a commit.

pub(crate) mod connection;
pub(crate) mod dialect;
pub(crate) mod migrate;
pub(crate) mod postgres;
pub(crate) mod sql;
pub(crate) mod sqlite;
pub(crate) mod unit;
pub(crate) mod unit_connection;

pub(crate) use connection::{Connection, Done, Failed, Pool, PostgresUnit};

pub use dialect::Lock;
pub use postgres::Granted;
pub use postgres::snapshot::Snapshot;
pub use sqlite::file_lock::WriterLock;
