//! What officers do by commands: they appoint and end one another, and are asked before something hurts.

use std::fs;
use std::process::{Command, Output, Stdio};

use phone_protocol::Enrolment;
use pki_types::{Certificate, Clock, SystemClock, encoding};
use relying_party::Credentials;

use crate::testbed::Founded;
use crate::testbed::people::pins;
use crate::testbed::scene::{Scene, new_request};
use crate::testbed::terminal::Terminal;

/// A command of the officer whose folder this is, with nobody at a terminal.
pub(crate) fn greatseal(scene: &Scene, officer: &str, words: &[&str]) -> Output {
    // A command has the machine's clock, which has gone on.
    scene.clock.advance(SystemClock.now().since(scene.clock.now()));
    greatseal_of(&scene.testbed.founded, officer, words)
}

/// The same, of a country that a process of its own runs.
pub(crate) fn greatseal_of(founded: &Founded, officer: &str, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(words).current_dir(founded.data()).stdin(Stdio::null());
    command.args(["--as", officer, "--country", &founded.landing()]);
    command.output().expect("the program starts")
}

pub(crate) fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The hash that a command named for the other officer.
fn act_of(text: &str) -> String {
    let behind = text.split("greatseal act confirm ").nth(1).unwrap_or_else(|| panic!("{text}"));
    behind[..64].to_owned()
}

fn confirmed(scene: &Scene, act: &str) {
    let text = said(&greatseal(scene, "second-officer", &["act", "confirm", act, "--yes"]));
    assert!(text.contains("Confirmed, and done."), "{text}");
}

/// With a key that is made beside the request to appoint, and keeps until it is certified.
fn appointed(scene: &Scene) {
    let data = scene.testbed.founded.data();
    let appoint = [
        "officer",
        "appoint",
        "third-officer",
        "--name",
        "Third Officer",
        "--roles",
        "registration,security",
    ];
    let appoint = [&appoint[..], &["--out", "third"]].concat();
    // What the worker refuses leaves a key, and the folder is used again.
    let wrong = appoint.iter().map(|word| if *word == "third-officer" { "first-officer" } else { word });
    let text = refused(&greatseal(scene, "officer", &wrong.collect::<Vec<_>>()));
    assert!(text.contains("first-officer") && text.contains("/problems/"), "{text}");
    let key = fs::read(data.join("third/key.pem")).unwrap();
    let text = said(&greatseal(scene, "officer", &appoint));
    let act = act_of(&text);
    assert!(text.contains(&format!("greatseal officer collect {act} --out third")), "{text}");
    assert!(text.contains("Nothing has changed yet"), "{text}");

    let collect = ["officer", "collect", &act, "--out", "third"];
    let text = refused(&greatseal(scene, "officer", &collect));
    assert!(text.contains("not appointed yet"), "{text}");
    assert!(!data.join("third/certificate.pem").exists());
    confirmed(scene, &act);
    // The outcome is told to who asked.
    assert!(refused(&greatseal(scene, "second-officer", &collect)).contains("/problems/act-unknown"));
    let text = said(&greatseal(scene, "officer", &collect));
    assert!(text.contains("Appointed third-officer"), "{text}");
    assert_eq!(fs::read(data.join("third/key.pem")).unwrap(), key);
    for again in [&appoint[..], &collect] {
        assert!(refused(&greatseal(scene, "officer", again)).contains("exists already"));
    }
    // The folder is all that the new officer needs.
    let person = ["person", "register", "MU-T0101800000011", "--given-name", "ADA", "--surname", "EXAMPLE"];
    said(&greatseal(scene, "third", &person));
    said(&greatseal(scene, "third", &["person", "activate", "MU-T0101800000011", "--out", "activation"]));
}

/// With a key that only the new officer has.
fn appointed_by_request(scene: &Scene) {
    let data = scene.testbed.founded.data();
    let (key, csr) = new_request();
    fs::write(data.join("fourth.csr"), csr).unwrap();
    let appoint =
        ["officer", "appoint", "fourth-officer", "--name", "Fourth Officer", "--roles", "revocation"];
    let text = said(&greatseal(scene, "officer", &[&appoint[..], &["--csr", "fourth.csr"]].concat()));
    let act = act_of(&text);
    confirmed(scene, &act);
    // Not into a folder whose key is another's.
    let text = refused(&greatseal(scene, "officer", &["officer", "collect", &act, "--out", "wrong"]));
    assert!(text.contains("another key"), "{text}");
    said(&greatseal(scene, "officer", &["officer", "collect", &act, "--out", "fourth"]));
    assert!(!data.join("fourth/key.pem").exists());
    greatseal::secrets::write_private(&data.join("fourth/key.pem"), key.trim_end().as_bytes()).unwrap();
    let credentials = Credentials::read(&data.join("fourth")).unwrap();
    assert_eq!(credentials.certificate.common_name().as_deref(), Some("Fourth Officer"));
}

