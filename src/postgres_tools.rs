//! PostgreSQL's own programs, run so that they reach the server as this one does: by TLS where it is another machine, and
//! with the password in a private file, never among the arguments or in the environment.
//!
//! What they read or write passes through a pipe, piece by piece, so that a dump need not lie on a disk in clear.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};

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
        let path = std::env::temp_dir().join(format!("greatseal-{}.pgpass", encoding::hex(&name)));
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

/// Runs one of them about this database, and has `take` take what it prints.
///
/// # Errors
/// It is not installed, or it failed: then its own words. Or what `take` says.
pub(crate) async fn run_into<T: Send + 'static>(
    config: &DatabaseConfig,
    tool: &'static str,
    arguments: &[OsString],
    take: impl FnOnce(&mut dyn Read) -> Result<T> + Send + 'static,
) -> Result<T> {
    let mut tool = Tool::start(config, tool, arguments, Stdio::null())?;
    in_a_thread(move || {
        let mut printed = tool.child.stdout.take().expect("it is a pipe");
        let taken = take(&mut printed);
        drop(printed);
        tool.end(taken)
    })
    .await
}

/// Runs one of them about this database on what `give` writes; gives what it printed. If `give` fails the program is killed,
/// before it could take what came for all there is.
///
/// # Errors
/// As for [`run_into`].
pub(crate) async fn run_from(
    config: &DatabaseConfig,
    tool: &'static str,
    arguments: &[OsString],
    give: impl FnOnce(&mut dyn Write) -> Result<()> + Send + 'static,
) -> Result<String> {
    let mut tool = Tool::start(config, tool, arguments, Stdio::piped())?;
    in_a_thread(move || {
        let printed = collect(tool.child.stdout.take().expect("it is a pipe"));
        let mut pipe = Enough { pipe: tool.child.stdin.take().expect("it is a pipe"), enough: false };
        let given = give(&mut pipe);
        if given.is_err() {
            let _ended_already = tool.child.kill();
        }
        drop(pipe);
        tool.end(given)?;
        Ok(printed.join().unwrap_or_default())
    })
    .await
}

async fn in_a_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.context("a thread ended early")?
}

/// A running program.
struct Tool {
    name: &'static str,
    child: Child,
    complaints: JoinHandle<String>,
    _password: Option<PasswordFile>,
}

impl Tool {
    fn start(
        config: &DatabaseConfig,
        name: &'static str,
        arguments: &[OsString],
        input: Stdio,
    ) -> Result<Self> {
        let password = config.password()?;
        let password = password.map(|password| PasswordFile::write(password.expose_secret())).transpose()?;
        let mut command = Command::new(name);
        command.args(arguments).stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.envs(options(config)?.tool_environment());
        if let Some(file) = &password {
            command.env("PGPASSFILE", &file.0);
        }
        let mut child = command.spawn().with_context(|| {
            format!(
                "cannot run {name}: install the client programs of PostgreSQL (Debian: postgresql-client)"
            )
        })?;
        let complaints = collect(child.stderr.take().expect("it is a pipe"));
        Ok(Self { name, child, complaints, _password: password })
    }

    /// Waits for its end. Its own words come first: where it failed, its pipe broke because of that.
    fn end<T>(mut self, passed: Result<T>) -> Result<T> {
        if passed.is_err() {
            let _ended_already = self.child.kill();
        }
        let status = self.child.wait().with_context(|| format!("cannot wait for {}", self.name))?;
        let complaints = self.complaints.join().unwrap_or_default();
        if !status.success() && (passed.is_ok() || status.code().is_some()) {
            bail!("{} failed: {}", self.name, complaints.trim());
        }
        passed
    }
}

/// Reads what a program prints, beside it.
fn collect(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut printed = Vec::new();
        let _as_far_as_it_came = pipe.read_to_end(&mut printed);
        String::from_utf8_lossy(&printed).into_owned()
    })
}

/// A pipe to a program that may have read enough before the end: how it ended says whether that is right.
struct Enough<P> {
    pipe: P,
    enough: bool,
}

impl<P: Write> Write for Enough<P> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.enough {
            return Ok(octets.len());
        }
        match self.pipe.write(octets) {
            Err(problem) if problem.kind() == io::ErrorKind::BrokenPipe => {
                self.enough = true;
                Ok(octets.len())
            }
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.enough { Ok(()) } else { self.pipe.flush() }
    }
}

fn options(config: &DatabaseConfig) -> Result<PostgresOptions> {
    match config.database()? {
        Database::Postgres(options) => Ok(options),
        Database::Sqlite(path) => bail!("{} is no PostgreSQL database", path.display()),
    }
}
