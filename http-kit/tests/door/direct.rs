//! What is answered without the router passes everything that is decided on the way through it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get as on_get;
use http_kit::body::read_body;
use http_kit::{Direct, Limits, Listener, NetworkLimit, Outcome, Security, StopTrigger, Traffic};
use pki_types::random::SeededRandom;

use crate::client::short_limits;
use crate::listening::{send, until_closed};

fn route(method: &Method, path: &str) -> Option<&'static str> {
    (method == Method::POST && path.starts_with("/direct")).then_some("/direct/{*rest}")
}

async fn answer(request: Request) -> Response {
    assert_ne!(request.uri().path(), "/direct/panic", "it was asked for");
    let from_router = request.extensions().get::<axum::extract::MatchedPath>().is_some();
    let body = match read_body(request, 10).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    let cache = [(header::CACHE_CONTROL, "max-age=1")];
    let outcome = axum::Extension(Outcome(if from_router { "routed" } else { "direct" }));
    if body.is_empty() { (outcome, "empty").into_response() } else { (outcome, cache, body).into_response() }
}

/// A door with a direct address and another one, where a network may ask so often a minute.
async fn door(a_minute: u32, limits: Limits) -> (SocketAddr, Traffic, StopTrigger) {
    let limit = NetworkLimit::new(a_minute, Vec::new());
    let router = Router::new().route("/routed", on_get(|| async { "routed" }));
    let router = http_kit::limited(router, limit.clone());
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = Listener::bind("test", anywhere, Security::LoopbackOnly, limits).await.unwrap();
    let (address, traffic) = (listener.local_address(), Traffic::default());
    let listener = listener.counted_in(&traffic).with_direct(Direct::new(route, limit, answer));
    let (trigger, stop) = StopTrigger::new();
    tokio::spawn(listener.serve(router, Arc::new(SeededRandom::new(1)), stop));
    (address, traffic, trigger)
}

async fn posted(address: SocketAddr, path: &str, body: &str) -> String {
    let length = body.len();
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    until_closed(send(address, &format!("{head}{body}")).await).await
}

async fn got(address: SocketAddr, path: &str) -> String {
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    until_closed(send(address, &head).await).await
}

fn counted(traffic: &Traffic) -> String {
    let mut registry = prometheus_client::registry::Registry::default();
    traffic.register(&mut registry);
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
    text
}

#[tokio::test]
async fn a_direct_answer_has_what_every_answer_has_and_is_counted() {
    let (address, traffic, _running) = door(0, Limits::default()).await;
    let answered = posted(address, "/direct/a", "abc").await;
    assert!(answered.starts_with("HTTP/1.1 200 OK") && answered.ends_with("abc"), "{answered}");
    for header in ["x-request-id: ", "x-content-type-options: nosniff", "cache-control: max-age=1"] {
        assert!(answered.contains(header), "{answered}");
    }
    assert!(posted(address, "/direct/b", "").await.contains("cache-control: no-store"), "unless it says so");
    assert!(got(address, "/routed").await.ends_with("routed"));
    assert!(
        got(address, "/direct/a").await.contains("/problems/not-found"),
        "another method is the router's"
    );
    let counted = counted(&traffic);
    for line in [
        "requests_total{door=\"test\",route=\"/direct/{*rest}\",status=\"2xx\"} 2",
        "request_seconds_count{door=\"test\",route=\"/direct/{*rest}\"} 2",
        "requests_open{door=\"test\",route=\"/direct/{*rest}\"} 0",
        "answers_total{door=\"test\",outcome=\"direct\"} 2",
        "requests_total{door=\"test\",route=\"/routed\",status=\"2xx\"} 1",
    ] {
        assert!(counted.contains(line), "{line} is not in {counted}");
    }
}

#[tokio::test]
async fn a_direct_address_has_the_limits_of_all() {
    let (address, _, _running) = door(2, short_limits()).await;
    for _ in 0..2 {
        assert!(posted(address, "/direct/a", "abc").await.starts_with("HTTP/1.1 200"));
    }
    let refused = posted(address, "/direct/a", "abc").await;
    assert!(refused.starts_with("HTTP/1.1 429") && refused.contains("retry-after: "), "{refused}");
    assert!(got(address, "/routed").await.starts_with("HTTP/1.1 429"), "they share one limit");
}

#[tokio::test]
async fn a_direct_address_refuses_what_is_too_large_too_slow_or_for_nobody() {
    let (address, _, _running) = door(0, short_limits()).await;
    assert!(posted(address, "/direct/a", "more than ten").await.starts_with("HTTP/1.1 413"));
    let slow = "POST /direct/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc";
    assert!(until_closed(send(address, slow).await).await.starts_with("HTTP/1.1 408"));
    let no_host = "POST /direct/a HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
    assert!(until_closed(send(address, no_host).await).await.contains("/problems/bad-request"));
}

#[tokio::test]
async fn a_panic_is_a_problem_and_others_are_answered() {
    let (address, _, _running) = door(0, Limits::default()).await;
    let failed = posted(address, "/direct/panic", "abc").await;
    assert!(failed.starts_with("HTTP/1.1 500") && failed.contains("/problems/internal"), "{failed}");
    assert!(posted(address, "/direct/a", "abc").await.starts_with("HTTP/1.1 200"));
}
