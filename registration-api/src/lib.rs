//! ENROL PEOPLE AND PHONES: takes officers' signed acts and phones' enrolments, and writes them down.
//!
//! **Promises.** What was acknowledged is stored. The same bytes again are the same act or enrolment and get the same
//! answer. What cannot be right (form, signature, sender, keys, a used or expired activation) is refused here with a
//! problem that says why, and nothing is stored.
//!
//! **Never.** It decides nothing: it holds no key, sees no activation secret (they are encrypted to the inner zone) and
//! cannot write persons, devices or certificates. The worker verifies again whatever was stored, and its reply, written
//! in the transaction of its effects, is the answer.
//!
//! **Start reading** at [`officer`] (`POST /v1/acts`, over mutual TLS), then [`phone`] (`POST /v1/enrolments`).
//! What anybody may send is bounded in the store, for each activation and for each address (`phone/vain.rs`).
//!
//! **One more** endpoint: a file in [`officer`] or [`phone`] with its `#[utoipa::path]`, and its line in `officer_api`
//! or `phone_api` below; then `GREATSEAL_WRITE_API=1 cargo test -p registration-api` writes `docs/api/registration.json`.

mod answer;
pub mod officer;
pub mod phone;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http_kit::openapi::Door;
use pki_types::Clock;
use serde::Deserialize;
use store::{DoorStore, RequestLimit};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How the registration doors behave.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegistrationConfig {
    /// How long an act or an enrolment waits for the worker's answer before 202, in seconds. Default 30, at most 60.
    pub reply_seconds: u8,
    /// Enrolments that are taken for one activation within an hour. Default 20.
    pub of_activation_an_hour: u32,
    /// Enrolments in vain that one address may send within an hour, to all processes together, before only those for an
    /// activation that can still be used are looked at. Default 100.
    pub vain_of_address_an_hour: u32,
}

impl Default for RegistrationConfig {
    fn default() -> Self {
        RegistrationConfig { reply_seconds: 30, of_activation_an_hour: 20, vain_of_address_an_hour: 100 }
    }
}

/// The span of the limits, in seconds.
const AN_HOUR: u32 = 3_600;

/// What the handlers work with. Cheap to clone.
#[derive(Clone)]
pub struct Registration {
    store: DoorStore,
    clock: Arc<dyn Clock>,
    patience: Duration,
    of_activation: RequestLimit,
    vain_of_address: RequestLimit,
}

impl Registration {
    /// The doors over this store.
    pub fn new(store: DoorStore, clock: Arc<dyn Clock>, config: &RegistrationConfig) -> Self {
        let patience = Duration::from_secs(u64::from(config.reply_seconds.min(60)));
        let of_activation = RequestLimit { at_most: config.of_activation_an_hour, within_seconds: AN_HOUR };
        let vain_of_address =
            RequestLimit { at_most: config.vain_of_address_an_hour, within_seconds: AN_HOUR };
        Registration { store, clock, patience, of_activation, vain_of_address }
    }
}

/// Where the operations are.
const DOORS: [Door; 2] = [
    Door {
        tag: "officers",
        demonstration: "127.0.0.1:7603",
        member: "registration_api",
        certificate: Some("the officer"),
    },
    Door { tag: "phones", demonstration: "127.0.0.1:7601", member: "phone_api", certificate: None },
];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Great Seal registration",
        description = "Officers' acts over mutual TLS, and phones' enrolments. Every refusal is a problem body \
                       (RFC 9457); the same bytes again are the same act or enrolment and get the same answer.",
        version = "1.0.0"
    ),
    tags(
        (name = "officers", description = "Over mutual TLS with the officer's certificate."),
        (name = "phones", description = "Over TLS; the messages carry their own signatures.")
    )
)]
struct Document;

fn officer_api() -> OpenApiRouter<Registration> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(officer::perform::perform))
        .routes(routes!(officer::reply::reply))
        .routes(routes!(officer::activation::activation))
        .routes(routes!(officer::waiting::waiting_acts))
        .routes(routes!(officer::person::person))
}

fn phone_api() -> OpenApiRouter<Registration> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(phone::enrol::enrol))
        .routes(routes!(phone::enrolment::enrolment))
        .routes(routes!(phone::key_list::key_list))
}

/// The OpenAPI 3.1 document of all endpoints, as `docs/api/registration.json` holds it.
pub fn openapi() -> utoipa::openapi::OpenApi {
    http_kit::openapi::at_doors(officer_api().merge(phone_api()).into_openapi(), &DOORS)
}

/// The officers' routes and `/v1/openapi.json`, for a listener with mutual TLS.
pub fn officer_routes(registration: Registration) -> Router {
    let (router, _) = officer_api().split_for_parts();
    let route = http_kit::Document::json(&openapi(), registration.clock.now()).route(&registration.clock);
    router.with_state(registration).route("/v1/openapi.json", route)
}

/// The phones' routes, for the listener that phones reach.
pub fn phone_routes(registration: Registration) -> Router {
    let (router, _) = phone_api().split_for_parts();
    router.with_state(registration)
}

/// All routes. A listener takes [`officer_routes`] or [`phone_routes`]; in process this is handier.
pub fn router(registration: Registration) -> Router {
    officer_routes(registration.clone()).merge(phone_routes(registration))
}
