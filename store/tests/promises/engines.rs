//! Every promise on every engine.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use pki_types::Clock;
use scratch_postgres::Cluster;
use sqlx::Connection as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use store::{Database, PostgresOptions, Store};
use tempfile::TempDir;

/// Makes two tests of each function: one on SQLite, one on PostgreSQL.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::engines::Engine::Sqlite).await;
            })+
        }

        mod on_postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::engines::Engine::Postgres).await;
            })+
        }
    };
}

/// An engine to make a promise on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// An empty database of its own.
pub(crate) enum Scratch {
    File(TempDir),
    Database(String),
}

impl Engine {
    /// A new store for a test that never closes it.
    pub(crate) async fn store(self, clock: Arc<dyn Clock>) -> Store {
        match self {
            // Cheaper than a file that is flushed.
            Self::Sqlite => Store::in_memory(clock).await.unwrap(),
            Self::Postgres => self.scratch().await.open(clock).await,
        }
    }

    /// A new database with the schema of this program.
    pub(crate) async fn scratch(self) -> Scratch {
        let scratch = self.empty();
        Store::migrate(&scratch.database()).await.unwrap();
        scratch
    }

    /// A new database without any schema.
    pub(crate) fn empty(self) -> Scratch {
        match self {
            Self::Sqlite => Scratch::File(tempfile::tempdir().unwrap()),
            Self::Postgres => Scratch::Database(Cluster::shared().new_database()),
        }
    }
}

impl Scratch {
    pub(crate) fn database(&self) -> Database {
        match self {
            Self::File(_) => self.path().into(),
            Self::Database(name) => options(name).into(),
        }
    }

    /// The file; there is none on PostgreSQL.
    pub(crate) fn path(&self) -> PathBuf {
        let Self::File(folder) = self else { panic!("PostgreSQL has no file") };
        folder.path().join("store.sqlite")
    }

    /// The schema as it was with its first `count` migrations.
    pub(crate) async fn migrate_to(&self, count: usize) {
        macro_rules! texts {
            ($engine:literal) => {
                [
                    (1, "spine", include_str!(concat!("../../migrations/", $engine, "/0001_spine.sql"))),
                    (2, "log", include_str!(concat!("../../migrations/", $engine, "/0002_log.sql"))),
                    (3, "leases", include_str!(concat!("../../migrations/", $engine, "/0003_leases.sql"))),
                    (4, "restore", include_str!(concat!("../../migrations/", $engine, "/0004_restore.sql"))),
                ]
            };
        }
        let texts = match self {
            Self::File(_) => texts!("sqlite"),
            Self::Database(_) => texts!("postgres"),
        };
        let migrations = texts.into_iter().take(count).map(|(version, description, text)| {
            let text = sqlx::SqlSafeStr::into_sql_str(text);
            Migration::new(version, Cow::Borrowed(description), MigrationType::Simple, text, false)
        });
        let migrator = Migrator::with_migrations(migrations.collect());
        match self {
            Self::File(_) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.path());
                let options = options.create_if_missing(true);
                let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
                migrator.run(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            Self::Database(name) => {
                let url = Cluster::shared().url("greatseal", name);
                let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
                migrator.run(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }

    pub(crate) async fn open(&self, clock: Arc<dyn Clock>) -> Store {
        Store::open(self.database(), clock).await.unwrap()
    }

    /// Runs a statement beside the store, as a person with a database tool could. Octets are written `x'00'`.
    pub(crate) async fn execute(&self, statement: &'static str) {
        self.try_to_execute(statement).await.unwrap();
    }

    /// Like [`execute`](Self::execute), and says what the database refuses.
    pub(crate) async fn try_to_execute(&self, statement: &'static str) -> Result<(), String> {
        match self {
            Self::File(_) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.path());
                let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
                let done = sqlx::query(statement).execute(&mut connection).await.map(|_| ());
                connection.close().await.unwrap();
                done.map_err(|refusal| refusal.to_string())
            }
            Self::Database(name) => {
                // Octets are written in another way.
                let statement = statement.replace("x'", "'\\x");
                Cluster::shared().try_sql("greatseal", name, &statement).map(|_| ())
            }
        }
    }
}

/// How a database of the shared server is reached.
pub(crate) fn options(database: &str) -> PostgresOptions {
    PostgresOptions::parse(&Cluster::shared().url("greatseal", database)).unwrap()
}
