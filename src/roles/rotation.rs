//! The keys of OCSP signers and the time-stamping unit, changed before their time is up.
//!
//! An OCSP key is used for at most 30 days, a time-stamping key for at most a year (EN 319 421: the private key's
//! usage period); each is replaced before that and destroyed when it is over, while its certificate lives on, so
//! that documents keep their proof.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use hsm_adapter::{KeyStore, Signer, SigningKind, labels, offload};
use http_kit::Stop;
use ocsp_responder::signers;
use pki_types::{Certificate, Clock, UnixTime};
use store::CertificateStatus;
use tokio::time::Instant;
use tsa::unit;
use words::signer_request::SignerKind;

use super::keys::waits_for_keys;
use super::signer_requests::{Refused, SignerRequests};

/// How often ages are looked at.
const ROUND: Duration = Duration::from_secs(3600);
/// How often it is looked whether the signer in use may go on: what is revoked must not be used for longer.
const LOOK: Duration = Duration::from_secs(1);
/// How soon again, if there was a failure.
pub const ROUND_AFTER_FAILURE: Duration = Duration::from_secs(10);

/// Whose signers are changed in rounds.
pub trait Rotated: Sync {
    /// Opens the current signers; with `renew` those that are due are replaced.
    fn refresh(&self, renew: bool) -> impl Future<Output = Result<()>> + Send;

    /// Whether every signer may sign now. One whose certificate is revoked or suspended does not sign any more.
    fn may_go_on(&self) -> impl Future<Output = bool> + Send;
}

/// The rounds in which ages are looked at, until a stop.
pub struct Rounds {
    stop: Stop,
}

impl Rounds {
    /// Rounds until this stop.
    pub fn until(stop: Stop) -> Self {
        Self { stop }
    }

    /// Makes one round, and waits for the time of the next; tells whether there is one. That is at once when a
    /// signer may not sign any more, or not yet; after a failure it is soon, and the old signer goes on meanwhile if it
    /// may, because much of its time is left.
    pub async fn round(&self, rotated: &impl Rotated) -> bool {
        let refreshed = tokio::select! {
            () = self.stop.requested() => return false,
            refreshed = rotated.refresh(true) => refreshed,
        };
        let (pause, failed) = match refreshed {
            Ok(()) => (ROUND, false),
            Err(problem) => {
                tracing::error!(problem = %format!("{problem:#}"), "a signer could not be replaced");
                (ROUND_AFTER_FAILURE, true)
            }
        };
        let end = Instant::now() + pause;
        while Instant::now() < end {
            tokio::select! {
                () = self.stop.requested() => return false,
                () = tokio::time::sleep(LOOK) => {}
            }
            // Also after a failure: nobody signs with what was revoked meanwhile.
            if !rotated.may_go_on().await && !failed {
                break;
            }
        }
        true
    }
}

/// Notes what came of the first look. Without a signer, status says that it is to be asked later, and time that it cannot
/// stamp, until the token is back.
pub fn first(refreshed: Result<()>) -> Result<()> {
    match refreshed {
        Err(problem) if waits_for_keys(&problem) => {
            tracing::warn!(problem = %format!("{problem:#}"), "there is no signer yet");
            Ok(())
        }
        other => other,
    }
}

/// One kind of key that is changed from time to time.
pub struct Rotation {
    /// What the certificate is for.
    pub kind: SignerKind,
    /// For an OCSP signer: the issuer that it speaks for.
    pub issuer: Option<String>,
    /// What kind of key is made.
    pub key: SigningKind,
    /// How long a key may be used, in seconds.
    pub used_for: i64,
    /// When the next key is made, in seconds after this one's certificate begins; none where a ceremony makes it.
    pub replaced_after: Option<i64>,
}

impl Rotation {
    /// The OCSP signer of the issuer of this name.
    pub fn ocsp(issuer: &str, key: SigningKind) -> Self {
        Self {
            kind: SignerKind::OcspSigner,
            issuer: Some(issuer.to_owned()),
            key,
            used_for: signers::USE_AT_MOST_SECONDS,
            replaced_after: Some(signers::REPLACE_AFTER_SECONDS),
        }
    }

    /// The OCSP signer of a root, which is offline: nobody here can make the next one.
    pub fn root_ocsp(root: &str, key: SigningKind) -> Self {
        Self {
            kind: SignerKind::OcspSigner,
            issuer: Some(root.to_owned()),
            key,
            used_for: signers::ROOT_USE_AT_MOST_SECONDS,
            replaced_after: None,
        }
    }

    /// The time-stamping unit.
    pub const fn time_stamping(key: SigningKind) -> Self {
        Self {
            kind: SignerKind::Tsu,
            issuer: None,
            key,
            used_for: unit::USE_AT_MOST_SECONDS,
            replaced_after: Some(unit::REPLACE_AFTER_SECONDS),
        }
    }

    /// The label of the key of one generation; with no instant, what all of them begin with.
    fn label(&self, instant: &str) -> String {
        match &self.issuer {
            Some(issuer) => labels::ocsp(issuer, instant),
            None => labels::tsu(instant),
        }
    }

