//! Random changes of every network message: no panic, no failure of ours, and nothing stored.

use pki_types::Sha256Digest;
use pki_types::jws::{JwsHeader, jws_assemble, jws_signing_input};
use serde_json::Value;
use test_country::{Dice, Key};

use crate::client::{Answer, look_up, poll, say, start};
use crate::scene::Scene;

const MUTATIONS: u32 = 10_000;

/// Sends 10,000 mutants; every one of them is refused, and the store stays as it was.
async fn all_refused<'s, F, A>(scene: &'s Scene, seed: u64, original: &[u8], send: F)
where
    F: Fn(&'s Scene, Vec<u8>) -> A,
    A: Future<Output = Answer>,
{
    let dice = Dice::new(seed);
    let commits = scene.store.commits();
    for _ in 0..MUTATIONS {
        let mutant = dice.mutate(original);
        let answer = send(scene, mutant.clone()).await;
        assert!(answer.status.is_client_error(), "{}: {}", answer.status, String::from_utf8_lossy(&mutant));
        answer.problem();
    }
    assert_eq!(scene.store.commits(), commits, "nothing was stored");
    let answer = send(scene, original.to_vec()).await;
    assert!(answer.status.is_success(), "the original is right: {}", answer.body);
}

async fn stated(scene: &Scene) -> (String, Sha256Digest) {
    let session = start(scene, &scene.bank, scene.bank.sign_request(&scene.request("one")))
        .await
        .text("session")
        .to_owned();
    let statement = scene.store.statement(&session.parse().unwrap()).await.unwrap().unwrap();
    (session, statement.sha256)
}

#[tokio::test]
async fn of_a_request() {
    let scene = Scene::new().await;
    let original = scene.bank.sign_request(&scene.request("mutant"));
    all_refused(&scene, 1, original.as_bytes(), |scene, mutant| start(scene, &scene.bank, mutant)).await;
}

#[tokio::test]
async fn of_a_look_up() {
    let scene = Scene::without_worker(|config| config.vain_lookups_in_ten_minutes = u32::MAX).await;
    let original = br#"{"country":"MU","code":"DEMO-1"}"#;
    let dice = Dice::new(2);
    let (commits, mut vain) = (scene.store.commits(), 0);
    for _ in 0..MUTATIONS {
        let mutant = dice.mutate(original);
        let answer = look_up(&scene, Some(&scene.bank), mutant).await;
        // White space, another order or the code of the other person are look-ups too.
        assert!(answer.status.is_client_error() || answer.status == 200, "{}", answer.body);
        vain += u64::from(answer.status == 404);
    }
    assert_eq!(
        scene.store.commits(),
        commits + vain,
        "what found nobody was counted, and nothing else written"
    );
}

#[tokio::test]
async fn of_a_poll() {
    let scene = Scene::new().await;
    let original = scene.asha.poll(0, &[&"00".repeat(16)], scene.now());
    all_refused(&scene, 3, original.as_bytes(), poll).await;
}

#[tokio::test]
async fn of_shown_and_refusal() {
    let scene = Scene::new().await;
    let (session, statement) = stated(&scene).await;
    let shown = scene.asha.shown(&session, statement, scene.now());
    all_refused(&scene, 4, shown.as_bytes(), say).await;
    let refusal = scene.asha.refusal(&session, statement, scene.now());
    all_refused(&scene, 5, refusal.as_bytes(), say).await;
}

#[tokio::test]
async fn of_unlock_and_answer() {
    let scene = Scene::new().await;
    let (session, statement) = stated(&scene).await;
    let unlock = scene.asha.unlock(&session, scene.now());
    all_refused(&scene, 6, unlock.as_bytes(), say).await;
    let answer = scene.asha.answer(&session, statement, scene.now());
    all_refused(&scene, 7, answer.as_bytes(), say).await;
}

/// Mutants whose signature is right, as only a registered sender could make them: they may be taken where they are
/// still right, but they break nothing.
#[tokio::test]
async fn of_what_is_signed() {
    let scene = Scene::new().await;
    let (session, statement) = stated(&scene).await;
    let (now, dice) = (scene.now(), Dice::new(8));
    let bank = JwsHeader::with_chain("sign-request+jwt", std::slice::from_ref(&scene.bank.certificate));
    let requests = payload(&scene.bank.sign_request(&scene.request("signed")));
    let messages = [
        ("sign-pending+jwt", payload(&scene.asha.poll(0, &[&session], now))),
        ("sign-shown+jwt", payload(&scene.asha.shown(&session, statement, now))),
        ("sign-unlock+jwt", payload(&scene.asha.unlock(&session, now))),
        ("sign-answer+jwt", payload(&scene.asha.answer(&session, statement, now))),
        ("sign-refusal+jwt", payload(&scene.asha.refusal(&session, statement, now))),
    ];
    for round in 0..2_000 {
        let mutant = signed(&bank, &dice.mutate(&requests), &scene.bank.key);
        let answer = start(&scene, &scene.bank, mutant).await;
        assert!(!answer.status.is_server_error(), "round {round}: {}", answer.body);
        for (typ, original) in &messages {
            let mutant = signed(&JwsHeader::new(typ), &dice.mutate(original), &scene.asha.device_key);
            let answer = if *typ == "sign-pending+jwt" {
                poll(&scene, mutant).await
            } else {
                say(&scene, mutant).await
            };
            assert!(!answer.status.is_server_error(), "round {round}, {typ}: {}", answer.body);
        }
    }
}

fn payload(compact: &str) -> Vec<u8> {
    let part = compact.split('.').nth(1).unwrap();
    let octets = pki_types::encoding::base64url_decode(part).unwrap();
    serde_json::from_slice::<Value>(&octets).unwrap();
    octets
}

fn signed(header: &JwsHeader, payload: &[u8], key: &Key) -> String {
    let input = jws_signing_input(header, payload);
    jws_assemble(&input, &key.sign(&input)).unwrap()
}
