//! Brings the schema up to date. Applied files are never edited: a change is a new file with the next number.

use std::borrow::Cow;

use sqlx::SqliteConnection;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::Error;

/// Number, description and text of every migration for SQLite.
const SQLITE: &[(i64, &str, &str)] = &[
    (1, "spine", include_str!("../migrations/sqlite/0001_spine.sql")),
    (2, "log", include_str!("../migrations/sqlite/0002_log.sql")),
];

/// Applies what is missing, each migration in a transaction of its own: a crash leaves the schema at one of the
/// versions, never between two, and the next start goes on from there.
pub(crate) async fn migrate(connection: &mut SqliteConnection) -> Result<(), Error> {
    let migrations = SQLITE
        .iter()
        .map(|(version, description, text)| {
            let text = sqlx::SqlSafeStr::into_sql_str(*text);
            Migration::new(*version, Cow::Borrowed(*description), MigrationType::Simple, text, false)
        })
        .collect();
    let known = SQLITE.last().map_or(0, |(version, ..)| *version);
    match Migrator::with_migrations(migrations).run(connection).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(found)) if found > known => Err(Error::NewerSchema { found, known }),
        Err(other) => Err(Error::Migration(other)),
    }
}
