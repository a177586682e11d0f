//! `GET /v1/sessions/{id}`: how far a session is, by long poll.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use http_kit::identifier::HexIdentifier;
use http_kit::problem::ProblemBody;
use http_kit::{PeerCertificate, Problem, Stop, StrictQuery};
use pki_types::encoding::base64;
use serde::Deserialize;
use words::api::relying_parties::{ResultBody, SessionBody};
use words::{Door, SessionId, SessionState};

use crate::MobileSignature;
use crate::links::Watched;
use crate::relying_party::caller;
use crate::relying_party::native;
use crate::service::Released;

/// How to wait.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wait {
    /// For how many seconds to wait for another state, 0 to 60; more is taken as 60. Default 0.
    #[serde(default)]
    #[param(minimum = 0, maximum = 60)]
    wait: u16,
    /// The state that you know: any other is answered at once. Without it the present state counts as known.
    #[param(value_type = Option<String>)]
    known: Option<SessionState>,
}

/// Ask how far a session is.
///
/// With `wait` the answer comes when the state changes, or with the same state when the time is over. Once `completed`
/// each answer carries the result with a fresh OCSP answer.
#[utoipa::path(
    get,
    path = "/v1/sessions/{id}",
    tag = "relying parties",
    params(("id" = String, Path, description = "The session, 32 lower-case hexadecimal digits"), Wait),
    responses(
        (status = 200, description = "The session", body = SessionBody),
        (status = 404, description = "You have no such session", body = ProblemBody, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Ask again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn status(
    State(doors): State<MobileSignature>,
    peer: Option<PeerCertificate>,
    stop: Stop,
    HexIdentifier(id): HexIdentifier<16>,
    StrictQuery(Wait { wait, known }): StrictQuery<Wait>,
) -> Result<Json<SessionBody>, Problem> {
    let caller = caller(&doors, peer, Door::Native).await?;
    let patience = Duration::from_secs(u64::from(wait));
    let id = SessionId::from_bytes(id);
    let watched = doors.service.watch(&caller.party.id, &id, known, patience, &stop).await?;
    let mut body = native::watched(&watched);
    if let Watched::Session(view) = &watched {
        body.result = doors.service.released(view).await?.map(ResultBody::from);
    }
    Ok(Json(body))
}

impl From<Released> for ResultBody {
    fn from(released: Released) -> Self {
        ResultBody {
            signatures: released.signatures.iter().map(|one| one.as_deref().map(base64)).collect(),
            signature_algorithm: released.algorithm,
            certificate: base64(released.certificate.der()),
            chain: released.issuers.iter().map(|issuer| base64(issuer.der())).collect(),
            statement: released.statement,
            receipt: released.receipt,
            ocsp: released.ocsp.as_deref().map(base64),
        }
    }
}
