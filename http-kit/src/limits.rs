//! How much a client may send, and how long it may take.

use std::time::Duration;

/// The limits of one listener. The defaults are for the open internet; tests make the times short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a TLS handshake.
    pub handshake: Duration,
    /// How many TLS handshakes may be under way at once: when one more comes, the sender that has most gives its oldest up,
    /// and where all have as many the oldest of all ends.
    pub handshakes: usize,
    /// For the request line and all headers of one HTTP/1 request, which also ends a connection that lies idle.
    pub header_read: Duration,
    /// For the whole body of one request.
    pub body: Duration,
    /// For the client to take a response, beside what [`Limits::octets_per_second`] gives it for a long one; then its
    /// connection is cut.
    pub reply: Duration,
    /// How slowly a client may take a long response.
    pub octets_per_second: u64,
    /// How long a connection may lie without a request (HTTP/2, and HTTP/2 connections that never make one).
    pub idle: Duration,
    /// How long running requests may take to finish after a stop; then their connections are cut.
    pub drain: Duration,
    /// How many connections are served at once. When all places are taken, the sender that has most gives its oldest up to a
    /// sender that has fewer; where each has one, further ones wait in the system's queue.
    pub connections: usize,
    /// How many connections one client address may have at once; further ones are closed.
    pub connections_per_address: usize,
}

impl Limits {
    /// How long the client may take for a response of at most so many octets; of one that has no end in sight, without
    /// what a long one is given.
    pub(crate) fn time_to_take(&self, octets: Option<u64>) -> Duration {
        self.reply + Duration::from_secs(octets.unwrap_or_default() / self.octets_per_second.max(1))
    }
}

/// In the extensions of an answer that is written for as long as this, such as a stream of events: so long nobody is slow in
/// taking it.
#[derive(Debug, Clone, Copy)]
pub struct Lasts(pub Duration);

impl Default for Limits {
    fn default() -> Self {
        Limits {
            handshake: Duration::from_secs(5),
            handshakes: 1024,
            header_read: Duration::from_secs(5),
            body: Duration::from_secs(10),
            reply: Duration::from_secs(20),
            octets_per_second: 8 * 1024,
            idle: Duration::from_secs(75),
            drain: Duration::from_secs(10),
            connections: 4096,
            connections_per_address: 512,
        }
    }
}
