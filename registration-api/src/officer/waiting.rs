//! `GET /v1/waiting-acts`: what waits for another officer.

use axum::Json;
use axum::extract::State;
use http_kit::problem::ProblemBody;
use http_kit::{PeerCertificate, Problem};
use pki_types::act::{Role, SignedAct};
use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use store::WaitingAct;
use utoipa::ToSchema;

use crate::Registration;
use crate::answer::unavailable;
use crate::officer::{officer_in_office, require_one_of};

/// How many acts are listed: those that end first.
const MOST: u32 = 100;

/// The acts that wait, the one that ends first first.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingActs {
    /// At most 100.
    pub acts: Vec<WaitingActBody>,
}

/// An act that was checked and waits for other officers. No `Debug`: what was signed may name a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingActBody {
    /// SHA-256 of the act: what `confirm_act` and `withdraw_act` name.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub act_sha256: Sha256Digest,
    /// The id of the officer who asks.
    pub officer: String,
    /// How many more officers must confirm it.
    pub missing: u32,
    /// In which role.
    #[schema(value_type = String, example = "security")]
    pub role: Role,
    /// When it was asked for, seconds since 1970.
    #[schema(value_type = i64)]
    pub asked_at: UnixTime,
    /// The last second in which it may be confirmed, seconds since 1970.
    #[schema(value_type = i64)]
    pub until: UnixTime,
    /// What the officer signed, a compact JWS of type `sign-act+jwt`: whoever confirms reads it there, and hashes it, instead
    /// of believing this list.
    #[schema(value_type = SignedAct)]
    pub act: String,
}

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
