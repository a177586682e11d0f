//! Which host a request is for (RFC 9112 §3.2): one that does not say so, or says it twice, may be read as two requests by
//! two programs, so it is refused before it is read, and its connection is closed.

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderValue, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use words::problem;

use crate::problem::Problem;

/// What is wrong with a request's Host; the connection puts it into the request, [`keep`] answers with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WrongHost(&'static str);

/// What is wrong with it, if anything is. HTTP/1.0 knows no Host, and HTTP/2 has the authority in its place.
pub(crate) fn examine<B>(request: &Request<B>) -> Option<WrongHost> {
    let mut hosts = request.headers().get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) if request.version() == Version::HTTP_11 => Some(WrongHost("the request has no Host")),
        (None, _) => None,
        (Some(_), Some(_)) => Some(WrongHost("the request has more than one Host")),
        (Some(host), None) if is_host(host) => None,
        (Some(_), None) => Some(WrongHost("the Host is no name or address with or without a port")),
    }
}

/// `uri-host [ ":" port ]` (RFC 9110 §7.2), or nothing, where the target has no authority.
fn is_host(value: &HeaderValue) -> bool {
    let octets = value.as_bytes();
    octets.is_empty() || (!octets.contains(&b'@') && Authority::try_from(octets).is_ok())
}

/// Refuses what the connection found wrong.
pub(crate) async fn keep(request: Request, next: Next) -> Response {
    let Some(WrongHost(wrong)) = request.extensions().get().copied() else {
        return next.run(request).await;
    };
    let mut response = Problem::new(problem::BAD_REQUEST, wrong).into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
