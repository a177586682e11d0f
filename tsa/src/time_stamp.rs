//! `POST /time-stamp` (RFC 3161 §3.4).
//!
//! A refusal of the protocol is an HTTP success; only what is wrong with the HTTP is a problem body.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use http_kit::body::{read_body, require_media_type};
use http_kit::{Outcome, Problem};
use pki_types::tsp::MAX_REQUEST_OCTETS;

use crate::TimeStampingAuthority;

const QUERY: &str = "application/timestamp-query";
const REPLY: (HeaderName, HeaderValue) =
    (header::CONTENT_TYPE, HeaderValue::from_static("application/timestamp-reply"));

/// As metrics and log name it.
pub(crate) const ROUTE: &str = "/time-stamp";

/// The route of a request that needs no router.
pub(crate) fn route(method: &Method, path: &str) -> Option<&'static str> {
    (method == Method::POST && path == ROUTE).then_some(ROUTE)
}

/// The answer to a request that [`route`] has named.
pub(crate) async fn answered(authority: TimeStampingAuthority, request: Request) -> Response {
    post(State(authority), request).await.into_response()
}

/// Answers a TimeStampReq.
pub(crate) async fn post(
    State(authority): State<TimeStampingAuthority>,
    request: Request,
) -> Result<Response, Problem> {
    require_media_type(request.headers(), QUERY)?;
    let body = read_body(request, MAX_REQUEST_OCTETS).await?;
    let (reply, outcome) = authority.answer_in_a_word(&body).await;
    Ok((Extension(Outcome(outcome)), [REPLY], reply).into_response())
}
