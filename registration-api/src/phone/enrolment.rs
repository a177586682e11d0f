//! `GET /v1/enrolments/{sha256}`: what became of an enrolment.

use axum::extract::State;
use axum::response::Response;
use http_kit::identifier::HexIdentifier;
use http_kit::problem::ProblemBody;
use http_kit::{Problem, Stop};
use phone_protocol::EnrolmentReply;
use pki_types::Sha256Digest;
use words::api::officers::Accepted;
use words::problem;

use crate::Registration;
use crate::answer::{answer, unavailable};

/// Ask what became of an enrolment.
///
/// Waits like `POST /v1/enrolments`. Whoever knows the hash of an enrolment has seen it, with its random octets.
#[utoipa::path(
    get,
    path = "/v1/enrolments/{sha256}",
    tag = "phones",
    params(("sha256" = String, Path, description = "SHA-256 of the enrolment's bytes, 64 lower-case hexadecimal digits")),
    responses(
        (status = 201, description = "Enrolled: `device`, `certificates` (PEM, one a purpose) and `chain`", body = EnrolmentReply),
        (status = 202, description = "Stored, not enrolled yet", body = Accepted),
        (status = "4XX", description = "Refused, or no such enrolment", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Ask again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn enrolment(
    State(registration): State<Registration>,
    stop: Stop,
    HexIdentifier(sha256): HexIdentifier<32>,
) -> Result<Response, Problem> {
    let sha256 = Sha256Digest(sha256);
    if registration.store.enrolment_request(&sha256).await.map_err(unavailable)?.is_none() {
        return Err(Problem::new(problem::ENROLMENT_UNKNOWN, format!("no enrolment {sha256} was stored")));
    }
    answer(&registration.store, sha256, registration.patience, stop, "/v1/enrolments").await
}
