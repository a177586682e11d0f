//! `greatseal sign` as somebody meets it at a screen: the code is there at once, Ctrl-C takes the request back, and whatever
//! ends a request is said with what to do.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use doc_signatures::verify::{Indication, verify_pdf};
use phone_protocol::RefusalReason;
use pki_types::Clock;
use relying_party::{Content, Country};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use words::Purpose;

use crate::testbed::child::Process;
use crate::testbed::people::{approve_one, enrolled, phone_folder};
use crate::testbed::scene::Scene;
use crate::testbed::terminal::Terminal;
use crate::testbed::{ADA, Founded, Testbed};

const DOCUMENT: &[u8] = include_bytes!("../../samples/garden-plot.pdf");
/// Far less than a long poll lasts.
const AT_ONCE: Duration = Duration::from_secs(10);

/// `greatseal sign`, and what it has said.
struct Asking {
    child: Child,
    screen: Lines<BufReader<ChildStdout>>,
    out: PathBuf,
}

impl Asking {
    fn begin(founded: &Founded) -> Self {
        let home = founded.home.path();
        let (file, out) = (home.join("contract.pdf"), home.join("contract.signed.pdf"));
        std::fs::write(&file, DOCUMENT).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
        command.arg("sign").arg(&file).args(["--person", ADA, "--country", &founded.landing(), "--as"]);
        command.arg(founded.data().join("relying-party")).stdin(Stdio::null()).kill_on_drop(true);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let screen = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, screen, out }
    }

    /// Waits for a line with these words.
    async fn says(&mut self, words: &str) -> String {
        let waiting = async {
            while let Some(line) = self.screen.next_line().await.unwrap() {
                if line.contains(words) {
                    return line;
                }
            }
            panic!("it ended without {words}");
        };
        timeout(AT_ONCE, waiting).await.unwrap_or_else(|_| panic!("{words} is not there at once"))
    }

    async fn signal(&self, name: &str) {
        let id = self.child.id().expect("it has not ended").to_string();
        assert!(Command::new("kill").args([name, &id]).status().await.unwrap().success());
    }

    /// Its exit code and what it complained of, once it has ended.
    async fn ended(mut self) -> (Option<i32>, String) {
        let status = timeout(AT_ONCE * 3, self.child.wait()).await.expect("it ends").unwrap();
        let mut complaint = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut complaint).await.unwrap();
        assert_eq!(status.success(), self.out.exists(), "a document is there if it was signed: {complaint}");
        (status.code(), complaint)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_is_shown_at_once_and_the_document_is_signed() {
    let testbed = Testbed::start().await;
    let phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    // Nothing happens on the phone until the code was shown.
    let mut asking = Asking::begin(&testbed.founded);
    let told = asking.says("The code is ").await;
    assert!(told.contains("Ctrl-C takes the request back"), "{told}");
    approve_one(phone).await.unwrap();
    asking.says("Signed: ").await;
    let out = asking.out.clone();
    assert_eq!(asking.ended().await, (Some(0), String::new()));
    let root = testbed.founded.credentials("relying-party").root;
    let report = verify_pdf(&std::fs::read(out).unwrap(), &[root], pki_types::SystemClock.now());
    assert_eq!(report.indication, Indication::TotalPassed);
    testbed.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn control_c_takes_the_request_back() {
    let testbed = Testbed::start().await;
    let mut phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    // Only one request may be open: the second is taken because the first is not there any more.
    for signal in ["-INT", "-TERM"] {
        let mut asking = Asking::begin(&testbed.founded);
        asking.says("The code is ").await;
        assert_eq!(phone.poll(5).await.unwrap().sessions.len(), 1, "the phone shows it");
        asking.signal(signal).await;
        let (code, complaint) = asking.ended().await;
        assert!(complaint.contains("the request is taken back, and nothing was signed"), "{complaint}");
        assert_eq!(code, Some(if signal == "-INT" { 130 } else { 143 }));
        assert!(phone.poll(0).await.unwrap().sessions.is_empty(), "the phone shows it no more");
    }
    testbed.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_control_c_waits_for_nobody() {
    let founded = Founded::new().await;
    let mut country = Process::start(&founded, None, &founded.home.path().join("serve.log"));
    assert!(country.is_ready(&founded).await);
    let addresses = Country::discover(&founded.landing()).await.unwrap();
    let _phone = enrolled(&founded, &addresses, ADA, "ADA", "EXAMPLE").await;
    let mut asking = Asking::begin(&founded);
    asking.says("The code is ").await;
    // A service that answers nothing cannot take anything back.
    country.signal("-STOP");
    asking.signal("-INT").await;
    tokio::task::yield_now().await;
    assert!(timeout(Duration::from_millis(500), asking.child.wait()).await.is_err(), "it tries");
    asking.signal("-INT").await;
    assert_eq!(asking.ended().await.0, Some(130));
    country.signal("-CONT");
    country.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_with_what_to_do() {
    let testbed = Testbed::start().await;
    let mut phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    for (reason, told) in [
        (RefusalReason::NotMine, "The person did not start this. Look for whoever started the session"),
        (RefusalReason::WrongCode, "The verification codes differ. Show the code of this session"),
    ] {
        let mut asking = Asking::begin(&testbed.founded);
        asking.says("The code is ").await;
        let polled = phone.poll(5).await.unwrap();
        phone.refuse(&polled.sessions[0], reason).await.unwrap();
        let (code, complaint) = asking.ended().await;
        assert_eq!(code, Some(1));
        assert!(
            complaint.contains("the person refused on the phone: ") && complaint.contains(told),
            "{complaint}"
        );
    }
    testbed.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_nobody_answers_is_told_when_it_expires() {
    let scene = Scene::start().await;
    let _phone = scene.enrolled(ADA).await;
    let mut asking = Asking::begin(&scene.testbed.founded);
    asking.says("The code is ").await;
    scene.clock.advance(200);
    let (code, complaint) = asking.ended().await;
    assert_eq!(code, Some(1));
    assert!(complaint.contains("nobody answered on the phone before the request expired"), "{complaint}");
    assert!(!complaint.contains('{'), "{complaint}");
    scene.stop().await;
}

/// Word for word at the phone's terminal.
#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_never_called_a_signature() {
    let testbed = Testbed::start().await;
    drop(enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await);
    let folder = phone_folder(&testbed.founded, ADA);
    let line = format!("{} phone once --folder {}", env!("CARGO_BIN_EXE_greatseal"), folder.display());
    let home = testbed.founded.home.path().to_owned();
    let phone = tokio::task::spawn_blocking(move || {
        let mut terminal = Terminal::run(&line, &home);
        terminal.answer("Log in? [", b"y\n");
        terminal.answer("PIN 1: ", b"2749\n");
        terminal.end()
    });
    let credentials = testbed.founded.credentials("relying-party");
    let party = crate::testbed::people::relying_party(&credentials, &testbed.country);
    let (country, code) = ADA.split_once('-').unwrap();
    let holder = party.look_up(country, code, Purpose::Authentication).await.unwrap();
    let session =
        party.start(&holder, &Content::Challenge(&[7; 32]), "Log in to the register").await.unwrap();
    party.wait(&session, |_, _| {}).await.unwrap();
    let screen = phone.await.unwrap();
    assert!(screen.contains("asks you to log in (PIN 1)") && screen.contains("Logged in."), "{screen}");
    assert!(!screen.to_lowercase().replace("greatseal", "").contains("sign"), "{screen}");
    testbed.stop().await;
}
