//! The disk is full, or read-only: what would have to be written is refused in words, what needs no writing goes on, and
//! when there is room again everything does, by itself.
//!
//! A file's disk is a small one in memory, which only root can mount: elsewhere these stories say that they were not told.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use greatseal::doctor::{Extent, Severity, examine};
use greatseal::parts::Parts;
use pki_types::{Certificate, SystemClock, SystemRandom};
use relying_party::{evidence, plain_client};
use scratch_postgres::Cluster;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};
use tempfile::TempDir;
use words::Purpose;

use crate::testbed::child::Process;
use crate::testbed::people::{officer, register, relying_party};
use crate::testbed::{Founded, on_postgres};

/// A small disk.
struct Disk {
    place: TempDir,
}

impl Disk {
    /// Mounts one; none where that is not allowed.
    fn mount(megabytes: u32) -> Option<Self> {
        if on_postgres() {
            eprintln!("not told on PostgreSQL, whose disk is not this process's");
            return None;
        }
        let place = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mounted = run("mount", &["-t", "tmpfs", "-o", &size, "greatseal-story"], place.path());
        if !mounted.status.success() {
            eprintln!("not told here: no disk can be mounted: {}", String::from_utf8_lossy(&mounted.stderr));
            return None;
        }
        Some(Self { place })
    }

    fn remount(&self, how: &str) {
        let Output { status, stderr, .. } =
            run("mount", &["-o", &format!("remount,{how}")], self.place.path());
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    }

    /// Fills it to the last octet; gives the file that does.
    fn fill(&self) -> PathBuf {
        let path = self.place.path().join("ballast");
        let mut ballast = File::create(&path).unwrap();
        while ballast.write_all(&[0; 4096]).is_ok() {}
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _left_behind = run("umount", &["--lazy"], self.place.path());
    }
}

fn run(program: &str, arguments: &[&str], place: &Path) -> Output {
    Command::new(program).args(arguments).arg(place).output().expect("mount and umount are there")
}

async fn execute(database: &Path, statement: &'static str) {
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
}

async fn number(database: &Path, question: &'static str) -> i64 {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    let mut connection = options.connect().await.unwrap();
    sqlx::query(question).fetch_one(&mut connection).await.unwrap().get(0)
}

