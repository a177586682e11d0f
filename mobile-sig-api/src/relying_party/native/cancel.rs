//! `DELETE /v1/sessions/{id}`: the relying party gives up.

use axum::Json;
use axum::extract::State;
use http_kit::identifier::HexIdentifier;
use http_kit::problem::ProblemBody;
use http_kit::{PeerCertificate, Problem, Stop};
use words::api::relying_parties::SessionBody;
use words::{Door, SessionId};

use crate::MobileSignature;
use crate::relying_party::caller;
use crate::relying_party::native;

/// Cancel a session.
///
/// The answer says how the session ended: `cancelled`, or otherwise if it had ended, or was answered, before. Where it
/// is not final after five seconds, ask again.
#[utoipa::path(
    delete,
    path = "/v1/sessions/{id}",
    tag = "relying parties",
    params(("id" = String, Path, description = "The session, 32 lower-case hexadecimal digits")),
    responses(
        (status = 200, description = "The session as it is now", body = SessionBody),
        (status = 404, description = "You have no such session", body = ProblemBody, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Try again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn cancel(
    State(doors): State<MobileSignature>,
    peer: Option<PeerCertificate>,
    stop: Stop,
    HexIdentifier(id): HexIdentifier<16>,
) -> Result<Json<SessionBody>, Problem> {
    let caller = caller(&doors, peer, Door::Native).await?;
    let ended = doors.service.take_back(&caller.party.id, &SessionId::from_bytes(id), &stop).await?;
    Ok(Json(native::watched(&ended)))
}
