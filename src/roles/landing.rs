//! The landing page, `/.well-known/greatseal`, and the pages that problem types point to.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::routing::get;
use faces::{Catalogue, Language};
use http_kit::Document;
use pki_types::Clock;
use relying_party::{Country, StatusAddresses};

use crate::config::Config;
use crate::pages::{self, Words};

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
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct Address {
    /// Whom it is for and what it is: messages of the catalogue.
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

/// What a newcomer may try.
#[derive(Clone)]
pub enum Suggestion {
    /// A page of this machine that leads through all of it.
    Page(String),
    /// A command.
    Command {
        /// What it does: a message of the catalogue.
        message: &'static str,
        /// The PIN that the message may name.
        pin: &'static str,
        /// The command line.
        line: String,
    },
}

impl Suggestion {
    fn page(&self) -> Option<&str> {
        match self {
            Self::Page(url) => Some(url),
            Self::Command { .. } => None,
        }
    }

    /// What a command does, and its line.
    pub fn command(&self, words: &Catalogue) -> Option<(String, &str)> {
        match self {
            Self::Page(_) => None,
            Self::Command { message, pin, line } => {
                Some((words.say_of(message, [("pin", (*pin).into())]), line))
            }
        }
    }
}

#[derive(Template)]
#[template(path = "landing.html")]
struct Page<'a> {
    words: &'static Catalogue,
    name: &'a str,
    lead: String,
    demonstration: bool,
    begin: Option<&'a str>,
    commands: Vec<(String, &'a str)>,
    addresses: &'a [Address],
    licence: String,
}

fn addresses(country: &Country) -> Vec<Address> {
    let row = |who, what, url: &str, link| Address { who, what, url: url.to_owned(), link };
    let (crl, certificates) = (&country.status.crl, &country.status.certificates);
    let phone = country.phone_app.iter().map(|url| row("landing-citizens", "landing-phone-app", url, true));
    let others = vec![
        row("landing-e-services", "landing-relying-parties", &country.relying_party_api, false),
        row("landing-e-services", "landing-time-stamps", &country.time_stamp, false),
        row("landing-everybody", "landing-ocsp", &country.status.ocsp, false),
        row("landing-everybody", "landing-root-list", &format!("{crl}/root.crl"), true),
        row("landing-everybody", "landing-root", &format!("{certificates}/root.pem"), true),
        row("landing-citizens", "landing-phones", &country.phone_api, false),
        row("landing-citizens", "landing-key-list", &country.key_list, true),
        row("landing-officers", "landing-registration", &country.registration_api, false),
    ];
    phone.chain(others).collect()
}

/// The routes of the landing door.
pub fn router(config: &Config, suggestions: &[Suggestion], clock: &Arc<dyn Clock>) -> Router {
    let country = country(config);
    let addresses = addresses(&country);
    let pages: Arc<[(Language, Document)]> = pages::languages()
        .into_iter()
        .map(|words| {
            let page = page(config, words, suggestions, &addresses).render();
            let page = page.expect("the template has every field that it names");
            (words.language(), Document::new("text/html; charset=utf-8", page, clock.now()))
        })
        .collect();
    let (asked, headers) = (Arc::clone(clock), pages::headers(POLICY));
    let page = get(move |Words(words): Words, request: HeaderMap| {
        let wanted = words.language();
        let (_, page) = pages.iter().find(|(language, _)| *language == wanted).expect("there is one of each");
        let mut answer = page.clone().answer(&request, asked.now());
        answer.headers_mut().extend(headers.clone());
        answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
        async move { answer }
    });
    let country = Document::json(&country, clock.now());
    let router = Router::new()
        .route("/", page)
        .route("/.well-known/greatseal", country.route(clock))
        .merge(pages::look(&config.appearance, clock));
    APIS.into_iter().fold(router, |router, (path, api)| {
        router.route(path, Document::json(&api(), clock.now()).route(clock))
    })
}

fn page<'a>(
    config: &'a Config,
    words: &'static Catalogue,
    suggestions: &'a [Suggestion],
    addresses: &'a [Address],
) -> Page<'a> {
    Page {
        words,
        name: &config.name,
        lead: words.say_of("landing-lead", [("country", config.country.as_str().into())]),
        demonstration: config.demonstration,
        begin: suggestions.iter().find_map(Suggestion::page),
        commands: suggestions.iter().filter_map(|suggestion| suggestion.command(words)).collect(),
        addresses,
        licence: words.say_of("landing-licence", [("version", env!("CARGO_PKG_VERSION").into())]),
    }
}
