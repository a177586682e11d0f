//! `signet install`: a ceremony's results come into the country's store, in one transaction.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use ca_core::install::ArrivingKeys;
use clap::Args;
use hsm_adapter::SoftwareKeyStore;
use pki_types::SystemClock;

use crate::config::Config;
use crate::key_places::KeyPlaces;
use crate::secrets::SecretSource;

/// Arguments of `signet install`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The ceremony's folder
    pub folder: PathBuf,
    /// The country's configuration
    #[arg(long, value_name = "FILE", default_value = "signet.toml")]
    pub config: PathBuf,
    /// A file of mode 0600 with the ceremony's passphrase; without it the terminal is asked
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// Installs into an empty store; a filled one is refused and stays as it is.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let config = Config::read(&arguments.config)?;
    let passphrase = SecretSource {
        credential: "ceremony-passphrase".to_owned(),
        file: arguments.passphrase_file,
        question: "Passphrase of the ceremony".to_owned(),
    };
    install(&arguments.folder, &passphrase, &config).await?;
    println!(
        "Installed. Start the country with `signet serve --all --config {}`.",
        arguments.config.display()
    );
    Ok(())
}

/// Brings the rows into the country's store, and the keys that travel into its key store, under its own passphrase. In
/// tokens the keys are already.
pub async fn install(folder: &Path, ceremony_passphrase: &SecretSource, config: &Config) -> Result<()> {
    let store = config.database.open(Arc::new(SystemClock)).await?;
    let installed = match &config.keys {
        KeyPlaces::Folder { folder: keys, passphrase } => {
            let (from, into) = travelling(folder, ceremony_passphrase, keys, passphrase)?;
            let keys = ArrivingKeys::Travelling { from: &from, into: &into };
            ca_core::install::install(folder, keys, &store).await
        }
        KeyPlaces::Tokens(_) => {
            let keys = config.keys.open(HashMap::new())?.keys;
            ca_core::install::install(folder, ArrivingKeys::InPlace(keys.as_ref()), &store).await
        }
    };
    store.close().await;
    installed.with_context(|| format!("cannot install {}", folder.display()))
}

/// The ceremony's key store, and the country's own.
fn travelling(
    folder: &Path,
    ceremony_passphrase: &SecretSource,
    keys: &Path,
    passphrase: &SecretSource,
) -> Result<(SoftwareKeyStore, SoftwareKeyStore)> {
    let travelling = folder.join("install/keys");
    let from = SoftwareKeyStore::open(&travelling, &ceremony_passphrase.read()?)
        .with_context(|| format!("cannot open the ceremony's keys in {}", travelling.display()))?;
    let passphrase = passphrase.read()?;
    let into = if keys.exists() {
        SoftwareKeyStore::open(keys, &passphrase)
    } else {
        SoftwareKeyStore::create(keys, &passphrase)
    }
    .with_context(|| format!("cannot open the key store {}", keys.display()))?;
    Ok((from, into))
}
