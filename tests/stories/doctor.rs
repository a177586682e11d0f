//! The doctor: well beside a running country, and each thing that is wrong is named with what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use greatseal::doctor::{Extent, Report, Severity, examine};
use greatseal::parts::Parts;
use pki_types::{Clock, ManualClock, SystemClock, SystemRandom, UnixTime, sha256};
use serde_json::Value;
use store::{BoxFuture, JobKind, Transaction};
use words::leaf::Refusal;
use words::{Leaf, WorkerId};

use crate::testbed::child::Process;
use crate::testbed::{Founded, Testbed, on_postgres};

/// The name of this story's own units of work.
const WRITE: &str = "story";

/// The command itself; gives its exit code and its report.
fn doctor(founded: &Founded) -> (Option<i32>, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(["doctor", "--online", "--json", "--config"]).arg(founded.data().join("greatseal.toml"));
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    let report = serde_json::from_slice(&stdout)
        .unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&stderr)));
    (status.code(), report)
}

/// The doctor in this process, by a clock of the story.
async fn report(founded: &Founded, clock: &dyn Clock) -> Report {
    examine(&founded.data().join("greatseal.toml"), Parts::ALL, Extent::default(), clock, &SystemRandom).await
}

/// Everything that is not well, as `area: subject`.
fn complaints(report: &Report) -> Vec<String> {
    let complaints = report.findings.iter().filter(|finding| finding.verdict != Severity::Ok);
    complaints.map(|finding| format!("{}: {}", finding.area, finding.subject)).collect()
}

