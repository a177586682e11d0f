//! A clock that was wrong once: while it is, nothing is dated by it; when it is right again, nothing is frozen.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use greatseal::backups::{Backup, Protection};
use greatseal::commands::restore::{Known, restore};
use greatseal::doctor::{Extent, Severity, examine};
use greatseal::parts::Parts;
use pki_types::crl::Crl;
use pki_types::ocsp::{CertStatus, OcspErrorStatus, OcspResponse};
use pki_types::{Certificate, Clock, ManualClock, SystemClock, SystemRandom, sha256};
use relying_party::{Content, evidence, plain_client};
use serde_json::Value;
use words::Purpose;
use words::act::{Act, Suspend, Target};

use crate::testbed::child::Process;
use crate::testbed::people::{change_status, reference};
use crate::testbed::place::Place;
use crate::testbed::scene::{Holder, Scene, right_pin, wrong_pin};
use crate::testbed::{ADA, Founded, log};

const BEA: &str = "MU-T0102800000012";
const CLEO: &str = "MU-T0103800000013";
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Whom the story happens to.
struct People {
    ada: Holder,
    bea: Holder,
    cleo: Holder,
    issuer: Certificate,
}

impl People {
    async fn enrolled(scene: &Scene) -> Self {
        let ada = scene.enrolled(ADA).await;
        let issuer = ada.enrolled.chain.first().expect("the phone got its issuer").clone();
        Self { ada, bea: scene.enrolled(BEA).await, cleo: scene.enrolled(CLEO).await, issuer }
    }
}

