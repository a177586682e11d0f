//! PostgreSQL's own programs, run so that they reach the server as this one does: by TLS where it is another machine, and
//! with the password in a private file, never among the arguments or in the environment.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use pki_types::{SystemRandom, encoding, random_array};
use secrecy::ExposeSecret as _;
use store::{Database, PostgresOptions};

use crate::database::DatabaseConfig;
use crate::secrets::write_private;

/// A file with the password of a role, as libpq reads it; gone when this is dropped.
struct PasswordFile(PathBuf);

impl PasswordFile {
    fn write(password: &str) -> Result<Self> {
        let name: [u8; 16] = random_array(&SystemRandom);
        let path = std::env::temp_dir().join(format!("signet-{}.pgpass", encoding::hex(&name)));
        let escaped = password.replace('\\', "\\\\").replace(':', "\\:");
        write_private(&path, format!("*:*:*:*:{escaped}").as_bytes())?;
        Ok(Self(path))
    }
}

impl Drop for PasswordFile {
    fn drop(&mut self) {
        let _left_in_a_private_file = std::fs::remove_file(&self.0);
    }
}

/// Runs one of them about this database; gives what it printed.
///
/// # Errors
/// It is not installed, or it failed: then its own words.
pub(crate) async fn run(config: &DatabaseConfig, tool: &str, arguments: &[OsString]) -> Result<String> {
    let password = config.password()?;
    let password = password.map(|password| PasswordFile::write(password.expose_secret())).transpose()?;
    let mut command = tokio::process::Command::new(tool);
    command.args(arguments).kill_on_drop(true).stdin(std::process::Stdio::null());
    command.envs(options(config)?.tool_environment());
    if let Some(file) = &password {
        command.env("PGPASSFILE", &file.0);
    }
    let output = command.output().await.with_context(|| {
        format!("cannot run {tool}: install the client programs of PostgreSQL (Debian: postgresql-client)")
    })?;
    if !output.status.success() {
        bail!("{tool} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn options(config: &DatabaseConfig) -> Result<PostgresOptions> {
    match config.database()? {
        Database::Postgres(options) => Ok(options),
        Database::Sqlite(path) => bail!("{} is no PostgreSQL database", path.display()),
    }
}
