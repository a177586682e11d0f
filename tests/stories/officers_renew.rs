//! Officers renew their certificates by themselves, before the end, and go on as who they are.

use std::fs;

use greatseal::doctor::{Extent, Severity, examine};
use greatseal::parts::Parts;
use pki_types::{Certificate, Clock, SystemClock, SystemRandom};

use crate::stories::officers_commands::{greatseal, greatseal_of, refused, said};
use crate::testbed::child::survived;
use crate::testbed::scene::Scene;
use crate::testbed::{Founded, log};

/// Officers' certificates live for 730 days, and are renewed in the last 60.
const DAYS: i64 = 700;

fn certificate(founded: &Founded, folder: &str) -> Certificate {
    let pem = fs::read_to_string(founded.data().join(folder).join("certificate.pem")).unwrap();
    Certificate::from_pem(&pem).unwrap()
}

/// Officers who can still renew, as the doctor tells of them.
async fn reminded(founded: &Founded) -> Vec<String> {
    let config = founded.data().join("greatseal.toml");
    let report = examine(&config, Parts::ALL, Extent::default(), &SystemClock, &SystemRandom).await;
    let ends = report.findings.iter().filter(|finding| {
        finding.subject.starts_with("officer ")
            && finding.verdict == Severity::Warning
            && finding.next.as_ref().is_some_and(|next| next.contains("greatseal officer renew"))
    });
    ends.map(|finding| finding.subject.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_renews_by_a_command_and_loses_nothing_with_an_answer() {
    let scene = Scene::start_in(Founded::days_ago(DAYS).await).await;
    let founded = &scene.testbed.founded;
    let data = founded.data();
    assert_eq!(reminded(founded).await, ["officer first-officer", "officer second-officer"]);
    let text = said(&greatseal(&scene, "officer", &["officer", "renew", "--out", "renewed"]));
    let before = certificate(founded, "officer");
    for part in [
        "This officer's certificate ends at",
        "Renewed the certificate of first-officer",
        "--as renewed from now on",
        &before.not_after().rfc3339(),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let after = certificate(founded, "renewed");
    assert_eq!(after.subject_der(), before.subject_der());
    assert_ne!(after.public_key(), before.public_key());
    assert_eq!(reminded(founded).await, ["officer second-officer"]);

    // The answer is lost, and the key is there: the same command again.
    let census = scene.census().await;
    fs::create_dir(data.join("again")).unwrap();
    fs::copy(data.join("renewed/key.pem"), data.join("again/key.pem")).unwrap();
    said(&greatseal(&scene, "officer", &["officer", "renew", "--out", "again"]));
    for file in ["certificate.pem", "chain.pem", "statement-key.sha256"] {
        let read = |folder: &str| fs::read(data.join(folder).join(file)).unwrap();
        assert_eq!(read("again"), read("renewed"), "{file}");
    }
    // It was asked for by another act, and nothing was certified.
    assert_eq!(scene.census().await.since(&census).into_iter().collect::<Vec<_>>(), [("leaves", 1)]);

    let census = scene.census().await;
    let text = refused(&greatseal(&scene, "officer", &["officer", "renew", "--out", "renewed"]));
    assert!(text.contains("exists already"), "{text}");
    let text = refused(&greatseal(&scene, "officer", &["officer", "renew", "--out", "other"]));
    assert!(text.contains("/problems/certificate-renewed") && text.contains("somebody else"), "{text}");
    let text = refused(&greatseal(&scene, "renewed", &["officer", "renew", "--out", "early"]));
    assert!(text.contains("/problems/renewal-early") && text.contains("can be renewed from"), "{text}");
    assert_eq!(scene.census().await, census);

    // The new folder is all that it takes, and the one before goes on.
    let person = ["person", "register", "MU-T0101800000011", "--given-name", "ADA", "--surname", "EXAMPLE"];
    let text = said(&greatseal(&scene, "renewed", &person));
    assert!(!text.contains("This officer's certificate ends"), "{text}");
    said(&greatseal(&scene, "renewed", &["person", "activate", "MU-T0101800000011", "--out", "activation"]));
    said(&greatseal(&scene, "officer", &["person", "show", "MU-T0101800000011"]));
    let founded = scene.stop().await;
    let store = founded.store().await;
    log::holds(&founded, &store).await.unwrap();
    store.close().await;
}

/// What was appointed together is confirmed by another officer, and by no other certificate of the same one.
#[tokio::test(flavor = "multi_thread")]
async fn an_officer_with_two_certificates_is_one_officer() {
    let scene = Scene::start_in(Founded::days_ago(DAYS).await).await;
    said(&greatseal(&scene, "officer", &["officer", "renew", "--out", "renewed"]));
    let appoint = ["officer", "appoint", "third-officer", "--name", "Third Officer", "--roles", "security"];
    let text = said(&greatseal(&scene, "officer", &[&appoint[..], &["--out", "third"]].concat()));
    let act = text.split("greatseal act confirm ").nth(1).unwrap()[..64].to_owned();
    let confirm = ["act", "confirm", &act, "--yes"];
    let text = refused(&greatseal(&scene, "renewed", &confirm));
    assert!(text.contains("/problems/same-officer"), "{text}");
    said(&greatseal(&scene, "second-officer", &confirm));
    said(&greatseal(&scene, "renewed", &["officer", "collect", &act, "--out", "third"]));

    // Ended, both certificates are good for nothing.
    let end = ["officer", "end", "first-officer", "--yes"];
    let text = said(&greatseal(&scene, "third", &end));
    let act = text.split("greatseal act confirm ").nth(1).unwrap()[..64].to_owned();
    said(&greatseal(&scene, "second-officer", &["act", "confirm", &act, "--yes"]));
    for folder in ["officer", "renewed"] {
        let text = refused(&greatseal(&scene, folder, &["officer", "renew", "--out", "late"]));
        assert!(text.contains("/problems/not-an-officer"), "{folder}: {text}");
    }
    let founded = scene.stop().await;
    let store = founded.store().await;
    log::holds(&founded, &store).await.unwrap();
    store.close().await;
}

/// The service dies on either side of each commit of a renewal: the officer runs the command again, and has one certificate.
#[tokio::test(flavor = "multi_thread")]
async fn killed_on_its_way_a_renewal_is_done_once() {
    for label in ["act: renew officer: intent", "act: renew officer: certificate"] {
        for side in ["before", "after"] {
            let point = format!("{side}:{label}");
            let founded = Founded::days_ago(DAYS).await;
            let renew = ["officer", "renew", "--out", "renewed"];
            survived(&founded, &point, || greatseal_of(&founded, "officer", &renew).status.success()).await;
            let renewed = certificate(&founded, "renewed").sha256();
            let store = founded.store().await;
            let row = store.officer("first-officer").await.unwrap().unwrap();
            assert_eq!(row.certificate_sha256, renewed, "{point}");
            assert_eq!(store.certificates_of_profile("officer").await.unwrap().len(), 3, "{point}");
            let open = store.stale_intents(SystemClock.now().plus(1), 10).await.unwrap();
            assert!(open.is_empty(), "{point}");
            log::holds(&founded, &store).await.unwrap_or_else(|problem| panic!("{point}: {problem:#}"));
            store.close().await;
        }
    }
}
