//! The e-service that the demonstration plays, as its customers see it: a lease, and a question to their phone.

use std::sync::Arc;

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use faces::Catalogue;
use http_kit::body::{read_body, require_media_type};
use relying_party::{Content, Document, Error, Purpose};
use words::problem::{ASKED_TOO_OFTEN, PERSON_UNKNOWN, ProblemType, REQUEST_OPEN, TOO_MANY_REQUESTS_OPEN};

use super::{Newcomer, guide, request, see};
use crate::cli::PersonName;
use crate::pages::{self, Words};

/// The name of the lease, as phones show it.
const NAME: &str = "garden-plot.pdf";
/// Where phones read what they are asked to sign.
pub(super) const DOCUMENTS: &str = "/e-service/documents";
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
    match begin(&newcomer, &person, words).await {
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

/// Begins a request as any e-service does: the lease, which the phone may fetch, and the rules of the garden, which must be read
/// before they are signed; gives its name at this door.
async fn begin(
    newcomer: &Arc<Newcomer>,
    person: &PersonName,
    words: &'static Catalogue,
) -> Result<String, Error> {
    let relying_party = newcomer.relying_party()?;
    let holder = relying_party.look_up(&person.country, &person.code, Purpose::Signature).await?;
    let prepared = relying_party.prepare(&holder, super::super::SAMPLE.to_vec(), None)?;
    let (size, pdf) = (prepared.pdf().len(), Bytes::copy_from_slice(prepared.pdf()));
    let size = u32::try_from(size).map_err(|_| Error::Limit("a phone reads at most 32 MiB"))?;
    let url = format!("{}{DOCUMENTS}/{}", newcomer.url, newcomer.documents.keep(pdf));
    let (rules, called) = (words.say("e-service-rules"), words.say("e-service-rules-name"));
    let documents = vec![
        Document::prepared(&prepared, NAME).at(url, size),
        Document::text(&rules).called(&called).opened(),
    ];
    let text = words.say("e-service-text");
    let session = relying_party.start(&holder, &Content::Documents(documents), text.as_str()).await?;
    Ok(request::follow(newcomer, prepared, session))
}

/// A document as it was prepared for its signature, for the phone that is asked: any page may read it that knows its name.
pub(super) async fn document(State(newcomer): State<Arc<Newcomer>>, Path(id): Path<String>) -> Response {
    let Some(pdf) = newcomer.documents.get(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(header::CONTENT_TYPE, "application/pdf"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (headers, Bytes::clone(&pdf)).into_response()
}

async fn number_in(request: Request<Body>) -> Result<String, http_kit::Problem> {
    require_media_type(request.headers(), "application/x-www-form-urlencoded")?;
    let body = read_body(request, FORM_OCTETS).await?;
    let mut fields = url::form_urlencoded::parse(&body);
    let number = fields.find_map(|(name, value)| (name == "number").then(|| value.trim().to_uppercase()));
    Ok(number.unwrap_or_default())
}
