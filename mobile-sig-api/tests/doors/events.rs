//! A phone that listens hears when something waits.

use std::time::{Duration, Instant};

use axum::body::{Body, BodyDataStream};
use axum::http::Response;
use futures_util::StreamExt;

use crate::client::{listen, poll, refused_to_listen, start};
use crate::scene::Scene;

/// How soon a phone must hear.
const SOON: Duration = Duration::from_millis(250);

async fn started(scene: &Scene, jti: &str) {
    start(scene, &scene.bank, scene.bank.sign_request(&scene.request(jti))).await.text("session");
}

/// What an answer goes on to say.
fn said(events: Response<Body>) -> BodyDataStream {
    events.into_body().into_data_stream()
}

/// What is said next, and when.
async fn next(events: &mut BodyDataStream) -> (String, Instant) {
    let part = events.next().await.expect("the answer is open").unwrap();
    (String::from_utf8(part.to_vec()).unwrap(), Instant::now())
}

#[tokio::test]
async fn what_comes_is_said_at_once_and_once() {
    let scene = Scene::new().await;
    let events = listen(&scene, scene.asha.poll(0, &[], scene.now())).await;
    assert_eq!(
        (events.status().as_u16(), events.headers()["content-type"].to_str().unwrap()),
        (200, "text/event-stream")
    );
    let mut events = said(events);
    let coming = async {
        started(&scene, "one").await;
        Instant::now()
    };
    let ((event, heard), begun) = tokio::join!(next(&mut events), coming);
    assert_eq!(event, "data: waits\n\n");
    assert!(heard.saturating_duration_since(begun) < SOON, "{:?}", heard.saturating_duration_since(begun));
    let silence = tokio::time::timeout(Duration::from_secs(1), next(&mut events)).await;
    assert!(silence.is_err(), "it is told once: {silence:?}");
}

#[tokio::test]
async fn what_waits_already_or_is_known_is_told_as_by_a_poll() {
    let scene = Scene::new().await;
    let session = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("one")))
        .await
        .text("session")
        .to_owned();
    let (event, _) = next(&mut said(listen(&scene, scene.asha.poll(0, &[], scene.now())).await)).await;
    assert_eq!(event, "data: waits\n\n");
    let mut knows = said(listen(&scene, scene.asha.poll(0, &[&session], scene.now())).await);
    assert!(tokio::time::timeout(Duration::from_secs(1), next(&mut knows)).await.is_err());
    let mut other = said(listen(&scene, scene.ravi.poll(0, &[], scene.now())).await);
    assert!(tokio::time::timeout(Duration::from_secs(1), next(&mut other)).await.is_err(), "it is another's");
}

#[tokio::test]
async fn only_a_fresh_poll_of_an_enrolled_phone_listens() {
    let scene = Scene::new().await;
    let now = scene.now();
    assert_eq!(refused_to_listen(&scene, "a.b.c").await.problem(), (400, "message-malformed"));
    assert_eq!(
        refused_to_listen(&scene, scene.asha.poll(0, &[], now.minus(61))).await.problem(),
        (400, "poll-times")
    );
    let mut stolen_id = scene.stolen_phone();
    assert_eq!(
        refused_to_listen(&scene, stolen_id.poll(0, &[], now)).await.problem(),
        (404, "device-unknown")
    );
    stolen_id.device = scene.asha.device;
    assert_eq!(refused_to_listen(&scene, stolen_id.poll(0, &[], now)).await.problem(), (403, "other-device"));
}

#[tokio::test]
async fn who_listens_anew_takes_the_place_of_the_one_before() {
    let scene = Scene::new().await;
    let poll = scene.asha.poll(0, &[], scene.now());
    let mut before = said(listen(&scene, poll.clone()).await);
    let mut other = said(listen(&scene, scene.ravi.poll(0, &[], scene.now())).await);
    // The first is under way when the second comes.
    assert!(tokio::time::timeout(Duration::from_millis(100), next(&mut before)).await.is_err());
    let mut now = said(listen(&scene, poll).await);
    assert!(before.next().await.is_none(), "it ends");
    started(&scene, "one").await;
    assert_eq!(next(&mut now).await.0, "data: waits\n\n");
    assert!(tokio::time::timeout(Duration::from_millis(100), next(&mut other)).await.is_err(), "it goes on");
}

#[tokio::test]
async fn who_is_ended_while_it_listens_or_waits_is_told_at_once() {
    let scene = Scene::new().await;
    let mut events = said(listen(&scene, scene.asha.poll(0, &[], scene.now())).await);
    let mut other = said(listen(&scene, scene.ravi.poll(0, &[], scene.now())).await);
    // One certificate of two is revoked: the phone goes on.
    scene.revoke(&scene.asha.authentication.certificate).await;
    let told = scene.tell_of_an_end(scene.asha.device);
    let (silence, ()) =
        tokio::join!(tokio::time::timeout(Duration::from_millis(300), next(&mut events)), told);
    assert!(silence.is_err(), "it goes on: {silence:?}");

    let ending = async {
        // The poll is under way when the rest is revoked.
        tokio::time::sleep(Duration::from_millis(100)).await;
        scene.revoke(&scene.asha.signature.certificate).await;
        scene.tell_of_an_end(scene.asha.device).await;
        Instant::now()
    };
    let waiting = async {
        let answer = poll(&scene, scene.asha.poll(60, &[], scene.now())).await;
        (answer, Instant::now())
    };
    let listening = async { (events.next().await.is_none(), Instant::now()) };
    let ((answer, answered), (is_over, heard), ended) = tokio::join!(waiting, listening, ending);
    assert_eq!(answer.problem(), (403, "device-ended"));
    assert!(is_over, "the answer ends");
    for at in [answered, heard] {
        assert!(at.saturating_duration_since(ended) < SOON, "{:?}", at.saturating_duration_since(ended));
    }
    assert_eq!(
        refused_to_listen(&scene, scene.asha.poll(0, &[], scene.now())).await.problem(),
        (403, "device-ended")
    );
    assert!(tokio::time::timeout(Duration::from_millis(100), next(&mut other)).await.is_err(), "it goes on");
}
