//! `GET /v1/waiting-acts`: what waits for another officer.

use axum::Json;
use axum::extract::State;
use http_kit::problem::ProblemBody;
use http_kit::{PeerCertificate, Problem};
use store::WaitingAct;
use words::act::Role;
use words::api::officers::{WaitingActBody, WaitingActs};

use crate::Registration;
use crate::answer::unavailable;
use crate::officer::{officer_in_office, require_one_of};

/// How many acts are listed: those that end first.
const MOST: u32 = 100;

/// List the acts that wait.
///
/// For officers of the roles `security` and `auditor`. What to confirm is to be read from the signed act itself.
#[utoipa::path(
    get,
    path = "/v1/waiting-acts",
    tag = "officers",
    responses(
        (status = 200, description = "The acts that wait", body = WaitingActs),
        (status = "4XX", description = "Not the connection of an officer of these roles", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Ask again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn waiting_acts(
    State(registration): State<Registration>,
    peer: Option<PeerCertificate>,
) -> Result<Json<WaitingActs>, Problem> {
    let (_, officer) = officer_in_office(&registration, peer).await?;
    require_one_of(&officer, &[Role::Security, Role::Auditor], "to read the acts that wait")?;
    let now = registration.clock.now();
    let acts = registration.store.waiting_acts(now, MOST).await.map_err(unavailable)?;
    Ok(Json(WaitingActs { acts: acts.into_iter().map(body).collect() }))
}

fn body(act: WaitingAct) -> WaitingActBody {
    WaitingActBody {
        act_sha256: act.act_sha256,
        officer: act.officer,
        missing: act.missing,
        role: act.role,
        asked_at: act.created_at,
        until: act.expires_at,
        act: act.body,
    }
}
