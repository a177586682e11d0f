//! A person's name is corrected: the register has it at once, and no certificate goes on with the one before.

use std::process::Output;

use pki_types::crl::Reason;
use pki_types::ocsp::CertStatus;

use crate::stories::officers_commands::{greatseal, greatseal_of, refused, said};
use crate::testbed::child::survived;
use crate::testbed::people::{enrolled, pins, reference};
use crate::testbed::scene::{Scene, right_pin};
use crate::testbed::terminal::Terminal;
use crate::testbed::{ADA, Testbed, log};

const PERSON: &str = "MU-T0101800000011";

fn correct(scene: &Scene, officer: &str, words: &[&str]) -> Output {
    greatseal(scene, officer, &[&["person", "correct-name", PERSON][..], words].concat())
}

/// Nobody is asked and no reason is none: each refusal says what it is about, and changes nothing.
async fn is_refused(scene: &Scene) {
    let before = scene.census().await;
    for (officer, words, parts) in [
        ("officer", &["--surname", "EXEMPLE"][..], ["nothing was done", "--yes"]),
        ("second-officer", &["--surname", "EXEMPLE", "--yes"], ["/problems/officer-role", "registration"]),
        ("officer", &["--surname", "EXAMPLE", "--yes"], ["/problems/act-content", "name must be another"]),
        ("officer", &["--surname", "EX\u{202e}EMPLE", "--yes"], ["surname", "U+202E"]),
        ("officer", &["--surname", "", "--yes"], ["surname", "must"]),
    ] {
        let text = refused(&correct(scene, officer, words));
        assert!(parts.iter().all(|part| text.contains(part)), "{parts:?}: {text}");
    }
    let nobody = ["person", "correct-name", "MU-T0101800000022", "--surname", "EXEMPLE", "--yes"];
    let text = refused(&greatseal(scene, "officer", &nobody));
    assert!(text.contains("/problems/person-not-registered"), "{text}");
    assert_eq!(scene.census().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_corrects_a_name_by_a_command() {
    let scene = Scene::start().await;
    let mut holder = scene.enrolled(PERSON).await;
    is_refused(&scene).await;
    let session = scene.ask(0, &holder).await;
    let stated = holder.waiting(1).await.remove(0);

    // At a terminal, with both names and what follows.
    let line = format!(
        "{} person correct-name {PERSON} --given-name ADÈLE --as officer --country {}",
        env!("CARGO_BIN_EXE_greatseal"),
        scene.testbed.founded.landing()
    );
    for (typed, is_done) in [("no\r", false), ("yes\r", true)] {
        let mut terminal = Terminal::run(&line, &scene.testbed.founded.data());
        terminal.answer("type yes:", typed.as_bytes());
        let screen = terminal.end();
        for part in ["ADA EXAMPLE (MU-T0101800000011)", "phones (1)", "Nobody can take it back"] {
            assert!(screen.contains(part), "{part}: {screen}");
        }
        assert_eq!(screen.contains("Corrected at"), is_done, "{screen}");
        assert_eq!(screen.contains("nothing was done"), !is_done, "{screen}");
    }
    let text = said(&greatseal(&scene, "officer", &["person", "show", PERSON]));
    assert!(text.contains("ADÈLE EXAMPLE"), "{text}");
    assert_eq!(text.matches(": revoked since").count(), 2, "{text}");

    // What carried the name before is revoked for that reason, and what was open ends.
    let of_a_name = |status: &CertStatus| {
        matches!(status, CertStatus::Revoked { reason: Some(Reason::AffiliationChanged), .. })
    };
    scene.until_status(&holder.enrolled, of_a_name).await;
    let refused = holder.try_to_sign(&stated, &right_pin()).await;
    assert_eq!(refused, Err("session-over".to_owned()));
    let told = scene.session(0, &session).await;
    assert_eq!(told["problem"]["type"], "/problems/certificate-not-in-force", "{told}");

    // With an activation the person goes on, as who the register says.
    let (mut phone, _wire) = scene.phone("anew");
    let anew = phone.enrol(&scene.activation(PERSON).await, &pins()).await.unwrap().clone();
    assert_eq!(anew.signature.given_name().as_deref(), Some("ADÈLE"));
    scene.until_status(&anew, |status| *status == CertStatus::Good).await;
    let text = said(&correct(&scene, "officer", &["--surname", "EXEMPLE", "--yes"]));
    assert!(text.contains("Revoked, because they carried the name before"), "{text}");
    let both = [&anew.authentication, &anew.signature].map(|one| one.sha256().to_string());
    assert!(both.iter().all(|one| text.contains(one)), "{text}");
    assert!(!text.contains(&holder.enrolled.signature.sha256().to_string()), "{text}");
    let founded = scene.stop().await;
    let store = founded.store().await;
    log::holds(&founded, &store).await.unwrap();
    store.close().await;
}

/// The service dies on either side of the commit: with the name the certificates end, or neither does.
#[tokio::test(flavor = "multi_thread")]
async fn killed_on_its_way_a_correction_is_whole() {
    for point in ["before:act: correct name", "after:act: correct name"] {
        let testbed = Testbed::start().await;
        enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
        let founded = testbed.stop().await;
        let words = ["person", "correct-name", ADA, "--surname", "EXEMPLE", "--yes"];
        survived(&founded, point, || {
            let output = greatseal_of(&founded, "officer", &words);
            // Who heard nothing of what was done is told that it is so.
            let text = String::from_utf8_lossy(&output.stderr);
            output.status.success() || text.contains("the same already")
        })
        .await;
        let store = founded.store().await;
        let person = reference(ADA);
        let row = store.person_by_code(&person.country, &person.code).await.unwrap().unwrap();
        assert_eq!(row.surname, "EXEMPLE", "{point}");
        for certificate in store.certificates_of_person(&row.id).await.unwrap() {
            let status = store.status(certificate.issuer, certificate.serial.as_bytes()).await.unwrap();
            assert!(matches!(status, store::CertificateStatus::Revoked { .. }), "{point}: {status:?}");
        }
        log::holds(&founded, &store).await.unwrap_or_else(|problem| panic!("{point}: {problem:#}"));
        store.close().await;
    }
}
