//! `POST /v1/phone/wishes`: what a person wants done about their own keys.

use axum::extract::State;
use axum::response::Response;
use http_kit::problem::ProblemBody;
use http_kit::{Jose, Problem, Stop};
use phone_protocol::schema::SignedWish;
use phone_protocol::{Deed, Message, Wish, WishReply};
use pki_types::sha256;
use store::{LimitedInsertion, RequestLimit, WishRow};
use words::problem;

use crate::MobileSignature;
use crate::phone::from_living_device;
use crate::phone::messages::{Stored, decided};
use crate::unavailable::unavailable;

/// So many wishes of one phone are taken within an hour; and so many more that only take away.
const OF_A_DEVICE: RequestLimit = RequestLimit { at_most: 30, within_seconds: 3_600 };
const WITH_FREEZES: RequestLimit = RequestLimit { at_most: 60, ..OF_A_DEVICE };

/// Have something done about the person's own keys.
///
/// The body is a compact JWS of type `sign-wish+jwt` (ES256), signed by the device key. What needs no PIN is done when the answer
/// comes; of the rest the answer has the statement, which the phone unlocks and answers like any other. The same bytes again get
/// the same answer.
#[utoipa::path(
    post,
    path = "/v1/phone/wishes",
    tag = "phones",
    request_body(content = SignedWish, content_type = "application/jose", description = "Compact JWS, at most 4,096 octets"),
    responses(
        (status = 200, description = "Done; or stated, to be granted with a PIN", body = WishReply),
        (status = 202, description = "Stored, not decided yet: send the same bytes again", body = Stored),
        (status = "4XX", description = "Refused by the door, where nothing was stored, or by the inner zone, where the refusal is final", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Not acted upon; send the same bytes again", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn wish(
    State(doors): State<MobileSignature>,
    stop: Stop,
    Jose(compact): Jose<{ <Wish as Message>::MAXIMUM_OCTETS }>,
) -> Result<Response, Problem> {
    // 1. The same bytes again are the same wish.
    let hash = sha256(compact.as_bytes());
    if doors.store.wish(&hash).await.map_err(unavailable)?.is_none() {
        // 2. A new one is signed by a living device, and of now.
        let (device, wish) = from_living_device::<Wish>(&doors, &compact, |wish| wish.device).await?;
        let now = doors.clock.now();
        wish.check_time(now)
            .map_err(|error| Problem::new(problem::WISH_TIMES, error.to_string()).with("field", "iat"))?;
        let limit = if matches!(wish.deed, Deed::Freeze {}) { WITH_FREEZES } else { OF_A_DEVICE };
        let row = WishRow { sha256: hash, device: device.id, body: compact, created_at: now };
        let inserted = doors.store.insert_wish(row, limit).await.map_err(unavailable)?;
        if let LimitedInsertion::TooMany { until } = inserted {
            let wrong = format!("wishes of this phone within an hour: {}", limit.at_most);
            return Err(Problem::new(problem::TOO_MANY_WISHES, wrong).retry_at(until, now));
        }
    }

    // 3. The inner zone's reply.
    decided(&doors, hash, stop).await
}
