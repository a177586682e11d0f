//! Certificates from requests over HTTP, each written down before it is signed, verified, and durable before its answer:
//! officers admit relying parties, 64 at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use futures_util::future::try_join_all;
use greatseal::client::acts::Officer;
use hsm_adapter::{KeySpecification, KeyStore as _, Signer, SoftwareKeyStore};
use pki_types::name::Name;
use pki_types::{CertificateRequest, SystemClock, SystemRandom, verify};
use secrecy::SecretString;
use words::Doors;
use words::act::{Act, RegisterRelyingParty, RelyingPartyRegistered};

use crate::measure::{Figures, ROUNDS, SERVICE, count, flushes};
use crate::measure::{processor_seconds_of_threads, rate_of};
use crate::peers::{RawLoop, bare_server};
use crate::report::{Goal, Report};
use crate::requests::per_processor_second;
use crate::scene::Scene;

const CLIENTS: usize = 64;
/// Certificates of each client in a round.
const EACH: usize = 4;

/// Certificates per second of a country whose authorities have keys of this kind.
pub(crate) async fn durable(scene: &Scene, key: &str, engine: &str, report: &mut Report) -> Result<()> {
    let credentials = scene.credentials("officer")?;
    let officer = Officer::new(&credentials, &scene.country, &SystemClock, &SystemRandom)?;
    let mut requests = Vec::new();
    for _ in 0..CLIENTS * EACH * ROUNDS {
        let (_, signer) = hsm_adapter::generate_client_key()?;
        requests.push(request(signer.as_ref())?);
    }
    let requests: Vec<&[Vec<u8>]> = requests.chunks(CLIENTS * EACH).collect();
    let mut raw = RawLoop::open(scene.home.path()).await?;
    let (mut rates, mut service, mut disk, mut rows) =
        (Figures::default(), Figures::default(), Figures::default(), Figures::default());
    let number = AtomicUsize::new(0);
    for requests in requests {
        disk.add(flushes(scene.home.path())?);
        rows.add(raw.rows_per_second().await?);
        let (began, before) = (Instant::now(), processor_seconds_of_threads(&SERVICE)?);
        try_join_all(requests.chunks(EACH).map(|requests| admit(&officer, &number, requests))).await?;
        rates.add(count(CLIENTS * EACH) / began.elapsed().as_secs_f64());
        service.add(count(CLIENTS * EACH) / (processor_seconds_of_threads(&SERVICE)? - before));
    }
    let processor = processor_limit(scene, key).await?;
    let limit = processor.min(rows.median() / 2.0);
    eprintln!("disk: {disk} fdatasync of 4 KiB per second; raw loop: {rows} rows per second");
    eprintln!(
        "issuance, {key} on {engine}, {CLIENTS} clients: {rates} certificates per second, {service} per processor second of the service; \
         limit {limit:.0} (half of the raw loop {:.0}, processor {processor:.0})",
        rows.median() / 2.0
    );
    let goal = if engine == "SQLite" { 0.7 } else { 0.4 };
    let ratios = rates.with(&rows, |rate, rows| rate / processor.min(rows / 2.0));
    report.promise(format!("certificates, {key} on {engine}, of the limit"), ratios, Goal::AtLeast(goal));
    Ok(())
}

pub(crate) fn request(signer: &dyn Signer) -> Result<Vec<u8>> {
    let name = Name::new().common_name("Load").to_der()?;
    let information = CertificateRequest::to_be_signed(&name, signer.public_key().spki_der());
    let signature = signer.sign(&information)?;
    Ok(CertificateRequest::assemble(&information, signer.algorithm(), &signature))
}

pub(crate) async fn admit(officer: &Officer<'_>, number: &AtomicUsize, requests: &[Vec<u8>]) -> Result<()> {
    for csr in requests {
        let id = format!("load-{}", number.fetch_add(1, Ordering::Relaxed));
        let act = RegisterRelyingParty {
            name: id.clone(),
            domain: format!("{id}.example"),
            country: "MU".to_owned(),
            doors: Doors::default(),
            csr: csr.clone(),
            id,
        };
        let _: RelyingPartyRegistered =
            officer.perform(Act::RegisterRelyingParty(act), "admitting a relying party").await?;
    }
    Ok(())
}

/// 1/(1/PoP + 1/S + 1/V + 1/H), of one core: request parsed and its signature verified, certificate signed and verified,
/// a bare HTTP exchange.
async fn processor_limit(scene: &Scene, key: &str) -> Result<f64> {
    let keys = SoftwareKeyStore::create(scene.home.path().join("issuing"), &SecretString::from("bench"))?;
    let kind = if key == "p-256" { KeySpecification::P256 } else { KeySpecification::P384 };
    keys.generate("issuing", kind)?;
    let signer = keys.signer("issuing")?;
    let (_, subject) = hsm_adapter::generate_client_key()?;
    let csr = request(subject.as_ref())?;
    let possession = rate_of(|| CertificateRequest::from_der(&csr).map(drop).map_err(Into::into))?;
    let message = [7; 500];
    let signature = signer.sign(&message)?;
    let sign = rate_of(|| signer.sign(&message).map(drop).map_err(Into::into))?;
    let check = rate_of(|| Ok(verify(signer.public_key(), signer.algorithm(), &message, &signature)?))?;
    let bare = bare_exchange().await?;
    eprintln!(
        "{key}, per processor second: requests read and verified {possession:.0}, signatures {sign:.0}, verifications {check:.0}, bare HTTP {bare:.0}"
    );
    Ok(1.0 / (1.0 / possession + 1.0 / sign + 1.0 / check + 1.0 / bare))
}

async fn bare_exchange() -> Result<f64> {
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_name("bare").enable_all().build()?;
    let url = bare_server(&runtime, vec![7; 753]).await?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let rate = per_processor_second(&["bare"], || client.post(&url).body(vec![7; 500])).await?;
    runtime.shutdown_background();
    Ok(rate)
}
