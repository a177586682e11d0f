//! A relying party that starts and gives up again and again: few prompts reach the phone, the pauses grow, and nobody else
//! is held up.

use greatseal::doctor::{Extent, examine};
use greatseal::parts::Parts;
use phone_protocol::RefusalReason;
use pki_types::{Clock, SystemRandom, sha256};
use relying_party::Content;
use serde_json::Value;
use words::Purpose;

use crate::testbed::scene::{Holder, Scene, right_pin};
use crate::testbed::wire::problem;
use crate::testbed::{ADA, Founded};

/// Starts a session: its id, or the problem and for how many seconds the relying party is to wait.
async fn start(scene: &Scene, party: usize, holder: &Holder) -> Result<String, (String, i64)> {
    let person = scene.looked_up(&holder.name, Purpose::Signature).await;
    let client = scene.party(party);
    let request = client.request(&person, &Content::digest(sha256(b"a document")), "Sign").unwrap();
    let request = request.compact().to_owned();
    let url = format!("{}/v1/sessions", scene.testbed.country.relying_party_api);
    let sent = client.client.post(url).header("content-type", "application/jose").body(request).send().await;
    let response = sent.expect("the API answers");
    if response.status() == 201 {
        let body: Value = response.json().await.unwrap();
        return Ok(body["session"].as_str().unwrap().to_owned());
    }
    let header = response.headers()["retry-after"].to_str().unwrap().parse::<i64>().unwrap();
    let (status, slug, body) = problem(response).await;
    assert_eq!(status, 429, "{body}");
    let until = body["retry_after"].as_i64().expect("it is told when to ask again");
    assert_eq!(until - scene.clock.now().seconds(), header, "both say the same");
    Err((slug, header))
}

async fn cancel(scene: &Scene, party: usize, session: &str) -> Value {
    let url = format!("{}/v1/sessions/{session}", scene.testbed.country.relying_party_api);
    let sent = scene.party(party).client.delete(url).send().await.expect("the API answers");
    sent.json().await.expect("a session is JSON")
}

fn too_often(seconds: i64) -> Result<String, (String, i64)> {
    Err(("asked-too-often".to_owned(), seconds))
}

async fn a_loop_reaches_the_phone_once(scene: &Scene, ada: &mut Holder) {
    let mut prompts = 0;
    for _ in 0..40 {
        match start(scene, 0, ada).await {
            Ok(session) => {
                prompts += 1;
                let ended = cancel(scene, 0, &session).await;
                assert_eq!(ended["state"], "cancelled");
                assert_eq!(ended["retry_after"], scene.clock.now().plus(10).seconds());
            }
            Err(refused) => assert_eq!(refused, ("asked-too-often".to_owned(), 10)),
        }
    }
    assert_eq!(prompts, 1);
    // Whoever waits as it is told puts three before the person in five minutes.
    let began = scene.clock.now();
    scene.clock.set(began.plus(10));
    for (at, pause) in [(10, 60), (70, 300)] {
        scene.clock.set(began.plus(at));
        let session = start(scene, 0, ada).await.expect("the pause is over");
        cancel(scene, 0, &session).await;
        assert_eq!(start(scene, 0, ada).await, too_often(pause));
    }
}

async fn nobody_else_is_held_up(scene: &Scene, ada: &mut Holder, bea: &Holder) {
    let before = scene.census().await;
    assert_eq!(start(scene, 0, ada).await, too_often(300));
    assert_eq!(scene.census().await, before, "a request that is refused is not stored");
    let theirs = start(scene, 1, ada).await.expect("another relying party reaches the person");
    let session = ada.waiting(1).await.remove(0);
    ada.try_to_sign(&session, &right_pin()).await.unwrap();
    assert_eq!(scene.session(1, &theirs).await["state"], "completed");
    let others = start(scene, 0, bea).await.expect("the relying party reaches another person");
    assert_eq!(cancel(scene, 0, &others).await["state"], "cancelled");
}

/// What an operator sees of it.
async fn the_doctor_tells(scene: &Scene) {
    let config = scene.testbed.founded.data().join("greatseal.toml");
    let report = examine(&config, Parts::ALL, Extent::default(), &scene.clock, &SystemRandom).await;
    let finding =
        report.findings.iter().find(|finding| finding.subject == "prompts").expect("it was looked at");
    assert!(
        finding.found.starts_with("2 pauses") && finding.found.contains("for 2 persons"),
        "{}",
        finding.found
    );
}

async fn completed_ends_the_row_and_counts_in_the_rate(scene: &Scene, ada: &mut Holder) {
    scene.clock.advance(300);
    for _ in 0..3 {
        let id = start(scene, 0, ada).await.expect("the pause is over");
        let session = ada.waiting(1).await.remove(0);
        ada.try_to_sign(&session, &right_pin()).await.unwrap();
        assert_eq!(scene.session(0, &id).await["retry_after"], Value::Null);
    }
    assert_eq!(start(scene, 0, ada).await, too_often(300));
    scene.clock.advance(300);
    start(scene, 0, ada).await.expect("five minutes are over");
    let session = ada.waiting(1).await.remove(0);
    ada.phone.refuse(&session, RefusalReason::NotMine).await.unwrap();
    assert_eq!(start(scene, 0, ada).await, too_often(10), "the first in vain since then");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relying_party_cannot_flood_a_person_with_prompts() {
    let scene = Scene::start_in(Founded::with_pauses().await).await;
    let mut ada = scene.enrolled(ADA).await;
    let bea = scene.enrolled("MU-T0102800000012").await;
    a_loop_reaches_the_phone_once(&scene, &mut ada).await;
    nobody_else_is_held_up(&scene, &mut ada, &bea).await;
    the_doctor_tells(&scene).await;
    // Nor by a restart of the service.
    let scene = scene.restarted(async |_| {}).await;
    assert_eq!(start(&scene, 0, &ada).await, too_often(300));
    completed_ends_the_row_and_counts_in_the_rate(&scene, &mut ada).await;
    scene.stop().await;
}
