//! Officers' acts that may not count: by somebody who is no officer, or no more; sent again; about nobody.

use pki_types::Clock;
use pki_types::SystemRandom;
use pki_types::crl::Reason;
use pki_types::jws::jws_assemble;
use relying_party::Credentials;
use words::act::{
    Act, ActPayload, OfficerRegistered, PersonRegistered, RegisterOfficer, RegisterPerson, Revoke, Role,
    StatusChanged, Suspend, Target,
};
use words::personal::PersonName;
use words::{DeviceKind, Id128};

use crate::testbed::people::{reference, together};
use crate::testbed::scene::{Scene, keep, new_request};
use crate::testbed::wire::problem;

fn registration(name: &str) -> Act {
    let person = reference(name);
    let name = PersonName::new("ADA", "EXAMPLE").unwrap();
    Act::RegisterPerson(RegisterPerson { country: person.country, code: person.code, name })
}

/// Signs an act, as whoever it is.
fn signed(scene: &Scene, by: &Credentials, jti: Id128, act: Act) -> String {
    let input = ActPayload::new(jti, scene.clock.now(), act).signing_input(&by.x5c());
    jws_assemble(&input, &by.sign(&input)).unwrap()
}

async fn send(scene: &Scene, by: &Credentials, act: &str) -> reqwest::Response {
    let url = format!("{}/v1/acts", scene.testbed.country.registration_api);
    let request = by.client().unwrap().post(url).header("content-type", "application/jose");
    request.body(act.to_owned()).send().await.unwrap()
}

/// Sends an act that is refused, and changes nothing.
async fn refused(scene: &Scene, by: &Credentials, act: &str, status: u16, slug: &str) {
    let before = scene.census().await;
    let (found, kind, body) = problem(send(scene, by, act).await).await;
    assert_eq!((found, kind.as_str()), (status, slug), "{body}");
    assert_eq!(scene.census().await, before, "{slug}");
}

async fn acts_by_another_role(scene: &Scene) {
    let officer = scene.officer();
    let party = scene.party(0);
    let act = || registration("MU-T0104800000014");
    let jti = || Id128::draw(&SystemRandom);
    let by_party = signed(scene, party.credentials, jti(), act());
    refused(scene, party.credentials, &by_party, 403, "not-an-officer").await;
    refused(scene, officer.credentials, &by_party, 403, "act-by-another").await;
    let by_officer = signed(scene, officer.credentials, jti(), act());
    refused(scene, party.credentials, &by_officer, 403, "not-an-officer").await;
    refused(scene, officer.credentials, "not a JWS", 400, "malformed-jose").await;
    let mut altered = by_officer.clone().into_bytes();
    let middle = by_officer.find('.').unwrap() + 40;
    altered[middle] = if altered[middle] == b'A' { b'B' } else { b'A' };
    refused(scene, officer.credentials, &String::from_utf8(altered).unwrap(), 400, "act-malformed").await;
    // The one that was stolen from the officer's desk and never sent works for ten minutes, for the officer alone.
    scene.clock.advance(601);
    refused(scene, officer.credentials, &by_officer, 400, "act-times").await;
}

async fn a_replayed_act(scene: &Scene) {
    let officer = scene.officer();
    let jti = Id128::draw(&SystemRandom);
    let act = signed(scene, officer.credentials, jti, registration("MU-T0101800000011"));
    let before = scene.census().await;
    let mut replies = Vec::new();
    for _ in 0..3 {
        let response = send(scene, officer.credentials, &act).await;
        replies.push((response.status().as_u16(), response.bytes().await.unwrap()));
    }
    assert_eq!(replies[0].0, 201);
    assert!(replies.iter().all(|reply| *reply == replies[0]), "the same bytes have the same reply");
    let after = scene.census().await;
    assert_eq!(after.since(&before)["persons"], 1);
    assert_eq!(after.since(&before)["leaves"], 1);
    // The same jti with other bytes; and the same wish under another jti.
    let other = signed(scene, officer.credentials, jti, registration("MU-T0102800000012"));
    refused(scene, officer.credentials, &other, 409, "act-repeated").await;
    let again =
        signed(scene, officer.credentials, Id128::draw(&SystemRandom), registration("MU-T0101800000011"));
    refused(scene, officer.credentials, &again, 409, "person-exists").await;
    // Long after its ten minutes, the same bytes still only tell what came of them.
    scene.clock.advance(86_400);
    let response = send(scene, officer.credentials, &act).await;
    assert_eq!((response.status().as_u16(), response.bytes().await.unwrap()), replies.remove(0));
}

