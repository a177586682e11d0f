//! `signet install`: a ceremony's results come into the country's store, in one transaction.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use hsm_adapter::SoftwareKeyStore;
use pki_types::SystemClock;
use secrecy::SecretString;

use crate::config::Config;
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
        credential: "ceremony-passphrase",
        file: arguments.passphrase_file,
        question: "Passphrase of the ceremony",
    };
    install(&arguments.folder, &passphrase.read()?, &config).await?;
    println!(
        "Installed. Start the country with `signet serve --all --config {}`.",
        arguments.config.display()
    );
    Ok(())
}

/// Brings the keys that travel into the country's key store, under its own passphrase, and the rows into its store.
pub async fn install(folder: &Path, ceremony_passphrase: &SecretString, config: &Config) -> Result<()> {
    let travelling = folder.join("install/keys");
    let from = SoftwareKeyStore::open(&travelling, ceremony_passphrase)
        .with_context(|| format!("cannot open the ceremony's keys in {}", travelling.display()))?;
    let passphrase = config.passphrase.read()?;
    let into = if config.keys.exists() {
        SoftwareKeyStore::open(&config.keys, &passphrase)
    } else {
        SoftwareKeyStore::create(&config.keys, &passphrase)
    }
    .with_context(|| format!("cannot open the key store {}", config.keys.display()))?;
    let store = config.database.open(Arc::new(SystemClock)).await?;
    let installed = ca_core::install::install(folder, &from, &into, &store).await;
    store.close().await;
    installed.with_context(|| format!("cannot install {}", folder.display()))
}
