//! The e-service lets a customer log in who says no number: with a code that another device scans, or by a link to the phone in this very
//! browser. What each browser asked is known by its cookie, so that nobody comes back for somebody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use faces::Catalogue;
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use pki_types::random::random_array;
use pki_types::{Clock, SystemClock, SystemRandom};
use relying_party::{Content, Error, Link, Signatures, Way, Ways};
use tokio::sync::watch;

use super::{Newcomer, cookie, see};
use crate::pages::{self, Words};

/// The cookie by which a browser is known that asked.
const ASKED: &str = "log-in";
/// How long a page that knows the state waits for the next one.
const WAIT: Duration = Duration::from_secs(20);
/// How long the callback waits for what the phone has just told the service.
const PATIENCE: Duration = Duration::from_secs(30);

/// One login, as far as it has come.
pub(super) struct LogIn {
    link: Link,
    progress: watch::Receiver<Progress>,
    /// Whether the phone has led this browser back.
    came_back: AtomicBool,
}

#[derive(Clone)]
enum Progress {
    /// Nobody has claimed it.
    Waits,
    /// Somebody's phone shows it.
    Claimed,
    /// Somebody approved it.
    Done(Arc<Signatures>),
    /// It ended in vain.
    Ended(String),
}

#[derive(Template)]
#[template(path = "demo/log-in.html")]
struct Page {
    words: &'static Catalogue,
    service: String,
    /// The word of a state that is not the last.
    known: Option<&'static str>,
    title: &'static str,
    text: String,
    shows_code: bool,
    why: Option<String>,
}

/// Begins one for this browser.
pub(super) async fn begin(State(newcomer): State<Arc<Newcomer>>, Words(words): Words) -> Response {
    let id = match started(&newcomer, words).await {
        Ok(id) => id,
        Err(error) => return newcomer.failed(words, &error.into()),
    };
    let mut response = see("/e-service/log-in");
    response.headers_mut().append(header::SET_COOKIE, cookie(ASKED, &id));
    response
}

async fn started(newcomer: &Arc<Newcomer>, words: &'static Catalogue) -> Result<String, Error> {
    let relying_party = newcomer.relying_party()?;
    let challenge: [u8; 32] = random_array(&SystemRandom);
    let ways = Ways { is_scanned: true, callback: Some(format!("{}/e-service/back", newcomer.url)) };
    let text = words.say("log-in-text");
    let link = relying_party.start_link(&Content::Challenge(&challenge), text.as_str(), &ways).await?;
    let (told, progress) = watch::channel(Progress::Waits);
    let id = newcomer.logins.keep(LogIn { link: link.clone(), progress, came_back: AtomicBool::new(false) });
    let newcomer = Arc::clone(newcomer);
    tokio::spawn(async move {
        let ended = match newcomer.relying_party() {
            Ok(relying_party) => {
                relying_party
                    .wait(&link.session, |state, _| {
                        if state != words::SessionState::Requested && !state.is_final() {
                            told.send_replace(Progress::Claimed);
                        }
                    })
                    .await
            }
            Err(error) => Err(error),
        };
        told.send_replace(match ended {
            Ok(login) => Progress::Done(Arc::new(login)),
            Err(error) => Progress::Ended(error.in_full()),
        });
    });
    Ok(id)
}

/// How it stands; an address that says what is known waits for something else.
pub(super) async fn show(
    State(newcomer): State<Arc<Newcomer>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Words(words): Words,
) -> Response {
    let Some(login) = of_browser(&newcomer, &headers) else { return see("/e-service") };
    let mut progress = login.progress.clone();
    if let Some(known) = query.as_deref().and_then(|query| query.strip_prefix("known=")) {
        let is_another = |progress: &Progress| word(progress) != Some(known);
        let _another_or_not = tokio::time::timeout(WAIT, progress.wait_for(is_another)).await;
    }
    let progress = progress.borrow().clone();
    // Who scanned the code stands before this screen. Who was led away from here has to be led back here first.
    let page = match &progress {
        Progress::Done(done) if done.way == Some(Way::Qr) || login.came_back.load(Ordering::Relaxed) => {
            logged_in(&newcomer, words, done)
        }
        _ => Page {
            words,
            service: newcomer.service_name(),
            known: word(&progress),
            title: match progress {
                Progress::Ended(_) => "log-in-failed-title",
                _ => "log-in-title",
            },
            text: words.say(match progress {
                Progress::Waits => "log-in-lead",
                Progress::Claimed => "log-in-claimed",
                Progress::Done(_) => "log-in-go-back",
                Progress::Ended(_) => "log-in-failed",
            }),
            shows_code: matches!(progress, Progress::Waits),
            why: match progress {
                Progress::Ended(why) => Some(why),
                _ => None,
            },
        },
    };
    newcomer.page(StatusCode::OK, &page)
}

