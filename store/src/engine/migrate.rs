//! Brings the schema up to date. Applied files are never edited: a change is a new file with the next number.

use std::borrow::Cow;
use std::path::Path;

use sqlx::migrate::{AppliedMigration, Migrate as _, MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, PgConnection};

use crate::Error;
use crate::engine::sql::Query;

/// Number, description and text of a migration.
type Text = (i64, &'static str, &'static str);

/// Every migration for SQLite.
const SQLITE: &[Text] = &[
    (1, "spine", include_str!("../../migrations/sqlite/0001_spine.sql")),
    (2, "log", include_str!("../../migrations/sqlite/0002_log.sql")),
    (3, "leases", include_str!("../../migrations/sqlite/0003_leases.sql")),
    (4, "restore", include_str!("../../migrations/sqlite/0004_restore.sql")),
    (5, "lineage", include_str!("../../migrations/sqlite/0005_lineage.sql")),
    (6, "limits", include_str!("../../migrations/sqlite/0006_limits.sql")),
    (7, "looks", include_str!("../../migrations/sqlite/0007_looks.sql")),
    (8, "clocks", include_str!("../../migrations/sqlite/0008_clocks.sql")),
    (9, "attempts", include_str!("../../migrations/sqlite/0009_attempts.sql")),
    (10, "roles", include_str!("../../migrations/sqlite/0010_roles.sql")),
    (11, "generations", include_str!("../../migrations/sqlite/0011_generations.sql")),
    (12, "doors", include_str!("../../migrations/sqlite/0012_doors.sql")),
    (13, "verdicts", include_str!("../../migrations/sqlite/0013_verdicts.sql")),
    (14, "plans", include_str!("../../migrations/sqlite/0014_plans.sql")),
    (15, "status changes", include_str!("../../migrations/sqlite/0015_status_changes.sql")),
    (16, "code modes", include_str!("../../migrations/sqlite/0016_code_modes.sql")),
    (17, "bombing", include_str!("../../migrations/sqlite/0017_bombing.sql")),
    (18, "outbox", include_str!("../../migrations/sqlite/0018_outbox.sql")),
    (19, "wishes", include_str!("../../migrations/sqlite/0019_wishes.sql")),
    (20, "signatures", include_str!("../../migrations/sqlite/0020_signatures.sql")),
    (21, "further-phones", include_str!("../../migrations/sqlite/0021_further_phones.sql")),
    (22, "history", include_str!("../../migrations/sqlite/0022_history.sql")),
    (23, "device links", include_str!("../../migrations/sqlite/0023_device_links.sql")),
];

/// The same for PostgreSQL: the same numbers bring the same tables.
const POSTGRES: &[Text] = &[
    (1, "spine", include_str!("../../migrations/postgres/0001_spine.sql")),
    (2, "log", include_str!("../../migrations/postgres/0002_log.sql")),
    (3, "leases", include_str!("../../migrations/postgres/0003_leases.sql")),
    (4, "restore", include_str!("../../migrations/postgres/0004_restore.sql")),
    (5, "lineage", include_str!("../../migrations/postgres/0005_lineage.sql")),
    (6, "limits", include_str!("../../migrations/postgres/0006_limits.sql")),
    (7, "looks", include_str!("../../migrations/postgres/0007_looks.sql")),
    (8, "clocks", include_str!("../../migrations/postgres/0008_clocks.sql")),
    (9, "attempts", include_str!("../../migrations/postgres/0009_attempts.sql")),
    (10, "roles", include_str!("../../migrations/postgres/0010_roles.sql")),
    (11, "generations", include_str!("../../migrations/postgres/0011_generations.sql")),
    (12, "doors", include_str!("../../migrations/postgres/0012_doors.sql")),
    (13, "verdicts", include_str!("../../migrations/postgres/0013_verdicts.sql")),
    (14, "plans", include_str!("../../migrations/postgres/0014_plans.sql")),
    (15, "status changes", include_str!("../../migrations/postgres/0015_status_changes.sql")),
    (16, "code modes", include_str!("../../migrations/postgres/0016_code_modes.sql")),
    (17, "bombing", include_str!("../../migrations/postgres/0017_bombing.sql")),
    (18, "outbox", include_str!("../../migrations/postgres/0018_outbox.sql")),
    (19, "wishes", include_str!("../../migrations/postgres/0019_wishes.sql")),
    (20, "signatures", include_str!("../../migrations/postgres/0020_signatures.sql")),
    (21, "further-phones", include_str!("../../migrations/postgres/0021_further_phones.sql")),
    (22, "history", include_str!("../../migrations/postgres/0022_history.sql")),
    (23, "device links", include_str!("../../migrations/postgres/0023_device_links.sql")),
];

