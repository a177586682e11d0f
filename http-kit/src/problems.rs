//! The problem types that every door can answer, and the pages that explain types to people.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::routing::get;
use pki_types::Clock;

use crate::caching::Document;
use crate::problem::{Problem, ProblemType};

/// No route has this path.
pub const NOT_FOUND: ProblemType = ProblemType {
    slug: "not-found",
    title: "There is nothing at this address",
    status: 404,
    remedy: "The addresses of this service are listed in /.well-known/greatseal and in the OpenAPI document.",
};
/// The route exists, the method does not.
pub const METHOD_NOT_ALLOWED: ProblemType = ProblemType {
    slug: "method-not-allowed",
    title: "This address does not take this method",
    status: 405,
    remedy: "Use one of the methods that the Allow header names.",
};
/// The body did not arrive in time.
pub const BODY_TIMEOUT: ProblemType = ProblemType {
    slug: "body-timeout",
    title: "The body did not arrive in time",
    status: 408,
    remedy: "Send the whole body at once; the request was not acted upon and may be sent again.",
};
/// The body is larger than the endpoint takes.
pub const BODY_TOO_LARGE: ProblemType = ProblemType {
    slug: "body-too-large",
    title: "The body is too large",
    status: 413,
    remedy: "Send a smaller body; the limits are in the OpenAPI document.",
};
/// The body could not be read to its end.
pub const BODY_BROKEN: ProblemType = ProblemType {
    slug: "body-broken",
    title: "The body broke off",
    status: 400,
    remedy: "Send the request again; it was not acted upon.",
};
/// The media type of the body is another than the endpoint's.
pub const MEDIA_TYPE: ProblemType = ProblemType {
    slug: "media-type",
    title: "The body has another media type than this address takes",
    status: 415,
    remedy: "Send the body with the Content-Type that the OpenAPI document names.",
};
/// The body is not JSON, or JSON that may be read in more than one way.
pub const MALFORMED_JSON: ProblemType = ProblemType {
    slug: "malformed-json",
    title: "The body is not well-formed JSON",
    status: 400,
    remedy: "Send one JSON object in UTF-8, each member once, nested no deeper than the limit.",
};
/// The body is JSON, but not what the endpoint takes.
pub const INVALID_MEMBER: ProblemType = ProblemType {
    slug: "invalid-member",
    title: "A member of the body is missing, unknown or has a value that is not allowed",
    status: 422,
    remedy: "Correct the member that `field` names; the OpenAPI document describes them all.",
};
/// The body is not a compact JOSE serialisation.
pub const MALFORMED_JOSE: ProblemType = ProblemType {
    slug: "malformed-jose",
    title: "The body is not a compact JOSE message",
    status: 400,
    remedy: "Send the compact serialisation alone (RFC 7515 §7.1): base64url parts joined by dots.",
};
/// A parameter in the query is wrong.
pub const INVALID_PARAMETER: ProblemType = ProblemType {
    slug: "invalid-parameter",
    title: "A parameter of the address is unknown or has a value that is not allowed",
    status: 400,
    remedy: "Correct the parameter that `field` names; the OpenAPI document describes them all.",
};
/// The request is not HTTP that we understand.
pub const BAD_REQUEST: ProblemType = ProblemType {
    slug: "bad-request",
    title: "The request could not be understood",
    status: 400,
    remedy: "Compare the request with the OpenAPI document.",
};
/// More requests than one network may make.
pub const TOO_MANY_REQUESTS: ProblemType = ProblemType {
    slug: "too-many-requests",
    title: "Too many requests from this network",
    status: 429,
    remedy: "Ask again after the time that Retry-After names, keep answers for as long as they hold, or ask the operator for \
             a larger limit.",
};
/// Our fault.
pub const INTERNAL: ProblemType = ProblemType {
    slug: "internal",
    title: "The service failed",
    status: 500,
    remedy: "It is not your fault. Send the same bytes again after a moment; tell the operator the x-request-id.",
};
/// The service cannot work at the moment.
pub const UNAVAILABLE: ProblemType = ProblemType {
    slug: "unavailable",
    title: "The service cannot do this at the moment",
    status: 503,
    remedy: "Send the same bytes again after the time that Retry-After names.",
};

/// The database takes nothing in: its disk is full, or it is read-only.
pub const NOT_WRITABLE: ProblemType = ProblemType {
    slug: "not-writable",
    title: "The service cannot write anything down at the moment",
    status: 503,
    remedy: "Nothing of the request was kept. Send the same bytes again after the time that Retry-After names.",
};

/// The types above.
pub const ALL: &[ProblemType] = &[
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    BODY_TIMEOUT,
    BODY_TOO_LARGE,
    BODY_BROKEN,
    MEDIA_TYPE,
    MALFORMED_JSON,
    INVALID_MEMBER,
    MALFORMED_JOSE,
    INVALID_PARAMETER,
    BAD_REQUEST,
    TOO_MANY_REQUESTS,
    INTERNAL,
    UNAVAILABLE,
    NOT_WRITABLE,
];

/// The routes `/problems` and `/problems/{slug}`: what `type` leads to when a person follows it.
///
/// `doors` are the lists of the doors that the program serves; [`ALL`] is always included.
pub fn pages(doors: &[&[ProblemType]], clock: &Arc<dyn Clock>) -> Router {
    let mut types: Vec<ProblemType> = ALL.to_vec();
    types.extend(doors.iter().flat_map(|door| door.iter().copied()));
    types.sort_by_key(|kind| kind.slug);
    types.dedup_by_key(|kind| kind.slug);
    let text = |body: String| Document::new("text/plain; charset=utf-8", body, clock.now());
    let all = text(types.iter().map(page).collect::<Vec<_>>().join("\n"));
    let each: HashMap<&str, Document> = types.iter().map(|kind| (kind.slug, text(page(kind)))).collect();
    let (each, now) = (Arc::new(each), Arc::clone(clock));
    let of_one = move |Path(slug): Path<String>, request: HeaderMap| async move {
        match each.get(slug.as_str()) {
            Some(page) => page.clone().answer(&request, now.now()),
            None => Problem::new(&NOT_FOUND, "no problem type has this name; /problems lists them")
                .into_response(),
        }
    };
    Router::new().route("/problems", all.route(clock)).route("/problems/{slug}", get(of_one))
}

fn page(kind: &ProblemType) -> String {
    format!("{} (HTTP {})\n  {}.\n  {}\n", kind.slug, kind.status, kind.title, kind.remedy)
}
