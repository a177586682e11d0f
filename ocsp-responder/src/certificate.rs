//! `GET /certificates/{issuer}.cer`: the CA certificates that others' certificates point to (RFC 5280 §4.2.2.1); `.pem`
//! gives the same as people's tools want it.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use http_kit::{Document, Problem};
use words::problem;

use crate::OcspResponder;

const PKIX_CERT: &str = "application/pkix-cert";
/// RFC 8555 §9.1: PEM has no media type for one certificate alone.
const PEM: &str = "application/pem-certificate-chain";
/// A certificate never changes; a day keeps mistakes from living long.
const KEEP_SECONDS: i64 = 24 * 60 * 60;

/// One certificate: in DER, as RFC 2585 §3 wants it, or in PEM.
pub(crate) async fn of_issuer(
    State(responder): State<OcspResponder>,
    Path(file): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let unknown = || Problem::new(problem::UNKNOWN_ISSUER, "no issuer has the name in the address");
    let (name, form) = file.rsplit_once('.').ok_or_else(unknown)?;
    let certificate = &responder.issuers.named(name).ok_or_else(unknown)?.certificate;
    let (body, media_type) = match form {
        "cer" => (certificate.der().to_vec(), PKIX_CERT),
        "pem" => (certificate.pem().into_bytes(), PEM),
        _ => return Err(unknown()),
    };
    let now = responder.clock.now();
    let document = Document::new(media_type, body, certificate.not_before());
    Ok(document.answer_until(now.plus(KEEP_SECONDS), &request, now))
}
