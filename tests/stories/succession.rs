//! An issuing CA is succeeded, and a CA comes in a new role, while the country lives: the root signs both in a later ceremony,
//! and afterwards four issuing CAs are alive side by side.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use greatseal::backups::{Backup, Protection};
use greatseal::doctor::{Extent, Severity, examine};
use greatseal::parts::Parts;
use phone_terminal::Phone;
use pki_types::crl::{Crl, Reason};
use pki_types::ocsp::{CertStatus, OcspResponse};
use pki_types::{Certificate, Clock as _, SystemClock, SystemRandom, sha256};
use relying_party::{Content, evidence, plain_client};
use words::Purpose;
use words::act::{Act, Revoke, Target};

use crate::testbed::people::{approve_one, change_status, enrolled, officer, reference, relying_party};
use crate::testbed::place::Place;
use crate::testbed::{ADA, Founded, Testbed, log};

const GRACE: &str = "MU-T0906120000022";

const NEXT: &str = r#"
[[issuers]]
role = "citizens"
generation = 2
common_name = "Demonstration Citizens CA of the next years"
crl_shards = 2

[[issuers]]
role = "seals"
common_name = "Demonstration Seals CA"
"#;

/// A command that an operator types; whether it succeeded, and what it printed.
fn command(founded: &Founded, words: &[&str]) -> (bool, String) {
    let data = founded.data();
    let passphrase = data.join("key-store.passphrase");
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(words).current_dir(&data);
    if words[0] != "restore" {
        command.arg("--passphrase-file").arg(&passphrase);
    }
    if words[0] == "ceremony" {
        command.args(["--root", "ceremony", "--root-passphrase-file"]).arg(&passphrase);
    }
    let output = command.output().expect("the program starts");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), printed + &String::from_utf8_lossy(&output.stderr))
}

