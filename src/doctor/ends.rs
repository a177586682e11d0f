//! What ends soon: certificates, keys' times of use, revocation lists.

use std::sync::Arc;

use anyhow::{Context, Result};
use ca_core::renewal::LONGEST_SECONDS;
use ca_core::status::root_revocations;
use hsm_adapter::KeyStore;
use pki_types::{Certificate, Clock, UnixTime};
use store::{CertificateStatus, Inspection};

use super::{Area, files, span};
use crate::config::Config;
use crate::issuers::{KnownIssuer, alive_issuers, issuers};
use crate::parts::Parts;
use crate::signers_in_use::{SignerOf, signers_in_use};

const DAY: i64 = 86_400;
/// Officers and relying parties that are told one by one.
const TOLD: u32 = 20;

/// How near an end may come, in seconds, and what to do when it does.
struct Notice {
    warning: i64,
    problem: i64,
    next: &'static str,
}

/// What there is to say where no key is in use, and what to do about it.
struct Absence(&'static str, &'static str);

/// The service makes its keys by itself.
const NO_KEY: Absence = Absence(
    "there is no key in use: none has a certificate that is valid now and neither suspended nor revoked",
    "Start the service: it makes its keys by itself. If it runs, its log says why it did not.",
);
/// An operator brings it.
const NO_ROOT_SIGNER: Absence = Absence("OCSP does not answer for the issuing authorities", ROOT_OCSP.next);

const CA: Notice = Notice {
    warning: 365 * DAY,
    problem: 30 * DAY,
    next: "Hold a ceremony for its successor: certificates that outlive their issuer are worth nothing.",
};
/// Keys are replaced at half of their 30 days: below that, replacing has failed.
const OCSP: Notice = Notice {
    warning: 14 * DAY,
    problem: 2 * DAY,
    next: "The status service should have replaced it: its log says why it did not (`a signer could not be replaced`).",
};
/// A ceremony replaces it, as it renews the root's list.
const ROOT_OCSP: Notice = Notice {
    warning: 60 * DAY,
    problem: 7 * DAY,
    next: "Make the next one where status is (`greatseal root-signer request`) and certify it where the root's key is.",
};
/// Keys are replaced 30 days before their year is over.
const TSU: Notice = Notice {
    warning: 29 * DAY,
    problem: 3 * DAY,
    next: "The time service should have replaced it: its log says why it did not (`a signer could not be replaced`).",
};
const TLS: Notice = Notice {
    warning: 29 * DAY,
    problem: 3 * DAY,
    next: "Restart the service, which renews its own certificate at the start; your own (`tls`) you renew yourself.",
};
const RELYING_PARTY: Notice =
    Notice { warning: 60 * DAY, problem: 0, next: "Give a new certificate, or end who is no longer there." };
const OFFICER: Notice = Notice {
    warning: LONGEST_SECONDS,
    problem: 0,
    next: "The officer renews it before it ends (`greatseal officer renew`); afterwards only another appointment helps. End who is \
           no longer there (`greatseal officer end`).",
};
const ROOT_LIST: Notice = Notice {
    warning: 60 * DAY,
    problem: 7 * DAY,
    next: "Renew it where the root's key is (`greatseal root-list renew`), then `greatseal root-list install`.",
};

impl Notice {
    fn note(&self, subject: &str, end: UnixTime, now: UnixTime, area: &mut Area<'_>) {
        let left = end.since(now);
        let found = if left < 0 {
            format!("ended {} ago", span(-left))
        } else {
            format!("{} left, until {}", span(left), end.rfc3339())
        };
        if left < self.problem {
            area.problem(subject, found, self.next);
        } else if left < self.warning {
            area.warning(subject, found, self.next);
        } else {
            area.ok(subject, found);
        }
    }
}

/// The keys of status and time.
pub(super) async fn signers(
    keys: &Arc<dyn KeyStore>,
    parts: Parts,
    store: &Inspection,
    clock: &dyn Clock,
    area: &mut Area<'_>,
) {
    let now = clock.now();
    match signers_in_use(keys, store, parts, now).await {
        Err(problem) => area.problem("signers", format!("{problem:#}"), "See the keys above."),
        Ok(signers) => {
            for signer in signers {
                let (notice, Absence(found, next)) = match signer.of {
                    SignerOf::Time => (&TSU, NO_KEY),
                    SignerOf::Root => (&ROOT_OCSP, NO_ROOT_SIGNER),
                    SignerOf::IssuingCa => (&OCSP, NO_KEY),
                };
                match signer.until {
                    Some(until) => notice.note(&signer.name, until, now, area),
                    None => area.problem(signer.name, found, next),
                }
            }
        }
    }
}

