//! The program is killed between any two commits of an enrolment, of a signature, of a freeze and its end, and of another PIN: after the restart nothing that was
//! acknowledged is lost, nothing is half-done, and no serial was signed twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use phone_protocol::{Deed, DeviceLink, Pin};
use phone_terminal::{Automatic, Enrolled, Interaction, Phone, Pins};
use pki_types::{Clock, SignatureAlgorithm, SystemClock, sha256, verify};
use relying_party::{Content, Country, Document, Signatures, Way, Ways};
use store::{CertificateStatus, Inspection, Store};
use words::{DeviceKind, Purpose};

use crate::testbed::child::Process;
use crate::testbed::log;
use crate::testbed::people::{officer, phone, pins, reference, register, relying_party};
use crate::testbed::{ADA, Founded};

/// How long one story may take with its restart.
const PATIENCE: Duration = Duration::from_secs(60);
/// The parts of the program in which transactions are named.
const SOURCES: [&str; 5] = ["ca-core/src", "consent-core/src", "audit-log/src", "store/src", "src"];
/// Stories that are told at a time: on PostgreSQL they wait for the leases of the dead more than they compute.
const AT_ONCE: usize = 4;
/// Points before and after the commits that every start, enrolment and signature pass: if one of them kills nobody, the
/// story is blind.
const MUST_KILL: usize = 50;

/// Every label of a transaction in the sources, so that a new commit is killed without anybody remembering to.
fn labels() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in SOURCES {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    assert!(found.len() >= 10, "the labels of transactions are found: {found:?}");
    found
}

fn collect(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source is text");
            // Rustfmt may put the label on a line of its own.
            let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( \"", "(\"");
            // Some labels are given to a function that commits.
            let calls = [
                "transaction(\"",
                "transaction_with_intents(\"",
                "note(\"",
                "insertion(\"",
                "let label = \"",
            ];
            for call in calls {
                found.extend(
                    flat.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned),
                );
            }
        }
    }
}

/// A country whose process dies once at a fail point and is started again.
struct Mortal {
    founded: Founded,
    process: Process,
    country: Country,
    deaths: usize,
    deadline: Instant,
}

impl Mortal {
    async fn start(fail_point: &str) -> Self {
        let founded = Founded::new().await;
        let log = |name: &str| founded.home.path().join(name);
        let mut process = Process::start(&founded, Some(fail_point), &log("first.log"));
        let mut deaths = 0;
        let country = loop {
            // Some commits come before the first request is served.
            if let Some(country) = process.country(&founded).await {
                break country;
            }
            deaths += 1;
            assert!(deaths == 1, "{fail_point}: the country does not start again");
            process = Process::start(&founded, None, &log("second.log"));
        };
        Self { founded, process, country, deaths, deadline: Instant::now() + PATIENCE }
    }

    /// Tries a step until it succeeds, starting the process again when it has died.
    async fn until_done<T>(
        &mut self,
        what: &str,
        mut step: impl AsyncFnMut(&Founded, &Country) -> Result<T>,
    ) -> T {
        loop {
            let result = step(&self.founded, &self.country).await;
            match result {
                Ok(done) => return done,
                Err(problem) => {
                    assert!(Instant::now() < self.deadline, "{what}: still not done: {problem:#}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    if self.process.has_ended() {
                        self.deaths += 1;
                        let log = self.founded.home.path().join("second.log");
                        self.process = Process::start(&self.founded, None, &log);
                        assert!(
                            self.process.is_ready(&self.founded).await,
                            "{what}: the country does not start again"
                        );
                    }
                }
            }
        }
    }
}

/// An enrolment and a signature, with one death on the way; tells whether the point was reached.
async fn live_through(fail_point: &str) -> bool {
    let mut mortal = Mortal::start(fail_point).await;
    let enrolled = enrol(&mut mortal).await;
    let signature = sign(&mut mortal, &enrolled).await;
    freeze_and_release(&mut mortal).await;
    come_by_a_link(&mut mortal).await;

    let Mortal { founded, mut process, deaths, .. } = mortal;
    settle(&founded).await;
    process.kill();
    check_store(&founded, &enrolled, &signature, fail_point).await;
    assert!(deaths <= 1, "{fail_point}: it died {deaths} times");
    deaths == 1
}

async fn enrol(mortal: &mut Mortal) -> Enrolled {
    let credentials = mortal.founded.credentials("officer");
    mortal
        .until_done("registering", async |_, country| {
            match register(&officer(&credentials, country), ADA, "ADA", "EXAMPLE").await {
                // A death after the commit and before the answer: the person is there.
                Err(problem) if problem.to_string().contains("409") => Ok(()),
                other => other,
            }
        })
        .await;
    let activation = mortal
        .until_done("activating", async |_, country| {
            let expires_at = SystemClock.now().plus(3600);
            officer(&credentials, country).activate(reference(ADA), DeviceKind::App, expires_at).await
        })
        .await;
    mortal
        .until_done("enrolling", async |founded, _| {
            let mut phone = phone(founded, ADA);
            if let Some(enrolled) = phone.enrolled() {
                return Ok(enrolled.clone());
            }
            let enrolled = if phone.enrolment_is_outstanding() {
                phone.resume_enrolment().await?
            } else {
                phone.enrol(&activation, &pins()).await?
            };
            Ok(enrolled.clone())
        })
        .await
}

