use phone_protocol::wire::{Jwk, Octets};
use phone_protocol::{Enrolment, Message as _};
use pki_types::{KeyKind, Sha256Digest, sha256};
use store::JobKind;
use store::Verdict;
use test_country::{Key, NewPhone, Of, Profile, SERVICES, certificate_request_by};
use words::ActivationId;
use words::act::DeviceKind;

use crate::client::{Answer, get, post};
use crate::scene::Scene;

async fn enrol(scene: &Scene, enrolment: String) -> Answer {
    post(scene, None, "/v1/enrolments", enrolment).await
}

#[tokio::test]
async fn an_enrolment_is_stored_and_answered_when_the_worker_has_replied() {
    let scene = Scene::patient(30).await;
    let (phone, enrolment) = scene.enrolment(scene.activation);
    let compact = phone.device.sign_message(&enrolment);
    let hash = sha256(compact.as_bytes());
    let replied = scene.reply(hash, Verdict::Done, r#"{"device":"00"}"#);
    let (answer, ()) = tokio::join!(enrol(&scene, compact.clone()), replied);
    assert_eq!((answer.status.as_u16(), answer.body.as_slice()), (201, br#"{"device":"00"}"#.as_slice()));
    let stored = scene.store.enrolment_request(&hash).await.unwrap().unwrap();
    assert_eq!((stored.body, stored.activation), (compact.clone(), scene.activation));
    assert_eq!(scene.store.jobs_about(JobKind::Enrolment, hash.as_bytes()).await.unwrap().len(), 1);

    scene.use_activation(hash).await;
    scene.clock.advance(86_400);
    let commits = scene.store.commits();
    let again = enrol(&scene, compact).await;
    let asked = get(&scene, None, &format!("/v1/enrolments/{hash}")).await;
    assert_eq!((again.status.as_u16(), &again.body), (201, &answer.body), "a lost answer harms nobody");
    assert_eq!((asked.status.as_u16(), &asked.body), (201, &answer.body));
    assert_eq!(scene.store.commits(), commits);
}

#[tokio::test]
async fn an_enrolment_that_is_not_done_yet_says_where_to_ask() {
    let scene = Scene::new().await;
    let (phone, enrolment) = scene.enrolment(scene.activation);
    let compact = phone.device.sign_message(&enrolment);
    let answer = enrol(&scene, compact).await;
    assert_eq!(answer.status, 202);
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(get(&scene, None, &location).await.status, 202);
    let unknown = format!("/v1/enrolments/{}", Sha256Digest([0; 32]));
    assert_eq!(get(&scene, None, &unknown).await.problem(), (404, "enrolment-unknown".to_owned()));
}

#[tokio::test]
async fn an_activation_is_used_once_in_time_for_its_kind_of_device() {
    let scene = Scene::new().await;
    let (phone, good) = scene.enrolment(scene.activation);
    let commits = scene.store.commits();

    let unknown = scene.enrolment_of(&phone, ActivationId::from_bytes([8; 16]));
    assert_eq!(
        enrol(&scene, phone.device.sign_message(&unknown)).await.problem(),
        (404, "activation-unknown".to_owned())
    );
    let mut other_kind = good.clone();
    other_kind.device_kind = DeviceKind::Qscd;
    assert_eq!(
        enrol(&scene, phone.device.sign_message(&other_kind)).await.problem(),
        (409, "activation-device-kind".to_owned())
    );
    scene.clock.advance(3_601);
    assert_eq!(
        enrol(&scene, phone.device.sign_message(&good)).await.problem(),
        (410, "activation-expired".to_owned())
    );
    assert_eq!(scene.store.commits(), commits, "nothing was stored");

    scene.clock.set(scene.now().minus(3_601));
    scene.use_activation(sha256(b"another enrolment")).await;
    assert_eq!(
        enrol(&scene, phone.device.sign_message(&good)).await.problem(),
        (409, "activation-used".to_owned())
    );
}

#[tokio::test]
async fn each_fault_of_keys_and_signatures_has_its_answer_and_stores_nothing() {
    let scene = Scene::new().await;
    let phone = NewPhone::new(&*scene.random);
    let commits = scene.store.commits();
    let changed = |change: &dyn Fn(&mut Enrolment)| {
        let mut enrolment = scene.enrolment_of(&phone, scene.activation);
        change(&mut enrolment);
        phone.device.sign_message(&enrolment)
    };
    let of = |key: &Key, signer: &Key| Octets::new(certificate_request_by(key.public_key(), signer)).unwrap();
    let p384 = Key::of_kind(KeyKind::P384, "of another curve");
    let other_curve = of(&p384, &p384);
    let not_its_own = of(&phone.authentication, &phone.signature);
    let device_twice = of(&phone.device, &phone.device);
    let same_twice = of(&phone.signature, &phone.signature);

    let refused = async |compact: String, slug: &str| {
        assert_eq!(enrol(&scene, compact).await.problem(), (400, slug.to_owned()));
    };
    refused("a.b.c".to_owned(), "enrolment-malformed").await;
    refused(changed(&|enrolment| enrolment.csr_authentication = not_its_own.clone()), "enrolment-keys").await;
    refused(changed(&|enrolment| enrolment.csr_authentication = same_twice.clone()), "enrolment-keys").await;
    refused(changed(&|enrolment| enrolment.csr_signature = device_twice.clone()), "enrolment-keys").await;
    refused(changed(&|enrolment| enrolment.csr_signature = other_curve.clone()), "enrolment-keys").await;
    refused(
        changed(&|enrolment| enrolment.csr_signature = Octets::new(vec![0x30, 0]).unwrap()),
        "enrolment-keys",
    )
    .await;
    refused(changed(&|enrolment| enrolment.secrets = "a.b.c.d.e".to_owned()), "enrolment-malformed").await;

    // Signed by another key than it introduces, and introducing another key than it names.
    let enrolment = scene.enrolment_of(&phone, scene.activation);
    let draft = enrolment.draft().unwrap();
    let signature = phone.signature.sign(draft.signing_input());
    refused(draft.assemble(&signature).unwrap(), "enrolment-signature").await;
    let header = pki_types::jws::JwsHeader::with_key("sign-enrolment+jwt", phone.device.public_key());
    let mut other = enrolment;
    other.device_key = Jwk(phone.signature.public_key().clone());
    let input = pki_types::jws::jws_signing_input(&header, &serde_json::to_vec(&other).unwrap());
    let signature = phone.device.sign(&input);
    refused(pki_types::jws::jws_assemble(&input, &signature).unwrap(), "enrolment-signature").await;
    assert_eq!(scene.store.commits(), commits, "nothing was stored");
}

#[tokio::test]
async fn a_key_that_was_certified_before_is_refused() {
    let scene = Scene::new().await;
    let phone = NewPhone::new(&*scene.random);
    scene.issue_to(phone.signature.clone(), SERVICES, Profile::Officer, "somebody", Of::default()).await;
    let answer =
        enrol(&scene, phone.device.sign_message(&scene.enrolment_of(&phone, scene.activation))).await;
    assert_eq!(answer.problem(), (409, "key-used".to_owned()));
    assert_eq!(answer.json()["field"], "csr_signature");
}

#[tokio::test]
async fn the_key_list_is_served_once_there_is_one() {
    let scene = Scene::new().await;
    let missing = get(&scene, None, "/v1/key-list").await;
    assert_eq!(missing.problem(), (503, "key-list-missing".to_owned()));
    assert!(missing.headers.contains_key("retry-after"));
    for number in [1, 2] {
        let list = store::KeyListRow { number, jws: format!("list-{number}"), created_at: scene.now() };
        scene.write(move |unit| Box::pin(async move { unit.insert_key_list(&list).await })).await;
    }
    let list = get(&scene, None, "/v1/key-list").await;
    assert_eq!((list.status.as_u16(), list.body.as_slice()), (200, b"list-2".as_slice()));
    assert_eq!(list.headers["content-type"], "application/jose");
}
