//! Which keys of status and time are in use, and until when: for the doctor and the metrics.

use std::sync::Arc;

use anyhow::Result;
use hsm_adapter::{KeyStore, labels, offload};
use ocsp_responder::signers;
use pki_types::{Certificate, PublicKey, UnixTime};
use store::{CertificateStatus, Reads};
use tsa::unit;

use super::Parts;

/// A role that a rotating key fills.
pub struct SignerInUse {
    /// `ocsp-citizens`, `ocsp-services`, `ocsp-root` or `tsu`: the key's label without its generation.
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
        for issuer in ["citizens", "services"] {
            roles.push((labels::ocsp(issuer, ""), signers::USE_AT_MOST_SECONDS));
        }
        if ca_core::signers::root_signer::is_expected(store).await? {
            roles.push((labels::ocsp("root", ""), signers::ROOT_USE_AT_MOST_SECONDS));
        }
    }
    if parts.time {
        roles.push((labels::tsu(""), unit::USE_AT_MOST_SECONDS));
    }
    let beginnings: Vec<_> = roles.iter().map(|(beginning, _)| beginning.clone()).collect();
    let keys = keys.clone();
    let found = offload(move || generations(keys.as_ref(), &beginnings)).await?;
    let mut signers = Vec::new();
    for (beginning, used_for) in roles {
        let mut until = None;
        for (label, key) in &found {
            if !label.starts_with(&beginning) {
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
                let ends = certificate.not_after().min(certificate.not_before().plus(used_for));
                until = until.max(Some(ends));
            }
        }
        signers.push(SignerInUse { name: beginning.trim_end_matches('-').to_owned(), until });
    }
    Ok(signers)
}

/// The public halves of all generations of these keys.
fn generations(
    keys: &dyn KeyStore,
    beginnings: &[String],
) -> Result<Vec<(String, PublicKey)>, hsm_adapter::Error> {
    let mut found = Vec::new();
    for beginning in beginnings {
        for label in keys.labels(beginning)? {
            let key = keys.signer(&label)?.public_key().clone();
            found.push((label, key));
        }
    }
    Ok(found)
}
