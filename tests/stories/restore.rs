//! The store is lost and comes back from a backup: what was bad stays bad, no phone is lost, and the log goes on.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use greatseal::backups::{Backup, Protection};
use greatseal::commands::restore::{Known, Restored, restore};
use phone_protocol::Activation;
use phone_protocol::activation::ActivationSecret;
use pki_types::crl::{Crl, Reason};
use pki_types::ocsp::CertStatus;
use pki_types::{Certificate, Clock, Sha256Digest};
use relying_party::{evidence, plain_client};
use words::act::{
    Act, ConfirmAct, CorrectName, OfficerRegistered, RegisterOfficer, Release, Revoke, Role, Suspend, Target,
};
use words::api::officers::ActivationState;
use words::personal::PersonName;

use crate::testbed::Founded;
use crate::testbed::people::{asked, change_status, phone_folder, pins, reference};
use crate::testbed::place::Place;
use crate::testbed::scene::{Holder, Scene, new_request, right_pin, wrong_pin};
use crate::testbed::wire::problem;

const HOUR: i64 = 3600;

fn log_key(founded: &Founded) -> PathBuf {
    founded.data().join("ceremony/public/log-key.pem")
}

fn log_copy(founded: &Founded) -> PathBuf {
    founded.config().audit_log_copy.expect("the demonstration's log is copied")
}

fn backup_folder(founded: &Founded) -> PathBuf {
    founded.home.path().join("backup")
}

async fn restored(founded: &Founded, clock: &Arc<dyn Clock>) -> Restored {
    let (copy, database) = (log_copy(founded), founded.config().database);
    let backup = Backup::read(&backup_folder(founded)).unwrap().open(None).unwrap();
    let known = Known { key: &log_key(founded), copy: &copy, ceremonies: &[] };
    restore(&backup, known, &database, clock.clone()).await.expect("the backup is restored")
}

/// Whether the log's copy holds, and the store says the same; gives how many entries it has.
fn log_holds(founded: &Founded) -> u64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(["log", "verify", "--json", "--store-of"]).arg(founded.data().join("greatseal.toml"));
    command.arg("--key").arg(log_key(founded)).arg(log_copy(founded));
    let output = command.output().expect("the program can be run");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report is JSON");
    assert_eq!(report["findings"], serde_json::json!([]), "{report:#}");
    assert!(output.status.success());
    report["size"].as_u64().expect("a log has a size")
}

/// The reason with which the list that a certificate names has it.
async fn listed(certificate: &Certificate, issuer: &Certificate) -> Option<Reason> {
    let url = certificate.crl_urls().first().expect("a citizen's certificate names a list").clone();
    let list = Crl::from_der(evidence::fetch(&plain_client().unwrap(), &url).await.unwrap()).unwrap();
    list.verify(issuer).unwrap();
    list.find(certificate.serial_bytes()).and_then(|entry| entry.reason)
}

/// The people of the story, one for each thing that can be forgotten.
struct People {
    signs: Holder,
    asked: Holder,
    revoked: Holder,
    named: Holder,
    suspended: Holder,
    released: Holder,
    mistaken: Holder,
    locked: Holder,
    activation: Activation,
    guessed: Activation,
    open_session: String,
    /// Acts that waited when the backup was made: one is confirmed afterwards.
    waiting: [Sha256Digest; 2],
}

impl People {
    /// Before the backup.
    async fn enrolled(scene: &Scene) -> Self {
        let mut people = Self {
            signs: scene.enrolled("MU-T0101800000011").await,
            asked: scene.enrolled("MU-T0102800000012").await,
            revoked: scene.enrolled("MU-T0103800000013").await,
            named: scene.enrolled("MU-T0110800000010").await,
            suspended: scene.enrolled("MU-T0104800000014").await,
            released: scene.enrolled("MU-T0105800000015").await,
            mistaken: scene.enrolled("MU-T0106800000016").await,
            locked: scene.enrolled("MU-T0107800000017").await,
            activation: scene.activated("MU-T0108800000018").await,
            guessed: scene.activation("MU-T0101800000011").await,
            open_session: String::new(),
            waiting: [appointment(scene, "deputy").await, appointment(scene, "never").await],
        };
        signs(scene, &mut people.signs).await;
        let act = Act::Suspend(Suspend { target: target(&people.released) });
        change_status(&scene.officer(), act).await.unwrap();
        people.open_session = scene.ask(0, &people.asked).await;
        people
    }

