//! The state machine of a certificate: final, held, revoked.

use pki_types::crl::Reason;
use pki_types::{Certificate, UnixTime};
use serde_json::Value;
use store::CertificateStatus::{Final, Held, Revoked};
use store::Verdict;
use words::act::{Act, Release, Revoke, Suspend, Target};
use words::{DeviceId, DeviceKind};

use crate::world::*;

async fn enrolled() -> (World, [Certificate; 2], DeviceId) {
    let world = World::new().await;
    let (_, reply) = world.enrolled("X1234567890").await;
    let device = reply["device"].as_str().unwrap().parse().unwrap();
    (world, certificates(&reply), device)
}

fn target(certificate: &Certificate) -> Target {
    Target::Certificate(certificate.sha256())
}

impl World {
    async fn suspend(&self, target: Target) -> (Verdict, Value) {
        self.perform(Act::Suspend(Suspend { target })).await
    }

    async fn release(&self, target: Target) -> (Verdict, Value) {
        self.perform(Act::Release(Release { target })).await
    }

    async fn revoke(&self, target: Target, reason: Reason) -> (Verdict, Value) {
        self.perform(Act::Revoke(Revoke { target, reason, occurred_at: None })).await
    }

    async fn revoke_since(&self, target: Target, reason: Reason, at: UnixTime) -> (Verdict, Value) {
        self.perform(Act::Revoke(Revoke { target, reason, occurred_at: Some(at) })).await
    }

    async fn both(&self, certificates: &[Certificate; 2]) -> [store::CertificateStatus; 2] {
        [self.status_of(&certificates[0]).await, self.status_of(&certificates[1]).await]
    }
}