/// What is signed, together: all of it is released, or none.
const DOCUMENTS: [&[u8]; 3] = [b"a document", b"its annex", b"and another"];

async fn sign(mortal: &mut Mortal, enrolled: &Enrolled) -> Signatures {
    let credentials = mortal.founded.credentials("relying-party");
    let (country_code, code) = ADA.split_once('-').expect("a person is COUNTRY-CODE");
    let holder = mortal
        .until_done("looking up", async |_, country| {
            Ok(relying_party(&credentials, country).look_up(country_code, code, Purpose::Signature).await?)
        })
        .await;
    assert_eq!(
        holder.certificate, enrolled.signature,
        "the acknowledged certificate is the one that others see"
    );
    let documents = DOCUMENTS.map(|document| Document::digest(sha256(document)));
    let content = Content::Documents(documents.to_vec());
    let request = relying_party(&credentials, &mortal.country)
        .request(&holder, &content, "Sign")
        .expect("a good request");
    let session = mortal
        .until_done("starting", async |_, country| {
            Ok(relying_party(&credentials, country).send(&request).await?)
        })
        .await;

    // The phone in its pocket goes on through every death of the service; a lost reply must not harm it.
    let pocket = tokio::spawn(approve_for_ever(phone(&mortal.founded, ADA)));
    let signature = mortal
        .until_done("waiting", async |_, country| {
            Ok(relying_party(&credentials, country).wait(&session, |_, _| {}).await?)
        })
        .await;
    pocket.abort();
    let _stopped = pocket.await;
    assert_eq!(signature.values.len(), DOCUMENTS.len());
    for (document, value) in DOCUMENTS.iter().zip(signature.values.iter().flatten()) {
        verify(enrolled.signature.public_key(), SignatureAlgorithm::EcdsaSha256, document, value)
            .expect("each signature is the phone's");
    }
    // Acknowledged is acknowledged: the same question again has the same answer.
    let again = mortal
        .until_done("asking again", async |_, country| {
            Ok(relying_party(&credentials, country).wait(&session, |_, _| {}).await?)
        })
        .await;
    assert_eq!((again.values, &again.receipt), (signature.values.clone(), &signature.receipt));
    signature
}

/// Everything frozen, and released with PIN 2.
async fn freeze_and_release(mortal: &mut Mortal) {
    let person: Arc<dyn Interaction> = Arc::new(Automatic { pins: Some(pins()) });
    mortal
        .until_done("freezing", async |founded, _| {
            Ok(phone(founded, ADA).have_done(Deed::Freeze {}, &person).await?)
        })
        .await;
    mortal
        .until_done("releasing", async |founded, _| {
            match phone(founded, ADA).have_done(Deed::Unfreeze {}, &person).await {
                // A death after the commit and before the answer: it is released.
                Err(problem) if problem.slug() == Some("not-frozen") => Ok(()),
                other => Ok(other?),
            }
        })
        .await;
}

/// Another PIN 2, which is then the one that ends a freeze.
async fn change_pin(mortal: &mut Mortal) {
    let person = |pins| -> Arc<dyn Interaction> { Arc::new(Automatic { pins: Some(pins) }) };
    let (old, new) = (person(pins()), Pin::new("48205").expect("the PIN keeps the rules"));
    mortal
        .until_done("changing the PIN", async |founded, _| {
            let mut phone = phone(founded, ADA);
            phone.deliver_outstanding().await?;
            match phone.change_pin(Purpose::Signature, &new, &old).await {
                // The old one is wrong: a death after the commit and before the answer.
                Err(phone_terminal::Error::Stopped) => Ok(()),
                other => Ok(other?),
            }
        })
        .await;
    let person = person(Pins { signature: new.clone(), ..pins() });
    for deed in [Deed::Freeze {}, Deed::Unfreeze {}] {
        mortal
            .until_done("doing it with the new PIN", async |founded, _| {
                Ok(phone(founded, ADA).have_done(deed.clone(), &person).await?)
            })
            .await;
    }
}

/// Which commits a change of a PIN passes before any signature has.
const OF_A_PIN: [&str; 4] = ["consent: wish stated", "consent: count", "consent: share", "consent: answer"];

/// An enrolment and another PIN, with one death on the way.
async fn change_pin_through(fail_point: &str) {
    let mut mortal = Mortal::start(fail_point).await;
    enrol(&mut mortal).await;
    change_pin(&mut mortal).await;
    let Mortal { founded, mut process, deaths, .. } = mortal;
    settle(&founded).await;
    process.kill();
    assert_eq!(deaths, 1, "{fail_point}");
    let store = founded.store().await;
    log::holds(&founded, &store).await.unwrap_or_else(|problem| panic!("{fail_point}: {problem:#}"));
    store.close().await;
}

