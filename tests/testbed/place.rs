//! Where a country's store is, on either engine: so that a story can lose it, and put something else there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scratch_postgres::Cluster;

use super::Founded;

/// The place of a country's store. Nobody must serve it.
pub(crate) struct Place<'a>(pub(crate) &'a Founded);

impl Place<'_> {
    fn file(&self) -> PathBuf {
        self.0.data().join("country.sqlite")
    }

    fn database(&self) -> Option<&str> {
        self.0.database.as_deref()
    }

    /// The store is somewhere else, and nothing is at its place.
    pub(crate) fn move_away(&self, name: &str) {
        match self.database() {
            Some(database) => {
                administrate(&format!("ALTER DATABASE {database} RENAME TO {database}_{name}"));
                administrate(&format!("CREATE DATABASE {database} TEMPLATE template0"));
            }
            None => {
                fs::rename(self.file(), self.0.home.path().join(name)).expect("there was a store");
                self.clear();
            }
        }
    }

    /// What was moved away is at the place again.
    pub(crate) fn bring_back(&self, name: &str) {
        match self.database() {
            Some(database) => {
                administrate(&format!("DROP DATABASE {database} WITH (FORCE)"));
                administrate(&format!("ALTER DATABASE {database}_{name} RENAME TO {database}"));
            }
            None => {
                self.clear();
                fs::rename(self.0.home.path().join(name), self.file()).expect("it was moved away");
            }
        }
    }

    /// Nothing is at the place.
    pub(crate) fn clear(&self) {
        match self.database() {
            Some(database) => {
                administrate(&format!("DROP DATABASE {database} WITH (FORCE)"));
                administrate(&format!("CREATE DATABASE {database} TEMPLATE template0"));
            }
            None => {
                for suffix in ["", "-wal", "-shm", ".lock"] {
                    let mut name = self.file().into_os_string();
                    name.push(suffix);
                    let _may_be_gone = fs::remove_file(name);
                }
            }
        }
    }

    /// Whether nothing is there.
    pub(crate) fn is_empty(&self) -> bool {
        const TABLES: &str =
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
        match self.database() {
            Some(database) => Cluster::shared().sql(database, TABLES) == "0",
            None => !self.file().exists(),
        }
    }

    /// Puts the file of a backup there as somebody might who does not read the manual.
    pub(crate) fn put_by_hand(&self, backup: &Path) {
        match self.database() {
            Some(database) => {
                let url = Cluster::shared().url("greatseal", database);
                let arguments = ["--exit-on-error", "--no-owner", "--no-privileges", "--dbname", &url];
                let mut command = Command::new("pg_restore");
                let done = command.args(arguments).arg(backup.join("store.dump")).status();
                assert!(done.expect("pg_restore can be run").success());
            }
            None => {
                fs::copy(backup.join("store.sqlite"), self.file()).expect("the file can be copied");
            }
        }
    }
}

fn administrate(statement: &str) {
    Cluster::shared().sql("postgres", statement);
}