    /// The key in use and its certificate; a new one if there is none, or, with `renew`, if it is due to be replaced. A
    /// key that is due goes on while no new one can be had: there is time left.
    pub async fn current(
        &self,
        keys: &Arc<dyn KeyStore>,
        requests: &SignerRequests,
        clock: &dyn Clock,
        renew: bool,
    ) -> Result<(Arc<dyn Signer>, Certificate)> {
        // 1. The newest key that has a certificate, and one that was made for nothing.
        let (newest, unused) = self.keys(keys, requests, clock.now()).await?;
        let Some(replaced_after) = self.replaced_after else {
            return newest.context(
                "no key has a certificate in force: `greatseal root-signer request` begins with the next one",
            );
        };
        let Some((signer, certificate)) = newest else {
            return self.next(keys, requests, clock, unused).await;
        };
        if !renew || clock.now().since(certificate.not_before()) < replaced_after {
            return Ok((signer, certificate));
        }
        // 2. A new one.
        match self.next(keys, requests, clock, unused).await {
            Ok(next) => Ok(next),
            Err(problem) => {
                tracing::warn!(problem = %format!("{problem:#}"), "a signing key goes on, although it is due");
                Ok((signer, certificate))
            }
        }
    }

    /// The newest key with a certificate, if its time is not over, and a key without one. Those whose time is over, or whose
    /// certificate is revoked or suspended, are destroyed: they are never used again. Their certificates stay. One that is
    /// valid from a later time on was certified by a clock that ran ahead; until then it counts as none.
    async fn keys(
        &self,
        keys: &Arc<dyn KeyStore>,
        requests: &SignerRequests,
        now: UnixTime,
    ) -> Result<(Option<(Arc<dyn Signer>, Certificate)>, Option<Arc<dyn Signer>>)> {
        let (mut newest, mut unused): (Option<(Arc<dyn Signer>, Certificate)>, _) = (None, None);
        let (store, beginning) = (keys.clone(), self.label(""));
        let lasting = labels::lasting(&beginning).to_owned();
        let found = offload(move || store.labels(&beginning)).await?;
        for label in found.into_iter().filter(|label| labels::lasting(label) == lasting) {
            let (store, name) = (keys.clone(), label.clone());
            let signer = offload(move || store.signer(&name)).await?;
            let certificates = requests.store.certificates_of_key(&signer.public_key().spki_sha256()).await?;
            let Some(row) = certificates.into_iter().next() else {
                unused = Some(signer);
                continue;
            };
            let certificate = Certificate::from_der(&row.der)?;
            let status = requests.store.status(row.issuer, row.serial.as_bytes()).await?;
            let is_ended = matches!(
                status,
                CertificateStatus::Held { .. }
                    | CertificateStatus::Revoked { .. }
                    | CertificateStatus::Burnt { .. }
            );
            if is_ended || now.since(certificate.not_before()) > self.used_for {
                let (store, name) = (keys.clone(), label.clone());
                offload(move || store.destroy(&name))
                    .await
                    .with_context(|| format!("cannot destroy the used-up key {label}"))?;
                tracing::info!(label, ?status, "a signing key is destroyed");
            } else if certificate.not_before().is_from_the_future(now) {
                tracing::warn!(label, from = %certificate.not_before(), "a signing key is certified for the future");
            } else if newest.as_ref().is_none_or(|(_, other)| other.not_before() < certificate.not_before()) {
                newest = Some((signer, certificate));
            }
        }
        Ok((newest, unused))
    }

    /// A new key, and a certificate for it. A crash, or a worker that cannot issue now, leaves a key without
    /// certificate: it is the next one to be tried.
    async fn next(
        &self,
        keys: &Arc<dyn KeyStore>,
        requests: &SignerRequests,
        clock: &dyn Clock,
        unused: Option<Arc<dyn Signer>>,
    ) -> Result<(Arc<dyn Signer>, Certificate)> {
        let unused = match unused {
            Some(signer) => {
                self.certified(requests, signer.as_ref()).await?.map(|certificate| (signer, certificate))
            }
            None => None,
        };
        let (signer, certificate) = match unused {
            Some(found) => found,
            None => {
                let (store, label, kind) =
                    (keys.clone(), self.label(&labels::instant(clock.now())), self.key);
                let signer =
                    offload(move || store.generate(&label, kind.into()).and_then(|_| store.signer(&label)))
                        .await?;
                let certificate = self.asked(requests, signer.as_ref()).await?;
                (signer, certificate)
            }
        };
        tracing::info!(key = %signer.public_key().spki_sha256(), "a new signing key is in use");
        Ok((signer, certificate))
    }

    /// A certificate for a key that was made before; none if it can have none any more. The request of an earlier process for it
    /// may have been answered meanwhile: a key is certified once, and that certificate is the one, unless it is not in force.
    async fn certified(&self, requests: &SignerRequests, signer: &dyn Signer) -> Result<Option<Certificate>> {
        let problem = match self.asked(requests, signer).await {
            Ok(certificate) => return Ok(Some(certificate)),
            Err(problem) => problem,
        };
        for row in requests.store.certificates_of_key(&signer.public_key().spki_sha256()).await? {
            let certificate = Certificate::from_der(&row.der)?;
            if requests.is_in_force(&certificate).await? {
                return Ok(Some(certificate));
            }
        }
        match problem.downcast_ref::<Refused>() {
            Some(refused) if refused.is_for_a_used_key() => {
                tracing::warn!(problem = %format!("{problem:#}"), "a key without certificate can have none any more");
                Ok(None)
            }
            _ => Err(problem),
        }
    }

    async fn asked(&self, requests: &SignerRequests, signer: &dyn Signer) -> Result<Certificate> {
        requests.certificate(self.kind, self.issuer.as_deref(), signer.public_key(), Vec::new()).await
    }
}