/// A login by a code that the phone scans. What it claimed before the death waits for it, and is signed first.
async fn come_by_a_link(mortal: &mut Mortal) {
    let person: Arc<dyn Interaction> = Arc::new(Automatic { pins: Some(pins()) });
    let credentials = mortal.founded.credentials("relying-party");
    let login = mortal
        .until_done("logging in by a link", async |founded, country| {
            let mut phone = phone(founded, ADA);
            phone.deliver_outstanding().await?;
            phone.handle_pending(&person, 0).await?;
            let party = relying_party(&credentials, country);
            let link = party.start_link(&Content::Challenge(&[7; 32]), "Log in", &Ways::scanned()).await?;
            let code = DeviceLink::parse(&link.line(Way::Qr, SystemClock.now()))?;
            phone.follow(&code, &person).await?;
            Ok(party.wait(&link.session, |_, _| {}).await?)
        })
        .await;
    assert_eq!(login.way, Some(Way::Qr));
}

async fn approve_for_ever(mut phone: Phone) {
    let person: Arc<dyn Interaction> = Arc::new(Automatic { pins: Some(pins()) });
    loop {
        let _tried_again = phone.deliver_outstanding().await;
        let _tried_again = phone.handle_pending(&person, 2).await;
    }
}

/// Waits until what the dead process had in hand is done: on PostgreSQL its leases outlive it for some seconds.
async fn settle(founded: &Founded) {
    let database = founded.config().database.database().expect("the country has a database");
    let store = Inspection::open(database).await.expect("the store can be read beside the country");
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let open = store.stale_intents(SystemClock.now().plus(1), 1).await.expect("the store can be read");
        if open.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    store.close().await;
}

/// What the store holds after everything: read when nobody serves it.
async fn check_store(founded: &Founded, enrolled: &Enrolled, signature: &Signatures, fail_point: &str) {
    let store = founded.store().await;
    let result = look_into(founded, &store, enrolled, signature).await;
    store.close().await;
    if let Err(problem) = result {
        panic!("{fail_point}: {problem:#}");
    }
}

async fn look_into(
    founded: &Founded,
    store: &Store,
    enrolled: &Enrolled,
    signature: &Signatures,
) -> Result<()> {
    let now = SystemClock.now();
    // 1. Nothing is half-done: no intent is open, no job is due but those of the last moment.
    let open = store.stale_intents(now.minus(1), 100).await?;
    ensure!(open.is_empty(), "{} intents are neither final nor burnt", open.len());
    // 2. Acknowledged certificates are there, byte for byte, each under a serial of its own.
    for certificate in [&enrolled.authentication, &enrolled.signature] {
        let row = store.certificate_by_hash(&certificate.sha256()).await?;
        let row = row.filter(|row| row.der == certificate.der());
        let row = row.context("an acknowledged certificate is lost")?;
        let status = store.status(row.issuer, row.serial.as_bytes()).await?;
        ensure!(status == CertificateStatus::Final, "what was released is {status:?}");
    }
    let person = reference(ADA);
    let person =
        store.person_by_code(&person.country, &person.code).await?.expect("the person was acknowledged");
    let certificates = store.certificates_of_person(&person.id).await?;
    ensure!(certificates.len() == 2, "the enrolment led to {} certificates instead of 2", certificates.len());
    // 3. The audit log tells all of it, in an order that may be, and the rows say the same.
    ensure!(!signature.receipt.is_empty(), "there is no receipt");
    log::holds(founded, store).await
}

/// Tells a story at each of these points, a few at a time.
fn at_each(points: &[String], story: impl AsyncFn(&str) + Sync) {
    greatseal::install_crypto_provider();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let runtime =
                    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
                let runtime = runtime.expect("a runtime can be made");
                while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    runtime.block_on(story(point));
                }
            });
        }
    });
}

fn around<'a>(labels: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    labels.into_iter().flat_map(|label| [format!("before:{label}"), format!("after:{label}")]).collect()
}

#[test]
fn killed_between_any_two_commits_nothing_is_lost_half_done_or_signed_twice() {
    let labels = labels();
    let points = around(labels.iter().map(String::as_str));
    let killed = Mutex::new(Vec::new());
    at_each(&points, async |point| {
        if live_through(point).await {
            killed.lock().expect("no story panics while it holds this").push(point.to_owned());
        }
    });
    let mut killed = killed.into_inner().expect("every story has ended");
    killed.sort_unstable();
    eprintln!("killed at {} of {} points: {killed:#?}", killed.len(), points.len());
    assert!(killed.len() >= MUST_KILL, "only {} points were reached: {killed:?}", killed.len());
}

#[test]
fn killed_while_a_pin_is_changed_one_of_the_two_opens_the_key() {
    at_each(&around(OF_A_PIN), change_pin_through);
}
