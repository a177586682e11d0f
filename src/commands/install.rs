//! `greatseal install`: a ceremony's results come into the country's store, in one transaction.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use ca_core::ceremony::install::{ArrivingKeys, bring_keys, rows_are_there};
use clap::Args;
use hsm_adapter::{KeyStore, SoftwareKeyStore, labels};
use pki_types::SystemClock;
use pki_types::display::shown;
use store::Store;

use crate::config::Config;
use crate::key_places::KeyPlaces;
use crate::output::{self, say};
use crate::parts::{Part, Parts};

use crate::secrets::SecretSource;

/// Arguments of `greatseal install`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The ceremony's folder
    pub folder: PathBuf,
    /// The country's configuration
    #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
    pub config: PathBuf,
    /// A file of mode 0600 with the ceremony's passphrase; without it the terminal is asked
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// A part of the country that runs on this machine: only its keys come here, and the rows too if nobody has brought
    /// them yet (may be repeated)
    #[arg(long, value_enum)]
    pub part: Vec<Part>,
}

/// Installs into an empty store; a filled one is refused and stays as it is, but for a part that brings its keys alone.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let config = Config::read(&arguments.config)?;
    let passphrase = SecretSource {
        credential: "ceremony-passphrase".to_owned(),
        file: arguments.passphrase_file,
        question: "Passphrase of the ceremony".to_owned(),
    };
    output::promise(&format!(
        "Installing {} into {}.",
        shown(arguments.folder.display()),
        shown(config.database.to_string())
    ))?;
    install(&arguments.folder, &passphrase, &config, &arguments.part).await?;
    let start = match arguments.part.first() {
        None | Some(Part::All) => "serve --all",
        Some(Part::Api) => "serve api",
        Some(Part::Status) => "serve status",
        Some(Part::Time) => "serve time",
        Some(Part::Deliver) => "deliver",
        Some(Part::Work) => "work",
    };
    say!("Installed. Start it with `greatseal {start} --config {}`.", arguments.config.display());
    Ok(())
}

/// Brings the rows into the country's store, and the keys that travel into its key store, under its own passphrase. In
/// tokens the keys are already. With `parts`, only their keys, and the rows if they are not there.
pub async fn install(
    folder: &Path,
    ceremony_passphrase: &SecretSource,
    config: &Config,
    parts: &[Part],
) -> Result<()> {
    let here = |label: &str| parts.is_empty() || parts.iter().any(|part| Parts::from(*part).hold(label));
    let store = config.database.open(Arc::new(SystemClock)).await?;
    let installed = match &config.keys {
        KeyPlaces::Folder { folder: keys, passphrase } => {
            let (from, into) = travelling(folder, ceremony_passphrase, keys, passphrase)?;
            refuse_keys_of_others(&into, &here)?;
            let keys = ArrivingKeys::Travelling { from: &from, into: &into, here: &here };
            arrive(folder, keys, &store, parts).await
        }
        KeyPlaces::Tokens(_) => {
            let keys = config.keys.open(HashMap::new())?.keys;
            refuse_keys_of_others(keys.as_ref(), &here)?;
            arrive(folder, ArrivingKeys::InPlace { keys: keys.as_ref(), here: &here }, &store, parts).await
        }
    };
    store.close().await;
    installed.with_context(|| format!("cannot install {}", folder.display()))
}

/// A machine holds the keys of its parts alone: whoever breaks into it gets no others.
fn refuse_keys_of_others(keys: &dyn KeyStore, here: &dyn Fn(&str) -> bool) -> Result<()> {
    let labels = keys.labels("").context("cannot list the keys of this machine")?;
    let Some(other) = labels.iter().find(|label| *label == labels::ROOT || !here(label)) else {
        return Ok(());
    };
    let whose = Parts::home_of_key(other);
    bail!(
        "the key {other} is on this machine, but {whose}: give each part a key store or tokens of its own (the table in \
         docs/operating.md, \"Keys of each machine\"); nothing was installed"
    )
}

async fn arrive(
    folder: &Path,
    keys: ArrivingKeys<'_>,
    store: &Store,
    parts: &[Part],
) -> Result<(), ca_core::Error> {
    if !parts.is_empty() && rows_are_there(folder, store).await? {
        return bring_keys(folder, keys, store).await;
    }
    ca_core::ceremony::install::install(folder, keys, store).await
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
    let into = if keys.exists() {
        SoftwareKeyStore::open(keys, &passphrase.read()?)
    } else {
        SoftwareKeyStore::create(keys, &passphrase.read_new()?)
    }
    .with_context(|| format!("cannot open the key store {}", keys.display()))?;
    Ok((from, into))
}
