//! How it travels.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use pki_types::HashAlgorithm;
use pki_types::encoding::base64;
use pki_types::ocsp::{CertStatus, OcspErrorStatus, OcspRequest, OcspResponse, error_response};
use store::StoredCrl;
use test_country::{CITIZENS, Holder, ROOT};

use crate::country::{Country, START};

/// A request whose base64 has `+`, `/` and `=`, and somewhere two slashes in a row.
fn awkward(country: &Country, person: &Holder) -> Vec<u8> {
    let cert_ids = vec![country.cert_id(CITIZENS, person, HashAlgorithm::Sha1)];
    let candidates = (0..64).map(|length| OcspRequest {
        cert_ids: cert_ids.clone(),
        nonce: Some([[0xff; 8].as_slice(), &[0xfb; 8], &vec![0xef; length]].concat()),
    });
    let is_awkward = |der: &Vec<u8>| {
        let text = base64(der);
        text.contains('+') && text.contains("//") && text.ends_with('=')
    };
    candidates.map(|request| request.to_der()).find(is_awkward).expect("one of them is awkward")
}

fn plain(country: &Country, person: &Holder) -> Vec<u8> {
    let cert_ids = vec![country.cert_id(CITIZENS, person, HashAlgorithm::Sha1)];
    OcspRequest { cert_ids, nonce: None }.to_der()
}

#[tokio::test]
async fn a_get_is_answered_however_its_base64_is_escaped() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let text = base64(&awkward(&country, &person));
    let spellings = [
        text.clone(),
        text.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D"),
        text.replace('/', "%2f"),
        text.replace('=', "%3d"),
        text.replace('+', "%2B"),
        format!("{text}/"),
        format!("{text}%2F"),
        format!("{text}%20"),
        format!("{}/", text.trim_end_matches('=')),
    ];
    for spelling in spellings {
        let reply = country.get(&format!("/ocsp/citizens/{spelling}")).await;
        assert_eq!(reply.header("content-type"), Some("application/ocsp-response"));
        let response = OcspResponse::from_der(&reply.body).expect(&spelling);
        assert_eq!(response.responses()[0].status, CertStatus::Good, "{spelling}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "an answer to a nonce is for one client");
    }
}

/// Whoever fetches a list while the store is away is told to come back, not that the list is broken.
#[tokio::test]
async fn a_list_that_cannot_be_read_now_may_be_asked_for_again() {
    let country = Country::new().await;
    country.store.close().await;
    for list in ["/crl/citizens/0.crl", "/crl/root.crl"] {
        let reply = country.get(list).await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{list}");
        assert_eq!(reply.header("retry-after"), Some("5"), "{list}");
    }
}

