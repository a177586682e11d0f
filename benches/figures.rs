//! The figures of a demonstration country on this machine: complete signatures per second, OCSP answers per second beside
//! a bare echo in the same run, and the flush rate of the disk beside what is durable.
//!
//! `scripts/bench` runs it. Everything is on loopback and bounded in count and time; medians of alternating rounds.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use phone_protocol::{Pin, Purpose};
use phone_terminal::load::{self, Fleet};
use phone_terminal::{Environment, HttpDoor, Pins};
use pki_types::act::{Act, DeviceKind, PersonReference, PersonRegistered, RegisterPerson};
use pki_types::ocsp::{CertId, OcspRequest};
use pki_types::personal::{PersonName, PersonalCode};
use pki_types::{Clock, HashAlgorithm, SystemClock, SystemRandom, sha256};
use signet::client::acts::Officer;
use signet::client::relying_party::{Content, RelyingParty};
use signet::client::{Country, Credentials};
use signet::commands::demo::{DemoCountry, Ports};
use signet::narration::Narration;
use signet::roles::{Parts, Running};

const ROUNDS: usize = 5;
const SIGNATURES_A_ROUND: usize = 64;
const OCSP_A_ROUND: usize = 2000;
const CONNECTIONS: usize = 16;

fn main() -> Result<()> {
    signet::install_crypto_provider();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<()> {
    let home = tempfile::tempdir()?;
    let demo = DemoCountry {
        data: home.path().join("data"),
        ports: Ports::from(27_600),
        public_url: None,
        qualified_devices: false,
        database: None,
    };
    demo.prepare(&mut Narration::silent()).await?;
    let running = Running::start(demo.config()?, Parts::ALL, Vec::new()).await?;
    let country = Country::discover(&running.config().landing.url).await?;
    println!("disk: {:.0} fdatasync of 4 KiB per second", flushes(home.path())?);
    for phones in [1, 16] {
        let rates = signatures(&demo, &country, phones).await?;
        println!("complete signatures with {phones} phones: {} per second", spread(rates));
    }
    println!("disk: {:.0} fdatasync of 4 KiB per second", flushes(home.path())?);
    ocsp_beside_an_echo(&demo, &country).await?;
    running.stop().await;
    Ok(())
}

/// How often the disk under `folder` flushes 4 KiB, per second.
fn flushes(folder: &Path) -> Result<f64> {
    let mut file = File::create(folder.join("flush"))?;
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(1) {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}

fn spread(mut rates: Vec<f64>) -> String {
    rates.sort_by(f64::total_cmp);
    format!("{:.0} [{:.0}..{:.0}]", rates[rates.len() / 2], rates[0], rates[rates.len() - 1])
}

/// Registers persons, enrols their phones, and lets a relying party ask all of them, each again as soon as it has
/// answered. Every signature is complete: request, statement, prompt, PIN proof, share, answer, receipt, OCSP.
async fn signatures(demo: &DemoCountry, country: &Country, phones: usize) -> Result<Vec<f64>> {
    let officer_credentials = Credentials::read(&demo.folder("officer"))?;
    let officer = Officer::new(&officer_credentials, country, &SystemClock, &SystemRandom)?;
    let pins = Pins { authentication: Pin::new("2749")?, signature: Pin::new("60318")? };
    let mut activations = Vec::new();
    let mut persons = Vec::new();
    for number in 0..phones {
        let code = format!("B{phones:03}{number:04}");
        let person = PersonReference { country: "MU".to_owned(), code: PersonalCode::new(&code)? };
        let name = PersonName::new("LOAD", "PHONE")?;
        let act = RegisterPerson { country: "MU".to_owned(), code: person.code.clone(), name };
        let _: PersonRegistered = officer.perform(Act::RegisterPerson(act), "registering").await?;
        activations.push(officer.activate(person, DeviceKind::App, SystemClock.now().plus(3600)).await?);
        persons.push(code);
    }
    let environment = Environment {
        door: Arc::new(HttpDoor::new(None)?),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        pause: Duration::from_millis(200),
    };
    let fleet = Fleet::answer(load::enrol(activations, &pins, &environment).await?);
    let credentials = Credentials::read(&demo.folder("relying-party"))?;
    let relying_party = RelyingParty::new(&credentials, country, &SystemClock, &SystemRandom)?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let each = SIGNATURES_A_ROUND.div_ceil(phones);
        futures_util::future::try_join_all(persons.iter().map(|code| ask(&relying_party, code, each)))
            .await?;
        let done = u32::try_from(each * phones)?;
        rates.push(f64::from(done) / began.elapsed().as_secs_f64());
    }
    fleet.stop().await?;
    Ok(rates)
}

async fn ask(relying_party: &RelyingParty<'_>, code: &str, times: usize) -> Result<()> {
    let holder = relying_party.look_up("MU", code, Purpose::Signature).await?;
    for _ in 0..times {
        let session = relying_party.start(&holder, &Content::Digest(sha256(b"load")), "Load").await?;
        relying_party.wait(&session, |_, _| {}).await?;
    }
    Ok(())
}

/// Alternates between the responder (a nonce in each request, so that each answer is signed) and a bare axum echo.
async fn ocsp_beside_an_echo(demo: &DemoCountry, country: &Country) -> Result<()> {
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let echo = format!("http://{}/", socket.local_addr()?);
    let bare = axum::Router::new().route("/", axum::routing::post(async |body: axum::body::Bytes| body));
    let serving = tokio::spawn(async move { axum::serve(socket, bare).await });
    let relying_party = Credentials::read(&demo.folder("relying-party"))?;
    let issuer = relying_party.chain.first().context("the chain names the issuer")?;
    let id = CertId::for_certificate(&relying_party.certificate, issuer, HashAlgorithm::Sha1);
    let signed = OcspRequest { cert_ids: vec![id.clone()], nonce: Some(vec![7; 32]) }.to_der();
    let plain = OcspRequest { cert_ids: vec![id], nonce: None }.to_der();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let (mut echoes, mut fresh, mut reused) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        echoes.push(rate(&client, &echo, &signed).await?);
        fresh.push(rate(&client, &country.status.ocsp, &signed).await?);
        reused.push(rate(&client, &country.status.ocsp, &plain).await?);
    }
    serving.abort();
    let ratio = |rates: &[f64]| {
        let mut ratios: Vec<f64> = rates.iter().zip(&echoes).map(|(rate, echo)| rate / echo).collect();
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    };
    println!("OCSP, signed for each request: ratio to the echo {:.2}", ratio(&fresh));
    println!("OCSP, plain requests: ratio to the echo {:.2}", ratio(&reused));
    println!("bare axum echo: {} requests per second", spread(echoes));
    println!("OCSP, signed for each request: {} per second", spread(fresh));
    println!("OCSP, plain requests: {} per second", spread(reused));
    Ok(())
}

async fn rate(client: &reqwest::Client, url: &str, body: &[u8]) -> Result<f64> {
    let began = Instant::now();
    let workers = (0..CONNECTIONS).map(|_| async {
        for _ in 0..OCSP_A_ROUND / CONNECTIONS {
            let response = client
                .post(url)
                .header("content-type", "application/ocsp-request")
                .body(body.to_vec())
                .send()
                .await?
                .error_for_status()?;
            response.bytes().await?;
        }
        Ok::<(), reqwest::Error>(())
    });
    futures_util::future::try_join_all(workers).await.map_err(|error| anyhow!(error))?;
    Ok(f64::from(u32::try_from(OCSP_A_ROUND)?) / began.elapsed().as_secs_f64())
}
