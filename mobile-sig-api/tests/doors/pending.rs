//! What waits for a phone.

use pki_types::encoding::base64;

use crate::client::{cancel, poll, start};
use crate::scene::Scene;

async fn started(scene: &Scene, jti: &str) -> String {
    start(scene, &scene.bank, scene.bank.sign_request(&scene.request(jti))).await.text("session").to_owned()
}

#[tokio::test]
async fn a_phone_gets_statement_request_and_chain() {
    let scene = Scene::new().await;
    let compact = scene.bank.sign_request(&scene.request("one"));
    let session = start(&scene, &scene.bank, compact.clone()).await.text("session").to_owned();
    let answer = poll(&scene, scene.asha.poll(0, &[], scene.now())).await;
    assert_eq!(answer.status, 200);
    let sessions = answer.body["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0]["statement"], format!("statement-of-{session}"));
    assert_eq!(sessions[0]["request"], compact);
    let chain = [&scene.bank.certificate, &scene.services.certificate, &scene.root.certificate];
    assert_eq!(sessions[0]["relying_party_chain"], serde_json::json!(chain.map(|one| base64(one.der()))));
    assert_eq!(
        poll(&scene, scene.ravi.poll(0, &[], scene.now())).await.body["sessions"],
        serde_json::json!([])
    );
}

#[tokio::test]
async fn a_poll_waits_until_something_comes() {
    let scene = Scene::new().await;
    let waiting = poll(&scene, scene.asha.poll(60, &[], scene.now()));
    let (answer, session) = tokio::join!(waiting, started(&scene, "woken"));
    assert_eq!(answer.body["sessions"][0]["statement"], format!("statement-of-{session}"));
}

#[tokio::test]
async fn what_a_phone_knows_is_not_delivered_again_and_does_not_end_its_wait() {
    let scene = Scene::new().await;
    let first = started(&scene, "first").await;
    let known = poll(&scene, scene.asha.poll(0, &[&first], scene.now())).await;
    assert_eq!(known.body["sessions"], serde_json::json!([]));

    let from_the_shop = async {
        let mut request = scene.request("second");
        request.iss = "shop".to_owned();
        start(&scene, &scene.shop, scene.shop.sign_request(&request)).await.text("session").to_owned()
    };
    let waiting = poll(&scene, scene.asha.poll(60, &[&first], scene.now()));
    let (answer, second) = tokio::join!(waiting, from_the_shop);
    assert_eq!(answer.body["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(answer.body["sessions"][0]["statement"], format!("statement-of-{second}"));
}

#[tokio::test]
async fn a_session_that_is_over_waits_for_nobody() {
    let scene = Scene::new().await;
    let session = started(&scene, "over").await;
    cancel(&scene, &scene.bank, &session).await;
    assert_eq!(
        poll(&scene, scene.asha.poll(0, &[], scene.now())).await.body["sessions"],
        serde_json::json!([])
    );
}

#[tokio::test]
async fn only_a_fresh_poll_of_an_enrolled_phone_is_answered() {
    let scene = Scene::new().await;
    let now = scene.now();
    assert_eq!(poll(&scene, "a.b.c").await.problem(), (400, "message-malformed"));
    assert_eq!(
        poll(&scene, scene.asha.shown(&"00".repeat(16), pki_types::sha256(b""), now)).await.problem(),
        (400, "message-malformed")
    );
    assert_eq!(poll(&scene, scene.asha.poll(0, &[], now.minus(61))).await.problem(), (400, "poll-times"));
    assert_eq!(poll(&scene, scene.asha.poll(0, &[], now.minus(60))).await.status, 200);
    assert_eq!(poll(&scene, scene.asha.poll(0, &[], now.plus(61))).await.problem(), (400, "poll-times"));

    let mut stolen_id = scene.stolen_phone();
    assert_eq!(poll(&scene, stolen_id.poll(0, &[], now)).await.problem(), (404, "device-unknown"));
    stolen_id.device = scene.asha.device;
    assert_eq!(poll(&scene, stolen_id.poll(0, &[], now)).await.problem(), (403, "other-device"));

    let device = scene.asha.device;
    let blocked = scene.store.transaction("scene: block", move |unit| {
        Box::pin(async move { unit.block_device(&device, "phone-copied").await })
    });
    assert!(matches!(blocked.await, Ok::<bool, store::Error>(true)));
    let told = poll(&scene, scene.asha.poll(0, &[], now)).await;
    assert_eq!(told.problem(), (403, "device-blocked"));
    assert!(told.text("detail").contains("another phone with the same keys"), "whoever came first hears why");
}
