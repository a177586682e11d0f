//! Roles, and what one officer may not do alone: an officer who was appointed a minute ago ends neither the service's
//! certificates nor the officer who appointed.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use greatseal::client::acts::Officer;
use pki_types::crl::Reason;
use pki_types::tsp::TimeStampToken;
use pki_types::{Certificate, Clock, Sha256Digest, SystemClock, SystemRandom};
use relying_party::{Credentials, evidence, plain_client};
use store::CertificateStatus;
use words::act::{
    Act, ActWithdrawn, ConfirmAct, EndOfficer, OfficerRegistered, RegisterOfficer, RegisterPerson, Revoke,
    Role, StatusChanged, Target, WithdrawAct,
};
use words::personal::PersonName;

use crate::testbed::people::{asked, reference, together};
use crate::testbed::scene::{Scene, keep, new_request};
use crate::testbed::wire::problem;

/// Who stamps now; a unit that was revoked is replaced within a second or two.
async fn unit(scene: &Scene) -> Certificate {
    let url = &scene.testbed.country.time_stamp;
    for _ in 0..200 {
        let token = evidence::time_stamp(&plain_client().unwrap(), url, b"data", &SystemRandom).await;
        if let Ok(token) = token {
            let verified = TimeStampToken::from_der(&token).unwrap().verify_data(b"data", &[]).unwrap();
            if status(scene, verified.certificate()).await == CertificateStatus::Final {
                return verified.certificate().clone();
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody stamps");
}

async fn status(scene: &Scene, certificate: &Certificate) -> CertificateStatus {
    // Beside the running country, by its own tables: the door for OCSP does not speak of officers that nobody named.
    let founded = &scene.testbed.founded;
    let database = founded.config().database.database().unwrap();
    let inspection = store::Inspection::open(&database).await.unwrap();
    let row = inspection.certificate_by_hash(&certificate.sha256()).await.unwrap().unwrap();
    inspection.status(row.issuer, row.serial.as_bytes()).await.unwrap()
}

fn revoke(certificate: &Certificate) -> Act {
    let target = Target::Certificate(certificate.sha256());
    Act::Revoke(Revoke { target, reason: Reason::KeyCompromise, occurred_at: None })
}

/// Two security officers appoint another one.
async fn appointed(scene: &Scene, id: &str, roles: &[Role]) -> Credentials {
    let (key_pem, csr) = new_request();
    let act = RegisterOfficer {
        id: id.to_owned(),
        name: format!("Officer {id}"),
        roles: roles.iter().copied().collect(),
        csr,
    };
    let act = Act::RegisterOfficer(act);
    let made: OfficerRegistered = together(&scene.officer(), &scene.second_officer(), act).await.unwrap();
    let folder = scene.testbed.founded.data().join(id);
    keep(&folder, &key_pem, &made.certificate, &made.chain)
}

/// Sends an act in a role, and gives the status, the slug and the body of its refusal.
async fn refusal(officer: &Officer<'_>, role: Role, act: Act) -> (u16, String, serde_json::Value) {
    let officer = Officer { client: officer.client.clone(), role: Some(role), ..*officer };
    let url = format!("{}/v1/acts", officer.country.registration_api);
    let request = officer.client.post(url).header("content-type", "application/jose");
    problem(request.body(officer.sign(act).unwrap()).send().await.unwrap()).await
}

async fn confirmed(officer: &Officer<'_>, act_sha256: Sha256Digest) -> (u16, String) {
    let act = officer.sign(Act::ConfirmAct(ConfirmAct { act_sha256 })).unwrap();
    let url = format!("{}/v1/acts", officer.country.registration_api);
    let request = officer.client.post(url).header("content-type", "application/jose");
    let response = request.body(act).send().await.unwrap();
    let status = response.status().as_u16();
    if status < 400 {
        return (status, response.text().await.unwrap());
    }
    let (status, slug, _) = problem(response).await;
    (status, slug)
}

/// What the door says of an act now.
async fn told(officer: &Officer<'_>, act: Sha256Digest) -> (u16, serde_json::Value) {
    let url = format!("{}/v1/acts/{act}", officer.country.registration_api);
    let response = officer.client.get(url).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// The finding itself: revoked as keyCompromise, backdated, and then the founding officer.
async fn alone_a_new_officer_ends_nothing(scene: &Scene, newcomer: &Credentials) {
    let officer = scene.as_officer(newcomer);
    let stamping = unit(scene).await;
    let founding = scene.officer().credentials.certificate.clone();
    let backdated = Act::Revoke(Revoke {
        target: Target::Certificate(stamping.sha256()),
        reason: Reason::KeyCompromise,
        occurred_at: Some(stamping.not_before()),
    });
    let end = Act::EndOfficer(EndOfficer { id: "first-officer".to_owned() });
    for act in [revoke(&stamping), backdated, revoke(&founding), end] {
        let before = scene.census().await;
        let waits = asked(&officer, act.clone()).await.unwrap();
        let (status, body) = told(&officer, waits).await;
        assert_eq!((status, body["request"].as_str()), (202, Some(waits.to_string().as_str())), "{body}");
        assert_eq!((&body["waits"]["missing"], &body["waits"]["role"]), (&1.into(), &"security".into()));
        assert_eq!(body["waits"]["until"], scene.clock.now().plus(86_400).seconds());
        let changed = scene.census().await;
        assert_eq!(
            changed.since(&before).into_iter().collect::<Vec<_>>(),
            [("acts that wait", 1), ("leaves", 1)]
        );
        assert_eq!(confirmed(&officer, waits).await, (403, "same-officer".to_owned()));
        // In another role it does not even wait.
        let (status, slug, body) = refusal(&officer, Role::Revocation, act).await;
        assert_eq!((status, slug.as_str()), (403, "officer-role"), "{body}");
        let detail = body["detail"].as_str().unwrap();
        for part in ["takes the role security", "says revocation", "has: revocation security"] {
            assert!(detail.contains(part), "{part}: {detail}");
        }
        withdrawn(&officer, waits).await;
    }
    // Nor does it end what the others ask for, be it its own end.
    let end = Act::EndOfficer(EndOfficer { id: "newcomer".to_owned() });
    let waits = asked(&scene.officer(), end).await.unwrap();
    let act = Act::WithdrawAct(WithdrawAct { act_sha256: waits });
    let (status_code, slug, body) = refusal(&officer, Role::Security, act).await;
    assert_eq!((status_code, slug.as_str()), (403, "not-asker"), "{body}");
    assert!(body["detail"].as_str().unwrap().contains("first-officer asked for it"), "{body}");
    assert_eq!(confirmed(&officer, waits).await, (403, "same-officer".to_owned()));
    withdrawn(&scene.officer(), waits).await;
    assert_eq!(unit(scene).await, stamping);
    assert_eq!(status(scene, &founding).await, CertificateStatus::Final);
}

async fn withdrawn(officer: &Officer<'_>, act_sha256: Sha256Digest) {
    let act = Act::WithdrawAct(WithdrawAct { act_sha256 });
    let told: ActWithdrawn = officer.perform(act, "withdrawing").await.unwrap();
    assert_eq!(told.withdrawn, act_sha256);
}

async fn each_role_does_its_own(scene: &Scene) {
    let registrar = appointed(scene, "registrar", &[Role::Registration]).await;
    let auditor = appointed(scene, "auditor", &[Role::Auditor]).await;
    let (registrar, auditor) = (scene.as_officer(&registrar), scene.as_officer(&auditor));
    let person = reference("MU-T0101800000011");
    let name = PersonName::new("ADA", "EXAMPLE").unwrap();
    let register = || {
        Act::RegisterPerson(RegisterPerson {
            country: person.country.clone(),
            code: person.code.clone(),
            name: name.clone(),
        })
    };
    for (officer, role) in [
        (&scene.second_officer(), Role::Security),
        (&scene.second_officer(), Role::Registration),
        (&auditor, Role::Auditor),
        (&auditor, Role::Registration),
    ] {
        let before = scene.census().await;
        let (status, slug, body) = refusal(officer, role, register()).await;
        assert_eq!((status, slug.as_str()), (403, "officer-role"), "{body}");
        assert_eq!(scene.census().await, before);
    }
    registrar.perform::<serde_json::Value>(register(), "registering").await.unwrap();
    // Who reads what waits: security officers and auditors.
    let refused = registrar.waiting_acts().await.map(|_| ()).unwrap_err();
    assert!(refused.to_string().contains("/problems/officer-role"), "{refused}");
    assert!(auditor.waiting_acts().await.unwrap().is_empty());
}

/// Of two who confirm at the same time one does it, and the act is done once.
async fn of_two_confirmations_one_counts(scene: &Scene, newcomer: &Credentials) {
    let stamping = unit(scene).await;
    let (second, third) = (scene.second_officer(), scene.as_officer(newcomer));
    let act = asked(&scene.officer(), revoke(&stamping)).await.unwrap();
    let before = scene.census().await;
    let (one, other) = tokio::join!(confirmed(&second, act), confirmed(&third, act));
    let mut statuses = [one.0, other.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{one:?} {other:?}");
    let slug = if one.0 == 409 { &one.1 } else { &other.1 };
    assert_eq!(slug, "act-not-waiting");
    let after = scene.census().await;
    let changed = after.since(&before);
    assert_eq!((changed["revocations"], changed["confirmations"], changed["acts that wait"]), (1, 1, -1));
    let body = if one.0 == 200 { &one.1 } else { &other.1 };
    let (status, told) = told(&scene.officer(), act).await;
    assert_eq!((status, &told), (200, &serde_json::from_str(body).unwrap()), "one outcome under both hashes");
    assert!(matches!(self::status(scene, &stamping).await, CertificateStatus::Revoked { .. }));
}

async fn what_waits_ends_after_a_day(scene: &Scene) {
    let founding = scene.officer().credentials.certificate.clone();
    let act = asked(&scene.second_officer(), revoke(&founding)).await.unwrap();
    scene.clock.advance(86_401);
    let (status, body) = told(&scene.second_officer(), act).await;
    assert_eq!((status, &body["type"]), (410, &"/problems/act-expired".into()), "{body}");
    assert_eq!(confirmed(&scene.officer(), act).await, (410, "act-expired".to_owned()));
    assert_eq!(confirmed(&scene.officer(), act).await, (409, "act-not-waiting".to_owned()));
    assert_eq!(self::status(scene, &founding).await, CertificateStatus::Final);
}

/// Who asked has to be in force when it is done.
async fn what_a_revoked_officer_asked_for_is_not_done(scene: &Scene, newcomer: &Credentials) {
    let stamping = unit(scene).await;
    let act = asked(&scene.as_officer(newcomer), revoke(&stamping)).await.unwrap();
    let ended: StatusChanged =
        together(&scene.officer(), &scene.second_officer(), revoke(&newcomer.certificate)).await.unwrap();
    assert_eq!(ended.certificates, [newcomer.certificate.sha256()]);
    assert_eq!(confirmed(&scene.second_officer(), act).await, (403, "asker-refused".to_owned()));
    assert_eq!(confirmed(&scene.officer(), act).await, (409, "act-not-waiting".to_owned()));
    assert_eq!(unit(scene).await, stamping);
    // Two are left, and stay.
    let (status, slug, body) =
        refusal(&scene.officer(), Role::Security, revoke(&scene.second_officer().credentials.certificate))
            .await;
    assert_eq!((status, slug.as_str()), (409, "last-security-officers"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_harms_a_country_takes_two_security_officers() {
    let scene = Scene::start().await;
    let newcomer = appointed(&scene, "newcomer", &[Role::Revocation, Role::Security]).await;
    alone_a_new_officer_ends_nothing(&scene, &newcomer).await;
    each_role_does_its_own(&scene).await;
    of_two_confirmations_one_counts(&scene, &newcomer).await;
    what_waits_ends_after_a_day(&scene).await;
    what_a_revoked_officer_asked_for_is_not_done(&scene, &newcomer).await;
    let founded = scene.stop().await;
    let store = founded.store().await;
    crate::testbed::log::holds(&founded, &store).await.unwrap();
    store.close().await;
}

// ---- by commands

fn greatseal(scene: &Scene, officer: &Path, words: &[&str]) -> Output {
    // A command has the machine's clock, which has gone on.
    scene.clock.advance(SystemClock.now().since(scene.clock.now()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(words).arg("--as").arg(officer);
    command.args(["--country", &scene.testbed.founded.landing()]).stdin(Stdio::null());
    command.output().expect("the program starts")
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_officers_revoke_a_unit_by_commands_across_a_restart() {
    let scene = Scene::start().await;
    let data = scene.testbed.founded.data();
    let (first, second) = (data.join("officer"), data.join("second-officer"));
    let stamping = unit(&scene).await;
    let id = stamping.sha256().to_string();
    let mut revoke = vec!["revoke", "--certificate", &id, "--reason", "key-compromise", "--role", "security"];
    revoke.push("--yes");
    let text = said(&greatseal(&scene, &first, &revoke));
    assert!(text.contains("Nothing has changed yet") && text.contains("greatseal act confirm "), "{text}");
    let act = text.split("greatseal act confirm ").nth(1).unwrap()[..64].to_owned();

    let scene = scene.restarted(async |_| {}).await;
    let text = said(&greatseal(&scene, &second, &["act", "pending"]));
    for part in [&act, "first-officer", "revoke", &id, "key_compromise", "1 more of the role security"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // Not without a word, and not by the one who asked.
    assert!(!greatseal(&scene, &second, &["act", "confirm", &act]).status.success());
    let refused = greatseal(&scene, &first, &["act", "confirm", &act, "--yes"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("/problems/same-officer"));
    assert_eq!(unit(&scene).await, stamping);
    let text = said(&greatseal(&scene, &second, &["act", "confirm", &act, "--yes"]));
    assert!(text.contains("Confirmed, and done."), "{text}");
    assert!(matches!(status(&scene, &stamping).await, CertificateStatus::Revoked { .. }));

    let end = Act::EndOfficer(EndOfficer { id: "nobody".to_owned() });
    assert!(asked(&scene.officer(), end).await.unwrap_err().to_string().contains("no-such-officer"));
    let text = said(&greatseal(&scene, &second, &["act", "pending"]));
    assert!(text.contains("No act waits."), "{text}");
    scene.stop().await;
}
