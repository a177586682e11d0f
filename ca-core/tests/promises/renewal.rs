//! An officer renews the own certificate: in time, by oneself, and never with more than before.

use std::sync::Arc;

use hsm_adapter::Signer;
use pki_types::crl::Reason;
use pki_types::{Certificate, Sha256Digest};
use serde_json::Value;
use store::CertificateStatus::{self, Final, Held, Revoked};
use store::Verdict;
use words::act::{
    Act, ActPayload, ConfirmAct, EndOfficer, RegisterOfficer, Release, RenewOfficer, Revoke, Role, Roles,
    Suspend, Target, WithdrawAct,
};

use crate::world::*;

const DAY: i64 = 86_400;
/// The first day of the last 60 of an officer's certificate, which lives for 730.
const OPENS: i64 = 670;

fn renewal(signer: &dyn Signer) -> Act {
    Act::RenewOfficer(RenewOfficer { csr: certificate_request(signer) })
}

fn roles(certificate: &Certificate) -> Roles {
    let oid = "1.3.6.1.4.1.32473.1.2.1".parse().unwrap();
    Roles::from_der(certificate.extension(oid).expect("it names roles").1).unwrap()
}

/// The officer with what the renewal gave.
fn with_new(reply: &Value, signer: Arc<dyn Signer>) -> Client {
    let certificate = Certificate::from_pem(reply["certificate"].as_str().unwrap()).unwrap();
    let issuer = Certificate::from_pem(reply["chain"][0].as_str().unwrap()).unwrap();
    certificate.verify_issued_by(&issuer).unwrap();
    Client { chain: vec![certificate, issuer], signer }
}

impl World {
    /// A country in whose last sixty days of its first officers it is.
    async fn near_the_end() -> Self {
        let world = Self::new().await;
        world.clock.advance(OPENS * DAY);
        world
    }

    async fn renew(&self, by: &Client, signer: &dyn Signer) -> (Verdict, Value) {
        self.perform_body(&by.act(self.id(), self.now(), renewal(signer))).await
    }

    async fn renewed(&self, by: &Client) -> Client {
        let signer = new_key();
        let (verdict, reply) = self.renew(by, &*signer).await;
        assert_eq!(verdict, Verdict::Done, "{reply}");
        with_new(&reply, signer)
    }

    async fn each_status(&self, one: &Client, other: &Client) -> [CertificateStatus; 2] {
        [self.status_of(one.certificate()).await, self.status_of(other.certificate()).await]
    }

