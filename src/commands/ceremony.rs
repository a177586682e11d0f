//! `greatseal ceremony`: the country's keys and first certificates, from one reviewed file, on a machine of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use ca_core::ceremony::Place;
use ca_core::ceremony::succession::{self, SuccessionFile};
use ca_core::ceremony::transcript::{PROGRAM, Transcript};
use ca_core::{CeremonyFile, ceremony};
use clap::Args;
use hsm_adapter::{CopiedKeys, labels};
use pki_types::display::shown;
use pki_types::{Sha256Digest, SystemClock, SystemRandom};

use super::root_list::RootKey;
use crate::key_places::ceremony_tokens;
use crate::output::{self, say};
use crate::secrets::SecretSource;

/// Arguments of `greatseal ceremony`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The reviewed ceremony file (docs/ceremonies.md explains each field)
    pub file: PathBuf,
    /// The folder of the ceremony that made the root: the file asks for later issuers of it alone
    #[arg(long, value_name = "FOLDER")]
    pub root: Option<PathBuf>,
    /// A file of mode 0600 with the passphrase of that ceremony; without it the terminal is asked
    #[arg(long, value_name = "FILE", requires = "root", conflicts_with = "tokens")]
    pub root_passphrase_file: Option<PathBuf>,
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
    let name = arguments.file.display();
    let text = std::fs::read_to_string(&arguments.file)
        .with_context(|| format!("cannot read the ceremony file {name}"))?;
    let transcript = match &arguments.root {
        None => {
            let file = CeremonyFile::parse(&text).with_context(|| format!("{name} is refused"))?;
            begin(&arguments, file.sha256())?;
            found(&file, &arguments).await
        }
        Some(root) => {
            let file = SuccessionFile::parse(&text).with_context(|| format!("{name} is refused"))?;
            begin(&arguments, file.sha256())?;
            succeed(&file, root, &arguments).await
        }
    };
    output::text(&transcript?.to_text());
    say!(
        "\nEverything is in {}. Next: `greatseal install {}`.",
        arguments.out.display(),
        arguments.out.display()
    );
    Ok(())
}

fn begin(arguments: &Arguments, sha256: Sha256Digest) -> Result<()> {
    let file = shown(arguments.file.display());
    output::promise(&format!("{PROGRAM} holds a ceremony of {file}, SHA-256 {sha256}."))
}

async fn found(file: &CeremonyFile, arguments: &Arguments) -> Result<Transcript> {
    let (place, keys) = place(arguments)?;
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    ceremony::run(file, place, keys.as_ref(), clock, random).await.context("the ceremony stopped")
}

async fn succeed(file: &SuccessionFile, root: &Path, arguments: &Arguments) -> Result<Transcript> {
    let key = RootKey::of(arguments.root_passphrase_file.clone(), arguments.tokens.clone());
    let key = key.open(root)?.signer(labels::ROOT)?;
    let (place, keys) = place(arguments)?;
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let held = succession::run(file, root, key, place, keys.as_ref(), clock, random).await;
    held.context("the ceremony stopped")
}

/// The empty folder, and where the keys are made. The tokens are logged in to, or the passphrase is asked for, before anything
/// is made.
fn place(arguments: &Arguments) -> Result<(Place, Box<dyn CopiedKeys>)> {
    if let Some(tokens) = &arguments.tokens {
        let keys = ceremony_tokens(tokens)?;
        return Ok((Place::begin(&arguments.out)?, Box::new(keys)));
    }
    let passphrase = SecretSource {
        credential: "key-store-passphrase".to_owned(),
        file: arguments.passphrase_file.clone(),
        question: "Passphrase of the new key store (at least 12 characters)".to_owned(),
    }
    .read_new()?;
    let place = Place::begin(&arguments.out)?;
    let keys = place.software_keys(&passphrase)?;
    Ok((place, Box::new(keys)))
}
