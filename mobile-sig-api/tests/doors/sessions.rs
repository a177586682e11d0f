//! Starting, watching and cancelling sessions.

use std::time::Duration;

use phone_protocol::wire::Octets;
use test_country::Key;
use words::{CodeMode, Purpose, SessionId, SessionState};

use crate::client::{call, cancel, start, status};
use crate::scene::Scene;
use crate::worker;

#[tokio::test]
async fn a_request_starts_a_session_and_gives_its_code() {
    let scene = Scene::new().await;
    let compact = scene.bank.sign_request(&scene.request("one"));
    let answer = start(&scene, &scene.bank, compact.clone()).await;
    assert_eq!(answer.status, 201);
    assert_eq!((answer.text("state"), answer.text("code")), ("stated", "4711"));
    assert_eq!(answer.body["expires_at"], scene.now().plus(180).seconds());
    let id = answer.text("session");
    assert_eq!(answer.headers["location"], format!("/v1/sessions/{id}"));

    let stored = scene.store.session(&id.parse::<SessionId>().unwrap()).await.unwrap().unwrap();
    assert_eq!(stored.request, compact);
    assert_eq!((stored.relying_party.as_str(), stored.jti.as_str()), ("bank", "one"));
    assert_eq!((stored.person, stored.device), (scene.asha.person, scene.asha.device));
    assert_eq!((stored.purpose, stored.code_mode), (Purpose::Signature, CodeMode::Compare));
    assert_eq!(stored.request_expires_at, scene.now().plus(300));
}

#[tokio::test]
async fn a_session_never_outlives_its_request() {
    let scene = Scene::new().await;
    let mut request = scene.request("short");
    request.exp = scene.now().plus(60);
    let answer = start(&scene, &scene.bank, scene.bank.sign_request(&request)).await;
    assert_eq!(answer.body["expires_at"], scene.now().plus(60).seconds());
}

#[tokio::test]
async fn the_same_bytes_are_the_same_session_while_the_request_lives() {
    let scene = Scene::new().await;
    let request = scene.request("again");
    let compact = scene.bank.sign_request(&request);
    let first = start(&scene, &scene.bank, compact.clone()).await;
    scene.clock.advance(299);
    let second = start(&scene, &scene.bank, compact.clone()).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 200));
    assert_eq!(first.text("session"), second.text("session"));

    let chain = [&scene.bank, &scene.services].map(|holder| holder.certificate.clone());
    let other_bytes = scene.bank.sign_request_under(&request, &chain);
    assert_ne!(compact, other_bytes, "the same request in other bytes");
    assert_eq!(start(&scene, &scene.bank, other_bytes).await.problem(), (409, "jti-used"));

    scene.clock.advance(1);
    assert_eq!(start(&scene, &scene.bank, compact).await.problem(), (400, "request-expired"));
}

#[tokio::test]
async fn the_same_bytes_at_the_same_time_are_one_session() {
    let scene = Scene::new().await;
    let compact = scene.bank.sign_request(&scene.request("race"));
    let starts = (0..8).map(|_| start(&scene, &scene.bank, compact.clone()));
    let answers = futures_util::future::join_all(starts).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(created, 1);
    assert!(answers.iter().all(|answer| answer.text("session") == answers[0].text("session")));
}

#[tokio::test]
async fn each_fault_of_a_request_has_its_answer_and_stores_nothing() {
    let scene = Scene::new().await;
    let good = || scene.request("fault");
    let commits = scene.store.commits();
    let refused = async |compact: String, expected: (u16, &str)| {
        let answer = start(&scene, &scene.bank, compact).await;
        assert_eq!(answer.problem(), expected, "{}", answer.body);
    };

    refused("a.b".to_owned(), (400, "request-malformed")).await;
    refused("eyJhbGciOiJub25lIn0.e30.".to_owned(), (400, "request-malformed")).await;

    let mut expired = good();
    (expired.iat, expired.exp) = (scene.now().minus(301), scene.now());
    refused(scene.bank.sign_request(&expired), (400, "request-expired")).await;
    let mut from_the_future = good();
    (from_the_future.iat, from_the_future.exp) = (scene.now().plus(61), scene.now().plus(120));
    refused(scene.bank.sign_request(&from_the_future), (400, "request-times")).await;

    let mut unknown = good();
    unknown.certificate_id = Some(pki_types::sha256(b"nobody"));
    refused(scene.bank.sign_request(&unknown), (404, "certificate-id-unknown")).await;
    let mut no_citizen = good();
    no_citizen.certificate_id = Some(scene.shop.certificate.sha256());
    refused(scene.bank.sign_request(&no_citizen), (404, "certificate-id-unknown")).await;
    let mut other_purpose = good();
    other_purpose.certificate_id = Some(scene.asha.authentication.certificate.sha256());
    refused(scene.bank.sign_request(&other_purpose), (400, "certificate-purpose")).await;

    let mut another_party = good();
    another_party.iss = "shop".to_owned();
    refused(scene.bank.sign_request(&another_party), (403, "relying-party-not-registered")).await;
    refused(scene.shop.sign_request(&good()), (403, "relying-party-certificate")).await;
    let thief = scene.bank.impostor(Key::of("a thief"));
    refused(thief.sign_request(&good()), (403, "request-signature")).await;

    assert_eq!(scene.store.commits(), commits, "nothing was stored");
}

