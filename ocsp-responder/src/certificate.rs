//! `GET /certificates/{issuer}.cer`: the CA certificates that others' certificates point to (RFC 5280 §4.2.2.1).

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use http_kit::{Document, Problem};

use crate::{OcspResponder, problems};

const PKIX_CERT: &str = "application/pkix-cert";
/// A certificate never changes; a day keeps mistakes from living long.
const KEEP_SECONDS: i64 = 24 * 60 * 60;

/// One DER certificate, as RFC 2585 §3 wants it.
pub(crate) async fn of_issuer(
    State(responder): State<OcspResponder>,
    Path(file): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let named = file.strip_suffix(".cer").and_then(|name| responder.issuers.named(name));
    let issuer = named
        .ok_or_else(|| Problem::new(&problems::UNKNOWN_ISSUER, "no issuer has the name in the address"))?;
    let der = issuer.certificate.der().to_vec();
    let now = responder.clock.now();
    let document = Document::new(PKIX_CERT, der, issuer.certificate.not_before());
    Ok(document.answer_until(now.plus(KEEP_SECONDS), &request, now))
}
