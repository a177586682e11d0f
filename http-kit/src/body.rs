//! Reading a body within its limits of size and time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use words::problem;

use crate::limits::Limits;
use crate::problem::Problem;

/// How long a body may take to arrive; the listener puts it into each request.
#[derive(Debug, Clone, Copy)]
pub struct BodyPatience(pub Duration);

/// The whole body of a request, at most `max_octets`, within the listener's body time.
///
/// Answers `body-too-large` (before reading, where Content-Length tells), `body-timeout` or `body-broken`.
pub async fn read_body<B>(request: Request<B>, max_octets: usize) -> Result<Bytes, Problem>
where
    B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    let patience =
        request.extensions().get::<BodyPatience>().map_or(Limits::default().body, |patience| patience.0);
    if let Some(announced) = content_length(request.headers())
        && announced > u64::try_from(max_octets).unwrap_or(u64::MAX)
    {
        return Err(too_large(max_octets).with("announced_octets", announced));
    }
    let body = Limited::new(Body::new(request.into_body()), max_octets);
    match tokio::time::timeout(patience, body.collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.downcast_ref::<LengthLimitError>().is_some() => Err(too_large(max_octets)),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a body broke off");
            Err(Problem::new(problem::BODY_BROKEN, "the connection ended before the end of the body"))
        }
        Err(_elapsed) => Err(Problem::new(
            problem::BODY_TIMEOUT,
            format!("the body was not complete after {} ms", patience.as_millis()),
        )),
    }
}

/// Refuses another media type than `expected`; parameters such as `charset` are ignored.
pub fn require_media_type(headers: &HeaderMap, expected: &'static str) -> Result<(), Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = sent.and_then(|value| value.split(';').next()).map(str::trim).unwrap_or_default();
    if essence.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    let wrong = match sent {
        Some(_) => format!("the Content-Type is another than {expected}"),
        None => format!("there is no Content-Type, expected {expected}"),
    };
    Err(Problem::new(problem::MEDIA_TYPE, wrong).with("expected", expected))
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(max_octets: usize) -> Problem {
    Problem::new(problem::BODY_TOO_LARGE, format!("this address takes at most {max_octets} octets"))
        .with("max_octets", max_octets)
}
