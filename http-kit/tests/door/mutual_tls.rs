//! Mutual TLS with the right, the wrong and no certificate.

use std::sync::Arc;

use axum::Router;
use axum::routing::get as on_get;
use http_kit::{Error, Limits, PeerCertificate, Security, ServerTls};
use pki_types::certificate::Certificate;
use pki_types::clock::{Clock, ManualClock, UnixTime};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Running, listening, short_limits};

pub(crate) struct Authority {
    certificate: rcgen::Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2036, 1, 1);
        let certificate = params.self_signed(&key).unwrap();
        Authority { certificate, issuer: Issuer::new(params, key) }
    }

    pub(crate) fn root(&self) -> Certificate {
        Certificate::from_der(self.certificate.der()).unwrap()
    }

    pub(crate) fn leaf(&self, purpose: ExtendedKeyUsagePurpose) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, "leaf");
        params.extended_key_usages = vec![purpose];
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2027, 1, 1);
        (params.signed_by(&key, &self.issuer).unwrap(), key)
    }
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(ManualClock::new(UnixTime::parse_rfc3339("2026-06-01T00:00:00Z").unwrap()))
}

async fn door(authority: &Authority, clients: &Authority, clock: Arc<dyn Clock>) -> Running {
    let (certificate, key) = authority.leaf(ExtendedKeyUsagePurpose::ServerAuth);
    let tls = ServerTls::from_pem(
        certificate.pem().as_bytes(),
        key.serialize_pem().as_bytes(),
        Some(&[clients.root()]),
        clock,
    )
    .unwrap();
    assert!(tls.is_mutual());
    let who = |peer: Option<PeerCertificate>| async move { peer.unwrap().0.sha256().to_string() };
    listening(Router::new().route("/", on_get(who)), Security::Tls(tls), short_limits()).await
}

/// What the door answers a client that shows `identity`; TLS 1.3 tells of refusal only with the first answer.
async fn ask(
    running: &Running,
    trusted: &Authority,
    identity: Option<&(rcgen::Certificate, KeyPair)>,
) -> std::io::Result<String> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(trusted.certificate.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match identity {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
            builder
                .with_client_auth_cert(vec![CertificateDer::from(certificate.der().to_vec())], key)
                .unwrap()
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
    let authority = Authority::new("services");
    let running = door(&authority, &authority, clock()).await;
    let identity = authority.leaf(ExtendedKeyUsagePurpose::ClientAuth);
    let fingerprint = Certificate::from_der(identity.0.der()).unwrap().sha256().to_string();
    let received = ask(&running, &authority, Some(&identity)).await.unwrap();
    assert!(received.starts_with("HTTP/1.1 200") && received.ends_with(&fingerprint), "{received}");
}

#[tokio::test]
async fn no_certificate_and_wrong_certificates_stay_outside() {
    let authority = Authority::new("services");
    let running = door(&authority, &authority, clock()).await;
    let foreign = Authority::new("services").leaf(ExtendedKeyUsagePurpose::ClientAuth);
    let server = authority.leaf(ExtendedKeyUsagePurpose::ServerAuth);
    ask(&running, &authority, None).await.unwrap_err();
    ask(&running, &authority, Some(&foreign)).await.unwrap_err();
    ask(&running, &authority, Some(&server)).await.unwrap_err();
}

#[tokio::test]
async fn a_certificate_that_expired_by_our_clock_stays_outside() {
    let authority = Authority::new("services");
    let later = Arc::new(ManualClock::new(UnixTime::parse_rfc3339("2027-06-01T00:00:00Z").unwrap()));
    let running = door(&authority, &authority, later).await;
    let identity = authority.leaf(ExtendedKeyUsagePurpose::ClientAuth);
    ask(&running, &authority, Some(&identity)).await.unwrap_err();
}

#[tokio::test]
async fn a_handshake_that_never_begins_is_closed() {
    let authority = Authority::new("services");
    let running = door(&authority, &authority, clock()).await;
    let mut socket = TcpStream::connect(running.address).await.unwrap();
    let mut received = Vec::new();
    let _reset_counts_as_closed = socket.read_to_end(&mut received).await;
    assert!(received.is_empty());
}

#[tokio::test]
async fn http_2_is_spoken_where_the_client_offers_it() {
    let authority = Authority::new("services");
    let (certificate, key) = authority.leaf(ExtendedKeyUsagePurpose::ServerAuth);
    let tls =
        ServerTls::from_pem(certificate.pem().as_bytes(), key.serialize_pem().as_bytes(), None, clock())
            .unwrap();
    let router = Router::new().route("/", on_get(|| async { "two" }));
    let running = listening(router, Security::Tls(tls), Limits::default()).await;

    let mut roots = rustls::RootCertStore::empty();
    roots.add(authority.certificate.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
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
    let authority = Authority::new("services");
    let (certificate, _) = authority.leaf(ExtendedKeyUsagePurpose::ServerAuth);
    let (_, key) = authority.leaf(ExtendedKeyUsagePurpose::ServerAuth);
    let error =
        ServerTls::from_pem(certificate.pem().as_bytes(), key.serialize_pem().as_bytes(), None, clock());
    assert!(matches!(error, Err(Error::Material { what: "the certificate with its key", .. })), "{error:?}");
}
