//! A person's name is corrected: the register has it, and no certificate goes on with the one before.

use std::sync::{Arc, Mutex, mpsc};

use hsm_adapter::Signer;
use pki_types::crl::Reason;
use pki_types::{Certificate, PublicKey, Sha256Digest, SignatureAlgorithm};
use serde_json::{Value, json};
use store::CertificateStatus::{self, Burnt, Revoked};
use store::Verdict;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use words::DeviceKind;
use words::act::{Act, ActPayload, CorrectName, Role, Suspend, Target};
use words::personal::PersonName;

use crate::world::*;

const CODE: &str = "X1234567890";

impl World {
    async fn record(&self) -> store::Person {
        self.store.person_by_code("MU", &person(CODE).code).await.unwrap().expect("the person is there")
    }

    async fn correction(&self, given_name: &str, surname: &str) -> Act {
        let name = PersonName::new(given_name, surname).unwrap();
        Act::CorrectName(CorrectName { person: person(CODE), name, corrects: self.record().await.act_sha256 })
    }

    async fn correct(&self, given_name: &str, surname: &str) -> (Verdict, Value) {
        self.perform(self.correction(given_name, surname).await).await
    }

    async fn statuses(&self, of: &[Certificate; 2]) -> [CertificateStatus; 2] {
        [self.status_of(&of[0]).await, self.status_of(&of[1]).await]
    }

