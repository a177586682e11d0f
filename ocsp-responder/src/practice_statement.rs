//! `GET /cps`: where certificates say that the practice statement is (RFC 5280 §4.2.1.4).

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use http_kit::Document;
use pki_types::UnixTime;

use crate::OcspResponder;

/// A country's certification practice statement (RFC 3647), as it is served. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeStatement {
    media_type: &'static str,
    body: Arc<[u8]>,
}

impl PracticeStatement {
    /// A text.
    pub fn text(text: &str) -> Self {
        Self { media_type: "text/plain; charset=utf-8", body: text.as_bytes().into() }
    }

    /// A PDF.
    pub fn pdf(octets: &[u8]) -> Self {
        Self { media_type: "application/pdf", body: octets.into() }
    }

    /// What is served, octet for octet.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn served_since(self, since: UnixTime) -> Document {
        Document::new(self.media_type, self.body.to_vec(), since)
    }
}

/// What the country gave.
pub(crate) async fn served(State(responder): State<OcspResponder>, request: HeaderMap) -> Response {
    responder.practice_statement.clone().answer(&request, responder.clock.now())
}