/// The payload of a good request with one member replaced, signed like a good one.
fn with_member(scene: &Scene, member: &str, value: serde_json::Value) -> String {
    let mut payload = serde_json::to_value(scene.request("member")).unwrap();
    payload[member] = value;
    let chain = std::slice::from_ref(&scene.bank.certificate);
    let header = pki_types::jws::JwsHeader::with_chain("sign-request+jwt", chain);
    let input = pki_types::jws::jws_signing_input(&header, payload.to_string().as_bytes());
    pki_types::jws::jws_assemble(&input, &scene.bank.key.sign(&input)).unwrap()
}

#[tokio::test]
async fn members_that_break_a_rule_are_refused() {
    let scene = Scene::new().await;
    let commits = scene.store.commits();
    let short_digest =
        serde_json::json!({"algorithm": "sha256", "value": pki_types::encoding::base64(&[7; 31])});
    for (member, value) in [
        ("documents", serde_json::json!([{"digest": short_digest}])),
        (
            "documents",
            serde_json::json!([{"digest": {"algorithm": "sha1", "value": pki_types::encoding::base64(&[7; 20])}}]),
        ),
        ("documents", serde_json::json!([])),
        ("aud", "registration".into()),
        ("jti", "with space".into()),
        ("jti", "a".repeat(65).into()),
        ("exp", (scene.now().seconds() + 601).into()),
        ("purpose", "both".into()),
        ("challenge", pki_types::encoding::base64(&[7; 32]).into()),
        ("text", "turn \u{202e}around".into()),
        ("amount", 5.into()),
    ] {
        let answer = start(&scene, &scene.bank, with_member(&scene, member, value)).await;
        assert_eq!(answer.problem(), (400, "request-malformed"), "{member}: {}", answer.body);
    }
    assert_eq!(scene.store.commits(), commits, "nothing was stored");
    assert_eq!(start(&scene, &scene.bank, with_member(&scene, "text", "Sign it".into())).await.status, 201);
}

#[tokio::test]
async fn a_certificate_that_is_not_in_force_starts_nothing() {
    let scene = Scene::new().await;
    scene.revoke(&scene.asha.signature.certificate).await;
    let compact = scene.bank.sign_request(&scene.request("revoked"));
    assert_eq!(start(&scene, &scene.bank, compact).await.problem(), (409, "certificate-not-in-force"));

    let mut to_ravi = scene.request("blocked");
    to_ravi.certificate_id = Some(scene.ravi.signature.certificate.sha256());
    let device = scene.ravi.device;
    let blocked = scene.store.transaction("scene: block", move |unit| {
        Box::pin(async move { unit.block_device(&device, "lost").await })
    });
    assert!(matches!(blocked.await, Ok::<bool, store::Error>(true)));
    let compact = scene.bank.sign_request(&to_ravi);
    assert_eq!(start(&scene, &scene.bank, compact).await.problem(), (409, "certificate-not-in-force"));
}

#[tokio::test]
async fn a_body_over_its_limit_is_refused_before_it_is_read() {
    let scene = Scene::new().await;
    let at_the_limit = start(&scene, &scene.bank, "a".repeat(160 * 1024)).await;
    assert_eq!(at_the_limit.problem(), (400, "request-malformed"));
    let over = start(&scene, &scene.bank, "a".repeat(160 * 1024 + 1)).await;
    assert_eq!(
        (over.problem(), &over.body["max_octets"]),
        ((413, "body-too-large"), &serde_json::json!(163_840))
    );
}

