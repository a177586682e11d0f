//! `greatseal root-list`: the root's revocation list, the status of what the root issued, once a year and whenever the
//! country has revoked a certificate of the root.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use ca_core::status::root_list;
use ca_core::status::root_revocations::RootRevocations;
use clap::{Args, Subcommand};
use hsm_adapter::{KeyStore, SoftwareKeyStore};
use pki_types::SystemClock;
use store::Store;

use crate::config::Config;
use crate::key_places::working_tokens;
use crate::output::{self, say};
use crate::secrets::SecretSource;

/// Arguments of `greatseal root-list`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    act: RootListAct,
}

#[derive(Debug, Subcommand)]
enum RootListAct {
    /// Write down what the country has revoked under its root, for the machine that has the root's key; the country may be
    /// running
    Request {
        /// The file to write it to: a text, to be read before the root signs
        file: PathBuf,
        /// The country's configuration
        #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
        config: PathBuf,
    },
    /// Sign the next list with the root's key, where the ceremony's folder is: offline
    Renew {
        /// The ceremony's folder
        folder: PathBuf,
        /// What the country has revoked: the file of `greatseal root-list request`. It is listed from now on, for ever
        #[arg(long, value_name = "FILE")]
        revoked: Option<PathBuf>,
        #[command(flatten)]
        key: RootKey,
    },
    /// Bring a list into the country's store; the country may be running
    Install {
        /// The list: public/root.crl of the ceremony's folder
        file: PathBuf,
        /// The country's configuration
        #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
        config: PathBuf,
    },
}

/// Does one step, and says which is the next.
pub async fn perform(arguments: Arguments) -> Result<()> {
    match arguments.act {
        RootListAct::Request { file, config } => request(&file, &config).await,
        RootListAct::Renew { folder, revoked, key } => renew(&folder, revoked.as_deref(), key).await,
        RootListAct::Install { file, config } => install(&file, &config).await,
    }
}

async fn request(file: &Path, config: &Path) -> Result<()> {
    if file.exists() {
        bail!("{} exists already: name a new file", file.display());
    }
    let config = Config::read(config)?;
    output::promise(&format!("Writing what is revoked under the root into {}.", file.display()))?;
    let reading = async |store: &Store| RootRevocations::of(store).await;
    let revoked = config.database.beside(Arc::new(SystemClock), reading).await?;
    std::fs::write(file, revoked.to_text()).with_context(|| format!("cannot write {}", file.display()))?;
    say!("{} certificates of the root are revoked; {} says which.", revoked.revoked.len(), file.display());
    say!("Next, where the root's key is: `greatseal root-list renew FOLDER --revoked {}`.", file.display());
    Ok(())
}

async fn renew(folder: &Path, revoked: Option<&Path>, key: RootKey) -> Result<()> {
    let revoked = revoked.map(read_revocations).transpose()?;
    output::promise(&format!("Renewing the root's revocation list in {}.", folder.display()))?;
    for one in revoked.iter().flat_map(|revoked| &revoked.revoked) {
        say!("The country has revoked: {one}.");
    }
    let keys = key.open(folder)?;
    let renewed = root_list::renew(folder, keys.as_ref(), revoked.as_ref(), Arc::new(SystemClock)).await;
    let list = renewed.context("cannot renew the list")?;
    if list.is_empty() {
        say!("It says that nothing is revoked.");
    }
    for entry in list.entries() {
        let reason = entry.reason.map_or_else(String::new, |reason| format!(", {reason:?}"));
        say!("It says: serial {}{reason} since {}.", entry.serial, entry.revoked_at.rfc3339());
    }
    let file = folder.join("public/root.crl");
    say!("{} counts until {}.", file.display(), list.next_update().rfc3339());
    say!("Next, where the country is: `greatseal root-list install root.crl`.");
    Ok(())
}

fn read_revocations(file: &Path) -> Result<RootRevocations> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    RootRevocations::parse(&text).with_context(|| file.display().to_string())
}

async fn install(file: &Path, config: &Path) -> Result<()> {
    let der = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let config = Config::read(config)?;
    output::promise(&format!("Bringing {} into {}.", file.display(), config.database))?;
    let installing = async |store: &Store| root_list::install(&der, store).await;
    let installed = config.database.beside(Arc::new(SystemClock), installing).await;
    let list = installed.with_context(|| format!("cannot install {}", file.display()))?;
    say!("The root's list counts until {}.", list.next_update().rfc3339());
    Ok(())
}

/// Where the root's key is.
#[derive(Debug, Args)]
pub struct RootKey {
    /// A file of mode 0600 with the ceremony's passphrase; without it the terminal is asked
    #[arg(long, value_name = "FILE", conflicts_with = "tokens")]
    passphrase_file: Option<PathBuf>,
    /// The file of the ceremony's tokens, if the root's key is in one
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
}

impl RootKey {
    /// As another command was told.
    pub fn of(passphrase_file: Option<PathBuf>, tokens: Option<PathBuf>) -> Self {
        Self { passphrase_file, tokens }
    }

    /// The store that has it: a token, or the ceremony's folder.
    pub fn open(self, folder: &Path) -> Result<Box<dyn KeyStore>> {
        if let Some(tokens) = self.tokens {
            return Ok(Box::new(working_tokens(&tokens)?));
        }
        let passphrase = SecretSource {
            credential: "ceremony-passphrase".to_owned(),
            file: self.passphrase_file,
            question: "Passphrase of the ceremony".to_owned(),
        };
        Ok(Box::new(SoftwareKeyStore::open(folder.join("keys"), &passphrase.read()?)?))
    }
}
