//! What ours is compared with: a bare server that returns the same octets, OpenSSL's responder, and a loop that does
//! nothing but commit.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use pki_types::Certificate;
use pki_types::HashAlgorithm;
use pki_types::ocsp::{CertId, OcspRequest};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Executor as _, SqliteConnection};

use crate::measure::count;

/// Starts a bare server in threads named `bare` that answers every POST, and every GET of a path, with these octets; gives its address.
pub(crate) async fn bare_server(runtime: &tokio::runtime::Runtime, octets: Vec<u8>) -> Result<String> {
    let answer = axum::body::Bytes::from(octets);
    let got = answer.clone();
    let application =
        axum::Router::new().route("/", axum::routing::post(async move |_: axum::body::Bytes| answer));
    let application = application.route("/{*path}", axum::routing::get(async move || got));
    let socket = runtime.spawn(tokio::net::TcpListener::bind("127.0.0.1:0")).await??;
    let address = format!("http://{}/", socket.local_addr()?);
    runtime.spawn(async move { axum::serve(socket, application).await });
    Ok(address)
}

/// `openssl ocsp` as a server.
pub(crate) struct OpensslResponder {
    process: Child,
    port: u16,
    request: Vec<u8>,
}

impl OpensslResponder {
    /// Makes an authority with a P-256 key in `folder` and starts its responder, which signs each answer.
    pub(crate) fn start(folder: &Path, port: u16) -> Result<Self> {
        let made = Command::new("openssl")
            .current_dir(folder)
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
            .args(["-keyout", "peer.key", "-out", "peer.pem", "-days", "30", "-subj", "/CN=Peer"])
            .stderr(Stdio::null())
            .status()?;
        if !made.success() {
            bail!("openssl req: {made}");
        }
        std::fs::write(folder.join("index.txt"), "V\t351231235959Z\t\t1000\tunknown\t/CN=one\n")?;
        let authority = Certificate::from_pem(&std::fs::read_to_string(folder.join("peer.pem"))?)?;
        let id = CertId::for_serial(&[0x10, 0x00], &authority, HashAlgorithm::Sha1);
        let request = OcspRequest { cert_ids: vec![id], nonce: None }.to_der();
        let process = Command::new("openssl")
            .current_dir(folder)
            .args(["ocsp", "-index", "index.txt", "-CA", "peer.pem", "-rsigner", "peer.pem"])
            .args(["-rkey", "peer.key", "-ndays", "1", "-port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let peer = Self { process, port, request };
        let end = Instant::now() + Duration::from_secs(5);
        // An empty connection would end it: the first request is a whole one.
        while peer.ask().is_err() {
            if Instant::now() > end {
                bail!("openssl ocsp does not answer");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(peer)
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// One request on a connection of its own, as it demands; gives the octets that came back.
    pub(crate) fn ask(&self) -> Result<usize> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        let head = format!(
            "POST / HTTP/1.0\r\nContent-Type: application/ocsp-request\r\nContent-Length: {}\r\n\r\n",
            self.request.len()
        );
        stream.write_all(&[head.as_bytes(), &self.request].concat())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        if !answer.starts_with(b"HTTP/1.0 200") {
            bail!("openssl ocsp answered something else");
        }
        Ok(answer.len())
    }
}

impl Drop for OpensslResponder {
    fn drop(&mut self) {
        let _ended = self.process.kill().and_then(|()| self.process.wait());
    }
}

/// Rows in one transaction of the loop: as many as clients fill it with.
const ROWS: usize = 32;

/// A table like that of intents, one like that of certificates, one like that of leaves, and nothing else: what the same
/// driver does with the same octets in as few steps as it has.
pub(crate) struct RawLoop {
    connection: SqliteConnection,
    next: u32,
}

impl RawLoop {
    pub(crate) async fn open(folder: &Path) -> Result<Self> {
        let mut connection = SqliteConnectOptions::new()
            .filename(folder.join("raw.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .disable_statement_logging()
            .connect()
            .await?;
        connection
            .execute(
                "CREATE TABLE intents (serial BLOB PRIMARY KEY, request BLOB, tbs BLOB); \
                 CREATE INDEX of_request ON intents (request); \
                 CREATE TABLE certificates (serial BLOB PRIMARY KEY, sha256 BLOB, der BLOB); \
                 CREATE INDEX of_hash ON certificates (sha256); \
                 CREATE TABLE leaves (id INTEGER PRIMARY KEY, bytes BLOB);",
            )
            .await?;
        Ok(Self { connection, next: 0 })
    }

    /// Commits 32 intents, then 32 certificates, each with its leaf, for half a second; gives the rows per second.
    pub(crate) async fn rows_per_second(&mut self) -> Result<f64> {
        let places = vec!["(?, ?, ?)"; ROWS].join(", ");
        let leaves = vec!["(?)"; ROWS].join(", ");
        let texts = ["intents", "certificates"].map(|table| {
            format!("BEGIN; INSERT INTO {table} VALUES {places}; INSERT INTO leaves (bytes) VALUES {leaves}; COMMIT")
        });
        let (began, mut rows) = (Instant::now(), 0);
        while began.elapsed() < Duration::from_millis(500) {
            for text in &texts {
                let first = self.next;
                let mut query = sqlx::query(sqlx::AssertSqlSafe(text.as_str()));
                for row in 0..u32::try_from(ROWS)? {
                    let hash = pki_types::sha256(&(first + row).to_be_bytes()).0;
                    query = query.bind(hash[..16].to_vec()).bind(hash.to_vec()).bind(vec![7_u8; 700]);
                }
                for _ in 0..ROWS {
                    query = query.bind(vec![7_u8; 32]);
                }
                query.execute(&mut self.connection).await.context("the raw loop")?;
                rows += ROWS;
            }
            self.next += u32::try_from(ROWS)?;
        }
        Ok(count(rows) / began.elapsed().as_secs_f64())
    }
}