/// Asks again until it is so, for some seconds of real time: another process or a round does it.
async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<T, String>) -> T {
    let mut last = String::new();
    for _ in 0..400 {
        match look().await {
            Ok(found) => return found,
            Err(why) => last = why,
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what}: {last}");
}

/// The list that a certificate names, as a stranger gets it.
async fn list(certificate: &Certificate, issuer: &Certificate) -> Crl {
    let url = certificate.crl_urls().first().expect("a citizen's certificate names a list").clone();
    let list = Crl::from_der(evidence::fetch(&plain_client().unwrap(), &url).await.unwrap()).unwrap();
    list.verify(issuer).unwrap();
    list
}

/// What OCSP says, or how it refuses.
async fn ocsp(scene: &Scene, certificate: &Certificate, issuer: &Certificate) -> Result<CertStatus, String> {
    let url = &scene.testbed.country.status.ocsp;
    let der = evidence::ocsp(&plain_client().unwrap(), url, certificate, issuer, &scene.clock, &SystemRandom)
        .await
        .map_err(|problem| problem.in_full())?;
    let answer = OcspResponse::from_der(&der).and_then(|answer| answer.verify(issuer, scene.clock.now()));
    let answer = answer.map_err(|problem| problem.to_string())?;
    Ok(answer.single_for(certificate).ok_or("it speaks of another certificate")?.status)
}

async fn stamp(scene: &Scene) -> Result<Vec<u8>, String> {
    let client = plain_client().unwrap();
    let url = &scene.testbed.country.time_stamp;
    evidence::time_stamp(&client, url, b"data", &SystemRandom).await.map_err(|problem| problem.in_full())
}

async fn readiness(scene: &Scene) -> (u16, Value) {
    let base = scene.testbed.country.status.ocsp.trim_end_matches("/ocsp").to_owned();
    let answer = plain_client().unwrap().get(format!("{base}/health/ready")).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// Starts a session, or says with which slug it was refused.
async fn start(scene: &Scene, party: usize, holder: &Holder) -> Result<String, String> {
    let person = scene.looked_up(&holder.name, Purpose::Signature).await;
    let client = scene.party(party);
    let request = client.request(&person, &Content::digest(sha256(b"a document")), "Sign").unwrap();
    let request = request.compact().to_owned();
    let url = format!("{}/v1/sessions", scene.testbed.country.relying_party_api);
    let sent = client.client.post(url).header("content-type", "application/jose").body(request).send().await;
    let body: Value = sent.expect("the API answers").json().await.unwrap();
    match body["session"].as_str() {
        Some(session) => Ok(session.to_owned()),
        None => Err(body["type"].as_str().unwrap_or_default().to_owned()),
    }
}

async fn cancel(scene: &Scene, party: usize, session: &str) {
    let url = format!("{}/v1/sessions/{session}", scene.testbed.country.relying_party_api);
    scene.party(party).client.delete(url).send().await.expect("the API answers");
}

/// While the clock is not believed, nobody gets a date from it, and whoever looks is told.
async fn nothing_is_dated(scene: &Scene, holder: &Holder, issuer: &Certificate) {
    let refused = ocsp(scene, &holder.enrolled.signature, issuer).await.unwrap_err();
    assert!(
        refused.contains(&format!("{:?}", OcspErrorStatus::TryLater)) || refused.contains("ater"),
        "{refused}"
    );
    let refused = stamp(scene).await.unwrap_err();
    assert!(refused.contains("clock"), "{refused}");
    let (status, body) = readiness(scene).await;
    assert_eq!((status, &body["checks"]["clock"]), (503, &Value::from("failing")), "{body}");
    let metrics = plain_client().unwrap().get(scene.testbed.founded.metrics()).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("\ngreatseal_clock_uncertain 1\n"), "{metrics}");
}

/// What is dated while the clock runs ahead and is believed: lists, signers, a pause, an open session, a lock.
async fn live_in_the_future(scene: &Scene, people: &mut People) -> Crl {
    let People { ada, bea, cleo, issuer } = people;
    let now = scene.clock.now();
    until("OCSP answers by the wrong clock", async || ocsp(scene, &ada.enrolled.signature, issuer).await)
        .await;
    until("time-stamps", async || stamp(scene).await).await;
    let act = Act::Suspend(Suspend { target: Target::Person(reference(BEA)) });
    change_status(&scene.officer(), act).await.unwrap();
    let list = until("the suspension is listed", async || {
        let list = list(&bea.enrolled.signature, issuer).await;
        let found = list.find(bea.enrolled.signature.serial_bytes()).is_some();
        if found && list.this_update() >= now { Ok(list) } else { Err(format!("{:?}", list.this_update())) }
    })
    .await;
    // The first relying party asks in vain; a PIN is locked; a request of the second one stays open.
    let session = start(scene, 0, ada).await.unwrap();
    cancel(scene, 0, &session).await;
    assert_eq!(start(scene, 0, ada).await.unwrap_err(), "/problems/asked-too-often");
    start(scene, 1, ada).await.unwrap();
    let session = ada.waiting(1).await.remove(0);
    for slug in ["pin-wrong", "pin-wrong", "pin-locked"] {
        assert_eq!(ada.try_to_sign(&session, &wrong_pin()).await.unwrap_err(), slug);
    }
    start(scene, 1, cleo).await.unwrap();
    list
}

/// By the right clock everything goes on at once.
async fn nothing_is_frozen(scene: &Scene, people: &mut People, wrong: &Crl) {
    let People { ada, bea, cleo, issuer } = people;
    let now = || scene.clock.now();
    assert!(wrong.this_update() > now(), "the story has a list from the future");
    let status = until("OCSP answers", async || ocsp(scene, &ada.enrolled.signature, issuer).await).await;
    assert_eq!(status, CertStatus::Good);
    match ocsp(scene, &bea.enrolled.signature, issuer).await.unwrap() {
        CertStatus::Revoked { at, .. } => assert!(at <= now(), "what has happened has happened by now: {at}"),
        other => panic!("{other:?}"),
    }
    until("time-stamps", async || stamp(scene).await).await;
    let next = until("a list of today", async || {
        let list = list(&bea.enrolled.signature, issuer).await;
        if list.this_update() <= now() { Ok(list) } else { Err(format!("{:?}", list.this_update())) }
    })
    .await;
    assert!(next.number() > wrong.number(), "numbers grow: {} after {}", next.number(), wrong.number());
    let entry = next.find(bea.enrolled.signature.serial_bytes()).expect("the suspension is listed");
    assert!(entry.revoked_at <= now());
    // The open request has expired, in vain like any other that does; a pause lasts as long as it would have.
    let is_paused =
        until("an open request from the future ends", async || match start(scene, 1, cleo).await {
            Err(slug) if slug == "/problems/asked-too-often" => Ok(true),
            started => started.map(|_| false),
        })
        .await;
    scene.clock.advance(11);
    if is_paused {
        start(scene, 1, cleo).await.unwrap();
    }
    let session = until("the person may be asked again", async || start(scene, 0, ada).await).await;
    cancel(scene, 0, &session).await;
    // So does the lock of the PIN: three hours, counted from now.
    scene.clock.advance(3 * HOUR);
    let session = until("the PIN is not locked", async || start(scene, 1, ada).await).await;
    let waiting = ada.waiting(1).await.remove(0);
    ada.try_to_sign(&waiting, &right_pin()).await.unwrap();
    assert_eq!(scene.session(1, &session).await["state"], "completed");
}

async fn the_doctor_finds_nothing(scene: &Scene) {
    let config = scene.testbed.founded.data().join("greatseal.toml");
    let report =
        examine(&config, Parts::ALL, Extent { online: true, thorough: false }, &scene.clock, &SystemRandom)
            .await;
    let problems: Vec<_> =
        report.findings.iter().filter(|finding| finding.verdict == Severity::Problem).collect();
    assert!(problems.is_empty(), "{problems:?}");
}

/// A country on which the clock has jumped while it ran: everything waited, and went on when it was set right.
async fn jumped(seconds: i64) -> (Scene, People) {
    let founded = Founded::with_pauses().await;
    founded.show_metrics();
    let scene = Scene::start_in(founded).await;
    let people = People::enrolled(&scene).await;
    let open = start(&scene, 0, &people.cleo).await.unwrap();
    scene.clock.jump(seconds);
    nothing_is_dated(&scene, &people.ada, &people.issuer).await;
    // By that clock its time is over long since; nobody ends it, however often the worker looks.
    let state = scene.session_within(0, &open, 2).await["state"].clone();
    assert!(["requested", "stated"].contains(&state.as_str().unwrap()), "{state}");
    let url = format!("{}/health/ready", scene.testbed.country.relying_party_api);
    assert_eq!(scene.party(0).client.get(url).send().await.unwrap().status(), 503);
    scene.clock.jump(-seconds);
    cancel(&scene, 0, &open).await;
    assert_eq!(scene.ended_session(0, &open).await["state"], "cancelled");
    until("OCSP answers again", async || ocsp(&scene, &people.ada.enrolled.signature, &people.issuer).await)
        .await;
    stamp(&scene).await.unwrap();
    (scene, people)
}

async fn the_log_holds(scene: Scene) {
    let clock = Arc::new(scene.clock.clone());
    let founded = scene.stop().await;
    let store = founded.config().database.open(clock).await.unwrap();
    log::holds(&founded, &store).await.unwrap();
    store.close().await;
}

async fn ran_ahead(seconds: i64) {
    let (scene, mut people) = jumped(seconds).await;
    // The country is started by a wrong clock, which nobody can know, and again by the right one.
    scene.clock.jump(seconds);
    let scene = scene.restarted(async |_| {}).await;
    let wrong = live_in_the_future(&scene, &mut people).await;
    scene.clock.jump(-seconds);
    let scene = scene.restarted(async |_| {}).await;
    nothing_is_frozen(&scene, &mut people, &wrong).await;
    the_doctor_finds_nothing(&scene).await;
    the_log_holds(scene).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_four_hours_ahead_leaves_nothing_frozen() {
    ran_ahead(4 * HOUR).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_forty_days_ahead_leaves_nothing_frozen() {
    ran_ahead(40 * DAY).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_brings_back_what_a_wrong_clock_has_dated_without_freezing_anything() {
    let scene = Scene::start_in(Founded::with_pauses().await).await;
    let mut people = People::enrolled(&scene).await;
    let clock: Arc<dyn Clock> = Arc::new(scene.clock.clone());
    let (config, folder) = (scene.testbed.founded.config(), scene.testbed.founded.home.path().join("backup"));
    let made = Backup::make(&config.database, &folder, Protection::Plain, &*clock).await;
    made.expect("a backup is made");
    scene.clock.jump(40 * DAY);
    let scene = scene.restarted(async |_| {}).await;
    let wrong = live_in_the_future(&scene, &mut people).await;
    scene.clock.jump(-40 * DAY);
    let scene = scene
        .restarted(async |founded| {
            Place(founded).clear();
            let key = founded.data().join("ceremony/public/log-key.pem");
            let copy = config.audit_log_copy.as_ref().expect("the demonstration's log is copied");
            let backup = Backup::read(&folder).unwrap().open(None).unwrap();
            let known = Known { key: &key, copy, ceremonies: &[] };
            restore(&backup, known, &config.database, clock.clone()).await.expect("it is restored");
        })
        .await;
    nothing_is_frozen(&scene, &mut people, &wrong).await;
    the_log_holds(scene).await;
}

/// The program as a process, by a system clock that the story sets wrong: Debian's faketime.
fn by_a_clock_of(founded: &Founded, seconds: i64) -> Process {
    set(founded, seconds);
    let library = ["x86_64", "aarch64"]
        .map(|machine| PathBuf::from(format!("/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1")))
        .into_iter()
        .find(|library| library.exists())
        .expect("Debian's package faketime is there: scripts/test installs it");
    let variables = [
        ("LD_PRELOAD", library.into_os_string()),
        ("FAKETIME_TIMESTAMP_FILE", hands(founded).into_os_string()),
        ("FAKETIME_NO_CACHE", "1".into()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
        ("DONT_FAKE_MONOTONIC", "1".into()),
    ];
    Process::start_with(founded, &founded.home.path().join("greatseal.log"), variables)
}

fn hands(founded: &Founded) -> PathBuf {
    founded.home.path().join("hands")
}

fn set(founded: &Founded, seconds: i64) {
    fs::write(hands(founded), format!("{seconds:+}s\n")).expect("the story's folder can be written");
}

/// What the doctor calls a problem, by this clock, and what it has people do.
async fn complaints(founded: &Founded, clock: &dyn Clock) -> Vec<String> {
    let config = founded.data().join("greatseal.toml");
    let report =
        examine(&config, Parts::ALL, Extent { online: true, thorough: false }, clock, &SystemRandom).await;
    let problems = report.findings.iter().filter(|finding| finding.verdict == Severity::Problem);
    problems
        .map(|finding| {
            format!("{}: {}; {}", finding.subject, finding.found, finding.next.as_deref().unwrap_or_default())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_clock_that_steps_under_the_program_is_noticed_and_one_that_was_wrong_is_survived() {
    let founded = Founded::new().await;
    let mut process = by_a_clock_of(&founded, 0);
    let country = process.country(&founded).await.expect("the country starts");
    let client = plain_client().unwrap();
    let stamp = async || {
        let token = evidence::time_stamp(&client, &country.time_stamp, b"data", &SystemRandom).await;
        token.map_err(|problem| problem.in_full())
    };
    let list = async || {
        let url = format!("{}/citizens/0.crl", country.status.crl);
        let der = evidence::fetch(&client, &url).await.map_err(|problem| problem.in_full())?;
        Crl::from_der(der).map_err(|problem| problem.to_string())
    };
    until("time-stamps", stamp).await;
    let first = until("a list", list).await;

    set(&founded, 4 * HOUR);
    until("the step is noticed", async || match stamp().await {
        Err(why) if why.contains("clock") => Ok(()),
        other => Err(format!("{:?}", other.map(|_| "a time-stamp"))),
    })
    .await;
    // The doctor says so, by the right clock and by one that has stepped along, and sends nobody to the wrong place.
    for ahead in [0, 4 * HOUR] {
        let clock = ManualClock::new(SystemClock.now().plus(ahead));
        let told = complaints(&founded, &clock).await;
        assert!(told.iter().any(|told| told.contains("does not believe its clock")), "{told:?}");
        assert!(!told.iter().any(|told| told.contains("Make public_url lead")), "{told:?}");
    }
    set(&founded, 0);
    until("time-stamps again", stamp).await;
    assert_eq!(complaints(&founded, &SystemClock).await, Vec::<String>::new());
    assert_eq!(process.stop().await, Some(0));

    // Forty days ahead from the start on.
    let mut process = by_a_clock_of(&founded, 40 * DAY);
    assert!(process.is_ready(&founded).await);
    let ahead = until("a list from the future", async || match list().await? {
        list if list.this_update() > SystemClock.now().plus(39 * DAY) => Ok(list),
        _ => Err("not yet".to_owned()),
    })
    .await;
    until("time-stamps", stamp).await;
    // Nobody there doubts it; the doctor's differs.
    let told = complaints(&founded, &SystemClock).await;
    assert!(
        told.iter().any(|told| told.contains("39 days ahead of the doctor's")
            || told.contains("40 days ahead of the doctor's")),
        "{told:?}"
    );
    assert!(!told.iter().any(|told| told.contains("Make public_url lead")), "{told:?}");
    assert_eq!(process.stop().await, Some(0));

    let mut process = by_a_clock_of(&founded, 0);
    assert!(process.is_ready(&founded).await);
    until("time-stamps by a unit that may sign", stamp).await;
    let next = until("a list of today", async || match list().await? {
        list if list.this_update() <= SystemClock.now() => Ok(list),
        _ => Err("not yet".to_owned()),
    })
    .await;
    assert!(first.number() < ahead.number() && ahead.number() < next.number());
    assert_eq!(process.stop().await, Some(0));
}
