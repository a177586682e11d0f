//! The keys of a running country: opened once, handed out as capabilities.

use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use ca_core::{Authority, IssuerKeys, Profiles};
use consent_core::{Consent, ConsentConfig, ConsentKeys, Deeds, GrantedWish};
use hsm_adapter::{CheckedSigner, KeyStore, labels};
use pki_types::{Certificate, Clock, Random};
use store::Store;
use words::profile::{names, of_citizen};
use words::{DeviceKind, Purpose};

use super::signer_requests::{NoAnswer, SignerRequests};
use crate::config::Config;
use crate::issuers::{KnownIssuer, issuers};
use crate::key_places::is_away;
use crate::metrics::Signatures;

/// Whether something could not be done because a token is away, or because the worker waits for one: then it passes.
pub fn waits_for_keys(problem: &anyhow::Error) -> bool {
    is_away(problem) || problem.chain().any(|cause| cause.is::<NoAnswer>())
}

/// What persons want done about their own keys the authority does, in the transaction of the inner zone that grants it.
fn deeds(authority: &Arc<Authority>) -> Deeds {
    let authority = authority.clone();
    Deeds::new(move |transaction, granted| {
        let authority = authority.clone();
        Box::pin(async move {
            let GrantedWish { person, wish, sha256, activation_secret } = granted;
            let done = authority.grant(transaction, person, wish, sha256, activation_secret).await?;
            Ok(done.map_err(|problem| (problem.kind(), problem.to_string())))
        })
    })
}

/// The key store, and the issuers whose certificates its keys belong to.
pub struct Keys {
    /// The opened key store.
    pub keys: Arc<dyn KeyStore>,
    /// The issuers, by number.
    pub issuers: Vec<KnownIssuer>,
    /// Under which roles of issuers which certificates are.
    pub profiles: Profiles,
}

impl Keys {
    /// Opens the key store and reads the issuers from the store.
    pub async fn open(config: &Config, store: &Store) -> Result<Self> {
        let issuers = issuers(store).await?;
        if issuers.is_empty() {
            bail!("the store {} holds no country yet: run `greatseal install FOLDER` first", config.database);
        }
        let (places, known) = (config.keys.clone(), ca_core::ceremony::install::public_keys(store).await?);
        let opened = tokio::task::spawn_blocking(move || places.open(known)).await??;
        for away in opened.away {
            tracing::warn!(problem = %away, "a token is not there yet: what needs its keys waits for it");
        }
        Ok(Self { keys: opened.keys, issuers, profiles: Profiles::built_in()? })
    }

    /// The certificates of those who issue under this profile, all generations.
    ///
    /// # Errors
    /// There is no such profile, or nobody who issues under it.
    pub fn issuers_for(&self, profile: &str) -> Result<Vec<Certificate>> {
        let profile = self.profiles.named(profile)?;
        let theirs = self.issuers.iter().filter(|issuer| profile.may_be_issued_by(&issuer.row.role));
        let certificates: Vec<_> = theirs.map(|issuer| issuer.certificate.clone()).collect();
        ensure!(!certificates.is_empty(), "no issuer of the profile {} is installed", profile.name());
        Ok(certificates)
    }

    /// The role of those who issue under this profile.
    fn role_for(&self, profile: &str) -> Result<String> {
        let role = self.profiles.named(profile)?.issuer_role();
        Ok(role.with_context(|| format!("the profile {profile} names no one role"))?.to_owned())
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
        let mut issuers = Vec::new();
        for issuer in self.issuers.iter().filter(|issuer| !issuer.row.is_root()) {
            let (name, label) = (issuer.row.name.clone(), labels::ca(&issuer.row.name));
            // The key of one that is over may have been destroyed.
            if issuer.is_alive(clock.now()) || self.keys.contains(&label)? {
                issuers.push(IssuerKeys { name, signer: signer(&label)? });
            }
        }
        let opening = self.keys.agreement(labels::OPENING)?;
        let protector = self.keys.protector(labels::PROTECTION)?;
        let authority = Authority::new(
            store.clone(),
            issuers,
            opening.clone(),
            protector.clone(),
            self.profiles.clone(),
            config.authority.clone(),
            clock.clone(),
            random.clone(),
        )
        .await?;
        let authority = Arc::new(authority);
        let consent = Consent::new(
            store.clone(),
            ConsentKeys {
                statement: signer(labels::STATEMENT)?,
                opening,
                receipt: signer(labels::RECEIPT)?,
                protector,
            },
            ConsentConfig {
                country: config.country.clone(),
                relying_party_issuers: self.role_for(names::RELYING_PARTY)?,
                person_issuers: self.role_for(of_citizen(Purpose::Authentication, DeviceKind::App))?,
                prompts: config.prompts.clone(),
                door_attested: config.door_attested,
                documents_opened: config.documents_opened,
                link_seconds: config.sessions.link_seconds,
            },
            clock.clone(),
            random.clone(),
            deeds(&authority),
        )?;
        Ok((authority, Arc::new(consent)))
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
            issuers: self.issuers.iter().map(|issuer| issuer.certificate.clone()).collect(),
            store: store.door(),
            clock: clock.clone(),
            random: random.clone(),
        })
    }
}
