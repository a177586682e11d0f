//! How the phone reaches the service: HTTP, or the service's router in the same process.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder, Response, StatusCode, Url, redirect};
use tokio::time::timeout;

use crate::Error;

/// One request to the phone door.
#[derive(Clone, Debug)]
pub struct DoorRequest {
    /// The door's base URL, without a trailing slash.
    pub base_url: String,
    /// The path, from `/v1/` on.
    pub path: String,
    /// A JWS to be sent as `application/jose` by POST; nothing for a GET.
    pub body: Option<String>,
    /// How long to wait for the answer.
    pub patience: Duration,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct DoorReply {
    /// The HTTP status.
    pub status: u16,
    /// The body; of the service's at most 1 MiB.
    pub body: Vec<u8>,
}

/// A reply to come.
pub type DoorFuture<'a> = Pin<Box<dyn Future<Output = Result<DoorReply, Error>> + Send + 'a>>;

/// What is heard to come.
pub type ListenFuture<'a> = Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

/// A way to the service. It carries bytes; everything that matters is signed or encrypted inside them.
pub trait Door: Send + Sync {
    /// Sends one request and waits for its reply.
    fn send(&self, request: DoorRequest) -> DoorFuture<'_>;

    /// Opens an answer that goes on, and waits until it says that something waits (true) or ends, for whatever reason; the
    /// patience is for each silence in it. A way that cannot listen says so by ending at once.
    fn listen(&self, _request: DoorRequest) -> ListenFuture<'_> {
        Box::pin(async { false })
    }

    /// Reads a document of at most so many octets elsewhere: without a cookie, a redirect or a word of who reads it.
    fn fetch(&self, _url: &str, _limit: usize, _patience: Duration) -> DoorFuture<'_> {
        Box::pin(async { Err(Error::Input("this way leads to the service alone".to_owned())) })
    }
}

/// The longest reply that is read, in octets.
const MAXIMUM_REPLY: usize = 1024 * 1024;
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);

/// HTTP/1.1 or HTTP/2, TLS except on loopback, no redirects.
#[derive(Clone)]
pub struct HttpDoor {
    client: Client,
}

impl HttpDoor {
    /// A client that trusts the system's roots and, beside them, the certificates in `trust` (PEM).
    ///
    /// # Errors
    /// `trust` is no PEM, or the client cannot be made.
    pub fn new(trust: Option<&str>) -> Result<Self, Error> {
        // Whoever came first has chosen; the program installs the same one.
        let _already_chosen = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let made = |error: reqwest::Error| Error::Input(format!("the HTTP client cannot be made: {error}"));
        let client = match trust {
            Some(pem) => {
                let roots = Certificate::from_pem_bundle(pem.as_bytes()).map_err(made)?;
                if roots.is_empty() {
                    return Err(Error::Input("the file of root certificates has none (PEM)".to_owned()));
                }
                builder().tls_certs_merge(roots).build().map_err(made)?
            }
            // A system without any roots can still reach a service on loopback.
            None => builder().build().or_else(|error| {
                tracing::warn!(%error, "no root certificates in the system: only loopback can be reached");
                builder().tls_certs_only([]).build().map_err(made)
            })?,
        };
        Ok(Self { client })
    }
}

fn builder() -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_PATIENCE)
        .no_proxy()
        .user_agent("greatseal-phone")
}

impl Door for HttpDoor {
    fn send(&self, request: DoorRequest) -> DoorFuture<'_> {
        Box::pin(async move {
            let url = address(&request)?;
            let host = url.host_str().unwrap_or_default().to_owned();
            let unreachable = |error: reqwest::Error| Error::Unreachable {
                host: host.clone(),
                reason: innermost(&error.without_url()),
            };
            let outgoing = match request.body {
                Some(body) => self.client.post(url).header("content-type", "application/jose").body(body),
                None => self.client.get(url),
            };
            let response = outgoing.timeout(request.patience).send().await.map_err(unreachable)?;
            read(response, MAXIMUM_REPLY, unreachable).await
        })
    }

    fn listen(&self, request: DoorRequest) -> ListenFuture<'_> {
        Box::pin(async move { self.hears(request).await.unwrap_or(false) })
    }

    fn fetch(&self, url: &str, limit: usize, patience: Duration) -> DoorFuture<'_> {
        let address = Url::parse(url).map_err(|error| Error::Input(format!("a document's address: {error}")));
        Box::pin(async move {
            let address = address?;
            let host = address.host_str().unwrap_or_default().to_owned();
            let unreachable = |error: reqwest::Error| Error::Unreachable {
                host: host.clone(),
                reason: innermost(&error.without_url()),
            };
            let response = self.client.get(address).timeout(patience).send().await.map_err(unreachable)?;
            read(response, limit, unreachable).await
        })
    }
}

impl HttpDoor {
    /// Whether the service said that something waits; nothing where it ended without, or a silence was too long.
    async fn hears(&self, request: DoorRequest) -> Option<bool> {
        /// What one event may have, in octets: a comment or `data: waits`.
        const LONGEST: usize = 1_024;

        let patience = request.patience;
        let outgoing = self.client.post(address(&request).ok()?).header("content-type", "application/jose");
        let outgoing = outgoing.body(request.body?).send();
        let mut response = timeout(patience, outgoing).await.ok()?.ok()?;
        if response.status() != StatusCode::OK {
            return None;
        }
        let mut text = Vec::new();
        loop {
            let chunk = timeout(patience, response.chunk()).await.ok()?.ok()??;
            text.extend_from_slice(&chunk);
            while let Some(end) = text.windows(2).position(|pair| pair == b"\n\n") {
                let event: Vec<u8> = text.drain(..end + 2).collect();
                if event.split(|octet| *octet == b'\n').any(|line| line == b"data: waits") {
                    return Some(true);
                }
            }
            if text.len() > LONGEST {
                return None;
            }
        }
    }
}

/// The whole of an answer, if it is not too long.
async fn read(
    mut response: Response,
    limit: usize,
    unreachable: impl Fn(reqwest::Error) -> Error,
) -> Result<DoorReply, Error> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(&unreachable)? {
        body.extend_from_slice(&chunk);
        if body.len() > limit {
            return Err(Error::Unexpected { what: "a request", reason: format!("more than {limit} octets") });
        }
    }
    Ok(DoorReply { status, body })
}

fn address(request: &DoorRequest) -> Result<Url, Error> {
    let text = format!("{}{}", request.base_url, request.path);
    let url = Url::parse(&text).map_err(|error| Error::Input(format!("the service's address: {error}")))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(Error::Input("the service's address must be https, except on loopback".to_owned())),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The deepest cause says what happened; the layers above only say that something did.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