    /// Between the backup and the loss; gives somebody whom the backup does not know.
    async fn go_on(&mut self, scene: &Scene) -> Holder {
        let officer = scene.officer();
        for _ in 0..3 {
            signs(scene, &mut self.signs).await;
        }
        let revoke =
            Revoke { target: target(&self.revoked), reason: Reason::KeyCompromise, occurred_at: None };
        change_status(&officer, Act::Revoke(revoke)).await.unwrap();
        let person = reference(&self.named.name);
        let corrects = officer.person(&person).await.unwrap().named_by;
        let name = PersonName::new("ADA", "EXEMPLE").unwrap();
        change_status(&officer, Act::CorrectName(CorrectName { person, name, corrects })).await.unwrap();
        change_status(&officer, Act::Suspend(Suspend { target: target(&self.suspended) })).await.unwrap();
        change_status(&officer, Act::Release(Release { target: target(&self.released) })).await.unwrap();
        enters_wrong_pins(scene, &mut self.mistaken, &["pin-wrong"]).await;
        enters_wrong_pins(scene, &mut self.locked, &["pin-wrong", "pin-wrong", "pin-locked"]).await;
        for guess in 0..5 {
            let wrong = Activation { secret: ActivationSecret::new([guess; 16]), ..self.guessed.clone() };
            let (mut phone, _) = scene.phone(&format!("guess-{guess}"));
            phone.enrol(&wrong, &pins()).await.map(|_| ()).expect_err("the secret is another");
        }
        let confirm = Act::ConfirmAct(ConfirmAct { act_sha256: self.waiting[0] });
        let _: OfficerRegistered = scene.second_officer().perform(confirm, "confirming").await.unwrap();
        scene.enrolled("MU-T0109800000019").await
    }
}

/// Asks for an officer to be appointed, which waits.
async fn appointment(scene: &Scene, id: &str) -> Sha256Digest {
    let roles = [Role::Registration].into_iter().collect();
    let (id, name, csr) = (id.to_owned(), format!("Officer {id}"), new_request().1);
    let act = Act::RegisterOfficer(RegisterOfficer { id, name, roles, csr });
    asked(&scene.officer(), act).await.unwrap()
}

/// Whoever asked is told to look, and what waited is confirmed by nobody any more.
async fn no_act_waits_any_more(scene: &Scene, acts: &[Sha256Digest]) {
    for act in acts {
        let officer = scene.officer();
        let url = format!("{}/v1/acts/{act}", officer.country.registration_api);
        let (status, slug, body) = problem(officer.client.get(url).send().await.unwrap()).await;
        assert_eq!((status, slug.as_str()), (409, "lost-in-restore"), "{body}");
        let confirm = Act::ConfirmAct(ConfirmAct { act_sha256: *act });
        let refused = scene.second_officer().perform::<OfficerRegistered>(confirm, "confirming").await;
        assert!(refused.unwrap_err().to_string().contains("/problems/act-not-waiting"));
    }
    assert!(scene.second_officer().waiting_acts().await.unwrap().is_empty());
}

fn target(holder: &Holder) -> Target {
    Target::Person(reference(&holder.name))
}

async fn signs(scene: &Scene, holder: &mut Holder) {
    let id = scene.ask(0, holder).await;
    let session = holder.waiting(1).await.remove(0);
    holder.try_to_sign(&session, &right_pin()).await.expect("the PIN is right");
    assert_eq!(scene.session(0, &id).await["state"], "completed");
}

async fn enters_wrong_pins(scene: &Scene, holder: &mut Holder, answers: &[&str]) {
    scene.ask(1, holder).await;
    let session = holder.waiting(1).await.remove(0);
    for answer in answers {
        assert_eq!(holder.try_to_sign(&session, &wrong_pin()).await, Err((*answer).to_owned()));
    }
}

/// A phone with everything that the other one has.
fn copy_of(scene: &Scene, original: &Holder) -> Holder {
    let folder = format!("{}-copy", original.name);
    let copied = phone_folder(&scene.testbed.founded, &folder);
    fs::create_dir_all(&copied).unwrap();
    let state = phone_folder(&scene.testbed.founded, &original.name).join("phone.json");
    fs::copy(state, copied.join("phone.json")).unwrap();
    let (phone, wire) = scene.phone(&folder);
    Holder { name: original.name.clone(), phone, wire, enrolled: original.enrolled.clone() }
}

async fn what_was_bad_is_bad(scene: &Scene, people: &People, unknown: &Holder) {
    let revoked = |wished: Reason| move |status: &CertStatus| matches!(status, CertStatus::Revoked { reason, .. } if *reason == Some(wished));
    scene.until_status(&people.revoked.enrolled, revoked(Reason::KeyCompromise)).await;
    // The log knows that the name was corrected, and no name: the register has the one before, and no certificate carries it.
    scene.until_status(&people.named.enrolled, revoked(Reason::AffiliationChanged)).await;
    let named = scene.officer().person(&reference(&people.named.name)).await.unwrap();
    assert_eq!(named.surname, "EXAMPLE");
    scene.until_status(&people.suspended.enrolled, revoked(Reason::CertificateHold)).await;
    scene.until_status(&people.released.enrolled, |status| *status == CertStatus::Good).await;
    scene.until_status(&people.signs.enrolled, |status| *status == CertStatus::Good).await;
    scene.until_status(&unknown.enrolled, revoked(Reason::CessationOfOperation)).await;
    // The lists too, and they were there before the first door opened.
    let issuer = people.signs.enrolled.chain.first().unwrap();
    for (holder, reason) in [
        (&people.revoked, Some(Reason::KeyCompromise)),
        (&people.suspended, Some(Reason::CertificateHold)),
        (&people.released, None),
        (unknown, Some(Reason::CessationOfOperation)),
    ] {
        assert_eq!(listed(&holder.enrolled.signature, issuer).await, reason, "{}", holder.name);
    }
}

