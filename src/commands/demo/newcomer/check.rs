//! The check page: a document and the root in, a verdict out, by the verifier that an auditor uses, without a network.

use std::sync::Arc;

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use doc_signatures::limits::FILE_OCTETS;
use doc_signatures::verify::{Report, verify_pdf};
use faces::Catalogue;
use http_kit::body::read_body;
use multer::Multipart;
use pki_types::{Clock, SystemClock};

use super::verdict::{Kind, Verdict};
use super::{Newcomer, file, see};
use crate::pages::Words;

/// What a form needs beside its file, in octets.
const AROUND_THE_FILE: usize = 16 * 1024;
const MEGABYTE: usize = 1024 * 1024;

/// What was found of a document. The document itself is not kept.
pub(super) struct Checked(Report);

#[derive(Template)]
#[template(path = "demo/check.html")]
struct Form {
    words: &'static Catalogue,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "demo/verdict.html")]
struct Page<'a> {
    words: &'static Catalogue,
    id: &'a str,
    verdict: Verdict,
}

/// The form.
pub(super) async fn show(State(newcomer): State<Arc<Newcomer>>, Words(words): Words) -> Response {
    newcomer.page(StatusCode::OK, &Form { words, wrong: None })
}

/// Checks the document of the form.
pub(super) async fn check(
    State(newcomer): State<Arc<Newcomer>>,
    Words(words): Words,
    request: Request<Body>,
) -> Response {
    let again = |status, wrong| newcomer.page(status, &Form { words, wrong: Some(wrong) });
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Ok(boundary) = multer::parse_boundary(kind.unwrap_or_default()) else {
        return again(StatusCode::UNSUPPORTED_MEDIA_TYPE, words.say("check-no-file"));
    };
    let Ok(body) = read_body(request, FILE_OCTETS + AROUND_THE_FILE).await else {
        let most = i64::try_from(FILE_OCTETS / MEGABYTE).unwrap_or(i64::MAX);
        let wrong = words.say_of("check-too-large", [("megabytes", most.into())]);
        return again(StatusCode::PAYLOAD_TOO_LARGE, wrong);
    };
    let Some((name, document)) = document_in(body, boundary).await else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, words.say("check-no-file"));
    };
    // It computes, for seconds where a document is large, so no other page waits behind it.
    let root = newcomer.service.root.clone();
    let verified = tokio::task::spawn_blocking(move || verify_pdf(&document, &[root], SystemClock.now()));
    let mut report = verified.await.expect("the verifier never panics");
    report.file = Some(name);
    let id = newcomer.checks.keep(Checked(report));
    see(&format!("/check/{id}"))
}

/// The file of the form (RFC 7578), with its name; none if none was chosen.
async fn document_in(body: Bytes, boundary: String) -> Option<(String, Bytes)> {
    let whole = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(body)]);
    let mut form = Multipart::new(whole, boundary);
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() != Some("document") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let document = field.bytes().await.ok()?;
        return (!document.is_empty()).then_some((name, document));
    }
    None
}

/// The verdict.
pub(super) async fn result(
    State(newcomer): State<Arc<Newcomer>>,
    Path(id): Path<String>,
    Words(words): Words,
) -> Response {
    let Some(checked) = newcomer.checks.get(&id) else { return gone(&newcomer, words) };
    let page = Page { words, id: &id, verdict: Verdict::of(&checked.0, words) };
    newcomer.page(StatusCode::OK, &page)
}

/// The report, for programs.
pub(super) async fn report(
    State(newcomer): State<Arc<Newcomer>>,
    Path(id): Path<String>,
    Words(words): Words,
) -> Response {
    let Some(checked) = newcomer.checks.get(&id) else { return gone(&newcomer, words) };
    file("report.json", "application/json", checked.0.to_json())
}

fn gone(newcomer: &Newcomer, words: &'static Catalogue) -> Response {
    let (bar, back) = (words.say("check-title"), "/check");
    let page = super::Gone {
        words,
        bar,
        title: "check-gone-title",
        text: "check-gone",
        again: "check-another",
        back,
    };
    newcomer.page(StatusCode::NOT_FOUND, &page)
}
