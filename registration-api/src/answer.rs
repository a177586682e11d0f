//! From the worker's stored reply to the answer on the wire.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_kit::problem::{MEDIA_TYPE, json_response};
use http_kit::{Problem, Stop, problems};
use pki_types::Sha256Digest;
use serde::Serialize;
use store::{DoorStore, Error, Reply};
use utoipa::ToSchema;

/// How soon a caller with a 202 should ask, in seconds.
const ASK_AGAIN_SECONDS: u32 = 5;
/// How soon a caller should try again while nothing can be written: somebody has to make room first.
const NOT_WRITABLE_SECONDS: u32 = 30;

/// Stored, and not answered yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct Accepted {
    /// SHA-256 of the message: its name from now on.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    request: Sha256Digest,
    /// Where the answer will be; sending the same bytes again gives it too.
    location: String,
}

/// Waits for the reply to `request` and answers with it, or with 202 after `patience` or when the program stops.
///
/// `place` is the collection in which `request` can be asked for, without a slash at its end.
pub(crate) async fn answer(
    store: &DoorStore,
    request: Sha256Digest,
    patience: Duration,
    stop: Stop,
    place: &str,
) -> Result<Response, Problem> {
    let reply = tokio::select! {
        reply = store.reply_within(&request, patience) => reply,
        () = stop.requested() => store.reply(&request).await,
    };
    match reply.map_err(unavailable)? {
        Some(reply) => Ok(stored(reply)),
        None => Ok(accepted(request, format!("{place}/{request}"))),
    }
}

/// The worker's reply, byte for byte as it was stored.
fn stored(reply: Reply) -> Response {
    let media_type = if reply.status < 400 { "application/json" } else { MEDIA_TYPE };
    json_response(reply.status, media_type, reply.body)
}

fn accepted(request: Sha256Digest, location: String) -> Response {
    let mut response =
        (StatusCode::ACCEPTED, Json(Accepted { request, location: location.clone() })).into_response();
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(ASK_AGAIN_SECONDS));
    headers.insert(
        header::LOCATION,
        HeaderValue::from_str(&location).expect("a path with a digest is a header value"),
    );
    response
}

/// The store cannot be used: the caller's request is not stored, and may be sent again.
pub(crate) fn unavailable(error: Error) -> Problem {
    if error.is_not_writable() {
        tracing::error!(%error, "the store cannot write");
        return Problem::new(&problems::NOT_WRITABLE, "its disk is full, or its database is read-only")
            .retry_after(NOT_WRITABLE_SECONDS);
    }
    if error.is_passing() {
        tracing::error!(%error, "the store cannot be used");
        return Problem::new(&problems::UNAVAILABLE, "the store cannot be used")
            .retry_after(ASK_AGAIN_SECONDS);
    }
    Problem::internal("using the store", &error)
}
