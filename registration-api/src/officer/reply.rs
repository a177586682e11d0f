//! `GET /v1/acts/{sha256}`: what became of an act.

use axum::extract::State;
use axum::response::Response;
use http_kit::identifier::HexIdentifier;
use http_kit::problem::ProblemBody;
use http_kit::{PeerCertificate, Problem, Stop};
use pki_types::Sha256Digest;
use store::Officer;
use words::act::{ActDone, SignedAct};
use words::api::officers::AcceptedAct;
use words::problem;

use crate::Registration;
use crate::answer::{answer_act, unavailable};
use crate::officer::officer_in_office;

/// Ask what became of an act.
///
/// Waits like `POST /v1/acts`. An officer sees the own acts alone, also those under a certificate from before a renewal.
#[utoipa::path(
    get,
    path = "/v1/acts/{sha256}",
    tag = "officers",
    params(("sha256" = String, Path, description = "SHA-256 of the act's bytes, 64 lower-case hexadecimal digits")),
    responses(
        (status = 200, description = "Carried out; the body depends on the act", body = ActDone),
        (status = 201, description = "Carried out, and something new was made", body = ActDone),
        (status = 202, description = "Stored, not carried out yet: it was not looked at, or, with `waits`, other officers must confirm it", body = AcceptedAct),
        (status = "4XX", description = "Refused, or no such act", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Ask again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn reply(
    State(registration): State<Registration>,
    peer: Option<PeerCertificate>,
    stop: Stop,
    HexIdentifier(sha256): HexIdentifier<32>,
) -> Result<Response, Problem> {
    let (_, officer) = officer_in_office(&registration, peer).await?;
    let sha256 = Sha256Digest(sha256);
    let act = registration.store.act(&sha256).await.map_err(unavailable)?;
    // The door stored it, so it parses; that of another officer is answered like one that does not exist.
    let act = act.and_then(|row| SignedAct::parse(&row.body).ok());
    let unknown = || {
        let wrong = format!("no act {sha256} was stored of the officer {}", officer.id);
        Problem::new(problem::ACT_UNKNOWN, wrong)
    };
    let act = act.ok_or_else(unknown)?;
    let by = signer(&registration, &act).await?;
    if by.is_none_or(|by| by.id != officer.id) {
        return Err(unknown());
    }
    answer_act(&registration, &act, stop).await
}

/// Whose act it is.
async fn signer(registration: &Registration, act: &SignedAct) -> Result<Option<Officer>, Problem> {
    let sha256 = act.officer_certificate().sha256();
    match registration.store.certificate_by_hash(&sha256).await.map_err(unavailable)? {
        Some(issued) => registration.store.officer_of(&issued).await.map_err(unavailable),
        None => Ok(None),
    }
}
