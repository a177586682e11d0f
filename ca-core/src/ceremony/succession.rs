//! Later issuers of a root: the next generation of a role before the one in use may issue no more, or a CA in a new role.
//!
//! The root's ceremony is not held again: its key comes out of the safe, with the store that knows what it issued, and signs
//! what one more reviewed file asks for. The new CAs' keys, their copies and everything for the country are in a folder of
//! their own.

use std::path::Path;
use std::sync::Arc;

use hsm_adapter::{CopiedKeys, Signer, SigningKind, labels};
use pki_types::{Certificate, Clock, Random, Sha256Digest, sha256};
use serde::Deserialize;
use store::Store;

use super::file::{CeremonyIssuer, check_issuers, p256};
use super::install::{CountryFacts, InstallFile, KEYS_FOLDER, VERSION};
use super::table::Table;
use super::transcript::Transcript;
use super::{Place, issuing_profile, output};
use crate::country::Country;
use crate::error::Error;
use crate::signers::root_signer;

/// Which issuers a root is to have beside those that it has, as reviewed. Unknown fields are refused.
#[derive(Debug, Clone)]
pub struct SuccessionFile {
    config: SuccessionConfig,
    text: String,
    sha256: Sha256Digest,
}

/// What stands in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuccessionConfig {
    issuers: Vec<CeremonyIssuer>,
    #[serde(default)]
    signers: SuccessionSigners,
}

/// `[signers]`: the new issuers' first keys for OCSP.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuccessionSigners {
    /// Default: `p-256`.
    #[serde(default = "p256")]
    status: SigningKind,
}

impl Default for SuccessionSigners {
    fn default() -> Self {
        Self { status: p256() }
    }
}

impl SuccessionFile {
    /// Reads and checks a file. Whether its issuers fit to those that the root has is checked when they are made.
    ///
    /// # Errors
    /// [`Error::Ceremony`] for text that is no such file, with the line and the unknown field; [`Error::Configuration`] for
    /// values that no certificate could carry.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let config: SuccessionConfig =
            toml::from_str(text).map_err(|problem| Error::Ceremony(problem.to_string()))?;
        check_issuers(&config.issuers, &[])?;
        Ok(Self { config, text: text.to_owned(), sha256: sha256(text.as_bytes()) })
    }

    pub(crate) fn issuers(&self) -> &[CeremonyIssuer] {
        &self.config.issuers
    }

    /// SHA-256 of the file.
    pub fn sha256(&self) -> Sha256Digest {
        self.sha256
    }
}

/// Makes later issuers of the root whose ceremony is in the folder `ceremony`, and whose key this is.
///
/// # Errors
/// The folder is not a ceremony's, the key is not that of its root, an issuer is there already or has another's name, or
/// anything else that stops the work: then what is in `place` is to be destroyed. What the root has signed stays in its store,
/// so the next file asks for the generation after it.
pub async fn run(
    file: &SuccessionFile,
    ceremony: &Path,
    root_key: Arc<dyn Signer>,
    place: Place,
    keys: &dyn CopiedKeys,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<Transcript, Error> {
    let store = Store::open(ceremony.join("store.sqlite"), clock.clone()).await?;
    let made = make(file, &store, root_key, &place, keys, clock, random).await;
    store.close().await;
    made
}

async fn make(
    file: &SuccessionFile,
    store: &Store,
    root_key: Arc<dyn Signer>,
    place: &Place,
    keys: &dyn CopiedKeys,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<Transcript, Error> {
    // 1. The root, and whether these issuers fit beside those that it has.
    let root = root_signer::root(store, root_key).await?;
    check_issuers(&file.config.issuers, &names_there(store).await?)?;
    // 2. The root signs them, and each has its first OCSP signer.
    let facts = CountryFacts::read(store).await?;
    let country = Arc::new(Country::new(facts.clone().into_config())?);
    let status = file.config.signers.status;
    let mut table = Table::new(store.clone(), keys, country, file.sha256, status, clock, random)?;
    let profile = issuing_profile(root_signer::is_expected(store).await?);
    table.make_issuers(&root, profile, &file.config.issuers).await?;
    table.make_ocsp_signers().await?;
    // 3. Every copy is found again and does its key's work: without that proof nothing is handed over.
    let restored = table.restore_copies()?;
    // 4. What goes to whom.
    let install = InstallFile {
        version: VERSION,
        reviewed: file.text.clone(),
        held_at: table.transcript.held_at,
        country: facts,
        issuers: table.issuers.clone(),
        certificates: table.certificates.clone(),
        officers: Vec::new(),
        relying_parties: Vec::new(),
        public_keys: table.keys_of_the_country(),
        root_list: None,
    };
    let directory = place.directory.as_path();
    keys.hand_over(&directory.join("install").join(KEYS_FOLDER), labels::ROOT)?;
    output::write_install(directory, &install, &mut table.transcript, restored)?;
    output::write_authorities(directory, table.authorities.iter())?;
    // 5. The transcript, and its leaf in the store of the root's ceremony.
    output::write_transcript(directory, &table.transcript)?;
    table.end().await
}

/// The issuers that a root's store has, each with its common name.
async fn names_there(store: &Store) -> Result<Vec<(String, String)>, Error> {
    let mut there = Vec::new();
    for row in store.issuers().await? {
        let common_name = Certificate::from_der(&row.certificate)?.common_name();
        there.push((row.name, common_name.ok_or(Error::Missing("common name of an issuer"))?));
    }
    Ok(there)
}
