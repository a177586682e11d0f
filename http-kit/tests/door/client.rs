//! Calling a router in process, and a listener over a socket.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use http_kit::{Limits, Listener, Security, StopTrigger, dressed};
use pki_types::random::SeededRandom;
use serde_json::Value;
use tower::ServiceExt;

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The problem's slug; fails where the answer is no complete problem body.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let body = self.json();
        assert_eq!(body["status"], self.status.as_u16());
        assert!(!body["title"].as_str().unwrap().is_empty());
        assert!(body["detail"].as_str().unwrap().ends_with('.'));
        body["type"].as_str().unwrap().strip_prefix("/problems/").unwrap().to_owned()
    }
}

pub(crate) async fn call(router: &Router, request: Request<Body>) -> Answer {
    let router = dressed(router.clone(), "test", Arc::new(SeededRandom::new(1)));
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

pub(crate) fn post(path: &str, media_type: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path).header("content-type", media_type).body(body.into()).unwrap()
}

pub(crate) fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

pub(crate) fn short_limits() -> Limits {
    Limits {
        handshake: Duration::from_millis(200),
        header_read: Duration::from_millis(200),
        body: Duration::from_millis(200),
        drain: Duration::from_secs(2),
        ..Limits::default()
    }
}

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) trigger: StopTrigger,
    pub(crate) served: tokio::task::JoinHandle<()>,
}

/// `router` behind a listener on a free port.
pub(crate) async fn listening(router: Router, security: Security, limits: Limits) -> Running {
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = Listener::bind("test", anywhere, security, limits).await.unwrap();
    let address = listener.local_address();
    let (trigger, stop) = StopTrigger::new();
    let served = tokio::spawn(listener.serve(router, Arc::new(SeededRandom::new(1)), stop));
    Running { address, trigger, served }
}
