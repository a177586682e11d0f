//! Who may use this door: browsers that are at its own pages. It acts as an officer for whoever asks, so no other site may have
//! a browser on this machine ask for it.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_kit::Problem;
use words::problem;

/// Refuses what another site sends, and names that another site lets lead here.
pub(super) async fn keep(request: Request, next: Next) -> Response {
    match refusal(request.method(), request.headers()) {
        None => next.run(request).await,
        Some(wrong) => Problem::new(problem::BAD_REQUEST, wrong).into_response(),
    }
}

fn refusal(method: &Method, headers: &HeaderMap) -> Option<&'static str> {
    let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    // A name of somebody else may lead to this machine, too: then its pages are of one origin with this door.
    let host = said(header::HOST.as_str()).unwrap_or_default();
    let (name, _port) = host.rsplit_once(':').unwrap_or((host, ""));
    if !["localhost", "127.0.0.1"].contains(&name) {
        return Some("this door is for this machine alone: call it localhost");
    }
    if method.is_safe() {
        return None;
    }
    // Fetch Metadata says who sends; of browsers that do not know it, Origin does (RFC 6454 §7).
    let is_of_another_site = said("sec-fetch-site").is_some_and(|site| site != "same-origin");
    let is_of_another_origin = said("origin").is_some_and(|origin| origin != format!("http://{host}"));
    (is_of_another_site || is_of_another_origin).then_some("this door takes only what its own pages send")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn is_refused(method: &Method, pairs: &[(&'static str, &'static str)]) -> bool {
        let headers =
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
        refusal(method, &headers.collect()).is_some()
    }

    #[test]
    fn only_its_own_pages_and_names_are_taken() {
        let here = ("host", "localhost:7608");
        assert!(!is_refused(&Method::GET, &[here, ("sec-fetch-site", "cross-site")]), "a link leads here");
        assert!(!is_refused(
            &Method::POST,
            &[here, ("origin", "http://localhost:7608"), ("sec-fetch-site", "same-origin")]
        ));
        assert!(is_refused(&Method::POST, &[here, ("sec-fetch-site", "same-site")]));
        assert!(is_refused(&Method::POST, &[here, ("origin", "http://localhost:7606")]));
        assert!(is_refused(&Method::POST, &[here, ("origin", "null")]));
        for host in ["evil.example:7608", "localhost.evil.example", ""] {
            assert!(is_refused(&Method::GET, &[("host", host)]), "{host}");
        }
    }
}
