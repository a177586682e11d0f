//! `GET /v1/activations/{id}`: what became of an activation.

use axum::Json;
use axum::extract::State;
use http_kit::identifier::HexIdentifier;
use http_kit::problem::ProblemBody;
use http_kit::{PeerCertificate, Problem};
use pki_types::UnixTime;
use store::ActivationTerms;
use words::ActivationId;
use words::api::officers::{ActivationBody, ActivationState};
use words::problem;

use crate::Registration;
use crate::answer::unavailable;
use crate::officer::officer_certificate;

/// Ask what became of an activation.
///
/// Every officer sees every activation whose id is known: it tells nothing about the person.
#[utoipa::path(
    get,
    path = "/v1/activations/{id}",
    tag = "officers",
    params(("id" = String, Path, description = "The activation, 32 lower-case hexadecimal digits")),
    responses(
        (status = 200, description = "The activation", body = ActivationBody),
        (status = "4XX", description = "No such activation, or not an officer's connection", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Ask again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn activation(
    State(registration): State<Registration>,
    peer: Option<PeerCertificate>,
    HexIdentifier(id): HexIdentifier<16>,
) -> Result<Json<ActivationBody>, Problem> {
    officer_certificate(&registration, peer).await?;
    let id = ActivationId::from_bytes(id);
    let Some(terms) = registration.store.activation(&id).await.map_err(unavailable)? else {
        return Err(Problem::new(problem::ACTIVATION_UNKNOWN, format!("nobody gave an activation {id}")));
    };
    // What used it up is an enrolment, or the leaf of a restore.
    let is_enrolment = match &terms.used_by {
        Some(by) => registration.store.enrolment_request(by).await.map_err(unavailable)?.is_some(),
        None => false,
    };
    Ok(Json(body(&terms, is_enrolment, registration.clock.now())))
}

pub(super) fn body(terms: &ActivationTerms, is_enrolment: bool, now: UnixTime) -> ActivationBody {
    let state = match (terms.used_by, terms.ended_at) {
        (Some(_), _) if is_enrolment => ActivationState::Used,
        (Some(_), Some(_)) => ActivationState::Cancelled,
        (Some(_), None) => ActivationState::Void,
        (None, Some(_)) => ActivationState::Ended,
        (None, None) if now > terms.expires_at => ActivationState::Expired,
        (None, None) => ActivationState::Open,
    };
    let why = match state {
        ActivationState::Open => None,
        ActivationState::Used => Some("a phone has used it".to_owned()),
        ActivationState::Expired => {
            Some("its time was over before a phone used it: give the person another one".to_owned())
        }
        ActivationState::Ended => Some(format!(
            "{} enrolments came for it that did not know its secret: somebody knows its id; give the person another one, \
             and see that nobody else sees it",
            terms.failures
        )),
        ActivationState::Cancelled => Some(
            "an officer cancelled it, or the person's phone gave a newer one: give the person another one, if the person still needs one".to_owned(),
        ),
        ActivationState::Void => Some(
            "it was unused when the service was restored from a backup: give the person another one"
                .to_owned(),
        ),
    };
    ActivationBody {
        activation: terms.id,
        state,
        expires_at: terms.expires_at,
        failures: terms.failures,
        ended_at: terms.ended_at,
        why,
    }
}