#[tokio::test]
async fn a_person_is_not_flooded_with_prompts() {
    let scene = Scene::without_worker(|config| config.open_of_person = 2).await;
    worker::employ(&scene);
    let first = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("first"))).await;
    let second = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("second"))).await;
    assert_eq!(second.problem(), (429, "request-open"));
    assert!(second.headers.contains_key("retry-after"));

    let mut to_ravi = scene.request("ravi");
    to_ravi.certificate_id = Some(scene.ravi.signature.certificate.sha256());
    assert_eq!(start(&scene, &scene.bank, scene.bank.sign_request(&to_ravi)).await.status, 201);

    assert_eq!(cancel(&scene, &scene.bank, first.text("session")).await.text("state"), "cancelled");
    assert_eq!(
        start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("third"))).await.status,
        201
    );
}

#[tokio::test]
async fn not_even_by_several_relying_parties_together() {
    let scene = Scene::without_worker(|config| config.open_of_person = 1).await;
    worker::employ(&scene);
    start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("first"))).await;
    let mut from_the_shop = scene.request("first");
    from_the_shop.iss = "shop".to_owned();
    let answer = start(&scene, &scene.shop, scene.shop.sign_request(&from_the_shop)).await;
    assert_eq!(answer.problem(), (429, "too-many-requests-open"));
}

#[tokio::test]
async fn a_relying_party_that_is_to_leave_a_person_alone_is_told_until_when() {
    let scene = Scene::new().await;
    let (person, until) = (scene.asha.person, scene.now().plus(60));
    let paused = scene.store.transaction("scene: pause", move |unit| {
        Box::pin(async move { unit.pause_prompts(&person, "bank", until).await })
    });
    assert!(matches!(paused.await, Ok::<(), store::Error>(())));
    let compact = scene.bank.sign_request(&scene.request("again"));
    let refused = start(&scene, &scene.bank, compact.clone()).await;
    assert_eq!(refused.problem(), (429, "asked-too-often"));
    assert_eq!(refused.headers["retry-after"], "60");
    assert_eq!(refused.body["retry_after"], until.seconds());

    // Nobody else is: the bank asks another person, and another relying party asks this one.
    let mut to_ravi = scene.request("ravi");
    to_ravi.certificate_id = Some(scene.ravi.signature.certificate.sha256());
    assert_eq!(start(&scene, &scene.bank, scene.bank.sign_request(&to_ravi)).await.status, 201);
    let mut from_the_shop = scene.request("shop");
    from_the_shop.iss = "shop".to_owned();
    assert_eq!(start(&scene, &scene.shop, scene.shop.sign_request(&from_the_shop)).await.status, 201);

    scene.clock.advance(60);
    assert_eq!(start(&scene, &scene.bank, compact).await.status, 201, "the very same request is good then");
}

#[tokio::test]
async fn an_authentication_goes_to_the_key_for_it() {
    let scene = Scene::new().await;
    let mut request = scene.request("login");
    request.purpose = Purpose::Authentication;
    request.certificate_id = Some(scene.asha.authentication.certificate.sha256());
    request.documents = Vec::new();
    request.challenge = Some(Octets::new(vec![7; 32]).unwrap());
    assert_eq!(start(&scene, &scene.bank, scene.bank.sign_request(&request)).await.status, 201);
}

#[tokio::test]
async fn a_start_without_a_worker_says_that_the_code_comes_later() {
    let scene = Scene::without_worker(|_| {}).await;
    let started = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("later"))).await;
    assert_eq!((started.status.as_u16(), started.text("state")), (201, "requested"));
    assert!(started.body.get("code").is_none());
    let id = started.text("session").to_owned();
    let (waited, ()) =
        tokio::join!(status(&scene, &scene.bank, &id, "?wait=60&known=requested"), worker::work(&scene));
    assert_eq!((waited.text("state"), waited.text("code")), ("stated", "4711"));
}

