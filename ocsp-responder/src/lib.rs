//! IS IT STILL GOOD? OCSP, CRLs, CA certificates and the practice statement; public, read-only, plain HTTP.
//!
//! **Promises.** An answer is signed by a key to which the issuer delegated exactly this, and says *good* only of a
//! certificate that the store, read in the very second of which the answer speaks, holds as final and neither held nor revoked.
//! What was never issued is never good. The certificate is named in the answer octet for octet as in the request.
//!
//! **Never.** It writes nothing but its own requests for signers' certificates (and those the program makes), holds no
//! CA key, and trusts its index of statuses for no longer than that second. A request that is not one gets an OCSP error, not a guess.
//!
//! **Start reading** at [`OcspResponder`], which tells the one story; then [`StatusIndex`], from which it knows, and [`signers`],
//! which is how keys rotate while the responder answers.
//!
//! **One more** address: a file beside `crl.rs` with its handler, and its line in [`router`].

mod certificate;
mod crl;
mod error;
mod index;
mod issuers;
mod ocsp;
mod practice_statement;
mod prepared;
mod request_path;
mod responder;
pub mod signers;

use axum::Router;
use axum::routing::{get, post};
use http_kit::{Direct, NetworkLimit};
use serde::Deserialize;

pub use error::Error;
pub use index::{Follower, Moment, StatusIndex};
pub use practice_statement::PracticeStatement;
pub use responder::{Answer, Cacheable, OcspResponder};
pub use signers::{DelegatedSigner, SignerSet};

/// How the status door behaves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OcspConfig {
    /// How long after thisUpdate an answer says that newer information will be there at the latest (nextUpdate), in
    /// seconds. Default 600: an answer that somebody keeps does not outlive a revocation by more, and clients' clocks may be
    /// wrong by minutes. Each request gets a new answer anyway.
    pub validity_seconds: u32,
    /// How long HTTP caches between us and the client may keep an answer to a GET without nonce, in seconds. Default 1:
    /// what is revoked or suspended must be seen within a second.
    pub cache_seconds: u32,
    /// Issuers, by name, of which plain questions (one certificate, no nonce) get an answer that was made up to a minute before, as
    /// long as nothing else is to be said, and that HTTP caches may keep until its nextUpdate. Default none: who embeds an answer into a
    /// document needs one that was made after the document's time-stamp.
    pub prepared: Vec<String>,
}

impl Default for OcspConfig {
    fn default() -> Self {
        Self { validity_seconds: 600, cache_seconds: 1, prepared: Vec::new() }
    }
}

/// OCSP without the router, for the listener: the router of [`router`] answers the same in the same words. `limit` is the one under which
/// that is too.
pub fn direct(responder: OcspResponder, limit: Option<NetworkLimit>) -> Direct {
    Direct::new(ocsp::route, limit, move |request| ocsp::answered(responder.clone(), request))
}

/// All routes.
pub fn router(responder: OcspResponder) -> Router {
    Router::new()
        .route(ocsp::ROUTES[0], post(ocsp::post))
        .route(ocsp::ROUTES[1], post(ocsp::post))
        .route(ocsp::ROUTES[2], get(ocsp::get).post(ocsp::post_to_issuer))
        .route("/crl/{file}", get(crl::root))
        .route("/crl/{issuer}/{file}", get(crl::shard))
        .route("/certificates/{file}", get(certificate::of_issuer))
        .route("/cps", get(practice_statement::served))
        .with_state(responder)
}
