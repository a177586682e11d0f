//! `GET /cps`: where certificates say that the practice statement is (RFC 5280 §4.2.1.4).

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

use crate::OcspResponder;

/// The configured text.
pub(crate) async fn text(State(responder): State<OcspResponder>) -> impl IntoResponse {
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(header::CONTENT_TYPE, plain)], responder.practice_statement.to_string())
}