#[tokio::test]
async fn a_long_poll_ends_with_a_change_a_state_that_is_news_or_its_time() {
    let scene = Scene::new().await;
    let started = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("poll"))).await;
    let id = started.text("session").to_owned();

    let news = status(&scene, &scene.bank, &id, "?wait=60&known=requested").await;
    assert_eq!(news.text("state"), "stated", "it is news to the caller");
    let at_once = status(&scene, &scene.bank, &id, "").await;
    assert_eq!(at_once.text("state"), "stated");
    let began = std::time::Instant::now();
    let in_vain = status(&scene, &scene.bank, &id, "?wait=1&known=stated").await;
    assert_eq!(in_vain.text("state"), "stated");
    assert!(began.elapsed() >= Duration::from_secs(1));

    let (waited, ended) =
        tokio::join!(status(&scene, &scene.bank, &id, "?wait=60"), cancel(&scene, &scene.bank, &id));
    assert_eq!((waited.text("state"), ended.text("state")), ("cancelled", "cancelled"));
    let over = status(&scene, &scene.bank, &id, "?wait=60&known=cancelled").await;
    assert_eq!(over.text("state"), "cancelled", "nothing follows, so nothing is waited for");
}

#[tokio::test]
async fn a_long_poll_ends_when_the_program_stops() {
    let scene = Scene::new().await;
    let started = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("stop"))).await;
    let (trigger, stop) = http_kit::StopTrigger::new();
    let path = format!("/v1/sessions/{}?wait=60", started.text("session"));
    let mut request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
    request.extensions_mut().insert(stop.clone());
    let poll = scene.asha.poll(60, &[started.text("session")], scene.now());
    let mut pending = axum::http::Request::post("/v1/phone/pending")
        .header("content-type", "application/jose")
        .body(axum::body::Body::from(poll))
        .unwrap();
    pending.extensions_mut().insert(stop);
    let stopped = async { trigger.stop() };
    let waits = (call(&scene, Some(&scene.bank), request), call(&scene, None, pending));
    let (waited, polled, ()) = tokio::join!(waits.0, waits.1, stopped);
    assert_eq!(waited.text("state"), "stated");
    assert_eq!(polled.body["sessions"], serde_json::json!([]));
}

#[tokio::test]
async fn wrong_parameters_and_ids_are_refused() {
    let scene = Scene::new().await;
    let started = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("query"))).await;
    let id = started.text("session");
    for query in ["?wait=soon", "?wait=-1", "?known=unheard-of", "?patience=3", "?wait=1&wait=2"] {
        assert_eq!(
            status(&scene, &scene.bank, id, query).await.problem(),
            (400, "invalid-parameter"),
            "{query}"
        );
    }
    for wrong in ["0", "zz", &id[..30], &id.to_uppercase(), &format!("{id}00")] {
        assert_eq!(status(&scene, &scene.bank, wrong, "").await.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn sessions_of_others_are_like_those_that_do_not_exist() {
    let scene = Scene::new().await;
    let started = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("mine"))).await;
    let id = started.text("session");
    assert_eq!(status(&scene, &scene.shop, id, "").await.problem(), (404, "session-unknown"));
    assert_eq!(cancel(&scene, &scene.shop, id).await.problem(), (404, "session-unknown"));
    assert_eq!(status(&scene, &scene.shop, &"00".repeat(16), "").await.problem(), (404, "session-unknown"));
    assert_eq!(status(&scene, &scene.bank, id, "").await.text("state"), "stated");
    let request =
        axum::http::Request::get(format!("/v1/sessions/{id}")).body(axum::body::Body::empty()).unwrap();
    assert_eq!(call(&scene, None, request).await.problem(), (401, "client-certificate-missing"));
}

#[tokio::test]
async fn a_session_that_has_ended_is_not_cancelled_again() {
    let scene = Scene::new().await;
    let started = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("twice"))).await;
    let id = started.text("session");
    let statement = scene.store.statement(&id.parse().unwrap()).await.unwrap().unwrap();
    let refusal = scene.asha.refusal(id, statement.sha256, scene.now());
    crate::client::say(&scene, refusal).await;
    assert_eq!(cancel(&scene, &scene.bank, id).await.text("state"), SessionState::Refused.as_str());
}

#[tokio::test]
async fn an_expired_session_says_why_it_ended() {
    let scene = Scene::new().await;
    let started = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("slow"))).await;
    scene.clock.advance(180);
    worker::work(&scene).await;
    let ended = status(&scene, &scene.bank, started.text("session"), "").await;
    assert_eq!(ended.text("state"), "expired");
    assert_eq!(ended.body["problem"]["type"], "/problems/session-expired");
}
