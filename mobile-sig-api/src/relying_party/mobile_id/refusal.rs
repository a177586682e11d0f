//! Refusals in the protocol's form: `error`, `time` and `traceId`. Clients compare some of these words.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_kit::Problem;
use http_kit::dressing::RequestId;
use http_kit::problem::status;
use pki_types::UnixTime;
use serde::Serialize;
use utoipa::ToSchema;
use words::problem::{self, Class, ProblemType};

use crate::MobileSignature;

/// A refusal, in whose words.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The protocol's.
    Words(StatusCode, Words),
    /// Ours, which become the protocol's where it has some.
    Problem(Problem),
}

/// What the member `error` says.
#[derive(Clone, Debug)]
pub(super) struct Words(Cow<'static, str>);

impl Refusal {
    pub(super) fn words(status: u16, words: impl Into<Cow<'static, str>>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::Words(status, Words(words.into()))
    }

    /// Whoever it is, whatever was wrong: the same.
    pub(super) fn unauthorized() -> Self {
        Self::words(401, "Failed to authorize user")
    }

    pub(super) fn no_such_session() -> Self {
        Self::words(404, "SessionID not found")
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        match problem.kind() {
            problem::CLIENT_CERTIFICATE_MISSING
            | problem::RELYING_PARTY_NOT_REGISTERED
            | problem::RELYING_PARTY_CERTIFICATE
            | problem::DOOR_NOT_USED => Self::unauthorized(),
            problem::SESSION_UNKNOWN => Self::no_such_session(),
            _ => Self::Problem(problem),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (mut response, words) = match self {
            Self::Words(status, words) => (status.into_response(), words),
            Self::Problem(problem) => {
                let kind = problem.kind();
                let (status, words) = match kind {
                    // A session with this person is open already, by this relying party or by others.
                    problem::REQUEST_OPEN | problem::TOO_MANY_REQUESTS_OPEN => (580, kind.title),
                    problem::ASKED_TOO_OFTEN => (409, kind.title),
                    ProblemType { class: Class::Internal, .. } => (500, "Internal error"),
                    // A member in the wrong place or of the wrong kind is no other mistake than JSON that cannot be read.
                    ProblemType { class: Class::Invalid, .. } => (400, kind.title),
                    _ => (status(kind).as_u16(), kind.title),
                };
                let mut response = problem.into_response();
                *response.status_mut() =
                    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (response, Words(words.into()))
            }
        };
        response.extensions_mut().insert(words);
        response
    }
}

/// Time and number of an answer, as each body has them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MobileIdStamp)]
pub(super) struct Stamp {
    /// When it was answered: UTC, `YYYY-MM-DDThh:mm:ss`.
    time: String,
    /// 16 hexadecimal digits, those of `x-request-id`.
    trace_id: String,
}

impl Stamp {
    fn new(now: UnixTime, request: Option<&RequestId>) -> Self {
        let time = now.rfc3339().trim_end_matches('Z').to_owned();
        Self { time, trace_id: request.map(|id| id.0.clone()).unwrap_or_default() }
    }
}

impl FromRequestParts<MobileSignature> for Stamp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, doors: &MobileSignature) -> Result<Self, Infallible> {
        Ok(Self::new(doors.clock.now(), parts.extensions.get()))
    }
}

/// A refusal as it is sent.
#[derive(Serialize, ToSchema)]
#[schema(as = MobileIdError)]
pub(super) struct ErrorBody {
    /// What was wrong.
    error: String,
    #[serde(flatten)]
    stamp: Stamp,
}

/// Gives every refusal the protocol's form, the router's own among them.
pub(super) async fn in_its_words(
    State(doors): State<MobileSignature>,
    request: Request,
    next: Next,
) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    if response.status().is_success() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let error = match parts.extensions.get::<Words>() {
        Some(Words(words)) => words.to_string(),
        None => parts.status.canonical_reason().unwrap_or("Internal error").to_owned(),
    };
    let body = ErrorBody { error, stamp: Stamp::new(doors.clock.now(), id.as_ref()) };
    let body = serde_json::to_string(&body).expect("three texts are JSON");
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body))
}
