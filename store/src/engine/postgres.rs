//! PostgreSQL: many processes, each unit a transaction of its own; the server groups their commits.
//!
//! Units run side by side at READ COMMITTED: what one has read, another may change before the first writes. So each
//! unit either writes by a statement that holds its own condition (an update of the rows that are still so, an insert
//! that a unique index decides), or takes a lock first ([`Transaction::lock`]).
//!
//! What a crash leaves behind: before COMMIT nothing of the unit; after it all of it, here and, as the server is
//! configured, on its standby. If the connection breaks at COMMIT nobody can know which: the caller is told
//! [`Error::Commit`] and reads before it tries again.

pub(crate) mod notifications;
pub(crate) mod snapshot;

use std::sync::Arc;
use std::time::{Duration, Instant};

use pki_types::Clock;
use prometheus_client::metrics::counter::Counter;
use sqlx::postgres::PgPoolOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool, Row as _};
use tokio::sync::{Mutex, OwnedRwLockWriteGuard, RwLock};

use crate::Error;
use crate::counts::Counts;
use crate::database::PostgresOptions;
use crate::doors::changes::Wakes;
use crate::engine::migrate::{check_postgres, grant_postgres, migrate_postgres};
use crate::engine::postgres::notifications::Notifications;
use crate::engine::postgres::snapshot::IDENTITY;
use crate::engine::unit::{Submission, Work, fail_points};
use crate::engine::unit_connection::UnitConnection;
use crate::engine::{Connection, Pool, PostgresUnit};
use crate::reads::Reads;
use crate::tables::meta::IDENTITY_FACT;
use crate::transaction::Transaction;

/// Units at a time: more connections than this make the server slower, not faster.
const UNITS: u32 = 16;
/// Reads at a time; they wait for no unit.
const READERS: u32 = 8;
/// How long anybody waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// A connection that was idle for so long is asked whether it still lives.
const STALE: Duration = Duration::from_secs(1);
/// The oldest server whose behaviour is known here.
const OLDEST: i32 = 150_000;

/// What the server does for every connection of ours. A process that is stopped inside a unit holds its locks no
/// longer than `idle_in_transaction_session_timeout` (milliseconds), and nobody waits for them longer than `lock_timeout`.
const SESSION: [(&str, &str); 3] = [
    ("idle_in_transaction_session_timeout", "5000"),
    ("lock_timeout", "10000"),
    ("default_transaction_isolation", "read committed"),
];

/// The way to the connections of units.
pub(crate) struct PostgresUnits {
    runner: Arc<Runner>,
    notifications: Notifications,
    /// The doors of a closed store stay shut.
    closed: Mutex<Option<OwnedRwLockWriteGuard<()>>>,
}

struct Runner {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    counts: Counts,
    /// Each unit holds it to read, closing takes it to write.
    open: Arc<RwLock<()>>,
}

/// Opens the database, whose schema must be the one that this program knows.
pub(crate) async fn open(
    options: &PostgresOptions,
    clock: Arc<dyn Clock>,
    wakes: Arc<Wakes>,
    counts: Counts,
) -> Result<(Reads, PostgresUnits), Error> {
    let connect = options.connect.as_ref().clone().options(SESSION);
    // One connection alone first: what is wrong with the server is said once and clearly.
    let mut first = connect.connect().await.map_err(refused)?;
    check_server(&mut first).await?;
    check_postgres(&mut first).await?;
    first.close().await.map_err(refused)?;
    let reading = connect.clone().options([("default_transaction_read_only", "on")]);
    let readers = pool(READERS).connect_lazy_with(reading);
    let writers = pool(UNITS)
        .after_connect(|connection, _| {
            Box::pin(async move {
                // After a fail-over the same address may lead to another server.
                check_server(connection)
                    .await
                    .map_err(|problem| sqlx::Error::Configuration(Box::new(problem)))
            })
        })
        .connect_lazy_with(connect.clone());
    let notifications = Notifications::start(connect, options.notify, Arc::clone(&wakes)).await?;
    let statements = counts.statements.clone();
    let runner = Runner { pool: writers, clock, wakes, counts, open: Arc::default() };
    let units = PostgresUnits { runner: Arc::new(runner), notifications, closed: Mutex::default() };
    Ok((Reads::from_pool(Pool::Postgres(readers), statements), units))
}

