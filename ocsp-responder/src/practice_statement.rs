//! `GET /cps`: where certificates say that the practice statement is (RFC 5280 §4.2.1.4).

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::OcspResponder;

/// The configured text.
pub(crate) async fn text(State(responder): State<OcspResponder>, request: HeaderMap) -> Response {
    responder.practice_statement.clone().answer(&request, responder.clock.now())
}
