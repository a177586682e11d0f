//! `signet root-list`: the root's revocation list, the status of the issuing authorities, once a year.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use pki_types::SystemClock;

use crate::config::Config;
use crate::secrets::SecretSource;

/// Arguments of `signet root-list`.
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
        /// A file of mode 0600 with the ceremony's passphrase; without it the terminal is asked
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Bring a list into the country's store while the country does not run
    Install {
        /// The list: public/root.crl of the ceremony's folder
        file: PathBuf,
        /// The country's configuration
        #[arg(long, value_name = "FILE", default_value = "signet.toml")]
        config: PathBuf,
    },
}

/// Renews or installs, and says until when the list counts.
pub async fn perform(arguments: Arguments) -> Result<()> {
    match arguments.act {
        RootListAct::Renew { folder, passphrase_file } => {
            let passphrase = SecretSource {
                credential: "ceremony-passphrase",
                file: passphrase_file,
                question: "Passphrase of the ceremony",
            };
            let list = ca_core::root_list::renew(&folder, &passphrase.read()?, Arc::new(SystemClock)).await?;
            let file = folder.join("public/root.crl");
            println!("{} counts until {}.", file.display(), list.next_update().rfc3339());
            println!("Next, where the country is: `signet root-list install root.crl`.");
        }
        RootListAct::Install { file, config } => {
            let der = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let config = Config::read(&config)?;
            let store = config.database.open(Arc::new(SystemClock)).await?;
            let installed = ca_core::root_list::install(&der, &store).await;
            store.close().await;
            let list = installed.with_context(|| format!("cannot install {}", file.display()))?;
            println!(
                "The root's list counts until {}. Start the country again.",
                list.next_update().rfc3339()
            );
        }
    }
    Ok(())
}
