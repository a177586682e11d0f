//! Where phones are woken.

use axum::body::Body;
use axum::http::{Method, Request};
use phone_protocol::wire::Octets;
use phone_protocol::{Message, PushAddress, Subscription};
use pki_types::{JwsHeader, UnixTime, jws_assemble, jws_signing_input};
use test_country::{Key, Phone};

use crate::client::{Answer, call};
use crate::scene::Scene;

const PATH: &str = "/v1/phone/subscription";

fn address(endpoint: &str) -> PushAddress {
    let key = Key::of("a browser's").public_key().subject_public_key().to_vec();
    PushAddress {
        endpoint: endpoint.to_owned(),
        key: Octets::new(key).unwrap(),
        secret: Octets::new(vec![7; 16]).unwrap(),
    }
}

fn signed(phone: &Phone, iat: UnixTime, push: Option<PushAddress>) -> String {
    phone.device_key.sign_message(&Subscription::new(phone.device, iat, push))
}

async fn say(scene: &Scene, body: String) -> Answer {
    let request =
        Request::builder().method(Method::POST).uri(PATH).header("content-type", "application/jose");
    call(scene, None, request.body(Body::from(body)).unwrap()).await
}

async fn key(scene: &Scene) -> Answer {
    call(scene, None, Request::get("/v1/push-key").body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_phone_says_where_it_is_woken_and_that_it_is_not_any_more() {
    let scene = Scene::new().await;
    let (asha, now) = (&scene.asha, scene.now());
    let kept = async || scene.store.push_subscription(&asha.device).await.unwrap().unwrap().jws;

    let first = signed(asha, now.minus(9), Some(address("https://push.example.org/a")));
    assert_eq!(say(&scene, first.clone()).await.body, serde_json::json!({ "woken": true }));
    assert_eq!(kept().await, first);
    // It says so at each start: nothing new is nothing to be written.
    let again = signed(asha, now.minus(8), Some(address("https://push.example.org/a")));
    assert_eq!(say(&scene, again).await.status, 200);
    assert_eq!(kept().await, first);
    let ended = signed(asha, now, None);
    assert_eq!(say(&scene, ended.clone()).await.body, serde_json::json!({ "woken": false }));
    assert_eq!(kept().await, ended);
    // Whoever sends the first once more changes nothing.
    say(&scene, first).await;
    assert_eq!(kept().await, ended);
}

#[tokio::test]
async fn nobody_else_says_it_and_nothing_else_is_an_address() {
    let scene = Scene::new().await;
    let (asha, now) = (&scene.asha, scene.now());
    let right = || Some(address("https://push.example.org/a"));
    assert_eq!(say(&scene, signed(asha, now.minus(61), right())).await.problem(), (400, "poll-times"));
    assert_eq!(say(&scene, signed(asha, now.plus(61), right())).await.problem(), (400, "poll-times"));
    let mut thief = scene.stolen_phone();
    assert_eq!(say(&scene, signed(&thief, now, right())).await.problem(), (404, "device-unknown"));
    thief.device = asha.device;
    assert_eq!(say(&scene, signed(&thief, now, right())).await.problem(), (403, "other-device"));
    assert_eq!(say(&scene, asha.poll(0, &[], now)).await.problem(), (400, "message-malformed"));

    // The form is refused by who signs too, so these are written by hand.
    let wrong = |push: serde_json::Value| {
        let payload = serde_json::json!({ "v": 1, "aud": "phone-door", "device": asha.device, "iat": now, "push": push });
        let header = JwsHeader::new(<Subscription as Message>::TYP);
        let input = jws_signing_input(&header, payload.to_string().as_bytes());
        jws_assemble(&input, &asha.device_key.sign(&input)).unwrap()
    };
    let good = serde_json::to_value(address("https://push.example.org/a")).unwrap();
    assert_eq!(say(&scene, wrong(good.clone())).await.status, 200);
    let long = format!("https://push.example.org/{}", "a".repeat(1_000));
    for (member, value) in [
        ("endpoint", "ftp://push.example.org/a"),
        ("endpoint", "https://"),
        ("endpoint", "https://push.example.org/a b"),
        ("endpoint", "https://push.example.org/é"),
        ("endpoint", &long),
        ("key", "AAAA"),
        ("secret", "AAAA"),
    ] {
        let mut push = good.clone();
        push[member] = value.into();
        assert_eq!(say(&scene, wrong(push)).await.problem(), (400, "message-malformed"), "{member} {value}");
    }
    let mut off_the_curve = good;
    off_the_curve["key"] = pki_types::encoding::base64(&[&[4_u8], [1; 64].as_slice()].concat()).into();
    assert_eq!(say(&scene, wrong(off_the_curve)).await.problem(), (400, "message-malformed"));
}

#[tokio::test]
async fn a_phone_hears_by_which_key_it_is_woken_where_it_is_at_all() {
    let scene = Scene::new().await;
    assert_eq!(key(&scene).await.problem(), (404, "not-found"));
    let of_the_country = Key::of("the country's").public_key().clone();
    scene.store.note_push_key(of_the_country.spki_der().to_vec(), scene.now()).await.unwrap();
    let told = key(&scene).await;
    assert_eq!(told.text("key"), pki_types::web_push::application_server_key(&of_the_country));
    assert_eq!(told.text("key").len(), 87);
}

#[tokio::test]
async fn a_phone_changes_where_it_is_woken_so_often_an_hour() {
    let scene = Scene::new().await;
    let (asha, now) = (&scene.asha, scene.now());
    let changed = async |number: u32| {
        let address = address(&format!("https://push.example.org/{number}"));
        say(&scene, signed(asha, now, Some(address))).await
    };
    for number in 0..30 {
        assert_eq!(changed(number).await.status, 200);
    }
    assert_eq!(changed(29).await.status, 200, "what is known already counts nothing");
    let refused = changed(30).await;
    assert_eq!(refused.problem(), (429, "too-many-requests"));
    assert!(refused.headers.contains_key("retry-after"));
}
