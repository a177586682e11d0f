//! `POST /v1/phone/pending`: what waits for a phone, by long poll.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use http_kit::problem::ProblemBody;
use http_kit::{Jose, Problem, Stop};
use phone_protocol::schema::SignedPending;
use phone_protocol::wire::CertificateBase64;
use phone_protocol::{Message, Pending, PendingReply, PendingSession, Received, SignatureRequest};
use store::{Change, OpenStatement};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use words::{DeviceId, Door};

use crate::MobileSignature;
use crate::chain::chained;
use crate::phone::{fresh, over};
use crate::unavailable::unavailable;

/// How long to trust in being woken before looking anyway.
const LOOK_ANYWAY: Duration = Duration::from_secs(5);

/// Fetch what waits for this phone.
///
/// The body is a compact JWS of type `sign-pending+jwt` (ES256), signed by the device key, at most 60 seconds old. It
/// names the sessions that the phone has already and for how long to wait for another.
#[utoipa::path(
    post,
    path = "/v1/phone/pending",
    tag = "phones",
    request_body(content = SignedPending, content_type = "application/jose", description = "Compact JWS, at most 4,096 octets"),
    responses(
        (status = 200, description = "What waits; empty where the wait ended without anything", body = PendingReply),
        (status = "4XX", description = "Refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Try again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn pending(
    State(doors): State<MobileSignature>,
    stop: Stop,
    Jose(compact): Jose<{ <Pending as Message>::MAXIMUM_OCTETS }>,
) -> Result<Json<PendingReply>, Problem> {
    // Ten thousand phones wait at a time: what comes before and after the wait takes no room during it.
    let (_, poll) = Box::pin(fresh::<Pending>(&doors, &compact)).await?;
    let device = poll.device;
    let open = tokio::select! {
        open = news(&doors, &device, &poll) => open?,
        over = over(&doors, &device) => return Err(over),
        () = stop.requested() => Vec::new(),
    };
    Box::pin(with_evidence(&doors, open)).await
}

/// Each session with what the phone checks it by.
async fn with_evidence(
    doors: &MobileSignature,
    open: Vec<OpenStatement>,
) -> Result<Json<PendingReply>, Problem> {
    let mut sessions = Vec::with_capacity(open.len());
    for statement in open {
        sessions.push(pending_session(doors, statement).await?);
    }
    Ok(Json(PendingReply { sessions }))
}

/// The open statements of a device that the poll does not know, as soon as there are any, or none when its wait is over.
pub(crate) async fn news(
    doors: &MobileSignature,
    device: &DeviceId,
    poll: &Pending,
) -> Result<Vec<OpenStatement>, Problem> {
    let end = Instant::now() + Duration::from_secs(u64::from(poll.wait));
    // Heard from before the first look, so that no commit between look and wait is missed.
    let mut changes = doors.store.changes();
    loop {
        // While nothing at all is open, the store wakes those who wait for this device alone.
        let (now, left) = (doors.clock.now(), end.saturating_duration_since(Instant::now()));
        let mut open = doors.store.open_statements_within(device, now, left).await.map_err(unavailable)?;
        open.retain(|open| !poll.known.contains(&open.session.id));
        if !open.is_empty() || Instant::now() >= end {
            return Ok(open);
        }
        let look_again = end.min(Instant::now() + LOOK_ANYWAY);
        let heard = async {
            loop {
                match changes.recv().await {
                    Ok(Change::Device(changed)) if changed == *device => return,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return,
                }
            }
        };
        let _heard_or_not = tokio::time::timeout_at(look_again, heard).await;
    }
}

async fn pending_session(doors: &MobileSignature, open: OpenStatement) -> Result<PendingSession, Problem> {
    if open.session.door != Door::Native {
        // Nobody signed what was asked, so there is nothing that a phone could check it by.
        let statement = open.statement.jws;
        return Ok(PendingSession { statement, request: None, relying_party_chain: Vec::new() });
    }
    let relying_party_chain = relying_party_chain(doors, &open.session.request).await?;
    Ok(PendingSession {
        statement: open.statement.jws,
        request: Some(open.session.request),
        relying_party_chain,
    })
}

/// The certificate under which a stored request was signed, and those above it.
pub(crate) async fn relying_party_chain(
    doors: &MobileSignature,
    request: &str,
) -> Result<Vec<CertificateBase64>, Problem> {
    let request = Received::<SignatureRequest>::parse(request)
        .map_err(|error| Problem::internal("reading a stored request", &error))?;
    let mut relying_party_chain: Vec<CertificateBase64> = Vec::new();
    if let Some(leaf) = request.header_certificates().first() {
        let (issued, issuers) =
            doors.store.certificate_and_issuers(&leaf.sha256()).await.map_err(unavailable)?;
        relying_party_chain.push(CertificateBase64(leaf.clone()));
        if let Some(issued) = issued {
            relying_party_chain
                .extend(chained(&issued, &issuers)?.issuers.into_iter().map(CertificateBase64));
        }
    }
    Ok(relying_party_chain)
}
