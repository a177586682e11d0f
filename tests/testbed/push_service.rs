//! A push service of others (RFC 8030), on this machine: it takes what comes and says so.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use phone_protocol::PushAddress;
use phone_protocol::wire::Octets;
use rcgen::KeyPair;
use tokio::sync::mpsc;

use super::Founded;

/// It, and what came.
pub(crate) struct PushService {
    url: String,
    came: mpsc::UnboundedReceiver<(HeaderMap, Bytes)>,
}

async fn take(
    State(came): State<mpsc::UnboundedSender<(HeaderMap, Bytes)>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    came.send((headers, body)).expect("the story goes on");
    StatusCode::CREATED
}

impl PushService {
    /// Starts it, and lets the country's configuration wake phones there.
    pub(crate) async fn of(founded: &Founded) -> Self {
        let path = founded.data().join("greatseal.toml");
        let text = std::fs::read_to_string(&path).expect("the configuration can be read");
        let text = text
            .replace("# [deliver]", "[deliver]")
            .replace("# contact =", "contact =")
            .replace("# loopback = false", "loopback = true");
        std::fs::write(&path, text).expect("the configuration can be written");
        let (sender, came) = mpsc::unbounded_channel();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let router = Router::new().fallback(take).with_state(sender);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, came }
    }

    /// Where a browser would be woken by it.
    pub(crate) fn address(&self) -> PushAddress {
        let browser = KeyPair::generate().expect("a key can be made");
        PushAddress {
            endpoint: format!("{}/wake/a/browser", self.url),
            key: Octets::new(browser.public_key_raw().to_vec()).expect("a point has 65 octets"),
            secret: Octets::new(vec![7; 16]).expect("a secret has 16 octets"),
        }
    }

    /// The next push.
    pub(crate) async fn next(&mut self) -> (HeaderMap, Bytes) {
        let came = tokio::time::timeout(Duration::from_secs(20), self.came.recv()).await;
        came.expect("a push comes").expect("the service lives")
    }

    /// Whether nothing has come since.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.came.try_recv().is_err()
    }
}
