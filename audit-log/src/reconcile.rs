//! The rows of a store against the story that its log tells: whoever changes the one must change the other, and cannot.

use std::collections::HashMap;

use pki_types::{UnixTime, encoding, sha256};
use store::{AuditedSerial, CertificateStatus, IssuerId, Reads};

use crate::Error;
use crate::story::{SerialState, Standing, Story};

/// Rows that are read at a time.
const BATCH: u32 = 1000;

/// Holds every serial of the store against the story, and the story against the store; gives what does not fit.
///
/// Rows that were changed at `until` or later are passed over: in a running country the story was read before them.
///
/// # Errors
/// [`Error::Store`].
pub async fn reconcile(store: &Reads, story: &Story, until: UnixTime) -> Result<Vec<String>, Error> {
    let names: HashMap<_, _> =
        store.issuers().await?.into_iter().map(|issuer| (issuer.id, issuer.name)).collect();
    let mut findings = Vec::new();
    let mut missing: HashMap<_, _> = story.serials().iter().collect();
    let (mut issuer, mut serial) = (IssuerId(i64::MIN), Vec::new());
    loop {
        let rows = store.audited_serials(issuer, &serial, BATCH).await?;
        for row in &rows {
            let hexadecimal = encoding::hex(&row.serial);
            let name = names.get(&row.issuer).cloned().unwrap_or_else(|| row.issuer.0.to_string());
            let key = (name, hexadecimal);
            let told = missing.remove(&key);
            if row.changed_at >= until {
                continue;
            }
            if let Err(problem) = fits(row, told.copied(), story) {
                findings.push(format!("the serial {} of {}: {problem}", key.1, key.0));
            }
        }
        let Some(last) = rows.last() else { break };
        (issuer, serial) = (last.issuer, last.serial.clone());
    }
    findings.extend(missing.keys().map(|(issuer, serial)| {
        format!("the serial {serial} of {issuer}: the log knows it, the store does not")
    }));
    findings.extend(unlike_what_waits(store, story, until).await?);
    findings.extend(unlike_renewed(store, story).await?);
    Ok(findings)
}

/// What waits by the log waits by the rows, and the other way round: whoever ends an act that waits in a row alone, or has one
/// wait that nobody asked for, is found.
async fn unlike_what_waits(store: &Reads, story: &Story, until: UnixTime) -> Result<Vec<String>, Error> {
    let mut findings = Vec::new();
    for act in story.waiting() {
        let row = store.pending_act(&act).await?;
        let ended = row.as_ref().and_then(|row| row.outcome.zip(row.ended_at));
        match (row.is_some(), ended) {
            (false, _) => {
                findings.push(format!("the act {act}: it waits by the log, the store does not know it"))
            }
            (true, Some((outcome, at))) if at < until => {
                findings.push(format!("the act {act}: it waits by the log, the store has it {outcome}"));
            }
            _ => {}
        }
    }
    for row in store.waiting_acts(UnixTime::from_seconds(0), BATCH).await? {
        if row.created_at < until && !story.waits(&row.act_sha256) {
            findings.push(format!("the act {}: it waits by the store, not by the log", row.act_sha256));
        }
    }
    Ok(findings)
}

/// No officer's row names a certificate that another one has replaced by the log: whoever sets it back lets the old key renew
/// itself again.
async fn unlike_renewed(store: &Reads, story: &Story) -> Result<Vec<String>, Error> {
    let officers = store.officers_in_office().await?.into_iter();
    let renewed = officers.filter_map(|officer| {
        let next = story.renewed_to(&officer.certificate_sha256)?;
        Some((officer, next))
    });
    let told = renewed.map(|(officer, next)| {
        let (id, before) = (officer.id, officer.certificate_sha256);
        format!("the officer {id}: the store has the certificate {before}, which {next} replaced by the log")
    });
    Ok(told.collect())
}

fn fits(row: &AuditedSerial, told: Option<SerialState>, story: &Story) -> Result<(), String> {
    let told = told.ok_or("the store knows it, the log does not")?;
    let certificate = row.certificate;
    if let (Some(digest), Some(der)) = (certificate, &row.der)
        && sha256(der) != digest
    {
        return Err(format!("its stored certificate is not the one with the digest {digest}"));
    }
    let expected = match (told, certificate) {
        (SerialState::Intended, None) => "a live intent".to_owned(),
        (SerialState::Burnt, None) => "given up".to_owned(),
        (SerialState::Final(logged), Some(stored)) if logged == stored => {
            match story.certificates().get(&logged) {
                Some(Standing::Good) => "final and good".to_owned(),
                Some(Standing::Held | Standing::Frozen | Standing::AboutToBeRevoked) => {
                    "suspended".to_owned()
                }
                Some(Standing::Revoked(reason)) => format!("revoked with the reason {reason}"),
                None => "unknown".to_owned(),
            }
        }
        (SerialState::Final(logged), stored) => {
            let stored = stored.map_or("none".to_owned(), |digest| digest.to_string());
            return Err(format!("the log has the certificate {logged}, the store {stored}"));
        }
        (_, Some(stored)) => return Err(format!("the store has the certificate {stored}, the log none")),
    };
    let found = match row.status {
        CertificateStatus::Never => "unknown".to_owned(),
        CertificateStatus::Intent => "a live intent".to_owned(),
        CertificateStatus::Burnt { .. } => "given up".to_owned(),
        CertificateStatus::Final => "final and good".to_owned(),
        CertificateStatus::Held { .. } => "suspended".to_owned(),
        CertificateStatus::Revoked { reason, .. } => format!("revoked with the reason {}", reason.code()),
    };
    if expected == found { Ok(()) } else { Err(format!("the log says {expected}, the store {found}")) }
}
