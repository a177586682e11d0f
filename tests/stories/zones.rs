//! A country in zones: each part is a process of its own, under the rights of its role, and one of two workers stands still.

use std::process::Command;

use pki_types::{SignatureAlgorithm, sha256, verify};
use relying_party::{Content, Country};
use scratch_postgres::Cluster;
use store::Store;
use words::Purpose;

use crate::testbed::child::Process;
use crate::testbed::people::{approve_one, enrolled, relying_party};
use crate::testbed::push_service::PushService;
use crate::testbed::{ADA, Founded, on_postgres};

/// Has Ada sign something, and checks the signature.
async fn sign(
    founded: &Founded,
    country: &Country,
    phone: phone_terminal::Phone,
    message: &[u8],
) -> phone_terminal::Phone {
    let credentials = founded.credentials("relying-party");
    let party = relying_party(&credentials, country);
    let (code_country, code) = ADA.split_once('-').unwrap();
    let holder = party.look_up(code_country, code, Purpose::Signature).await.unwrap();
    let session = party.start(&holder, &Content::digest(sha256(message)), "Sign").await.unwrap();
    let approving = tokio::spawn(approve_one(phone));
    let signature = party.wait(&session, |_, _| {}).await.unwrap();
    let key = holder.certificate.public_key();
    verify(key, SignatureAlgorithm::EcdsaSha256, message, signature.first()).unwrap();
    approving.await.unwrap().unwrap()
}

/// The doctor finds all well beside a part, with the part's own rights.
fn well(founded: &Founded, part: &str, number: u8) {
    let config = founded.data().join(format!("part-{number}.toml"));
    let mut doctor = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    doctor.args(["doctor", "--online", "--part", part, "--config"]).arg(config);
    let report = doctor.output().expect("the program starts");
    assert!(report.status.success(), "{part}:\n{}", String::from_utf8_lossy(&report.stdout));
}

/// Whether the key store of a part has a key whose label begins so.
fn has_key(founded: &Founded, number: u8, beginning: &str) -> bool {
    let folder = founded.data().join(format!("keys-{number}"));
    let mut names =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    names.any(|name| name.starts_with(beginning))
}

/// A backup under its own role, beside all parts, holds what the owner sees.
fn is_backed_up(founded: &Founded) {
    let (data, database) = (founded.data(), founded.database.as_deref().expect("it is on PostgreSQL"));
    let whole = std::fs::read_to_string(data.join("greatseal.toml")).expect("it was founded");
    let config = data.join("backup.toml");
    let text = whole.replace("postgres://greatseal@", "postgres://greatseal_backup@");
    std::fs::write(&config, text).expect("the configuration can be written");
    let folder = founded.home.path().join("backup");
    let mut backup = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    let done = backup
        .args(["backup", "--plain"])
        .arg(&folder)
        .arg("--config")
        .arg(config)
        .output()
        .expect("it starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let manifest = std::fs::read(folder.join("manifest.json")).expect("a backup has a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("it is JSON");
    for table in ["persons", "certificates", "replies", "device_secrets"] {
        let rows = Cluster::shared().sql(database, &format!("SELECT count(*) FROM {table}"));
        assert_eq!(manifest["inventory"]["rows"][table].to_string(), rows, "{table}");
        assert_ne!(rows, "0", "{table}");
    }
}

/// Somebody has broken into the node of this role and sends any SQL: it reads the certificates that the service answers
/// and signs with, nobody else's, no reply to anybody else, and can keep no large object.
fn sees_services_alone(founded: &Founded, role: &str, own: &str) {
    let database = founded.database.as_deref().expect("the story is told on PostgreSQL");
    let (server, named) = (Cluster::shared(), "'officer', 'relying-party', 'citizen-signature'");
    let profiles = format!("SELECT count(DISTINCT profile) FROM certificates WHERE profile IN ({named})");
    assert_eq!(server.sql(database, &profiles), "3", "all three are there");
    assert_eq!(server.try_sql(role, database, &profiles).unwrap(), "0", "{role}");
    let own = format!("SELECT count(*) > 0 FROM certificates WHERE profile = '{own}'");
    assert_eq!(server.try_sql(role, database, &own).unwrap(), "t", "{role}");
    let to_signers = "SELECT sha256 FROM signer_requests";
    let replies = format!("SELECT count(*) > 0 FROM replies WHERE request_sha256 NOT IN ({to_signers})");
    assert_eq!(server.sql(database, &replies), "t", "acts and the enrolment were answered");
    assert_eq!(server.try_sql(role, database, &replies).unwrap(), "f", "{role}");
    for statement in ["SELECT * FROM persons", "SELECT * FROM officers", "SELECT lo_from_bytea(0, 'mine')"] {
        let refusal = server.try_sql(role, database, statement);
        assert!(refusal.is_err_and(|refusal| refusal.contains("permission denied")), "{role}: {statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn seven_processes_are_one_country_even_while_a_worker_stands_still() {
    if !on_postgres() {
        // A file has one process: `every_story_is_also_true_on_postgres` tells this one.
        return;
    }
    let founded = Founded::new().await;
    let mut push_service = PushService::of(&founded).await;
    let owned = founded.config().database.database().unwrap();
    Store::grant_roles(&owned).await.unwrap();
    let worker = Process::part(&founded, &["work"], "greatseal_work", 1);
    let _other_worker = Process::part(&founded, &["work"], "greatseal_work", 2);
    let _status = Process::part(&founded, &["serve", "status"], "greatseal_status", 3);
    let _time = Process::part(&founded, &["serve", "time"], "greatseal_time", 4);
    let _deliver = Process::part(&founded, &["deliver"], "greatseal_deliver", 6);
    let mut api = Process::part(&founded, &["serve", "api"], "greatseal_api", 5);
    assert!(api.is_ready(&founded).await, "the api's process starts");
    let country = Country::discover(&founded.landing()).await.unwrap();
    // Each holds the keys of its part alone.
    for (number, own) in [(1, "ca-"), (3, "ocsp-"), (4, "tsu-"), (5, "identity-api"), (6, "push")] {
        for beginning in ["ca-", "statement", "ocsp-", "tsu-", "identity-api", "push"] {
            let there = has_key(&founded, number, beginning);
            let belongs = beginning == own || (own == "ca-" && beginning == "statement");
            assert_eq!(there, belongs, "part {number}: {beginning}");
        }
    }
    for (part, number) in [("work", 1), ("status", 3), ("time", 4), ("api", 5), ("deliver", 6)] {
        well(&founded, part, number);
    }

    let phone = enrolled(&founded, &country, ADA, "ADA", "EXAMPLE").await;
    phone.say_where_to_wake(Some(push_service.address())).await.unwrap();
    for (role, own) in [("greatseal_status", "ocsp-signer"), ("greatseal_time", "tsu")] {
        sees_services_alone(&founded, role, own);
    }
    let phone = sign(&founded, &country, phone, b"while both work").await;
    push_service.next().await;
    is_backed_up(&founded);
    // What the first worker holds while it stands still is taken over when its lease is over.
    worker.signal("-STOP");
    let phone = sign(&founded, &country, phone, b"while one stands still").await;
    worker.signal("-CONT");
    sign(&founded, &country, phone, b"while both work again").await;

    // One certificate for each purpose, one end for each session, whoever did the work.
    let store = founded.store().await;
    for (profile, expected) in [("citizen-signature", 1), ("citizen-authentication", 1)] {
        assert_eq!(store.certificates_of_profile(profile).await.unwrap().len(), expected, "{profile}");
    }
    assert!(store.parked_jobs().await.unwrap().is_empty());
    store.close().await;
}