/// A unit of work in the store of a country that does not run, by a clock of the story.
async fn write<F>(founded: &Founded, now: UnixTime, unit: F)
where
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<(), store::Error>> + Send + 'static,
{
    let store = founded.config().database.open(Arc::new(ManualClock::new(now))).await.unwrap();
    store.transaction(WRITE, unit).await.unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_running_country_all_is_well_and_nothing_is_changed_or_held_up() {
    let founded = Founded::new().await;
    let mut process = Process::start(&founded, None, &founded.home.path().join("log"));
    assert!(process.is_ready(&founded).await);
    let (code, report) = doctor(&founded);
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(report["verdict"], "ok");
    let findings = report["findings"].as_array().unwrap();
    for area in ["configuration", "files", "keys", "database", "clock", "ends", "publication"] {
        assert!(findings.iter().any(|finding| finding["area"] == area), "{area} was looked at");
    }
    for subject in ["ca-citizens", "statement", "log", "ocsp-citizens", "tsu", "integrity"] {
        assert!(findings.iter().any(|finding| finding["subject"] == subject), "{subject} was looked at");
    }
    assert!(!process.has_ended(), "the country goes on");
    process.kill();
    // The lock was never the doctor's: the next start gets it at once.
    let mut process = Process::start(&founded, None, &founded.home.path().join("log"));
    assert!(process.is_ready(&founded).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_is_wrong_is_named_alone_with_what_to_do() {
    let founded = Testbed::start().await.stop().await;
    let (data, clock) = (founded.data(), SystemClock);
    assert_eq!(complaints(&report(&founded, &clock).await), [""; 0]);

    // A file that others can read.
    let key = data.join("tls/registration.key.pem");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let found = report(&founded, &clock).await;
    assert_eq!(complaints(&found), [format!("files: {}", key.display())]);
    assert_eq!(found.verdict, Severity::Problem);
    let finding = found.findings.iter().find(|finding| finding.verdict != Severity::Ok).unwrap();
    assert_eq!(finding.next.as_deref(), Some(format!("chmod go= {}", key.display()).as_str()));
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();

    // A key that is gone, and one that is damaged.
    for content in [None, Some("damaged")] {
        let key = fs::read_dir(data.join("keys")).unwrap().map(|entry| entry.unwrap().path());
        let key = key.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == "statement"));
        let key = key.expect("the statement key has a file");
        let kept = fs::read(&key).unwrap();
        match content {
            None => fs::remove_file(&key).unwrap(),
            Some(content) => fs::write(&key, content).unwrap(),
        }
        assert_eq!(complaints(&report(&founded, &clock).await), ["keys: statement"]);
        fs::write(&key, kept).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    }

    // Another passphrase.
    let passphrase = data.join("key-store.passphrase");
    let kept = fs::read(&passphrase).unwrap();
    fs::write(&passphrase, "another").unwrap();
    assert_eq!(complaints(&report(&founded, &clock).await), ["keys: key store"]);
    fs::write(&passphrase, kept).unwrap();

    // Another country's policies.
    let file = data.join("greatseal.toml");
    let kept = fs::read_to_string(&file).unwrap();
    fs::write(&file, kept.replace("1.3.6.1.4.1.32473.1", "1.3.6.1.4.1.32473.2")).unwrap();
    assert_eq!(complaints(&report(&founded, &clock).await), ["configuration: country"]);
    fs::write(&file, kept.replace("country =", "county =")).unwrap();
    assert_eq!(complaints(&report(&founded, &clock).await), [format!("configuration: {}", file.display())]);
    fs::write(&file, kept).unwrap();

    // A damaged page of the database is found by its own check.
    assert_eq!(complaints(&report(&founded, &clock).await), [""; 0]);
    let thorough = Extent { online: false, thorough: true };
    let config = data.join("greatseal.toml");
    let whole = examine(&config, Parts::ALL, thorough, &clock, &SystemRandom).await;
    assert_eq!(complaints(&whole), [""; 0], "nor does who looks at everything find more");
    if on_postgres() {
        return;
    }
    let database = data.join("country.sqlite");
    let mut pages = fs::read(&database).unwrap();
    let middle = pages.len() / 4096 / 2 * 4096;
    pages[middle..middle + 64].fill(0xff);
    fs::write(&database, pages).unwrap();
    let complaints = complaints(&report(&founded, &clock).await);
    assert!(complaints.iter().any(|complaint| complaint.starts_with("database: ")), "{complaints:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_time_brings_is_told_before_it_comes() {
    const DAY: i64 = 86_400;
    let founded = Testbed::start().await.stop().await;
    let clock = ManualClock::new(SystemClock.now());
    assert_eq!(complaints(&report(&founded, &clock).await), [""; 0]);

    // The clock stands behind what was written.
    clock.advance(-3_600);
    let behind = report(&founded, &clock).await;
    assert!(complaints(&behind).contains(&"clock: newest row".to_owned()));
    assert_eq!(behind.about("clock", "newest row").next().unwrap().verdict, Severity::Problem);

    // Nobody renews: lists first, then the keys of status, then everything else, each before its end.
    let verdict = |report: &Report, subject: &str| {
        report.about("ends", subject).next().unwrap_or_else(|| panic!("{subject} is looked at")).verdict
    };
    clock.advance(3_600 + 4 * DAY);
    let later = report(&founded, &clock).await;
    assert_eq!(verdict(&later, "revocation list citizens/0"), Severity::Warning);
    assert_eq!(verdict(&later, "ocsp-citizens"), Severity::Ok);
    clock.advance(4 * DAY);
    assert_eq!(verdict(&report(&founded, &clock).await, "revocation list citizens/0"), Severity::Problem);
    clock.advance(9 * DAY);
    assert_eq!(verdict(&report(&founded, &clock).await, "ocsp-citizens"), Severity::Warning);
    clock.advance(13 * DAY);
    let later = report(&founded, &clock).await;
    assert_eq!(verdict(&later, "ocsp-citizens"), Severity::Problem);
    assert_eq!(verdict(&later, "tsu"), Severity::Ok);
    clock.advance(280 * DAY);
    let later = report(&founded, &clock).await;
    assert_eq!(verdict(&later, "revocation list root/0"), Severity::Warning);
    assert_eq!(verdict(&later, "CA citizens"), Severity::Ok);
    clock.advance(380 * DAY);
    let later = report(&founded, &clock).await;
    let holders: Vec<_> = later.findings.iter().filter(|f| f.subject.starts_with("officer ")).collect();
    assert!(holders.iter().any(|finding| finding.verdict == Severity::Warning), "{holders:?}");
    clock.advance(8 * 365 * DAY);
    assert_eq!(verdict(&report(&founded, &clock).await, "CA citizens"), Severity::Warning);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_nobody_does_is_told_and_a_start_tries_parked_jobs_again() {
    let founded = Testbed::start().await.stop().await;
    let (clock, now) = (SystemClock, SystemClock.now());
    write(&founded, now.minus(120), |transaction| {
        Box::pin(async move { transaction.enqueue(JobKind::State, b"no session").await })
    })
    .await;
    assert_eq!(complaints(&report(&founded, &clock).await), ["database: jobs"]);

    // Given up with a reason: told, with the reason.
    write(&founded, now, |transaction| {
        Box::pin(async move {
            for job in transaction.take_jobs(WorkerId::draw(&SystemRandom), 10).await? {
                transaction.park_job(&job, "the subject is no session").await?;
            }
            Ok(())
        })
    })
    .await;
    let parked = report(&founded, &clock).await;
    assert_eq!(complaints(&parked), ["database: parked jobs"]);
    let found = &parked.about("database", "parked jobs").next().unwrap().found;
    assert!(found.contains("the subject is no session"), "{found}");

    // A start tries it again; it fails as before, but it is no longer parked.
    let testbed = Testbed::start_at(founded, Arc::new(SystemClock)).await;
    for attempt in 0.. {
        let tried = complaints(&report(&testbed.founded, &clock).await);
        if tried == ["database: jobs"] {
            break;
        }
        assert!(attempt < 100, "it is tried again: {tried:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let founded = testbed.stop().await;

    // A leaf that nobody gives a place.
    write(&founded, now.minus(400), |transaction| {
        Box::pin(async move {
            for job in transaction.jobs_about(JobKind::State, b"no session").await? {
                transaction.finish_jobs(&[job]).await?;
            }
            let leaf =
                Refusal { request_sha256: sha256(b""), problem: "none".to_owned(), at: transaction.now() };
            transaction.append_leaf(&Leaf::Refusal(leaf)).await
        })
    })
    .await;
    let late = report(&founded, &clock).await;
    assert_eq!(complaints(&late), ["database: audit log"]);
    assert_eq!(late.verdict, Severity::Problem);
}

/// What is to be done about a database that is not there is not what is to be done about one that is down.
#[tokio::test(flavor = "multi_thread")]
async fn the_advice_fits_the_cause() {
    let founded = Founded::new().await;
    let whole = fs::read_to_string(founded.data().join("greatseal.toml")).unwrap();
    let place = |text: &str| {
        let lines = whole.lines().map(|line| {
            let is_place = line.starts_with("path = ") || line.starts_with("url = \"postgres");
            if is_place { text } else { line }
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let moved = whole.replacen("\npublic_url = ", "\npublic_url = \"http://pki.example.org\" #", 1);
    for (text, area, advice) in [
        (
            place("url = \"postgres://greatseal@127.0.0.1:9/greatseal\""),
            "database",
            "Start the database server",
        ),
        (place("path = \"away.sqlite\""), "database", "Correct database.path"),
        (moved, "configuration", "Write what the ceremony fixed"),
    ] {
        let config = founded.data().join("changed.toml");
        fs::write(&config, text).unwrap();
        let report = examine(&config, Parts::ALL, Extent::default(), &SystemClock, &SystemRandom).await;
        let next = report.findings.iter().filter(|finding| finding.area == area);
        let next: Vec<_> = next.filter_map(|finding| finding.next.as_deref()).collect();
        assert!(next.iter().any(|next| next.starts_with(advice)), "{advice}: {next:?}");
    }
}
