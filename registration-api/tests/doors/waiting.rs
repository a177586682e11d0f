//! What waits for another officer, as the doors tell it.

use pki_types::{Sha256Digest, sha256};
use store::PendingOutcome;
use store::Verdict;
use test_country::rows::{leaf, pending_act};
use words::act::Role;

use crate::client::{get, post};
use crate::scene::{Scene, act_of};

/// The worker has an act wait.
async fn wait(scene: &Scene, act: Sha256Digest) {
    let pending = pending_act(act, "officer-1", scene.now());
    scene
        .write(move |unit| Box::pin(async move { unit.insert_pending_act(&pending, &leaf("waits")).await }))
        .await;
}

#[tokio::test]
async fn an_act_that_waits_says_for_what_and_until_when() {
    let scene = Scene::patient(30).await;
    let act = act_of(&scene.officer, 1, scene.now());
    let hash = sha256(act.as_bytes());
    // The door answers as soon as it waits, not when its patience is over.
    let sent = post(&scene, Some(&scene.officer.certificate), "/v1/acts", act.clone());
    let later = async {
        while scene.store.act(&hash).await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        wait(&scene, hash).await;
    };
    let (answer, ()) = tokio::join!(sent, later);
    assert_eq!(answer.status, 202);
    let until = scene.now().plus(86_400).seconds();
    let expected = serde_json::json!({
        "request": hash.to_string(),
        "location": format!("/v1/acts/{hash}"),
        "waits": { "missing": 1, "role": "security", "until": until }
    });
    assert_eq!(answer.json(), expected);
    let place = format!("/v1/acts/{hash}");
    assert_eq!(get(&scene, Some(&scene.officer.certificate), &place).await.json(), expected);
    // Another officer finds it in the list, with what was signed.
    let listed = get(&scene, Some(&scene.colleague.certificate), "/v1/waiting-acts").await;
    assert_eq!(listed.status, 200);
    let listed = listed.json();
    let [only] = listed["acts"].as_array().unwrap().as_slice() else { panic!("{listed}") };
    assert_eq!(
        (&only["act"], &only["officer"], &only["missing"]),
        (&act.into(), &"officer-1".into(), &1.into())
    );
    assert_eq!(only["act_sha256"], hash.to_string());
    // A day later it is over, also before the worker has said so.
    scene.clock.advance(86_401);
    let over = get(&scene, Some(&scene.officer.certificate), &place).await;
    assert_eq!(over.problem(), (410, "act-expired".to_owned()));
    let listed = get(&scene, Some(&scene.colleague.certificate), "/v1/waiting-acts").await.json();
    assert!(listed["acts"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn what_waits_is_for_security_officers_and_auditors() {
    let scene = Scene::new().await;
    for (roles, status) in [
        (&[Role::Registration][..], 403),
        (&[Role::Registration, Role::Revocation], 403),
        (&[Role::Auditor], 200),
        (&[Role::Security], 200),
    ] {
        let roles = roles.iter().copied().collect();
        scene
            .write(move |unit| Box::pin(async move { unit.set_officer_roles("officer-1", &roles).await }))
            .await;
        let answer = get(&scene, Some(&scene.officer.certificate), "/v1/waiting-acts").await;
        assert_eq!(answer.status, status);
        if status == 403 {
            assert_eq!(answer.problem(), (403, "officer-role".to_owned()));
        }
    }
    assert_eq!(get(&scene, None, "/v1/waiting-acts").await.problem().0, 401);
}

#[tokio::test]
async fn an_act_that_was_answered_does_not_wait() {
    let scene = Scene::new().await;
    let act = act_of(&scene.officer, 1, scene.now());
    let hash = sha256(act.as_bytes());
    post(&scene, Some(&scene.officer.certificate), "/v1/acts", act.clone()).await;
    wait(&scene, hash).await;
    let end = scene.write(move |unit| {
        Box::pin(async move { unit.end_pending_act(&hash, PendingOutcome::Performed).await })
    });
    assert!(end.await);
    scene.reply(hash, Verdict::Done, "{}").await;
    let answer = post(&scene, Some(&scene.officer.certificate), "/v1/acts", act).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_slice()), (200, b"{}".as_slice()));
}
