//! A request of the e-service, from the question to the document: what its customer sees while the phone decides.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use doc_signatures::pades::Prepared;
use faces::Catalogue;
use relying_party::{Error, Session};
use tokio::sync::{oneshot, watch};
use words::SessionState;

use super::{Newcomer, file, see};
use crate::pages::Words;

/// How long a page that knows the state waits for the next one.
const WAIT: Duration = Duration::from_secs(20);

/// One request, as far as it has come.
pub(super) struct Asked {
    progress: watch::Receiver<Progress>,
    taken_back: Mutex<Option<oneshot::Sender<()>>>,
}

#[derive(Clone)]
enum Progress {
    Open {
        state: SessionState,
        code: Option<String>,
    },
    /// The lease, unless it was struck out.
    Signed(Option<Bytes>),
    Ended {
        state: SessionState,
        why: Option<String>,
    },
}

/// Follows a session in a task of its own; gives its name at this door.
pub(super) fn follow(newcomer: &Arc<Newcomer>, prepared: Prepared, session: Session) -> String {
    let begun = Progress::Open { state: session.state, code: session.code.clone() };
    let ((told, progress), (stop, stopped)) = (watch::channel(begun), oneshot::channel());
    let id = newcomer.requests.keep(Asked { progress, taken_back: Mutex::new(Some(stop)) });
    let newcomer = Arc::clone(newcomer);
    tokio::spawn(async move {
        let end = match to_the_end(&newcomer, prepared, &session, &told, stopped).await {
            Ok(pdf) => Progress::Signed(pdf.map(Bytes::from)),
            Err(Error::Ended(ended)) => Progress::Ended { state: ended.state, why: Some(ended.to_string()) },
            Err(error) => Progress::Ended { state: SessionState::Failed, why: Some(error.in_full()) },
        };
        told.send_replace(end);
    });
    id
}

/// Waits for the phone, or takes the request back; completes the document.
async fn to_the_end(
    newcomer: &Newcomer,
    prepared: Prepared,
    session: &Session,
    told: &watch::Sender<Progress>,
    stopped: oneshot::Receiver<()>,
) -> Result<Option<Vec<u8>>, Error> {
    let relying_party = newcomer.relying_party()?;
    let waiting = relying_party.wait(session, |state, code| {
        if !state.is_final() {
            told.send_replace(Progress::Open { state, code: code.map(str::to_owned) });
        }
    });
    tokio::pin!(waiting);
    let signatures = tokio::select! {
        signatures = &mut waiting => signatures?,
        Ok(()) = stopped => {
            // How it ended is what the service says: it may have been too late.
            relying_party.cancel(session).await?;
            waiting.await?
        }
    };
    // The lease was asked for first.
    let Some(Some(signature)) = signatures.values.first() else { return Ok(None) };
    Ok(Some(relying_party.complete(prepared, signature).await?.pdf))
}

#[derive(Template)]
#[template(path = "demo/request.html")]
struct Page<'a> {
    words: &'static Catalogue,
    service: String,
    id: &'a str,
    /// The word of a state that is not the last.
    known: Option<String>,
    title: &'static str,
    text: &'static str,
    code: Option<String>,
    is_signed: bool,
    why: Option<String>,
}

/// How it stands; an address that says what is known waits for something else.
pub(super) async fn show(
    State(newcomer): State<Arc<Newcomer>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    Words(words): Words,
) -> Response {
    let Some(asked) = newcomer.requests.get(&id) else { return gone(&newcomer, words) };
    let mut progress = asked.progress.clone();
    let known = query.as_deref().and_then(|query| query.strip_prefix("known="));
    if let Some(known) = known {
        let is_another = |progress: &Progress| word(progress).as_deref() != Some(known);
        let _another_or_not = tokio::time::timeout(WAIT, progress.wait_for(is_another)).await;
    }
    let progress = progress.borrow().clone();
    let page = page(&newcomer, words, &id, progress);
    newcomer.page(StatusCode::OK, &page)
}

/// The word of a state that is not the last.
fn word(progress: &Progress) -> Option<String> {
    match progress {
        Progress::Open { state, code } => Some(format!("{state}{}", code.as_deref().unwrap_or_default())),
        Progress::Signed(_) | Progress::Ended { .. } => None,
    }
}

fn page<'a>(newcomer: &Newcomer, words: &'static Catalogue, id: &'a str, progress: Progress) -> Page<'a> {
    let known = word(&progress);
    let (title, text) = match &progress {
        Progress::Open { state: SessionState::Shown, .. } => ("e-service-look-title", "e-service-look"),
        Progress::Open { state: SessionState::Answered, .. } => {
            ("e-service-look-title", "e-service-answered")
        }
        Progress::Open { .. } => ("e-service-look-title", "e-service-sent"),
        Progress::Signed(Some(_)) => ("e-service-signed-title", "e-service-signed"),
        Progress::Signed(None) => ("e-service-struck-out-title", "e-service-struck-out"),
        Progress::Ended { state, .. } => match state {
            SessionState::Refused => ("e-service-refused-title", "e-service-nothing-signed"),
            SessionState::Expired => ("e-service-expired-title", "e-service-expired"),
            SessionState::Cancelled => ("e-service-cancelled-title", "e-service-nothing-signed"),
            _ => ("e-service-failed-title", "e-service-nothing-signed"),
        },
    };
    let is_signed = matches!(progress, Progress::Signed(Some(_)));
    let (code, why) = match progress {
        Progress::Open { code, .. } => (code, None),
        Progress::Signed(_) => (None, None),
        Progress::Ended { why, .. } => (None, why),
    };
    Page { words, service: newcomer.service_name(), id, known, title, text, code, is_signed, why }
}

/// Takes it back.
pub(super) async fn take_back(
    State(newcomer): State<Arc<Newcomer>>,
    Path(id): Path<String>,
    Words(words): Words,
) -> Response {
    let Some(asked) = newcomer.requests.get(&id) else { return gone(&newcomer, words) };
    let stop = asked.taken_back.lock().expect("nobody panics while holding it").take();
    if stop.is_some_and(|stop| stop.send(()).is_ok()) {
        let mut progress = asked.progress.clone();
        let _ended_or_not = tokio::time::timeout(WAIT, progress.wait_for(|now| word(now).is_none())).await;
    }
    see(&format!("/e-service/requests/{id}"))
}

/// The signed document, as a file.
pub(super) async fn signed(
    State(newcomer): State<Arc<Newcomer>>,
    Path(id): Path<String>,
    Words(words): Words,
) -> Response {
    let asked = newcomer.requests.get(&id);
    let pdf = asked.and_then(|asked| match &*asked.progress.borrow() {
        Progress::Signed(pdf) => pdf.clone(),
        Progress::Open { .. } | Progress::Ended { .. } => None,
    });
    let Some(pdf) = pdf else { return gone(&newcomer, words) };
    file("garden-plot.signed.pdf", "application/pdf", pdf)
}

fn gone(newcomer: &Newcomer, words: &'static Catalogue) -> Response {
    let (bar, back) = (newcomer.service_name(), "/e-service");
    let page = super::Gone {
        words,
        bar,
        title: "e-service-gone-title",
        text: "e-service-gone",
        again: "e-service-again",
        back,
    };
    newcomer.page(StatusCode::NOT_FOUND, &page)
}
