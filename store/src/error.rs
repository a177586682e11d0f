//! The one error type of this crate: who did what, and what stood in the way.

use std::path::PathBuf;
use std::sync::Arc;

use sqlx::error::ErrorKind;

/// What the store could not do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing that others will read is dated by a clock that is not believed.
    #[error(transparent)]
    Clock(#[from] pki_types::Uncertain),
    /// The file or its folder could not be opened, created or locked.
    #[error("the store {path} could not be {what}: {source}")]
    File {
        /// The database file or its lock file.
        path: PathBuf,
        /// What was tried: "created", "locked", …
        what: &'static str,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// Another process (or another `Store` of this one) writes to the same file.
    #[error("the store {path} is in use by {holder}: stop it first, one process alone may write")]
    InUse {
        /// The database file.
        path: PathBuf,
        /// Who holds the lock, as far as the lock file tells.
        holder: String,
    },
    /// A file is where a store is to be restored to.
    #[error("{path} is in the way: a restore writes over nothing; move it somewhere else first")]
    Occupied {
        /// The file.
        path: PathBuf,
    },
    /// The schema was made by a later version of this program.
    #[error("the store has schema {found}, this program knows up to {known}: use the newer program")]
    NewerSchema {
        /// The version found in the database.
        found: i64,
        /// The last version that this program knows.
        known: i64,
    },
    /// The schema is an earlier one, and this process may not change it.
    #[error("the database has schema {found}, this program needs {known}: run `greatseal migrate` first")]
    OlderSchema {
        /// The version found in the database; 0 if there is none.
        found: i64,
        /// The version that this program needs.
        known: i64,
    },
    /// The address of the database is none.
    #[error("the address of the database is refused: {problem}")]
    Address {
        /// What is wrong with it; never the address itself.
        problem: String,
    },
    /// The server could lose what it acknowledged.
    #[error("the database server is refused: {problem}")]
    Unsafe {
        /// What is wrong with it.
        problem: String,
    },
    /// A migration failed or an applied one was altered.
    #[error("the schema could not be brought up to date: {0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The engine refused a statement.
    #[error("the database refused `{statement}`: {source}")]
    Database {
        /// The statement's text, with placeholders: never a value.
        statement: &'static str,
        /// The engine's reason.
        source: EngineError,
    },
    /// The database takes nothing in for now: its disk is full, or it is read-only. Reads go on; writes do too, by
    /// themselves, when there is room again.
    #[error("the database cannot write (`{statement}`): {problem}; make room, or let it write again")]
    NotWritable {
        /// The statement's text, with placeholders: never a value.
        statement: &'static str,
        /// The engine's reason.
        problem: String,
    },
    /// A row cannot be read as what it should be.
    #[error("the store is damaged: column {column} {problem}")]
    Damaged {
        /// The column that does not decode.
        column: String,
        /// Why it does not.
        problem: String,
    },
    /// The commit of a batch failed: nothing of it was stored, as far as this process can know.
    #[error("`{label}` was not committed: {source}")]
    Commit {
        /// The label of the transaction.
        label: &'static str,
        /// What went wrong; the neighbours in the batch got the same.
        source: Arc<Error>,
    },
    /// The closure of a transaction panicked; its effects were undone.
    #[error("`{label}` panicked; it was undone")]
    Panicked {
        /// The label of the transaction.
        label: &'static str,
    },
    /// A transaction was started inside a transaction, which would wait for itself.
    #[error("`{label}` was started inside another transaction")]
    Nested {
        /// The label of the inner transaction.
        label: &'static str,
    },
    /// The store was closed, or its writer is gone.
    #[error("the store is closed")]
    Closed,
    /// A row that must be unique is there already.
    #[error("{what} is there already")]
    Exists {
        /// What was to be inserted.
        what: &'static str,
    },
    /// A row that must be there is not.
    #[error("{what} is not there")]
    Missing {
        /// What was looked for.
        what: &'static str,
    },
    /// An update that must hit exactly one row hit none: its condition no longer holds.
    #[error("{what} has moved on: {condition} no longer holds")]
    MovedOn {
        /// What was to be updated.
        what: &'static str,
        /// The condition of the update.
        condition: &'static str,
    },
    /// A live intent or certificate has the same public key.
    #[error("the public key was certified before")]
    KeyUsed,
    /// A live intent or certificate answers the same request and profile.
    #[error("the request has an intent for profile {profile} already")]
    RequestUsed {
        /// The profile asked for.
        profile: String,
    },
    /// The serial was drawn before.
    #[error("the serial {serial} was used before")]
    SerialUsed {
        /// The serial.
        serial: String,
    },
}

impl Error {
    /// Whether the same transaction may be tried again and succeed without anybody's help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Commit { source, .. } => source.is_passing(),
            Self::Database { source, .. } => source.constraint().is_none(),
            Self::File { .. } | Self::NotWritable { .. } | Self::Closed | Self::Clock(_) => true,
            _ => false,
        }
    }

    /// Whether the database takes nothing in for now: [`Error::NotWritable`], of this unit or of the batch that it was in.
    #[must_use]
    pub fn is_not_writable(&self) -> bool {
        match self {
            Self::Commit { source, .. } => source.is_not_writable(),
            Self::NotWritable { .. } => true,
            _ => false,
        }
    }

    /// What an engine's refusal of a statement means.
    pub(crate) fn refused(statement: &'static str, source: EngineError) -> Self {
        if source.cannot_write() {
            return Self::NotWritable { statement, problem: source.to_string() };
        }
        Self::Database { statement, source }
    }

    /// A unit cannot be kept, because this statement of it failed.
    pub(crate) fn after_failure(statement: &'static str) -> Self {
        Self::Database { statement, source: EngineError::AfterFailure }
    }

    /// Whether the engine refused a row because what it refers to is not there.
    #[must_use]
    pub fn is_missing_reference(&self) -> bool {
        matches!(self, Self::Database { source, .. } if source.constraint() == Some(Constraint::Reference))
    }
}

