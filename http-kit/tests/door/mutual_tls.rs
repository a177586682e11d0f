//! Mutual TLS with the right, the wrong and no certificate.

use std::sync::Arc;

use axum::Router;
use axum::routing::get as on_get;
use http_kit::{Error, Limits, PeerCertificate, Security, ServerTls};
use pki_types::clock::{Clock, ManualClock};
use rcgen::ExtendedKeyUsagePurpose::{ClientAuth, ServerAuth};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use test_country::{Holder, Key, NOW, YEAR};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Running, listening, short_limits};

fn clock() -> Arc<dyn Clock> {
    Arc::new(ManualClock::new(NOW))
}

async fn door(authority: &Holder, clients: &Holder, clock: Arc<dyn Clock>) -> Running {
    let server = authority.issue_tls("server", ServerAuth);
    let (chain, key) = (server.certificate.pem(), server.key.pem());
    let clients = [clients.certificate.clone()];
    let tls = ServerTls::from_pem(chain.as_bytes(), key.as_bytes(), Some(&clients), clock).unwrap();
    assert!(tls.is_mutual());
    let who = |peer: Option<PeerCertificate>| async move { peer.unwrap().0.sha256().to_string() };
    listening(Router::new().route("/", on_get(who)), Security::Tls(tls), short_limits()).await
}

fn der(holder: &Holder) -> CertificateDer<'static> {
    holder.certificate.der().to_vec().into()
}

/// What the door answers a client that shows `identity`; TLS 1.3 tells of refusal only with the first answer.
async fn ask(running: &Running, trusted: &Holder, identity: Option<&Holder>) -> std::io::Result<String> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(der(trusted)).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match identity {
        None => builder.with_no_client_auth(),
        Some(client) => {
            let key = PrivateKeyDer::from_pem_slice(client.key.pem().as_bytes()).unwrap();
            builder.with_client_auth_cert(vec![der(client)], key).unwrap()
        }
    };
    let socket = TcpStream::connect(running.address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, socket).await?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut received = String::new();
    stream.read_to_string(&mut received).await?;
    Ok(received)
}

#[tokio::test]
async fn the_right_certificate_comes_in_and_reaches_the_handler() {
    let authority = Holder::root("services");
    let running = door(&authority, &authority, clock()).await;
    let identity = authority.issue_tls("client", ClientAuth);
    let fingerprint = identity.certificate.sha256().to_string();
    let received = ask(&running, &authority, Some(&identity)).await.unwrap();
    assert!(received.starts_with("HTTP/1.1 200") && received.ends_with(&fingerprint), "{received}");
}

#[tokio::test]
async fn no_certificate_and_wrong_certificates_stay_outside() {
    let authority = Holder::root("services");
    let running = door(&authority, &authority, clock()).await;
    let foreign = Holder::root_of(Key::of("foreign"), "services").issue_tls("client", ClientAuth);
    let server = authority.issue_tls("server", ServerAuth);
    ask(&running, &authority, None).await.unwrap_err();
    ask(&running, &authority, Some(&foreign)).await.unwrap_err();
    ask(&running, &authority, Some(&server)).await.unwrap_err();
}

#[tokio::test]
async fn a_certificate_that_expired_by_our_clock_stays_outside() {
    let authority = Holder::root("services");
    let later = Arc::new(ManualClock::new(NOW.plus(6 * YEAR)));
    let running = door(&authority, &authority, later).await;
    let identity = authority.issue_tls("client", ClientAuth);
    ask(&running, &authority, Some(&identity)).await.unwrap_err();
}

#[tokio::test]
async fn a_handshake_that_never_begins_is_closed() {
    let authority = Holder::root("services");
    let running = door(&authority, &authority, clock()).await;
    let mut socket = TcpStream::connect(running.address).await.unwrap();
    let mut received = Vec::new();
    let _reset_counts_as_closed = socket.read_to_end(&mut received).await;
    assert!(received.is_empty());
}

#[tokio::test]
async fn http_2_is_spoken_where_the_client_offers_it() {
    let authority = Holder::root("services");
    let server = authority.issue_tls("server", ServerAuth);
    let (chain, key) = (server.certificate.pem(), server.key.pem());
    let tls = ServerTls::from_pem(chain.as_bytes(), key.as_bytes(), None, clock()).unwrap();
    let router = Router::new().route("/", on_get(|| async { "two" }));
    let running = listening(router, Security::Tls(tls), Limits::default()).await;

    let mut roots = rustls::RootCertStore::empty();
    roots.add(der(&authority)).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let socket = TcpStream::connect(running.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, socket).await.unwrap();
    let executor = hyper_util::rt::TokioExecutor::new();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(executor, hyper_util::rt::TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = axum::http::Request::get("https://localhost/").body(axum::body::Body::empty()).unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert_eq!(response.version(), axum::http::Version::HTTP_2);
    let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    assert_eq!(&body[..], b"two");
}

#[tokio::test]
async fn a_key_of_another_certificate_is_named_when_the_listener_is_made() {
    let authority = Holder::root("services");
    let chain = authority.issue_tls("server", ServerAuth).certificate.pem();
    let error = ServerTls::from_pem(chain.as_bytes(), authority.key.pem().as_bytes(), None, clock());
    assert!(matches!(error, Err(Error::Material { what: "the certificate with its key", .. })), "{error:?}");
}
