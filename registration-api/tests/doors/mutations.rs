//! Random changes of every network message: no panic, no failure of ours, and nothing stored.

use test_country::Dice;

use crate::client::post;
use crate::scene::{Scene, act_of};

const MUTATIONS: u32 = 10_000;

async fn all_refused(path: &str, seed: u64, scene: &Scene, original: String) {
    let dice = Dice::new(seed);
    let commits = scene.store.commits();
    let peer = Some(&scene.officer.certificate);
    for _ in 0..MUTATIONS {
        let mutant = dice.mutate(original.as_bytes());
        let answer = post(scene, peer, path, mutant.clone()).await;
        assert!(answer.status.is_client_error(), "{}: {}", answer.status, String::from_utf8_lossy(&mutant));
        answer.problem();
    }
    assert_eq!(scene.store.commits(), commits, "nothing was stored");
    assert!(post(scene, peer, path, original).await.status.is_success(), "the original is right");
}

#[tokio::test]
async fn of_an_act() {
    let scene = Scene::new().await;
    all_refused("/v1/acts", 1, &scene, act_of(&scene.officer, 1, scene.now())).await;
}

#[tokio::test]
async fn of_an_enrolment() {
    let scene = Scene::new().await;
    let (phone, enrolment) = scene.enrolment(scene.activation);
    let original = phone.device.sign_message(&enrolment);
    all_refused("/v1/enrolments", 2, &scene, original).await;
}