/// What keeps a process from its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The file is not there.
    NoFile,
    /// The server does not answer: it is down, or the way to it is.
    Away,
    /// The server does not know the role, its password or the way by which it came.
    NotLetIn,
    /// The server has no database of this name.
    NoDatabase,
}

impl Error {
    /// What keeps this process from its database, where that is the reason.
    #[must_use]
    pub fn closed(&self) -> Option<Closed> {
        match self {
            Self::File { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                Some(Closed::NoFile)
            }
            Self::Database { source: EngineError::Sqlite(refusal), .. }
                if refusal.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) =>
            {
                Some(Closed::NoFile)
            }
            Self::Database { source: EngineError::Server(refusal), .. } => match refusal {
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) => Some(Closed::Away),
                // Classes 08 and 57P0x, 28, and 3D000 of PostgreSQL's appendix A.
                sqlx::Error::Database(refusal) => match refusal.code().as_deref() {
                    Some(code) if code.starts_with("08") || code.starts_with("57P0") => Some(Closed::Away),
                    Some(code) if code.starts_with("28") => Some(Closed::NotLetIn),
                    Some("3D000") => Some(Closed::NoDatabase),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }
}

/// Why an engine did not do what it was told.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// SQLite's reason.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL's, or what happened on the way there; also while the schema of SQLite is brought up to date.
    #[error(transparent)]
    Server(#[from] sqlx::Error),
    /// The unit went on after a statement that had failed.
    #[error("the unit went on after this statement had failed")]
    AfterFailure,
    /// A fail point said so.
    #[error("refused by a fail point")]
    FailPoint,
}

/// Which promise of the schema a row would have broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Constraint {
    /// There is one such row already.
    Unique,
    /// What it refers to is not there.
    Reference,
    /// A value that the column does not take.
    Check,
}

impl EngineError {
    fn constraint(&self) -> Option<Constraint> {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(refusal, _)) => match refusal.extended_code {
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
                    Some(Constraint::Unique)
                }
                rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Some(Constraint::Reference),
                rusqlite::ffi::SQLITE_CONSTRAINT_CHECK => Some(Constraint::Check),
                _ => None,
            },
            Self::Server(sqlx::Error::Database(refusal)) => match refusal.kind() {
                ErrorKind::UniqueViolation => Some(Constraint::Unique),
                ErrorKind::ForeignKeyViolation => Some(Constraint::Reference),
                ErrorKind::CheckViolation => Some(Constraint::Check),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether an engine says that it cannot write although nothing is wrong with the statement.
    fn cannot_write(&self) -> bool {
        match self {
            // SQLITE_READONLY and SQLITE_FULL by the low octet of the extended code; of SQLITE_IOERR those about writing:
            // WRITE, FSYNC, DIR_FSYNC, TRUNCATE, SHMOPEN, SHMSIZE, SHMMAP (sqlite.org/rescode.html).
            Self::Sqlite(rusqlite::Error::SqliteFailure(refusal, _)) => {
                let code = refusal.extended_code;
                matches!(code & 0xff, 8 | 13) || matches!(code, 778 | 1034 | 1290 | 1546 | 4618 | 4874 | 5386)
            }
            // read_only_sql_transaction, disk_full, io_error (PostgreSQL, appendix A).
            Self::Server(sqlx::Error::Database(refusal)) => {
                matches!(refusal.code().as_deref(), Some("25006" | "53100" | "58030"))
            }
            _ => false,
        }
    }
}
