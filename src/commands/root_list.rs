//! `greatseal root-list`: the root's revocation list, the status of the issuing authorities, once a year.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
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
    /// Sign the next list with the root's key, where the ceremony's folder is: offline
    Renew {
        /// The ceremony's folder
        folder: PathBuf,
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

/// Renews or installs, and says until when the list counts.
pub async fn perform(arguments: Arguments) -> Result<()> {
    match arguments.act {
        RootListAct::Renew { folder, key } => {
            output::promise(&format!("Renewing the root's revocation list in {}.", folder.display()))?;
            let keys = key.open(&folder)?;
            let list =
                ca_core::status::root_list::renew(&folder, keys.as_ref(), Arc::new(SystemClock)).await?;
            let file = folder.join("public/root.crl");
            say!("{} counts until {}.", file.display(), list.next_update().rfc3339());
            say!("Next, where the country is: `greatseal root-list install root.crl`.");
        }
        RootListAct::Install { file, config } => {
            let der = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let config = Config::read(&config)?;
            output::promise(&format!("Bringing {} into {}.", file.display(), config.database))?;
            let installing = async |store: &Store| ca_core::status::root_list::install(&der, store).await;
            let installed = config.database.beside(Arc::new(SystemClock), installing).await;
            let list = installed.with_context(|| format!("cannot install {}", file.display()))?;
            say!("The root's list counts until {}.", list.next_update().rfc3339());
        }
    }
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
