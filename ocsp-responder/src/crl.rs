//! `GET /crl/{root}.crl`, `GET /crl/{issuer}/{shard}.crl` (RFC 5280 §5, RFC 2585 §3).

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use http_kit::{Document, Problem};
use store::Error;
use words::problem;

use crate::OcspResponder;

const PKIX_CRL: &str = "application/pkix-crl";
/// How long caches may keep a list without asking whether there is a newer one. Lists are rebuilt at once when
/// something is revoked; who needs to know within a second asks OCSP.
const KEEP_SECONDS: i64 = 60;
/// How soon a client should try again while the store cannot be read.
const ASK_AGAIN_SECONDS: u32 = 5;

/// The root's list has one shard and no folder: its name is in the CA certificates for as long as they live.
pub(crate) async fn root(
    State(responder): State<OcspResponder>,
    Path(file): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    match file.strip_suffix(".crl").and_then(|name| responder.issuers.named(name)) {
        Some(issuer) if issuer.is_root() => list(&responder, &issuer.name, 0, &request).await,
        _ => Err(nothing()),
    }
}

/// The list of one shard of an issuing CA.
pub(crate) async fn shard(
    State(responder): State<OcspResponder>,
    Path((issuer, file)): Path<(String, String)>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let shard: u32 = file.strip_suffix(".crl").and_then(|shard| shard.parse().ok()).ok_or_else(nothing)?;
    // One name for one list: the address must be, octet for octet, the one in the certificates.
    if file != format!("{shard}.crl") {
        return Err(nothing());
    }
    list(&responder, &issuer, shard, &request).await
}

async fn list(
    responder: &OcspResponder,
    issuer: &str,
    shard: u32,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    let issuer = responder.issuers.named(issuer).ok_or_else(nothing)?;
    let found = responder.store.latest_crl(issuer.id, shard).await;
    let crl = found.map_err(unavailable)?.ok_or_else(nothing)?;
    let now = responder.clock.now();
    let expires = crl.next_update.min(now.plus(KEEP_SECONDS));
    Ok(Document::new(PKIX_CRL, crl.der, crl.this_update).answer_until(expires, request, now))
}

/// The store cannot be read: a list that is there may be asked for again.
fn unavailable(error: Error) -> Problem {
    if error.is_passing() {
        tracing::error!(%error, "the store cannot be used");
        return Problem::new(problem::UNAVAILABLE, "the store cannot be used").retry_after(ASK_AGAIN_SECONDS);
    }
    Problem::internal("reading a revocation list", &error)
}

fn nothing() -> Problem {
    Problem::new(problem::NO_SUCH_REVOCATION_LIST, "no revocation list has this address")
}
