//! `signet ceremony`: the country's keys and first certificates, from one reviewed file, on a machine of its own.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use ca_core::{CeremonyFile, ceremony};
use clap::Args;
use pki_types::{SystemClock, SystemRandom};

use crate::secrets::SecretSource;

/// Arguments of `signet ceremony`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The reviewed ceremony file (docs/ceremonies.md explains each field)
    pub file: PathBuf,
    /// The new folder for everything that the ceremony makes
    #[arg(long, value_name = "FOLDER", default_value = "ceremony")]
    pub out: PathBuf,
    /// A file of mode 0600 with the passphrase of the new key store; without it the terminal is asked
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// Performs the ceremony and prints its transcript.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let text = std::fs::read_to_string(&arguments.file)
        .with_context(|| format!("cannot read the ceremony file {}", arguments.file.display()))?;
    let file =
        CeremonyFile::parse(&text).with_context(|| format!("{} is refused", arguments.file.display()))?;
    let passphrase = SecretSource {
        credential: "key-store-passphrase",
        file: arguments.passphrase_file,
        question: "Passphrase of the new key store",
    }
    .read()?;
    let transcript =
        ceremony::run(&file, &arguments.out, &passphrase, Arc::new(SystemClock), Arc::new(SystemRandom))
            .await
            .context("the ceremony stopped")?;
    print!("{}", transcript.to_text());
    println!(
        "\nEverything is in {}. Next: `signet install {}`.",
        arguments.out.display(),
        arguments.out.display()
    );
    Ok(())
}
