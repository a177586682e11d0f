//! `GET /v1/key-list`: the keys that phones trust.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use http_kit::problem::ProblemBody;
use http_kit::{Document, Problem, jose};
use phone_protocol::schema::SignedKeyList;
use words::problem;

use crate::Registration;
use crate::answer::unavailable;

/// Fetch the current key list.
///
/// A compact JWS of type `sign-key-list+jwt`, signed by the statement key, whose hash a phone pins from its
/// activation. It needs no protection of its own.
#[utoipa::path(
    get,
    path = "/v1/key-list",
    tag = "phones",
    responses(
        (status = 200, description = "The key list", body = SignedKeyList, content_type = "application/jose"),
        (status = 304, description = "The caller has it already (If-None-Match, If-Modified-Since)"),
        (status = "4XX", description = "Refused, such as `too-many-requests`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "There is none yet", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn key_list(
    State(registration): State<Registration>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    match registration.store.key_list().await.map_err(unavailable)? {
        Some(list) => {
            let document = Document::new(jose::MEDIA_TYPE, list.jws, list.created_at);
            Ok(document.answer(&request, registration.clock.now()))
        }
        None => {
            let wrong = "the worker has not signed a key list yet";
            Err(Problem::new(problem::KEY_LIST_MISSING, wrong).retry_after(60))
        }
    }
}
