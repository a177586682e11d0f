//! ASK A PHONE TO SIGN: one session engine, doors for relying parties, doors for phones.
//!
//! **Promises.** A relying party's request is the same session however often its bytes are sent, and reaches only the
//! device that holds the key of the certificate that it names. A person is not flooded with prompts. Whoever waits is
//! answered when something changes. What a relying party gets as a result comes from the worker's outcome alone.
//!
//! **Never.** No key, no PIN, no decision: a door writes down what came with its sender's signature, and the worker
//! verifies it again, makes the statement and releases the signature. No protocol has its own rules about sessions.
//!
//! **Start reading** at [`service`] (`start`, `wait`, `cancel`), then [`relying_party`] (one folder a protocol, thin
//! handlers over the service), then [`phone`].
//!
//! **One more** endpoint: a file in its folder with its `#[utoipa::path]`, and its line in `relying_party_api` or
//! `phone_api` below; then `GREATSEAL_WRITE_API=1 cargo test -p mobile-sig-api` writes `docs/api/mobile-signature.json`.
//! **One more** protocol: a folder in [`relying_party`] that authenticates, parses, calls the service and encodes; its word in
//! `words::Door`, and its two lines below.

mod chain;
mod config;
mod error;
pub mod links;
pub mod phone;
pub mod relying_party;
pub mod service;
mod status_client;
mod unavailable;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http_kit::openapi::Door;
use phone_protocol::schema::{SignedReceipt, SignedStatement};
use pki_types::{Clock, Random};
use store::{DoorStore, RequestLimit};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use config::{DoorAttestedLimits, SessionConfig};
pub use error::Error;

use crate::phone::listeners::Listeners;
use crate::relying_party::mobile_id::Polls;
use crate::relying_party::{mobile_id, native};
use crate::service::Service;

/// The span of the limit of look-ups in vain, in seconds: who has used it up need not wait long.
const TEN_MINUTES: u32 = 600;

/// What the handlers work with. Cheap to clone.
#[derive(Clone)]
pub struct MobileSignature {
    store: DoorStore,
    clock: Arc<dyn Clock>,
    service: Arc<Service>,
    vain_lookups: RequestLimit,
    reply_patience: Duration,
    polls: Polls,
    /// The places of phones that listen.
    listeners: Listeners,
}

impl MobileSignature {
    /// The doors over this store. `random` draws session ids and the nonces of status requests.
    ///
    /// `status_url` is where this country's OCSP answers are fetched, `http://host:port`, without a slash at its end. It
    /// comes from the configuration, never from a certificate, because this process opens no connection to an address
    /// that others name.
    pub fn new(
        store: DoorStore,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        status_url: &str,
        config: &SessionConfig,
    ) -> Result<Self, Error> {
        let service = Service::new(store.clone(), clock.clone(), random, status_url, config)?;
        Ok(MobileSignature {
            store,
            clock,
            service: Arc::new(service),
            vain_lookups: RequestLimit {
                at_most: config.vain_lookups_in_ten_minutes,
                within_seconds: TEN_MINUTES,
            },
            reply_patience: Duration::from_secs(u64::from(config.reply_seconds.min(60))),
            polls: Polls::default(),
            listeners: Listeners::default(),
        })
    }
}

/// Where the operations are.
const DOORS: [Door; 3] = [
    Door {
        tag: "relying parties",
        demonstration: "127.0.0.1:7602",
        member: "relying_party_api",
        certificate: Some("the relying party, which also signs the requests"),
    },
    Door {
        tag: "Mobile-ID",
        demonstration: "127.0.0.1:7602",
        member: "relying_party_api",
        certificate: Some("a relying party that was admitted with this door"),
    },
    Door { tag: "phones", demonstration: "127.0.0.1:7601", member: "phone_api", certificate: None },
];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Great Seal mobile signatures",
        description = "Relying parties ask a person's phone to sign; phones fetch and answer. Every refusal is a \
                       problem body (RFC 9457). ECDSA signatures are DER (ASN.1 SEQUENCE of r and s), binary values \
                       base64 with padding, instants seconds since 1970, digests and ids lower-case hexadecimal.",
        version = "1.0.0"
    ),
    components(schemas(SignedStatement, SignedReceipt)),
    tags(
        (name = "relying parties", description = "Over mutual TLS with the certificate that also signs the requests."),
        (name = "Mobile-ID", description = "The Mobile-ID REST protocol, for relying parties that were admitted with it. What they ask \
                       nobody signs, so that phones say who vouches for it. Its bodies and refusals are the protocol's."),
        (name = "phones", description = "Over TLS; the messages carry their own signatures.")
    )
)]
struct Document;

fn relying_party_api() -> OpenApiRouter<MobileSignature> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(native::lookup::lookup))
        .routes(routes!(native::start::start))
        .routes(routes!(native::status::status, native::cancel::cancel))
}

fn phone_api() -> OpenApiRouter<MobileSignature> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(phone::pending::pending))
        .routes(routes!(phone::events::events))
        .routes(routes!(phone::subscription::push_key))
        .routes(routes!(phone::subscription::subscription))
        .routes(routes!(phone::messages::message))
        .routes(routes!(phone::claims::claim))
        .routes(routes!(phone::wishes::wish))
        .routes(routes!(phone::inquiries::inquire))
}

/// The OpenAPI 3.1 document of all endpoints, as `docs/api/mobile-signature.json` holds it.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let doors = relying_party_api().merge(mobile_id::api()).merge(phone_api());
    http_kit::openapi::at_doors(doors.into_openapi(), &DOORS)
}

/// The relying parties' routes and `/v1/openapi.json`, for a listener with mutual TLS.
pub fn relying_party_routes(state: MobileSignature) -> Router {
    let (router, _) = relying_party_api().split_for_parts();
    let route = http_kit::Document::json(&openapi(), state.clock.now()).route(&state.clock);
    router.with_state(state.clone()).route("/v1/openapi.json", route).merge(mobile_id::routes(state))
}

/// The phones' routes, for the listener that phones reach.
pub fn phone_routes(state: MobileSignature) -> Router {
    let (router, _) = phone_api().split_for_parts();
    router.with_state(state)
}

/// All routes. A listener takes [`relying_party_routes`] or [`phone_routes`]; in process this is handier.
pub fn router(state: MobileSignature) -> Router {
    relying_party_routes(state.clone()).merge(phone_routes(state))
}
