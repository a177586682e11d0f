//! `POST /v1/sessions`: a relying party's signed request.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_kit::problem::ProblemBody;
use http_kit::{Jose, PeerCertificate, Problem, Stop};
use phone_protocol::schema::SignedRequest;
use phone_protocol::{Asked, Message, Received, SignatureRequest, Verified};
use words::Door;
use words::api::relying_parties::SessionBody;
use words::problem;

use crate::MobileSignature;
use crate::relying_party::native;
use crate::relying_party::{Caller, caller};

/// Ask a person to sign.
///
/// The body is a compact JWS of type `sign-request+jwt` (ES256), signed under the relying party's certificate, which
/// stands in `x5c` and is also the certificate of the connection. A request with a `link` in the place of a `certificate_id` asks
/// whoever claims that link with a phone: the session is `requested` until then. `jti` is the idempotency key: the same bytes before
/// `exp` are the same session (200), after it 400; other bytes with the same `jti` are 409.
#[utoipa::path(
    post,
    path = "/v1/sessions",
    tag = "relying parties",
    request_body(content = SignedRequest, content_type = "application/jose", description = "Compact JWS, at most 163,840 octets"),
    responses(
        (status = 201, description = "A new session", body = SessionBody, headers(("Location" = String, description = "Where to ask for the result"))),
        (status = 200, description = "The session that the same bytes started before", body = SessionBody),
        (status = 409, description = "Other bytes have the same jti, or the certificate is not in force", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests wait for this person", body = ProblemBody, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused; nothing was stored", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Not acted upon; send the same bytes again", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn start(
    State(doors): State<MobileSignature>,
    peer: Option<PeerCertificate>,
    stop: Stop,
    Jose(compact): Jose<{ <SignatureRequest as Message>::MAXIMUM_OCTETS }>,
) -> Result<Response, Problem> {
    let caller = caller(&doors, peer, Door::Native).await?;
    let request = read(&caller, &compact)?;
    let (body, is_new) = if request.link.is_some() {
        let (link, is_new) = doors.service.start_link(&request, &stop).await?;
        (native::watched(&link), is_new)
    } else {
        let started = doors.service.start(&Asked::Signed(request), &stop).await?;
        (native::body(&started.view), started.is_new)
    };
    if !is_new {
        return Ok(Json(body).into_response());
    }
    let location = format!("/v1/sessions/{}", body.session);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(body)).into_response())
}

/// The request, signed by the caller under the certificate of this connection.
fn read(caller: &Caller, compact: &str) -> Result<Verified<SignatureRequest>, Problem> {
    let request = Received::<SignatureRequest>::parse(compact)
        .map_err(|error| Problem::new(problem::REQUEST_MALFORMED, error.to_string()).at(error.field()))?;
    let expected = caller.certificate.sha256();
    match request.header_certificates().first() {
        Some(leaf) if *leaf == caller.certificate => {}
        found => {
            let found = found.map_or("none".to_owned(), |leaf| leaf.sha256().to_string());
            let wrong = format!("the first certificate in x5c is {found}, the connection has {expected}");
            return Err(Problem::new(problem::RELYING_PARTY_CERTIFICATE, wrong).with("field", "x5c"));
        }
    }
    if request.claims().iss != caller.party.id {
        let wrong =
            format!("iss is {}, the certificate is registered for {}", request.claims().iss, caller.party.id);
        return Err(Problem::new(problem::RELYING_PARTY_NOT_REGISTERED, wrong).with("field", "iss"));
    }
    request
        .claims()
        .check_locations(&caller.party.domain)
        .map_err(|error| Problem::new(problem::REQUEST_MALFORMED, error.to_string()).at(error.field()))?;
    request
        .verify(caller.certificate.public_key())
        .map_err(|error| Problem::new(problem::REQUEST_SIGNATURE, error.to_string()))
}
