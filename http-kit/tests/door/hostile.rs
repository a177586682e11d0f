//! Clients that mean to keep others out: they take no answers, hold connections, send streams and take them back.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use axum::routing::get as on_get;
use http_body_util::BodyExt;
use http_kit::{Lasts, Limits, Security, ServerTls};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use pki_types::clock::ManualClock;
use rcgen::ExtendedKeyUsagePurpose;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use test_country::{Holder, NOW};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use crate::client::{Running, listening};

/// How long a client may take for an answer in these tests.
const REPLY: Duration = Duration::from_millis(400);

/// A connection from an address of loopback.
pub(crate) async fn connect_from(own: [u8; 4], door: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((Ipv4Addr::from(own), 0))).unwrap();
    socket.connect(door).await.unwrap()
}

/// An answer of two parts, the second after twice the time that a client has for an answer.
fn slow(lasts: Option<Lasts>) -> Response<Body> {
    let parts = futures_util::stream::unfold(0, |part| async move {
        if part == 2 {
            return None;
        }
        tokio::time::sleep(part * 2 * REPLY).await;
        Some((Ok::<_, std::io::Error>("part"), part + 1))
    });
    let mut response = Response::new(Body::from_stream(parts));
    if let Some(lasts) = lasts {
        response.extensions_mut().insert(lasts);
    }
    response
}

struct Door {
    running: Running,
    client: Arc<ClientConfig>,
}

async fn door(limits: Limits) -> Door {
    let authority = Holder::root("services");
    let server = authority.issue_tls("server", ExtendedKeyUsagePurpose::ServerAuth);
    let (chain, key) = (server.certificate.pem(), server.key.pem());
    let clock = Arc::new(ManualClock::new(NOW));
    let tls = ServerTls::from_pem(chain.as_bytes(), key.as_bytes(), None, clock).unwrap();
    let router = Router::new()
        .route("/", on_get(|| async { "good" }))
        .route("/long", on_get(|| async { vec![0; 300_000] }))
        .route("/lasts", on_get(|| async { slow(Some(Lasts(5 * REPLY))) }))
        .route("/slow", on_get(|| async { slow(None) }));
    let running = listening(router, Security::Tls(tls), limits).await;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(rustls::pki_types::CertificateDer::from(authority.certificate.der().to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.alpn_protocols = vec![b"h2".to_vec()];
    Door { running, client: Arc::new(client) }
}

impl Door {
    /// An HTTP/2 connection from this address whose streams take so many octets.
    async fn connect(&self, own: [u8; 4], window: u32) -> (SendRequest<Body>, JoinHandle<bool>) {
        let socket = connect_from(own, self.running.address).await;
        let name = ServerName::try_from("localhost").unwrap();
        let stream = TlsConnector::from(self.client.clone()).connect(name, socket).await.unwrap();
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder.initial_stream_window_size(window);
        let (sender, connection) = builder.handshake(TokioIo::new(stream)).await.unwrap();
        (sender, tokio::spawn(async move { connection.await.is_ok() }))
    }

    /// What a client that means well is told, and how long it took.
    async fn good(&self) -> (String, Duration) {
        let began = Instant::now();
        let (mut sender, _connection) = self.connect([127, 0, 0, 1], 65_535).await;
        let response = sender.send_request(request("/")).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (String::from_utf8(body.to_vec()).unwrap(), began.elapsed())
    }
}

fn request(path: &str) -> Request<Body> {
    Request::get(format!("https://localhost{path}")).body(Body::empty()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_no_answer_is_cut_and_one_that_reads_is_not() {
    let door = door(Limits { reply: REPLY, octets_per_second: 1_000_000, ..Limits::default() }).await;
    let began = Instant::now();
    let (mut sender, connection) = door.connect([127, 0, 0, 2], 0).await;
    let answers: Vec<_> = (0..32).map(|_| sender.send_request(request("/long"))).collect();
    let mut held = Vec::new();
    for answer in answers {
        held.push(answer.await.unwrap());
    }
    connection.await.unwrap();
    let took = began.elapsed();
    assert!(took >= REPLY && took < 10 * REPLY, "{took:?}");

    let (mut sender, connection) = door.connect([127, 0, 0, 3], 65_535).await;
    for _ in 0..3 {
        let response = sender.send_request(request("/long")).await.unwrap();
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes().len(), 300_000);
        tokio::time::sleep(REPLY).await;
    }
    assert!(!connection.is_finished(), "it took what it asked for");
}

/// Who is told that an answer lasts is not waited for in vain; of any other nobody knows whether it is taken.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_lasts_is_not_cut_before_its_time() {
    let door = door(Limits { reply: REPLY, ..Limits::default() }).await;
    for (path, is_whole) in [("/lasts", true), ("/slow", false)] {
        let (mut sender, _connection) = door.connect([127, 0, 0, 2], 65_535).await;
        let response = sender.send_request(request(path)).await.unwrap();
        assert_eq!(response.into_body().collect().await.is_ok(), is_whole, "{path}");
    }
}

/// How many connections, with both their ends, this process may have open: 4,096, unless the system gives it fewer files.
fn most_connections() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let files: usize = files.split_whitespace().next().unwrap().parse().unwrap();
    Limits::default().connections.min(files.saturating_sub(300) / 2)
}

/// 4,096 connections from 20 addresses, each with a request whose answer is not taken: all places, for a client that may
/// take its time. Who comes from elsewhere is served at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_few_addresses_keep_nobody_out() {
    let hostile = most_connections();
    let limits = Limits { reply: Duration::from_secs(600), connections: hostile, ..Limits::default() };
    let door = Arc::new(door(limits).await);
    let mut held = Vec::new();
    for first in (0..hostile).step_by(64) {
        let comers: Vec<_> = (first..hostile.min(first + 64))
            .map(|number| {
                let door = door.clone();
                tokio::spawn(async move {
                    let own = [127, 0, 1, u8::try_from(number % 20).unwrap() + 1];
                    let (mut sender, connection) = door.connect(own, 0).await;
                    let response = sender.send_request(request("/long")).await.unwrap();
                    (sender, response, connection)
                })
            })
            .collect();
        for comer in comers {
            held.push(comer.await.unwrap());
        }
    }
    let alive = || held.iter().filter(|(_, _, connection)| !connection.is_finished()).count();
    assert_eq!(alive(), hostile, "all places are taken");
    for _ in 0..20 {
        let (told, took) = door.good().await;
        assert_eq!(told, "good");
        assert!(took < Duration::from_secs(1), "{took:?}");
    }
    assert!(alive() >= hostile - 20, "no more gave way than was needed");
}
