//! A process dies, a signer fails, two workers take the same job: nothing is half-done, no serial is signed
//! twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ca_core::{Authority, IssuerKeys, Profiles};
use hsm_adapter::{KeyStore as _, Signer, labels};
use pki_types::crl::{Crl, Reason};
use pki_types::{PublicKey, SignatureAlgorithm};
use store::Verdict;
use store::{CertificateStatus, CrlShard, IssuerId};
use words::act::{
    Act, ConfirmAct, EndRelyingParty, RegisterOfficer, RegisterRelyingParty, RenewOfficer, Role,
};
use words::{DeviceKind, Door, Doors};

use crate::world::*;

/// A signer that fails at some of its signatures, after the key may have been used.
struct Failing {
    inner: Arc<dyn Signer>,
    calls: AtomicUsize,
    good: usize,
}

impl Signer for Failing {
    fn public_key(&self) -> &PublicKey {
        self.inner.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.inner.algorithm()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, hsm_adapter::Error> {
        if self.calls.fetch_add(1, Ordering::SeqCst) < self.good {
            self.inner.sign(message)
        } else {
            Err(hsm_adapter::Error::Refused { what: "sign", problem: "the module is away".to_owned() })
        }
    }
}

impl World {
    /// An authority on the same store whose issuers sign so many times and then fail.
    async fn dying(&self, good: usize) -> Authority {
        self.authority_signing_with(&|inner| Arc::new(Failing { inner, calls: AtomicUsize::new(0), good }))
            .await
    }

