//! A POSTGRESQL THAT IS THROWN AWAY: for tests and measurements, and for nothing else.
//!
//! **It promises** a server of Debian's in a temporary folder, on loopback and a Unix socket, that ends with the
//! process that started it, however that ends: `scripts/postgres` waits for the end of a pipe.
//!
//! **It never** touches a server that it did not start.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

/// A running server. Dropping it ends it.
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    server: AtomicU32,
    script: Child,
    /// Where the script listens and answers; its end is the server's end.
    held: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
    databases: AtomicU32,
}

impl Cluster {
    /// Starts a server with these settings, each like `max_connections=10`.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start: a test that needs it must not pass without it.
    #[must_use]
    pub fn start(settings: &[&str]) -> Self {
        Self::run(settings.iter().flat_map(|setting| ["-c", *setting]))
    }

    /// Starts a server that is entered over loopback by TLS, under the name localhost, and a password alone.
    ///
    /// # Panics
    /// As [`Cluster::start`].
    #[must_use]
    pub fn guarded() -> Self {
        Self::run(["--guarded"])
    }

    fn run<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres");
        let mut script = Command::new(script)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("scripts/postgres can be run");
        let mut line = String::new();
        let mut output = BufReader::new(script.stdout.take().expect("the output is piped"));
        output.read_line(&mut line).expect("the output can be read");
        let mut words = line.split_whitespace();
        let mut word = || words.next().expect("no PostgreSQL was started: its own words are above");
        let (folder, port, server) = (PathBuf::from(word()), word(), word());
        Self {
            folder,
            port: port.parse().expect("the port is a number"),
            server: AtomicU32::new(server.parse().expect("the process is a number")),
            held: Mutex::new(script.stdin.take().map(|input| (input, output))),
            script,
            databases: AtomicU32::new(0),
        }
    }

    /// The server that all tests of this process share; it ends with the process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&[]))
    }

    /// Makes an empty database; its name.
    ///
    /// # Panics
    /// If the server refuses.
    pub fn new_database(&self) -> String {
        let name = format!("scratch_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
        name
    }

    /// The address of a database for a role, over loopback.
    #[must_use]
    pub fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    /// The same over the Unix socket.
    #[must_use]
    pub fn socket_url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@localhost:{}/{database}?host={}", self.port, self.folder.display())
    }

    /// A file in the server's folder: of a guarded one, `root.pem` or `other-root.pem`.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The process id of the server.
    #[must_use]
    pub fn server(&self) -> u32 {
        self.server.load(Ordering::Relaxed)
    }

    /// Ends the server as a crash of its machine would, `pg_ctl -m immediate stop`: nothing is finished, every connection
    /// breaks, and its next start recovers from its log.
    ///
    /// # Panics
    /// If it does not run.
    pub fn crash(&self) {
        assert_eq!(self.say("stop"), "stopped", "the server did not stop");
    }

    /// Starts it again after [`crash`](Self::crash), at the same address.
    ///
    /// # Panics
    /// If it does not start.
    pub fn revive(&self) {
        let line = self.say("start");
        let server = line.split_whitespace().last().and_then(|word| word.parse().ok());
        self.server
            .store(server.expect("the server did not start: its own words are above"), Ordering::Relaxed);
    }

    /// Says a word to the script and waits for its line.
    fn say(&self, word: &str) -> String {
        let mut held = self.held.lock().expect("nobody panics while the script is spoken to");
        let (input, output) = held.as_mut().expect("the script runs as long as this");
        writeln!(input, "{word}").expect("the script listens");
        let mut line = String::new();
        output.read_line(&mut line).expect("the output can be read");
        line.trim().to_owned()
    }

    /// Runs statements as the role that may do everything; gives what they print, without headings.
    ///
    /// # Panics
    /// If the server refuses one of them.
    pub fn sql(&self, database: &str, statements: &str) -> String {
        self.try_sql("greatseal", database, statements).expect("the server does it")
    }

    /// Runs statements as a role.
    ///
    /// # Errors
    /// What the server says of the first that it refuses.
    pub fn try_sql(&self, role: &str, database: &str, statements: &str) -> Result<String, String> {
        let port = self.port.to_string();
        let output = Command::new(self.file("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h"])
            .arg(&self.folder)
            .args(["-p", &port, "-U", role, "-d", database, "-c", statements])
            .stdin(Stdio::null())
            .output()
            .expect("psql can be run");
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // What is left of a conversation that panicked ends like any other.
        let held = self.held.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        drop(held.take());
        let _ended = self.script.wait();
    }
}
