//! The phone as a page: what its door tells browsers, and whom the phones' API lets in.

use relying_party::plain_client;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Method, Response, StatusCode};

use crate::testbed::Testbed;

const PREFLIGHT: [(&str, &str); 2] =
    [("access-control-request-method", "POST"), ("access-control-request-headers", "content-type")];

async fn asked(method: Method, url: &str, headers: &[(&'static str, &str)]) -> Response {
    let headers =
        headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap()));
    let headers: HeaderMap = headers.collect();
    plain_client().unwrap().request(method, url).headers(headers).send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_runs_its_own_script_alone_and_speaks_to_the_phones_api_alone() {
    let testbed = Testbed::start().await;
    let page = testbed.country.phone_app.clone().expect("the demonstration has the phone as a page");

    // 1. The page: a policy that begins with nothing, and no other origin's hands on it.
    let first = asked(Method::GET, &page, &[]).await;
    assert_eq!(first.status(), StatusCode::OK);
    let policy = header(&first, "content-security-policy").to_owned();
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        &format!("connect-src 'self' {}", testbed.country.phone_api),
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.split("; ").any(|each| each == rule), "{rule}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-cache"),
    ] {
        assert_eq!(header(&first, name), value, "{name}");
    }
    assert_eq!(header(&first, "access-control-allow-origin"), "", "no other origin reads the page");

    // 2. Each file that the page names is there, is compressed for who takes it, and is not sent to who has it.
    let html = first.text().await.unwrap();
    for file in ["phone.js", "faces.css", "country.css", "manifest.webmanifest", "emblem.svg", "icon-192.png"]
    {
        assert!(html.contains(&format!("\"/{file}\"")), "{file}");
        let url = format!("{page}/{file}");
        let plain = asked(Method::GET, &url, &[]).await;
        let tag = header(&plain, "etag").to_owned();
        assert_eq!((plain.status(), header(&plain, "content-encoding")), (StatusCode::OK, ""), "{file}");
        let again = asked(Method::GET, &url, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{file}");
        let compressed = asked(Method::GET, &url, &[("accept-encoding", "gzip")]).await;
        let is_picture = file.ends_with(".png");
        assert_eq!(header(&compressed, "content-encoding"), if is_picture { "" } else { "gzip" }, "{file}");
        assert_eq!(header(&compressed, "vary"), if is_picture { "" } else { "accept-encoding" }, "{file}");
        assert_eq!(header(&compressed, "etag") == tag, is_picture, "{file}: another form has another tag");
    }

    // 3. The keeper of the files fetches from its own origin, and that is all.
    let worker = asked(Method::GET, &format!("{page}/service-worker.js"), &[]).await;
    let policy = header(&worker, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; connect-src 'self';"), "{policy}");

    // 4. What it takes releases by, and where who types a code finds the service.
    let release = asked(Method::GET, &format!("{page}/release.jws"), &[]).await;
    assert_eq!(release.text().await.unwrap().split('.').count(), 3);
    let service = asked(Method::GET, &format!("{page}/service.json"), &[]).await;
    let service: serde_json::Value = service.json().await.unwrap();
    assert_eq!(service["phone_api"], testbed.country.phone_api);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phones_api_lets_in_the_page_and_nobody_elses() {
    let testbed = Testbed::start().await;
    let page = testbed.country.phone_app.clone().expect("the demonstration has the phone as a page");
    let api = &testbed.country.phone_api;

    // 1. A browser that asks beforehand hears of one origin, two methods, one header, and of no cookies.
    for origin in [page.as_str(), "https://evil.example"] {
        for path in [
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
        ] {
            let mut headers = PREFLIGHT.to_vec();
            headers.push(("origin", origin));
            let told = asked(Method::OPTIONS, &format!("{api}{path}"), &headers).await;
            assert_eq!(header(&told, "access-control-allow-origin"), page, "{origin} at {path}");
            assert_eq!(header(&told, "access-control-allow-methods"), "GET,POST");
            assert_eq!(header(&told, "access-control-allow-headers"), "content-type");
            assert_eq!(header(&told, "access-control-allow-credentials"), "");
        }
    }

    // 2. So are the answers, refusals among them: a phone must be able to read why.
    let refused = asked(
        Method::POST,
        &format!("{api}/v1/phone/pending"),
        &[("origin", &page), ("content-type", "application/jose")],
    )
    .await;
    assert!(refused.status().is_client_error());
    assert_eq!(header(&refused, "access-control-allow-origin"), page);

    // 3. No other door lets a page in.
    for url in
        [&testbed.founded.landing(), &testbed.country.key_list.replace("/v1/key-list", "/health/ready")]
    {
        let other = asked(Method::GET, url, &[("origin", &page)]).await;
        assert_eq!(header(&other, "access-control-allow-origin"), "", "{url}");
    }
}