/// Jobs of that kind that are still to be done.
const JOBS: &str = "SELECT count(*) FROM jobs WHERE kind = 'crl' AND parked_at IS NULL";
/// A job that looks after a revocation list, due in a moment.
const JOB: &str = "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) \
     SELECT 'crl', unhex(printf('%016x00000000', id)), unixepoch() + 3, 0, unixepoch() FROM issuers WHERE name = 'citizens'";

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_in_words_keeps_answering_and_recovers_by_itself() {
    let Some(disk) = Disk::mount(24) else { return };
    let founded = Founded::within(disk.place.path()).await;
    founded.show_metrics();
    let config = founded.data().join("greatseal.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("reply_seconds = 30", "reply_seconds = 2")).unwrap();
    let logs = tempfile::tempdir().unwrap();
    let mut process = Process::start(&founded, None, &logs.path().join("log"));
    let country = process.country(&founded).await.expect("the country starts");
    let credentials = founded.credentials("officer");
    let database = founded.data().join("country.sqlite");
    let client = plain_client().unwrap();
    execute(&database, JOB).await;

    // Until the log of the database has to grow, the room that it has is used.
    let ballast = disk.fill();
    let mut registered = 0;
    let mut unanswered = 0;
    let refused = loop {
        let name = format!("MU-T01018{:08}", registered + unanswered);
        match register(&officer(&credentials, &country), &name, "ADA", "EXAMPLE").await {
            Ok(()) => registered += 1,
            Err(refused) if refused.to_string().contains("503") => break format!("{refused:#}"),
            // The door could still write it down, the worker could not: it is done when there is room.
            Err(_) => unanswered += 1,
        }
        assert!(registered < 2_000 && unanswered < 20, "the disk is never full");
    };
    assert!(refused.contains("503") && refused.contains("/problems/not-writable"), "{refused}");

    // Nothing that only reads is harmed: status, its readiness, the landing page; and the process lives.
    let authority = evidence::fetch(&client, &format!("{}/services.cer", country.status.certificates)).await;
    let authority = Certificate::from_der(&authority.unwrap()).unwrap();
    let asked = &credentials.certificate;
    evidence::ocsp(&client, &country.status.ocsp, asked, &authority, &SystemClock, &SystemRandom)
        .await
        .unwrap();
    for door in [&country.status.ocsp.replace("/ocsp", ""), &founded.landing()] {
        let ready = client.get(format!("{door}/health/ready")).send().await.unwrap();
        assert_eq!(ready.status(), 200, "{door}");
    }
    // The job that has become due meanwhile waits, and is not given up.
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(number(&database, JOBS).await, 1, "the job is not done");
    assert!(!process.has_ended(), "it goes on");
    let metrics = client.get(founded.metrics()).send().await.unwrap().text().await.unwrap();
    let refusals =
        metrics.lines().find_map(|line| line.strip_prefix("greatseal_commits_refused_total ")).unwrap();
    assert!(refusals.parse::<u64>().unwrap() > 0);

    // There is room again: the same is accepted, the job is done, and what was acknowledged is there, all of it.
    fs::remove_file(ballast).unwrap();
    for attempt in 0.. {
        match register(&officer(&credentials, &country), "MU-T0101900000099", "EVE", "EXAMPLE").await {
            Ok(()) => break,
            Err(problem) => assert!(attempt < 100, "it does not recover: {problem:#}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for attempt in 0.. {
        if number(&database, JOBS).await == 0 {
            break;
        }
        assert!(attempt < 200, "the waiting job is never done");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(number(&database, "SELECT count(*) FROM jobs WHERE parked_at IS NOT NULL").await, 0);
    let persons = number(&database, "SELECT count(*) FROM persons").await;
    assert!(
        (registered + 1..=registered + 1 + unanswered).contains(&persons),
        "what was acknowledged is there"
    );
    assert_eq!(process.stop().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_disk_is_named_at_the_start_and_by_the_doctor_and_nothing_is_lost() {
    let Some(disk) = Disk::mount(24) else { return };
    let founded = Founded::within(disk.place.path()).await;
    let logs = tempfile::tempdir().unwrap();
    let log = logs.path().join("log");
    let mut process = Process::start(&founded, None, &log);
    assert!(process.is_ready(&founded).await);
    assert_eq!(process.stop().await, Some(0));

    disk.remount("ro");
    let mut process = Process::start(&founded, None, &log);
    assert!(!process.is_ready(&founded).await, "it does not start");
    let said = fs::read_to_string(&log).unwrap();
    assert!(said.contains("country.sqlite") && said.contains("Read-only file system"), "{said}");
    let config = founded.data().join("greatseal.toml");
    let report = examine(&config, Parts::ALL, Extent::default(), &SystemClock, &SystemRandom).await;
    assert_eq!(report.verdict, Severity::Problem);
    let found = report.findings.iter().find(|finding| finding.found.contains("mounted read-only"));
    assert!(found.is_some_and(|finding| finding.next.is_some()), "{report:?}");

    disk.remount("rw");
    let mut process = Process::start(&founded, None, &log);
    assert!(process.is_ready(&founded).await);
    assert_eq!(process.stop().await, Some(0));
}

/// Lets a country's database on PostgreSQL only read, or write again: for connections that are made from now on.
fn let_only_read(founded: &Founded, only_read: bool) {
    let database = founded.database.as_deref().expect("the country is on PostgreSQL");
    let server = Cluster::shared();
    let setting = format!("ALTER DATABASE {database} SET default_transaction_read_only = {only_read}");
    server.sql("postgres", &setting);
    // What one of them has in hand may still be done, so each is waited for.
    let end =
        format!("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{database}'");
    server.sql("postgres", &end);
}

/// Tries a step until the refusal says that the store takes nothing in: connections that are lost on the way are told in other words.
async fn is_not_writable(mut step: impl AsyncFnMut(u32) -> anyhow::Result<()>) {
    let mut said = String::new();
    for attempt in 100..300 {
        said =
            step(attempt).await.map_or_else(|problem| format!("{problem:#}"), |()| "it is done".to_owned());
        if said.contains("503") && said.contains("/problems/not-writable") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_only_reads_refuses_in_words_keeps_answering_and_recovers_by_itself() {
    if !on_postgres() {
        // A file has no server that could say so: its disk is in the stories above.
        return;
    }
    let founded = Founded::new().await;
    let log = founded.home.path().join("log");
    let mut process = Process::start(&founded, None, &log);
    let country = process.country(&founded).await.expect("the country starts");
    let credentials = founded.credentials("officer");
    let officer = officer(&credentials, &country);
    register(&officer, "MU-T0101800000011", "ADA", "EXAMPLE").await.unwrap();

    let_only_read(&founded, true);
    // A connection that was just made may still write, so each attempt has a person of its own.
    is_not_writable(async |attempt| {
        register(&officer, &format!("MU-T0101800000{attempt}"), "CLEO", "EXAMPLE").await
    })
    .await;
    let ready =
        plain_client().unwrap().get(format!("{}/health/ready", founded.landing())).send().await.unwrap();
    assert_eq!(ready.status(), 200, "what reads goes on");
    // What cannot be counted is not told: nobody guesses for nothing.
    let credentials = founded.credentials("relying-party");
    let client = relying_party(&credentials, &country);
    is_not_writable(async |_| {
        Ok(client.look_up("MU", "T0101800000011", Purpose::Signature).await.map(drop)?)
    })
    .await;

    let_only_read(&founded, false);
    for attempt in 0.. {
        match register(&officer, "MU-T0101800000022", "BEN", "EXAMPLE").await {
            Ok(()) => break,
            Err(problem) => assert!(attempt < 100, "it does not recover: {problem:#}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(process.stop().await, Some(0));
}
