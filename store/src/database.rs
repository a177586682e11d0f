//! Which database: a SQLite file, or a PostgreSQL server and how it is reached.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::Error;

/// Where everything is remembered.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file, for one process.
    Sqlite(PathBuf),
    /// A server, for many processes.
    Postgres(PostgresOptions),
}

/// A PostgreSQL database and how it is reached. Shown without its password.
#[derive(Clone)]
pub struct PostgresOptions {
    url: String,
    pub(crate) connect: Box<PgConnectOptions>,
    pub(crate) notify: bool,
    root_certificate: Option<PathBuf>,
}

impl PostgresOptions {
    /// Reads `postgres://ROLE@HOST[:PORT]/DATABASE`, or, for a Unix socket in FOLDER,
    /// `postgres://ROLE@localhost/DATABASE?host=FOLDER`.
    ///
    /// A server on another machine is reached by TLS alone, and its certificate must be for HOST.
    ///
    /// # Errors
    /// [`Error::Address`] if it is none, or if it holds a password, which would be seen by whoever sees the address.
    pub fn parse(url: &str) -> Result<Self, Error> {
        let refused = |problem: &str| Error::Address { problem: problem.to_owned() };
        let rest = ["postgres://", "postgresql://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let rest = rest.ok_or_else(|| refused("it must begin with postgres://"))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (server, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (role, _) = server.rsplit_once('@').unwrap_or(("", server));
        if role.contains(':') {
            return Err(refused("it must not hold a password: that belongs in a file of its own"));
        }
        if role.is_empty() || database.is_empty() {
            return Err(refused("it must name a role and a database: postgres://ROLE@HOST/DATABASE"));
        }
        if !query.is_empty() && (!query.starts_with("host=") || query.contains('&')) {
            return Err(refused("the only parameter is host, the folder of a Unix socket"));
        }
        let connect = PgConnectOptions::from_str(url).map_err(|problem| refused(&problem.to_string()))?;
        // RFC 3986 §3.2.2: an address of IPv6 stands in brackets, which are no part of it.
        let bare = connect.get_host().trim_matches(['[', ']']).to_owned();
        let connect = connect.host(&bare);
        let local = connect.get_socket().is_some() || is_loopback(connect.get_host());
        let mode = if local { PgSslMode::Disable } else { PgSslMode::VerifyFull };
        let connect = connect
            .ssl_mode(mode)
            .application_name("greatseal")
            .statement_cache_capacity(256)
            // Statements are not logged: at that level the driver would log values too.
            .disable_statement_logging();
        Ok(Self { url: url.to_owned(), connect: Box::new(connect), notify: true, root_certificate: None })
    }

    /// Proves the role by a password (SCRAM); without one, the server must know it by the socket's peer or a
    /// certificate, or trust the network.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.connect = Box::new(self.connect.password(password));
        self
    }

    /// Trusts the authorities in this PEM file instead of the system's, and wants TLS on loopback too; a Unix socket has
    /// none.
    #[must_use]
    pub fn with_root_certificate(mut self, pem: &Path) -> Self {
        if self.connect.get_socket().is_none() {
            self.connect = Box::new(self.connect.ssl_mode(PgSslMode::VerifyFull));
        }
        self.connect = Box::new(self.connect.ssl_root_cert(pem));
        self.root_certificate = Some(pem.to_owned());
        self
    }

    /// Wakes nobody in other processes and listens to nobody: they look every half second instead. For servers
    /// behind a pooler that passes on no notifications.
    #[must_use]
    pub fn without_notifications(mut self) -> Self {
        self.notify = false;
        self
    }

    /// How the server's own tools (`pg_dump`, `pg_restore`) are told to reach it as safely: variables of libpq. The
    /// password is none of them.
    #[must_use]
    pub fn tool_environment(&self) -> Vec<(&'static str, OsString)> {
        if !matches!(self.connect.get_ssl_mode(), PgSslMode::VerifyFull) {
            return vec![("PGSSLMODE", "disable".into())];
        }
        let root = self.root_certificate.as_ref().map(|path| path.as_os_str().to_owned());
        vec![("PGSSLMODE", "verify-full".into()), ("PGSSLROOTCERT", root.unwrap_or_else(|| "system".into()))]
    }

    /// The address as it was given.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl std::fmt::Debug for PostgresOptions {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "PostgresOptions({})", self.url)
    }
}

impl std::fmt::Display for Database {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(out),
            Self::Postgres(options) => out.write_str(&options.url),
        }
    }
}

impl From<PathBuf> for Database {
    fn from(path: PathBuf) -> Self {
        Self::Sqlite(path)
    }
}

impl From<&PathBuf> for Database {
    fn from(path: &PathBuf) -> Self {
        Self::Sqlite(path.clone())
    }
}

impl From<&Path> for Database {
    fn from(path: &Path) -> Self {
        Self::Sqlite(path.to_owned())
    }
}

impl From<PostgresOptions> for Database {
    fn from(options: PostgresOptions) -> Self {
        Self::Postgres(options)
    }
}

impl From<&Self> for Database {
    fn from(database: &Self) -> Self {
        database.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_machine_is_reached_by_tls_alone() {
        for (url, mode) in [
            ("postgres://greatseal@127.0.0.1:5433/greatseal", "Disable"),
            ("postgres://greatseal@[::1]/greatseal", "Disable"),
            ("postgres://greatseal@localhost/greatseal", "Disable"),
            ("postgres://greatseal@localhost/greatseal?host=/run/postgresql", "Disable"),
            ("postgres://greatseal@10.0.0.1/greatseal", "VerifyFull"),
            ("postgresql://greatseal@localhost.example.org/greatseal", "VerifyFull"),
        ] {
            let options = PostgresOptions::parse(url).unwrap();
            assert_eq!(format!("{:?}", options.connect.get_ssl_mode()), mode, "{url}");
        }
    }

    #[test]
    fn an_address_that_tells_a_secret_or_too_little_or_too_much_is_refused() {
        for url in [
            "postgres://greatseal:secret@127.0.0.1/greatseal",
            "postgres://greatseal@127.0.0.1/greatseal?password=secret",
            "postgres://greatseal@10.0.0.1/greatseal?sslmode=disable",
            "postgres://greatseal@10.0.0.1/greatseal?host=10.0.0.2&sslmode=disable",
            "postgres://127.0.0.1/greatseal",
            "postgres://greatseal@127.0.0.1",
            "mysql://greatseal@127.0.0.1/greatseal",
            "/var/lib/greatseal.sqlite",
        ] {
            let refused = PostgresOptions::parse(url).unwrap_err();
            assert!(matches!(refused, Error::Address { .. }), "{url}: {refused}");
            assert!(!refused.to_string().contains("secret"), "{refused}");
        }
    }
}