#[tokio::test]
async fn a_get_that_is_no_base64_is_a_malformed_request() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let text = base64(&awkward(&country, &person));
    for path in [
        text.replace('+', "%2B%20"),
        text.replace('+', "."),
        text.replace('=', "A"),
        "x".to_owned(),
        "%".to_owned(),
    ] {
        let reply = country.get(&format!("/ocsp/citizens/{path}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert_eq!(reply.body, error_response(OcspErrorStatus::MalformedRequest), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "errors are never cached");
    }
}

/// RFC 9919 §6.2.
#[tokio::test]
async fn a_plain_get_may_be_kept_for_a_second() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let reply = country.get(&format!("/ocsp/citizens/{}", base64(&plain(&country, &person)))).await;
    assert_eq!(reply.header("cache-control"), Some("max-age=1, public, no-transform, must-revalidate"));
    assert_eq!(reply.header("last-modified"), Some("Tue, 24 Nov 2026 06:00:00 GMT"));
    assert_eq!(reply.header("expires"), Some("Tue, 24 Nov 2026 06:00:01 GMT"));
    assert_eq!(reply.header("etag"), Some(format!("\"{}\"", pki_types::sha256(&reply.body)).as_str()));

    let posted = country.post("/ocsp/citizens", plain(&country, &person)).await;
    assert_eq!(posted.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn what_is_no_request_is_malformed_with_http_200() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let good = plain(&country, &person);
    let bodies = [
        Vec::new(),
        b"hello".to_vec(),
        good[..good.len() - 1].to_vec(),
        [&good[..], &[0]].concat(),
        [&[0x30, 0x80][..], &good[2..], &[0, 0]].concat(),
        vec![0x30; 16 * 1024],
    ];
    for body in bodies {
        let reply = country.post("/ocsp", body.clone()).await;
        assert_eq!(reply.status, StatusCode::OK, "{body:?}");
        assert_eq!(reply.body, error_response(OcspErrorStatus::MalformedRequest), "{body:?}");
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_http_is_a_problem() {
    let country = Country::new().await;
    let problem = |reply: &crate::country::Reply, status: u16, slug: &str| {
        assert_eq!(reply.status.as_u16(), status);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        let body = String::from_utf8_lossy(&reply.body);
        assert!(body.contains(&format!("/problems/{slug}")), "{body}");
    };
    problem(&country.post("/ocsp", vec![0x30; 16 * 1024 + 1]).await, 413, "body-too-large");
    problem(&country.post("/ocsp/nobody", Vec::new()).await, 404, "unknown-issuer");
    problem(&country.get("/ocsp/nobody/MA==").await, 404, "unknown-issuer");
    problem(&country.get("/ocsp").await, 405, "method-not-allowed");
    let wrong_type = Request::post("/ocsp").header("content-type", "text/plain").body(Body::empty()).unwrap();
    problem(&country.send(wrong_type).await, 415, "media-type");
    for path in [
        "/crl/citizens/0.crl",
        "/crl/citizens/00.crl",
        "/crl/citizens/x.crl",
        "/crl/nobody/0.crl",
        "/crl/root.crl",
        "/crl/citizens.crl",
        "/crl/citizens/4294967296.crl",
    ] {
        problem(&country.get(path).await, 404, "no-such-revocation-list");
    }
    problem(&country.get("/certificates/nobody.cer").await, 404, "unknown-issuer");
    problem(&country.get("/certificates/citizens").await, 404, "unknown-issuer");
    problem(&country.get("/certificates/citizens.txt").await, 404, "unknown-issuer");
}

#[tokio::test]
async fn ca_certificates_and_the_practice_statement_are_there() {
    let country = Country::new().await;
    for (name, authority) in [("root", &country.root), ("citizens", &country.citizens)] {
        let reply = country.get(&format!("/certificates/{name}.cer")).await;
        assert_eq!(reply.header("content-type"), Some("application/pkix-cert"));
        assert_eq!(reply.body, authority.certificate.der());
        let reply = country.get(&format!("/certificates/{name}.pem")).await;
        assert_eq!(reply.header("content-type"), Some("application/pem-certificate-chain"));
        assert_eq!(reply.body, authority.certificate.pem().as_bytes());
    }
    for path in ["/certificates/root.cer", "/cps"] {
        let tag = country.get(path).await.header("etag").unwrap().to_owned();
        let again = Request::get(path).header("if-none-match", tag).body(Body::empty()).unwrap();
        assert_eq!(country.send(again).await.status, StatusCode::NOT_MODIFIED, "{path}");
    }
    let reply = country.get("/cps").await;
    assert_eq!(
        (reply.status, reply.body.as_slice()),
        (StatusCode::OK, &b"Nothing is promised in a test."[..])
    );
}

#[tokio::test]
async fn the_latest_list_is_served_and_not_sent_twice() {
    let country = Country::new().await;
    let list = |issuer, number: i64, der: &[u8]| StoredCrl {
        issuer,
        shard: 0,
        number,
        der: der.to_vec(),
        this_update: START,
        next_update: START.plus(24 * 3600),
    };
    country.publish(list(CITIZENS, 1, b"first")).await;
    country.publish(list(CITIZENS, 2, b"second")).await;
    country.publish(list(ROOT, 1, b"root's")).await;

    let reply = country.get("/crl/citizens/0.crl").await;
    assert_eq!(
        (reply.header("content-type"), reply.body.as_slice()),
        (Some("application/pkix-crl"), &b"second"[..])
    );
    assert_eq!(reply.header("cache-control"), Some("max-age=60, public, no-transform, must-revalidate"));
    assert_eq!(country.get("/crl/root.crl").await.body, b"root's");

    let again = Request::get("/crl/citizens/0.crl").header("if-none-match", reply.header("etag").unwrap());
    let again = country.send(again.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));

    // A date tells as much, once a list is a minute old; before, another may have been made in the same second.
    assert_eq!(reply.header("last-modified"), None);
    country.clock.advance(60);
    let old = country.get("/crl/citizens/0.crl").await;
    let since = |date: &str| {
        let asked = Request::get("/crl/citizens/0.crl").header("if-modified-since", date);
        country.send(asked.body(Body::empty()).unwrap())
    };
    assert_eq!(since(old.header("last-modified").unwrap()).await.status, StatusCode::NOT_MODIFIED);
    assert_eq!(since("Mon, 05 Jan 2026 23:59:59 GMT").await.body, b"second");

    country.publish(list(CITIZENS, 3, b"third")).await;
    let newer = Request::get("/crl/citizens/0.crl").header("if-none-match", reply.header("etag").unwrap());
    assert_eq!(country.send(newer.body(Body::empty()).unwrap()).await.body, b"third");
}

#[tokio::test]
async fn a_head_has_the_headers_alone() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let path = format!("/ocsp/citizens/{}", base64(&plain(&country, &person)));
    let reply = country.send(Request::head(path).body(Body::empty()).unwrap()).await;
    assert_eq!((reply.status, reply.body.len()), (StatusCode::OK, 0));
    assert!(reply.header("etag").is_some());
}
