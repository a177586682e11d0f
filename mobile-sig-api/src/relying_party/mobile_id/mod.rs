//! The Mobile-ID REST protocol: look the signing certificate up, start an authentication or a signature, poll for it.
//!
//! Nothing in this protocol is signed by the relying party, so these doors vouch for what they heard
//! (`phone_protocol::DoorFacts`): the person's phone says so, the limits are lower, and a relying party has to be admitted with
//! this door. Who calls is known by mutual TLS; `relyingPartyUUID` and `relyingPartyName` must be the caller's own, and prove
//! nothing: the first is made from the relying party's id ([`relying_party_uuid`]).
//!
//! The bodies, words and statuses are the protocol's (`docs/standards.md` has where we depart from it): [`members`] reads them,
//! [`refusal`] writes refusals, which are no problem bodies here.

mod authentication;
mod certificate;
mod display_text;
mod members;
mod person;
mod polls;
mod refusal;
mod session;
mod signature;
mod start;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, any, get, post};
use http_kit::PeerCertificate;
use pki_types::{encoding, sha256};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use words::Door;

use self::members::Asking;
pub(crate) use self::polls::Polls;
use self::refusal::Refusal;
use crate::MobileSignature;
use crate::relying_party::{Caller, caller};

/// The operations, for the document.
pub(crate) fn api() -> OpenApiRouter<MobileSignature> {
    OpenApiRouter::new()
        .routes(routes!(certificate::certificate))
        .routes(routes!(authentication::authentication))
        .routes(routes!(session::of_authentication))
        .routes(routes!(signature::signature))
        .routes(routes!(session::of_signature))
}

/// The routes, with refusals in the protocol's form. An address may end in a slash, or have two where a client joined its base
/// and its path: a redirection would lose the body of a POST.
pub(crate) fn routes(state: MobileSignature) -> Router {
    let operations = [
        ("certificate", "POST, OPTIONS", post(certificate::certificate)),
        ("authentication", "POST, OPTIONS", post(authentication::authentication)),
        ("authentication/session/{session}", "GET, HEAD, OPTIONS", get(session::of_authentication)),
        ("signature", "POST, OPTIONS", post(signature::signature)),
        ("signature/session/{session}", "GET, HEAD, OPTIONS", get(session::of_signature)),
    ];
    let no_session = || any(async || Refusal::words(400, "Required sessionId is missing"));
    let mut router = Router::new();
    for (path, methods, operation) in operations {
        let operation = operation.options(move || allowed(methods));
        router = routed(router, path, &operation);
    }
    for path in ["authentication/session", "signature/session"] {
        router = routed(router, path, &no_session());
    }
    router
        .route("/mid-api/{*other}", any(async || Refusal::words(404, "Not Found")))
        .method_not_allowed_fallback(async || Refusal::words(405, "Method Not Allowed"))
        .layer(from_fn_with_state(state.clone(), refusal::in_its_words))
        .with_state(state)
}

fn routed(
    router: Router<MobileSignature>,
    path: &str,
    methods: &MethodRouter<MobileSignature>,
) -> Router<MobileSignature> {
    let addresses = [format!("/mid-api/{path}"), format!("/mid-api/{path}/"), format!("/mid-api//{path}")];
    addresses.iter().fold(router, |router, address| router.route(address, methods.clone()))
}

async fn allowed(methods: &'static str) -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(header::ALLOW, methods)])
}

/// The `relyingPartyUUID` of a relying party: the first 16 octets of a hash of its id, as a UUID of version 8 (RFC 9562 §5.8).
/// It names the relying party and is no secret.
#[must_use]
pub fn relying_party_uuid(id: &str) -> String {
    let hash = sha256(format!("greatseal mobile-id relying party v1\0{id}").as_bytes());
    let mut octets: [u8; 16] = *hash.as_bytes().first_chunk().expect("a SHA-256 has 32 octets");
    octets[6] = 0x80 | octets[6] & 0x0f;
    octets[8] = 0x80 | octets[8] & 0x3f;
    uuid(&octets)
}

/// 16 octets in groups of 8, 4, 4, 4 and 12 digits (RFC 9562 §4).
fn uuid(octets: &[u8; 16]) -> String {
    let digits = encoding::hex(octets);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// The octets of a UUID in that form, lower case alone.
fn octets_of(text: &str) -> Option<[u8; 16]> {
    let octets = encoding::hex_array(&text.replace('-', "")).ok()?;
    (uuid(&octets) == text).then_some(octets)
}

/// The relying party of this connection, if the request names it and it uses this door. Every other cause is the same refusal.
async fn authorized(
    doors: &MobileSignature,
    peer: Option<PeerCertificate>,
    asking: &Asking,
) -> Result<Caller, Refusal> {
    let caller = caller(doors, peer, Door::MobileId).await?;
    let party = &caller.party;
    let is_named = asking.relying_party_uuid() == relying_party_uuid(&party.id)
        && asking.relying_party_name().to_lowercase() == party.name.to_lowercase();
    if is_named { Ok(caller) } else { Err(Refusal::unauthorized()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_one_form() {
        let text = relying_party_uuid("city-registry");
        assert_eq!(text.as_bytes()[14], b'8', "{text}");
        assert!(octets_of(&text).is_some());
        assert_ne!(text, relying_party_uuid("city-registrz"));
        let other_forms = [text.to_uppercase(), text.replace('-', ""), format!("{{{text}}}"), String::new()];
        assert!(other_forms.iter().all(|other| octets_of(other).is_none()));
    }
}
