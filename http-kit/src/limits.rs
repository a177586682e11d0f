//! How much a client may send, and how long it may take.

use std::time::Duration;

/// The limits of one listener. The defaults are for the open internet; tests make the times short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a TLS handshake.
    pub handshake: Duration,
    /// For the request line and all headers of one HTTP/1 request, which also ends a connection that lies idle.
    pub header_read: Duration,
    /// For the whole body of one request.
    pub body: Duration,
    /// How long a connection may lie without a request (HTTP/2, and HTTP/2 connections that never make one).
    pub idle: Duration,
    /// How long running requests may take to finish after a stop; then their connections are cut.
    pub drain: Duration,
    /// How many connections are served at once; further ones wait in the system's queue.
    pub connections: usize,
    /// How many connections one client address may have at once; further ones are closed.
    pub connections_per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            handshake: Duration::from_secs(5),
            header_read: Duration::from_secs(5),
            body: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            drain: Duration::from_secs(10),
            connections: 4096,
            connections_per_address: 512,
        }
    }
}
