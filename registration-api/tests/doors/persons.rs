//! What officers are told of a person.

use pki_types::sha256;
use serde_json::json;
use words::act::{Role, Roles};

use crate::client::{Answer, post_json};
use crate::scene::Scene;

const PATH: &str = "/v1/persons/lookup";
const PERSON: &str = r#"{"country": "MU", "code": "DEMO-1"}"#;

async fn asked(scene: &Scene, body: &'static str) -> Answer {
    post_json(scene, Some(&scene.officer.certificate), PATH, body).await
}

async fn with_roles(scene: &Scene, roles: &[Role]) {
    let roles: Roles = roles.iter().copied().collect();
    scene.write(move |unit| Box::pin(async move { unit.set_officer_roles("officer-1", &roles).await })).await;
}

#[tokio::test]
async fn a_person_is_shown_with_the_activations_that_are_open() {
    let scene = Scene::new().await;
    let answer = asked(&scene, PERSON).await;
    assert_eq!(answer.status, 200);
    let now = scene.now().seconds();
    let activation = json!({
        "activation": scene.activation.to_string(), "state": "open", "expires_at": now + 3600, "failures": 0
    });
    let expected = json!({
        "given_name": "Anjali", "surname": "Specimen", "registered_at": now, "named_by": scene.act.to_string(),
        "devices": [], "activations": [activation]
    });
    assert_eq!(answer.json(), expected);
    // Once it is used or its time is over it is none that a phone may use.
    scene.clock.advance(3_601);
    assert_eq!(asked(&scene, PERSON).await.json()["activations"], json!([]));
    let scene = Scene::new().await;
    scene.use_activation(sha256(b"an enrolment")).await;
    assert_eq!(asked(&scene, PERSON).await.json()["activations"], json!([]));
}

#[tokio::test]
async fn only_officers_who_do_something_to_persons_look_them_up() {
    let scene = Scene::new().await;
    let nobody = post_json(&scene, None, PATH, PERSON).await;
    assert_eq!(nobody.problem(), (401, "client-certificate-missing".to_owned()));
    let stranger = scene.stranger().await;
    let stranger = post_json(&scene, Some(&stranger.certificate), PATH, PERSON).await;
    assert_eq!(stranger.problem(), (403, "not-an-officer".to_owned()));
    for (role, allowed) in
        [(Role::Registration, true), (Role::Revocation, true), (Role::Security, true), (Role::Auditor, false)]
    {
        with_roles(&scene, &[role]).await;
        let answer = asked(&scene, PERSON).await;
        assert_eq!(answer.status == 200, allowed, "{role}");
        if !allowed {
            assert_eq!(answer.problem(), (403, "officer-role".to_owned()));
            let detail = answer.json()["detail"].to_string();
            assert!(detail.contains("registration or revocation or security") && detail.contains("auditor"));
        }
    }
}

#[tokio::test]
async fn whoever_is_not_there_or_named_wrongly_is_told_without_the_code() {
    let scene = Scene::new().await;
    let answer = asked(&scene, r#"{"country": "MU", "code": "DEMO-2"}"#).await;
    assert_eq!(answer.problem(), (404, "person-not-registered".to_owned()));
    assert!(!answer.json().to_string().contains("DEMO-2"));
    for (body, status, slug) in [
        (r#"{"country": "MU", "code": "demo 2"}"#, 422, "invalid-member"),
        (r#"{"country": "MU"}"#, 422, "invalid-member"),
        (r#"{"country": "MU", "code": "DEMO-2", "all": true}"#, 422, "invalid-member"),
        ("[", 400, "malformed-json"),
    ] {
        let answer = asked(&scene, body).await;
        assert_eq!(answer.problem(), (status, slug.to_owned()), "{body}");
        assert!(!answer.json().to_string().to_lowercase().contains("demo"), "{body}");
    }
}
