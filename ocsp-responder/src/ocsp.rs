//! `POST /ocsp`, `POST /ocsp/{issuer}` (each with or without a slash at its end), `GET /ocsp/{base64}`, `GET /ocsp/{issuer}/{base64}` (RFC 6960 appendix A, RFC 9919 §5, §6).
//!
//! An answer of the protocol, errors included, is an HTTP success; only what is wrong with the HTTP is a problem body.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use http_kit::body::{read_body, require_media_type};
use http_kit::caching::cacheable_until;
use http_kit::{Outcome, Problem};
use pki_types::ocsp::MAX_REQUEST_OCTETS;
use words::problem;

use crate::request_path::request_in;
use crate::{Answer, OcspResponder};

const REQUEST: &str = "application/ocsp-request";
const RESPONSE: (HeaderName, HeaderValue) =
    (header::CONTENT_TYPE, HeaderValue::from_static("application/ocsp-response"));

/// `POST /ocsp` and `POST /ocsp/`: about certificates of any issuer.
pub(crate) async fn post(
    State(responder): State<OcspResponder>,
    request: Request,
) -> Result<Response, Problem> {
    answer_body(&responder, request, None).await
}

/// `POST /ocsp/{issuer}`: the address in the issuer's certificates.
pub(crate) async fn post_to_issuer(
    State(responder): State<OcspResponder>,
    Path(issuer): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    // Clients add a slash to an address that they have from a certificate.
    let issuer = issuer.trim_end_matches('/');
    known(&responder, issuer)?;
    answer_body(&responder, request, Some(issuer)).await
}

async fn answer_body(
    responder: &OcspResponder,
    request: Request,
    addressed_to: Option<&str>,
) -> Result<Response, Problem> {
    require_media_type(request.headers(), REQUEST)?;
    let body = read_body(request, MAX_REQUEST_OCTETS).await?;
    let answer = responder.answer(&body, addressed_to).await;
    Ok((Extension(Outcome(answer.outcome)), [RESPONSE], answer.der).into_response())
}

/// `GET /ocsp/{base64}` and `GET /ocsp/{issuer}/{base64}`: for caches. The path is taken as it came, because routers
/// decode and collapse. A request in base64 begins with `M` (a SEQUENCE), an issuer's name with a small letter.
pub(crate) async fn get(State(responder): State<OcspResponder>, uri: Uri) -> Result<Response, Problem> {
    let rest = uri.path().splitn(3, '/').nth(2).unwrap_or_default();
    let (issuer, encoded) = match rest.split_once('/') {
        Some((issuer, encoded)) if issuer.starts_with(|letter: char| letter.is_ascii_lowercase()) => {
            known(&responder, issuer)?;
            (Some(issuer), encoded)
        }
        _ => (None, rest),
    };
    let request = request_in(encoded).unwrap_or_default();
    let Answer { der, cacheable, outcome } = responder.answer(&request, issuer).await;
    let headers = cacheable.map(|(this_update, next_update)| {
        let keep = i64::from(responder.config.cache_seconds).min(next_update.since(this_update));
        cacheable_until(&der, this_update, this_update.plus(keep), responder.clock.now())
    });
    Ok((Extension(Outcome(outcome)), headers, [RESPONSE], der).into_response())
}

fn known(responder: &OcspResponder, issuer: &str) -> Result<(), Problem> {
    match responder.issuers.named(issuer) {
        Some(_) => Ok(()),
        None => Err(Problem::new(problem::UNKNOWN_ISSUER, "no issuer has the name in the address")),
    }
}