/// Each process may read what it works with alone, so each looks after its own.
pub(super) async fn examine(
    config: &Config,
    store: &Inspection,
    parts: Parts,
    clock: &dyn Clock,
    area: &mut Area<'_>,
) {
    let now = clock.now();
    let examined = async {
        authorities(store, now, area).await?;
        if parts.work || parts.status {
            lists(store, now, area).await?;
        }
        if parts.api {
            tls(config, store, now, area).await?;
        }
        if parts.work || parts.api {
            holders(store, now, area).await?;
        }
        anyhow::Ok(())
    };
    if let Err(problem) = examined.await {
        area.problem("reads", format!("{problem:#}"), "See the database above.");
    }
}

async fn authorities(store: &Inspection, now: UnixTime, area: &mut Area<'_>) -> Result<()> {
    let issuers = issuers(store).await?;
    for issuer in &issuers {
        let subject = format!("CA {}", issuer.row.name);
        let successor = issuers.iter().rev().find(|other| {
            other.row.role == issuer.row.role
                && other.row.generation > issuer.row.generation
                && other.certificate.valid_at(now)
        });
        match successor {
            // Nobody needs a line about what is over and was succeeded.
            Some(_) if !issuer.is_alive(now) => {}
            Some(successor) => {
                let until = issuer.certificate.not_after().rfc3339();
                area.ok(
                    subject,
                    format!("succeeded by {}; its certificates count until {until}", successor.row.name),
                );
            }
            None => CA.note(&subject, issuer.certificate.not_after(), now, area),
        }
    }
    Ok(())
}

async fn lists(store: &Inspection, now: UnixTime, area: &mut Area<'_>) -> Result<()> {
    let latest = store.latest_crls().await?;
    for KnownIssuer { row: issuer, .. } in alive_issuers(store, now).await? {
        for shard in 0..issuer.crl_shards {
            let list = latest.iter().find(|list| list.issuer == issuer.id && list.shard == shard);
            let subject = format!("revocation list {}/{shard}", issuer.name);
            let Some(list) = list else {
                area.problem(subject, "was never published", "Start the worker: it publishes missing lists.");
                continue;
            };
            if list.this_update.is_from_the_future(now) {
                let found = format!(
                    "is from the future: made by a clock that was {} ahead of this one",
                    span(list.this_update.since(now))
                );
                let next = "Set the clock right if it is wrong. The worker then makes the next list within a minute; the \
                            root's is renewed where its key is (`greatseal root-list renew`).";
                area.problem(subject, found, next);
                continue;
            }
            if issuer.is_root() {
                untold(store, area).await?;
                ROOT_LIST.note(&subject, list.next_update, now, area);
                continue;
            }
            let life = list.next_update.since(list.this_update);
            let notice = Notice {
                warning: life / 2,
                problem: 0,
                next: "The worker should renew it daily: is it running, is the key there? Its log says why not.",
            };
            notice.note(&subject, list.next_update, now, area);
        }
    }
    Ok(())
}

/// What the country has revoked under the root travels to the root's key by hand.
async fn untold(store: &Inspection, area: &mut Area<'_>) -> Result<()> {
    let untold = root_revocations::untold(store).await?;
    if untold.is_empty() {
        return Ok(());
    }
    let serials: Vec<_> =
        untold.iter().map(|entry| format!("serial {}, {:?}", entry.serial, entry.reason)).collect();
    let found =
        format!("the root's list does not tell of {} revocations: {}", untold.len(), serials.join("; "));
    let next = "`greatseal root-list request FILE` here, `greatseal root-list renew FOLDER --revoked FILE` where the root's key \
                is, and `greatseal root-list install root.crl` here.";
    area.problem("revocations under the root", found, next);
    Ok(())
}

async fn tls(config: &Config, store: &Inspection, now: UnixTime, area: &mut Area<'_>) -> Result<()> {
    for (path, _) in files::tls_files(config) {
        let pem =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let chain = Certificate::many_from_pem(&pem)
            .with_context(|| format!("{} is no certificate", path.display()))?;
        let own = chain.first().with_context(|| format!("{} is empty", path.display()))?;
        let subject = format!("TLS {}", path.display());
        if let Some(row) = store.certificate_by_hash(&own.sha256()).await? {
            let status = store.status(row.issuer, row.serial.as_bytes()).await?;
            if status != CertificateStatus::Final {
                let next = "A running service replaces it within seconds: start it, or see in its log why it does not.";
                area.problem(subject, format!("is not in force: {status:?}"), next);
                continue;
            }
        }
        TLS.note(&subject, own.not_after(), now, area);
    }
    Ok(())
}

async fn holders(store: &Inspection, now: UnixTime, area: &mut Area<'_>) -> Result<()> {
    let soonest = OFFICER.warning.max(RELYING_PARTY.warning);
    let ending = store.holders_ending_before(now.plus(soonest), TOLD).await?;
    if ending.is_empty() {
        let found = format!("none ends within {}", span(soonest));
        area.ok("officers and relying parties", found);
    }
    for holder in ending {
        let notice = if holder.kind == "officer" { &OFFICER } else { &RELYING_PARTY };
        notice.note(&format!("{} {}", holder.kind, holder.id), holder.not_after, now, area);
    }
    Ok(())
}
