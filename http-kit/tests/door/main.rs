//! The promises of http-kit, from the outside: in process where that is enough, over loopback where it is not.

#![expect(clippy::unwrap_used, reason = "a test fails where its scene does not hold")]

mod client;
mod direct;
mod extractors;
mod health;
mod host;
mod hostile;
mod listening;
mod mutual_tls;
mod pipelining;
mod refusals;