/// One connection that only reads; the server must be one that keeps what it acknowledged.
pub(crate) async fn inspect(options: &PostgresOptions) -> Result<Reads, Error> {
    let connect = options.connect.as_ref().clone().options(SESSION);
    let mut first = connect.connect().await.map_err(refused)?;
    check_server(&mut first).await?;
    first.close().await.map_err(refused)?;
    let reading = connect.options([("default_transaction_read_only", "on")]);
    Ok(Reads::from_pool(Pool::Postgres(pool(1).connect_lazy_with(reading)), Counter::default()))
}

/// Brings the schema up to date.
pub(crate) async fn migrate(options: &PostgresOptions) -> Result<(), Error> {
    let mut connection = options.connect.connect().await.map_err(refused)?;
    check_server(&mut connection).await?;
    migrate_postgres(&mut connection).await?;
    note_identity(&mut connection).await?;
    connection.close().await.map_err(refused)
}

/// Notes which database this is, once: a dump of it that is put into another one tells by that where it came from.
async fn note_identity(connection: &mut PgConnection) -> Result<(), Error> {
    let failed = |source: sqlx::Error| Error::Database { statement: IDENTITY, source: source.into() };
    let row = sqlx::query(IDENTITY).fetch_one(&mut *connection).await.map_err(failed)?;
    let identity: String = row.try_get("name").map_err(failed)?;
    let note = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let noted = sqlx::query(note).bind(IDENTITY_FACT).bind(identity).execute(connection).await;
    noted.map(|_| ()).map_err(|source| Error::Database { statement: note, source: source.into() })
}

/// Whether a role of a process may make a large object.
const LARGE_OBJECTS: &str = "SELECT has_function_privilege('greatseal_api', 'pg_catalog.lo_from_bytea(oid, bytea)', 'EXECUTE') AS may";

/// What the roles may do beside their work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// Whether they may keep large objects: what only the server's administrator takes away.
    pub large_objects: bool,
}

/// Makes the roles of the processes and gives them their rights.
pub(crate) async fn grant_roles(options: &PostgresOptions) -> Result<Granted, Error> {
    let mut connection = options.connect.connect().await.map_err(refused)?;
    check_postgres(&mut connection).await?;
    grant_postgres(&mut connection).await?;
    let failed = |source: sqlx::Error| Error::Database { statement: LARGE_OBJECTS, source: source.into() };
    let row = sqlx::query(LARGE_OBJECTS).fetch_one(&mut connection).await.map_err(failed)?;
    let granted = Granted { large_objects: row.try_get("may").map_err(failed)? };
    connection.close().await.map_err(refused)?;
    Ok(granted)
}

pub(crate) fn refused(source: sqlx::Error) -> Error {
    Error::Database { statement: "connect", source: source.into() }
}