/// The rights of the processes' roles.
const ROLES: &str = include_str!("../../migrations/postgres/roles.sql");

/// Where the library notes what was applied.
const TABLE: &str = "_sqlx_migrations";

fn migrator(texts: &[Text]) -> Migrator {
    let migrations = texts.iter().map(|(version, description, text)| {
        let text = sqlx::SqlSafeStr::into_sql_str(*text);
        Migration::new(*version, Cow::Borrowed(*description), MigrationType::Simple, text, false)
    });
    Migrator::with_migrations(migrations.collect())
}

fn known(texts: &[Text]) -> i64 {
    texts.last().map_or(0, |(version, ..)| *version)
}

/// The last version that this program knows: the same number on both engines.
pub(crate) fn last_known() -> i64 {
    known(SQLITE)
}

/// Creates the file if it is empty, and applies what is missing, each migration in a transaction of its own: a crash
/// leaves the schema at one of the versions, never between two, and the next start goes on from there.
pub(crate) async fn migrate_sqlite(path: &Path) -> Result<(), Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    let mut connection = options.connect().await.map_err(Query::refused("connect"))?;
    outcome(migrator(SQLITE).run(&mut connection).await, known(SQLITE))?;
    connection.close().await.map_err(Query::refused("close"))
}

/// The same; two processes that migrate at once wait for each other.
pub(crate) async fn migrate_postgres(connection: &mut PgConnection) -> Result<(), Error> {
    outcome(migrator(POSTGRES).run(connection).await, known(POSTGRES))
}

/// Makes the roles of the processes and gives them their rights, all or nothing.
pub(crate) async fn grant_postgres(connection: &mut PgConnection) -> Result<(), Error> {
    let refused =
        |source: sqlx::Error| Error::Database { statement: "the rights of the roles", source: source.into() };
    let mut transaction = connection.begin().await.map_err(refused)?;
    transaction.execute(sqlx::raw_sql(ROLES)).await.map_err(refused)?;
    transaction.commit().await.map_err(refused)
}

fn outcome(result: Result<(), MigrateError>, known: i64) -> Result<(), Error> {
    match result {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(found)) if found > known => Err(Error::NewerSchema { found, known }),
        Err(other) => Err(Error::Migration(other)),
    }
}

/// Whether the schema is exactly the one that this program knows; changes nothing.
pub(crate) async fn check_postgres(connection: &mut PgConnection) -> Result<(), Error> {
    match connection.list_applied_migrations(TABLE).await {
        Ok(applied) => compare(&applied, POSTGRES),
        // The table is not there: nothing was ever applied.
        Err(MigrateError::Execute(sqlx::Error::Database(refusal)))
            if refusal.code().as_deref() == Some("42P01") =>
        {
            Err(Error::OlderSchema { found: 0, known: known(POSTGRES) })
        }
        Err(other) => Err(Error::Migration(other)),
    }
}

/// The same of a file, beside whoever writes to it.
pub(crate) async fn check_sqlite(path: &Path) -> Result<(), Error> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).disable_statement_logging();
    let mut connection = options.connect().await.map_err(Query::refused("connect"))?;
    let applied = connection.list_applied_migrations(TABLE).await.map_err(Error::Migration)?;
    connection.close().await.map_err(Query::refused("close"))?;
    compare(&applied, SQLITE)
}

/// What was applied must be what this program knows, each to its last octet.
fn compare(applied: &[AppliedMigration], texts: &[Text]) -> Result<(), Error> {
    let known = known(texts);
    let found = applied.iter().map(|migration| migration.version).max().unwrap_or(0);
    if found > known {
        return Err(Error::NewerSchema { found, known });
    }
    for wanted in migrator(texts).iter() {
        match applied.iter().find(|migration| migration.version == wanted.version) {
            Some(migration) if migration.checksum == wanted.checksum => {}
            Some(_) => return Err(Error::Migration(MigrateError::VersionMismatch(wanted.version))),
            None => return Err(Error::OlderSchema { found, known }),
        }
    }
    Ok(())
}
