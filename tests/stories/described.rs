//! The OpenAPI documents say what is in every message: what was really said in a country, and the vectors for other phones,
//! are as described, and whatever differs in one member is accepted by description and program alike.

use phone_protocol::activation::ActivationSecret as GivenSecret;
use phone_protocol::device_link::LinkSecret;
use phone_protocol::enrolment::{EnrolmentSecrets, ProofKeys};
use phone_protocol::keys::ProofScope;
use phone_protocol::wire::Secret32;
use phone_protocol::{FurtherPhone, NewPin, Pending, PinProof, RefusalReason};
use pki_types::crl::Reason;
use pki_types::sha256;
use serde_json::Value;
use words::act::{
    Act, ActWithdrawn, ActivationCancelled, ActivationSecret, CancelActivation, ChangeDoors, DoorsChanged,
    EndOfficer, EndRelyingParty, OfficerRegistered, RegisterOfficer, Release, Revoke, Role, StatusChanged,
    Suspend, Target, WithdrawAct,
};
use words::problem;
use words::{ActivationId, DeviceId, DeviceKind, Doors, Purpose};

use crate::testbed::described::Described;
use crate::testbed::people::{asked, reference, together};
use crate::testbed::scene::{Holder, Scene, new_request, right_pin};
use crate::testbed::traffic::said;

const VECTORS: &str = include_str!("../vectors/phone.json");

/// Every act that there is, beside those with which a scene begins and a phone is enrolled.
async fn every_act(scene: &Scene, holder: &Holder) {
    let (officer, other) = (scene.officer(), scene.second_officer());
    let unused = scene.activation(&holder.name).await.id;
    let cancel = Act::CancelActivation(CancelActivation { activation_id: unused });
    let _: ActivationCancelled = officer.perform(cancel, "cancelling").await.unwrap();

    let person = reference(&holder.name);
    let device = holder.enrolled.device;
    let suspend = Suspend { target: Target::Device { person: person.clone(), device } };
    let _: StatusChanged = officer.perform(Act::Suspend(suspend), "suspending").await.unwrap();
    let release = Release { target: Target::Person(person) };
    let _: StatusChanged = officer.perform(Act::Release(release), "releasing").await.unwrap();
    let target = Target::Certificate(holder.enrolled.signature.sha256());
    let revoke = Revoke { target, reason: Reason::Superseded, occurred_at: None };
    let _: StatusChanged = officer.perform(Act::Revoke(revoke), "revoking").await.unwrap();

    let (_, csr) = new_request();
    let roles = [Role::Registration, Role::Auditor].into_iter().collect();
    let appoint = RegisterOfficer { id: "colleague".to_owned(), name: "Colleague".to_owned(), roles, csr };
    let _: OfficerRegistered = together(&officer, &other, Act::RegisterOfficer(appoint)).await.unwrap();
    let end = || Act::EndOfficer(EndOfficer { id: "colleague".to_owned() });
    let act_sha256 = asked(&officer, end()).await.unwrap();
    let withdraw = Act::WithdrawAct(WithdrawAct { act_sha256 });
    let _: ActWithdrawn = officer.perform(withdraw, "withdrawing").await.unwrap();
    let _: StatusChanged = together(&officer, &other, end()).await.unwrap();
    let doors = ChangeDoors { id: "second-service".to_owned(), doors: Doors::default() };
    let _: DoorsChanged = officer.perform(Act::ChangeDoors(doors), "changing the doors").await.unwrap();
    let end = Act::EndRelyingParty(EndRelyingParty { id: "second-service".to_owned() });
    let _: StatusChanged = officer.perform(end, "ending the admission").await.unwrap();
}

/// A session that is signed, and one that is refused.
async fn both_answers(scene: &Scene, holder: &mut Holder) {
    let signed = scene.ask(0, holder).await;
    let session = holder.waiting(1).await.remove(0);
    holder.phone.shown(&session).await.unwrap();
    holder.try_to_sign(&session, &right_pin()).await.unwrap();
    assert_eq!(scene.session(0, &signed).await["state"], "completed");
    scene.ask(0, holder).await;
    let session = holder.waiting(1).await.remove(0);
    holder.phone.refuse(&session, RefusalReason::NotMine).await.unwrap();
}

