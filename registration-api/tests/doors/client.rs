//! Calling the doors in process.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use http_kit::{PeerAddress, PeerCertificate, dressed};
use pki_types::{Certificate, SeededRandom};
use serde_json::Value;
use tower::ServiceExt;

use crate::scene::Scene;

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The status and the problem's slug; fails where the answer is no problem body.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let body = self.json();
        (self.status.as_u16(), body["type"].as_str().unwrap().strip_prefix("/problems/").unwrap().to_owned())
    }
}

async fn call(scene: &Scene, peer: Option<&Certificate>, mut request: Request<Body>) -> Answer {
    if let Some(certificate) = peer {
        request.extensions_mut().insert(PeerCertificate(certificate.clone()));
    }
    let doors = dressed(scene.doors.clone(), "test", Arc::new(SeededRandom::new(1)));
    let response = doors.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// As [`post`], from a phone at this address.
pub(crate) async fn post_from(scene: &Scene, address: &str, path: &str, body: impl Into<Body>) -> Answer {
    let mut request =
        Request::post(path).header("content-type", "application/jose").body(body.into()).unwrap();
    request.extensions_mut().insert(PeerAddress::from(address.parse::<IpAddr>().unwrap()));
    call(scene, None, request).await
}

/// Posts JSON.
pub(crate) async fn post_json(
    scene: &Scene,
    peer: Option<&Certificate>,
    path: &str,
    body: impl Into<Body>,
) -> Answer {
    let request = Request::post(path).header("content-type", "application/json").body(body.into()).unwrap();
    call(scene, peer, request).await
}

pub(crate) async fn post(
    scene: &Scene,
    peer: Option<&Certificate>,
    path: &str,
    body: impl Into<Body>,
) -> Answer {
    let request = Request::post(path).header("content-type", "application/jose").body(body.into()).unwrap();
    call(scene, peer, request).await
}

pub(crate) async fn get(scene: &Scene, peer: Option<&Certificate>, path: &str) -> Answer {
    call(scene, peer, Request::get(path).body(Body::empty()).unwrap()).await
}
