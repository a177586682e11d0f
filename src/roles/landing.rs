//! The landing page, `/.well-known/greatseal`, and the pages that problem types point to.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::{HeaderValue, header};
use http_kit::Document;
use pki_types::Clock;
use relying_party::{Country, StatusAddresses};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::{Appearance, Config};

/// What others are told of this country.
pub fn country(config: &Config) -> Country {
    let status = &config.status.url;
    Country {
        country: config.country.clone(),
        name: config.name.clone(),
        relying_party_api: config.relying_party.url.clone(),
        phone_api: config.phone.url.clone(),
        phone_app: config.phone_app.as_ref().map(|door| door.url.clone()),
        registration_api: config.registration.url.clone(),
        status: StatusAddresses {
            ocsp: format!("{status}/ocsp"),
            crl: format!("{status}/crl"),
            certificates: format!("{status}/certificates"),
        },
        time_stamp: format!("{}/time-stamp", config.time.url),
        key_list: format!("{}/v1/key-list", config.phone.url),
        openapi: APIS.iter().map(|(path, _)| format!("{}{path}", config.landing.url)).collect(),
    }
}

/// Describes an interface (OpenAPI 3.1).
type Described = fn() -> utoipa::openapi::OpenApi;

/// What programmers read before they have a certificate for any door.
const APIS: [(&str, Described); 2] = [
    ("/api/mobile-signature.json", mobile_sig_api::openapi),
    ("/api/registration.json", registration_api::openapi),
];

/// A page that runs no script and loads nothing from elsewhere.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

struct Address {
    who: &'static str,
    what: &'static str,
    url: String,
    link: bool,
}

impl Address {
    /// The address in pieces between which a narrow screen may break the line: behind the host and behind each slash.
    fn pieces(&self) -> impl Iterator<Item = &str> {
        let path = self.url.find("://").map_or(0, |scheme| scheme + 3);
        let (scheme, rest) = self.url.split_at(path);
        [scheme].into_iter().chain(rest.split_inclusive('/'))
    }
}

/// A command that a newcomer may try, with what it does.
#[derive(Clone)]
pub struct Suggestion {
    /// What it does, in a sentence.
    pub what: String,
    /// The command line.
    pub line: String,
}

#[derive(Template)]
#[template(path = "landing.html")]
struct Page<'a> {
    name: &'a str,
    country: &'a str,
    demonstration: bool,
    appearance: &'a Appearance,
    commands: &'a [Suggestion],
    addresses: Vec<Address>,
    version: &'static str,
}

fn addresses(country: &Country) -> Vec<Address> {
    let row = |who, what, url: &str, link| Address { who, what, url: url.to_owned(), link };
    let phone = country.phone_app.iter().map(|url| row("Citizens", "The phone, in a browser", url, true));
    let others = vec![
        row("E-services", "Ask for signatures and logins (mutual TLS)", &country.relying_party_api, false),
        row("E-services", "Time-stamps (RFC 3161)", &country.time_stamp, false),
        row("Everybody", "Is a certificate still good? (OCSP)", &country.status.ocsp, false),
        row("Everybody", "The root's revocation list", &format!("{}/root.crl", country.status.crl), true),
        row(
            "Everybody",
            "The root certificate, to check documents with",
            &format!("{}/root.pem", country.status.certificates),
            true,
        ),
        row("Citizens", "The phones' API", &country.phone_api, false),
        row("Citizens", "The service's signed list of keys", &country.key_list, true),
        row(
            "Officers",
            "Register persons, give activations, revoke (mutual TLS)",
            &country.registration_api,
            false,
        ),
    ];
    phone.chain(others).collect()
}

/// The routes of the landing door.
pub fn router(config: &Config, suggestions: Vec<Suggestion>, clock: &Arc<dyn Clock>) -> Router {
    let country = country(config);
    let page = Page {
        name: &config.name,
        country: &config.country,
        demonstration: config.demonstration,
        appearance: &config.appearance,
        commands: &suggestions,
        addresses: addresses(&country),
        version: env!("CARGO_PKG_VERSION"),
    };
    let page = page.render().expect("the template has every field it names");
    let page = Document::new("text/html; charset=utf-8", page, clock.now());
    let country = Document::json(&country, clock.now());
    let policy = SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, POLICY);
    let emblem = Document::new("image/svg+xml", config.appearance.emblem.clone(), clock.now());
    let router = Router::new()
        .route("/", page.route(clock).layer(policy.clone()))
        .route("/emblem.svg", emblem.route(clock).layer(policy))
        .route("/.well-known/greatseal", country.route(clock));
    APIS.into_iter().fold(router, |router, (path, api)| {
        router.route(path, Document::json(&api(), clock.now()).route(clock))
    })
}