/// What only its receiver reads: the types that are encrypted, as the program makes them.
fn check_encrypted(described: &mut Described, holder: &Holder) {
    let secret = ActivationSecret {
        activation_id: ActivationId::from_bytes([1; 16]),
        secret: vec![2; 16],
        device_kind: DeviceKind::App,
        person: reference(&holder.name).code,
    };
    described.check_enclosed("sign-activation+jwe", &secret);
    let secret = |octet| Secret32::new([octet; 32]);
    let proof_keys = ProofKeys { authentication: secret(3), signature: secret(4) };
    let secrets = EnrolmentSecrets { proof_keys, seed: secret(5), mac: secret(6) };
    described.check_enclosed("sign-enrolment-secrets+jwe", &secrets);
    let new_pin =
        NewPin { device: holder.enrolled.device, purpose: Purpose::Signature, proof_key: secret(7) };
    described.check_enclosed("sign-new-pin+jwe", &new_pin);
    let given = FurtherPhone::new(holder.enrolled.device, &GivenSecret::new([8; 16]));
    described.check_enclosed("sign-further-phone+jwe", &given);
    let proof = PinProof::new(
        &[7; 32],
        &ProofScope {
            device: DeviceId::from_bytes([8; 16]),
            purpose: Purpose::Signature,
            epoch: 9,
            statement_sha256: sha256(b"statement"),
            ephemeral_key: holder.enrolled.signature.public_key(),
            before: &[sha256(b"an unlock before")],
        },
    );
    described.check_enclosed("sign-pin-proof+jwe", &proof);
    let secret = LinkSecret { iss: "city-registry".to_owned(), jti: "1".to_owned(), secret: secret(8) };
    described.check_enclosed("sign-link-secret+jwe", &secret);
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    described.check_signed(vectors["unlock"]["share"].as_str().unwrap());
    described.check_enclosed("sign-unlock-reply+jwe", &vectors["unlock"]["share"]);
}

/// The vectors hold what the story does not: documents, texts, logins.
fn check_vectors(described: &mut Described) {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let check =
        |described: &mut Described, message: &Value| described.check_signed(message.as_str().unwrap());
    for session in vectors["sessions"].as_array().unwrap() {
        for member in ["request", "statement", "answer"] {
            // Where a door vouches for a session there is no request.
            if let Some(message) = session.get(member) {
                check(described, message);
            }
        }
    }
    let subscriptions = &vectors["subscriptions"];
    let once = [&vectors["key_list"], &vectors["poll"], &vectors["unlock"]["unlock"]];
    for message in once.into_iter().chain([&subscriptions["named"], &subscriptions["ended"]]) {
        check(described, message);
    }
    let own = &vectors["own"];
    let wishes = own["wishes"].as_array().unwrap().iter();
    let claim = &vectors["device_links"]["claim"];
    for message in
        wishes.chain(own["inquiries"].as_array().unwrap()).chain([&own["statement"], &own["answer"], claim])
    {
        check(described, message);
    }
}

/// Every reply has the one form that is described for it, without any of its members it has none, and each form was met.
fn check_replies(described: &Described, name: &str, bodies: &[&Value]) {
    let schema = described.named(name);
    let mut missing = described.variants(name);
    for body in bodies {
        described.check_body(name, body);
        for member in body.as_object().unwrap().keys() {
            let mut less = (*body).clone();
            less.as_object_mut().unwrap().remove(member);
            assert!(!schema.is_valid(&less), "{name} without {member}");
        }
        missing.retain(|variant| !described.named(variant).is_valid(body));
    }
    assert!(missing.is_empty(), "never replied: {missing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_said_is_described_and_nothing_else_is() {
    let mut described = Described::by_the_doors();

    // 1. A country in which everything is said.
    let scene = Scene::start().await;
    let mut holder = scene.enrolled("MU-T0101800000011").await;
    both_answers(&scene, &mut holder).await;
    every_act(&scene, &holder).await;
    let said = said(&scene.testbed.founded).await;

    // 2. Each message, and each that differs in one member.
    let messages = said.iter().filter(|(kind, _)| kind == "message").map(|(_, body)| body);
    for message in messages.chain(&holder.wire.sent::<Pending>()) {
        described.check_signed(message);
    }
    check_vectors(&mut described);
    check_encrypted(&mut described, &holder);
    assert_eq!(described.not_met(), Vec::<&String>::new(), "described, and never said");

    // 3. Each reply.
    let replies = |wanted: &str| -> Vec<Value> {
        let replies = said.iter().filter(|(kind, _)| kind == wanted);
        replies.map(|(_, body)| serde_json::from_str(body).unwrap()).collect()
    };
    check_replies(&described, "ActDone", &replies("act").iter().collect::<Vec<_>>());
    check_replies(&described, "ToldToPhone", &replies("phone").iter().collect::<Vec<_>>());
    for reply in replies("enrolment") {
        described.check_body("EnrolmentReply", &reply);
    }
    for (kind, body) in &said {
        let Some(slug) = kind.strip_prefix("problem ") else { continue };
        let refusal = http_kit::problem::refusal(problem::named(slug).unwrap(), body).into_body();
        let told = axum::body::to_bytes(refusal, usize::MAX).await.unwrap();
        described.check_body("Problem", &serde_json::from_slice(&told).unwrap());
    }
    scene.stop().await;
}