async fn what_was_open_is_over(scene: &Scene, people: &People) {
    let told = scene.session(0, &people.open_session).await;
    assert_eq!(
        (told["state"].as_str(), told["problem"]["type"].as_str()),
        (Some("failed"), Some("/problems/service-restored"))
    );
    let (mut phone, _) = scene.phone("late");
    let refused = phone.enrol(&people.activation, &pins()).await.unwrap_err();
    assert_eq!(refused.slug(), Some("activation-used"), "the secret may have been used");
    let (mut phone, _) = scene.phone("late-guess");
    let refused = phone.enrol(&people.guessed, &pins()).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.slug(), Some("activation-ended"), "it ended after the backup, and the log knows");
    for (activation, state) in
        [(&people.activation, ActivationState::Void), (&people.guessed, ActivationState::Ended)]
    {
        let id = activation.id;
        assert_eq!(scene.officer().activation_body(&id).await.unwrap().state, state);
    }
}

async fn no_phone_is_lost_and_no_guess_is_won(scene: &Scene, people: &mut People) {
    // Three epochs ahead, once.
    let mut copy = copy_of(scene, &people.signs);
    signs(scene, &mut people.signs).await;
    signs(scene, &mut people.signs).await;
    scene.ask(1, &copy).await;
    let session = copy.waiting(1).await.remove(0);
    assert_eq!(copy.try_to_sign(&session, &right_pin()).await, Err("phone-copied".to_owned()));
    let held = |status: &CertStatus| {
        matches!(status, CertStatus::Revoked { reason: Some(Reason::CertificateHold), .. })
    };
    scene.until_status(&people.signs.enrolled, held).await;

    // One wrong PIN locks, whatever was counted before; a right one begins anew.
    signs(scene, &mut people.asked).await;
    enters_wrong_pins(scene, &mut people.asked, &["pin-wrong"]).await;
    enters_wrong_pins(scene, &mut people.mistaken, &["pin-locked"]).await;

    // A lock from after the backup lasts, and behind it the next step is one wrong PIN away.
    assert_eq!(
        scene.session(0, &scene.ask(0, &people.locked).await).await["problem"]["type"],
        "/problems/pin-locked"
    );
    scene.clock.advance(3 * HOUR);
    enters_wrong_pins(scene, &mut people.locked, &["pin-locked"]).await;
    scene.clock.advance(3 * HOUR);
    assert_eq!(
        scene.session(0, &scene.ask(0, &people.locked).await).await["problem"]["type"],
        "/problems/pin-locked",
        "the second step takes a day"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_what_was_bad_stays_bad_and_no_phone_is_lost() {
    let scene = Scene::start().await;
    let mut people = People::enrolled(&scene).await;
    let clock: Arc<dyn Clock> = Arc::new(scene.clock.clone());
    let database = scene.testbed.founded.config().database;
    let folder = backup_folder(&scene.testbed.founded);
    Backup::make(&database, &folder, Protection::Plain, &*clock).await.expect("a backup is made");
    let unknown = people.go_on(&scene).await;

    let (mut size, mut done) = (0, None);
    let scene = scene
        .restarted(async |founded| {
            size = log_holds(founded);
            Place(founded).clear();
            done = Some(restored(founded, &clock).await);
        })
        .await;
    let done = done.expect("it was restored");
    assert_eq!((done.known_size, done.authority.lost_certificates["citizen-signature"]), (size, 1));
    assert_eq!((done.consent.failed_sessions, done.authority.void_activations), (1, 1));
    assert_eq!((done.authority.lost_certificates["officer"], done.authority.lapsed_acts), (1, 1));

    assert_eq!(done.authority.lost_corrections, 1);

    what_was_bad_is_bad(&scene, &people, &unknown).await;
    what_was_open_is_over(&scene, &people).await;
    no_act_waits_any_more(&scene, &people.waiting).await;
    no_phone_is_lost_and_no_guess_is_won(&scene, &mut people).await;
    // Whom the backup does not know begins again, with new keys.
    let activation = scene.activated("MU-T0109800000019").await;
    let (mut phone, _wire) = scene.phone("another");
    phone.enrol(&activation, &pins()).await.expect("the phone enrols");
    scene.until_status(&unknown.enrolled, |status| *status != CertStatus::Good).await;
    let founded = scene.stop().await;
    assert!(log_holds(&founded) > size, "the log has gone on");
}
