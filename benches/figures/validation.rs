//! A signed PDF with its evidence (PAdES B-LT), verified offline by one thread, as an auditor does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use doc_signatures::verify::{Indication, verify_pdf};
use phone_terminal::HttpDoor;
use phone_terminal::load::Fleet;
use pki_types::{Clock as _, SystemClock, SystemRandom};
use relying_party::{Content, RelyingParty};
use words::Purpose;

use crate::measure::{Figures, ROUNDS, count};
use crate::report::{Goal, Report};
use crate::scene::{Scene, enrol};

const A_ROUND: Duration = Duration::from_secs(1);
const SAMPLE: &[u8] = include_bytes!("../../samples/garden-plot.pdf");

pub(crate) async fn offline(scene: &Scene, report: &mut Report) -> Result<()> {
    // 1. A phone signs it.
    let (activations, codes) = scene.activations('V', 1).await?;
    let fleet = Fleet::answer(enrol(activations, Arc::new(HttpDoor::new(None)?)).await?);
    let credentials = scene.credentials("relying-party")?;
    let party = RelyingParty::new(&credentials, &scene.country, &SystemClock, &SystemRandom)?;
    let code = codes.first().context("one person")?;
    let holder = party.look_up("MU", code, Purpose::Signature).await?;
    let prepared = party.prepare(&holder, SAMPLE.to_vec(), None)?;
    let session = party.start(&holder, &Content::document(&prepared, "garden-plot.pdf"), "Sign").await?;
    let signed = party.complete(prepared, party.wait(&session, |_, _| {}).await?.first()).await?;
    fleet.stop().await?;
    // 2. It is verified again and again.
    let (roots, now) = ([credentials.root.clone()], SystemClock.now());
    let mut rates = Figures::default();
    for _ in 0..ROUNDS {
        let (began, mut done) = (Instant::now(), 0);
        while began.elapsed() < A_ROUND {
            let told = verify_pdf(&signed.pdf, &roots, now);
            ensure!(told.indication == Indication::TotalPassed, "it does not pass");
            done += 1;
        }
        rates.add(count(done) / began.elapsed().as_secs_f64());
    }
    eprintln!(
        "documents of {} KiB with evidence, verified by one thread: {rates} per second",
        signed.pdf.len() / 1024
    );
    report.promise("PDF with evidence verified, one thread, per second", rates, Goal::AtLeast(600.0));
    Ok(())
}
