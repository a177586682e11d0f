//! What a phone says about a session.

use pki_types::{Sha256Digest, sha256};

use crate::client::{cancel, say, start, status};
use crate::scene::Scene;

/// A stated session of Asha, and the hash of its statement.
async fn stated(scene: &Scene) -> (String, Sha256Digest) {
    let session = start(scene, &scene.bank, scene.bank.sign_request(&scene.request("one")))
        .await
        .text("session")
        .to_owned();
    let statement = scene.store.statement(&session.parse().unwrap()).await.unwrap().unwrap();
    (session, statement.sha256)
}

#[tokio::test]
async fn each_message_gets_its_reply() {
    let scene = Scene::new().await;
    let (session, statement) = stated(&scene).await;
    let now = scene.now();
    let shown = say(&scene, scene.asha.shown(&session, statement, now)).await;
    assert_eq!((shown.status.as_u16(), shown.text("state")), (200, "shown"));
    assert_eq!(status(&scene, &scene.bank, &session, "").await.text("state"), "shown");
    let unlock = say(&scene, scene.asha.unlock(&session, now)).await;
    assert_eq!(unlock.text("reply"), "a.b.c.d.e");
    let answer = say(&scene, scene.asha.answer(&session, statement, now)).await;
    assert_eq!(answer.text("state"), "completed");
}

#[tokio::test]
async fn the_same_message_again_gets_the_same_reply_and_counts_nothing() {
    let scene = Scene::new().await;
    let (session, statement) = stated(&scene).await;
    let refusal = scene.asha.refusal(&session, statement, scene.now());
    let first = say(&scene, refusal.clone()).await;
    // The worker may still be noting that its job is done, so what is compared is what a message could have changed.
    let id = session.parse().unwrap();
    let messages = scene.store.messages_of_session(&id).await.unwrap().len();
    let leaves = scene.store.leaf_count().await.unwrap();
    scene.clock.advance(10_000);
    let second = say(&scene, refusal).await;
    assert_eq!((first.status, &first.body), (second.status, &second.body));
    assert_eq!(scene.store.messages_of_session(&id).await.unwrap().len(), messages);
    assert_eq!(scene.store.leaf_count().await.unwrap(), leaves);
}

#[tokio::test]
async fn a_message_that_is_not_decided_yet_is_accepted() {
    let scene = Scene::without_worker(|config| config.reply_seconds = 0).await;
    let started = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("one"))).await;
    let session = started.text("session");
    crate::worker::work(&scene).await;
    let statement = scene.store.statement(&session.parse().unwrap()).await.unwrap().unwrap().sha256;
    let message = scene.asha.refusal(session, statement, scene.now());
    let accepted = say(&scene, message.clone()).await;
    assert_eq!(
        (accepted.status.as_u16(), accepted.text("message")),
        (202, sha256(message.as_bytes()).to_string().as_str())
    );
    crate::worker::work(&scene).await;
    assert_eq!(say(&scene, message).await.status, 200);
}

/// That it is shown is no decision: the door says so itself, whether or not a worker runs, and whatever has come since.
#[tokio::test]
async fn that_a_request_is_shown_waits_for_nobody() {
    let scene = Scene::without_worker(|_| {}).await;
    let started = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("one"))).await;
    let session = started.text("session").to_owned();
    crate::worker::work(&scene).await;
    let statement = scene.store.statement(&session.parse().unwrap()).await.unwrap().unwrap().sha256;
    let message = scene.asha.shown(&session, statement, scene.now());
    let jobs = scene.store.due_jobs(scene.now(), 100).await.unwrap().len();
    assert_eq!(say(&scene, message.clone()).await.text("state"), "shown");
    assert_eq!(status(&scene, &scene.bank, &session, "").await.text("state"), "shown");
    assert_eq!(
        scene.store.due_jobs(scene.now(), 100).await.unwrap().len(),
        jobs,
        "there is nothing to decide"
    );
    scene.clock.advance(180);
    crate::worker::work(&scene).await;
    assert_eq!(status(&scene, &scene.bank, &session, "").await.text("state"), "expired");
    assert_eq!(say(&scene, message).await.text("state"), "shown", "the same bytes get the same answer");
}

#[tokio::test]
async fn each_fault_of_a_message_has_its_answer_and_stores_nothing() {
    let scene = Scene::new().await;
    let (session, statement) = stated(&scene).await;
    let now = scene.now();
    let commits = scene.store.commits();
    let refused = async |compact: String, expected: (u16, &str)| {
        assert_eq!(say(&scene, compact).await.problem(), expected);
    };
    refused("a.b.c".to_owned(), (400, "message-malformed")).await;
    refused(scene.asha.poll(0, &[], now), (400, "message-malformed")).await;
    refused(scene.bank.sign_request(&scene.request("two")), (400, "message-malformed")).await;
    refused(scene.asha.shown(&"00".repeat(16), statement, now), (404, "session-unknown")).await;
    refused(scene.asha.shown(&session, sha256(b"another"), now), (409, "other-statement")).await;
    refused(scene.asha.answer(&session, sha256(b"another"), now), (409, "other-statement")).await;
    refused(scene.asha.refusal(&session, sha256(b"another"), now), (409, "other-statement")).await;
    refused(scene.ravi.refusal(&session, statement, now), (404, "session-unknown")).await;
    refused(scene.ravi.unlock(&session, now), (404, "session-unknown")).await;

    let mut stolen_id = scene.stolen_phone();
    refused(stolen_id.unlock(&session, now), (404, "device-unknown")).await;
    stolen_id.device = scene.asha.device;
    refused(stolen_id.unlock(&session, now), (403, "other-device")).await;
    refused(stolen_id.shown(&session, statement, now), (403, "other-device")).await;
    assert_eq!(scene.store.commits(), commits, "nothing was stored");
}

#[tokio::test]
async fn a_session_that_is_over_or_expired_takes_no_message() {
    let scene = Scene::new().await;
    let (session, statement) = stated(&scene).await;
    cancel(&scene, &scene.bank, &session).await;
    let over = say(&scene, scene.asha.answer(&session, statement, scene.now())).await;
    assert_eq!((over.problem(), over.text("state")), ((409, "session-over"), "cancelled"));

    let late = Scene::without_worker(|_| {}).await;
    let started = start(&late, &late.bank, late.bank.sign_request(&late.request("late"))).await;
    let session = started.text("session").to_owned();
    let unstated = late.asha.unlock(&session, late.now());
    assert_eq!(say(&late, unstated).await.problem(), (404, "session-unknown"));
    crate::worker::work(&late).await;
    late.clock.advance(180);
    let expired = say(&late, late.asha.unlock(&session, late.now())).await;
    assert_eq!(expired.problem(), (410, "session-expired"));
}

#[tokio::test]
async fn a_phone_cannot_fill_the_store() {
    let scene = Scene::new().await;
    let (session, statement) = stated(&scene).await;
    for _ in 0..12 {
        assert_eq!(say(&scene, scene.asha.shown(&session, statement, scene.now())).await.status, 200);
        // Later, so that it is another message.
        scene.clock.advance(1);
    }
    let more = say(&scene, scene.asha.shown(&session, statement, scene.now())).await;
    assert_eq!(more.problem(), (429, "too-many-messages"));
}
