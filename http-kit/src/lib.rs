//! What every door shares: problem bodies, limits, listener, health.
//!
//! **Promises.** Whatever goes wrong, the caller gets a problem body (RFC 9457) with a stable type, which says
//! what was wrong, what was expected and what to do. Every request has a limit in octets and in time, headers
//! included. A listener on anything but loopback speaks TLS, unless the standard of its protocol says otherwise.
//! A stop lets running requests finish, for a bounded time.
//!
//! **Never.** No rule of the domain, no store, no key but the one of TLS. No personal data in logs: the access
//! log knows a request by its method and its *route* (`/v1/sessions/{id}`), never by its path, query or body.
//!
//! **Start reading** at [`listener`], which binds and accepts, then [`dressing`], which every request passes;
//! [`problem`] holds the error bodies. Extractors: [`json`], [`jose`], [`query`], [`identifier`].
//!
//! **One more** kind of problem: in `words::problem`; its class says what it is in HTTP's numbers ([`problem::status`]).
//! **One more** thing to count of answers: an [`Outcome`] in the response's extensions.

pub mod activity;
mod address;
pub mod body;
pub mod caching;
mod connection;
mod direct;
pub mod dressing;
mod error;
mod guests;
mod handshake;
pub mod health;
mod host;
pub mod identifier;
pub mod jose;
pub mod json;
pub mod limits;
pub mod listener;
pub mod openapi;
pub mod problem;
pub mod problems;
pub mod query;
pub mod rates;
pub mod stop;
pub mod tls;
pub mod traffic;
mod turns;

pub use address::PeerAddress;
pub use caching::Document;
pub use direct::Direct;
pub use dressing::dressed;
pub use error::Error;
pub use health::Health;
pub use jose::Jose;
pub use json::StrictJson;
pub use limits::{Lasts, Limits};
pub use listener::{Listener, Security};
pub use problem::Problem;
pub use query::StrictQuery;
pub use rates::{Network, NetworkLimit, limited};
pub use stop::{Stop, StopTrigger};
pub use tls::{PeerCertificate, ServerTls, TlsFiles};
pub use traffic::{Outcome, Traffic};
