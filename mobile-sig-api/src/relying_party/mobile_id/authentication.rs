//! `POST /mid-api/authentication`: asks a person to log in.

use axum::Json;
use axum::extract::{Request, State};
use http_kit::{PeerCertificate, Problem, Stop};
use serde::Serialize;
use utoipa::ToSchema;
use words::problem;
use words::{Door, Purpose};

use super::members::{Start, read};
use super::refusal::{ErrorBody, Refusal};
use super::session::nobody;
use super::{authorized, display_text, person, uuid};
use crate::MobileSignature;
use crate::service::Heard;

/// What was started.
#[derive(Serialize, ToSchema)]
#[schema(as = MobileIdStarted)]
pub(super) struct Started {
    /// The session: a UUID in lower case.
    #[serde(rename = "sessionID")]
    session_id: String,
}

/// Ask a person to log in.
///
/// The phone signs the digest as it is, and shows the code that the protocol computes of it. Whether there is such a person is
/// told by the session alone.
#[utoipa::path(
    post,
    path = "/mid-api/authentication",
    operation_id = "mobile_id_authentication",
    tag = "Mobile-ID",
    request_body = Start,
    responses(
        (status = 200, description = "The session", body = Started),
        (status = 400, description = "A member is absent or of the wrong form", body = ErrorBody),
        (status = 401, description = "Not the relying party of this connection, or it does not use this door", body = ErrorBody),
        (status = 409, description = "The person was asked too often, or in vain", body = ErrorBody),
        (status = "4XX", description = "Refused; nothing was stored", body = ErrorBody),
        (status = 580, description = "A request to this person is open already", body = ErrorBody),
        (status = "5XX", description = "Not acted upon; send it again", body = ErrorBody)
    )
)]
pub(super) async fn start(
    State(doors): State<MobileSignature>,
    peer: Option<PeerCertificate>,
    stop: Stop,
    request: Request,
) -> Result<Json<Started>, Refusal> {
    // 1. What is asked, by whom, in the order in which the protocol refuses.
    let (body, original_sha256): (Start, _) = read(request).await?;
    body.check()?;
    let caller = authorized(&doors, peer, &body.asking).await?;
    let named = body.asking.named()?;
    let language = body.language()?;
    let (text, format) = body.display()?;
    let text = display_text::line(text, format)?;
    let digest = body.digest()?;

    // 2. Of whom. For nobody there is a session too, which is over.
    let now = doors.clock.now();
    let purpose = Purpose::Authentication;
    let found = person::certificate_of(&doors, &caller.party.id, named, purpose, now).await?;
    let Some(issued) = found else {
        return Ok(Json(Started { session_id: nobody(now) }));
    };

    // 3. The session, for what this door vouches for.
    let heard = Heard {
        door: Door::MobileId,
        purpose,
        certificate_id: issued.sha256,
        digest,
        text,
        language: Some(language.to_owned()),
        original_sha256,
    };
    match doors.service.start(&doors.service.vouched(&caller, heard), &stop).await {
        Ok(started) => Ok(Json(Started { session_id: uuid(started.view.session.id.as_bytes()) })),
        // It ended after it was found.
        Err(problem) if is_nobody(&problem) => Ok(Json(Started { session_id: nobody(now) })),
        Err(problem) => Err(problem.into()),
    }
}

fn is_nobody(problem: &Problem) -> bool {
    [problem::CERTIFICATE_NOT_IN_FORCE, problem::CERTIFICATE_ID_UNKNOWN].contains(&problem.kind())
}
