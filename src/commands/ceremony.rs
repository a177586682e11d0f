//! `greatseal ceremony`: the country's keys and first certificates, from one reviewed file, on a machine of its own.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use ca_core::ceremony::Place;
use ca_core::ceremony::transcript::PROGRAM;
use ca_core::{CeremonyFile, ceremony};
use clap::Args;
use hsm_adapter::CopiedKeys;
use pki_types::display::shown;
use pki_types::{SystemClock, SystemRandom};

use crate::key_places::ceremony_tokens;
use crate::output::{self, say};
use crate::secrets::SecretSource;

/// Arguments of `greatseal ceremony`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The reviewed ceremony file (docs/ceremonies.md explains each field)
    pub file: PathBuf,
    /// The new folder for everything that the ceremony makes
    #[arg(long, value_name = "FOLDER", default_value = "ceremony")]
    pub out: PathBuf,
    /// A file of mode 0600 with the passphrase of the new key store; without it the terminal is asked
    #[arg(long, value_name = "FILE", conflicts_with = "tokens")]
    pub passphrase_file: Option<PathBuf>,
    /// The file of the tokens in which the keys are made, each with one for its copies (docs/ceremonies.md); without it
    /// they are made in folders, under a passphrase
    #[arg(long, value_name = "FILE")]
    pub tokens: Option<PathBuf>,
}

/// Performs the ceremony and prints its transcript.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let text = std::fs::read_to_string(&arguments.file)
        .with_context(|| format!("cannot read the ceremony file {}", arguments.file.display()))?;
    let file =
        CeremonyFile::parse(&text).with_context(|| format!("{} is refused", arguments.file.display()))?;
    output::promise(&format!(
        "{} holds a ceremony of {}, SHA-256 {}.",
        PROGRAM,
        shown(arguments.file.display()),
        file.sha256()
    ))?;
    // The tokens are logged in to, or the passphrase is asked for, before anything is made.
    let (place, keys): (Place, Box<dyn CopiedKeys>) = match &arguments.tokens {
        Some(tokens) => {
            let keys = ceremony_tokens(tokens)?;
            (Place::begin(&arguments.out)?, Box::new(keys))
        }
        None => {
            let passphrase = SecretSource {
                credential: "key-store-passphrase".to_owned(),
                file: arguments.passphrase_file,
                question: "Passphrase of the new key store (at least 12 characters)".to_owned(),
            }
            .read_new()?;
            let place = Place::begin(&arguments.out)?;
            let keys = place.software_keys(&passphrase)?;
            (place, Box::new(keys))
        }
    };
    let transcript =
        ceremony::run(&file, place, keys.as_ref(), Arc::new(SystemClock), Arc::new(SystemRandom))
            .await
            .context("the ceremony stopped")?;
    output::text(&transcript.to_text());
    say!(
        "\nEverything is in {}. Next: `greatseal install {}`.",
        arguments.out.display(),
        arguments.out.display()
    );
    Ok(())
}
