//! The main job, once: a citizen is registered, enrols a phone and signs a PDF; an auditor checks it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use faces::{Catalogue, Language};
use phone_protocol::Pin;
use phone_terminal::{
    Decision, Enrolled, Environment, Event, FolderStorage, HttpDoor, Interaction, Phone, PinPrompt, Pins,
    Prompt, wrong_pins_lines,
};
use pki_types::display::line;
use pki_types::{Certificate, Clock, SystemClock, SystemRandom};
use relying_party::{Country, Credentials, RelyingParty, SignedDocument, evidence, plain_client};
use words::act::{Act, PersonRegistered, RegisterPerson};
use words::personal::PersonName as Name;
use words::{DeviceKind, Purpose, SessionState};

use super::country::CITIZEN;
use super::{DemoCountry, PIN_1, PIN_2, SAMPLE, already_running};
use crate::cli::PersonName;
use crate::client::acts::Officer;
use crate::command_line;
use crate::commands::person::reference;
use crate::commands::sign;
use crate::interrupts::Interrupts;
use crate::narration::Narration;
use crate::output::say;
use crate::roles;

/// Does the whole job and leaves its results in `out`.
pub(super) async fn perform(
    demo: &DemoCountry,
    fresh: bool,
    file: Option<PathBuf>,
    out: &Path,
    narration: &mut Narration,
) -> Result<()> {
    // The document is read first: a wrong name should cost nothing.
    let (pdf, name) = match &file {
        Some(path) => (crate::commands::pdf_of(path)?, sign::display_name(path)),
        None => (SAMPLE.to_vec(), "garden-plot.pdf".to_owned()),
    };
    let document = sign::Document { pdf, name, field: None };
    demo.begin(fresh, narration).await?;
    let (running, country) = match already_running(demo).await? {
        Some(country) => {
            narration.say("It is running already; this run is a client of it.");
            (None, country)
        }
        None => {
            narration.step("Its services start");
            let running = roles::Running::start(demo.config()?, crate::parts::Parts::ALL, Vec::new()).await?;
            let country = Country::discover(&running.config().landing.url).await?;
            narration.done("issuing, registration, signatures, status and time are running on this machine");
            (Some(running), country)
        }
    };
    let result = tell(demo, &country, document, out, narration).await;
    if let Some(running) = running {
        running.stop().await;
    }
    result
}

async fn tell(
    demo: &DemoCountry,
    country: &Country,
    document: sign::Document,
    out: &Path,
    narration: &mut Narration,
) -> Result<()> {
    let citizen: PersonName = CITIZEN.parse().map_err(|error: String| anyhow!(error))?;
    let pins = Pins { authentication: Pin::new(PIN_1)?, signature: Pin::new(PIN_2)? };
    let mut phone = open_phone(demo)?;
    if phone.enrolled().is_none() {
        enrol(demo, country, &citizen, &mut phone, &pins, narration).await?;
    }
    let certificates = phone.enrolled().cloned().context("the phone is enrolled")?;

    // The phone waits for requests, in a task of its own, as it would in a pocket.
    let screen = Arc::new(Screen { pins });
    let waiting = tokio::spawn(wait_for_one(phone, screen));

    narration.step("An e-service asks for a signature");
    let credentials = Credentials::read(&demo.folder("relying-party"))?;
    let relying_party = RelyingParty::new(&credentials, country, &SystemClock, &SystemRandom)?;
    narration.say(&format!(
        "It looks the citizen up, prepares the PDF ({} octets) with a place for the signature, and signs its request\n\
         with its own key, so that nobody on the way can ask in its name. Both screens show the code:",
        document.pdf.len()
    ));
    let text = "Please sign this document";
    let original = document.pdf.len();
    let interrupted = Interrupts::listen()?.first();
    let signing = sign::sign(&relying_party, &citizen, vec![document], text, code_on_screen(), interrupted);
    let mut signed = tokio::select! {
        signed = signing => signed?,
        ended = give_up_with(waiting) => return Err(ended),
    };
    let document = signed.pop().flatten().context("the one document was signed")?;

    narration.step("The signature is made to last");
    narration.done("time-stamp: proof that the signature existed at that moment");
    narration.done("OCSP answers, fresher than the time-stamp: the citizen's and the time-stamping unit's certificates were good");
    narration.done("the root's revocation list: the issuing authorities were good");
    narration.say("All of it is appended to the PDF (PAdES B-LT); not one octet of the original changed.");

    narration.step("An auditor checks it, with the file and the country's root alone, and no network");
    narration.say(document.report.to_text().trim_end());
    let lists = lists(country, &document, &certificates).await?;
    leave(out, &document, original, &lists, &credentials.root, &certificates)?;
    narration.step("The results");
    narration.say(&format!(
        "{} holds the PDF (document.pdf) and the signed one (signed.pdf), the report (text and JSON), root.pem, the",
        out.display()
    ));
    narration.say(
        "issuing CAs, the citizen's certificates, the revocation lists, the OCSP answers and the time-stamp.",
    );
    let (signed, root) = (out.join("signed.pdf"), out.join("root.pem"));
    let again = command_line::of_program(["verify".as_ref(), signed.as_path(), "--trust".as_ref(), &root]);
    narration.say(&format!("Check again: {again}"));
    Ok(())
}

