//! What anybody may send is bounded, for each activation and for each address; and officers see what became of an
//! activation.

use pki_types::sha256;
use words::ActivationId;

use crate::client::{Answer, get, post, post_from};
use crate::scene::Scene;

const HERE: &str = "192.0.2.1";
const ELSEWHERE: &str = "192.0.2.2";

/// An enrolment of a new phone for this activation.
fn enrolment(scene: &Scene, activation: ActivationId) -> String {
    let (phone, enrolment) = scene.enrolment(activation);
    phone.device.sign_message(&enrolment)
}

fn retry_after(answer: &Answer) -> i64 {
    answer.headers["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_activation_takes_so_many_enrolments_within_an_hour() {
    let scene = Scene::new().await;
    let first = enrolment(&scene, scene.activation);
    assert_eq!(post(&scene, None, "/v1/enrolments", first.clone()).await.status, 202);
    scene.clock.advance(600);
    for _ in 1..20 {
        let taken = post(&scene, None, "/v1/enrolments", enrolment(&scene, scene.activation)).await;
        assert_eq!(taken.status, 202);
    }
    let refused = post(&scene, None, "/v1/enrolments", enrolment(&scene, scene.activation)).await;
    assert_eq!((refused.problem(), retry_after(&refused)), ((429, "too-many-enrolments".to_owned()), 3_000));
    let again = post(&scene, None, "/v1/enrolments", first).await;
    assert_eq!(again.status, 202, "the same bytes are no new enrolment");
    scene.clock.advance(2_999);
    let late = enrolment(&scene, scene.activation);
    assert_eq!(post(&scene, None, "/v1/enrolments", late.clone()).await.problem().0, 429);
    scene.clock.advance(1);
    assert_eq!(post(&scene, None, "/v1/enrolments", late).await.status, 202);
}

#[tokio::test]
async fn an_address_that_sent_too_much_in_vain_is_heard_only_about_what_can_be_used() {
    let scene = Scene::new().await;
    let commits = scene.store.commits();
    let unknown = enrolment(&scene, ActivationId::from_bytes([8; 16]));
    for _ in 0..100 {
        let answer = post_from(&scene, HERE, "/v1/enrolments", unknown.clone()).await;
        assert_eq!(answer.problem(), (404, "activation-unknown".to_owned()));
    }
    for body in [unknown.clone(), "a.b".to_owned()] {
        let answer = post_from(&scene, HERE, "/v1/enrolments", body).await;
        // The hour of the clock began at noon, as the scene did.
        assert_eq!(
            (answer.problem(), retry_after(&answer)),
            ((429, "too-many-enrolments".to_owned()), 3_600)
        );
    }
    let elsewhere = post_from(&scene, ELSEWHERE, "/v1/enrolments", unknown.clone()).await;
    assert_eq!(elsewhere.problem().0, 404, "others are not held up");
    assert_eq!(
        scene.store.commits(),
        commits + 101,
        "nothing was stored but what was counted within the limit"
    );

    // Neighbours behind the same address enrol all the same.
    let good = post_from(&scene, HERE, "/v1/enrolments", enrolment(&scene, scene.activation)).await;
    assert_eq!(good.status, 202);
    scene.clock.advance(3_600);
    let answer = post_from(&scene, HERE, "/v1/enrolments", unknown).await;
    assert_eq!(answer.problem().0, 404, "another hour");
}

/// Ends the activation of the scene, as the worker does.
async fn end_activation(scene: &Scene) {
    let id = scene.activation;
    scene
        .write(move |unit| Box::pin(async move { unit.count_activation_failure(&id, 1).await.map(drop) }))
        .await;
}

#[tokio::test]
async fn an_activation_that_has_ended_takes_nothing_and_the_officer_sees_why() {
    let scene = Scene::new().await;
    let path = format!("/v1/activations/{}", scene.activation);
    let officer = Some(&scene.officer.certificate);
    let open = get(&scene, officer, &path).await.json();
    assert_eq!((&open["state"], &open["failures"], open.get("why")), (&"open".into(), &0.into(), None));
    assert_eq!(open["expires_at"], scene.now().plus(3_600).seconds());

    end_activation(&scene).await;
    let commits = scene.store.commits();
    let refused = post(&scene, None, "/v1/enrolments", enrolment(&scene, scene.activation)).await;
    assert_eq!(refused.problem(), (410, "activation-ended".to_owned()));
    assert_eq!(scene.store.commits(), commits, "nothing was stored");
    let ended = get(&scene, Some(&scene.colleague.certificate), &path).await.json();
    assert_eq!((&ended["state"], &ended["failures"]), (&"ended".into(), &1.into()));
    assert_eq!(ended["ended_at"], scene.now().seconds());
    assert!(ended["why"].as_str().unwrap().contains("did not know its secret"), "{ended}");
}

#[tokio::test]
async fn officers_alone_see_how_an_activation_stands() {
    let scene = Scene::new().await;
    let path = format!("/v1/activations/{}", scene.activation);
    assert_eq!(get(&scene, None, &path).await.problem(), (401, "client-certificate-missing".to_owned()));
    let stranger = scene.stranger().await;
    assert_eq!(
        get(&scene, Some(&stranger.certificate), &path).await.problem(),
        (403, "not-an-officer".to_owned())
    );
    let officer = Some(&scene.officer.certificate);
    let unknown = format!("/v1/activations/{}", "08".repeat(16));
    assert_eq!(get(&scene, officer, &unknown).await.problem(), (404, "activation-unknown".to_owned()));

    // Used by an enrolment that is there, or by the leaf of a restore.
    scene.use_activation(sha256(b"the leaf of a restore")).await;
    assert_eq!(get(&scene, officer, &path).await.json()["state"], "void");
    let scene = Scene::new().await;
    let compact = enrolment(&scene, scene.activation);
    post(&scene, None, "/v1/enrolments", compact.clone()).await;
    scene.use_activation(sha256(compact.as_bytes())).await;
    let officer = Some(&scene.officer.certificate);
    assert_eq!(get(&scene, officer, &path).await.json()["state"], "used");
    let scene = Scene::new().await;
    scene.clock.advance(3_601);
    let officer = Some(&scene.officer.certificate);
    assert_eq!(get(&scene, officer, &path).await.json()["state"], "expired");
}
