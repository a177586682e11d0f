//! Complete signatures: request, statement, prompt, PIN proof, share, answer, receipt, OCSP answer; phones and relying
//! party in the same process, in threads of their own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use futures_util::StreamExt as _;
use futures_util::future::try_join_all;
use pki_types::{SystemClock, SystemRandom, sha256};
use relying_party::{Content, PersonCertificate, RelyingParty};
use tokio::sync::Mutex;
use words::Purpose;

use crate::measure::{Figures, ROUNDS, SERVICE, count, flushes, processor_seconds};
use crate::measure::{processor_seconds_of_threads, rate_of};
use crate::report::{Goal, Report};
use crate::scene::Scene;

const PHONES: usize = 64;
/// Signatures of each phone in a round.
const EACH: usize = 3;
const PACED: Duration = Duration::from_secs(8);

/// Signatures per second, and how long one takes at a third of that.
pub(crate) async fn measure(scene: &Scene, with_latency: bool, report: &mut Report) -> Result<()> {
    let (fleet, codes) = scene.fleet(PHONES).await?;
    let credentials = scene.credentials("relying-party")?;
    let relying_party = RelyingParty::new(&credentials, &scene.country, &SystemClock, &SystemRandom)?;
    let holders =
        try_join_all(codes.iter().map(|code| relying_party.look_up("MU", code, Purpose::Signature))).await?;
    let capacity = at_once(scene, &relying_party, &holders, report).await?;
    if with_latency {
        paced(scene, &relying_party, holders, capacity / 3.0, report).await?;
    }
    fleet.stop().await?;
    Ok(())
}

/// All phones sign without a pause; gives how many signatures this machine does in a second.
async fn at_once(
    scene: &Scene,
    relying_party: &RelyingParty<'_>,
    holders: &[PersonCertificate],
    report: &mut Report,
) -> Result<f64> {
    let (mut rates, mut costs, mut service, mut disk) =
        (Figures::default(), Figures::default(), Figures::default(), Figures::default());
    try_join_all(holders.iter().map(|holder| sign(relying_party, holder))).await?;
    for _ in 0..ROUNDS {
        disk.add(flushes(scene.home.path())?);
        let (began, all) = (Instant::now(), processor_seconds()?);
        let own = processor_seconds_of_threads(&SERVICE)?;
        try_join_all(holders.iter().map(|holder| async {
            for _ in 0..EACH {
                sign(relying_party, holder).await?;
            }
            Ok::<_, anyhow::Error>(())
        }))
        .await?;
        let done = count(holders.len() * EACH);
        rates.add(done / began.elapsed().as_secs_f64());
        costs.add((processor_seconds()? - all) * 1_000.0 / done);
        service.add((processor_seconds_of_threads(&SERVICE)? - own) * 1_000.0 / done);
    }
    eprintln!("disk: {disk} fdatasync of 4 KiB per second");
    eprintln!("complete signatures, {PHONES} phones: {rates} per second");
    eprintln!(
        "  processor time of one: {costs} ms, of that the service {service} ms; two cores to itself would do {:.0} per second",
        2_000.0 / costs.median()
    );
    let capacity = rates.median();
    report.promise(
        format!("complete signatures of {PHONES} phones, per second"),
        rates,
        Goal::AtLeast(300.0),
    );
    report.promise("processor time of the service for one of them, ms", service, Goal::AtMost(4.0));
    Ok(capacity)
}

pub(crate) async fn sign(relying_party: &RelyingParty<'_>, holder: &PersonCertificate) -> Result<()> {
    let session = relying_party.start(holder, &Content::digest(sha256(b"load")), "Load").await?;
    relying_party.wait(&session, |_, _| {}).await?;
    Ok(())
}

/// So many signatures per second, begun at even intervals: how long each takes, phone and relying party included.
async fn paced(
    scene: &Scene,
    relying_party: &RelyingParty<'_>,
    holders: Vec<PersonCertificate>,
    rate: f64,
    report: &mut Report,
) -> Result<()> {
    let before = flushes(scene.home.path())?;
    let free = Mutex::new(holders);
    let times = Arc::new(Mutex::new(Figures::default()));
    let interval = Duration::from_secs_f64(1.0 / rate.max(1.0));
    let end = Instant::now() + PACED;
    let mut begun = Vec::new();
    let mut next = tokio::time::interval(interval);
    let mut skipped = 0;
    let one = async |holder: PersonCertificate| {
        let began = Instant::now();
        let signed = sign(relying_party, &holder).await;
        times.lock().await.add(began.elapsed().as_secs_f64() * 1_000.0);
        free.lock().await.push(holder);
        signed
    };
    let mut under_way = futures_util::stream::FuturesUnordered::new();
    while Instant::now() < end {
        tokio::select! {
            _ = next.tick() => match free.lock().await.pop() {
                Some(holder) => under_way.push(one(holder)),
                None => skipped += 1,
            },
            Some(signed) = under_way.next() => begun.push(signed?),
        }
    }
    while let Some(signed) = under_way.next().await {
        begun.push(signed?);
    }
    let flush = 2_000.0 / (before + flushes(scene.home.path())?);
    let (_, signer) = hsm_adapter::generate_client_key()?;
    let signature = 1_000.0 / rate_of(|| signer.sign(&[7; 500]).map(drop).map_err(Into::into))?;
    let allowed = 7.0 * flush + 3.0 * signature + 5.0;
    let times = times.lock().await;
    eprintln!(
        "one of {rate:.0} per second ({} measured, {skipped} left out): median {:.1} ms, p99 {:.1} ms; \
         7 fdatasync + 3 signatures + 5 ms = {allowed:.1} ms",
        begun.len(),
        times.at(0.5),
        times.at(0.99)
    );
    let latency = Figures::once(times.at(0.99) / allowed);
    report.promise(
        "p99 of a signature at a third of that, of 7 fdatasync + 3 signatures + 5 ms",
        latency,
        Goal::AtMost(1.0),
    );
    Ok(())
}
