//! Calling the doors in process.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use http_kit::{PeerCertificate, dressed};
use pki_types::SeededRandom;
use serde_json::Value;
use test_country::Holder;
use tower::ServiceExt;

use crate::scene::Scene;

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The status and the problem's slug; fails where the answer is no problem body.
    pub(crate) fn problem(&self) -> (u16, &str) {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{}", self.body);
        assert_eq!(self.body["status"], self.status.as_u16());
        (self.status.as_u16(), self.body["type"].as_str().unwrap().strip_prefix("/problems/").unwrap())
    }

    pub(crate) fn text(&self, member: &str) -> &str {
        self.body[member].as_str().unwrap_or_else(|| panic!("no {member} in {}", self.body))
    }
}

pub(crate) async fn call(scene: &Scene, party: Option<&Holder>, mut request: Request<Body>) -> Answer {
    if let Some(party) = party {
        request.extensions_mut().insert(PeerCertificate(party.certificate.clone()));
    }
    let doors = dressed(scene.doors.clone(), "test", Arc::new(SeededRandom::new(1)));
    let response = doors.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = serde_json::from_slice(&body).unwrap_or_else(|_| panic!("{} without JSON", parts.status));
    Answer { status: parts.status, headers: parts.headers, body }
}

fn request(method: Method, path: &str, media_type: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder().method(method).uri(path).header("content-type", media_type).body(body.into()).unwrap()
}

pub(crate) async fn look_up(scene: &Scene, party: Option<&Holder>, body: impl Into<Body>) -> Answer {
    call(scene, party, request(Method::POST, "/v1/persons/lookup", "application/json", body)).await
}

pub(crate) async fn start(scene: &Scene, party: &Holder, body: impl Into<Body>) -> Answer {
    call(scene, Some(party), request(Method::POST, "/v1/sessions", "application/jose", body)).await
}

pub(crate) async fn status(scene: &Scene, party: &Holder, session: &str, query: &str) -> Answer {
    let path = format!("/v1/sessions/{session}{query}");
    call(scene, Some(party), request(Method::GET, &path, "", Body::empty())).await
}

pub(crate) async fn cancel(scene: &Scene, party: &Holder, session: &str) -> Answer {
    call(scene, Some(party), request(Method::DELETE, &format!("/v1/sessions/{session}"), "", Body::empty()))
        .await
}

pub(crate) async fn poll(scene: &Scene, body: impl Into<Body>) -> Answer {
    call(scene, None, request(Method::POST, "/v1/phone/pending", "application/jose", body)).await
}

/// Listens: the answer as it begins, with what is said still to come.
pub(crate) async fn listen(scene: &Scene, body: impl Into<Body>) -> Response<Body> {
    let doors = dressed(scene.doors.clone(), "test", Arc::new(SeededRandom::new(1)));
    doors.oneshot(request(Method::POST, "/v1/phone/events", "application/jose", body)).await.unwrap()
}

/// Listens where nobody may.
pub(crate) async fn refused_to_listen(scene: &Scene, body: impl Into<Body>) -> Answer {
    call(scene, None, request(Method::POST, "/v1/phone/events", "application/jose", body)).await
}

pub(crate) async fn say(scene: &Scene, body: impl Into<Body>) -> Answer {
    call(scene, None, request(Method::POST, "/v1/phone/messages", "application/jose", body)).await
}
