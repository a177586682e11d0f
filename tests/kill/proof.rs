//! The proof: everything that was acknowledged is held against what the doors say and against what the store and its log
//! hold.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use anyhow::{Context, Result};
use pki_types::encoding;
use store::{CertificateStatus, IssuerId, Reads};
use words::SessionId;

use crate::ledger::{Known, Zero};
use crate::mortal::Mortal;
use crate::testbed::log;
use crate::testbed::people::reference;
use crate::timeline::Standing;
use crate::watchers;
use crate::world::World;

/// How often something is asked until there is an answer: the country runs, so each of them comes.
const ATTEMPTS: usize = 20;
/// How long a list may take to be made after the last change, in attempts a second apart.
const LIST_ATTEMPTS: usize = 30;
/// Answers that are asked for again at the end: all of them up to here, else as many of the latest.
const MOST_AGAIN: usize = 3000;
/// Open rows that are read at most.
const MANY: u32 = 1000;

/// Asks the doors of the running country for everything, once more.
pub(crate) async fn from_outside(world: &World) {
    let (certificates, ended, answered) = {
        let ledger = world.ledger();
        let latest = ledger.answered.len().saturating_sub(MOST_AGAIN);
        (ledger.certificates.clone(), ledger.ended.clone(), ledger.answered[latest..].to_vec())
    };
    for known in &certificates {
        let is_answered = insist(async || watchers::look_at(world, known).await).await;
        told(world, is_answered, "the status of a certificate");
    }
    for ended in &ended {
        let is_answered = insist(async || watchers::ask_again(world, ended).await).await;
        told(world, is_answered, "how a session ended");
    }
    for answered in answered {
        let is_answered = insist(async || watchers::send_again(world, answered.clone()).await).await;
        told(world, is_answered, "what was answered before");
    }
    for known in &certificates {
        let Some(url) = known.certificate.crl_urls().first() else { continue };
        if !world.ledger().lists().contains(url) {
            let _fetched = insist(async || watchers::list(world, url, known).await.is_some()).await;
        }
    }
    let lists = world.ledger().lists();
    for url in lists {
        list_agrees(world, &url, &certificates).await;
    }
}