    async fn activated(&self, code: &str) -> Phone {
        self.register(code).await;
        let (_, id, secret) = self.activate(code, DeviceKind::App).await;
        Phone::new(id, secret, DeviceKind::App)
    }
}

/// Before the first signature, and between the two.
#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_that_died_is_issued_again_with_new_serials() {
    for good in [0, 1] {
        let world = World::new().await;
        let phone = world.activated("X1234567890").await;
        let digest = world.hand_in_enrolment(&phone.message(&world)).await;
        world.dying(good).await.enrol(&digest).await.unwrap_err();
        assert!(world.store.reply(&digest).await.unwrap().is_none());
        let left = world.store.intents_of_request(&digest).await.unwrap();
        assert_eq!(left.len(), 2);
        for intent in &left {
            let status = world.store.status(intent.issuer, intent.serial.as_bytes()).await.unwrap();
            assert_eq!(status, CertificateStatus::Intent, "never good before it is final");
        }

        // The activation has expired meanwhile; it was used by this very message, so that does not matter.
        world.clock.advance(2 * 86_400);
        world.authority.enrol(&digest).await.unwrap();
        let (verdict, reply) = world.reply(digest).await;
        assert_eq!(verdict, Verdict::Done, "{reply}");
        let issued = certificates(&reply);
        for intent in &left {
            assert!(issued.iter().all(|one| one.serial_bytes() != intent.serial.as_bytes()));
            let status = world.store.status(intent.issuer, intent.serial.as_bytes()).await.unwrap();
            assert!(matches!(status, CertificateStatus::Burnt { .. }));
        }
        let device = world.store.device_by_enrolment(&digest).await.unwrap().unwrap();
        assert_eq!(reply["device"], device.id.to_string());
        assert_eq!(world.store.certificates_of_device(&device.id).await.unwrap().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_process_left_behind_is_burnt_at_the_start() {
    let world = World::new().await;
    let phone = world.activated("X1234567890").await;
    let digest = world.hand_in_enrolment(&phone.message(&world)).await;
    world.dying(1).await.enrol(&digest).await.unwrap_err();
    let left = world.store.intents_of_request(&digest).await.unwrap();

    let fresh = authority(&world.store, world.keys, config(), &world.clock, &world.random).await.unwrap();
    assert_eq!(fresh.recover().await.unwrap(), 2);
    assert_eq!(fresh.recover().await.unwrap(), 0);
    let kinds = world.leaf_kinds().await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "burnt").count(), 2);

    // Burnt serials are in the list, because they may have been signed.
    fresh.renew_crls().await.unwrap();
    let mut told = 0;
    for shard in 0..4 {
        let row = world.store.latest_crl(IssuerId(2), shard).await.unwrap().unwrap();
        let list = Crl::from_der(row.der).unwrap();
        for intent in &left {
            if let Some(entry) = list.find(intent.serial.as_bytes()) {
                assert_eq!(entry.reason, Some(Reason::CessationOfOperation));
                told += 1;
            }
        }
    }
    assert_eq!(told, 2);

    // The job runs again and the person gets the certificates.
    fresh.enrol(&digest).await.unwrap();
    assert_eq!(world.reply(digest).await.0, Verdict::Done);
}

/// The minute's round must not give up what this very process is issuing: there is no other in its store.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_alone_leaves_its_own_open_issuances_alone() {
    let world = World::new().await;
    let phone = world.activated("X1234567890").await;
    let digest = world.hand_in_enrolment(&phone.message(&world)).await;
    world.dying(1).await.enrol(&digest).await.unwrap_err();
    world.clock.advance(3600);
    assert_eq!(world.authority.recover_others().await.unwrap(), 0);
    let open = world.store.intents_of_request(&digest).await.unwrap();
    assert!(open.iter().all(|intent| intent.burnt_at.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burnt_intent_is_never_finalised_by_a_late_worker() {
    let world = World::new().await;
    let phone = world.activated("X1234567890").await;
    let digest = world.hand_in_enrolment(&phone.message(&world)).await;
    // Two workers on one job at the same time: whoever is late loses its serials and tries again.
    let second = authority(&world.store, world.keys, config(), &world.clock, &world.random).await.unwrap();
    let (one, two) = tokio::join!(world.authority.enrol(&digest), second.enrol(&digest));
    assert!(one.is_ok() || two.is_ok());
    world.authority.enrol(&digest).await.unwrap();
    let (verdict, reply) = world.reply(digest).await;
    assert_eq!(verdict, Verdict::Done);
    let device = world.store.device_by_enrolment(&digest).await.unwrap().unwrap();
    let stored = world.store.certificates_of_device(&device.id).await.unwrap();
    assert_eq!(stored.len(), 2);
    for certificate in certificates(&reply) {
        assert!(stored.iter().any(|row| row.sha256 == certificate.sha256()));
    }
    let intents = world.store.intents_of_request(&digest).await.unwrap();
    assert_eq!(intents.iter().filter(|intent| intent.finalised_at.is_some()).count(), 2);
    assert!(intents.iter().all(|intent| intent.finalised_at.is_some() != intent.burnt_at.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_died_between_its_commits_is_performed_once() {
    let world = World::new().await;
    let signer = new_key();
    let said = RegisterRelyingParty {
        id: "example-shop".to_owned(),
        name: "Example Shop".to_owned(),
        domain: "shop.example.org".to_owned(),
        country: "MU".to_owned(),
        doors: Doors::default(),
        csr: certificate_request(&*signer),
    };
    let body = world.officer.act(world.id(), world.now(), Act::RegisterRelyingParty(said));
    let digest = world.hand_in_act(&body).await;
    world.dying(0).await.perform_act(&digest).await.unwrap_err();
    assert!(world.store.relying_party("example-shop").await.unwrap().is_none());
    let (verdict, reply) = world.perform_body(&body).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
    assert_eq!(world.store.certificates_of_relying_party("example-shop").await.unwrap().len(), 1);
    assert_eq!(world.store.intents_of_request(&digest).await.unwrap().len(), 2);
}

/// The same of an act that takes two: the confirmation has it done.
#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_act_that_died_between_its_commits_is_performed_once() {
    let world = World::new().await;
    let said = RegisterOfficer {
        id: "deputy".to_owned(),
        name: "Deputy".to_owned(),
        roles: [Role::Registration].into_iter().collect(),
        csr: certificate_request(&*new_key()),
    };
    let asked = world.officer.act(world.id(), world.now(), Act::RegisterOfficer(said));
    let asked = world.look_at(&asked).await;
    let confirm = Act::ConfirmAct(ConfirmAct { act_sha256: asked });
    let confirm = world.hand_in_act(&world.second.act(world.id(), world.now(), confirm)).await;
    world.dying(0).await.perform_act(&confirm).await.unwrap_err();
    assert!(world.store.officer("deputy").await.unwrap().is_none());
    world.authority.perform_act(&confirm).await.unwrap();
    assert_eq!(world.reply(confirm).await, world.reply(asked).await);
    assert_eq!(world.reply(asked).await.0, Verdict::Done);
    assert!(world.store.officer("deputy").await.unwrap().is_some());
    assert_eq!(world.store.intents_of_request(&asked).await.unwrap().len(), 2);
    let confirmed = world.leaf_kinds().await.iter().filter(|kind| *kind == "act-confirmed").count();
    assert_eq!(confirmed, 1);
}

/// The same of a renewal, which takes one: its officer has one certificate until there is the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_died_between_its_commits_is_performed_once() {
    let world = World::new().await;
    world.clock.advance(700 * 86_400);
    let act = Act::RenewOfficer(RenewOfficer { csr: certificate_request(&*new_key()) });
    let body = world.officer.act(world.id(), world.now(), act);
    let digest = world.hand_in_act(&body).await;
    world.dying(0).await.perform_act(&digest).await.unwrap_err();
    let before = world.store.officer("first-officer").await.unwrap().unwrap();
    assert_eq!(before.certificate_sha256, world.officer.certificate().sha256());
    let (verdict, reply) = world.perform_body(&body).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
    let intents = world.store.intents_of_request(&digest).await.unwrap();
    assert_eq!((intents.len(), intents.iter().filter(|one| one.finalised_at.is_some()).count()), (2, 1));
    let issued = world.store.certificates_of_request(&digest).await.unwrap();
    let after = world.store.officer("first-officer").await.unwrap().unwrap();
    assert_eq!((issued.len(), issued[0].sha256), (1, after.certificate_sha256));
}

/// An act that waited too long behind a dead signer is refused, and what was written down for it is burnt.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_burns_what_was_written_down_for_it() {
    let world = World::new().await;
    let said = RegisterRelyingParty {
        id: "example-shop".to_owned(),
        name: "Example Shop".to_owned(),
        domain: "shop.example.org".to_owned(),
        country: "MU".to_owned(),
        doors: Doors::default(),
        csr: certificate_request(&*new_key()),
    };
    let body = world.officer.act(world.id(), world.now(), Act::RegisterRelyingParty(said));
    let digest = world.hand_in_act(&body).await;
    world.dying(0).await.perform_act(&digest).await.unwrap_err();
    world.clock.advance(601);
    assert_eq!(slug(&world.perform_body(&body).await), "act-times");
    let intents = world.store.intents_of_request(&digest).await.unwrap();
    assert!(intents.iter().all(|intent| intent.burnt_at.is_some()));
    assert_eq!(world.authority.recover().await.unwrap(), 0);
}

/// Suspending and revoking need no key; only the list waits.
#[tokio::test(flavor = "multi_thread")]
async fn suspending_and_revoking_work_while_the_keys_are_away() {
    let world = World::new().await;
    let (_, reply) = world.enrolled("X1234567890").await;
    let device = reply["device"].as_str().unwrap().parse().unwrap();
    let [certificate, _] = certificates(&reply);
    let away = world.dying(0).await;
    away.suspend_device(&device).await.unwrap();
    assert!(matches!(world.status_of(&certificate).await, CertificateStatus::Held { .. }));
    away.revoke_device(&device).await.unwrap();
    assert!(matches!(world.status_of(&certificate).await, CertificateStatus::Revoked { .. }));
    let shard = CrlShard { issuer: IssuerId(2), shard: 0 };
    away.publish_crl(shard).await.unwrap_err();
    assert!(world.store.latest_crl(IssuerId(2), 0).await.unwrap().is_none());
    world.authority.publish_crl(shard).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_another_issuer_is_noticed_at_the_start() {
    let world = World::new().await;
    let swapped = [("citizens", "services"), ("services", "citizens")].map(|(name, other)| IssuerKeys {
        name: name.to_owned(),
        signer: world.keys.signer(&labels::ca(other)).unwrap(),
    });
    let refused = Authority::new(
        world.store.clone(),
        swapped.into(),
        world.keys.agreement(labels::OPENING).unwrap(),
        world.keys.protector(labels::PROTECTION).unwrap(),
        Profiles::built_in().unwrap(),
        config(),
        Arc::new(world.clock.clone()),
        world.random.clone(),
    )
    .await;
    assert!(matches!(
        refused.err().unwrap(),
        ca_core::Error::Issuance(ca_core::issuance::Error::OtherSigner { what: "key", .. })
    ));
}

/// Whoever lost the answer asks again, in another act, and has the certificate that there is.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_relying_party_with_the_same_key_is_answered_again() {
    let world = World::new().await;
    let signer = new_key();
    let said = || RegisterRelyingParty {
        id: "example-shop".to_owned(),
        name: "Example Shop".to_owned(),
        domain: "shop.example.org".to_owned(),
        country: "MU".to_owned(),
        doors: Doors::default(),
        csr: certificate_request(&*signer),
    };
    let register = async |said| world.perform(Act::RegisterRelyingParty(said)).await;
    let first = register(said()).await;
    assert_eq!(first.0, Verdict::Done, "{}", first.1);
    let leaves = world.leaf_kinds().await.len();
    assert_eq!(register(said()).await, first);
    assert_eq!(world.leaf_kinds().await[leaves..], ["act"], "nothing was certified");
    let renamed = RegisterRelyingParty { name: "Other Shop".to_owned(), ..said() };
    let other_key = RegisterRelyingParty { csr: certificate_request(&*new_key()), ..said() };
    let other_doors =
        RegisterRelyingParty { doors: Doors::try_from(vec![Door::MobileId]).unwrap(), ..said() };
    for other in [renamed, other_key, other_doors] {
        assert_eq!(slug(&register(other).await), "id-taken");
    }
    // An admission that ended is not given again.
    let end = EndRelyingParty { id: "example-shop".to_owned() };
    assert_eq!(world.perform(Act::EndRelyingParty(end)).await.0, Verdict::Done);
    assert_eq!(slug(&register(said()).await), "id-taken");
}
