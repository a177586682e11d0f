//! The demonstration's own door: a newcomer's way from a person to a verdict, in a browser on this machine.
//!
//! Only `greatseal demo` opens it, on loopback, and a country that is served has nothing of it. What it does it does from
//! outside, as others would: it registers persons with the officer's folder, asks for signatures as the e-service that it plays
//! with the crate `relying-party`, and checks documents with the file and the root alone.

mod check;
mod e_service;
mod guide;
mod kept;
mod log_in;
mod own_origin;
mod request;
mod verdict;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result};
use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use faces::Catalogue;
use http_kit::{Document, Limits, Listener, Security, Stop};
use pki_types::{Clock, SystemClock, SystemRandom};
use relying_party::{Country, Credentials, RelyingParty};

use super::DemoCountry;
use crate::client::acts::Officer;
use crate::config::Config;
use crate::pages::{self, Served};
use crate::roles::landing;
use kept::Kept;

/// The script of the page that waits for a phone.
const WATCH: &str = include_str!("watch.js");
/// The script of the page that shows a code which changes.
const CODE: &str = include_str!("code.js");

/// The door with its address, before it serves.
pub struct Door {
    listener: Listener,
    newcomer: Newcomer,
}

/// All that its pages know.
struct Newcomer {
    config: Config,
    country: Country,
    officer: Credentials,
    service: Credentials,
    /// The e-service's connections, of which each request uses one again.
    client: reqwest::Client,
    /// Where this door is.
    url: String,
    logins: Kept<log_in::LogIn>,
    requests: Kept<request::Asked>,
    documents: Kept<Bytes>,
    checks: Kept<check::Checked>,
}

impl Door {
    /// Takes the address, and the folders of the officer and of the e-service.
    ///
    /// # Errors
    /// Somebody has the address, or a folder cannot be read.
    pub async fn open(demo: &DemoCountry, config: &Config) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, demo.ports.newcomer()));
        let listener = Listener::bind("newcomer", address, Security::LoopbackOnly, Limits::default()).await?;
        let service = Credentials::read(&demo.folder("relying-party"))?;
        let newcomer = Newcomer {
            country: landing::country(config),
            officer: Credentials::read(&demo.folder("officer"))?,
            client: service.client()?,
            service,
            config: config.clone(),
            url: format!("http://localhost:{}", listener.local_address().port()),
            logins: Kept::default(),
            requests: Kept::default(),
            documents: Kept::default(),
            checks: Kept::default(),
        };
        Ok(Self { listener, newcomer })
    }

    /// Where a newcomer begins.
    pub fn url(&self) -> String {
        self.newcomer.url.clone()
    }

    /// Serves until `stop`.
    pub async fn serve(self, stop: Stop) {
        let router = router(Arc::new(self.newcomer));
        self.listener.serve(router, Arc::new(SystemRandom), stop).await;
    }
}

impl Newcomer {
    /// The e-service that asks.
    fn relying_party(&self) -> Result<RelyingParty<'_>, relying_party::Error> {
        let (client, country) = (self.client.clone(), &self.country);
        RelyingParty::with_client(client, &self.service, country, &SystemClock, &SystemRandom)
    }

    /// Its registered name, as phones show it.
    fn service_name(&self) -> String {
        let certificate = &self.service.certificate;
        certificate.organization().or_else(|| certificate.common_name()).unwrap_or_default()
    }

    fn as_officer(&self) -> Result<Officer<'_>> {
        Officer::new(&self.officer, &self.country, &SystemClock, &SystemRandom)
    }

    fn phone_app(&self) -> Result<&str> {
        self.country.phone_app.as_deref().context("the country has no phone as a page: set [doors.phone_app]")
    }

    /// What pages of this door may do: ask and send to this door alone, and go on to the phone.
    fn policy(&self) -> String {
        let phone = self.country.phone_app.as_deref().unwrap_or_default();
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
             form-action 'self' {phone}; frame-ancestors 'none'"
        )
    }

    /// A page as browsers get it.
    fn page(&self, status: StatusCode, page: &impl Template) -> Response {
        let page = page.render().expect("the template has every field that it names");
        (status, pages::headers(&self.policy()), Html(page)).into_response()
    }

    /// Something that failed, in this country's words or its service's.
    fn failed(&self, words: &'static Catalogue, error: &anyhow::Error) -> Response {
        tracing::warn!(problem = %format!("{error:#}"), "a page of the demonstration could not do its work");
        let page = Failed { words, name: &self.config.name, problem: format!("{error:#}") };
        self.page(StatusCode::BAD_GATEWAY, &page)
    }
}

#[derive(Template)]
#[template(path = "demo/failed.html")]
struct Failed<'a> {
    words: &'static Catalogue,
    name: &'a str,
    problem: String,
}

/// What is not kept any more, and the way to begin again.
#[derive(Template)]
#[template(path = "demo/gone.html")]
struct Gone {
    words: &'static Catalogue,
    bar: String,
    title: &'static str,
    text: &'static str,
    again: &'static str,
    back: &'static str,
}

/// Leads to another page.
fn see(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}

/// A file that browsers save under this name.
fn file(name: &str, media_type: &'static str, contents: impl IntoResponse) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, disposition.as_str())];
    (headers, contents).into_response()
}

fn router(newcomer: Arc<Newcomer>) -> Router {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let script = |source: &'static str| {
        let headers = pages::headers("default-src 'none'");
        Served::new("text/javascript; charset=utf-8", source.into(), headers, &clock)
    };
    let lease = Document::new("application/pdf", super::SAMPLE, clock.now());
    let look = pages::look(&newcomer.config.appearance, &clock);
    Router::new()
        .route("/", get(guide::show))
        .route("/persons", axum::routing::post(guide::register))
        .route("/e-service", get(e_service::show))
        .route("/e-service/log-in", get(log_in::show).post(log_in::begin))
        .route("/e-service/log-in/code.svg", get(log_in::code))
        .route("/e-service/log-in/phone", get(log_in::on_this_device))
        .route("/e-service/back", get(log_in::back))
        .route("/e-service/requests", axum::routing::post(e_service::ask))
        .route("/e-service/requests/{id}", get(request::show).post(request::take_back))
        .route("/e-service/requests/{id}/signed.pdf", get(request::signed))
        .route(&format!("{}/{{id}}", e_service::DOCUMENTS), get(e_service::document))
        .route("/check", get(check::show).post(check::check))
        .route("/check/{id}", get(check::result))
        .route("/check/{id}/report.json", get(check::report))
        .with_state(newcomer)
        .route("/e-service/garden-plot.pdf", lease.route(&clock))
        .route("/watch.js", script(WATCH).route(&clock))
        .route("/code.js", script(CODE).route(&clock))
        .merge(look)
        .layer(from_fn(remember_language))
        .layer(from_fn(own_origin::keep))
}

/// A language that an address names is remembered for the next page.
async fn remember_language(request: Request, next: axum::middleware::Next) -> Response {
    let chosen = pages::chosen(request.uri().query());
    let mut response = next.run(request).await;
    if let Some(language) = chosen {
        response.headers_mut().append(header::SET_COOKIE, cookie(pages::LANGUAGE, language.tag()));
    }
    response
}

/// A cookie of this door, which no script reads and no other site sends, for a day.
fn cookie(name: &str, value: &str) -> HeaderValue {
    let cookie = format!("{name}={value}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&cookie).expect("names, tags and personal codes are visible ASCII")
}
