use futures_util::future::join_all;
use pki_types::Certificate;
use pki_types::encoding::base64_decode;
use serde_json::json;
use test_country::{Of, Profile, SERVICES};

use crate::client::look_up;
use crate::scene::{ASHA, Scene};

fn body(code: &str) -> String {
    json!({"country": "MU", "code": code}).to_string()
}

#[tokio::test]
async fn a_person_is_found_with_certificates_that_chain_to_the_root() {
    let scene = Scene::new().await;
    let answer = look_up(&scene, Some(&scene.bank), body(ASHA)).await;
    assert_eq!(answer.status, 200);
    let certificates = answer.body["certificates"].as_array().unwrap();
    let mut purposes: Vec<&str> = certificates.iter().map(|one| one["purpose"].as_str().unwrap()).collect();
    purposes.sort_unstable();
    assert_eq!(purposes, ["authentication", "signature"]);
    for one in certificates {
        let certificate =
            Certificate::from_der(&base64_decode(one["certificate"].as_str().unwrap()).unwrap()).unwrap();
        assert_eq!(one["certificate_id"], certificate.sha256().to_string());
        assert_eq!(one["device"], scene.asha.device.to_string());
        let chain: Vec<&str> =
            one["chain"].as_array().unwrap().iter().map(|der| der.as_str().unwrap()).collect();
        let expected =
            [&scene.citizens, &scene.root].map(|above| pki_types::encoding::base64(above.certificate.der()));
        assert_eq!(chain, expected);
    }
}

#[tokio::test]
async fn only_certificates_in_force_are_found() {
    let scene = Scene::new().await;
    scene.revoke(&scene.asha.authentication.certificate).await;
    let answer = look_up(&scene, Some(&scene.bank), body(ASHA)).await;
    assert_eq!(answer.body["certificates"].as_array().unwrap().len(), 1);
    assert_eq!(answer.body["certificates"][0]["purpose"], "signature");

    scene.revoke(&scene.asha.signature.certificate).await;
    let nobody_in_force = look_up(&scene, Some(&scene.bank), body(ASHA)).await;
    let nobody_registered = look_up(&scene, Some(&scene.bank), body("DEMO-99")).await;
    assert_eq!(nobody_in_force.problem(), (404, "person-unknown"));
    assert_eq!(nobody_in_force.body, nobody_registered.body, "they must not be told apart");
}

#[tokio::test]
async fn who_looks_up_in_vain_too_often_must_stop_for_some_minutes() {
    let scene = Scene::without_worker(|config| config.vain_lookups_in_ten_minutes = 2).await;
    for code in ["DEMO-98", "DEMO-99"] {
        assert_eq!(look_up(&scene, Some(&scene.bank), body(code)).await.problem(), (404, "person-unknown"));
    }
    let refused = look_up(&scene, Some(&scene.bank), body(ASHA)).await;
    assert_eq!(refused.problem(), (429, "too-many-vain-lookups"));
    assert_eq!(refused.headers["retry-after"], "600", "the scene begins with a full hour");
    assert_eq!(look_up(&scene, Some(&scene.shop), body(ASHA)).await.status, 200);
    scene.clock.advance(600);
    assert_eq!(look_up(&scene, Some(&scene.bank), body(ASHA)).await.status, 200);
}

#[tokio::test]
async fn a_typing_error_a_minute_stops_no_honest_service() {
    let scene = Scene::without_worker(|_| {}).await;
    for _ in 0..120 {
        assert_eq!(
            look_up(&scene, Some(&scene.bank), body("DEMO-98")).await.problem(),
            (404, "person-unknown")
        );
        assert_eq!(look_up(&scene, Some(&scene.bank), body(ASHA)).await.status, 200);
        scene.clock.advance(60);
    }
}

/// However many are asked at once, and by whichever process: the answers tell as little as one after the other.
#[tokio::test]
async fn look_ups_that_race_and_a_restart_win_no_guesses() {
    let mut scene = Scene::without_worker(|config| config.vain_lookups_in_ten_minutes = 3).await;
    let guesses = (0..20).map(|number| format!("DEMO-{}", 50 + number));
    let asked = guesses.map(|code| look_up(&scene, Some(&scene.bank), body(&code)));
    let answers = join_all(asked).await;
    let told = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((told(404), told(429)), (3, 17));

    scene.restart(|config| config.vain_lookups_in_ten_minutes = 3);
    let refused = look_up(&scene, Some(&scene.bank), body(ASHA)).await;
    assert_eq!(refused.problem(), (429, "too-many-vain-lookups"), "another process counts on");
    assert_eq!(look_up(&scene, Some(&scene.shop), body(ASHA)).await.status, 200);
}

#[tokio::test]
async fn a_body_that_is_not_a_look_up_names_its_fault() {
    let scene = Scene::new().await;
    for (body, status, slug, field) in [
        ("", 400, "malformed-json", None),
        (r#"{"country":"MU","code":"DEMO-1""#, 400, "malformed-json", None),
        (r#"{"country":"MU","country":"MU","code":"DEMO-1"}"#, 400, "malformed-json", None),
        (r#"{"country":"MU"}"#, 422, "invalid-member", Some("code")),
        (r#"{"country":"MU","code":7}"#, 422, "invalid-member", Some("code")),
        (r#"{"country":"MU","code":"demo 1"}"#, 422, "invalid-member", Some("code")),
        (r#"{"country":"MU","code":"DEMO-1","name":"x"}"#, 422, "invalid-member", Some("name")),
    ] {
        let answer = look_up(&scene, Some(&scene.bank), body).await;
        assert_eq!(answer.problem(), (status, slug), "{body}");
        assert_eq!(answer.body.get("field").and_then(|field| field.as_str()), field, "{body}");
    }
}

#[tokio::test]
async fn only_registered_relying_parties_in_force_look_up() {
    let scene = Scene::new().await;
    let asha = body(ASHA);
    assert_eq!(look_up(&scene, None, asha.clone()).await.problem(), (401, "client-certificate-missing"));

    let stranger = scene.issue(SERVICES, Profile::RelyingParty, "stranger", Of::default()).await;
    assert_eq!(
        look_up(&scene, Some(&stranger), asha.clone()).await.problem(),
        (403, "relying-party-not-registered")
    );

    scene.revoke(&scene.bank.certificate).await;
    assert_eq!(
        look_up(&scene, Some(&scene.bank), asha.clone()).await.problem(),
        (403, "relying-party-certificate")
    );

    let ended = scene.store.transaction("scene: end", |unit| Box::pin(unit.end_relying_party("shop"))).await;
    assert!(matches!(ended, Ok::<bool, store::Error>(true)));
    assert_eq!(
        look_up(&scene, Some(&scene.shop), asha).await.problem(),
        (403, "relying-party-not-registered")
    );
}