pub(crate) fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|connection, now| {
            Box::pin(async move {
                if now.idle_for > STALE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

/// What must be true of a server that is to keep what it acknowledged.
async fn check_server(connection: &mut PgConnection) -> Result<(), Error> {
    const FACTS: &str = "SELECT current_setting('server_version_num') AS version, \
         current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes, \
         current_setting('synchronous_commit') AS synchronous_commit, \
         current_setting('server_encoding') AS encoding, pg_is_in_recovery()::text AS recovery";
    let failed = |source: sqlx::Error| Error::Database { statement: FACTS, source: source.into() };
    let row = sqlx::query(FACTS).fetch_one(connection).await.map_err(failed)?;
    let fact = |name: &str| row.try_get::<String, _>(name).map_err(failed);
    let version: i32 = fact("version")?.parse().unwrap_or(0);
    let problem = if version < OLDEST {
        "it is older than PostgreSQL 15".to_owned()
    } else if fact("recovery")? == "true" {
        "it is a standby: it takes no writes until it is promoted".to_owned()
    } else if fact("fsync")? != "on" || fact("full_page_writes")? != "on" {
        "fsync or full_page_writes is off: an acknowledged row may be lost".to_owned()
    } else if !["on", "remote_apply"].contains(&fact("synchronous_commit")?.as_str()) {
        format!(
            "synchronous_commit is {}: an acknowledged row may be lost; it must be on or remote_apply",
            fact("synchronous_commit")?
        )
    } else if fact("encoding")? != "UTF8" {
        "its encoding is not UTF8".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::Unsafe { problem })
}

impl PostgresUnits {
    /// Starts the unit; it runs to its end even if its caller goes away.
    pub(crate) fn submit(&self, unit: Submission) -> Result<(), Error> {
        let open = Arc::clone(&self.runner.open).try_read_owned().map_err(|_| Error::Closed)?;
        let runner = Arc::clone(&self.runner);
        let notifications = self.notifications.clone();
        tokio::spawn(async move {
            runner.run(unit, &notifications).await;
            drop(open);
        });
        Ok(())
    }

    /// A connection that only reads, that nobody else uses and that no other one takes the place of.
    pub(crate) async fn own_connection(&self) -> Result<Reads, Error> {
        let connect = self.runner.pool.connect_options();
        let connect = connect.as_ref().clone().options([("default_transaction_read_only", "on")]);
        let alone = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
        let alone = alone.idle_timeout(None).max_lifetime(None).connect_lazy_with(connect);
        let mut connection = alone.acquire().await.map_err(refused)?;
        check_server(&mut connection).await?;
        let unit = Connection::Postgres(PostgresUnit { connection, failed: None });
        Ok(Reads::from_unit(Arc::new(Mutex::new(UnitConnection::new(unit, Counter::default())))))
    }

    /// Takes no more units, waits for those under way, and closes the connections.
    pub(crate) async fn close(&self) {
        let mut closed = self.closed.lock().await;
        if closed.is_none() {
            *closed = Some(Arc::clone(&self.runner.open).write_owned().await);
            self.notifications.close().await;
            self.runner.pool.close().await;
        }
    }
}

impl Runner {
    async fn run(&self, unit: Submission, notifications: &Notifications) {
        let Submission { label, durable, mut work } = unit;
        let committed = self.attempt(label, durable, &mut work, notifications).await;
        work.settle(committed.map_err(|source| Error::Commit { label, source: Arc::new(source) }));
    }

    /// Runs a unit and commits it, or undoes it if it says so. An error is about the transaction: then nothing was
    /// stored, as far as this process can know.
    async fn attempt(
        &self,
        label: &'static str,
        durable: bool,
        work: &mut Box<dyn Work>,
        notifications: &Notifications,
    ) -> Result<(), Error> {
        let connection = self.pool.acquire().await.map_err(refused)?;
        let unit = Connection::Postgres(PostgresUnit { connection, failed: None });
        let connection = Arc::new(Mutex::new(UnitConnection::new(unit, self.counts.statements.clone())));
        let mut transaction = Transaction::new(Arc::clone(&connection), &*self.clock);
        let result = async {
            let begin = if durable { "BEGIN" } else { "BEGIN; SET LOCAL synchronous_commit = off" };
            connection.lock().await.command(begin).await?;
            if !work.run(&mut transaction).await {
                return connection.lock().await.command("ROLLBACK").await.map(|()| false);
            }
            fail_points("before", &[label])?;
            // A crash in this line: all of the unit or nothing of it; in both cases nobody was told.
            let began = Instant::now();
            let committed = connection.lock().await.commit().await;
            committed.inspect_err(|_| self.counts.refused())?;
            // A crash from here on: everything is stored; those who were not told find it when they ask again.
            self.counts.committed(began.elapsed(), durable);
            fail_points("after", &[label]).map(|()| true)
        }
        .await;
        work.keep(transaction.take_receipts());
        let changes = transaction.take_changes();
        drop(transaction);
        match result {
            Ok(kept) => {
                if kept {
                    self.wakes.publish(&changes);
                    notifications.publish(changes);
                }
                Ok(())
            }
            Err(problem) => {
                let connection =
                    Arc::into_inner(connection).map(|connection| connection.into_inner().connection);
                if let Some(Connection::Postgres(unit)) = connection {
                    // Nobody knows in what state it is: the server undoes what was not committed.
                    let _closed_or_broken = unit.connection.detach().close_hard().await;
                }
                Err(problem)
            }
        }
    }
}
