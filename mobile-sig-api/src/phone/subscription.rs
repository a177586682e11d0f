//! `POST /v1/phone/subscription`: where a phone is woken when something waits; and `GET /v1/push-key`, which it needs to be.

use axum::Json;
use axum::extract::State;
use http_kit::problem::ProblemBody;
use http_kit::{Jose, Problem};
use phone_protocol::schema::SignedSubscription;
use phone_protocol::{Message, Received, Subscription};
use pki_types::PublicKey;
use pki_types::web_push::application_server_key;
use serde::Serialize;
use store::{AttemptKind, Attempts, PushSubscription, RequestLimit};
use utoipa::ToSchema;
use words::{DeviceId, problem};

use crate::MobileSignature;
use crate::phone::fresh;
use crate::unavailable::unavailable;

/// A browser changes its address seldom; each change is written down.
const CHANGES: RequestLimit = RequestLimit { at_most: 30, within_seconds: 3_600 };

/// By which key push services know this country.
#[derive(Serialize, ToSchema)]
pub(crate) struct PushKey {
    /// A point of P-256 in base64url: `applicationServerKey` of the Push API.
    #[schema(pattern = "^[A-Za-z0-9_-]{87}$")]
    key: String,
}

/// What is known of the phone now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Subscribed {
    /// Whether it is woken.
    woken: bool,
}

/// The key that a phone names to its push service.
#[utoipa::path(
    get,
    path = "/v1/push-key",
    tag = "phones",
    responses(
        (status = 200, description = "The key", body = PushKey),
        (status = "4XX", description = "This country wakes no phones", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Try again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn push_key(State(doors): State<MobileSignature>) -> Result<Json<PushKey>, Problem> {
    let spki = doors.store.push_key().await.map_err(unavailable)?;
    let spki = spki.ok_or_else(|| Problem::new(problem::NOT_FOUND, "this country wakes no phones"))?;
    let key = PublicKey::from_spki_der(&spki)
        .map_err(|error| Problem::internal("reading the key of pushes", &error))?;
    Ok(Json(PushKey { key: application_server_key(&key) }))
}

/// Say where this phone is woken, or that it is not to be woken any more.
///
/// The body is a compact JWS of type `sign-subscription+jwt` (ES256), signed by the device key, at most 60 seconds old. It takes
/// the place of what the phone said before.
#[utoipa::path(
    post,
    path = "/v1/phone/subscription",
    tag = "phones",
    request_body(content = SignedSubscription, content_type = "application/jose", description = "Compact JWS, at most 4,096 octets"),
    responses(
        (status = 200, description = "It is known", body = Subscribed),
        (status = "4XX", description = "Refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Try again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn subscription(
    State(doors): State<MobileSignature>,
    Jose(compact): Jose<{ <Subscription as Message>::MAXIMUM_OCTETS }>,
) -> Result<Json<Subscribed>, Problem> {
    let (_, said) = Box::pin(fresh::<Subscription>(&doors, &compact)).await?;
    let woken = said.push.is_some();
    // A phone says it at each start: what is known already is not written again.
    let known = doors.store.push_subscription(&said.device).await.map_err(unavailable)?;
    let known = known.and_then(|known| Received::<Subscription>::parse(&known.jws).ok());
    if known.map(|known| known.claims().push.clone()) != Some(said.push.clone()) {
        may_change(&doors, &said.device).await?;
        let row = PushSubscription {
            device: said.device,
            iat: said.iat,
            jws: compact,
            created_at: doors.clock.now(),
        };
        doors.store.insert_push_subscription(row).await.map_err(unavailable)?;
    }
    Ok(Json(Subscribed { woken }))
}

async fn may_change(doors: &MobileSignature, device: &DeviceId) -> Result<(), Problem> {
    let now = doors.clock.now();
    let counted = doors.store.count_attempt(AttemptKind::PushAddress, device.as_bytes(), CHANGES, now);
    match counted.await.map_err(unavailable)? {
        Attempts::Left => Ok(()),
        Attempts::UsedUp { until } => {
            let wrong = "this phone has changed too often where it is woken";
            Err(Problem::new(problem::TOO_MANY_REQUESTS, wrong).retry_at(until, now))
        }
    }
}
