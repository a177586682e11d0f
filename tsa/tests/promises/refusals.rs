//! What is not stamped, and in whose words it is refused.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use pki_types::tsp::{MessageImprint, TimeStampRequest};
use pki_types::{HashAlgorithm, ObjectIdentifier};
use tsa::{CurrentUnit, TimeStampingAuthority, TsaConfig};

use crate::authority::{DATA, Stamping, request};

/// PKIFailureInfo as a DER BIT STRING: unused bits, then the named bit.
fn failure(name: &str) -> &'static [u8] {
    match name {
        "badAlg" => &[0x03, 0x02, 0x07, 0x80],
        "badRequest" => &[0x03, 0x02, 0x05, 0x20],
        "badDataFormat" => &[0x03, 0x02, 0x02, 0x04],
        "unacceptedPolicy" => &[0x03, 0x03, 0x00, 0x00, 0x01],
        "unacceptedExtension" => &[0x03, 0x04, 0x07, 0x00, 0x00, 0x80],
        "systemFailure" => &[0x03, 0x05, 0x06, 0x00, 0x00, 0x00, 0x40],
        _ => panic!("no such failure"),
    }
}

pub(crate) async fn assert_refused(stamping: &Stamping, body: Vec<u8>, name: &str) {
    let reply = stamping.post(body).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.headers["content-type"], "application/timestamp-reply");
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert!(reply.body.ends_with(failure(name)), "{name}: {:02x?}", reply.body);
    assert!(reply.body.windows(3).any(|window| window == [0x02, 0x01, 0x02]), "the status is rejection");
}

#[tokio::test]
async fn a_weak_or_unknown_hash_is_bad_alg() {
    let stamping = Stamping::new();
    let sha1 = TimeStampRequest { imprint: MessageImprint::of(HashAlgorithm::Sha1, DATA), ..request() };
    assert_refused(&stamping, sha1.to_der().unwrap(), "badAlg").await;

    let mut unknown = request().to_der().unwrap();
    let sha256 = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    let at = unknown.windows(sha256.len()).position(|window| window == sha256).unwrap();
    unknown[at + 8] = 0x08; // SHA3-256
    assert_refused(&stamping, unknown, "badAlg").await;
}

#[tokio::test]
async fn another_policy_is_unaccepted() {
    let stamping = Stamping::new();
    let other = TimeStampRequest { policy: Some(ObjectIdentifier::new_unwrap("1.2.3.4")), ..request() };
    assert_refused(&stamping, other.to_der().unwrap(), "unacceptedPolicy").await;
}

#[tokio::test]
async fn an_extension_is_unaccepted() {
    let stamping = Stamping::new();
    let mut extended = request().to_der().unwrap();
    let extension =
        [0xa0, 0x0d, 0x30, 0x0b, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x04, 0x04, 0x04, 0x02, 0x05, 0x00];
    extended.extend(extension);
    extended[1] += u8::try_from(extension.len()).unwrap();
    assert_refused(&stamping, extended, "unacceptedExtension").await;
}

#[tokio::test]
async fn what_is_no_request_is_bad_data_format() {
    let stamping = Stamping::new();
    let good = request().to_der().unwrap();
    let mut short_digest = good.clone();
    let digest = good.windows(2).position(|window| window == [0x04, 0x20]).unwrap();
    short_digest.remove(digest + 2);
    for (at, less) in [(1, 1), (6, 1), (digest + 1, 1)] {
        short_digest[at] -= less;
    }
    for body in [Vec::new(), b"hello".to_vec(), good[..20].to_vec(), [&good[..], &[0]].concat(), short_digest]
    {
        assert_refused(&stamping, body, "badDataFormat").await;
    }
    let mut version = good;
    version[4] = 3;
    assert_refused(&stamping, version, "badRequest").await;
}

#[tokio::test]
async fn without_a_unit_the_system_fails_and_says_so() {
    let stamping = Stamping::without_unit();
    assert_refused(&stamping, request().to_der().unwrap(), "systemFailure").await;
    assert!(stamping.authority.ready().is_err());
}

#[tokio::test]
async fn what_is_wrong_with_the_http_is_a_problem() {
    let stamping = Stamping::new();
    let too_large = stamping.post(vec![0x30; 4097]).await;
    assert_eq!(too_large.status.as_u16(), 413);
    assert_eq!(too_large.headers["content-type"], "application/problem+json");
    let get = Request::get("/time-stamp").body(Body::empty()).unwrap();
    assert_eq!(stamping.send(get).await.status.as_u16(), 405);
    let form = Request::post("/time-stamp").header("content-type", "application/ocsp-request");
    assert_eq!(stamping.send(form.body(Body::empty()).unwrap()).await.status.as_u16(), 415);
}

#[test]
fn a_policy_that_is_none_is_refused_at_the_start() {
    let clock = std::sync::Arc::new(pki_types::ManualClock::new(crate::authority::START));
    let random = std::sync::Arc::new(pki_types::SeededRandom::new(1));
    for policy in ["", "best practices", "0.4.0.2023.1.", "9.9"] {
        let config = TsaConfig { policy: policy.to_owned() };
        let unit = std::sync::Arc::new(CurrentUnit::new());
        let refused = TimeStampingAuthority::new(unit, clock.clone(), random.clone(), &config);
        let error = refused.map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(&format!("`{policy}`")), "{error}");
    }
}
