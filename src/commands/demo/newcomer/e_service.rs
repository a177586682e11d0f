//! The e-service that the demonstration plays, as its customers see it: a lease, and a question to their phone.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use faces::Catalogue;
use http_kit::body::{read_body, require_media_type};
use relying_party::{Content, Error, Purpose};
use words::problem::{ASKED_TOO_OFTEN, PERSON_UNKNOWN, ProblemType, REQUEST_OPEN, TOO_MANY_REQUESTS_OPEN};

use super::{Newcomer, guide, request, see};
use crate::cli::PersonName;
use crate::pages::{self, Words};

/// The name of the lease, as phones show it.
const NAME: &str = "garden-plot.pdf";
/// The longest form of this page, in octets.
const FORM_OCTETS: usize = 1024;
/// How a number looks.
const EXAMPLE: &str = "MU-T0101900000017";

#[derive(Template)]
#[template(path = "demo/e-service.html")]
struct Page<'a> {
    words: &'static Catalogue,
    service: String,
    number: &'a str,
    /// What is wrong with the number.
    wrong: Option<String>,
}

/// The lease, and the form that asks.
pub(super) async fn show(
    State(newcomer): State<Arc<Newcomer>>,
    Words(words): Words,
    headers: HeaderMap,
) -> Response {
    let number = pages::cookie(&headers, guide::PERSON).unwrap_or_default();
    let page = Page { words, service: newcomer.service_name(), number: &number, wrong: None };
    newcomer.page(StatusCode::OK, &page)
}

/// Asks the phone of the person whom the form names.
pub(super) async fn ask(
    State(newcomer): State<Arc<Newcomer>>,
    Words(words): Words,
    request: Request<Body>,
) -> Response {
    let number = match number_in(request).await {
        Ok(number) => number,
        Err(problem) => return problem.into_response(),
    };
    let again = |id: &str| {
        let wrong = Some(words.say_of(id, [("example", EXAMPLE.into())]));
        let page = Page { words, service: newcomer.service_name(), number: &number, wrong };
        newcomer.page(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    // A certificate writes the same number with the letters of a national register (EN 319 412-1 §5.1.3).
    let Ok(person) = number.strip_prefix("PNO").unwrap_or(&number).parse::<PersonName>() else {
        return again("e-service-number-wrong");
    };
    match begin(&newcomer, &person, &words.say("e-service-text")).await {
        Ok(id) => see(&format!("/e-service/requests/{id}")),
        Err(Error::NoCertificate(_)) => again("e-service-number-unknown"),
        Err(error) if is_of(&error, &[PERSON_UNKNOWN]) => again("e-service-number-unknown"),
        Err(error) if is_of(&error, &[REQUEST_OPEN, TOO_MANY_REQUESTS_OPEN, ASKED_TOO_OFTEN]) => {
            again("e-service-too-soon")
        }
        Err(error) => newcomer.failed(words, &error.into()),
    }
}

/// Whether the service refused for one of these reasons.
fn is_of(error: &Error, kinds: &[&ProblemType]) -> bool {
    kinds.iter().any(|kind| error.slug() == Some(kind.slug))
}

/// Begins a request as any e-service does; gives its name at this door.
async fn begin(newcomer: &Arc<Newcomer>, person: &PersonName, text: &str) -> Result<String, Error> {
    let relying_party = newcomer.relying_party()?;
    let holder = relying_party.look_up(&person.country, &person.code, Purpose::Signature).await?;
    let prepared = relying_party.prepare(&holder, super::super::SAMPLE.to_vec(), None)?;
    let session = relying_party.start(&holder, &Content::document(&prepared, NAME), text).await?;
    Ok(request::follow(newcomer, prepared, session))
}

async fn number_in(request: Request<Body>) -> Result<String, http_kit::Problem> {
    require_media_type(request.headers(), "application/x-www-form-urlencoded")?;
    let body = read_body(request, FORM_OCTETS).await?;
    let mut fields = url::form_urlencoded::parse(&body);
    let number = fields.find_map(|(name, value)| (name == "number").then(|| value.trim().to_uppercase()));
    Ok(number.unwrap_or_default())
}
