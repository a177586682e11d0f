//! The pages that explain kinds of problems to people.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::routing::get;
use pki_types::Clock;
use words::problem::{self, ProblemType};

use crate::caching::Document;
use crate::problem::{Problem, status};

/// The routes `/problems` and `/problems/{slug}`: what `type` leads to when a person follows it.
pub fn pages(clock: &Arc<dyn Clock>) -> Router {
    let mut types: Vec<&ProblemType> = problem::all().collect();
    types.sort_by_key(|kind| kind.slug);
    let text = |body: String| Document::new("text/plain; charset=utf-8", body, clock.now());
    let all = text(types.iter().copied().map(page).collect::<Vec<_>>().join("\n"));
    let each: HashMap<&str, Document> = types.iter().map(|kind| (kind.slug, text(page(kind)))).collect();
    let (each, now) = (Arc::new(each), Arc::clone(clock));
    let of_one = move |Path(slug): Path<String>, request: HeaderMap| async move {
        match each.get(slug.as_str()) {
            Some(page) => page.clone().answer(&request, now.now()),
            None => Problem::new(problem::NOT_FOUND, "no problem type has this name; /problems lists them")
                .into_response(),
        }
    };
    Router::new().route("/problems", all.route(clock)).route("/problems/{slug}", get(of_one))
}

fn page(kind: &ProblemType) -> String {
    format!("{} (HTTP {})\n  {}.\n  {}\n", kind.slug, status(kind).as_u16(), kind.title, kind.remedy)
}