async fn acts_about_nobody(scene: &Scene) {
    let officer = scene.officer();
    let nobody = || reference("MU-T0109900000099");
    let before = scene.census().await;
    let later = scene.clock.now().plus(3600);
    let activation = officer.activate(nobody(), DeviceKind::App, later).await.map(|_| ()).unwrap_err();
    let suspend = Act::Suspend(Suspend { target: Target::Person(nobody()) });
    let suspension = officer.perform::<StatusChanged>(suspend, "suspending").await.unwrap_err();
    for problem in [activation, suspension] {
        assert!(problem.to_string().contains("(404, /problems/person-not-registered)"), "{problem}");
    }
    let nothing = Target::Certificate(pki_types::sha256(b"no certificate"));
    let revoke = Act::Revoke(Revoke { target: nothing, reason: Reason::Superseded, occurred_at: None });
    let problem = officer.perform::<StatusChanged>(revoke, "revoking").await.unwrap_err();
    assert!(problem.to_string().contains("(404, /problems/no-such-certificate)"), "{problem}");
    // A person without a phone has nothing to suspend; a kind of device that the country does not have.
    let suspend = Act::Suspend(Suspend { target: Target::Person(reference("MU-T0101800000011")) });
    let problem = officer.perform::<StatusChanged>(suspend, "suspending").await.unwrap_err();
    assert!(problem.to_string().contains("(404, /problems/no-certificates)"), "{problem}");
    let person = reference("MU-T0101800000011");
    let problem = officer.activate(person, DeviceKind::Qscd, later).await.map(|_| ()).unwrap_err();
    assert!(problem.to_string().contains("(403, /problems/device-kind-off)"), "{problem}");
    assert_eq!(scene.census().await, before);
}

async fn acts_of_a_revoked_officer(scene: &Scene) {
    let officer = scene.officer();
    let (key_pem, csr) = new_request();
    let appoint = RegisterOfficer {
        id: "colleague".to_owned(),
        name: "Colleague".to_owned(),
        roles: [Role::Registration].into_iter().collect(),
        csr,
    };
    let appoint = Act::RegisterOfficer(appoint);
    let appointed: OfficerRegistered = together(&officer, &scene.second_officer(), appoint).await.unwrap();
    let folder = scene.testbed.founded.data().join("colleague");
    let second = keep(&folder, &key_pem, &appointed.certificate, &appointed.chain);
    let colleague = scene.as_officer(&second);
    let act = registration("MU-T0103800000013");
    colleague.perform::<PersonRegistered>(act, "registering").await.expect("a second officer is an officer");

    let signed_before = signed(scene, &second, Id128::draw(&SystemRandom), registration("MU-T0105800000015"));
    let target = Target::Certificate(second.certificate.sha256());
    let revoke = Act::Revoke(Revoke { target, reason: Reason::Superseded, occurred_at: None });
    let _: StatusChanged = together(&officer, &scene.second_officer(), revoke).await.unwrap();
    refused(scene, &second, &signed_before, 403, "not-an-officer").await;
    refused(scene, officer.credentials, &signed_before, 403, "act-by-another").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_officer_in_office_acts_and_each_act_counts_once() {
    let scene = Scene::start().await;
    acts_by_another_role(&scene).await;
    a_replayed_act(&scene).await;
    acts_about_nobody(&scene).await;
    acts_of_a_revoked_officer(&scene).await;
    scene.stop().await;
}