fn digests(reply: &Value) -> Vec<String> {
    let mut digests: Vec<_> = reply["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_str().unwrap().to_owned())
        .collect();
    digests.sort();
    digests
}

#[tokio::test(flavor = "multi_thread")]
async fn all_certificates_of_a_device_are_held_and_released_together() {
    let (world, certificates, _) = enrolled().await;
    let mut expected = certificates.clone().map(|one| one.sha256().to_string());
    expected.sort();
    let (verdict, reply) = world.suspend(target(&certificates[0])).await;
    assert_eq!(verdict, Verdict::Done);
    assert_eq!(digests(&reply), expected);
    assert_eq!(reply["recorded_at"], world.now().seconds());
    let since = world.now();
    assert_eq!(world.both(&certificates).await, [Held { since }, Held { since }]);

    world.clock.advance(100);
    let (verdict, reply) = world.release(target(&certificates[1])).await;
    assert_eq!(verdict, Verdict::Done);
    assert_eq!(digests(&reply), expected);
    assert_eq!(world.both(&certificates).await, [Final, Final]);
    // The same certificate is good again: there is no other one.
    let row = world.store.certificate_by_hash(&certificates[0].sha256()).await.unwrap().unwrap();
    let holds = world.store.holds_of(row.issuer, row.serial.as_bytes()).await.unwrap();
    assert_eq!((holds[0].began_at, holds[0].ended_at), (since, Some(world.now())));
    assert_eq!(world.store.certificates_of_person(&row.person.unwrap()).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn suspending_again_answers_the_same() {
    let (world, certificates, _) = enrolled().await;
    let first = world.suspend(target(&certificates[0])).await;
    world.clock.advance(100);
    assert_eq!(world.suspend(target(&certificates[1])).await, first);
    let row = world.store.certificate_by_hash(&certificates[0].sha256()).await.unwrap().unwrap();
    assert_eq!(world.store.holds_of(row.issuer, row.serial.as_bytes()).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_can_be_held_many_times() {
    let (world, certificates, _) = enrolled().await;
    for round in 1..=3 {
        world.suspend(target(&certificates[0])).await;
        world.clock.advance(10);
        world.release(target(&certificates[0])).await;
        world.clock.advance(10);
        let row = world.store.certificate_by_hash(&certificates[0].sha256()).await.unwrap().unwrap();
        assert_eq!(world.store.holds_of(row.issuer, row.serial.as_bytes()).await.unwrap().len(), round);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_held_is_not_released() {
    let (world, certificates, _) = enrolled().await;
    assert_eq!(slug(&world.release(target(&certificates[0])).await), "not-suspended");
}

#[tokio::test(flavor = "multi_thread")]
async fn revocation_is_terminal_and_repeating_it_answers_the_same() {
    let (world, certificates, _) = enrolled().await;
    let first = world.revoke(target(&certificates[0]), Reason::Superseded).await;
    assert_eq!(first.0, Verdict::Done);
    let revoked = Revoked { at: world.now(), reason: Reason::Superseded };
    assert_eq!(world.both(&certificates).await, [revoked, revoked]);
    let leaves = world.leaf_kinds().await.len();
    world.clock.advance(100);
    assert_eq!(world.revoke(target(&certificates[1]), Reason::Superseded).await, first);
    assert_eq!(world.leaf_kinds().await.len(), leaves + 1, "only the act itself");
    assert_eq!(world.both(&certificates).await, [revoked, revoked]);
    assert_eq!(slug(&world.release(target(&certificates[0])).await), "already-revoked");
    assert_eq!(slug(&world.suspend(target(&certificates[0])).await), "already-revoked");
    assert_eq!(
        slug(&world.revoke(target(&certificates[0]), Reason::AffiliationChanged).await),
        "already-revoked"
    );
    assert_eq!(world.both(&certificates).await, [revoked, revoked]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_reason_may_be_raised_and_only_to_key_compromise() {
    let (world, certificates, _) = enrolled().await;
    let at = world.now();
    world.revoke(target(&certificates[0]), Reason::Superseded).await;
    world.clock.advance(100);
    assert_eq!(world.revoke(target(&certificates[0]), Reason::KeyCompromise).await.0, Verdict::Done);
    let raised = Revoked { at, reason: Reason::KeyCompromise };
    assert_eq!(world.both(&certificates).await, [raised, raised]);
    assert_eq!(slug(&world.revoke(target(&certificates[0]), Reason::Superseded).await), "already-revoked");
    assert_eq!(world.both(&certificates).await, [raised, raised]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_ends_in_revocation_was_never_good() {
    let (world, certificates, _) = enrolled().await;
    let since = world.now();
    world.suspend(target(&certificates[0])).await;
    world.clock.advance(1_000);
    assert_eq!(world.revoke(target(&certificates[0]), Reason::PrivilegeWithdrawn).await.0, Verdict::Done);
    let revoked = Revoked { at: since, reason: Reason::PrivilegeWithdrawn };
    assert_eq!(world.both(&certificates).await, [revoked, revoked]);
    let row = world.store.certificate_by_hash(&certificates[0].sha256()).await.unwrap().unwrap();
    let holds = world.store.holds_of(row.issuer, row.serial.as_bytes()).await.unwrap();
    assert_eq!(holds[0].ended_at, Some(world.now()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compromise_may_be_dated_back() {
    let (world, certificates, _) = enrolled().await;
    world.clock.advance(1_000);
    let at = world.now().minus(500);
    let early = certificates[0].not_before().minus(1);
    assert_eq!(
        slug(&world.revoke_since(target(&certificates[0]), Reason::Superseded, at).await),
        "act-content"
    );
    assert_eq!(
        slug(&world.revoke_since(target(&certificates[0]), Reason::KeyCompromise, early).await),
        "act-content"
    );
    let future = world.now().plus(1);
    assert_eq!(
        slug(&world.revoke_since(target(&certificates[0]), Reason::KeyCompromise, future).await),
        "act-content"
    );
    assert_eq!(world.both(&certificates).await, [Final, Final]);
    assert_eq!(
        world.revoke_since(target(&certificates[0]), Reason::KeyCompromise, at).await.0,
        Verdict::Done
    );
    let revoked = Revoked { at, reason: Reason::KeyCompromise };
    assert_eq!(world.both(&certificates).await, [revoked, revoked]);
}

#[tokio::test(flavor = "multi_thread")]
async fn reasons_that_are_not_an_officer_s_are_refused() {
    let (world, certificates, _) = enrolled().await;
    for reason in [Reason::CertificateHold, Reason::CaCompromise] {
        assert_eq!(slug(&world.revoke(target(&certificates[0]), reason).await), "act-content");
    }
    assert_eq!(world.both(&certificates).await, [Final, Final]);
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_are_found_or_refused() {
    let (world, certificates, device) = enrolled().await;
    world.register("Y1234567890").await;
    let unknown = Target::Certificate(pki_types::sha256(b"nothing"));
    assert_eq!(slug(&world.suspend(unknown).await), "no-such-certificate");
    let others = Target::Device { person: person("Y1234567890"), device };
    assert_eq!(slug(&world.suspend(others).await), "no-such-device");
    assert_eq!(slug(&world.suspend(Target::Person(person("Y1234567890"))).await), "no-certificates");
    assert_eq!(slug(&world.suspend(Target::Person(person("Z1234567890"))).await), "person-not-registered");
    assert_eq!(world.both(&certificates).await, [Final, Final]);
    let right = Target::Device { person: person("X1234567890"), device };
    assert_eq!(world.suspend(right).await.0, Verdict::Done);
    assert_eq!(world.release(Target::Person(person("X1234567890"))).await.0, Verdict::Done);
    assert_eq!(world.both(&certificates).await, [Final, Final]);
}

/// A person's second phone is another device: it stands when the first one falls, and falls with the person.
#[tokio::test(flavor = "multi_thread")]
async fn devices_stand_and_fall_by_themselves() {
    let (world, first, _) = enrolled().await;
    let (_, id, secret) = world.activate("X1234567890", DeviceKind::App).await;
    let (verdict, reply) = world.enrol(&Phone::new(id, secret, DeviceKind::App).message(&world)).await;
    assert_eq!(verdict, Verdict::Done);
    let second = certificates(&reply);
    world.revoke(target(&first[0]), Reason::Superseded).await;
    assert_eq!(world.both(&second).await, [Final, Final]);
    let (verdict, reply) = world.suspend(Target::Person(person("X1234567890"))).await;
    assert_eq!(verdict, Verdict::Done);
    assert_eq!(digests(&reply).len(), 2, "those that were not revoked before");
    assert!(matches!(world.both(&second).await, [Held { .. }, Held { .. }]));
    assert!(matches!(world.both(&first).await, [Revoked { .. }, Revoked { .. }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_be_suspended_is_not() {
    let world = World::new().await;
    for profile in ["ocsp-signer", "tsu"] {
        let rows = world.store.certificates_of_profile(profile).await.unwrap();
        let certificate = Certificate::from_der(&rows[0].der).unwrap();
        assert_eq!(slug(&world.suspend(target(&certificate)).await), "not-suspendable", "{profile}");
        assert_eq!(
            world.revoke(target(&certificate), Reason::Superseded).await.0,
            Verdict::Done,
            "{profile}"
        );
    }
    for profile in ["issuing-ca", "root"] {
        let rows = world.store.certificates_of_profile(profile).await.unwrap();
        let certificate = Certificate::from_der(&rows[0].der).unwrap();
        assert_eq!(
            slug(&world.revoke(target(&certificate), Reason::Superseded).await),
            "act-content",
            "{profile}"
        );
        assert_eq!(world.status_of(&certificate).await, Final);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_certificate_may_be_revoked_but_not_suspended() {
    let (world, certificates, device) = enrolled().await;
    world.clock.set(certificates[0].not_after().plus(1));
    world.authority.suspend_device(&device).await.unwrap();
    assert_eq!(world.both(&certificates).await, [Final, Final]);
    world.authority.revoke_device(&device).await.unwrap();
    assert!(matches!(world.both(&certificates).await, [Revoked { .. }, Revoked { .. }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_itself_suspends_and_revokes_a_device() {
    let (world, certificates, device) = enrolled().await;
    world.authority.suspend_device(&device).await.unwrap();
    world.authority.suspend_device(&device).await.unwrap();
    let since = world.now();
    assert_eq!(world.both(&certificates).await, [Held { since }, Held { since }]);
    world.clock.advance(10);
    world.authority.revoke_device(&device).await.unwrap();
    world.authority.revoke_device(&device).await.unwrap();
    world.authority.suspend_device(&device).await.unwrap();
    let revoked = Revoked { at: since, reason: Reason::PrivilegeWithdrawn };
    assert_eq!(world.both(&certificates).await, [revoked, revoked]);
    let kinds = world.leaf_kinds().await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "suspension").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| *kind == "revocation").count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_phone_is_never_released() {
    let (world, certificates, device) = enrolled().await;
    world.authority.suspend_device(&device).await.unwrap();
    let since = world.now();
    world
        .store
        .transaction("test", move |transaction| {
            Box::pin(async move { transaction.block_device(&device, "phone-copied").await })
        })
        .await
        .unwrap();
    for target in [target(&certificates[0]), Target::Person(person("X1234567890"))] {
        let reply = world.release(target).await;
        assert_eq!(slug(&reply), "phone-blocked");
        assert_eq!(world.both(&certificates).await, [Held { since }, Held { since }]);
    }
    // The way out that the refusal names.
    assert_eq!(world.revoke(target(&certificates[0]), Reason::KeyCompromise).await.0, Verdict::Done);
    assert!(matches!(world.both(&certificates).await, [Revoked { .. }, Revoked { .. }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_nobody_knows_does_no_harm() {
    let world = World::new().await;
    world.authority.suspend_device(&DeviceId::from_bytes([1; 16])).await.unwrap();
    world.authority.revoke_device(&DeviceId::from_bytes([1; 16])).await.unwrap();
}

/// Each change orders the list that tells it, in the same commit.
#[tokio::test(flavor = "multi_thread")]
async fn every_change_orders_its_list() {
    let (world, certificates, _) = enrolled().await;
    let row = world.store.certificate_by_hash(&certificates[0].sha256()).await.unwrap().unwrap();
    let url = certificates[0].crl_urls()[0].clone();
    let shard: u32 = url.rsplit('/').next().unwrap().strip_suffix(".crl").unwrap().parse().unwrap();
    let subject = store::CrlShard { issuer: row.issuer, shard }.to_subject();
    let ordered = async || world.store.jobs_about(store::JobKind::Crl, &subject).await.unwrap().len();
    let before = ordered().await;
    world.suspend(target(&certificates[0])).await;
    let held = ordered().await;
    assert!(held > before);
    world.release(target(&certificates[0])).await;
    let released = ordered().await;
    assert!(released > held);
    world.revoke(target(&certificates[0]), Reason::Superseded).await;
    assert!(ordered().await > released);
}
