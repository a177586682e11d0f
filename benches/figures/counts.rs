//! What the service does for each thing that is asked of it, alone and with 64 at once: counts, which do not depend on the
//! machine, and its processor time. It is a process of its own, so that neither phones nor relying parties share its memories.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use greatseal::client::acts::Officer;
use phone_terminal::HttpDoor;
use pki_types::{SystemClock, SystemRandom};
use relying_party::{RelyingParty, evidence, plain_client};
use words::Purpose;

use crate::measure::{Figures, count, processor_seconds_of};
use crate::report::{Goal, Report};
use crate::scene::{Beside, enrol};
use crate::{issuance, signatures};

/// Clients at once, and how often each does it.
const CROWDS: [(usize, usize); 2] = [(1, 16), (64, 3)];

/// Each count's name and series.
const SERIES: [(&str, &str); 8] = [
    ("statements", "greatseal_statements_total"),
    ("commits", "greatseal_commit_seconds_count"),
    ("certificates read", "greatseal_facts_total{fact=\"certificate\",how=\"worked_out\"}"),
    ("remembered", "greatseal_facts_total{fact=\"certificate\",how=\"remembered\"}"),
    ("verified", "greatseal_facts_total{fact=\"certificate_signature\",how=\"worked_out\"}"),
    ("remembered", "greatseal_facts_total{fact=\"certificate_signature\",how=\"remembered\"}"),
    ("messages verified", "greatseal_facts_total{fact=\"message_signature\",how=\"worked_out\"}"),
    ("remembered", "greatseal_facts_total{fact=\"message_signature\",how=\"remembered\"}"),
];

/// Of the counts of a signature: what is promised.
const ALONE: [(usize, &str, f64); 3] = [
    (0, "statements of a signature alone", 60.0),
    (1, "commits of a signature alone", 6.0),
    (SERIES.len(), "processor time of the service for a signature alone, ms", 5.0),
];
const TOGETHER: [(usize, &str, f64); 1] = [(0, "statements of a signature, 64 at once", 45.0)];

/// What the service has done: the counts of [`SERIES`], and processor time in milliseconds.
#[derive(Clone, Copy, Default)]
struct Counts([f64; SERIES.len() + 1]);

impl Counts {
    async fn so_far(service: &Beside) -> Result<Self> {
        let text = plain_client()?.get(&service.metrics).send().await?.error_for_status()?.text().await?;
        let mut counts = Self::default();
        for (place, (_, series)) in counts.0.iter_mut().zip(SERIES) {
            let line = text.lines().find_map(|line| line.strip_prefix(series));
            *place = line.with_context(|| format!("{series} is shown"))?.trim().parse()?;
        }
        counts.0[SERIES.len()] = processor_seconds_of(service.id())? * 1_000.0;
        Ok(counts)
    }

    fn with(self, other: Self, both: impl Fn(f64, f64) -> f64) -> Self {
        Self(std::array::from_fn(|place| both(self.0[place], other.0[place])))
    }

    fn since(self, earlier: Self) -> Self {
        self.with(earlier, |now, earlier| now - earlier)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((name, _), count) in SERIES.iter().zip(self.0) {
            write!(out, "{count:.1} {name}, ")?;
        }
        write!(out, "{:.1} ms", self.0[SERIES.len()])
    }
}

/// A service, and what it does when nobody asks anything of it.
struct Watched {
    service: Beside,
    look: Counts,
    second: Counts,
}

impl Watched {
    async fn new(service: Beside) -> Result<Self> {
        const IDLE: Duration = Duration::from_secs(3);
        let (first, next) = (Counts::so_far(&service).await?, Counts::so_far(&service).await?);
        tokio::time::sleep(IDLE).await;
        let look = next.since(first);
        let idle = Counts::so_far(&service).await?.since(next).since(look);
        let second = idle.with(idle, |idle, _| (idle / IDLE.as_secs_f64()).max(0.0));
        eprintln!("the service by itself, in a second: {second}");
        Ok(Self { service, look, second })
    }

    /// What one of these costs, done by so many at once, each so often; what the service does by itself is not counted.
    async fn each(
        &self,
        what: &str,
        (many, each): (usize, usize),
        thing: impl AsyncFn(usize) -> Result<()>,
    ) -> Result<Counts> {
        let (before, began) = (Counts::so_far(&self.service).await?, Instant::now());
        try_join_all((0..many).map(async |client| {
            for time in 0..each {
                thing(client * each + time).await?;
            }
            Ok::<_, anyhow::Error>(())
        }))
        .await?;
        let seconds = began.elapsed().as_secs_f64();
        let all = Counts::so_far(&self.service).await?.since(before).since(self.look);
        let one = all.with(self.second, |all, second| (all - second * seconds) / count(many * each));
        eprintln!("{what}, {many} at once: {one}");
        Ok(one)
    }
}

/// Prints them all.
pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    let service = Beside::found(27_620, "p-384").await?;
    // They wait for something to sign from now on: that is what the service does by itself.
    let (fleet, codes) = service.fleet(64).await?;
    let watched = Watched::new(service).await?;
    let service = &watched.service;
    let (party, officers) = (service.credentials("relying-party")?, service.credentials("officer")?);
    let relying_party = RelyingParty::new(&party, &service.country, &SystemClock, &SystemRandom)?;
    let officer = Officer::new(&officers, &service.country, &SystemClock, &SystemRandom)?;
    let (client, issuer) = (plain_client()?, party.chain.first().context("the chain names the issuer")?);
    let admitted = AtomicUsize::new(0);
    let holders =
        try_join_all(codes.iter().map(|code| relying_party.look_up("MU", code, Purpose::Signature))).await?;
    for (crowd, letter) in CROWDS.into_iter().zip(['C', 'D']) {
        let signature = watched
            .each("a signature", crowd, async |number| {
                signatures::sign(&relying_party, &holders[number / crowd.1]).await
            })
            .await?;
        for (place, what, most) in if crowd.0 == 1 { ALONE.as_slice() } else { TOGETHER.as_slice() } {
            report.promise(*what, Figures::once(signature.0[*place]), Goal::AtMost(*most));
        }
        let (activations, _) = service.activations(letter, crowd.0 * crowd.1).await?;
        let door = Arc::new(HttpDoor::new(None)?);
        watched
            .each("an enrolment", crowd, async |number| {
                enrol(vec![activations[number].clone()], door.clone()).await.map(drop)
            })
            .await?;
        watched
            .each("a relying party's certificate", crowd, async |_| {
                let (_, signer) = hsm_adapter::generate_client_key()?;
                issuance::admit(&officer, &admitted, &[issuance::request(signer.as_ref())?]).await
            })
            .await?;
        watched
            .each("an OCSP answer", crowd, async |_| {
                let (url, certificate) = (&service.country.status.ocsp, &party.certificate);
                evidence::ocsp(&client, url, certificate, issuer, &SystemClock, &SystemRandom).await?;
                Ok(())
            })
            .await?;
    }
    fleet.stop().await?;
    Ok(())
}
