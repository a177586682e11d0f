//! IT EXISTED BY THIS TIME: time-stamps over HTTP (RFC 3161, RFC 5816, ETSI EN 319 422).
//!
//! **Promises.** A token says the time at which it was made, in whole seconds, by the clock that was handed in, and binds
//! the time-stamping unit's certificate. Its imprint is the request's octet for octet, its nonce the request's, its
//! serial random and never used again. What the authority does not accept it refuses in the protocol's own words.
//!
//! **Never.** It sees no document, only a hash; it keeps no record of what it stamped and of whom; it stamps under no
//! policy but its own, no hash weaker than SHA-256, and with no key that its certificate does not cover at that moment.
//!
//! **Start reading** at [`TimeStampingAuthority`], which tells the one story; then [`unit`], which is how keys rotate
//! while the authority stamps.
//!
//! **One more** accepted hash: a variant of `pki_types::HashAlgorithm`, and its arm in `service.rs`.

mod error;
mod service;
mod time_stamp;
pub mod unit;

use axum::Router;
use axum::routing::post;
use http_kit::{Direct, NetworkLimit};
use serde::Deserialize;

pub use error::Error;
pub use service::TimeStampingAuthority;
pub use unit::{CurrentUnit, TimeStampingUnit};

/// How the time-stamping door behaves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TsaConfig {
    /// The policy under which tokens are made, an object identifier in dotted form. Default `0.4.0.2023.1.1`, the best
    /// practices policy of ETSI EN 319 421.
    pub policy: String,
}

impl Default for TsaConfig {
    fn default() -> Self {
        Self { policy: "0.4.0.2023.1.1".to_owned() }
    }
}

/// Time-stamps without the router, for the listener: the router of [`router`] answers the same in the same words. `limit` is the one
/// under which that is too.
pub fn direct(authority: TimeStampingAuthority, limit: Option<NetworkLimit>) -> Direct {
    Direct::new(time_stamp::route, limit, move |request| time_stamp::answered(authority.clone(), request))
}

/// All routes.
pub fn router(authority: TimeStampingAuthority) -> Router {
    Router::new().route(time_stamp::ROUTE, post(time_stamp::post)).with_state(authority)
}
