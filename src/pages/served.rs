//! Files that the program carries, sent compressed to who takes that.

use std::io::Write as _;
use std::sync::{Arc, LazyLock};

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use flate2::Compression;
use flate2::write::GzEncoder;
use http_kit::Document;
use pki_types::Clock;

/// A file in both forms in which it is sent. It has one name for ever, so caches ask each time whether it is still the same; the
/// page's own keeper is its service worker.
#[derive(Clone)]
pub struct Served {
    plain: Document,
    /// Made when the first browser takes it: a start waits for nothing that perhaps nobody asks for.
    compressed: Option<Arc<LazyLock<Document, Compress>>>,
    headers: HeaderMap,
}

type Compress = Box<dyn FnOnce() -> Document + Send>;

impl Served {
    /// This file with these headers, which is so from now on.
    pub fn new(
        media_type: &'static str,
        octets: Vec<u8>,
        headers: HeaderMap,
        clock: &Arc<dyn Clock>,
    ) -> Self {
        let now = clock.now();
        let plain = Document::new(media_type, octets.clone(), now);
        let compress: Compress = Box::new(move || Document::new(media_type, gzip(&octets), now));
        let is_compressed_already = media_type == "image/png";
        let compressed = (!is_compressed_already).then(|| Arc::new(LazyLock::new(compress)));
        Self { plain, compressed, headers }
    }

    /// Its route.
    pub fn route(self, clock: &Arc<dyn Clock>) -> MethodRouter {
        let clock = Arc::clone(clock);
        get(move |request: HeaderMap| {
            let answer = self.answer(&request, clock.as_ref());
            async move { answer }
        })
    }

    /// The answer to a request with these headers.
    pub fn answer(&self, request: &HeaderMap, clock: &dyn Clock) -> Response {
        let compressed = self.compressed.as_ref().filter(|_| takes_gzip(request));
        let is_compressed = compressed.is_some();
        let document = compressed.map_or(&self.plain, |document| LazyLock::force(document));
        let mut response = document.clone().answer(request, clock.now());
        let headers = response.headers_mut();
        headers.extend(self.headers.clone());
        if self.compressed.is_some() {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if is_compressed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

fn gzip(octets: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(octets).expect("memory takes what is written");
    encoder.finish().expect("memory takes what is written")
}

/// Accept-Encoding names gzip, and not with the weight of nothing (RFC 9110 §12.5.3).
fn takes_gzip(request: &HeaderMap) -> bool {
    let lists = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|each| {
        let (name, weight) = each.split_once(';').unwrap_or((each, ""));
        let weight = weight.trim().trim_start_matches("q=");
        let is_nothing = !weight.is_empty() && weight.parse() == Ok(0.0_f32);
        name.trim().eq_ignore_ascii_case("gzip") && !is_nothing
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_who_takes_it() {
        let takes = |value: &'static str| {
            takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
        };
        for yes in ["gzip", "br, GZIP;q=0.5", "deflate,gzip"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip; q=0.0", "xgzip"] {
            assert!(!takes(no), "{no}");
        }
    }
}