/// Ends what was appointed, after a question that is answered at a terminal.
async fn ended(scene: &Scene) {
    let data = scene.testbed.founded.data();
    let before = scene.census().await;
    let text = refused(&greatseal(scene, "officer", &["officer", "end", "third-officer"]));
    assert!(text.contains("nothing was done") && text.contains("--yes"), "{text}");
    assert_eq!(scene.census().await, before);
    let text = said(&greatseal(scene, "officer", &["officer", "end", "third-officer", "--yes"]));
    assert!(text.contains("third-officer is to be an officer no more"), "{text}");
    confirmed(scene, &act_of(&text));
    let text = refused(&greatseal(scene, "third", &["person", "activate", "MU-T0101800000011"]));
    assert!(text.contains("/problems/not-an-officer"), "{text}");
    let pem = fs::read_to_string(data.join("third/certificate.pem")).unwrap();
    assert_eq!(Certificate::from_pem(&pem).unwrap().common_name().as_deref(), Some("Third Officer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_appoint_and_end_officers_by_commands() {
    let scene = Scene::start().await;
    let wrong = scene.testbed.founded.data().join("wrong");
    fs::create_dir(&wrong).unwrap();
    greatseal::secrets::write_private(&wrong.join("key.pem"), new_request().0.trim_end().as_bytes()).unwrap();
    appointed(&scene);
    appointed_by_request(&scene);
    ended(&scene).await;
    scene.stop().await;
}

/// Who hurts somebody is told whom and how, and says so; without a terminal a script says it.
#[tokio::test(flavor = "multi_thread")]
async fn what_hurts_is_asked_for_first() {
    let scene = Scene::start().await;
    let holder = scene.enrolled("MU-T0101800000011").await;
    let person = holder.name.as_str();
    let revoke = ["revoke", person, "--reason", "key-compromise"];
    let before = scene.census().await;
    for words in [&["suspend", person][..], &revoke, &["relying-party", "end", "city-library"]] {
        let text = refused(&greatseal(&scene, "officer", words));
        assert!(text.contains("nothing was done") && text.contains("--yes"), "{text}");
    }
    assert_eq!(scene.census().await, before);
    said(&greatseal(&scene, "officer", &["suspend", person, "--yes"]));
    said(&greatseal(&scene, "officer", &["release", person]));

    let line = format!(
        "{} revoke {person} --reason key-compromise --as officer --country {}",
        env!("CARGO_BIN_EXE_greatseal"),
        scene.testbed.founded.landing()
    );
    for (typed, revoked) in [("y\r", false), ("yes\r", true)] {
        let mut terminal = Terminal::run(&line, &scene.testbed.founded.data());
        terminal.answer("type yes:", typed.as_bytes());
        let screen = terminal.end();
        assert!(screen.contains(&format!("all phones (1) of ADA EXAMPLE ({person})")), "{screen}");
        assert!(screen.contains("Nobody can take it back"), "{screen}");
        assert_eq!(screen.contains("Revoked at"), revoked, "{screen}");
        assert_eq!(screen.contains("nothing was done"), !revoked, "{screen}");
    }
    scene.stop().await;
}

/// An activation that was given in error is good for nothing more.
#[tokio::test(flavor = "multi_thread")]
async fn an_officer_cancels_an_activation() {
    let scene = Scene::start().await;
    let activation = scene.activated("MU-T0101800000011").await;
    let id = encoding::hex(activation.id.as_bytes());
    let before = scene.census().await;
    let cancel = ["person", "cancel-activation", &id];
    let text = refused(&greatseal(&scene, "second-officer", &cancel));
    assert!(text.contains("/problems/officer-role"), "{text}");
    let text = said(&greatseal(&scene, "officer", &cancel));
    assert!(text.contains("Cancelled at"), "{text}");
    let changed = scene.census().await;
    let changed = changed.since(&before);
    assert_eq!((changed["activations ended"], changed["activations used"]), (1, 1), "{changed:?}");
    let (mut phone, wire) = scene.phone("late");
    let late = phone.enrol(&activation, &pins()).await.map(|_| ()).unwrap_err();
    assert_eq!(late.slug(), Some("activation-cancelled"));
    assert_eq!(wire.sent::<Enrolment>().len(), 1);
    assert!(refused(&greatseal(&scene, "officer", &cancel)).contains("/problems/activation-cancelled"));
    let text = said(&greatseal(&scene, "officer", &["person", "activation", &id]));
    assert!(text.contains("is cancelled at") && text.contains("an officer cancelled it"), "{text}");
    let text = said(&greatseal(&scene, "officer", &["person", "show", "MU-T0101800000011"]));
    assert!(!text.contains(&id), "{text}");
    let founded = scene.stop().await;
    let store = founded.store().await;
    crate::testbed::log::holds(&founded, &store).await.unwrap();
    store.close().await;
}

/// An officer finds a person, and ends one of two phones.
#[tokio::test(flavor = "multi_thread")]
async fn an_officer_finds_a_person_and_ends_one_phone() {
    let scene = Scene::start().await;
    let holder = scene.enrolled("MU-T0101800000011").await;
    let (person, lost) = (holder.name.as_str(), holder.enrolled.device.to_string());
    let (mut second, _wire) = scene.phone("second");
    let kept = second.enrol(&scene.activation(person).await, &pins()).await.unwrap().device.to_string();
    let open = encoding::hex(scene.activation(person).await.id.as_bytes());
    let show = || said(&greatseal(&scene, "officer", &["person", "show", person]));
    let text = show();
    for part in
        [&format!("ADA EXAMPLE ({person})"), &format!("Phone {lost} (app)"), &format!("Phone {kept} (app)")]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains(&format!("Activation {open} is open until")), "{text}");
    assert_eq!(text.matches(": good until").count(), 4, "{text}");

    said(&greatseal(&scene, "officer", &["suspend", person, "--yes"]));
    assert_eq!(show().matches(": suspended since").count(), 4);
    said(&greatseal(&scene, "officer", &["release", person]));
    let before = scene.census().await;
    let nobodys = "00".repeat(16);
    let text = refused(&greatseal(&scene, "officer", &["person", "end-phone", person, &nobodys, "--yes"]));
    assert!(text.contains("no phone") && text.contains("greatseal person show"), "{text}");
    let end = ["person", "end-phone", person, &lost];
    assert!(refused(&greatseal(&scene, "officer", &end)).contains("nothing was done"));
    let text =
        refused(&greatseal(&scene, "officer", &["revoke", "MU-T0101800000022", "--reason", "superseded"]));
    assert!(text.contains("/problems/person-not-registered"), "{text}");
    assert_eq!(scene.census().await, before);
    let text = said(&greatseal(&scene, "officer", &[&end[..], &["--yes"]].concat()));
    assert!(text.contains(&format!("one phone of ADA EXAMPLE ({person})")), "{text}");
    let text = show();
    // Phones that were enrolled in one second come in any order.
    let of = |phone: &str| text.split("Phone ").find(|part| part.starts_with(phone)).unwrap();
    assert_eq!(of(&lost).matches(": revoked since").count(), 2, "{text}");
    assert_eq!(of(&kept).matches(": good until").count(), 2, "{text}");
    scene.stop().await;
}

/// The key is on the disk before it is certified, and whoever lost the answer runs the command again.
#[tokio::test(flavor = "multi_thread")]
async fn a_relying_party_whose_answer_was_lost_is_registered_once() {
    let scene = Scene::start().await;
    let data = scene.testbed.founded.data();
    let words = ["relying-party", "register", "library", "--name", "Library", "--domain", "library.example"];
    let register = |out: &'static str| [&words[..], &["--country-code", "MU", "--out", out]].concat();
    // What the worker refuses leaves a key, and the folder is used again.
    let wrong =
        register("library").iter().map(|word| if *word == "MU" { "XX" } else { word }).collect::<Vec<_>>();
    refused(&greatseal(&scene, "officer", &wrong));
    let key = fs::read(data.join("library/key.pem")).unwrap();
    said(&greatseal(&scene, "officer", &register("library")));
    assert_eq!(fs::read(data.join("library/key.pem")).unwrap(), key);

    fs::create_dir(data.join("again")).unwrap();
    fs::copy(data.join("library/key.pem"), data.join("again/key.pem")).unwrap();
    let census = scene.census().await;
    said(&greatseal(&scene, "officer", &register("again")));
    assert_eq!(scene.census().await.since(&census).into_iter().collect::<Vec<_>>(), [("leaves", 1)]);
    let read = |folder: &str| fs::read(data.join(folder).join("certificate.pem")).unwrap();
    assert_eq!(read("again"), read("library"));
    assert!(refused(&greatseal(&scene, "officer", &register("again"))).contains("exists already"));
    assert!(refused(&greatseal(&scene, "officer", &register("other"))).contains("/problems/id-taken"));
    scene.stop().await;
}
