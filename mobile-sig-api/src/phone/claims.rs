//! `POST /v1/phone/claims`: a phone came by a device link.

use axum::extract::State;
use axum::response::Response;
use http_kit::problem::ProblemBody;
use http_kit::{Jose, Problem, Stop};
use phone_protocol::schema::SignedClaim;
use phone_protocol::{Claim, Message, StateReply};
use pki_types::sha256;
use store::{ClaimRow, LimitedInsertion, RequestLimit};
use words::problem;

use crate::MobileSignature;
use crate::phone::from_living_device;
use crate::phone::messages::{Stored, decided};
use crate::unavailable::unavailable;

/// So many claims of one phone are taken within an hour: a person who scans codes that pass too quickly needs some.
const OF_A_DEVICE: RequestLimit = RequestLimit { at_most: 120, within_seconds: 3_600 };

/// Claim a device link.
///
/// The body is a compact JWS of type `sign-claim+jwt` (ES256), signed by the device key. The first phone whose claim is good has
/// the session: the next poll delivers it. The same bytes again get the same answer.
#[utoipa::path(
    post,
    path = "/v1/phone/claims",
    tag = "phones",
    request_body(content = SignedClaim, content_type = "application/jose", description = "Compact JWS, at most 4,096 octets"),
    responses(
        (status = 200, description = "Claimed: the session waits for this phone", body = StateReply),
        (status = 202, description = "Stored, not decided yet: send the same bytes again", body = Stored),
        (status = "4XX", description = "Refused by the door, where nothing was stored, or by the inner zone, where the refusal is final", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Not acted upon; send the same bytes again", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn claim(
    State(doors): State<MobileSignature>,
    stop: Stop,
    Jose(compact): Jose<{ <Claim as Message>::MAXIMUM_OCTETS }>,
) -> Result<Response, Problem> {
    // 1. The same bytes again are the same claim.
    let hash = sha256(compact.as_bytes());
    if doors.store.claim(&hash).await.map_err(unavailable)?.is_none() {
        // 2. A new one is signed by a living device, of now, and about a link that there is.
        let (device, claim) = from_living_device::<Claim>(&doors, &compact, |claim| claim.device).await?;
        let now = doors.clock.now();
        claim
            .check_time(now)
            .map_err(|error| Problem::new(problem::CLAIM_TIMES, error.to_string()).with("field", "iat"))?;
        if doors.store.device_link(&claim.session).await.map_err(unavailable)?.is_none() {
            let wrong = format!("no link of this service has session {}", claim.session);
            return Err(Problem::new(problem::LINK_UNKNOWN, wrong).with("field", "session"));
        }
        let row = ClaimRow {
            sha256: hash,
            device: device.id,
            session: claim.session,
            body: compact,
            created_at: now,
        };
        let inserted = doors.store.insert_claim(row, OF_A_DEVICE).await.map_err(unavailable)?;
        if let LimitedInsertion::TooMany { until } = inserted {
            let wrong =
                format!("links that were opened on this phone within an hour: {}", OF_A_DEVICE.at_most);
            return Err(Problem::new(problem::TOO_MANY_CLAIMS, wrong).retry_at(until, now));
        }
    }

    // 3. The inner zone's reply.
    decided(&doors, hash, stop).await
}