fn read(path: &Path) -> Certificate {
    Certificate::from_pem(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What OCSP says of a certificate, by a signer of this issuer.
async fn said(testbed: &Testbed, certificate: &Certificate, issuer: &Certificate) -> CertStatus {
    let (client, url) = (plain_client().unwrap(), &certificate.ocsp_urls()[0]);
    let answer =
        evidence::ocsp(&client, url, certificate, issuer, &SystemClock, &SystemRandom).await.unwrap();
    let verified = OcspResponse::from_der(&answer).unwrap().verify(issuer, SystemClock.now()).unwrap();
    assert!(url.starts_with(&testbed.country.status.ocsp));
    verified.single_for(certificate).unwrap().status
}

/// Why the list that a certificate names says that it is revoked; the list is this issuer's.
async fn listed(certificate: &Certificate, issuer: &Certificate) -> Option<Reason> {
    let url = &certificate.crl_urls()[0];
    let list = Crl::from_der(evidence::fetch(&plain_client().unwrap(), url).await.unwrap()).unwrap();
    list.verify(issuer).unwrap();
    list.find(certificate.serial_bytes()).and_then(|entry| entry.reason)
}

/// A person signs for the first relying party.
async fn signs(testbed: &Testbed, name: &str, phone: Phone) -> Phone {
    let credentials = testbed.founded.credentials("relying-party");
    let party = relying_party(&credentials, &testbed.country);
    let (country, code) = name.split_once('-').unwrap();
    let holder = party.look_up(country, code, Purpose::Signature).await.unwrap();
    let session = party.start(&holder, &Content::digest(sha256(b"a text")), "Sign").await.unwrap();
    let (signed, approved) = tokio::join!(party.wait(&session, |_, _| {}), approve_one(phone));
    signed.unwrap();
    approved.unwrap()
}

/// A later ceremony of the root, and its results in the country, which stands still.
fn succeed(founded: &Founded) {
    std::fs::write(founded.data().join("next.toml"), NEXT).unwrap();
    let (held, printed) = command(founded, &["ceremony", "next.toml", "--out", "next"]);
    assert!(
        held && printed.contains("key ca-citizens-2") && printed.contains("key ocsp-seals-"),
        "{printed}"
    );
    let (again, refused) = command(founded, &["ceremony", "next.toml", "--out", "once-more"]);
    assert!(!again && refused.contains("is there twice in the role citizens"), "{refused}");
    let (installed, printed) = command(founded, &["install", "next"]);
    assert!(installed, "{printed}");
    let (again, refused) = command(founded, &["install", "next"]);
    assert!(!again && refused.contains("the issuer citizens-2 is in this store already"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ca_and_its_successor_are_alive_side_by_side() {
    // 1. A country of two issuing CAs, in which somebody is enrolled.
    let testbed = Testbed::start().await;
    let ada = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let founded = testbed.stop().await;
    let (backup, database) = (founded.home.path().join("backup"), founded.config().database);
    Backup::make(&database, &backup, Protection::Plain, &SystemClock).await.expect("a backup is made");
    // 2. Two more come: a successor, and one in a role that there was not.
    succeed(&founded);
    let public = |file: &str| read(&founded.data().join(file));
    let (root, first, second) =
        (public("root.pem"), public("ceremony/public/citizens.pem"), public("next/public/citizens-2.pem"));
    second.verify_issued_by(&root).unwrap();
    let testbed = Testbed::start_at(founded, std::sync::Arc::new(SystemClock)).await;
    // 3. The next person's certificates come from the successor; both people sign.
    let grace = enrolled(&testbed.founded, &testbed.country, GRACE, "GRACE", "EXAMPLE").await;
    let (ada, grace) = (signs(&testbed, ADA, ada).await, signs(&testbed, GRACE, grace).await);
    // 4. Each is answered and listed by its own issuer, before and after a revocation.
    let credentials = testbed.founded.credentials("officer");
    let officer = officer(&credentials, &testbed.country);
    for (name, phone, issuer, shard) in
        [(ADA, &ada, &first, "/crl/citizens/"), (GRACE, &grace, &second, "/crl/citizens-2/")]
    {
        let own = phone.enrolled().unwrap().signature.clone();
        own.verify_issued_by(issuer).unwrap();
        assert!(own.crl_urls()[0].contains(shard), "{:?}", own.crl_urls());
        assert_eq!(said(&testbed, &own, issuer).await, CertStatus::Good);
        let target = Target::Person(reference(name));
        let reason = Reason::CessationOfOperation;
        let revoke = Act::Revoke(Revoke { target, reason, occurred_at: None });
        change_status(&officer, revoke).await.unwrap();
        assert!(matches!(said(&testbed, &own, issuer).await, CertStatus::Revoked { .. }));
        // A job makes the list, so it may take a moment.
        for _ in 0..200 {
            if listed(&own, issuer).await.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(listed(&own, issuer).await, Some(reason));
    }
    // 5. The doctor looks after all of them, and says who was succeeded.
    let config = testbed.founded.data().join("greatseal.toml");
    let report =
        examine(&config, Parts::ALL, Extent { online: true, thorough: false }, &SystemClock, &SystemRandom)
            .await;
    for subject in [
        "ca-citizens-2",
        "ca-seals",
        "ocsp-citizens",
        "ocsp-citizens-2",
        "ocsp-seals",
        "CA seals",
        "OCSP of citizens",
        "OCSP of citizens-2",
        "OCSP of seals",
        "revocation list citizens-2/1",
        "revocation list seals/0",
    ] {
        let finding = report.findings.iter().find(|finding| finding.subject == subject);
        let finding = finding.unwrap_or_else(|| panic!("nothing is said of {subject}"));
        assert_eq!(finding.verdict, Severity::Ok, "{subject}: {}", finding.found);
    }
    let succeeded = report.findings.iter().find(|finding| finding.subject == "CA citizens").unwrap();
    assert!(succeeded.found.starts_with("succeeded by citizens-2"), "{}", succeeded.found);
    // 6. The log tells all of it, and the rows say the same.
    let founded = testbed.stop().await;
    let size = told(&founded).await;
    // 7. The store is lost, and the only backup is from before they came: with what the later ceremony handed over they are
    //    there again, the same certificates under the same numbers.
    Place(&founded).clear();
    let folder = backup.to_str().unwrap();
    let restore = ["restore", folder, "--key", "ceremony/public/log-key.pem"];
    let (restored, printed) = command(&founded, &restore);
    assert!(!restored && printed.contains("name its folder with --ceremony"), "{printed}");
    let (restored, printed) = command(&founded, &[&restore[..], &["--ceremony", "ceremony"]].concat());
    assert!(!restored && printed.contains("founded a country"), "{printed}");
    for (what, from, to) in ALTERED {
        alter(&founded, what, from, to);
        let (restored, printed) = command(&founded, &[&restore[..], &["--ceremony", what]].concat());
        assert!(!restored, "{what}: {printed}");
    }
    assert!(!founded.data().join("country.sqlite.restoring").exists(), "nothing of it is left in clear");
    let (restored, printed) = command(&founded, &[&restore[..], &["--ceremony", "next"]].concat());
    assert!(restored, "{printed}");
    assert!(told(&founded).await > size, "the log has gone on");
    let testbed = Testbed::start_at(founded, std::sync::Arc::new(SystemClock)).await;
    // Who was enrolled under the successor after the backup begins again, under it; so does nobody else.
    assert!(matches!(
        said(&testbed, &grace.enrolled().unwrap().signature, &second).await,
        CertStatus::Revoked { .. }
    ));
    let hedy = enrolled(&testbed.founded, &testbed.country, "MU-T0914110000023", "HEDY", "EXAMPLE").await;
    let own = hedy.enrolled().unwrap().signature.clone();
    own.verify_issued_by(&second).unwrap();
    signs(&testbed, "MU-T0914110000023", hedy).await;
    assert_eq!(said(&testbed, &own, &second).await, CertStatus::Good);
    testbed.stop().await;
}

/// What is altered in a ceremony's results, and how.
const ALTERED: [(&str, &str, &str); 4] = [
    ("shards", "\"crl_shards\": 2", "\"crl_shards\": 128"),
    ("shards-reviewed", "crl_shards = 2", "crl_shards = 128"),
    (
        "party",
        "\"relying_parties\": []",
        "\"relying_parties\": [{\"id\": \"evil\", \"name\": \"Evil Bank\", \"domain\": \"evil.example\", \"country\": \"MU\", \
         \"certificate_sha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"}]",
    ),
    ("keys", "\"label\": \"ca-citizens-2\"", "\"label\": \"ca-seals\""),
];

/// A copy of the later ceremony's results that says something else.
fn alter(founded: &Founded, what: &str, from: &str, to: &str) {
    let (next, altered) = (founded.data().join("next/install"), founded.data().join(what).join("install"));
    let text = std::fs::read_to_string(next.join("country.json")).unwrap();
    assert!(text.contains(from), "{what}");
    std::fs::create_dir_all(&altered).unwrap();
    std::fs::write(altered.join("country.json"), text.replace(from, to)).unwrap();
}

/// The log holds, and the rows say what it says; gives how many entries it has.
async fn told(founded: &Founded) -> i64 {
    let store = founded.store().await;
    log::holds(founded, &store).await.unwrap();
    let size = store.log_size().await.unwrap();
    store.close().await;
    size
}
