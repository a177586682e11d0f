//! Bodies that are one compact JOSE message (`application/jose`, RFC 7515 §9.2.1).

use axum::extract::{FromRequest, Request};
use words::problem;

use crate::body::{read_body, require_media_type};
use crate::problem::Problem;

/// The media type of a compact JWS or JWE (RFC 7515 §9.2.1).
pub const MEDIA_TYPE: &str = "application/jose";

/// A body of at most `MAX` octets in the alphabet of compact JOSE messages; nothing of it was checked further.
#[derive(Debug, Clone)]
pub struct Jose<const MAX: usize>(
    /// The compact message, as it came.
    pub String,
);

impl<S: Send + Sync, const MAX: usize> FromRequest<S> for Jose<MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        require_media_type(request.headers(), MEDIA_TYPE)?;
        // In a box, because what is read is small and handlers may wait long.
        let body = Box::pin(read_body(request, MAX)).await?;
        compact(&body).map(Jose)
    }
}

fn compact(body: &[u8]) -> Result<String, Problem> {
    if body.is_empty() {
        return Err(Problem::new(problem::MALFORMED_JOSE, "the body is empty"));
    }
    let foreign = |octet: &u8| !(octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.'));
    if let Some(position) = body.iter().position(foreign) {
        let wrong = format!("octet {position} of the body is none of A-Z a-z 0-9 - _ .");
        return Err(Problem::new(problem::MALFORMED_JOSE, wrong));
    }
    // Every octet is ASCII by now, so nothing is replaced.
    Ok(String::from_utf8_lossy(body).into_owned())
}
