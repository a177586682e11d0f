//! Times, caps and stops, over real loopback sockets.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::routing::{get as on_get, post as on_post};
use http_kit::{Error, Limits, Listener, Security, Stop, body::read_body};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::client::{listening, short_limits};
use crate::hostile::connect_from;

/// Everything that the server sends until it closes.
pub(crate) async fn until_closed(mut socket: TcpStream) -> String {
    let mut received = Vec::new();
    let _reset_counts_as_closed = socket.read_to_end(&mut received).await;
    String::from_utf8_lossy(&received).into_owned()
}

pub(crate) async fn send(address: SocketAddr, octets: &str) -> TcpStream {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(octets.as_bytes()).await.unwrap();
    socket
}

pub(crate) fn echo() -> Router {
    Router::new().route(
        "/",
        on_get(|| async { "hello" }).post(|request: Request| async { read_body(request, 1024).await }),
    )
}

#[tokio::test]
async fn headers_that_never_end_end_the_connection() {
    let running = listening(echo(), Security::LoopbackOnly, short_limits()).await;
    let received = until_closed(send(running.address, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await).await;
    assert!(!received.contains("200"), "{received}");
    let silent = until_closed(send(running.address, "").await).await;
    assert!(!silent.contains("200"), "{silent}");
}

#[tokio::test]
async fn a_body_that_never_ends_is_answered_408_and_the_connection_closed() {
    let running = listening(echo(), Security::LoopbackOnly, short_limits()).await;
    let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc";
    let received = until_closed(send(running.address, request).await).await;
    assert!(
        received.starts_with("HTTP/1.1 408") && received.contains("/problems/body-timeout"),
        "{received}"
    );
}

#[tokio::test]
async fn a_body_that_grows_over_its_limit_is_answered_413() {
    let running = listening(echo(), Security::LoopbackOnly, short_limits()).await;
    let chunk = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n{}\r\n",
        "a".repeat(2048)
    );
    let received = until_closed(send(running.address, &chunk).await).await;
    assert!(
        received.starts_with("HTTP/1.1 413") && received.contains("/problems/body-too-large"),
        "{received}"
    );
}

#[tokio::test]
async fn a_busy_port_is_named() {
    let running = listening(echo(), Security::LoopbackOnly, Limits::default()).await;
    let error = Listener::bind("phones", running.address, Security::LoopbackOnly, Limits::default())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::PortBusy { name: "phones", address } if address == running.address));
    assert!(error.to_string().contains(&running.address.to_string()), "{error}");
}

#[tokio::test]
async fn plain_http_stays_on_loopback_except_for_signed_answers() {
    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let error =
        Listener::bind("phones", everywhere, Security::LoopbackOnly, Limits::default()).await.unwrap_err();
    assert!(matches!(error, Error::NeedsTls { name: "phones", .. }), "{error}");
    Listener::bind("status", everywhere, Security::SignedAnswersOnly, Limits::default()).await.unwrap();
}

#[tokio::test]
async fn connections_over_the_cap_of_one_address_are_closed() {
    let limits = Limits { connections_per_address: 1, ..Limits::default() };
    let running = listening(echo(), Security::LoopbackOnly, limits).await;
    let mut first = send(running.address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut octets = [0; 12];
    first.read_exact(&mut octets).await.unwrap();
    assert_eq!(&octets, b"HTTP/1.1 200");
    assert_eq!(until_closed(TcpStream::connect(running.address).await.unwrap()).await, "");
}

#[tokio::test]
async fn connections_over_the_cap_of_the_listener_find_a_place_when_one_is_free() {
    let limits = Limits { connections: 1, ..Limits::default() };
    let running = listening(echo(), Security::LoopbackOnly, limits).await;
    let mut first = send(running.address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    first.read_exact(&mut [0; 12]).await.unwrap();
    let request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    // The same sender gets no second one; another waits until there is one.
    assert_eq!(until_closed(TcpStream::connect(running.address).await.unwrap()).await, "");
    let mut second = connect_from([127, 0, 0, 2], running.address).await;
    second.write_all(request.as_bytes()).await.unwrap();
    drop(first);
    assert!(until_closed(second).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_stop_lets_a_running_request_finish_and_takes_no_new_connection() {
    let began = Arc::new(Notify::new());
    let go_on = Arc::new(Notify::new());
    let (begun, released) = (began.clone(), go_on.clone());
    let router = Router::new().route(
        "/",
        on_get(move || async move {
            begun.notify_one();
            released.notified().await;
            "finished"
        }),
    );
    let running = listening(router, Security::LoopbackOnly, Limits::default()).await;
    let client = send(running.address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    began.notified().await;
    running.trigger.stop();
    while TcpStream::connect(running.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go_on.notify_one();
    let received = until_closed(client).await;
    assert!(received.ends_with("finished"), "{received}");
    running.served.await.unwrap();
}

#[tokio::test]
async fn a_request_that_waits_hears_of_the_stop_and_one_that_does_not_is_cut() {
    let began = Arc::new(Notify::new());
    let (polite, rude) = (began.clone(), began.clone());
    let router = Router::new()
        .route(
            "/polite",
            on_get(move |stop: Stop| async move {
                polite.notify_one();
                stop.requested().await;
                "nothing new"
            }),
        )
        .route(
            "/rude",
            on_post(move || async move {
                rude.notify_one();
                std::future::pending::<()>().await;
            }),
        );
    let limits = Limits { drain: Duration::from_millis(200), ..Limits::default() };
    let running = listening(router, Security::LoopbackOnly, limits).await;
    let polite = send(running.address, "GET /polite HTTP/1.1\r\nHost: x\r\n\r\n").await;
    began.notified().await;
    let rude = send(running.address, "POST /rude HTTP/1.1\r\nHost: x\r\n\r\n").await;
    began.notified().await;
    drop(running.trigger);
    assert!(until_closed(polite).await.ends_with("nothing new"));
    assert_eq!(until_closed(rude).await, "");
    running.served.await.unwrap();
}