fn open_phone(demo: &DemoCountry) -> Result<Phone> {
    let environment = Environment {
        door: Arc::new(HttpDoor::new(None)?),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        pause: Duration::from_secs(1),
    };
    Ok(Phone::open(FolderStorage::open(demo.folder("phone"))?, environment)?)
}

/// The officer registers the citizen and gives an activation; the phone makes its keys and gets two certificates.
async fn enrol(
    demo: &DemoCountry,
    country: &Country,
    citizen: &PersonName,
    phone: &mut Phone,
    pins: &Pins,
    narration: &mut Narration,
) -> Result<()> {
    narration.step("An officer registers a citizen");
    let credentials = Credentials::read(&demo.folder("officer"))?;
    let officer = Officer::new(&credentials, country, &SystemClock, &SystemRandom)?;
    let person = reference(citizen)?;
    let act = Act::RegisterPerson(RegisterPerson {
        country: person.country.clone(),
        code: person.code.clone(),
        name: Name::new("SAMPLE", "CITIZEN")?,
    });
    let _: PersonRegistered = officer.perform(act, "registering the citizen").await?;
    narration.done("Sample Citizen is in the register; the officer's act is kept, signed");
    let expires_at = SystemClock.now().plus(3600);
    let activation = officer.activate(person, DeviceKind::App, expires_at).await?;
    narration.done(
        "the citizen gets an activation; its secret is known to officer, citizen and the inner zone alone",
    );

    narration.step("The citizen's phone enrols");
    narration.say(&format!(
        "It makes two keys and asks for two PINs: PIN 1 ({PIN_1}) for logins, PIN 2 ({PIN_2}) for signatures."
    ));
    let busy = narration.busy("making keys");
    let enrolled = phone.enrol(&activation, pins).await?;
    drop(busy);
    for (what, certificate) in [("logins", &enrolled.authentication), ("signatures", &enrolled.signature)] {
        narration.done(&format!("certificate for {what}: {}", certificate.subject_display()));
    }
    Ok(())
}

/// The e-service's screen, beside the phone: the code that the citizen compares.
fn code_on_screen() -> impl FnMut(SessionState, Option<&str>) {
    let mut told = false;
    move |_, code| {
        if let (Some(code), false) = (code, told) {
            told = true;
            say!("   The e-service's own screen shows the code {}.", line(code));
        }
    }
}

/// Handles sessions until one is signed.
async fn wait_for_one(mut phone: Phone, screen: Arc<Screen>) -> Result<()> {
    let screen: Arc<dyn Interaction> = screen;
    phone.deliver_outstanding().await?;
    while phone.handle_pending(&screen, 20).await? == 0 {}
    Ok(())
}

/// Ends only if the phone gives up: its success is the relying party's to tell.
async fn give_up_with(waiting: tokio::task::JoinHandle<Result<()>>) -> anyhow::Error {
    match waiting.await {
        Ok(Ok(())) => std::future::pending().await,
        Ok(Err(error)) => error.context("the phone gave up"),
        Err(error) => anyhow!(error).context("the phone gave up"),
    }
}

