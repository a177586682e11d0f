//! Pages that the program serves: what all of them share. They stand in the frame of `faces/templates/page.html`, work
//! without scripts, and speak the language of who reads them.

mod served;

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use faces::{Catalogue, Language};
use pki_types::Clock;

use crate::config::Appearance;

pub use served::Served;

/// The part of an address, and the cookie, that names the language which somebody chose.
pub const LANGUAGE: &str = "language";

/// The words of each language, in the order in which pages offer them.
pub fn languages() -> Vec<&'static Catalogue> {
    faces::offered().iter().copied().map(Catalogue::of_pages).collect()
}

/// The words for who asks, as handlers take them.
pub struct Words(pub &'static Catalogue);

impl<S: Send + Sync> FromRequestParts<S> for Words {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(words_for(parts.uri.query(), &parts.headers)))
    }
}

/// The words for who asks: in the language that the address names, else the one chosen before, else the browser's.
fn words_for(query: Option<&str>, request: &HeaderMap) -> &'static Catalogue {
    let chosen = chosen(query).or_else(|| Language::meant_by(&cookie(request, LANGUAGE)?));
    let accepted = || {
        let accepted = request.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Language::accepted_by(accepted.unwrap_or_default())
    };
    Catalogue::of_pages(chosen.unwrap_or_else(accepted))
}

/// The language that an address names.
pub fn chosen(query: Option<&str>) -> Option<Language> {
    let mut parts = url::form_urlencoded::parse(query?.as_bytes());
    parts.find_map(|(name, value)| (name == LANGUAGE).then(|| Language::meant_by(&value))?)
}

/// What a cookie holds (RFC 6265 §5.4).
pub fn cookie(request: &HeaderMap, name: &str) -> Option<String> {
    let lines = request.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}

/// Stylesheet, colours and emblem: what every page names in its head.
pub fn look(appearance: &Appearance, clock: &Arc<dyn Clock>) -> Router {
    let files = [
        ("/faces.css", "text/css; charset=utf-8", faces::STYLESHEET.to_owned()),
        ("/country.css", "text/css; charset=utf-8", appearance.stylesheet.clone()),
        ("/emblem.svg", "image/svg+xml", appearance.emblem.clone()),
    ];
    files.into_iter().fold(Router::new(), |router, (path, media_type, text)| {
        let served = Served::new(media_type, text.into_bytes(), headers("default-src 'none'"), clock);
        router.route(path, served.route(clock))
    })
}

/// What a browser is told beside a page: what it may load, and that it shares nothing with other origins. A page says to its
/// own origin alone where somebody came from, because it looks at that itself.
pub fn headers(policy: &str) -> HeaderMap {
    const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
    const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

    let policy = HeaderValue::from_str(policy).expect("a policy is visible ASCII");
    HeaderMap::from_iter([
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (OPENER, HeaderValue::from_static("same-origin")),
        (RESOURCE, HeaderValue::from_static("same-origin")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(query: Option<&str>, cookie: &'static str, accepted: &'static str) -> Language {
        let request = [(header::COOKIE, cookie), (header::ACCEPT_LANGUAGE, accepted)];
        let request = request.map(|(name, value)| (name, HeaderValue::from_static(value)));
        words_for(query, &HeaderMap::from_iter(request)).language()
    }

    #[test]
    fn the_choice_counts_before_the_memory_and_the_memory_before_the_browser() {
        assert_eq!(spoken(Some("a=b&language=ar"), "language=fr", "en"), Language::Arabic);
        assert_eq!(spoken(Some("language=xx"), "other=1; language=fr", "en"), Language::French);
        assert_eq!(spoken(None, "", "fr"), Language::French);
        assert_eq!(spoken(None, "xlanguage=ar", "de"), Language::English);
    }
}
