//! Officers' acts: who may act, each act, and every way in which it is refused. (Suspension and revocation
//! are in `status.rs`.)

use pki_types::crl::Reason;
use pki_types::encoding::{base64url, base64url_decode};
use pki_types::{Certificate, sha256};
use store::CertificateStatus;
use store::Verdict;
use words::DeviceKind;
use words::act::{Act, ActPayload, RegisterOfficer, RegisterPerson, Revoke, Role, Target};
use words::personal::{PersonName, PersonalCode};

use crate::world::*;

// ---- who may act

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_is_none_is_refused() {
    let world = World::new().await;
    let reply = world.perform_body("not a JWS").await;
    assert_eq!(slug(&reply), "act-malformed");
    // Who sent it is not known, and anybody could fill the log with it: no leaf. (Those of known officers: see
    // `every_act_leaves_a_leaf_without_personal_data`.)
    assert!(!world.leaf_kinds().await.contains(&"refusal".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_for_another_service_is_refused() {
    let world = World::new().await;
    let mut payload = ActPayload::new(world.id(), world.now(), register_person("X1234567890"));
    payload.aud = "somebody-else".to_owned();
    assert_eq!(slug(&world.perform_body(&world.officer.sign_act(&payload)).await), "act-malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_performed_within_its_ten_minutes() {
    let world = World::new().await;
    let act = register_person("X1234567890");
    let late = world.officer.act(world.id(), world.now().minus(601), act.clone());
    assert_eq!(slug(&world.perform_body(&late).await), "act-times");
    let early = world.officer.act(world.id(), world.now().plus(61), act.clone());
    assert_eq!(slug(&world.perform_body(&early).await), "act-times");
    let mut long = ActPayload::new(world.id(), world.now(), act.clone());
    long.exp = long.iat.plus(601);
    assert_eq!(slug(&world.perform_body(&world.officer.sign_act(&long)).await), "act-malformed");
    let last = world.officer.act(world.id(), world.now().minus(600), act);
    assert_eq!(world.perform_body(&last).await.0, Verdict::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_whose_signature_was_altered_is_refused() {
    let world = World::new().await;
    let body = world.officer.act(world.id(), world.now(), register_person("X1234567890"));
    let other = world.officer.act(world.id(), world.now(), register_person("Y1234567890"));
    let (head, _) = body.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    assert_eq!(slug(&world.perform_body(&format!("{head}.{signature}")).await), "act-malformed");
}

/// A relying party's certificate is from the same CA and has the same usage; it is no officer's.
#[tokio::test(flavor = "multi_thread")]
async fn only_officers_act() {
    let world = World::new().await;
    let bank = client(&ceremony_folder().await.join("relying-party"));
    let body = bank.act(world.id(), world.now(), register_person("X1234567890"));
    assert_eq!(slug(&world.perform_body(&body).await), "officer-certificate");
}

/// An officer of a country that was made by the same program from the same file is a stranger here.
#[tokio::test(flavor = "multi_thread")]
async fn an_officer_of_another_country_is_a_stranger() {
    let world = World::new().await;
    let other = tempfile::tempdir().unwrap();
    hold_ceremony(&ceremony_text(PUBLIC_URL), other.path()).await.unwrap();
    let stranger = client(&other.path().join("officers/first-officer"));
    let body = stranger.act(world.id(), world.now(), register_person("X1234567890"));
    assert_eq!(slug(&world.perform_body(&body).await), "officer-certificate");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_acts_only_while_the_certificate_is_good() {
    let world = World::new().await;
    let (deputy, certificate) = deputy(&world).await;
    let act = |code| deputy.act(world.id(), world.now(), register_person(code));
    assert_eq!(world.perform_body(&act("A1234567890")).await.0, Verdict::Done);

    let target = Target::Certificate(certificate.sha256());
    let suspend = Act::Suspend(words::act::Suspend { target: target.clone() });
    assert_eq!(world.perform(suspend).await.0, Verdict::Done);
    assert_eq!(slug(&world.perform_body(&act("B1234567890")).await), "officer-certificate");

    let release = Act::Release(words::act::Release { target: target.clone() });
    assert_eq!(world.perform(release).await.0, Verdict::Done);
    assert_eq!(world.perform_body(&act("C1234567890")).await.0, Verdict::Done);

    let revoke = Revoke { target, reason: Reason::AffiliationChanged, occurred_at: None };
    assert_eq!(world.perform(Act::Revoke(revoke)).await.0, Verdict::Done);
    assert_eq!(slug(&world.perform_body(&act("D1234567890")).await), "officer-certificate");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_acts_only_in_office_and_in_time() {
    let world = World::new().await;
    let (deputy, _) = deputy(&world).await;
    world
        .store
        .transaction("test", |transaction| Box::pin(async move { transaction.end_officer("deputy").await }))
        .await
        .unwrap();
    let body = deputy.act(world.id(), world.now(), register_person("X1234567890"));
    assert_eq!(slug(&world.perform_body(&body).await), "officer-certificate");
    world.clock.advance(731 * 86_400);
    assert_eq!(slug(&world.register("X1234567890").await), "officer-certificate");
}

async fn deputy(world: &World) -> (Client, Certificate) {
    let signer = new_key();
    let csr = certificate_request(&*signer);
    let said = RegisterOfficer {
        id: "deputy".to_owned(),
        name: "Deputy Officer".to_owned(),
        roles: [Role::Registration].into_iter().collect(),
        csr,
    };
    let (verdict, reply) = world.perform(Act::RegisterOfficer(said)).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
    let certificate = Certificate::from_pem(reply["certificate"].as_str().unwrap()).unwrap();
    let issuer = Certificate::from_pem(reply["chain"][0].as_str().unwrap()).unwrap();
    certificate.verify_issued_by(&issuer).unwrap();
    (Client { chain: vec![certificate.clone(), issuer], signer }, certificate)
}

// ---- idempotency

#[tokio::test(flavor = "multi_thread")]
async fn the_same_act_again_changes_nothing() {
    let world = World::new().await;
    let body = world.officer.act(world.id(), world.now(), register_person("X1234567890"));
    let first = world.perform_body(&body).await;
    let leaves = world.leaf_kinds().await;
    world.clock.advance(86_400);
    assert_eq!(world.perform_body(&body).await, first);
    assert_eq!(world.leaf_kinds().await, leaves);
}

/// Anybody can turn an ECDSA signature (r, s) into (r, n − s), which verifies too: only one of the two is taken.
#[tokio::test(flavor = "multi_thread")]
async fn an_act_with_a_twisted_signature_is_not_another_act() {
    let world = World::new().await;
    let (_, reply) = world.enrolled("X1234567890").await;
    let [certificate, _] = certificates(&reply);
    let target = Target::Certificate(certificate.sha256());
    let suspend = || Act::Suspend(words::act::Suspend { target: target.clone() });
    assert_eq!(world.perform(suspend()).await.0, Verdict::Done);
    let release = Act::Release(words::act::Release { target: target.clone() });
    let body = world.officer.act(world.id(), world.now(), release);
    assert_eq!(world.perform_body(&body).await.0, Verdict::Done);
    assert_eq!(world.perform(suspend()).await.0, Verdict::Done);

    let twisted = twist(&body);
    assert_eq!(twist(&twisted), body);
    assert_eq!(slug(&world.perform_body(&twisted).await), "act-malformed");
    assert!(matches!(world.status_of(&certificate).await, CertificateStatus::Held { .. }));
}

/// `jti` names the act: the officer's client that signs another one under it has made a mistake.
#[tokio::test(flavor = "multi_thread")]
async fn a_jti_names_one_act() {
    let world = World::new().await;
    let jti = world.id();
    let first = world.officer.act(jti, world.now(), register_person("X1234567890"));
    assert_eq!(world.perform_body(&first).await.0, Verdict::Done);
    let second = world.officer.act(jti, world.now(), register_person("Y1234567890"));
    assert_eq!(slug(&world.perform_body(&second).await), "act-repeated");
    let code = PersonalCode::new("Y1234567890").unwrap();
    assert!(world.store.person_by_code("MU", &code).await.unwrap().is_none());
}

/// The same message under (r, n − s); n is the order of P-256 (SP 800-186 §3.2.1.3).
fn twist(body: &str) -> String {
    const N: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let (head, signature) = body.rsplit_once('.').unwrap();
    let mut signature = base64url_decode(signature).unwrap();
    let mut borrow = 0;
    for (place, n) in (32..64).zip(N).rev() {
        let difference = i32::from(n) - i32::from(signature[place]) - borrow;
        borrow = i32::from(difference < 0);
        signature[place] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    format!("{head}.{}", base64url(&signature))
}

// ---- register_person

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_registered_once() {
    let world = World::new().await;
    let (verdict, reply) = world.register("X1234567890").await;
    assert_eq!(verdict, Verdict::Done);
    let code = PersonalCode::new("X1234567890").unwrap();
    let person = world.store.person_by_code("MU", &code).await.unwrap().unwrap();
    assert_eq!(reply["person"], person.id.to_string());
    assert_eq!(slug(&world.register("X1234567890").await), "person-exists");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_a_country() {
    let world = World::new().await;
    let person = RegisterPerson {
        country: "XX".to_owned(),
        code: PersonalCode::new("X1234567890").unwrap(),
        name: PersonName::new("Ada", "Example").unwrap(),
    };
    assert_eq!(slug(&world.perform(Act::RegisterPerson(person)).await), "act-content");
}

// ---- activate

#[tokio::test(flavor = "multi_thread")]
async fn an_activation_keeps_its_secret_encrypted() {
    let world = World::new().await;
    world.register("X1234567890").await;
    let ((verdict, reply), id, secret) = world.activate("X1234567890", DeviceKind::App).await;
    assert_eq!(verdict, Verdict::Done);
    assert_eq!(reply["activation"], id.to_string());
    let row = world.store.activation(&id).await.unwrap().unwrap();
    assert!(!row.secret.windows(16).any(|window| window == secret.expose()));
    assert!(row.used_by.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn activations_are_refused() {
    let world = World::new().await;
    assert_eq!(slug(&world.activate("X1234567890", DeviceKind::App).await.0), "person-not-registered");
    world.register("X1234567890").await;
    assert_eq!(slug(&world.activate("X1234567890", DeviceKind::Qscd).await.0), "device-kind-off");

    let (_, id, secret) = world.activate("X1234567890", DeviceKind::App).await;
    let again = world.activation_act("X1234567890", DeviceKind::App, id, &secret);
    assert_eq!(slug(&world.perform(again).await), "activation-exists");

    for expires_at in [world.now(), world.now().plus(7 * 86_400 + 1)] {
        let id = world.activation_id();
        let Act::Activate(mut said) = world.activation_act("X1234567890", DeviceKind::App, id, &secret)
        else {
            unreachable!()
        };
        said.expires_at = expires_at;
        assert_eq!(slug(&world.perform(Act::Activate(said)).await), "act-content");
    }
}

/// Whoever moves a secret into another act gives a person's activation to somebody else.
#[tokio::test(flavor = "multi_thread")]
async fn an_activation_secret_cannot_be_moved() {
    let world = World::new().await;
    world.register("X1234567890").await;
    world.register("Y1234567890").await;
    let secret = phone_protocol::activation::ActivationSecret::new([9; 16]);
    let of = |code: &str, id| {
        let Act::Activate(said) = world.activation_act(code, DeviceKind::App, id, &secret) else {
            unreachable!()
        };
        said
    };
    let id = world.activation_id();
    let mut other_person = of("X1234567890", id);
    other_person.secret = of("Y1234567890", id).secret;
    let mut other_activation = of("X1234567890", id);
    other_activation.secret = of("X1234567890", world.activation_id()).secret;
    let mut not_encrypted_to_us = of("X1234567890", id);
    let plaintext = b"{}";
    let key = new_key();
    let typ = words::act::ACTIVATION_SECRET_TYP;
    not_encrypted_to_us.secret =
        pki_types::jwe::jwe_encrypt(key.public_key(), typ, plaintext, &*world.random).unwrap();
    let mut nothing = of("X1234567890", id);
    nothing.secret = "x".to_owned();
    for said in [other_person, other_activation, not_encrypted_to_us, nothing] {
        assert_eq!(slug(&world.perform(Act::Activate(said)).await), "activation-secret");
    }
    assert_eq!(world.perform(Act::Activate(of("X1234567890", id))).await.0, Verdict::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_qualified_device_needs_the_country_s_consent() {
    let mut on = config();
    on.qscd = true;
    let world = World::with(on).await;
    world.register("X1234567890").await;
    assert_eq!(world.activate("X1234567890", DeviceKind::Qscd).await.0.0, Verdict::Done);
}

// ---- officers

#[tokio::test(flavor = "multi_thread")]
async fn officers_are_refused() {
    let world = World::new().await;
    let said = |id: &str, name: &str| {
        let csr = certificate_request(&*new_key());
        let roles = [Role::Auditor].into_iter().collect();
        Act::RegisterOfficer(RegisterOfficer { id: id.to_owned(), name: name.to_owned(), roles, csr })
    };
    assert_eq!(slug(&world.perform(said("first-officer", "Somebody")).await), "id-taken");
    for (id, name) in
        [("x", "Somebody"), ("Deputy", "Somebody"), ("deputy", " "), ("deputy", &"n".repeat(65))]
    {
        let reply = world.perform(said(id, name)).await;
        assert!(["act-malformed", "act-content"].contains(&slug(&reply)), "{id} {name}: {}", reply.1);
    }
}

// ---- the log

/// Performed or refused, each act has its leaf, and no leaf tells who it was about.
#[tokio::test(flavor = "multi_thread")]
async fn every_act_leaves_a_leaf_without_personal_data() {
    let world = World::new().await;
    let before = world.leaf_kinds().await.len();
    world.register("X1234567890").await;
    world.register("X1234567890").await;
    let kinds = world.leaf_kinds().await;
    assert_eq!(kinds[before..], ["act", "refusal"]);
    let (_, reply) = world.enrolled("Z1234567890").await;
    let [certificate, _] = certificates(&reply);
    for leaf in world.store.leaves_after(0, 10_000).await.unwrap() {
        let text = String::from_utf8(leaf.bytes.clone()).unwrap();
        assert_eq!(leaf.sha256, sha256(&leaf.bytes));
        for secret in ["X1234567890", "Z1234567890", "Brien", "Zo"] {
            assert!(!text.contains(secret), "{} {text}", leaf.kind);
        }
    }
    let of = |kind: &str| kind.to_owned();
    let kinds = world.leaf_kinds().await;
    assert_eq!(
        kinds[before + 4..],
        [of("device"), of("intent"), of("intent"), of("certificate"), of("certificate")]
    );
    let finals = world.store.leaves_after(0, 10_000).await.unwrap();
    assert!(finals.iter().any(|leaf| {
        String::from_utf8_lossy(&leaf.bytes).contains(&certificate.sha256().to_string())
            && leaf.kind == "certificate"
    }));
}
