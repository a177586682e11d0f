//! TLS for listeners: certificate and key from files, and whose client certificates are taken.
//!
//! TLS 1.2 and 1.3 with ring; the provider is named here and no process-wide default is read or set.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::request::Parts;
use pki_types::certificate::Certificate;
use pki_types::clock::Clock;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::time_provider::TimeProvider;
use rustls::{RootCertStore, ServerConfig};
use serde::Deserialize;

use crate::error::Error;

/// Where a listener finds its TLS certificate and key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// PEM file with the server's certificate first, then its issuers without the root.
    pub certificate: PathBuf,
    /// PEM file with the private key (PKCS#8); readable by the service alone.
    pub key: PathBuf,
}

/// A checked TLS configuration. Clones are one: what is exchanged here counts for every connection that begins afterwards.
#[derive(Clone)]
pub struct ServerTls {
    config: Arc<RwLock<Option<Arc<ServerConfig>>>>,
    takes_clients: bool,
}

impl ServerTls {
    /// Reads the files. With `client_roots`, only clients come in whose certificate for client authentication
    /// chains to one of these; without, nobody is asked for a certificate. `clock` says what is expired.
    pub fn load(
        files: &TlsFiles,
        client_roots: Option<&[Certificate]>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let chain = read("the certificate", &files.certificate)?;
        let key = read("the private key", &files.key)?;
        ServerTls::from_pem(&chain, &key, client_roots, clock)
    }

    /// As [`ServerTls::load`], from PEM text: the server's certificate first, and a PKCS#8, SEC 1 or PKCS#1 key.
    pub fn from_pem(
        chain: &[u8],
        key: &[u8],
        client_roots: Option<&[Certificate]>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let chain =
            CertificateDer::pem_slice_iter(chain).collect::<Result<Vec<_>, _>>().map_err(|error| {
                material("the certificate chain", &error, "PEM, the server's certificate first")
            })?;
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|error| material("the private key", &error, "one PEM private key without passphrase"))?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_details(provider.clone(), Arc::new(ClockTime(clock)))
            .with_safe_default_protocol_versions()
            .map_err(|error| material("the protocol versions", &error, "TLS 1.2 and 1.3"))?;
        let builder = match client_roots {
            None => builder.with_no_client_auth(),
            Some(roots) => builder.with_client_cert_verifier(client_verifier(roots, provider)?),
        };
        let mut config = builder.with_single_cert(chain, key).map_err(|error| {
            material("the certificate with its key", &error, "a certificate of this very key")
        })?;
        // RFC 7301; HTTP/2 first, because long polls share one connection there.
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let config = Arc::new(RwLock::new(Some(Arc::new(config))));
        Ok(ServerTls { config, takes_clients: client_roots.is_some() })
    }

    /// From now on the other's certificate and key open connections, under the other's rules.
    pub fn exchange(&self, other: &ServerTls) {
        let new = other.current();
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = new;
    }

    /// From now on no connection is opened: the certificate must not be used any more, and there is no other yet.
    pub fn withdraw(&self) {
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What the next connection is opened with.
    pub(crate) fn current(&self) -> Option<Arc<ServerConfig>> {
        self.config.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether clients must show a certificate.
    pub fn is_mutual(&self) -> bool {
        self.takes_clients
    }
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ServerTls")
            .field("takes_clients", &self.takes_clients)
            .finish_non_exhaustive()
    }
}

/// The certificate with which the client of this connection authenticated itself (mutual TLS).
///
/// Its chain, validity and possession of the key were checked in the handshake; whether it belongs to somebody who
/// may ask is for the handler to find out. As an extractor it is `Option<PeerCertificate>`.
#[derive(Debug, Clone)]
pub struct PeerCertificate(pub Certificate);

impl<S: Send + Sync> axum::extract::OptionalFromRequestParts<S> for PeerCertificate {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<PeerCertificate>().cloned())
    }
}

fn client_verifier(
    roots: &[Certificate],
    provider: Arc<rustls::crypto::CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, Error> {
    let mut store = RootCertStore::empty();
    for root in roots {
        store
            .add(CertificateDer::from(root.der().to_vec()))
            .map_err(|error| material("a client root", &error, "a CA certificate"))?;
    }
    WebPkiClientVerifier::builder_with_provider(Arc::new(store), provider)
        .build()
        .map_err(|error| material("the list of client roots", &error, "at least one CA certificate"))
}

fn read(what: &'static str, path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::Read { what, path: path.to_owned(), source })
}

fn material(what: &'static str, reason: &dyn fmt::Display, expected: &'static str) -> Error {
    Error::Material { what, reason: reason.to_string(), expected }
}

/// Our clock as rustls wants it.
struct ClockTime(Arc<dyn Clock>);

impl fmt::Debug for ClockTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClockTime")
    }
}

impl TimeProvider for ClockTime {
    fn current_time(&self) -> Option<rustls::pki_types::UnixTime> {
        let seconds = u64::try_from(self.0.now().seconds()).ok()?;
        Some(rustls::pki_types::UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
    }
}

/// TLS for a client that speaks plain HTTP alone: it trusts nobody, so no TLS connection of it can succeed.
///
/// It keeps reqwest from looking for a process-wide provider and for the system's roots.
pub fn trusting_nobody() -> rustls::ClientConfig {
    rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("it speaks the default versions")
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}
