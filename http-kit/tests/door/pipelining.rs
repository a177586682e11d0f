//! Requests that are written in advance on many connections, by one who takes no answers: they are somebody's turn now and
//! then, and keep nobody waiting, at this door or at another.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get as on_get;
use http_kit::{Limits, NetworkLimit, Security, limited};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::listening;
use crate::hostile::connect_from;

const CONNECTIONS: usize = 400;
const IN_ADVANCE: usize = 100;
/// What a request costs its thread.
const WORK: Duration = Duration::from_millis(1);
const GET: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/// What a client that means well is told, by a thread that shares nothing with the doors.
async fn good(door: SocketAddr) -> String {
    let asked = tokio::task::spawn_blocking(move || {
        let mut socket = std::net::TcpStream::connect(door).unwrap();
        socket.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut told = String::new();
        socket.read_to_string(&mut told).unwrap();
        told
    });
    asked.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_written_in_advance_keep_nobody_waiting() {
    let answered = Arc::new(AtomicUsize::new(0));
    let count = answered.clone();
    let busy = Router::new().route(
        "/",
        on_get(move || {
            let began = Instant::now();
            while began.elapsed() < WORK {
                std::hint::spin_loop();
            }
            count.fetch_add(1, Ordering::Relaxed);
            async { "worked" }
        }),
    );
    let quiet = Router::new().route("/", on_get(|| async { "good" }));
    let attacked = listening(busy, Security::LoopbackOnly, Limits::default()).await;
    let other = listening(quiet, Security::LoopbackOnly, Limits::default()).await;

    let mut held = Vec::new();
    for _ in 0..CONNECTIONS {
        held.push(connect_from([127, 0, 0, 2], attacked.address).await);
    }
    for socket in &mut held {
        socket.write_all(GET.repeat(IN_ADVANCE).as_bytes()).await.unwrap();
    }
    for door in [other.address, attacked.address, other.address, attacked.address] {
        let before = answered.load(Ordering::Relaxed);
        let told = good(door).await;
        assert!(told.starts_with("HTTP/1.1 200"), "{told}");
        // Counted in what the others got meanwhile, because a machine that does other things is slow to everybody.
        let meanwhile = answered.load(Ordering::Relaxed) - before;
        assert!(meanwhile < CONNECTIONS * IN_ADVANCE / 4, "{meanwhile} answers to others came first");
    }
    let so_far = answered.load(Ordering::Relaxed);
    assert!(so_far < CONNECTIONS * IN_ADVANCE, "all was over before anybody had to wait");
}

#[tokio::test]
async fn a_refusal_for_rate_drops_what_was_written_behind_it() {
    let router = Router::new().route("/", on_get(|| async { "good" }));
    let router = limited(router, NetworkLimit::new(3, Vec::new()));
    let running = listening(router, Security::LoopbackOnly, Limits::default()).await;
    let mut socket = connect_from([127, 0, 0, 1], running.address).await;
    socket.write_all(GET.repeat(IN_ADVANCE).as_bytes()).await.unwrap();
    let mut told = Vec::new();
    let _reset_counts_as_closed = socket.read_to_end(&mut told).await;
    let told = String::from_utf8_lossy(&told);
    assert_eq!(told.matches("HTTP/1.1 200").count(), 3, "{told}");
    assert!(told.matches("HTTP/1.1 429").count() <= 1, "{told}");
}
