//! The keys of a running country: opened once, handed out as capabilities.

use std::sync::Arc;

use anyhow::{Context, Result};
use ca_core::{Authority, IssuerKeys, Profiles};
use consent_core::{Consent, ConsentConfig, ConsentKeys};
use hsm_adapter::{CheckedSigner, KeyStore, labels};
use pki_types::{Certificate, Clock, Random};
use store::Store;

use super::signer_requests::{NoAnswer, SignerRequests};
use crate::config::Config;
use crate::metrics::Signatures;

/// Whether something could not be done because a token is away, or because the worker waits for one: then it passes.
pub fn waits_for_keys(problem: &anyhow::Error) -> bool {
    problem.chain().any(|cause| {
        cause.downcast_ref::<hsm_adapter::Error>().is_some_and(hsm_adapter::Error::is_away)
            || cause.is::<NoAnswer>()
    })
}

/// The key store and the certificates that its keys belong to.
pub struct Keys {
    /// The opened key store.
    pub keys: Arc<dyn KeyStore>,
    /// The root.
    pub root: Certificate,
    /// The CA of persons.
    pub citizens_ca: Certificate,
    /// The CA of officers, relying parties and services.
    pub services_ca: Certificate,
}

impl Keys {
    /// Opens the key store and reads the CA certificates from the store.
    pub async fn open(config: &Config, store: &Store) -> Result<Self> {
        let issuer = async |name: &str| -> Result<Certificate> {
            let row = store.issuer_by_name(name).await?.with_context(|| {
                format!(
                    "the store {} holds no country yet: run `greatseal install FOLDER` first",
                    config.database
                )
            })?;
            Ok(Certificate::from_der(&row.certificate)?)
        };
        let (root, citizens_ca, services_ca) =
            (issuer("root").await?, issuer("citizens").await?, issuer("services").await?);
        let (places, known) = (config.keys.clone(), ca_core::ceremony::install::public_keys(store).await?);
        let opened = tokio::task::spawn_blocking(move || places.open(known)).await??;
        for away in opened.away {
            tracing::warn!(problem = %away, "a token is not there yet: what needs its keys waits for it");
        }
        Ok(Self { keys: opened.keys, root, citizens_ca, services_ca })
    }

    /// The same keys, their signatures counted there.
    #[must_use]
    pub fn counted_in(self, signatures: &Signatures) -> Self {
        Self { keys: signatures.of(self.keys), ..self }
    }

    /// The two cores, with the keys that each may use.
    pub async fn cores(
        &self,
        config: &Config,
        store: &Store,
        clock: &Arc<dyn Clock>,
        random: &Arc<dyn Random>,
    ) -> Result<(Arc<Authority>, Arc<Consent>)> {
        let signer = |label: &str| -> Result<Arc<dyn hsm_adapter::Signer>> {
            Ok(Arc::new(CheckedSigner::new(
                self.keys.signer(label).with_context(|| format!("the key {label}"))?,
            )))
        };
        let opening = self.keys.agreement(labels::OPENING)?;
        let protector = self.keys.protector(labels::PROTECTION)?;
        let authority = Authority::new(
            store.clone(),
            vec![
                IssuerKeys { name: "citizens".to_owned(), signer: signer(labels::CA_CITIZENS)? },
                IssuerKeys { name: "services".to_owned(), signer: signer(labels::CA_SERVICES)? },
            ],
            opening.clone(),
            protector.clone(),
            Profiles::built_in()?,
            config.authority.clone(),
            clock.clone(),
            random.clone(),
        )
        .await?;
        let consent = Consent::new(
            store.clone(),
            ConsentKeys {
                statement: signer(labels::STATEMENT)?,
                opening,
                receipt: signer(labels::RECEIPT)?,
                protector,
            },
            ConsentConfig { country: config.country.clone(), prompts: config.prompts.clone() },
            clock.clone(),
            random.clone(),
        )?;
        Ok((Arc::new(authority), Arc::new(consent)))
    }

    /// The way to certificates of the process whose identity key has this label.
    pub async fn requests(
        &self,
        label: &str,
        store: &Store,
        clock: &Arc<dyn Clock>,
        random: &Arc<dyn Random>,
    ) -> Result<SignerRequests> {
        let identity = self.keys.signer(label).with_context(|| format!("the identity key {label}"))?;
        let rows = store.certificates_of_key(&identity.public_key().spki_sha256()).await?;
        let row = rows.first().with_context(|| format!("the identity key {label} has no certificate"))?;
        Ok(SignerRequests {
            certificate: Certificate::from_der(&row.der)?,
            identity,
            services_ca: self.services_ca.clone(),
            store: store.door(),
            clock: clock.clone(),
            random: random.clone(),
        })
    }
}
