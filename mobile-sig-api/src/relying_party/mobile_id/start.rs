//! What an authentication and a signature begin with: the same request, for another key.

use axum::extract::Request;
use http_kit::{PeerCertificate, Problem, Stop};
use serde::Serialize;
use utoipa::ToSchema;
use words::{Door, Purpose, problem};

use super::members::{Start, read};
use super::refusal::Refusal;
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

impl Started {
    fn with_nobody(doors: &MobileSignature) -> Self {
        Self { session_id: nobody(doors.clock.now()) }
    }
}

/// Starts a session in which the person's key of this purpose signs the digest of the request.
pub(super) async fn start(
    doors: &MobileSignature,
    peer: Option<PeerCertificate>,
    stop: &Stop,
    request: Request,
    purpose: Purpose,
) -> Result<Started, Refusal> {
    // 1. What is asked, by whom, in the order in which the protocol refuses.
    let (body, original_sha256): (Start, _) = read(request).await?;
    body.check()?;
    let caller = authorized(doors, peer, &body.asking).await?;
    let named = body.asking.named()?;
    let language = body.language()?;
    let (text, format) = body.display()?;
    let text = display_text::line(text, format)?;
    let digest = body.digest()?;

    // 2. Of whom. For nobody there is a session too, which is over.
    let now = doors.clock.now();
    let found = person::certificate_of(doors, &caller.party.id, named, purpose, now).await?;
    let Some(issued) = found else { return Ok(Started::with_nobody(doors)) };

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
    match doors.service.start(&doors.service.vouched(&caller, heard), stop).await {
        Ok(started) => Ok(Started { session_id: uuid(started.view.session.id.as_bytes()) }),
        // It ended after it was found.
        Err(problem) if is_nobody(&problem) => Ok(Started::with_nobody(doors)),
        Err(problem) => Err(problem.into()),
    }
}

fn is_nobody(problem: &Problem) -> bool {
    [problem::CERTIFICATE_NOT_IN_FORCE, problem::CERTIFICATE_ID_UNKNOWN].contains(&problem.kind())
}
