//! `GET /certificates/{issuer}.cer`: the CA certificates that others' certificates point to (RFC 5280 §4.2.2.1).

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use http_kit::Problem;

use crate::caching::cacheable_until;
use crate::{OcspResponder, problems};

const PKIX_CERT: (HeaderName, HeaderValue) =
    (header::CONTENT_TYPE, HeaderValue::from_static("application/pkix-cert"));
/// A certificate never changes; a day keeps mistakes from living long.
const KEEP_SECONDS: i64 = 24 * 60 * 60;

/// One DER certificate, as RFC 2585 §3 wants it.
pub(crate) async fn of_issuer(
    State(responder): State<OcspResponder>,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let named = file.strip_suffix(".cer").and_then(|name| responder.issuers.named(name));
    let issuer = named
        .ok_or_else(|| Problem::new(&problems::UNKNOWN_ISSUER, "no issuer has the name in the address"))?;
    let der = issuer.certificate.der().to_vec();
    let now = responder.clock.now();
    let headers = cacheable_until(&der, issuer.certificate.not_before(), now.plus(KEEP_SECONDS), now);
    Ok((headers, [PKIX_CERT], der).into_response())
}
