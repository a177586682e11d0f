//! Which database the configuration means, and how it is opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use pki_types::Clock;
use secrecy::{ExposeSecret as _, SecretString};
use store::{Database, PostgresOptions, Store};

use crate::config::DatabaseSection;
use crate::secrets::SecretSource;

/// A checked `[database]` section.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    database: Database,
    password: SecretSource,
}

impl DatabaseConfig {
    /// Checks the section; relative paths are completed by `at`.
    pub(crate) fn new(section: DatabaseSection, at: impl Fn(&Path) -> PathBuf) -> Result<Self> {
        let password = SecretSource {
            credential: "database-password".to_owned(),
            file: section.password_file.as_deref().map(&at),
            question: "Password of the database role".to_owned(),
        };
        let database = match (section.path, section.url) {
            (Some(path), None) => {
                if password.file.is_some() || section.root_certificate.is_some() || !section.notifications {
                    bail!("database.path is a file: the other fields of [database] are for a url");
                }
                Database::Sqlite(at(&path))
            }
            (None, Some(url)) => {
                let mut options = PostgresOptions::parse(&url).context("database.url")?;
                if let Some(pem) = section.root_certificate {
                    options = options.with_root_certificate(&at(&pem));
                }
                if !section.notifications {
                    options = options.without_notifications();
                }
                options.into()
            }
            _ => bail!("[database] needs one of path (SQLite) and url (PostgreSQL)"),
        };
        Ok(Self { database, password })
    }

    /// The database, with the password of its role if there is one.
    ///
    /// # Errors
    /// The file of the password is not there or not private.
    pub fn database(&self) -> Result<Database> {
        match (&self.database, self.password()?) {
            (Database::Postgres(options), Some(password)) => {
                Ok(options.clone().with_password(password.expose_secret()).into())
            }
            (other, _) => Ok(other.clone()),
        }
    }

    /// Its files that nobody else may read, each with its field.
    pub(crate) fn secret_files(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let file = match &self.database {
            Database::Sqlite(path) => Some(("database.path", path.as_path())),
            Database::Postgres(_) => None,
        };
        let password = self.password.file.as_deref().map(|file| ("database.password_file", file));
        file.into_iter().chain(password)
    }

    /// The password of the role, if it has one.
    pub(crate) fn password(&self) -> Result<Option<SecretString>> {
        let has_one = matches!(self.database, Database::Postgres(_)) && self.password.is_configured();
        has_one.then(|| self.password.read()).transpose()
    }

    /// Opens the store in it.
    ///
    /// # Errors
    /// What stands in the way, and what to do about it.
    pub async fn open(&self, clock: Arc<dyn Clock>) -> Result<Store> {
        Store::open(self.database()?, clock).await.with_context(|| format!("cannot open the store {self}"))
    }

    /// Does something with the store of a country that may be running, and closes it again.
    ///
    /// # Errors
    /// As for [`open`](Self::open); then what the work says.
    pub async fn beside<T, E: Into<anyhow::Error>>(
        &self,
        clock: Arc<dyn Clock>,
        work: impl AsyncFnOnce(&Store) -> Result<T, E>,
    ) -> Result<T> {
        let opened = Store::open_beside(self.database()?, clock).await;
        let store = opened.with_context(|| format!("cannot open the store {self}"))?;
        let done = work(&store).await;
        store.close().await;
        done.map_err(Into::into)
    }
}

impl std::fmt::Display for DatabaseConfig {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.database.fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, EXAMPLE};

    fn parse(section: &str) -> anyhow::Result<Config> {
        let text = EXAMPLE.replace("path = \"country.sqlite\"", section);
        Config::parse(&text, std::path::Path::new("/country"))
    }

    #[test]
    fn a_database_is_a_file_or_a_server() {
        let url = "url = \"postgres://greatseal@localhost/greatseal?host=/run/postgresql\"";
        let config = parse(url).unwrap();
        assert_eq!(
            config.database.to_string(),
            "postgres://greatseal@localhost/greatseal?host=/run/postgresql"
        );
        assert!(config.database.database().is_ok(), "a role that the socket proves needs no password");
        for wrong in [
            "",
            &format!("path = \"country.sqlite\"\n{url}"),
            "path = \"country.sqlite\"\npassword_file = \"password\"",
            "path = \"country.sqlite\"\nnotifications = false",
            "url = \"postgres://greatseal:secret@localhost/greatseal\"",
            "url = \"/var/lib/country.sqlite\"",
        ] {
            let refused = format!("{:#}", parse(wrong).unwrap_err());
            assert!(refused.contains("database"), "{wrong}: {refused}");
            assert!(!refused.contains("secret"), "{refused}");
        }
    }

    #[test]
    fn a_password_is_read_from_a_private_file_and_shown_nowhere() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, "hunter2\n").unwrap();
        let text = format!(
            "url = \"postgres://greatseal@10.0.0.1/greatseal\"\npassword_file = {:?}\nroot_certificate = \"ca.pem\"",
            file.display().to_string()
        );
        let config = parse(&text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(format!("{:#}", config.database.database().unwrap_err()).contains("chmod 600"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let database = config.database.database().unwrap();
        assert!(!format!("{config:?} {database:?} {database}").contains("hunter2"));
    }
}
