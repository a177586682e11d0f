//! The phone as a page of browsers: the files of `phones/web/dist`, which the program carries, at an origin of their own; and the
//! way in to the phones' API that this origin needs.
//!
//! The page holds keys, so it runs no script but its own and speaks to nobody but the phones' API; documents are read beside it. What it is built from, and
//! how, is in `phones/web`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::routing::options;
use faces::Language;
use pki_types::Clock;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::config::Config;
use crate::pages::Served;

/// One file of the bundle.
struct File {
    path: &'static str,
    media_type: &'static str,
    octets: &'static [u8],
}

macro_rules! file {
    ($path:literal, $name:literal, $media_type:literal) => {
        File {
            path: $path,
            media_type: $media_type,
            octets: include_bytes!(concat!("../../phones/web/dist/", $name)),
        }
    };
}

/// The service worker keeps all others, so it has no page's policy: it fetches from its own origin alone.
const SERVICE_WORKER: &str = "/service-worker.js";

/// Documents are read in two pages beside the phone's. They have no origin, so nothing of the phone is theirs: one reaches the e-services
/// where documents lie and shows nothing, the other shows them and reaches nobody.
const FETCHER: [&str; 2] = ["/fetcher.html", "/fetcher.js"];
const READER: [&str; 2] = ["/reader.html", "/reader.js"];

const FILES: [File; 13] = [
    file!("/", "index.html", "text/html; charset=utf-8"),
    file!("/phone.js", "phone.js", "text/javascript; charset=utf-8"),
    file!("/qr-decoder.js", "qr-decoder.js", "text/javascript; charset=utf-8"),
    file!("/faces.css", "faces.css", "text/css; charset=utf-8"),
    file!("/release.jws", "release.jws", "application/jose"),
    file!("/service-worker.js", "service-worker.js", "text/javascript; charset=utf-8"),
    file!("/icon-192.png", "icon-192.png", "image/png"),
    file!("/icon-512.png", "icon-512.png", "image/png"),
    file!("/icon-maskable-512.png", "icon-maskable-512.png", "image/png"),
    file!("/fetcher.html", "fetcher.html", "text/html; charset=utf-8"),
    file!("/fetcher.js", "fetcher.js", "text/javascript; charset=utf-8"),
    file!("/reader.html", "reader.html", "text/html; charset=utf-8"),
    file!("/reader.js", "reader.js", "text/javascript; charset=utf-8"),
];

/// Whether the page is signed by the development key alone, which stands in the sources (`scripts/release-phone` signs releases).
pub(crate) fn is_for_development() -> bool {
    /// The x coordinate of the public half of `phones/web/tests/development-release-key.pem`.
    const DEVELOPMENT_KEY: &str = "2j8zNNlBYtD9MI-TUuli2coRn9gdq6exg2eXKppUkRg";
    include_str!("../../phones/web/release.json").contains(DEVELOPMENT_KEY)
}

/// What a country makes of the page: its colours, its emblem, what the phone is called among the other apps, and where the phones' API
/// is, for who types a code. These are not of the bundle, so its service worker does not know their hashes; none of them can run
/// anything.
fn look(config: &Config) -> [(&'static str, &'static str, String); 5] {
    const MANIFEST: &str = include_str!("../../phones/web/dist/manifest.webmanifest");
    let appearance = &config.appearance;
    let mut manifest: serde_json::Value = serde_json::from_str(MANIFEST).expect("the build makes JSON");
    manifest["theme_color"] = appearance.accent.clone().into();
    manifest["description"] = config.name.clone().into();
    [
        ("/country.css", "text/css; charset=utf-8", appearance.stylesheet.clone()),
        ("/emblem.svg", "image/svg+xml", appearance.emblem.clone()),
        ("/manifest.webmanifest", "application/manifest+json", manifest.to_string()),
        ("/languages.json", "application/json", languages(&appearance.languages)),
        (
            "/service.json",
            "application/json",
            serde_json::json!({ "phone_api": config.phone.url }).to_string(),
        ),
    ]
}

/// Which languages the page offers, and the words of those that the country adds.
fn languages(languages: &[Language]) -> String {
    let added = languages.iter().filter_map(|language| match language {
        Language::Added(added) => Some(serde_json::json!({
            "tag": language.tag(), "direction": language.direction(), "words": added.words(),
        })),
        _ => None,
    });
    let tags: Vec<_> = languages.iter().map(|language| language.tag()).collect();
    serde_json::json!({ "languages": tags, "added": added.collect::<Vec<_>>() }).to_string()
}