    /// Refused, and the record is as it was.
    async fn not_corrected(&self, by: &Client, payload: &ActPayload, problem: &str) -> String {
        let (before, revoked) = (self.record().await, self.leaf_kinds().await.len());
        let reply = self.perform_body(&by.sign_act(payload)).await;
        assert_eq!(slug(&reply), problem, "{}", reply.1);
        assert!(self.record().await == before);
        let leaves = self.leaf_kinds().await;
        assert!(leaves[revoked..].iter().all(|kind| kind == "refusal"), "{leaves:?}");
        reply.1["detail"].as_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_corrected_and_what_carries_the_one_before_ends() {
    let world = World::new().await;
    let (_, reply) = world.enrolled(CODE).await;
    let issued = certificates(&reply);
    let (before, leaves) = (world.record().await, world.leaf_kinds().await.len());
    world.clock.advance(100);
    let at = world.now();
    let (verdict, reply) = world.correct("Zoë", "O’Brian").await;
    assert_eq!((verdict, &reply["recorded_at"]), (Verdict::Done, &json!(at.seconds())));
    assert_eq!(reply["certificates"].as_array().unwrap().len(), 2);
    let revoked = Revoked { at, reason: Reason::AffiliationChanged };
    assert_eq!(world.statuses(&issued).await, [revoked, revoked]);
    assert_eq!(world.leaf_kinds().await[leaves..], ["revocation", "revocation", "act"]);

    let after = world.record().await;
    assert_eq!((after.given_name.as_str(), after.surname.as_str()), ("Zoë", "O’Brian"));
    assert!((after.id, after.created_at) == (before.id, before.created_at) && after.code == before.code);
    assert_ne!(after.act_sha256, before.act_sha256);
    // The act by which the name stands is kept, and names the one before.
    let row = world.store.act(&after.act_sha256).await.unwrap().unwrap();
    let act = words::act::SignedAct::parse(&row.body).unwrap();
    assert!(matches!(act.act(), Act::CorrectName(said) if said.corrects == before.act_sha256));
    for leaf in world.store.leaves_after(0, 10_000).await.unwrap() {
        let text = String::from_utf8(leaf.bytes).unwrap();
        assert!(![CODE, "Brian", "Brien", "Zo"].iter().any(|secret| text.contains(secret)), "{text}");
    }

    // What is enrolled next carries the name as it is.
    let (_, id, secret) = world.activate(CODE, DeviceKind::App).await;
    let (verdict, reply) = world.enrol(&Phone::new(id, secret, DeviceKind::App).message(&world)).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
    for certificate in certificates(&reply) {
        assert_eq!(certificate.surname().as_deref(), Some("O’Brian"));
        assert_eq!(certificate.given_name().as_deref(), Some("Zoë"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_force_ends_and_what_has_ended_stays() {
    let world = World::new().await;
    world.register(CODE).await;
    // Nobody has a certificate yet, and there is a record to correct all the same.
    let reply = world.correct("", "O’Brian").await;
    assert_eq!((reply.0, &reply.1["certificates"]), (Verdict::Done, &json!([])));
    assert_eq!(world.record().await.given_name, "");
    let enrol = async || {
        let (_, id, secret) = world.activate(CODE, DeviceKind::App).await;
        certificates(&world.enrol(&Phone::new(id, secret, DeviceKind::App).message(&world)).await.1)
    };
    let (ended, held) = (enrol().await, enrol().await);
    let on = |certificate: &Certificate| Target::Certificate(certificate.sha256());
    let revoke =
        words::act::Revoke { target: on(&ended[0]), reason: Reason::KeyCompromise, occurred_at: None };
    assert_eq!(world.perform(Act::Revoke(revoke)).await.0, Verdict::Done);
    let stays = world.statuses(&ended).await;
    let since = world.now();
    assert_eq!(world.perform(Act::Suspend(Suspend { target: on(&held[0]) })).await.0, Verdict::Done);
    world.clock.advance(100);
    let reply = world.correct("Zoë", "O’Brian").await;
    assert_eq!(reply.1["certificates"].as_array().unwrap().len(), 2, "{}", reply.1);
    assert_eq!(world.statuses(&ended).await, stays);
    // A hold that ends so was never good.
    let revoked = Revoked { at: since, reason: Reason::AffiliationChanged };
    assert_eq!(world.statuses(&held).await, [revoked, revoked]);
    assert_eq!(world.correct("Zoë", "Brian").await.1["certificates"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn corrections_are_refused() {
    let world = World::new().await;
    let (_, reply) = world.enrolled(CODE).await;
    let issued = certificates(&reply);
    let good = world.correction("Zoë", "O’Brian").await;
    let payload = |act: &Act| ActPayload::new(world.id(), world.now(), act.clone());
    let with = |change: &dyn Fn(&mut CorrectName)| {
        let Act::CorrectName(mut said) = good.clone() else { unreachable!("it is a correction") };
        change(&mut said);
        payload(&Act::CorrectName(said))
    };
    let by = &world.officer;
    let nobody = with(&|said| said.person = person("Y1234567890"));
    world.not_corrected(by, &nobody, "person-not-registered").await;
    let stale = with(&|said| said.corrects = Sha256Digest([7; 32]));
    let detail = world.not_corrected(by, &stale, "name-changed").await;
    assert!(detail.contains("corrects"), "{detail}");
    let same = with(&|said| said.name = PersonName::new("Zoé-Ève", "O’Brien").unwrap());
    assert!(world.not_corrected(by, &same, "act-content").await.starts_with("name must be another one"));
    for role in [Role::Revocation, Role::Security] {
        world.not_corrected(by, &payload(&good).in_role(role), "officer-role").await;
    }
    world.not_corrected(&world.third, &payload(&good), "officer-role").await;
    assert_eq!(world.statuses(&issued).await, [CertificateStatus::Final; 2]);
    // Of two officers who saw the same record the second one is told.
    assert_eq!(world.perform_body(&by.sign_act(&payload(&good))).await.0, Verdict::Done);
    world.not_corrected(by, &payload(&good), "name-changed").await;
}

/// The rules of registration, with the same words.
#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_name_keeps_the_rules_of_a_registered_one() {
    let world = World::new().await;
    world.register(CODE).await;
    let input = |act: Value| {
        let mut payload =
            serde_json::to_value(ActPayload::new(world.id(), world.now(), register_person(CODE))).unwrap();
        payload["act"] = act;
        let header = pki_types::jws::JwsHeader::with_chain(words::act::ACT_TYP, &world.officer.chain);
        let input = pki_types::jws::jws_signing_input(&header, payload.to_string().as_bytes());
        pki_types::jws::jws_assemble(&input, &world.officer.signer.sign(&input).unwrap()).unwrap()
    };
    let corrects = world.record().await.act_sha256.to_string();
    for (name, part) in [
        (json!({"given_name": "Zoe\u{301}", "surname": "O’Brien"}), "given_name"),
        (json!({"given_name": "Zoé", "surname": ""}), "surname"),
        (json!({"given_name": "Zoé", "surname": "O\u{202e}Brien"}), "surname"),
        (json!({"given_name": " Zoé", "surname": "O’Brien"}), "given_name"),
        (json!({"given_name": "Zoé", "surname": "x".repeat(101)}), "surname"),
    ] {
        let registration =
            json!({"type": "register_person", "country": "MU", "code": "Y1234567890", "name": name.clone()});
        let correction = json!({"type": "correct_name", "person": {"country": "MU", "code": CODE}, "name": name,
                                "corrects": corrects});
        let registered = world.perform_body(&input(registration)).await;
        let corrected = world.perform_body(&input(correction)).await;
        assert_eq!(slug(&corrected), "act-malformed");
        // But for the column at which the parser was.
        let words = |reply: &(Verdict, Value)| {
            let detail = reply.1["detail"].as_str().unwrap();
            detail.split(" at line ").next().unwrap().to_owned()
        };
        assert_eq!((corrected.0, words(&corrected)), (registered.0, words(&registered)));
        assert!(words(&corrected).contains(part), "{part}: {}", corrected.1);
    }
    assert_eq!(world.record().await.surname, "O’Brien");
}

/// A key that waits in the middle of its first signature.
struct Gate {
    inner: Arc<dyn Signer>,
    reached: UnboundedSender<()>,
    go: Arc<Mutex<mpsc::Receiver<()>>>,
}

impl Signer for Gate {
    fn public_key(&self) -> &PublicKey {
        self.inner.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.inner.algorithm()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, hsm_adapter::Error> {
        let _nobody_waits = self.reached.send(());
        // Whoever holds the other end opens by letting it go.
        let _opened = self.go.lock().unwrap().recv();
        self.inner.sign(message)
    }
}

/// An enrolment that was decided under the name before does not end under it.
#[tokio::test(flavor = "multi_thread")]
async fn no_certificate_becomes_final_under_a_name_that_was_corrected_meanwhile() {
    let world = World::new().await;
    world.register(CODE).await;
    let (_, id, secret) = world.activate(CODE, DeviceKind::App).await;
    let message = Phone::new(id, secret, DeviceKind::App).message(&world);
    let digest = world.hand_in_enrolment(&message).await;
    let (reached, mut at_the_gate) = unbounded_channel();
    let (open, go) = mpsc::channel();
    let go = Arc::new(Mutex::new(go));
    let slow = world
        .authority_signing_with(&|inner| Arc::new(Gate { inner, reached: reached.clone(), go: go.clone() }))
        .await;
    let corrected = async {
        at_the_gate.recv().await.expect("it signs");
        let reply = world.correct("Zoë", "O’Brian").await;
        assert_eq!((reply.0, &reply.1["certificates"]), (Verdict::Done, &json!([])));
        drop(open);
    };
    let (enrolled, ()) = tokio::join!(slow.enrol(&digest), corrected);
    enrolled.unwrap_err();
    assert!(world.store.reply(&digest).await.unwrap().is_none());
    let before = world.store.intents_of_request(&digest).await.unwrap();

    // The job runs again.
    let (verdict, reply) = world.enrol(&message).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
    assert!(certificates(&reply).iter().all(|one| one.surname().as_deref() == Some("O’Brian")));
    for intent in before {
        let status = world.store.status(intent.issuer, intent.serial.as_bytes()).await.unwrap();
        assert!(matches!(status, Burnt { .. }));
    }
}
