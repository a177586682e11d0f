//! The page at which a newcomer begins, and its first step: an invented person gets a phone.

use std::sync::Arc;

use anyhow::Result;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use faces::Catalogue;
use pki_types::random::random_array;
use pki_types::{Clock, SystemClock, SystemRandom};
use words::DeviceKind;
use words::act::{Act, PersonReference, PersonRegistered, RegisterPerson};
use words::api::officers::{CertificateState, PersonBody};
use words::personal::{PersonName as Name, PersonalCode};
use words::problem::PERSON_UNKNOWN;
use zeroize::Zeroizing;

use super::{Newcomer, see};
use crate::cli::PersonName;
use crate::commands::person::reference;
use crate::pages::{self, Words};

/// The cookie that says who was registered in this browser last, whose phone is in it.
pub(super) const PERSON: &str = "person";
/// How long the link for a phone may be used, in seconds.
const LINK_SECONDS: i64 = 3600;
/// The names of invented persons.
const GIVEN_NAMES: [&str; 8] = ["Anya", "Bela", "Cleo", "Dara", "Eden", "Farah", "Ines", "Juno"];
const SURNAME: &str = "Sample";

#[derive(Template)]
#[template(path = "demo/guide.html")]
struct Guide<'a> {
    words: &'static Catalogue,
    name: &'a str,
    landing: &'a str,
    ask: String,
    person: Option<Registered>,
}

/// What the page says of a person whom this browser had registered.
struct Registered {
    said: String,
    button: String,
}

/// The four steps.
pub(super) async fn show(
    State(newcomer): State<Arc<Newcomer>>,
    Words(words): Words,
    headers: HeaderMap,
) -> Response {
    let person = match known(&newcomer, &headers).await {
        Ok(person) => person,
        Err(error) => return newcomer.failed(words, &error),
    };
    let person = person.map(|(reference, body)| {
        let name = format!("{} {}", body.given_name, body.surname);
        let number = format!("{}-{}", reference.country, reference.code.expose());
        Registered {
            said: words.say_of("demo-enrolled", [("name", name.clone().into()), ("number", number.into())]),
            button: words.say_of("demo-again-button", [("name", name.into())]),
        }
    });
    let guide = Guide {
        words,
        name: &newcomer.config.name,
        landing: &newcomer.config.landing.url,
        ask: words.say_of("demo-ask", [("service", newcomer.service_name().into())]),
        person,
    };
    newcomer.page(StatusCode::OK, &guide)
}

/// Registers a person, unless this browser has one, and leads to the phone.
pub(super) async fn register(
    State(newcomer): State<Arc<Newcomer>>,
    Words(words): Words,
    headers: HeaderMap,
) -> Response {
    match on_to_the_phone(&newcomer, &headers).await {
        Ok(response) => response,
        Err(error) => newcomer.failed(words, &error),
    }
}

async fn on_to_the_phone(newcomer: &Newcomer, headers: &HeaderMap) -> Result<Response> {
    let phone = newcomer.phone_app()?;
    // 1. The person whom this browser had registered, or a new one.
    let known = known(newcomer, headers).await?;
    if known.as_ref().is_some_and(|(_, body)| has_phone(body)) {
        return Ok(see(phone));
    }
    let officer = newcomer.as_officer()?;
    let person = match known {
        Some((person, _)) => person,
        None => {
            let (person, name) = invented(&newcomer.config.country)?;
            let act = RegisterPerson { country: person.country.clone(), code: person.code.clone(), name };
            let _: PersonRegistered =
                officer.perform(Act::RegisterPerson(act), "registering the person").await?;
            person
        }
    };
    // 2. The link, whose secret stands behind # and so is sent to nobody.
    let until = SystemClock.now().plus(LINK_SECONDS);
    let activation = officer.activate(person.clone(), DeviceKind::App, until).await?;
    let link = Zeroizing::new(format!("{phone}/#{}", activation.to_payload().as_str()));
    let mut response = see(&link);
    let name = format!("{}-{}", person.country, person.code.expose());
    response.headers_mut().insert(header::SET_COOKIE, super::cookie(PERSON, &name));
    Ok(response)
}

/// The person whom this browser had registered, if this country knows them: another country may have been here before.
async fn known(newcomer: &Newcomer, headers: &HeaderMap) -> Result<Option<(PersonReference, PersonBody)>> {
    let named = pages::cookie(headers, PERSON).and_then(|name| name.parse::<PersonName>().ok());
    let Some(Ok(person)) = named.map(|name| reference(&name)) else { return Ok(None) };
    match newcomer.as_officer()?.person(&person).await {
        Ok(body) => Ok(Some((person, body))),
        Err(error) => match error.downcast_ref::<relying_party::Error>().and_then(relying_party::Error::slug)
        {
            Some(slug) if slug == PERSON_UNKNOWN.slug => Ok(None),
            _ => Err(error),
        },
    }
}

/// Whether the person has a phone that can sign.
fn has_phone(person: &PersonBody) -> bool {
    let now = SystemClock.now();
    let mut certificates = person.devices.iter().flat_map(|device| &device.certificates);
    certificates.any(|certificate| certificate.state == CertificateState::Good && certificate.not_after > now)
}

/// A person whom nobody is.
fn invented(country: &str) -> Result<(PersonReference, Name)> {
    let [first, rest @ ..] = random_array::<5>(&SystemRandom);
    let given = GIVEN_NAMES[usize::from(first) % GIVEN_NAMES.len()];
    let number = u32::from_be_bytes(rest) % 1_000_000;
    let code = PersonalCode::new(&format!("T010190{number:06}"))?;
    Ok((PersonReference { country: country.to_owned(), code }, Name::new(given, SURNAME)?))
}
