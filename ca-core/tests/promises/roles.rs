//! Roles: what an officer may do alone is what certificate and store both allow, in the role that the act names.

use hsm_adapter::KeyStore as _;
use phone_protocol::activation::ActivationSecret;
use pki_types::crl::Reason;
use pki_types::{Certificate, Sha256Digest, sha256};
use store::{CertificateStatus, Verdict};
use words::DeviceKind;
use words::act::{
    Act, ActPayload, EndOfficer, EndRelyingParty, RegisterOfficer, Release, Revoke, Role, Roles, Suspend,
    Target,
};
use words::leaf::Leaf;
use words::problem;

use crate::world::*;

fn roles(of: &[Role]) -> Roles {
    of.iter().copied().collect()
}

fn withdraw(act_sha256: Sha256Digest) -> Act {
    Act::WithdrawAct(words::act::WithdrawAct { act_sha256 })
}

fn revoke(certificate: &Certificate) -> Act {
    let target = Target::Certificate(certificate.sha256());
    Act::Revoke(Revoke { target, reason: Reason::KeyCompromise, occurred_at: None })
}

impl World {
    /// An act in a role, as its officer signs it.
    fn signed(&self, by: &Client, role: Role, act: Act) -> String {
        by.sign_act(&ActPayload::new(self.id(), self.now(), act).in_role(role))
    }

    /// The slug of the refusal of an act that somebody does in this role.
    async fn refusal_as(&self, by: &Client, role: Role, act: Act) -> String {
        slug(&self.perform_body(&self.signed(by, role, act)).await).to_owned()
    }

    async fn set_roles(&self, id: &'static str, roles: &'static [Role]) {
        let set = self.store.transaction("test", move |transaction| {
            Box::pin(async move { transaction.set_officer_roles(id, &roles.iter().copied().collect()).await })
        });
        set.await.unwrap();
    }
}

