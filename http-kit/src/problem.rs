//! Problem bodies (RFC 9457).
//!
//! ```json
//! {"type": "/problems/malformed-json", "title": "The body is not the JSON that was expected", "status": 400,
//!  "detail": "…: expected value at line 1 column 1. Send one JSON object as the endpoint's schema says."}
//! ```
//!
//! `type` is the relative reference `/problems/<slug>`, the same at every door and in every release; programs
//! decide by it or by `status`, people read `title` and `detail`. RFC 9457 §3.1.1 allows relative references.

use std::fmt::{self, Display};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use pki_types::UnixTime;
use serde_json::{Map, Value};
use words::problem::{self, Class, ProblemType};

use crate::traffic::Outcome;

/// How soon a caller should try again while nothing can be written, in seconds.
const NOT_WRITABLE_SECONDS: u32 = 30;
/// How soon while the store is away, in seconds.
const UNAVAILABLE_SECONDS: u32 = 5;

/// The media type of a problem body (RFC 9457 §6.1).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What a problem is in HTTP's numbers (RFC 9110 §15.5 and §15.6, RFC 6585 §4, RFC 4918 §11.3): the only place that knows.
#[must_use]
pub const fn status(kind: &ProblemType) -> StatusCode {
    match kind.class {
        Class::Malformed => StatusCode::BAD_REQUEST,
        Class::Unauthenticated => StatusCode::UNAUTHORIZED,
        Class::Forbidden => StatusCode::FORBIDDEN,
        Class::Unknown => StatusCode::NOT_FOUND,
        Class::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        Class::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Class::Conflict => StatusCode::CONFLICT,
        Class::Over => StatusCode::GONE,
        Class::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Class::WrongMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Class::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Class::Locked => StatusCode::LOCKED,
        Class::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Class::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Class::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// One occurrence of a problem: a [`ProblemType`] and what was wrong this time.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: &'static ProblemType,
    wrong: String,
    members: Map<String, Value>,
    retry_after_seconds: Option<u32>,
}

impl Problem {
    /// A problem of `kind`; `wrong` says what was wrong this time, with the value that was expected, as a
    /// sentence without a full stop. It goes to the caller: nothing of our own insides belongs in it.
    pub fn new(kind: &'static ProblemType, wrong: impl Into<String>) -> Self {
        Problem { kind, wrong: wrong.into(), members: Map::new(), retry_after_seconds: None }
    }

    /// Adds an extension member (RFC 9457 §3.2), such as the name of the field that is wrong.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// Names the member that is wrong, where one is.
    #[must_use]
    pub fn at(self, field: Option<&str>) -> Self {
        match field {
            Some(field) => self.with("field", field),
            None => self,
        }
    }

    /// Tells the caller to come back after that many seconds (RFC 9110 §10.2.3).
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Tells the caller to come back at `until`, a second from `now` at the earliest.
    #[must_use]
    pub fn retry_at(self, until: UnixTime, now: UnixTime) -> Self {
        self.retry_after(u32::try_from(until.since(now)).unwrap_or(1).max(1))
    }

    /// A failure of our own: `error` goes to the log under `doing`, the caller learns only that it was not theirs.
    pub fn internal(doing: &'static str, error: &dyn Display) -> Self {
        tracing::error!(doing, %error, "a request failed for a reason of our own");
        Problem::new(problem::INTERNAL, format!("the service failed while {doing}"))
    }

    /// Nothing can be written down: somebody has to make room first. `error` goes to the log.
    pub fn not_writable(error: &dyn Display) -> Self {
        tracing::error!(%error, "the store cannot write");
        Problem::new(problem::NOT_WRITABLE, "its disk is full, or its database is read-only")
            .retry_after(NOT_WRITABLE_SECONDS)
    }

    /// The store cannot be used for now; what was asked for is not stored, and may be sent again. `error` goes to the log.
    pub fn unavailable(error: &dyn Display) -> Self {
        tracing::error!(%error, "the store cannot be used");
        Problem::new(problem::UNAVAILABLE, "the store cannot be used").retry_after(UNAVAILABLE_SECONDS)
    }

    /// The kind of problem.
    pub fn kind(&self) -> &'static ProblemType {
        self.kind
    }

    /// The body's `detail`: what was wrong, then what to do.
    pub fn detail(&self) -> String {
        format!("{}. {}", self.wrong, self.kind.remedy)
    }

    /// The JSON body.
    pub fn to_json(&self) -> Value {
        let mut body = head_of(self.kind);
        body.insert("detail".to_owned(), Value::from(self.detail()));
        body.extend(self.members.clone());
        Value::Object(body)
    }
}

impl Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({}): {}", self.kind.title, self.kind.slug, self.detail())
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = status(self.kind);
        let mut response = json_response(status, MEDIA_TYPE, self.to_json().to_string());
        response.extensions_mut().insert(Outcome(self.kind.slug));
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::REQUEST_TIMEOUT {
            // RFC 9110 §15.5.9: the rest of the request may still come, so the connection is of no more use.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// A refusal that was decided elsewhere, with what was said of it then: a JSON object with `detail` and the extension members.
pub fn refusal(kind: &'static ProblemType, said: &str) -> Response {
    match serde_json::from_str::<Map<String, Value>>(said) {
        Ok(members) => {
            let mut body = head_of(kind);
            body.extend(members);
            json_response(status(kind), MEDIA_TYPE, Value::Object(body).to_string())
        }
        Err(error) => Problem::internal("telling what was decided", &error).into_response(),
    }
}

/// An answer with a JSON body that was already written out.
pub fn json_response(status: StatusCode, media_type: &'static str, body: String) -> Response {
    let content_type: (HeaderName, HeaderValue) =
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    (status, [content_type], Body::from(body)).into_response()
}

/// The members that are the same each time it occurs.
fn head_of(kind: &ProblemType) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("type".to_owned(), Value::from(kind.reference()));
    body.insert("title".to_owned(), Value::from(kind.title));
    body.insert("status".to_owned(), Value::from(status(kind).as_u16()));
    body
}

/// How a problem body looks in the OpenAPI documents.
#[derive(utoipa::ToSchema, serde::Serialize)]
#[schema(as = Problem, title = "Problem", description = "A problem body (RFC 9457). Members beyond the first four are there where their type has them.")]
pub struct ProblemBody {
    /// The stable type, `/problems/<slug>`.
    #[schema(example = "/problems/malformed-json")]
    pub r#type: String,
    /// What happened.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// What was wrong this time, what was expected, and what to do.
    pub detail: String,
    /// The member or parameter that is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<String>,
    /// How many more tries there are: of a PIN before its next lock, of an activation before it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub remaining: Option<u32>,
    /// When the lock of a PIN ends, seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub locked_until: Option<i64>,
    /// When the session or the request expired, seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expired_at: Option<i64>,
    /// From when on this person may be asked again, seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub retry_after: Option<i64>,
    /// The state of a session that is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub state: Option<String>,
}
