//! A PostgreSQL database as it is at one instant, and which database it is.
//!
//! A dump of the server's own tool is made at that instant, and what is counted here is what is in it. The dump carries
//! the identity of the database that it was made from: whoever puts it into another one has a store that nobody serves
//! before it was brought up to the audit log.

use std::ops::Deref;
use std::sync::Arc;

use prometheus_client::metrics::counter::Counter;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::Mutex;

use crate::database::PostgresOptions;
use crate::engine::postgres::{pool, refused};
use crate::engine::sql::{row, sql};
use crate::engine::unit_connection::UnitConnection;
use crate::engine::{Connection, Pool, PostgresUnit};
use crate::{Error, Reads};

/// What a reading connection does and does not.
const READING: [(&str, &str); 3] = [
    ("default_transaction_read_only", "on"),
    ("default_transaction_isolation", "repeatable read"),
    // A dump of a large database takes its time.
    ("idle_in_transaction_session_timeout", "0"),
];

/// Keeps one instant of a database readable for as long as it lives. Dropping it lets go.
pub struct Snapshot {
    reads: Reads,
    name: String,
}

struct Name {
    name: String,
}
row!(Name { name });

impl Snapshot {
    /// Takes hold of this instant.
    ///
    /// # Errors
    /// [`Error::Database`] if the server refuses.
    pub async fn take(options: &PostgresOptions) -> Result<Self, Error> {
        let connect = options.connect.as_ref().clone().options(READING);
        let connection = pool(1).connect_lazy_with(connect).acquire().await.map_err(refused)?;
        let mut connection = Connection::Postgres(PostgresUnit { connection, failed: None });
        connection.command("BEGIN").await?;
        let reads =
            Reads::from_unit(Arc::new(Mutex::new(UnitConnection::new(connection, Counter::default()))));
        let Name { name } = reads.one(sql("SELECT pg_export_snapshot() AS name")).await?;
        Ok(Self { reads, name })
    }

    /// The name by which `pg_dump --snapshot` reads the same instant.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Deref for Snapshot {
    type Target = Reads;
    fn deref(&self) -> &Reads {
        &self.reads
    }
}

/// Opens a database to read it and nothing else, whatever its schema.
pub(crate) async fn look_into(options: &PostgresOptions) -> Result<Reads, Error> {
    let connect = options.connect.as_ref().clone().options(READING);
    connect.connect().await.map_err(refused)?.close().await.map_err(refused)?;
    Ok(Reads::from_pool(Pool::Postgres(pool(1).connect_lazy_with(connect)), Counter::default()))
}

/// The identity of the database of a connection: of the server's files, and of the database among them.
pub(crate) const IDENTITY: &str = "SELECT (SELECT system_identifier::text FROM pg_control_system()) || '/' || \
     (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS name";

impl Reads {
    /// The identity of a PostgreSQL database; none of a file.
    pub(crate) async fn identity(&self) -> Result<Option<String>, Error> {
        if !self.is_on_postgres().await {
            return Ok(None);
        }
        Ok(Some(self.one::<Name>(sql(IDENTITY)).await?.name))
    }

    /// Whether a PostgreSQL database has no table at all.
    pub async fn is_empty_database(&self) -> Result<bool, Error> {
        let table = sql("SELECT relname::text AS name FROM pg_class \
             WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LIMIT 1");
        Ok(self.optional::<Name>(table).await?.is_none())
    }
}
