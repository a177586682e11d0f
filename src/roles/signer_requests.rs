//! How status, time and api processes get certificates for keys that they made: by a row in the store, signed with
//! the identity key that the ceremony registered. The worker issues against that key alone.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use hsm_adapter::Signer;
use pki_types::jws::jws_assemble;
use pki_types::{Certificate, Clock, PublicKey, Random, encoding, random_array, sha256};
use store::Verdict;
use store::{CertificateStatus, DoorStore};
use words::problem::{self, ProblemType};
use words::signer_request::{SignerKind, SignerReply, SignerRequest};

/// How long the worker may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The worker's key may be away: the request stays, and is answered when it is back.
#[derive(Debug)]
pub struct NoAnswer;

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("the worker did not answer in time")
    }
}

impl std::error::Error for NoAnswer {}

/// The worker's answer was no.
#[derive(Debug)]
pub struct Refused {
    kind: &'static ProblemType,
    told: String,
}

impl Refused {
    /// Whether the key has a certificate already, or is another's: it never gets one again.
    pub fn is_for_a_used_key(&self) -> bool {
        self.kind == problem::KEY_USED
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "the worker refused: {}: {}", self.kind.title, self.told)
    }
}

impl std::error::Error for Refused {}

/// One process's way to certificates.
pub struct SignerRequests {
    /// Signs the requests; its certificate has the profile `identity`.
    pub identity: Arc<dyn Signer>,
    /// That certificate.
    pub certificate: Certificate,
    /// The country's issuers.
    pub issuers: Vec<Certificate>,
    /// Where requests are written and answers are read.
    pub store: DoorStore,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness for identifiers.
    pub random: Arc<dyn Random>,
}

impl SignerRequests {
    /// Which of the country's issuers a certificate is from.
    ///
    /// # Errors
    /// None of them.
    pub fn issuer_of(&self, certificate: &Certificate) -> Result<&Certificate> {
        let issuer = self.issuers.iter().find(|issuer| certificate.verify_issued_by(issuer).is_ok());
        issuer.with_context(|| format!("no issuer of this country issued {}", certificate.subject_display()))
    }

    /// Whether the store knows this certificate, and as one in force: a restore may have lost it.
    pub async fn is_in_force(&self, certificate: &Certificate) -> Result<bool> {
        let Some(row) = self.store.certificate_by_hash(&certificate.sha256()).await? else {
            return Ok(false);
        };
        let status = self.store.status(row.issuer, row.serial.as_bytes()).await?;
        Ok(status == CertificateStatus::Final)
    }

    /// Whether the key of this certificate may go on: it may while nobody can tell.
    pub async fn goes_on(&self, certificate: &Certificate) -> bool {
        match self.is_in_force(certificate).await {
            Ok(in_force) => in_force,
            Err(problem) => {
                tracing::warn!(problem = %format!("{problem:#}"), "the status of an own certificate is not known");
                true
            }
        }
    }

    /// Asks for a certificate and waits for it; `issuer` for an OCSP signer, `names` for TLS.
    pub async fn certificate(
        &self,
        kind: SignerKind,
        issuer: Option<&str>,
        key: &PublicKey,
        names: Vec<String>,
    ) -> Result<Certificate> {
        let asked = SignerRequest {
            kind,
            issuer: issuer.map(str::to_owned),
            spki: key.spki_der().to_vec(),
            names,
            iat: self.clock.now(),
            jti: encoding::hex(&random_array::<16>(self.random.as_ref())),
        };
        let input =
            asked.signing_input(&[self.certificate.clone(), self.issuer_of(&self.certificate)?.clone()]);
        let body = jws_assemble(&input, &self.identity.sign(&input)?)?;
        let digest = sha256(body.as_bytes());
        let row = store::SignerRequest {
            sha256: digest,
            kind: kind.as_str().to_owned(),
            body,
            created_at: self.clock.now(),
        };
        self.store.insert_signer_request(row).await?;
        let reply = self.store.reply_within(&digest, PATIENCE).await?.ok_or(NoAnswer)?;
        if let Verdict::Refused(kind) = reply.verdict {
            return Err(Refused { kind, told: reply.body }.into());
        }
        let issued: SignerReply = serde_json::from_str(&reply.body)?;
        Ok(Certificate::from_pem(&issued.certificate)?)
    }
}