fn word(progress: &Progress) -> Option<&'static str> {
    match progress {
        Progress::Waits => Some("waits"),
        Progress::Claimed => Some("claimed"),
        Progress::Done(_) | Progress::Ended(_) => None,
    }
}

/// The code of this second, as a picture.
pub(super) async fn code(State(newcomer): State<Arc<Newcomer>>, headers: HeaderMap) -> Response {
    let Some(login) = of_browser(&newcomer, &headers) else { return StatusCode::NOT_FOUND.into_response() };
    let app = newcomer.country.phone_app.as_deref();
    let address = login.link.address(Way::Qr, SystemClock.now(), app);
    let code = QRBuilder::new(address).ecl(ECL::M).build().expect("an address has room in a code");
    let picture = SvgBuilder::default().margin(4).to_str(&code);
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")];
    (headers, picture).into_response()
}

/// On to the phone in this browser.
pub(super) async fn on_this_device(
    State(newcomer): State<Arc<Newcomer>>,
    headers: HeaderMap,
    Words(words): Words,
) -> Response {
    let Some(login) = of_browser(&newcomer, &headers) else { return see("/e-service") };
    match newcomer.phone_app() {
        Ok(app) => see(&login.link.address(Way::SameDevice, SystemClock.now(), Some(app))),
        Err(error) => newcomer.failed(words, &error),
    }
}

/// The phone has led a browser back: logged in is who asked here, once, and nobody else. It goes on to an address that tells nothing.
pub(super) async fn back(
    State(newcomer): State<Arc<Newcomer>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Words(words): Words,
) -> Response {
    let query = query.unwrap_or_default();
    let member = |wanted: &str| {
        let mut members = url::form_urlencoded::parse(query.as_bytes());
        members.find_map(|(name, value)| (name == wanted).then(|| value.into_owned())).unwrap_or_default()
    };
    let came_back = match of_browser(&newcomer, &headers) {
        Some(login) => believed(&login, &member("session"), &member("verifier")).await,
        None => Err("this browser asked for nothing here".to_owned()),
    };
    match came_back {
        Ok(()) => see("/e-service/log-in"),
        Err(why) => {
            let page = Page {
                words,
                service: newcomer.service_name(),
                known: None,
                title: "log-in-failed-title",
                text: words.say("log-in-not-yours"),
                shows_code: false,
                why: Some(why),
            };
            newcomer.page(StatusCode::FORBIDDEN, &page)
        }
    }
}

async fn believed(login: &LogIn, session: &str, verifier: &str) -> Result<(), String> {
    if login.link.session.session.to_string() != session {
        return Err("this browser asked for another login".to_owned());
    }
    let mut progress = login.progress.clone();
    drop(tokio::time::timeout(PATIENCE, progress.wait_for(|now| word(now).is_none())).await);
    let progress = progress.borrow().clone();
    match progress {
        Progress::Done(done) => {
            done.check_callback(session, verifier).map_err(|error| error.in_full())?;
            match login.came_back.swap(true, Ordering::Relaxed) {
                false => Ok(()),
                true => Err("this browser has come back before".to_owned()),
            }
        }
        Progress::Ended(why) => Err(why),
        Progress::Waits | Progress::Claimed => Err("the service has not told the end in time".to_owned()),
    }
}

fn logged_in(newcomer: &Newcomer, words: &'static Catalogue, login: &Signatures) -> Page {
    let certificate = &login.person.certificate;
    let names: Vec<String> =
        [certificate.given_name(), certificate.surname()].into_iter().flatten().collect();
    let (country, code) = login.person.identifier().unwrap_or_default();
    let values = [("name", names.join(" ").into()), ("number", format!("{country}-{code}").into())];
    Page {
        words,
        service: newcomer.service_name(),
        known: None,
        title: "log-in-done-title",
        text: words.say_of("log-in-done", values),
        shows_code: false,
        why: None,
    }
}

/// What this browser asked for last.
fn of_browser(newcomer: &Newcomer, headers: &HeaderMap) -> Option<Arc<LogIn>> {
    newcomer.logins.get(&pages::cookie(headers, ASKED)?)
}
