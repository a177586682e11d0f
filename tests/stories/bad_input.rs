//! Bad input through the real doors: each gets a clear problem, and changes nothing.

use pki_types::sha256;
use relying_party::{Content, Credentials, PersonCertificate, plain_client};
use reqwest::{Client, Response};
use words::Purpose;

use crate::testbed::people::{enrolled, relying_party};
use crate::testbed::wire::problem;
use crate::testbed::{ADA, Testbed, on_postgres};

async fn post(client: &Client, url: String, kind: &str, body: impl Into<reqwest::Body>) -> Response {
    client.post(url).header("content-type", kind).body(body).send().await.unwrap()
}

/// Changes one letter in the middle of the payload of a JWS.
fn altered(jws: &str) -> String {
    let mut octets = jws.as_bytes().to_vec();
    let middle = jws.find('.').unwrap() + 40;
    octets[middle] = if octets[middle] == b'A' { b'B' } else { b'A' };
    String::from_utf8(octets).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_relying_party_can_send_wrong() {
    let testbed = Testbed::start().await;
    let _phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let credentials = testbed.founded.credentials("relying-party");
    let client = credentials.client().unwrap();
    let party = relying_party(&credentials, &testbed.country);
    let (country, code) = ADA.split_once('-').unwrap();
    let holder = party.look_up(country, code, Purpose::Signature).await.unwrap();
    let api = &testbed.country.relying_party_api;
    let sessions = || format!("{api}/v1/sessions");
    let lookup = || format!("{api}/v1/persons/lookup");

    // Malformed JSON, an unknown field, an unknown person.
    assert_eq!(problem(post(&client, lookup(), "application/json", "{\"country\":").await).await.0, 400);
    let unknown_field = r#"{"country":"MU","code":"T1","phone":"1"}"#;
    assert!(
        [400, 422]
            .contains(&problem(post(&client, lookup(), "application/json", unknown_field).await).await.0)
    );
    let nobody = r#"{"country":"MU","code":"T0000000000000"}"#;
    assert_eq!(problem(post(&client, lookup(), "application/json", nobody).await).await.0, 404);
    // Another media type, a body that is too large, a path that is not there, a method that is not allowed.
    assert_eq!(problem(post(&client, sessions(), "text/plain", "x").await).await.0, 415);
    assert_eq!(
        problem(post(&client, sessions(), "application/jose", vec![b'a'; 1 << 20]).await).await.0,
        413
    );
    assert_eq!(problem(client.get(format!("{api}/v1/nothing")).send().await.unwrap()).await.0, 404);
    assert_eq!(problem(client.delete(lookup()).send().await.unwrap()).await.0, 405);

    // A request that somebody altered; one that another member of the services CA signed.
    let content = Content::digest(sha256(b"a document"));
    let good = party.request(&holder, &content, "Sign").unwrap().compact().to_owned();
    let (status, kind, _) =
        problem(post(&client, sessions(), "application/jose", altered(&good)).await).await;
    assert!([400, 401, 403].contains(&status), "{status} {kind}");
    let (status, kind, _) =
        problem(post(&client, sessions(), "application/jose", forged(&testbed, &holder)).await).await;
    assert!([400, 401, 403].contains(&status), "{status} {kind}");

    // The same idempotency key with other bytes.
    assert_eq!(post(&client, sessions(), "application/jose", good.clone()).await.status(), 201);
    assert_eq!(post(&client, sessions(), "application/jose", good.clone()).await.status(), 200);
    // A second request to the same person while the first is open.
    let second = party.request(&holder, &content, "Sign").unwrap().compact().to_owned();
    assert_eq!(problem(post(&client, sessions(), "application/jose", second).await).await.0, 429);

    // An officer's certificate is no relying party's; without a certificate nobody comes in at all.
    let officer = testbed.founded.credentials("officer").client().unwrap();
    assert_eq!(problem(post(&officer, sessions(), "application/jose", good).await).await.0, 403);
    let anonymous = Client::builder()
        .tls_certs_only([reqwest::Certificate::from_der(credentials.root.der()).unwrap()])
        .build()
        .unwrap();
    anonymous.post(lookup()).send().await.expect_err("the handshake fails without a certificate");
    testbed.stop().await;
}

/// A request in the relying party's name under the officer's key.
fn forged(testbed: &Testbed, holder: &PersonCertificate) -> String {
    let officer: Credentials = testbed.founded.credentials("officer");
    let mut party = relying_party(&officer, &testbed.country);
    party.id = relying_party(&testbed.founded.credentials("relying-party"), &testbed.country).id;
    party.request(holder, &Content::digest(sha256(b"a document")), "Sign").unwrap().compact().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_anybody_can_send_wrong_to_the_open_doors() {
    let testbed = Testbed::start().await;
    let client = plain_client().unwrap();
    let phone = &testbed.country.phone_api;
    for (path, body) in
        [("/v1/phone/messages", "not a JWS"), ("/v1/phone/pending", "a.b.c"), ("/v1/enrolments", "")]
    {
        let (status, kind, _) =
            problem(post(&client, format!("{phone}{path}"), "application/jose", body).await).await;
        assert!((400..500).contains(&status), "{path}: {status} {kind}");
    }
    // OCSP and time-stamps answer what their standards say: an error of the protocol, never of the server.
    let ocsp =
        post(&client, testbed.country.status.ocsp.clone(), "application/ocsp-request", "not DER").await;
    assert_eq!(ocsp.status(), 200);
    assert_eq!(
        ocsp.bytes().await.unwrap().as_ref(),
        [0x30, 0x03, 0x0a, 0x01, 0x01],
        "malformedRequest without a body"
    );
    let stamp =
        post(&client, testbed.country.time_stamp.clone(), "application/timestamp-query", "not DER").await;
    assert_eq!(stamp.status(), 200, "a rejection is a TimeStampResp");
    testbed.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_does_not_touch_the_file_of_a_running_country() {
    if on_postgres() {
        // Many processes share a server.
        return;
    }
    let testbed = Testbed::start().await;
    let second = testbed.founded.config().database.open(std::sync::Arc::new(pki_types::SystemClock)).await;
    let problem = format!("{:#}", second.err().expect("the store is locked"));
    assert!(problem.contains("country.sqlite"), "{problem}");
    testbed.stop().await;
}
