//! Which keys of status and time are in use, and until when: for the doctor and the metrics.

use std::sync::Arc;

use anyhow::Result;
use hsm_adapter::{KeyStore, labels, offload};
use ocsp_responder::signers;
use pki_types::{Certificate, PublicKey, UnixTime};
use store::{CertificateStatus, Reads};
use tsa::unit;

use crate::issuers::{KnownIssuer, alive_issuers};
use crate::parts::Parts;

/// For whom a rotating key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignerOf {
    /// OCSP for an issuing CA.
    IssuingCa,
    /// OCSP for the root; a ceremony makes the next one.
    Root,
    /// Time-stamps.
    Time,
}

impl SignerOf {
    const fn used_for(self) -> i64 {
        match self {
            Self::IssuingCa => signers::USE_AT_MOST_SECONDS,
            Self::Root => signers::ROOT_USE_AT_MOST_SECONDS,
            Self::Time => unit::USE_AT_MOST_SECONDS,
        }
    }
}

/// A role that a rotating key fills.
pub struct SignerInUse {
    /// For whom it signs.
    pub of: SignerOf,
    /// `tsu`, or `ocsp-` and an issuer's name: the key's label without its instant.
    pub name: String,
    /// The last instant at which the newest key may be used; none if there is no key with a certificate that may sign.
    pub until: Option<UnixTime>,
}

/// Every rotating role of these parts, and its newest key that has a certificate.
///
/// # Errors
/// The key store or the store cannot be read.
pub async fn signers_in_use(
    keys: &Arc<dyn KeyStore>,
    store: &Reads,
    parts: Parts,
    now: UnixTime,
) -> Result<Vec<SignerInUse>> {
    let mut roles = Vec::new();
    if parts.status {
        let root_is_expected = ca_core::signers::root_signer::is_expected(store).await?;
        for KnownIssuer { row, .. } in alive_issuers(store, now).await? {
            let label = labels::ocsp(&row.name, "");
            if !row.is_root() {
                roles.push((label, SignerOf::IssuingCa));
            } else if root_is_expected {
                roles.push((label, SignerOf::Root));
            }
        }
    }
    if parts.time {
        roles.push((labels::tsu(""), SignerOf::Time));
    }
    let beginnings: Vec<_> = roles.iter().map(|(beginning, _)| beginning.clone()).collect();
    let keys = keys.clone();
    let found = offload(move || generations(keys.as_ref(), &beginnings)).await?;
    let mut signers = Vec::new();
    for (beginning, of) in roles {
        let mut until = None;
        for (label, key) in &found {
            if labels::lasting(label) != labels::lasting(&beginning) {
                continue;
            }
            for row in store.certificates_of_key(&key.spki_sha256()).await? {
                let certificate = Certificate::from_der(&row.der)?;
                // One from the future may not sign yet; one that is revoked or held, never again.
                if certificate.not_before().is_from_the_future(now)
                    || store.status(row.issuer, row.serial.as_bytes()).await? != CertificateStatus::Final
                {
                    continue;
                }
                let ends = certificate.not_after().min(certificate.not_before().plus(of.used_for()));
                until = until.max(Some(ends));
            }
        }
        signers.push(SignerInUse { of, name: labels::lasting(&beginning).to_owned(), until });
    }
    Ok(signers)
}

/// The public halves of all keys whose labels begin so.
fn generations(
    keys: &dyn KeyStore,
    beginnings: &[String],
) -> Result<Vec<(String, PublicKey)>, hsm_adapter::Error> {
    let mut found = Vec::new();
    for beginning in beginnings {
        let is_of_it = |label: &String| labels::lasting(label) == labels::lasting(beginning);
        for label in keys.labels(beginning)?.into_iter().filter(is_of_it) {
            let key = keys.signer(&label)?.public_key().clone();
            found.push((label, key));
        }
    }
    Ok(found)
}
