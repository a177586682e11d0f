//! `POST /ocsp`, `POST /ocsp/{issuer}` (each with or without a slash at its end), `GET /ocsp/{base64}`, `GET /ocsp/{issuer}/{base64}` (RFC 6960 appendix A, RFC 9919 §5, §6).
//!
//! An answer of the protocol, errors included, is an HTTP success; only what is wrong with the HTTP is a problem body.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, Uri, header};
use axum::response::{IntoResponse, Response};
use http_kit::body::{read_body, require_media_type};
use http_kit::caching::{cacheable_until, entity_tag};
use http_kit::{Outcome, Problem};
use pki_types::ocsp::MAX_REQUEST_OCTETS;
use words::problem;

use crate::request_path::request_in;
use crate::{Answer, Cacheable, OcspResponder};

const REQUEST: &str = "application/ocsp-request";
const RESPONSE: (HeaderName, HeaderValue) =
    (header::CONTENT_TYPE, HeaderValue::from_static("application/ocsp-response"));

/// As metrics and log name them.
pub(crate) const ROUTES: [&str; 3] = ["/ocsp", "/ocsp/", "/ocsp/{*rest}"];

/// Which of them a request is for that needs no router: no escape stands in a path that would have to be decoded.
pub(crate) fn route(method: &Method, path: &str) -> Option<&'static str> {
    let rest = path.strip_prefix(ROUTES[0])?;
    match rest {
        "" if method == Method::POST => Some(ROUTES[0]),
        "/" if method == Method::POST => Some(ROUTES[1]),
        _ if !rest.starts_with('/') || rest == "/" => None,
        _ if method == Method::GET || (method == Method::POST && !rest.contains('%')) => Some(ROUTES[2]),
        _ => None,
    }
}

/// The answer to a request that [`route`] has named.
pub(crate) async fn answered(responder: OcspResponder, request: Request) -> Response {
    if request.method() == Method::GET {
        let uri = request.uri().clone();
        return get(State(responder), uri).await.into_response();
    }
    let issuer = request.uri().path().get(ROUTES[1].len()..).unwrap_or_default();
    let answered = match issuer {
        "" => post(State(responder), request).await,
        issuer => {
            let issuer = Path(issuer.to_owned());
            post_to_issuer(State(responder), issuer, request).await
        }
    };
    answered.into_response()
}

/// `POST /ocsp` and `POST /ocsp/`: about certificates of any issuer.
pub(crate) async fn post(
    State(responder): State<OcspResponder>,
    request: Request,
) -> Result<Response, Problem> {
    answer_body(&responder, request, None).await
}

/// `POST /ocsp/{issuer}`: the address in the issuer's certificates.
pub(crate) async fn post_to_issuer(
    State(responder): State<OcspResponder>,
    Path(issuer): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    // Clients add a slash to an address that they have from a certificate.
    let issuer = issuer.trim_end_matches('/');
    known(&responder, issuer)?;
    answer_body(&responder, request, Some(issuer)).await
}

async fn answer_body(
    responder: &OcspResponder,
    request: Request,
    addressed_to: Option<&str>,
) -> Result<Response, Problem> {
    require_media_type(request.headers(), REQUEST)?;
    let body = read_body(request, MAX_REQUEST_OCTETS).await?;
    let answer = responder.answer(&body, addressed_to).await;
    Ok((Extension(Outcome(answer.outcome)), [RESPONSE], answer.der).into_response())
}

/// `GET /ocsp/{base64}` and `GET /ocsp/{issuer}/{base64}`: for caches. The path is taken as it came, because routers
/// decode and collapse. A request in base64 begins with `M` (a SEQUENCE), an issuer's name with a small letter.
pub(crate) async fn get(State(responder): State<OcspResponder>, uri: Uri) -> Result<Response, Problem> {
    let rest = uri.path().splitn(3, '/').nth(2).unwrap_or_default();
    let (issuer, encoded) = match rest.split_once('/') {
        Some((issuer, encoded)) if issuer.starts_with(|letter: char| letter.is_ascii_lowercase()) => {
            known(&responder, issuer)?;
            (Some(issuer), encoded)
        }
        _ => (None, rest),
    };
    let request = request_in(encoded).unwrap_or_default();
    let Answer { der, cacheable, outcome } = responder.answer(&request, issuer).await;
    let headers = cacheable.map(|Cacheable { this_update, until, entity_tag: known }| {
        let tag = known.unwrap_or_else(|| entity_tag(&der));
        cacheable_until(tag, this_update, until, responder.clock.now())
    });
    Ok((Extension(Outcome(outcome)), headers, [RESPONSE], der).into_response())
}

fn known(responder: &OcspResponder, issuer: &str) -> Result<(), Problem> {
    match responder.issuers.named(issuer) {
        Some(_) => Ok(()),
        None => Err(Problem::new(problem::UNKNOWN_ISSUER, "no issuer has the name in the address")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_router_would_read_the_same_goes_without_it() {
        let of = |method: &str, path| route(&method.parse().expect("it is a method"), path);
        for (method, path, expected) in [
            ("POST", "/ocsp", Some("/ocsp")),
            ("POST", "/ocsp/", Some("/ocsp/")),
            ("POST", "/ocsp/citizens", Some("/ocsp/{*rest}")),
            ("POST", "/ocsp/citizens/", Some("/ocsp/{*rest}")),
            ("GET", "/ocsp/MA==", Some("/ocsp/{*rest}")),
            ("GET", "/ocsp/citizens/M%2F", Some("/ocsp/{*rest}")),
            ("POST", "/ocsp/citizens%2F", None),
            ("GET", "/ocsp", None),
            ("GET", "/ocsp/", None),
            ("HEAD", "/ocsp/MA==", None),
            ("PUT", "/ocsp", None),
            ("POST", "/ocsps", None),
            ("POST", "/crl/root.crl", None),
            ("GET", "/", None),
        ] {
            assert_eq!(of(method, path), expected, "{method} {path}");
        }
    }
}
