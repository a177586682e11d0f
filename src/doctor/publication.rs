//! What the public gets: each issuer's list, certificate and OCSP answer, fetched from the addresses that stand in
//! certificates, and verified as a stranger would.
//!
//! An issuer of which this does not hold must not issue: its certificates could not be checked by anybody.

use anyhow::{Context, Result, bail, ensure};
use ca_core::country::Country;
use pki_types::crl::Crl;
use pki_types::ocsp::{CertStatus, OcspResponse};
use pki_types::{Certificate, Clock, Random};
use relying_party::{evidence, plain_client};
use reqwest::Client;
use store::{CertificateStatus, Inspection, Issuer};

use super::Area;
use super::doors::{self, Readiness};
use crate::config::Config;
use crate::issuers::{KnownIssuer, alive_issuers};
use crate::practice_statement;

/// What to do where nobody or somebody else answers.
const UNREACHED: &str = "Make public_url lead to the status door (name, firewall, proxy); an issuer that cannot be checked must not issue.";
/// What to do where the door answers that it cannot work.
const NOT_READY: &str = "public_url leads to the status door, which is not ready: mend what it names; its log says why (`not ready`).";

/// Notes for each issuer what its public addresses give.
pub async fn examine(
    config: &Config,
    store: &Inspection,
    clock: &dyn Clock,
    random: &dyn Random,
    area: &mut Area<'_>,
) {
    let mut next = UNREACHED;
    let prepared = async {
        let country = Country::new(config.authority.clone())?;
        Ok::<_, anyhow::Error>((plain_client()?, country, alive_issuers(store, clock.now()).await?))
    };
    let (client, country, issuers) = match prepared.await {
        Ok(prepared) => prepared,
        Err(problem) => return area.problem("addresses", format!("{problem:#}"), next),
    };
    // What the door itself says is wrong explains the rest, and no other address would mend it.
    if let Some(said) = Readiness::of(&client, &config.public_url).await {
        let allowed = i64::from(config.clock.step_seconds);
        if let Some(found) = said.wrong_clock(clock.now(), allowed) {
            next = doors::SET_IT;
            area.problem("clock of the door behind public_url", found, next);
        } else if let Some(failing) = said.failing() {
            next = NOT_READY;
            area.problem("door behind public_url", format!("it answers, and says: {failing}"), next);
        }
    }
    match statement(&client, config).await {
        Ok(found) => area.ok("practice statement", found),
        Err(problem) => area.problem("practice statement", format!("{problem:#}"), next),
    }
    for KnownIssuer { row, .. } in issuers {
        let public = Public { client: &client, country: &country, store, clock, random, row: &row };
        for (what, outcome) in [
            ("certificate", public.certificate().await),
            ("revocation list", public.lists().await),
            ("OCSP", public.ocsp().await),
        ] {
            let subject = format!("{what} of {}", row.name);
            match outcome {
                Ok(found) => area.ok(subject, found),
                Err(problem) => area.problem(subject, format!("{problem:#}"), next),
            }
        }
    }
}

async fn statement(client: &Client, config: &Config) -> Result<String> {
    let url = format!("{}/cps", config.public_url);
    let given = evidence::fetch(client, &url).await?;
    let ours = practice_statement::of(config)?;
    ensure!(
        given == ours.body(),
        "{url} gives another statement than is configured: start the status door anew"
    );
    Ok(url)
}

/// One issuer, as the public sees it.
struct Public<'a> {
    client: &'a Client,
    country: &'a Country,
    store: &'a Inspection,
    clock: &'a dyn Clock,
    random: &'a dyn Random,
    row: &'a Issuer,
}

impl Public<'_> {
    fn issuer(&self) -> Result<Certificate> {
        Ok(Certificate::from_der(&self.row.certificate)?)
    }

    async fn certificate(&self) -> Result<String> {
        let url = self.country.certificate_url(&self.row.name);
        let der = evidence::fetch(self.client, &url).await?;
        ensure!(der == self.row.certificate, "{url} gives another certificate than the store holds");
        Ok(url)
    }

    async fn lists(&self) -> Result<String> {
        let issuer = self.issuer()?;
        for shard in 0..self.row.crl_shards {
            let url = if self.row.is_root() {
                self.country.root_list_url(&self.row.name)
            } else {
                self.country.shard_url(&self.row.name, shard)
            };
            let der = evidence::fetch(self.client, &url).await?;
            let list = Crl::from_der(der).with_context(|| format!("{url} gives no revocation list"))?;
            list.verify(&issuer).with_context(|| format!("the list at {url}"))?;
            let now = self.clock.now();
            ensure!(list.next_update() > now, "the list at {url} lapsed at {}", list.next_update().rfc3339());
            ensure!(list.this_update() <= now, "the list at {url} is from the future");
            let stored = self.store.latest_crl(self.row.id, shard).await?;
            // A newer one than we know may have been published since; an older one is a cache that keeps too long.
            let newest = stored.map_or(0, |stored| u64::try_from(stored.number).unwrap_or(0));
            ensure!(
                list.number() >= newest,
                "the list at {url} has number {}, the store {newest}",
                list.number()
            );
        }
        Ok(format!("{} verified", self.row.crl_shards))
    }

    async fn ocsp(&self) -> Result<String> {
        // Its certificates' status is a list alone, unless a ceremony made a signer for it.
        if self.row.is_root() && !ca_core::signers::root_signer::is_expected(self.store).await? {
            return Ok("none: the status of CA certificates is the root's list".to_owned());
        }
        let issuer = self.issuer()?;
        let Some(some) = self.store.some_certificate(self.row.id).await? else {
            bail!("the issuer has no certificate yet that could be asked about: start the country once");
        };
        let certificate = Certificate::from_der(&some.der)?;
        let url = self.country.ocsp_url(&self.row.name);
        // An OCSP signer's certificate names no address, because nobody is to ask about it, nor does the root's own; they have a
        // status all the same.
        ensure!(
            certificate.has_ocsp_nocheck()
                || certificate.is_self_issued()
                || certificate.ocsp_urls().contains(&url),
            "certificates say that OCSP is at {:?}, the configuration says {url}",
            certificate.ocsp_urls()
        );
        let body = evidence::ocsp(self.client, &url, &certificate, &issuer, self.clock, self.random).await?;
        let verified = OcspResponse::from_der(&body)?.verify(&issuer, self.clock.now())?;
        let single = verified.single_for(&certificate).context("the answer speaks of another certificate")?;
        ensure!(single.is_current(self.clock.now()), "the answer at {url} is out of date");
        let stored = self.store.status(self.row.id, some.serial.as_bytes()).await?;
        ensure!(
            agrees(&single.status, &stored),
            "the answer at {url} says {:?}, the store says {stored:?}",
            single.status
        );
        Ok(format!("{url} answers, verified, as the store says"))
    }
}

fn agrees(said: &CertStatus, stored: &CertificateStatus) -> bool {
    match stored {
        CertificateStatus::Final => *said == CertStatus::Good,
        CertificateStatus::Held { .. }
        | CertificateStatus::Burnt { .. }
        | CertificateStatus::Revoked { .. } => {
            matches!(said, CertStatus::Revoked { .. })
        }
        CertificateStatus::Never | CertificateStatus::Intent => *said == CertStatus::Unknown,
    }
}