    /// Refused, and neither officers nor certificates are others than before.
    async fn refused(&self, by: &Client, act: Act, problem: &str) -> Value {
        let certificates = self.store.certificates_of_profile("officer").await.unwrap().len();
        let officers = self.store.officers_in_office().await.unwrap();
        let reply = self.perform_body(&by.act(self.id(), self.now(), act)).await;
        assert_eq!(slug(&reply), problem, "{}", reply.1);
        assert_eq!(self.store.officers_in_office().await.unwrap(), officers);
        assert_eq!(self.store.certificates_of_profile("officer").await.unwrap().len(), certificates);
        reply.1
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_renews_near_the_end_and_stays_the_same_officer() {
    let world = World::new().await;
    let until = world.officer.certificate().not_after();
    let opens = until.minus(60 * DAY);
    world.clock.advance(opens.since(world.now()) - 1);
    let early = world.refused(&world.officer, renewal(&*new_key()), "renewal-early").await;
    let detail = early["detail"].as_str().unwrap();
    for part in [until.rfc3339(), opens.rfc3339()] {
        assert!(detail.contains(&part), "{part}: {detail}");
    }
    world.clock.advance(1);
    let leaves = world.leaf_kinds().await.len();
    let renewed = world.renewed(&world.officer).await;
    assert_eq!(world.leaf_kinds().await[leaves..], ["intent", "certificate", "act"]);

    let (before, after) = (world.officer.certificate(), renewed.certificate());
    assert_eq!(before.subject_der(), after.subject_der());
    assert_eq!(roles(before), roles(after));
    assert_ne!(before.public_key(), after.public_key());
    assert_eq!(after.not_after().since(after.not_before()), before.not_after().since(before.not_before()));
    let row = world.store.officer("first-officer").await.unwrap().unwrap();
    assert_eq!((row.certificate_sha256, row.ended_at), (after.sha256(), None));

    // Both are good until each ends; the new one is renewed near its own end.
    for (by, code) in [(&world.officer, "A1234567890"), (&renewed, "B1234567890")] {
        let body = by.act(world.id(), world.now(), register_person(code));
        assert_eq!(world.perform_body(&body).await.0, Verdict::Done);
    }
    world.refused(&renewed, renewal(&*new_key()), "renewal-early").await;
    world.clock.advance(61 * DAY);
    world.refused(&world.officer, register_person("C1234567890"), "officer-certificate").await;
    let body = renewed.act(world.id(), world.now(), register_person("C1234567890"));
    assert_eq!(world.perform_body(&body).await.0, Verdict::Done);
    world.clock.advance((OPENS - 61) * DAY);
    let third = world.renewed(&renewed).await;
    assert_eq!(third.certificate().subject_der(), before.subject_der());
}

/// What counts for an act counts for a renewal: the roles that certificate and store both name.
#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_never_gives_more() {
    for (rows, expected) in [
        (&Role::ALL[..], &[Role::Registration, Role::Revocation, Role::Security][..]),
        (&[Role::Revocation, Role::Auditor], &[Role::Revocation]),
    ] {
        let world = World::near_the_end().await;
        let rows: Roles = rows.iter().copied().collect();
        let kept = rows.clone();
        let set = world.store.transaction("test", move |transaction| {
            let rows = rows.clone();
            Box::pin(async move { transaction.set_officer_roles("first-officer", &rows).await })
        });
        set.await.unwrap();
        let renewed = world.renewed(&world.officer).await;
        assert_eq!(roles(renewed.certificate()), expected.iter().copied().collect());
        assert_eq!(world.store.officer("first-officer").await.unwrap().unwrap().roles, kept);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_reads_renews_too_and_does_no_more() {
    let world = World::near_the_end().await;
    let reader = client(&ceremony_folder().await.join("officers/reader"));
    let renewed = world.renewed(&reader).await;
    assert_eq!(roles(renewed.certificate()), [Role::Auditor].into_iter().collect());
    world.refused(&renewed, register_person("X1234567890"), "officer-role").await;
    // In a role that the officer has not, nobody does anything.
    let payload = ActPayload::new(world.id(), world.now(), renewal(&*new_key())).in_role(Role::Auditor);
    assert_eq!(slug(&world.perform_body(&world.officer.sign_act(&payload)).await), "officer-role");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_act_does_not_renew() {
    let world = World::near_the_end().await;
    let renewed = world.renewed(&world.officer).await;
    let target = || Target::Certificate(world.third.certificate().sha256());
    assert_eq!(world.together(&renewed, Act::Suspend(Suspend { target: target() })).await.0, Verdict::Done);
    world.refused(&world.third, renewal(&*new_key()), "officer-certificate").await;
    let revoke = Revoke { target: target(), reason: Reason::PrivilegeWithdrawn, occurred_at: None };
    assert_eq!(world.together(&renewed, Act::Revoke(revoke)).await.0, Verdict::Done);
    world.refused(&world.third, renewal(&*new_key()), "officer-certificate").await;
    let end = Act::EndOfficer(EndOfficer { id: "reader".to_owned() });
    assert_eq!(world.together(&renewed, end).await.0, Verdict::Done);
    let reader = client(&ceremony_folder().await.join("officers/reader"));
    world.refused(&reader, renewal(&*new_key()), "officer-certificate").await;
    let bank = client(&ceremony_folder().await.join("relying-party"));
    world.refused(&bank, renewal(&*new_key()), "officer-certificate").await;
    world.clock.advance(61 * DAY);
    world.refused(&world.second, renewal(&*new_key()), "officer-certificate").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_needs_a_new_key_and_its_proof() {
    let world = World::near_the_end().await;
    let own = Act::RenewOfficer(RenewOfficer { csr: certificate_request(&*world.officer.signer) });
    world.refused(&world.officer, own, "key-used").await;
    let mut csr = certificate_request(&*new_key());
    *csr.last_mut().unwrap() ^= 1;
    world.refused(&world.officer, Act::RenewOfficer(RenewOfficer { csr }), "certificate-request").await;
    let others = Act::RenewOfficer(RenewOfficer { csr: certificate_request(&*world.second.signer) });
    world.refused(&world.officer, others, "key-used").await;
    // What was refused stands in nobody's way.
    world.renewed(&world.officer).await;
}

/// A lost answer loses nothing: the same bytes, and another act for the same key, get it again; another key does not.
#[tokio::test(flavor = "multi_thread")]
async fn asked_again_for_the_same_key_it_is_the_same_renewal() {
    let world = World::near_the_end().await;
    let signer = new_key();
    let body = world.officer.act(world.id(), world.now(), renewal(&*signer));
    let first = world.perform_body(&body).await;
    assert_eq!(first.0, Verdict::Done);
    world.clock.advance(DAY);
    assert_eq!(world.perform_body(&body).await, first);
    let leaves = world.leaf_kinds().await.len();
    assert_eq!(world.renew(&world.officer, &*signer).await, first);
    assert_eq!(world.leaf_kinds().await[leaves..], ["act"]);
    world.refused(&world.officer, renewal(&*new_key()), "certificate-renewed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_renewals_at_once_one_is_done() {
    let world = World::near_the_end().await;
    let other = authority(&world.store, world.keys, config(), &world.clock, &world.random).await.unwrap();
    let mut acts = Vec::new();
    for _ in 0..2 {
        let body = world.officer.act(world.id(), world.now(), renewal(&*new_key()));
        acts.push(world.hand_in_act(&body).await);
    }
    let (one, two) = tokio::join!(world.authority.perform_act(&acts[0]), other.perform_act(&acts[1]));
    assert!(one.is_ok() && two.is_ok());
    let mut replies = Vec::new();
    for act in acts {
        replies.push((world.reply(act).await, world.store.intents_of_request(&act).await.unwrap()));
    }
    replies.sort_by_key(|((verdict, _), _)| *verdict != Verdict::Done);
    let [((done, reply), _), (refused, burnt)] = &replies[..] else { panic!("two acts, two replies") };
    assert_eq!((*done, slug(refused)), (Verdict::Done, "certificate-renewed"));
    assert!(burnt.iter().all(|intent| intent.burnt_at.is_some() && intent.finalised_at.is_none()));
    let certificate = Certificate::from_pem(reply["certificate"].as_str().unwrap()).unwrap();
    let row = world.store.officer("first-officer").await.unwrap().unwrap();
    assert_eq!(row.certificate_sha256, certificate.sha256());
    // Four of the ceremony, and one.
    assert_eq!(world.store.certificates_of_profile("officer").await.unwrap().len(), 5);
}

impl World {
    /// What one security officer asks for and the second one confirms.
    async fn together(&self, by: &Client, act: Act) -> (Verdict, Value) {
        let payload = ActPayload::new(self.id(), self.now(), act).in_role(Role::Security);
        let digest = self.look_at(&by.sign_act(&payload)).await;
        assert!(self.store.reply(&digest).await.unwrap().is_none());
        self.confirm_as(&self.second, digest).await
    }
}

/// Whoever has the key of one could have renewed it, so none of them outlives the others.
#[tokio::test(flavor = "multi_thread")]
async fn all_certificates_of_an_officer_are_suspended_and_revoked_together() {
    let world = World::near_the_end().await;
    let (before, by) = (world.third.clone(), world.officer.clone());
    let after = world.renewed(&before).await;
    let on = |client: &Client| Target::Certificate(client.certificate().sha256());
    let since = world.now();
    let suspend = Act::Suspend(Suspend { target: on(&before) });
    assert_eq!(world.together(&by, suspend).await.0, Verdict::Done);
    assert_eq!(world.each_status(&before, &after).await, [Held { since }, Held { since }]);
    world.refused(&after, register_person("X1234567890"), "officer-certificate").await;
    let release = Act::Release(Release { target: on(&after) });
    assert_eq!(world.together(&by, release).await.0, Verdict::Done);
    assert_eq!(world.each_status(&before, &after).await, [Final, Final]);
    let revoke = Revoke { target: on(&before), reason: Reason::KeyCompromise, occurred_at: None };
    assert_eq!(world.together(&by, Act::Revoke(revoke)).await.0, Verdict::Done);
    let revoked = Revoked { at: since, reason: Reason::KeyCompromise };
    assert_eq!(world.each_status(&before, &after).await, [revoked, revoked]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_ends_with_all_certificates() {
    let world = World::near_the_end().await;
    let (before, by) = (world.third.clone(), world.officer.clone());
    let after = world.renewed(&before).await;
    let end = Act::EndOfficer(EndOfficer { id: "third-officer".to_owned() });
    assert_eq!(world.together(&by, end).await.0, Verdict::Done);
    let revoked = Revoked { at: world.now(), reason: Reason::CessationOfOperation };
    assert_eq!(world.each_status(&before, &after).await, [revoked, revoked]);
    for client in [&before, &after] {
        world.refused(client, renewal(&*new_key()), "officer-certificate").await;
    }
}

/// Another certificate makes no other officer of whoever has it, and takes nothing back that waits.
#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_confirms_nothing_and_hinders_no_confirmation() {
    let world = World::near_the_end().await;
    let appointment = |id: &str| {
        let roles = [Role::Registration].into_iter().collect();
        let csr = certificate_request(&*new_key());
        Act::RegisterOfficer(RegisterOfficer { id: id.to_owned(), name: "Deputy".to_owned(), roles, csr })
    };
    let asked = world.look_at(&world.officer.act(world.id(), world.now(), appointment("deputy"))).await;
    let renewed = world.renewed(&world.officer).await;
    assert_eq!(slug(&world.confirm_as(&renewed, asked).await), "same-officer");
    assert_eq!(world.confirm_as(&world.second, asked).await.0, Verdict::Done);
    // Nor the other way round.
    let asked = world.look_at(&renewed.act(world.id(), world.now(), appointment("another"))).await;
    let confirm = Act::ConfirmAct(ConfirmAct { act_sha256: asked });
    world.refused(&world.officer, confirm, "same-officer").await;
    let nothing = Act::ConfirmAct(ConfirmAct { act_sha256: Sha256Digest([7; 32]) });
    world.refused(&world.officer, nothing, "no-such-act").await;
    // Whoever asked withdraws it, under either certificate; nobody else does.
    let withdraw = || Act::WithdrawAct(WithdrawAct { act_sha256: asked });
    world.refused(&world.second, withdraw(), "not-asker").await;
    let withdrawn = world.perform_body(&world.officer.act(world.id(), world.now(), withdraw())).await;
    assert_eq!(withdrawn.0, Verdict::Done, "{}", withdrawn.1);
}

/// Two security officers who have renewed are two, and no third one.
#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_not_counted_as_officers() {
    let world = World::near_the_end().await;
    let by = world.renewed(&world.officer).await;
    let third = world.renewed(&world.third).await;
    let end = |id: &str| Act::EndOfficer(EndOfficer { id: id.to_owned() });
    assert_eq!(world.together(&by, end("third-officer")).await.0, Verdict::Done);
    world.refused(&third, renewal(&*new_key()), "officer-certificate").await;
    let payload = ActPayload::new(world.id(), world.now(), end("second-officer")).in_role(Role::Security);
    let reply = world.perform_body(&by.sign_act(&payload)).await;
    assert_eq!(slug(&reply), "last-security-officers");
}
