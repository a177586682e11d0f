//! The keys of OCSP signers and the time-stamping unit, changed before their time is up.
//!
//! An OCSP key is used for at most 30 days, a time-stamping key for at most a year (EN 319 421: the private key's
//! usage period); each is replaced before that and destroyed when it is over, while its certificate lives on, so
//! that documents keep their proof.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use ca_core::signer_request::SignerKind;
use hsm_adapter::{KeySpecification, KeyStore, Signer, labels};
use http_kit::Stop;
use ocsp_responder::signers;
use pki_types::{Certificate, Clock, UnixTime};
use tsa::unit;

use super::signer_requests::SignerRequests;

/// How often ages are looked at.
const ROUND: Duration = Duration::from_secs(3600);

/// The rounds in which ages are looked at, until a stop.
pub struct Rounds {
    interval: tokio::time::Interval,
    stop: Stop,
}

impl Rounds {
    /// The first round is one interval from now.
    pub fn until(stop: Stop) -> Self {
        let first = tokio::time::Instant::now() + ROUND;
        Self { interval: tokio::time::interval_at(first, ROUND), stop }
    }

    /// Waits for the next round; tells whether there is one.
    pub async fn next(&mut self) -> bool {
        tokio::select! {
            () = self.stop.requested() => false,
            _ = self.interval.tick() => true,
        }
    }
}

/// Notes what came of a round. A failure is tried again at the next; the old signer goes on meanwhile, because much of its
/// time is left.
pub fn note(refreshed: Result<()>) {
    if let Err(problem) = refreshed {
        tracing::error!(problem = %format!("{problem:#}"), "a signer could not be replaced");
    }
}

/// One kind of key that is changed from time to time.
pub struct Rotation {
    /// What the certificate is for.
    pub kind: SignerKind,
    /// For an OCSP signer: the issuer that it speaks for.
    pub issuer: Option<&'static str>,
    /// How long a key may be used, in seconds.
    pub used_for: i64,
    /// When the next key is made, in seconds after this one's certificate begins.
    pub replaced_after: i64,
}

impl Rotation {
    /// The OCSP signer of one issuer.
    pub const fn ocsp(issuer: &'static str) -> Self {
        Self {
            kind: SignerKind::OcspSigner,
            issuer: Some(issuer),
            used_for: signers::USE_AT_MOST_SECONDS,
            replaced_after: signers::REPLACE_AFTER_SECONDS,
        }
    }

    /// The time-stamping unit.
    pub const fn time_stamping() -> Self {
        Self {
            kind: SignerKind::Tsu,
            issuer: None,
            used_for: unit::USE_AT_MOST_SECONDS,
            replaced_after: unit::REPLACE_AFTER_SECONDS,
        }
    }

    /// The label of the key of one generation; with no instant, what all of them begin with.
    fn label(&self, instant: &str) -> String {
        match self.issuer {
            Some(issuer) => labels::ocsp(issuer, instant),
            None => labels::tsu(instant),
        }
    }

    /// The key in use and its certificate; a new one if there is none, or if it is due to be replaced.
    pub async fn current(
        &self,
        keys: &dyn KeyStore,
        requests: &SignerRequests,
        clock: &dyn Clock,
    ) -> Result<(Arc<dyn Signer>, Certificate)> {
        let now = clock.now();
        // 1. Of the keys that have a certificate, the newest.
        let mut newest: Option<(String, Certificate)> = None;
        let beginning = self.label("");
        for label in keys.labels(&beginning)? {
            let signer = keys.signer(&label)?;
            let certificates = requests.store.certificates_of_key(&signer.public_key().spki_sha256()).await?;
            let Some(row) = certificates.into_iter().next() else { continue };
            let certificate = Certificate::from_der(&row.der)?;
            // 2. A key whose time is over is destroyed; its certificate stays.
            if now.since(certificate.not_before()) > self.used_for {
                keys.destroy(&label).with_context(|| format!("cannot destroy the used-up key {label}"))?;
                continue;
            }
            if newest.as_ref().is_none_or(|(_, other)| other.not_before() < certificate.not_before()) {
                newest = Some((label, certificate));
            }
        }
        if let Some((label, certificate)) = newest
            && now.since(certificate.not_before()) < self.replaced_after
        {
            return Ok((keys.signer(&label)?, certificate));
        }
        // 3. A new key, and a certificate for it. A crash between them leaves a key without certificate, which is
        //    passed over above.
        let label = self.label(&instant(now));
        let public_key = keys.generate(&label, KeySpecification::P256)?;
        let certificate = requests.certificate(self.kind, self.issuer, &public_key, Vec::new()).await?;
        tracing::info!(label, "a new signing key is in use");
        Ok((keys.signer(&label)?, certificate))
    }
}

/// An instant as labels have it: they are file names, and never repeat.
fn instant(now: UnixTime) -> String {
    now.rfc3339().replace(['-', ':'], "").to_lowercase()
}
