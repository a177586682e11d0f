//! Requests of a relying party that break one rule each: refused at the door, and the phone hears of none.

use phone_protocol::{Message, SignatureRequest};
use pki_types::encoding::base64;
use pki_types::jws::{JwsHeader, jws_assemble, jws_signing_input};
use pki_types::{Clock, sha256};
use relying_party::{Content, PersonCertificate, RelyingParty};
use serde_json::{Value, json};
use words::Purpose;
use words::act::{Act, EndRelyingParty, StatusChanged};

use crate::testbed::scene::Scene;
use crate::testbed::wire::problem;

/// A good request, as JSON.
fn good(party: &RelyingParty<'_>, person: &PersonCertificate) -> Value {
    let content = Content::digest(sha256(b"a document"));
    let request = party.request(person, &content, "Sign").unwrap();
    serde_json::to_value(request.claims()).unwrap()
}

/// Signs whatever it is, as a relying party with another program would.
fn signed(party: &RelyingParty<'_>, payload: &Value) -> String {
    let header = JwsHeader::with_chain(SignatureRequest::TYP, &party.credentials.x5c());
    let input = jws_signing_input(&header, &serde_json::to_vec(payload).unwrap());
    jws_assemble(&input, &party.credentials.sign(&input)).unwrap()
}

async fn send(party: &RelyingParty<'_>, request: String) -> reqwest::Response {
    let url = format!("{}/v1/sessions", party.country.relying_party_api);
    party.client.post(url).header("content-type", "application/jose").body(request).send().await.unwrap()
}

/// One changed member, how the request is refused for it, and a word of the reason.
fn broken(now: i64, other_certificate: &str) -> Vec<(&'static str, Value, u16, &'static str, &'static str)> {
    let digest =
        |octets: usize| json!([{"digest": {"algorithm": "sha256", "value": base64(&vec![7; octets])}}]);
    let lies = |url: &str| json!([{"digest": digest(32)[0]["digest"], "location": {"url": url, "size": 9}}]);
    vec![
        ("documents", digest(31), 400, "request-malformed", "documents[0].digest.value"),
        ("documents", digest(33), 400, "request-malformed", "documents[0].digest.value"),
        ("documents", digest(0), 400, "request-malformed", "documents[0].digest.value"),
        (
            "documents",
            json!([{"digest": {"algorithm": "sha1", "value": base64(&[7; 20])}}]),
            400,
            "request-malformed",
            "documents[0].digest.algorithm",
        ),
        ("documents", json!([]), 400, "request-malformed", "1 to 50"),
        ("documents", json!(vec![digest(32)[0].clone(); 51]), 400, "request-malformed", "1 to 50"),
        ("documents", lies("http://registry.example/a"), 400, "request-malformed", "plain https"),
        ("documents", lies("https://elsewhere.example/a"), 400, "request-malformed", "registered domain"),
        ("challenge", json!(base64(&[7; 32])), 400, "request-malformed", "without a challenge"),
        ("exp", json!(now + 601), 400, "request-malformed", "exp"),
        ("exp", json!(now), 400, "request-malformed", "exp"),
        ("iss", json!("nobody"), 403, "relying-party-not-registered", "nobody"),
        ("iss", json!("second-service"), 403, "relying-party-not-registered", "second-service"),
        ("aud", json!("registration"), 400, "request-malformed", "aud"),
        ("certificate_id", json!("00".repeat(32)), 404, "certificate-id-unknown", "certificate_id"),
        ("certificate_id", json!(other_certificate), 400, "certificate-purpose", "authentication"),
        ("text", json!("Sign\u{202e}"), 400, "request-malformed", "text"),
        ("unknown", json!(1), 400, "request-malformed", "unknown field"),
    ]
}

async fn each_broken_rule_is_refused(scene: &Scene, person: &PersonCertificate, other_certificate: &str) {
    let party = scene.party(0);
    let now = scene.clock.now().seconds();
    for (member, value, status, slug, reason) in broken(now, other_certificate) {
        let before = scene.census().await;
        let mut payload = good(&party, person);
        payload[member] = value.clone();
        let (found, kind, body) = problem(send(&party, signed(&party, &payload)).await).await;
        assert_eq!((found, kind.as_str()), (status, slug), "{member} {value}: {body}");
        assert!(body["detail"].as_str().unwrap().contains(reason), "{member} {value}: {body}");
        // The name of an unknown member is the sender's own word, which is not repeated.
        let field = match (member, slug) {
            ("unknown", _) => Value::Null,
            ("documents", _) if reason.starts_with("documents[") => json!(reason),
            ("documents", _) if value[0].get("location").is_some() => json!("url"),
            ("challenge", _) => json!("documents"),
            (_, "certificate-purpose") => json!("purpose"),
            _ => json!(member),
        };
        assert_eq!(body["field"], field, "{member} {value}: {body}");
        assert_eq!(scene.census().await, before, "{member} {value}");
    }
    // In time and out of it: ten minutes are the most, and the last second is over when it comes.
    for (iat, exp, slug) in [
        (now - 300, now, "request-expired"),
        (now - 600, now - 1, "request-expired"),
        (now + 61, now + 120, "request-times"),
    ] {
        let before = scene.census().await;
        let mut payload = good(&party, person);
        (payload["iat"], payload["exp"]) = (json!(iat), json!(exp));
        let (status, kind, body) = problem(send(&party, signed(&party, &payload)).await).await;
        assert_eq!((status, kind.as_str()), (400, slug), "{body}");
        assert_eq!(body["field"], if slug == "request-times" { "iat" } else { "exp" }, "{body}");
        assert_eq!(scene.census().await, before);
    }
}

/// A relying party whose admission has ended is nobody any more.
async fn an_ended_relying_party_is_refused(scene: &Scene, person: &PersonCertificate) {
    let party = scene.party(1);
    let request = signed(&party, &good(&party, person));
    let end = Act::EndRelyingParty(EndRelyingParty { id: party.id.clone() });
    scene.officer().perform::<StatusChanged>(end, "ending the admission").await.unwrap();
    let before = scene.census().await;
    let (status, slug, _) = problem(send(&party, request).await).await;
    assert_eq!((status, slug.as_str()), (403, "relying-party-not-registered"));
    assert_eq!(scene.census().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_breaks_one_rule_reaches_nobody() {
    let scene = Scene::start().await;
    let mut ada = scene.enrolled("MU-T0101800000011").await;
    let person = scene.looked_up(&ada.name, Purpose::Signature).await;
    let other = ada.enrolled.authentication.sha256().to_string();
    each_broken_rule_is_refused(&scene, &person, &other).await;
    an_ended_relying_party_is_refused(&scene, &person).await;
    assert!(ada.phone.poll(0).await.unwrap().sessions.is_empty(), "the phone heard of none of them");

    // What is left when nothing is broken: the same request starts a session.
    let party = scene.party(0);
    let request = signed(&party, &good(&party, &person));
    assert_eq!(send(&party, request.clone()).await.status(), 201);
    // The same bytes are the same session until the request expires, and none afterwards.
    assert_eq!(send(&party, request.clone()).await.status(), 200);
    scene.clock.advance(300);
    let (status, slug, _) = problem(send(&party, request).await).await;
    assert_eq!((status, slug.as_str()), (400, "request-expired"));
    scene.stop().await;
}