/// The certificate of the service's time-stamping unit.
async fn tsu(world: &World) -> Certificate {
    let row = world.store.certificates_of_profile("tsu").await.unwrap().pop().expect("the ceremony made one");
    Certificate::from_der(&row.der).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_needs_a_role_that_the_officer_has_and_that_suffices() {
    let world = World::new().await;
    // Had and sufficient; had and not sufficient; sufficient and not had.
    let act = || register_person("X1234567890");
    assert_eq!(world.refusal_as(&world.officer, Role::Security, act()).await, "officer-role");
    assert_eq!(world.refusal_as(&world.second, Role::Registration, act()).await, "officer-role");
    let body = world.signed(&world.second, Role::Registration, act());
    let (verdict, reply) = world.perform_body(&body).await;
    let detail = reply["detail"].as_str().unwrap();
    assert_eq!(verdict, Verdict::Refused(problem::OFFICER_ROLE));
    for part in ["role registration;", "says registration", "officer has: security"] {
        assert!(detail.contains(part), "{part}: {detail}");
    }
    let mut payload = ActPayload::new(world.id(), world.now(), act());
    payload.role = None;
    let reply = world.perform_body(&world.officer.sign_act(&payload)).await;
    assert_eq!(slug(&reply), "act-content");
    assert!(reply.1["detail"].as_str().unwrap().starts_with("role is missing"), "{}", reply.1);
    assert_eq!(
        world.perform_body(&world.signed(&world.officer, Role::Registration, act())).await.0,
        Verdict::Done
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_class_of_certificates_has_its_role() {
    let world = World::new().await;
    let (_, reply) = world.enrolled("X1234567890").await;
    let [citizen, _] = certificates(&reply);
    let bank = client(&ceremony_folder().await.join("relying-party"));
    let on = |certificate: &Certificate| Target::Certificate(certificate.sha256());
    let suspend = |certificate: &Certificate| Act::Suspend(Suspend { target: on(certificate) });
    let release = |certificate: &Certificate| Act::Release(Release { target: on(certificate) });
    // A citizen's: registration may suspend, and no more.
    let by = &world.officer;
    for (role, act, expected) in [
        (Role::Registration, suspend(&citizen), "done"),
        (Role::Registration, release(&citizen), "refused"),
        (Role::Security, release(&citizen), "refused"),
        (Role::Revocation, release(&citizen), "done"),
        (Role::Registration, revoke(&citizen), "refused"),
        (Role::Security, suspend(bank.certificate()), "refused"),
        (Role::Revocation, suspend(bank.certificate()), "done"),
        (Role::Revocation, revoke(world.third.certificate()), "refused"),
        (Role::Revocation, suspend(&tsu(&world).await), "refused"),
        (
            Role::Registration,
            Act::EndRelyingParty(EndRelyingParty { id: "example-bank".to_owned() }),
            "refused",
        ),
        (Role::Revocation, Act::EndOfficer(EndOfficer { id: "third-officer".to_owned() }), "refused"),
    ] {
        let (found, reply) = world.perform_body(&world.signed(by, role, act)).await;
        let refused = Verdict::Refused(problem::OFFICER_ROLE);
        assert_eq!(found, if expected == "done" { Verdict::Done } else { refused }, "{role}: {reply}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_signs_no_act() {
    let world = World::new().await;
    let reader = client(&ceremony_folder().await.join("officers/reader"));
    for role in Role::ALL {
        let refusal = world.refusal_as(&reader, role, register_person("X1234567890")).await;
        assert_eq!(refusal, "officer-role", "{role}");
    }
}

/// Neither whoever writes rows nor an old certificate widens what an officer may do.
#[tokio::test(flavor = "multi_thread")]
async fn what_counts_is_what_certificate_and_store_both_say() {
    let world = World::new().await;
    let act = || register_person("X1234567890");
    world.set_roles("second-officer", &Role::ALL).await;
    assert_eq!(world.refusal_as(&world.second, Role::Registration, act()).await, "officer-role");
    world.set_roles("first-officer", &[Role::Security]).await;
    assert_eq!(world.refusal_as(&world.officer, Role::Registration, act()).await, "officer-role");
    world.set_roles("first-officer", &[]).await;
    assert_eq!(
        world.refusal_as(&world.officer, Role::Security, revoke(&tsu(&world).await)).await,
        "officer-role"
    );
}

/// Who can write rows makes no activation of an act that its officer had no right to.
#[tokio::test(flavor = "multi_thread")]
async fn an_activation_by_an_officer_without_the_role_is_not_used() {
    let world = World::new().await;
    world.register("X1234567890").await;
    let holder = world.store.person_by_code("MU", &person("X1234567890").code).await.unwrap().unwrap();
    let (id, secret) = (world.activation_id(), ActivationSecret::new([5; 16]));
    let act = world.activation_act("X1234567890", DeviceKind::App, id, &secret);
    let body = world.signed(&world.second, Role::Registration, act);
    assert_eq!(slug(&world.perform_body(&body).await), "officer-role");
    let data = [b"sign-activation\0".as_slice(), id.as_bytes()].concat();
    let protected = world.keys.protector("protection").unwrap().protect(secret.expose(), &data).unwrap();
    let forged = store::Activation {
        id,
        person: holder.id,
        device_kind: DeviceKind::App,
        phone_number: None,
        secret: protected,
        expires_at: world.now().plus(86_400),
        act_sha256: Some(sha256(body.as_bytes())),
        wish_sha256: None,
        used_by: None,
        failures: 0,
        ended_at: None,
        created_at: world.now(),
    };
    world
        .store
        .transaction("test", move |transaction| {
            Box::pin(async move { transaction.insert_activation(&forged).await })
        })
        .await
        .unwrap();
    let phone = Phone::new(id, secret, DeviceKind::App);
    assert_eq!(slug(&world.enrol(&phone.message(&world)).await), "activation-revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officers_certificate_names_the_roles() {
    let world = World::new().await;
    let named = |certificate: &Certificate| {
        let oid = "1.3.6.1.4.1.32473.1.2.1".parse().unwrap();
        let (critical, value) = certificate.extension(oid).expect("it names roles");
        assert!(!critical);
        Roles::from_der(value).unwrap()
    };
    assert_eq!(named(world.second.certificate()), roles(&[Role::Security]));
    let said = RegisterOfficer {
        id: "deputy".to_owned(),
        name: "Deputy".to_owned(),
        roles: roles(&[Role::Revocation, Role::Registration]),
        csr: certificate_request(&*new_key()),
    };
    let (verdict, reply) = world.perform(Act::RegisterOfficer(said)).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
    let certificate = Certificate::from_pem(reply["certificate"].as_str().unwrap()).unwrap();
    let decided = roles(&[Role::Registration, Role::Revocation]);
    assert_eq!(named(&certificate), decided);
    assert_eq!(world.store.officer("deputy").await.unwrap().unwrap().roles, decided);
}

/// The log says in which role.
#[tokio::test(flavor = "multi_thread")]
async fn the_leaf_of_an_act_names_the_role() {
    let world = World::new().await;
    world.register("X1234567890").await;
    let last = world.store.leaves_after(0, 10_000).await.unwrap().pop().unwrap();
    let Leaf::Act(act) = Leaf::from_bytes(&last.bytes).unwrap() else { panic!("{}", last.kind) };
    assert_eq!(act.role, Some(Role::Registration));
}

// ---- two security officers

#[tokio::test(flavor = "multi_thread")]
async fn one_officer_alone_revokes_neither_the_service_nor_an_officer() {
    let world = World::new().await;
    let unit = tsu(&world).await;
    let backdated = Act::Revoke(Revoke {
        target: Target::Certificate(unit.sha256()),
        reason: Reason::KeyCompromise,
        occurred_at: Some(unit.not_before()),
    });
    let end = Act::EndOfficer(EndOfficer { id: "first-officer".to_owned() });
    for act in [revoke(&unit), backdated, revoke(world.officer.certificate()), end] {
        let digest = world.look_at(&world.signed(&world.third, Role::Security, act)).await;
        assert!(world.store.reply(&digest).await.unwrap().is_none());
        assert!(world.store.pending_act(&digest).await.unwrap().is_some());
        // The same job again, as after a crash, changes nothing.
        let leaves = world.leaf_kinds().await;
        world.authority.perform_act(&digest).await.unwrap();
        assert_eq!(world.leaf_kinds().await, leaves);
        // Nor does whoever asked confirm it.
        assert_eq!(slug(&world.confirm_as(&world.third, digest).await), "same-officer");
    }
    for certificate in [&unit, world.officer.certificate()] {
        assert_eq!(world.status_of(certificate).await, CertificateStatus::Final);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_security_officers_revoke_the_time_stamping_unit() {
    let world = World::new().await;
    let unit = tsu(&world).await;
    let digest = world.look_at(&world.signed(&world.third, Role::Security, revoke(&unit))).await;
    let before = world.leaf_kinds().await.len();
    let confirmed = world.confirm_as(&world.second, digest).await;
    assert_eq!(confirmed.0, Verdict::Done, "{}", confirmed.1);
    assert_eq!(world.reply(digest).await, confirmed, "one outcome under both hashes");
    assert!(matches!(world.status_of(&unit).await, CertificateStatus::Revoked { .. }));
    assert_eq!(world.leaf_kinds().await[before..], ["revocation", "act", "act-confirmed", "act"]);
    // It is done once.
    assert_eq!(slug(&world.confirm_as(&world.officer, digest).await), "act-not-waiting");
}

/// Everything is checked before it waits: what could not be done is refused at once.
#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_done_does_not_wait() {
    let world = World::new().await;
    let unit = tsu(&world).await;
    let leaves = world.leaf_kinds().await.len();
    let suspend = Act::Suspend(Suspend { target: Target::Certificate(unit.sha256()) });
    let early = Act::Revoke(Revoke {
        target: Target::Certificate(unit.sha256()),
        reason: Reason::KeyCompromise,
        occurred_at: Some(unit.not_before().minus(1)),
    });
    let nobody = Act::EndOfficer(EndOfficer { id: "nobody".to_owned() });
    for (act, problem) in [(suspend, "not-suspendable"), (early, "act-content"), (nobody, "no-such-officer")]
    {
        assert_eq!(world.refusal_as(&world.officer, Role::Security, act).await, problem);
    }
    assert_eq!(world.leaf_kinds().await[leaves..], ["refusal", "refusal", "refusal"]);
    assert_eq!(world.status_of(&unit).await, CertificateStatus::Final);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_another_security_officer_confirms_who_is_not_meant() {
    let world = World::new().await;
    let act = revoke(world.third.certificate());
    let digest = world.look_at(&world.signed(&world.officer, Role::Security, act)).await;
    // The one whom it is about; the one who asked; one without the role; in another role; what nobody asked.
    assert_eq!(slug(&world.confirm_as(&world.third, digest).await), "same-officer");
    assert_eq!(slug(&world.confirm_as(&world.officer, digest).await), "same-officer");
    let reader = client(&ceremony_folder().await.join("officers/reader"));
    assert_eq!(slug(&world.confirm_as(&reader, digest).await), "officer-role");
    let confirm = Act::ConfirmAct(words::act::ConfirmAct { act_sha256: digest });
    assert_eq!(world.refusal_as(&world.second, Role::Registration, confirm).await, "officer-role");
    let nothing = Sha256Digest([7; 32]);
    assert_eq!(slug(&world.confirm_as(&world.second, nothing).await), "no-such-act");
    assert_eq!(world.status_of(world.third.certificate()).await, CertificateStatus::Final);
    assert_eq!(world.confirm_as(&world.second, digest).await.0, Verdict::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_waits_for_a_day() {
    let world = World::new().await;
    let unit = tsu(&world).await;
    let sign = || world.signed(&world.officer, Role::Security, revoke(&unit));
    let first = world.look_at(&sign()).await;
    world.clock.advance(86_400);
    let second = world.look_at(&sign()).await;
    assert_eq!(world.authority.end_overdue_acts().await.unwrap(), 0, "the last second counts");
    world.clock.advance(1);
    // By whoever is first: the one who confirms too late, or the worker's round.
    assert_eq!(slug(&world.confirm_as(&world.second, first).await), "act-expired");
    assert_eq!(slug(&world.reply(first).await), "act-expired");
    world.clock.advance(86_400);
    assert_eq!(world.authority.end_overdue_acts().await.unwrap(), 1);
    assert_eq!(slug(&world.reply(second).await), "act-expired");
    assert_eq!(slug(&world.confirm_as(&world.second, second).await), "act-not-waiting");
    assert_eq!(world.status_of(&unit).await, CertificateStatus::Final);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_withdrawn_by_who_asked_for_it() {
    let world = World::new().await;
    let unit = tsu(&world).await;
    let digest = world.look_at(&world.signed(&world.officer, Role::Security, revoke(&unit))).await;
    let body = world.signed(&world.officer, Role::Security, withdraw(digest));
    let (verdict, reply) = world.perform_body(&body).await;
    assert_eq!((verdict, reply["withdrawn"].as_str()), (Verdict::Done, Some(digest.to_string().as_str())));
    assert_eq!(slug(&world.reply(digest).await), "act-withdrawn");
    assert_eq!(slug(&world.confirm_as(&world.second, digest).await), "act-not-waiting");
    assert_eq!(world.status_of(&unit).await, CertificateStatus::Final);
}

/// One stolen key ends nothing that two others do: neither the end of its own officer nor anything else.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_withdraws_and_whom_it_is_about_does_not_confirm() {
    let world = World::new().await;
    let unit = tsu(&world).await;
    let end = Act::EndOfficer(EndOfficer { id: "third-officer".to_owned() });
    for act in [revoke(&unit), end] {
        let is_about_third = matches!(act, Act::EndOfficer(_));
        let digest = world.look_at(&world.signed(&world.officer, Role::Security, act)).await;
        let leaves = world.leaf_kinds().await.len();
        for (by, id) in [(&world.third, "third-officer"), (&world.second, "second-officer")] {
            let refused = world.perform_body(&world.signed(by, Role::Security, withdraw(digest))).await;
            assert_eq!(slug(&refused), "not-asker", "{}", refused.1);
            let detail = refused.1["detail"].as_str().unwrap();
            assert!(detail.contains(id) && detail.contains("first-officer asked for it"), "{detail}");
        }
        assert_eq!(world.leaf_kinds().await[leaves..], ["refusal", "refusal"]);
        if is_about_third {
            assert_eq!(slug(&world.confirm_as(&world.third, digest).await), "same-officer");
        }
        assert_eq!(world.confirm_as(&world.second, digest).await.0, Verdict::Done, "it waits as before");
    }
    assert!(matches!(world.status_of(&unit).await, CertificateStatus::Revoked { .. }));
    assert!(world.store.officer("third-officer").await.unwrap().unwrap().ended_at.is_some());
}

/// Who asked must be one who may when it is done.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_revoked_officer_asked_for_is_not_done() {
    let world = World::new().await;
    let unit = tsu(&world).await;
    let digest = world.look_at(&world.signed(&world.third, Role::Security, revoke(&unit))).await;
    assert_eq!(world.perform(revoke(world.third.certificate())).await.0, Verdict::Done);
    let refused = world.confirm_as(&world.second, digest).await;
    assert_eq!(slug(&refused), "asker-refused");
    assert_eq!(world.reply(digest).await, refused, "one outcome under both hashes");
    assert_eq!(world.status_of(&unit).await, CertificateStatus::Final);
    assert_eq!(world.leaf_kinds().await.iter().filter(|kind| *kind == "act-ended").count(), 1);
}

/// What has changed since it was asked for is seen when it is confirmed.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_any_more_is_refused_to_both() {
    let world = World::new().await;
    let said = |id: &str| {
        Act::RegisterOfficer(RegisterOfficer {
            id: id.to_owned(),
            name: "Deputy".to_owned(),
            roles: roles(&[Role::Auditor]),
            csr: certificate_request(&*new_key()),
        })
    };
    let first = world.look_at(&world.signed(&world.officer, Role::Security, said("deputy"))).await;
    let second = world.look_at(&world.signed(&world.officer, Role::Security, said("deputy"))).await;
    assert_eq!(world.confirm_as(&world.second, first).await.0, Verdict::Done);
    let refused = world.confirm_as(&world.second, second).await;
    assert_eq!(slug(&refused), "id-taken");
    assert_eq!(world.reply(second).await, refused);
}

/// Of two who confirm at the same time one does it; of one whose job runs twice, too.
#[tokio::test(flavor = "multi_thread")]
async fn two_confirmations_that_race_have_one_effect() {
    let world = World::new().await;
    let said = RegisterOfficer {
        id: "deputy".to_owned(),
        name: "Deputy".to_owned(),
        roles: roles(&[Role::Auditor]),
        csr: certificate_request(&*new_key()),
    };
    let digest =
        world.look_at(&world.signed(&world.officer, Role::Security, Act::RegisterOfficer(said))).await;
    let confirm = |by: &Client| {
        let act = Act::ConfirmAct(words::act::ConfirmAct { act_sha256: digest });
        by.act(world.id(), world.now(), act)
    };
    let (second, third) = (confirm(&world.second), confirm(&world.third));
    let jobs =
        [world.hand_in_act(&second).await, world.hand_in_act(&third).await, world.hand_in_act(&second).await];
    // A job that fails is tried again, as the worker does.
    let run = async |job: Sha256Digest| while world.authority.perform_act(&job).await.is_err() {};
    tokio::join!(run(jobs[0]), run(jobs[1]), run(jobs[2]));
    let verdicts = [world.reply(jobs[0]).await.0, world.reply(jobs[1]).await.0];
    let over = Verdict::Refused(problem::ACT_NOT_WAITING);
    assert!(verdicts == [Verdict::Done, over] || verdicts == [over, Verdict::Done], "{verdicts:?}");
    assert_eq!(world.reply(digest).await.0, Verdict::Done);
    let certificates = world.leaf_kinds().await.iter().filter(|kind| *kind == "act-confirmed").count();
    assert_eq!(certificates, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_security_officers_remain() {
    let world = World::new().await;
    let end = |id: &str| Act::EndOfficer(EndOfficer { id: id.to_owned() });
    // Three, then two; one may ask for the own end.
    assert_eq!(world.perform(end("first-officer")).await.0, Verdict::Done);
    let revoked = world.status_of(world.officer.certificate()).await;
    assert!(matches!(revoked, CertificateStatus::Revoked { reason: Reason::CessationOfOperation, .. }));
    let on = Target::Certificate(world.second.certificate().sha256());
    for act in [
        end("second-officer"),
        end("third-officer"),
        revoke(world.second.certificate()),
        Act::Suspend(Suspend { target: on }),
    ] {
        let reply = world.perform_body(&world.signed(&world.third, Role::Security, act)).await;
        assert_eq!(slug(&reply), "last-security-officers", "{}", reply.1);
    }
    // Whoever is no security officer may go.
    let by = world.signed(&world.third, Role::Security, end("reader"));
    assert_eq!(world.perform_body(&by).await.0, Verdict::Done);
    assert!(world.store.officer("reader").await.unwrap().unwrap().ended_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_has_so_many_acts_wait() {
    let world = World::new().await;
    let unit = tsu(&world).await;
    for _ in 0..20 {
        let digest = world.look_at(&world.signed(&world.officer, Role::Security, revoke(&unit))).await;
        assert!(world.store.reply(&digest).await.unwrap().is_none());
    }
    assert_eq!(world.refusal_as(&world.officer, Role::Security, revoke(&unit)).await, "too-many-waiting");
    let digest = world.look_at(&world.signed(&world.third, Role::Security, revoke(&unit))).await;
    assert!(world.store.reply(&digest).await.unwrap().is_none());
}

/// A jti is used up when the act is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_jti_of_an_act_that_waits_names_one_act() {
    let world = World::new().await;
    let unit = tsu(&world).await;
    let jti = world.id();
    let signed =
        |act: Act| world.officer.sign_act(&ActPayload::new(jti, world.now(), act).in_role(Role::Security));
    world.look_at(&signed(revoke(&unit))).await;
    let other = signed(revoke(world.third.certificate()));
    assert_eq!(slug(&world.perform_body(&other).await), "act-repeated");
}