/// The citizen's phone on this screen: shows everything, and approves with the demonstration's PIN.
struct Screen {
    pins: Pins,
}

impl Interaction for Screen {
    fn decide(&self, prompt: &Prompt) -> Decision {
        say!();
        say!("      ┌─ the citizen's phone ─────────────────────────────────────────");
        for words in prompt.lines(Catalogue::of_terminals(Language::English)) {
            say!("      │ {}", line(&words));
        }
        say!("      └───────────────────────────────────────────────────────────────");
        say!();
        Decision::Sign
    }

    fn pin(&self, prompt: &PinPrompt) -> Option<Pin> {
        say!(
            "   The citizen compares the code and enters the PIN (its proof goes to the service, the PIN never does)."
        );
        prompt.first.then(|| self.pins.of(prompt.purpose).clone())
    }

    fn tell(&self, event: &Event) {
        match event {
            Event::Signed { purpose, .. } => {
                let done = match purpose {
                    Purpose::Authentication => "logged in with",
                    Purpose::Signature => "signed on",
                };
                say!("   ✓ {done} the phone, and verified by the service before it was released")
            }
            Event::Waiting | Event::LedBack { .. } => {}
            Event::Refused { .. } => say!("   refused on the phone"),
            Event::WrongPin { .. } => say!("   the PIN was wrong"),
            Event::WrongPinsSince { wrong_pins } => {
                wrong_pins_lines(Catalogue::of_terminals(Language::English), wrong_pins)
                    .iter()
                    .for_each(|line| say!("   {line}"));
            }
            Event::Unacceptable { reason } | Event::Failed { reason } => {
                say!("   the phone says: {}", line(reason))
            }
        }
    }
}

/// The root's revocation list, which is in the document, and those of the citizens' CA that the citizen's certificates
/// name; fetched from this country's address, whatever the certificates say.
async fn lists(
    country: &Country,
    document: &SignedDocument,
    citizen: &Enrolled,
) -> Result<Vec<(String, Vec<u8>)>> {
    let mut lists = document.crls.clone();
    for certificate in [&citizen.signature, &citizen.authentication] {
        let url = country.status.list_of(certificate)?;
        let shard = url.rsplit('/').next().unwrap_or_default();
        let name = format!("citizen-{}", shard.trim_end_matches(".crl"));
        if lists.iter().all(|(other, _)| *other != name) {
            lists.push((name, evidence::fetch(&plain_client()?, &url).await?));
        }
    }
    Ok(lists)
}

/// Writes the results; a folder of an earlier run is replaced file by file. The first `original` octets of the signed PDF
/// are the document as it was.
fn leave(
    out: &Path,
    document: &SignedDocument,
    original: usize,
    lists: &[(String, Vec<u8>)],
    root: &Certificate,
    citizen: &Enrolled,
) -> Result<()> {
    fs::create_dir_all(out).with_context(|| format!("cannot create {}", out.display()))?;
    let write = |name: &str, contents: &[u8]| {
        fs::write(out.join(name), contents)
            .with_context(|| format!("cannot write {}", out.join(name).display()))
    };
    write("document.pdf", &document.pdf[..original])?;
    write("signed.pdf", &document.pdf)?;
    write("report.txt", document.report.to_text().as_bytes())?;
    write("report.json", document.report.to_json().as_bytes())?;
    write("root.pem", root.pem().as_bytes())?;
    for (name, issuer) in &document.issuers {
        write(&format!("{name}-ca.pem"), issuer.pem().as_bytes())?;
    }
    write("citizen-authentication.pem", citizen.authentication.pem().as_bytes())?;
    write("citizen-signature.pem", citizen.signature.pem().as_bytes())?;
    for (name, der) in lists {
        write(&format!("{name}.crl"), der)?;
    }
    for (name, der) in &document.ocsp {
        write(&format!("{name}.ocsp"), der)?;
    }
    write("time-stamp.tst", &document.time_stamp)
}