async fn insist(question: impl AsyncFn() -> bool) -> bool {
    for _ in 0..ATTEMPTS {
        if question().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

fn told(world: &World, is_answered: bool, what: &str) {
    if !is_answered {
        world.fault(Zero::AcknowledgedAndLost, format!("nobody tells {what} any more"));
    }
}

/// The list names what is suspended and revoked, and nothing that is in force.
async fn list_agrees(world: &World, url: &str, certificates: &[std::sync::Arc<Known>]) {
    let its: Vec<_> = certificates
        .iter()
        .filter(|known| known.certificate.crl_urls().iter().any(|its| its == url))
        .collect();
    let Some(first) = its.first() else { return };
    let mut different = Vec::new();
    for _ in 0..LIST_ATTEMPTS {
        if let Some(list) = watchers::list(world, url, first).await {
            let differs = |known: &&&std::sync::Arc<Known>| {
                let expected = known.timeline().last();
                expected.is_some_and(|expected| watchers::listed(&list, known) != expected)
            };
            different = its.iter().filter(differs).map(|known| known.person.clone()).collect();
            if different.is_empty() {
                return;
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    world.fault(Zero::GoodAfterRevocation, format!("the list {url} is wrong about {different:?}"));
}

/// Looks into the store and the log of a country that does not run any more. Gives how many serials were given up.
pub(crate) async fn from_inside(mortal: &Mortal, world: &World) -> Result<usize> {
    let store = mortal.founded.store().await;
    nothing_is_open(&store, world).await?;
    certificates_are_there(&store, world).await?;
    sessions_are_there(&store, world).await?;
    let burnt = serials(&store, world).await?;
    if let Err(problem) = log::holds(&mortal.founded, &store).await {
        world.fault(Zero::Unexpected, format!("the audit log: {problem:#}"));
    }
    store.close().await;
    Ok(burnt)
}

async fn nothing_is_open(store: &Reads, world: &World) -> Result<()> {
    let sessions = store.open_sessions(MANY).await?;
    if !sessions.is_empty() {
        let ids: Vec<_> = sessions.iter().map(|session| session.id.to_string()).collect();
        world.fault(Zero::WithoutEnd, format!("{} sessions have no end: {ids:?}", ids.len()));
    }
    let intents = store.stale_intents(pki_types::UnixTime::from_seconds(i64::MAX), MANY).await?;
    if !intents.is_empty() {
        let what = format!("{} intents are neither final nor given up", intents.len());
        world.fault(Zero::WithoutEnd, what);
    }
    for job in store.parked_jobs().await? {
        world.fault(Zero::WithoutEnd, format!("a job {} was given up", job.kind));
    }
    Ok(())
}

async fn certificates_are_there(store: &Reads, world: &World) -> Result<()> {
    let known = world.ledger().certificates.clone();
    for certificate in &known {
        let row = store.certificate_by_hash(&certificate.certificate.sha256()).await?;
        let Some(row) = row.filter(|row| row.der == certificate.certificate.der()) else {
            let what = format!("an acknowledged certificate of {} is not stored", certificate.person);
            world.fault(Zero::AcknowledgedAndLost, what);
            continue;
        };
        let found = match store.status(row.issuer, row.serial.as_bytes()).await? {
            CertificateStatus::Final => Some(Standing::Good),
            CertificateStatus::Held { .. } => Some(Standing::Held),
            CertificateStatus::Revoked { .. } => Some(Standing::Revoked),
            _ => None,
        };
        let expected = certificate.timeline().last();
        if expected.is_some() && found != expected {
            let what = format!("a certificate of {} is {found:?} and not {expected:?}", certificate.person);
            world.fault(Zero::AcknowledgedAndLost, what);
        }
    }
    // Nobody got more than one certificate for each purpose, however often the enrolment was sent.
    let people: BTreeSet<_> = known.iter().map(|known| known.person.clone()).collect();
    for name in people {
        let reference = reference(&name);
        let person = store.person_by_code(&reference.country, &reference.code).await?;
        let person = person.with_context(|| format!("{name} was acknowledged and is not stored"))?;
        let count = store.certificates_of_person(&person.id).await?.len();
        if count != 2 {
            world.fault(Zero::Unexpected, format!("{name} has {count} certificates instead of 2"));
        }
    }
    Ok(())
}

async fn sessions_are_there(store: &Reads, world: &World) -> Result<()> {
    let all = world.ledger().ended.clone();
    for ended in all {
        let id: SessionId = ended.session.parse().context("the service names its sessions")?;
        let Some(outcome) = store.outcome(&id).await? else {
            let what = format!("the outcome of the session {} is not stored", ended.session);
            world.fault(Zero::AcknowledgedAndLost, what);
            continue;
        };
        let signature = outcome.signatures.and_then(|it| it.0.first()?.as_deref().map(encoding::base64));
        let mut stored = ended.clone();
        stored.state = outcome.state.to_string();
        stored.result = signature.zip(outcome.receipt);
        world.ledger().end(&stored, Some(&ended));
    }
    Ok(())
}

/// Every serial is there once; those that may have been signed by a process that died are given up. Gives their number.
async fn serials(store: &Reads, world: &World) -> Result<usize> {
    let (mut burnt, mut seen) = (0, HashSet::new());
    let (mut issuer, mut serial) = (IssuerId(i64::MIN), Vec::new());
    loop {
        let rows = store.audited_serials(issuer, &serial, MANY).await?;
        let Some(last) = rows.last() else { return Ok(burnt) };
        (issuer, serial) = (last.issuer, last.serial.clone());
        for row in rows {
            burnt += usize::from(matches!(row.status, CertificateStatus::Burnt { .. }));
            if let Some(der) = &row.der {
                world.ledger().signed("certificate", &row.serial, der);
            }
            if !seen.insert((row.issuer, row.serial.clone())) {
                let what = format!("the serial {} is stored twice", encoding::hex(&row.serial));
                world.fault(Zero::SerialTwice, what);
            }
        }
    }
}