/// The routes of the page's door.
pub fn router(config: &Config, clock: &Arc<dyn Clock>) -> Router {
    let page = policy(&format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; manifest-src 'self'; worker-src 'self'; \
         frame-src 'self'; connect-src 'self' {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types worker",
        origin_of(&config.phone.url)
    ));
    let worker = policy("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
    let (fetcher, reader) = beside(config);
    let bundle = FILES.into_iter().map(|file| (file.path, file.media_type, file.octets.to_vec()));
    let look = look(config).into_iter().map(|(path, media_type, text)| (path, media_type, text.into_bytes()));
    bundle.chain(look).fold(Router::new(), |router, (path, media_type, octets)| {
        let headers = match path {
            SERVICE_WORKER => &worker,
            path if FETCHER.contains(&path) => &fetcher,
            path if READER.contains(&path) => &reader,
            _ => &page,
        };
        let headers = headers.clone();
        router.route(path, Served::new(media_type, octets, headers, clock).route(clock))
    })
}

/// What the pages of the fetcher and of the reader are told. They are of no origin, so they name this one, and their scripts may be
/// loaded by a page of no origin.
fn beside(config: &Config) -> (HeaderMap, HeaderMap) {
    let own = origin_of(config.phone_app.as_ref().map_or("", |page| &page.url));
    // Where a country is tried out its e-services are on the same machine.
    let is_tried_out = config.phone.url.starts_with("http://");
    let local = if is_tried_out { " http://localhost:* http://127.0.0.1:*" } else { "" };
    let common = format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {own}; sandbox allow-scripts"
    );
    let told = |more: String| {
        let mut headers = policy(&format!("{common}; {more}"));
        headers.insert(RESOURCE, HeaderValue::from_static("cross-origin"));
        headers
    };
    let fetcher = told(format!("script-src {own}/fetcher.js; connect-src https:{local}"));
    let reader = told(format!(
        "script-src {own}/reader.js 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src blob: data:; font-src blob: data:"
    ));
    (fetcher, reader)
}

/// What phones ask for (`docs/protocol/phone.md`, §2).
const PHONE_PATHS: [&str; 10] = [
    "/v1/key-list",
    "/v1/push-key",
    "/v1/enrolments",
    "/v1/phone/pending",
    "/v1/phone/events",
    "/v1/phone/messages",
    "/v1/phone/subscription",
    "/v1/phone/wishes",
    "/v1/phone/claims",
    "/v1/phone/inquiries",
];

/// The phones' API as the page's origin may use it. Nothing of it needs a cookie, and every other origin stays outside.
pub fn let_in(phones: Router, config: &Config) -> Router {
    /// How long a browser remembers what it may send (Fetch §3.3.5), in seconds; more than Chromium and Firefox keep it.
    const REMEMBERED: Duration = Duration::from_secs(7_200);

    let Some(page) = &config.phone_app else { return phones };
    let origin = HeaderValue::from_str(&page.url).expect("a checked address is visible ASCII");
    // A browser asks with a method that no route has: without a handler of its own the layer would not be asked.
    let asked_before = || options(|| async { StatusCode::NO_CONTENT });
    PHONE_PATHS.into_iter().fold(phones, |router, path| router.route(path, asked_before())).layer(
        CorsLayer::new()
            .allow_origin(AllowOrigin::exact(origin))
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([header::CONTENT_TYPE])
            .expose_headers([header::RETRY_AFTER])
            .max_age(REMEMBERED),
    )
}

const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What a browser is told beside a file: what it may load, and that it shares nothing with other origins.
fn policy(content: &str) -> HeaderMap {
    const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
    const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

    let content = HeaderValue::from_str(content).expect("a checked address is visible ASCII");
    HeaderMap::from_iter([
        (header::CONTENT_SECURITY_POLICY, content),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (OPENER, HeaderValue::from_static("same-origin")),
        (RESOURCE, HeaderValue::from_static("same-origin")),
        (
            PERMISSIONS,
            HeaderValue::from_static("camera=(self), microphone=(), geolocation=(), payment=(), usb=()"),
        ),
    ])
}

/// The origin of a checked address (RFC 6454 §4): what stands before its path.
fn origin_of(url: &str) -> &str {
    let begins = url.find("://").map_or(0, |scheme| scheme + 3);
    let ends = url[begins..].find('/').map_or(url.len(), |path| begins + path);
    &url[..ends]
}

#[cfg(test)]
mod tests {
    use pki_types::encoding::{base64, base64url_decode};
    use pki_types::sha256;

    use super::*;

    #[test]
    fn an_origin_is_what_stands_before_the_path() {
        for (url, origin) in [
            ("https://phones.example.org/greatseal", "https://phones.example.org"),
            ("https://phones.example.org", "https://phones.example.org"),
            ("http://[::1]:7601/a/b", "http://[::1]:7601"),
        ] {
            assert_eq!(origin_of(url), origin);
        }
    }

    /// What is signed, and who looks at it.
    const NOT_OF_A_RELEASE: [&str; 6] =
        ["/release.jws", SERVICE_WORKER, FETCHER[0], FETCHER[1], READER[0], READER[1]];

    fn octets(path: &str) -> &'static [u8] {
        FILES.iter().find(|file| file.path == path).expect("the bundle has this file").octets
    }

    /// Of what was built, no part is older than another: each names the others by their hashes.
    #[test]
    fn the_bundle_is_of_one_piece() {
        let page = std::str::from_utf8(octets("/")).unwrap();
        for path in ["/phone.js", "/faces.css"] {
            let hash = base64(sha256(octets(path)).as_bytes());
            assert!(page.contains(&format!("\"{path}\" integrity=\"sha256-{hash}\"")), "{path}");
        }
        let release = std::str::from_utf8(octets("/release.jws")).unwrap();
        let signed = release.split('.').nth(1).expect("it is a compact JWS");
        let signed = String::from_utf8(base64url_decode(signed).unwrap()).unwrap();
        for file in FILES.iter().filter(|file| !NOT_OF_A_RELEASE.contains(&file.path)) {
            assert!(
                signed.contains(&format!("\"{}\":\"{}\"", file.path, sha256(file.octets))),
                "{}",
                file.path
            );
        }
        assert_eq!(
            octets("/faces.css"),
            faces::STYLESHEET.as_bytes(),
            "build phones/web anew: the stylesheet of the faces has changed"
        );
    }
}
