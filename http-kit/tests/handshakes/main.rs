//! What a TLS handshake may cost, measured in this process alone: clients that send endless chains, and one that means well.

#![expect(clippy::unwrap_used, reason = "a test fails where its scene does not hold")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use http_kit::{Limits, Listener, Security, ServerTls, StopTrigger};
use pki_types::clock::ManualClock;
use pki_types::random::SeededRandom;
use rcgen::ExtendedKeyUsagePurpose;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use test_country::{Holder, NOW};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;

/// Handshakes that the door takes at once in these tests.
const AT_ONCE: usize = 64;
/// Hostile connections.
const HOSTILE: usize = 1_500;
/// The room that they may take together, in octets: a handshake keeps what came twice at most, and there are few.
const ROOM: u64 = 32 * 1024 * 1024;

struct Door {
    address: SocketAddr,
    authority: Holder,
    _trigger: StopTrigger,
}

/// A door of mutual TLS that waits long for a handshake, so that time alone ends none here.
async fn door() -> Door {
    let authority = Holder::root("services");
    let server = authority.issue_tls("server", ExtendedKeyUsagePurpose::ServerAuth);
    let roots = [authority.certificate.clone()];
    let clock = Arc::new(ManualClock::new(NOW));
    let (chain, key) = (server.certificate.pem(), server.key.pem());
    let tls = ServerTls::from_pem(chain.as_bytes(), key.as_bytes(), Some(&roots), clock).unwrap();
    let limits = Limits { handshake: Duration::from_secs(300), handshakes: AT_ONCE, ..Limits::default() };
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = Listener::bind("test", anywhere, Security::Tls(tls), limits).await.unwrap();
    let address = listener.local_address();
    let (trigger, stop) = StopTrigger::new();
    let router = Router::new().route("/", get(|| async { "good" }));
    tokio::spawn(listener.serve(router, Arc::new(SeededRandom::new(1)), stop));
    Door { address, authority, _trigger: trigger }
}

impl Door {
    async fn connect_from(&self, last: u8) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 1, last), 0))).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// What a client with a certificate is answered, after it has sent so many of them.
    async fn ask(&self, chain_length: usize) -> std::io::Result<String> {
        let mut roots = rustls::RootCertStore::empty();
        let der = |holder: &Holder| CertificateDer::from(holder.certificate.der().to_vec());
        roots.add(der(&self.authority)).unwrap();
        let client = self.authority.issue_tls("client", ExtendedKeyUsagePurpose::ClientAuth);
        let chain = vec![der(&client); chain_length];
        let key = PrivateKeyDer::from_pem_slice(client.key.pem().as_bytes()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_client_auth_cert(chain, key)
            .unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let socket = self.connect_from(200).await;
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, socket).await?;
        let group = stream.get_ref().1.negotiated_key_exchange_group().map(|group| group.name());
        assert_eq!(
            group,
            Some(rustls::NamedGroup::X25519MLKEM768),
            "recorded today, it is read by nobody later"
        );
        stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }
}

/// A greeting that says it has 65,000 octets, in records as TLS cuts them (RFC 8446 §5.1), but for its end.
fn endless_greeting(octets: usize) -> Vec<u8> {
    let mut message = vec![1, 0, 0xFD, 0xE8];
    message.resize(octets, 0);
    let mut records = Vec::new();
    for piece in message.chunks(16_000) {
        records.extend([22, 3, 1]);
        records.extend(u16::try_from(piece.len()).unwrap().to_be_bytes());
        records.extend(piece);
    }
    records
}

/// The memory that this process has now, in octets.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// How many of these the door has not closed.
async fn open(connections: &[TcpStream]) -> usize {
    let mut open = 0;
    for connection in connections {
        let mut octet = [0];
        match connection.try_read(&mut octet) {
            Err(problem) if problem.kind() == std::io::ErrorKind::WouldBlock => open += 1,
            _ => {}
        }
    }
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_costs_little_whatever_is_sent_in_it() {
    let door = door().await;
    assert!(door.ask(3).await.unwrap().ends_with("good"), "an honest chain passes");
    let too_long = door.ask(120).await;
    assert!(too_long.is_err(), "a chain of 40 KiB is cut: {too_long:?}");

    // From twenty addresses: a third sends more than a handshake may have, the others less, and wait.
    let before = resident();
    let (long, short) = (endless_greeting(60_000), endless_greeting(30_000));
    let mut held = Vec::new();
    for number in 0..HOSTILE {
        let mut connection = door.connect_from(u8::try_from(number % 20).unwrap() + 1).await;
        let sent = if number % 3 == 0 { &long } else { &short };
        // Who is cut meanwhile cannot send the rest.
        let _may_be_cut = connection.write_all(sent).await;
        held.push(connection);
    }
    let began = Instant::now();
    assert!(door.ask(1).await.unwrap().ends_with("good"));
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());

    // Connections that are to be closed are, soon.
    for _ in 0..100 {
        if open(&held).await <= AT_ONCE {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (open, grown) = (open(&held).await, resident().saturating_sub(before));
    assert!((1..=AT_ONCE).contains(&open), "{open} handshakes are under way");
    assert!(grown < ROOM, "{grown} octets for {HOSTILE} connections");
}
