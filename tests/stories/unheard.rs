//! Commands whose standard output takes nothing: it is full, or was closed. They do nothing, and leave nothing.

use std::fs;
use std::process::{Command, Output, Stdio};

use pki_types::{Clock, SystemClock};

use crate::testbed::Founded;
use crate::testbed::scene::Scene;

/// What a shell writes behind a command whose output cannot be written.
const UNHEARD: [&str; 2] = [">&-", "> /dev/full"];

/// Has a shell run a command with this redirection.
fn redirected(words: &[&str], redirection: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec \"$0\" \"$@\" {redirection}"), env!("CARGO_BIN_EXE_greatseal")]);
    shell.args(words).stdin(Stdio::null());
    shell
}

fn of_officer(scene: &Scene, words: &[&str], redirection: &str) -> Output {
    scene.clock.advance(SystemClock.now().since(scene.clock.now()));
    let founded = &scene.testbed.founded;
    let mut command = redirected(words, redirection);
    command.args(["--as", "officer", "--country", &founded.landing()]).current_dir(founded.data());
    command.output().expect("there is a shell")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officers_command_that_nobody_could_hear_does_nothing() {
    let scene = Scene::start_in(Founded::days_ago(700).await).await;
    let data = scene.testbed.founded.data();
    let person = "MU-T0101800000011";
    let register = ["person", "register", person, "--given-name", "ADA", "--surname", "EXAMPLE"];
    let appoint = ["officer", "appoint", "third", "--name", "Third", "--roles", "security", "--out", "new"];
    let party = ["relying-party", "register", "library", "--name", "Library", "--domain", "library.example"];
    let party = [&party[..], &["--country-code", "MU", "--out", "new"]].concat();
    let activate = ["person", "activate", person, "--out", "new"];
    let before = scene.census().await;
    for redirection in UNHEARD {
        for words in [&register[..], &appoint, &party, &["officer", "renew", "--out", "new"], &activate] {
            let output = of_officer(&scene, words, redirection);
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.contains("so nothing was done"), "{words:?} {redirection}: {told}");
            assert_eq!(output.status.code(), Some(i32::from(greatseal::NOT_SAID)), "{words:?} {redirection}");
            assert!(!data.join("new").exists(), "{words:?} {redirection}");
        }
    }
    assert_eq!(scene.census().await, before);
    // Who wants no text has it done.
    for words in [&register[..], &activate] {
        let output = of_officer(&scene, words, "> /dev/null");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(data.join("new").exists());
    scene.stop().await;
}

#[test]
fn a_closed_output_is_not_taken_for_one_that_was_written() {
    let run = |redirection| redirected(&["config"], redirection).output().expect("there is a shell");
    for redirection in UNHEARD {
        let output = run(redirection);
        assert_eq!(output.status.code(), Some(i32::from(greatseal::NOT_SAID)), "{redirection}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains("standard output could not be written"), "{redirection}: {told}");
    }
    for redirection in ["> /dev/null", ">> /dev/null"] {
        assert_eq!(run(redirection).status.code(), Some(0), "{redirection}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().join("safe").display().to_string();
    for (redirection, count) in [(">&-", 0), ("> /dev/full", 0), ("> /dev/null", 2)] {
        let output = redirected(&["backup-key", &name], redirection).output().expect("there is a shell");
        assert_eq!(output.status.success(), count > 0, "{redirection}: {output:?}");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), count, "{redirection}");
    }
}
