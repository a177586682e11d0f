//! `greatseal log verify`: an auditor proves a copy of the audit log, with no network; an operator holds the store against it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use audit_log::{Checkpoint, NoteVerifier, Options, Story, reconcile, verify_folder};
use clap::{Args, Subcommand};
use pki_types::display::{json, line, shown};
use pki_types::{Clock, PublicKey, SystemClock};

use super::{certificates_in, text_of};
use crate::config::Config;
use crate::output::{complain, say};

/// Arguments of `greatseal log`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with the log.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prove a copy of the log: nothing altered, removed, reordered or added, and each event where it may be
    Verify(VerifyArguments),
    /// Print the log's verifier key (NAME+ID+KEY), as other programs for transparency logs want it
    Verifier(VerifierArguments),
}

/// Arguments of `greatseal log verifier`.
#[derive(Debug, Args)]
pub struct VerifierArguments {
    /// The folder with the log's static files: its checkpoint has the log's name
    pub folder: PathBuf,
    /// The log's key from the ceremony: public/log-key.pem
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
}

/// Arguments of `greatseal log verify`. Exit codes: 0 it holds, 1 it does not, 3 it could not be checked.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 the log holds, 1 it does not, 3 the check could not be made.")]
pub struct VerifyArguments {
    /// The folder with the log's static files: `checkpoint` and `tile/`
    pub folder: PathBuf,
    /// The log's key from the ceremony: public/log-key.pem, or a file with a verifier key (NAME+ID+KEY)
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// A checkpoint that was kept before: the log must have gone on from it (may be repeated)
    #[arg(long, value_name = "FILE")]
    pub since: Vec<PathBuf>,
    /// Certificates (PEM) that must be in the log (may be repeated)
    #[arg(long, value_name = "FILE")]
    pub certificate: Vec<PathBuf>,
    /// The configuration of a country that is not running: its store must say what the log says
    #[arg(long, value_name = "FILE")]
    pub store_of: Option<PathBuf>,
    /// Print the whole report as JSON instead of a person's words
    #[arg(long)]
    pub json: bool,
}

/// Verifies and prints; never touches the network.
pub async fn perform(arguments: Arguments) -> Result<ExitCode> {
    let arguments = match arguments.command {
        Command::Verify(arguments) => arguments,
        Command::Verifier(VerifierArguments { folder, key }) => {
            say!("{}", verifier(&key, &folder.join("checkpoint"))?);
            return Ok(ExitCode::SUCCESS);
        }
    };
    match verify(&arguments).await {
        Ok(true) => Ok(ExitCode::SUCCESS),
        Ok(false) => Ok(ExitCode::FAILURE),
        Err(error) => {
            complain(&format!("greatseal log verify: {error:#}"));
            Ok(ExitCode::from(3))
        }
    }
}

async fn verify(arguments: &VerifyArguments) -> Result<bool> {
    let checkpoint = arguments.folder.join("checkpoint");
    let verifier = verifier(&arguments.key, &checkpoint)?;
    let mut options = Options::default();
    for path in &arguments.since {
        let earlier = Checkpoint::open(&text_of(path)?, &verifier)
            .with_context(|| format!("{} is no checkpoint of this log", path.display()))?;
        options.earlier.push(earlier);
    }
    for path in &arguments.certificate {
        options.certificates.extend(certificates_in(path)?);
    }
    let (mut report, story) = verify_folder(&arguments.folder, &verifier, &options)?;
    if let Some(path) = &arguments.store_of {
        let findings = hold_store_against(path, &story).await?;
        report.finding_count += findings.len();
        report.findings.extend(findings);
    }

    if arguments.json {
        say!("{}", json(&serde_json::to_string_pretty(&report)?));
        return Ok(report.holds());
    }
    say!("The log {}: {} entries, root {}.", shown(&report.origin), report.size, report.root);
    say!(
        "It tells of {} certificates, {} serials that were given up, and {} sessions that ended.",
        report.certificates,
        report.burnt,
        report.sessions
    );
    for earlier in &options.earlier {
        say!("Held against an earlier checkpoint of {} entries.", earlier.size);
    }
    for finding in &report.findings {
        say!("WRONG: {}", line(finding));
    }
    match report.finding_count {
        0 => say!("It holds: nothing was altered, removed, reordered or added since its key signed it."),
        count => say!("It does NOT hold: {count} findings."),
    }
    Ok(report.holds())
}

/// The verifier in a file: as it is, or, for a public key in PEM, under the name that the checkpoint gives the log.
pub fn verifier(path: &Path, checkpoint: &Path) -> Result<NoteVerifier> {
    verifier_of(&path.display().to_string(), &text_of(path)?, || text_of(checkpoint))
}

/// The same in a text, which errors call `named`; `note` is the checkpoint.
pub fn verifier_of(named: &str, key: &str, note: impl FnOnce() -> Result<String>) -> Result<NoteVerifier> {
    if !key.trim_start().starts_with("-----BEGIN") {
        return NoteVerifier::parse(key).with_context(|| format!("{named} is no verifier key"));
    }
    let key = PublicKey::from_pem(key).with_context(|| format!("{named} is no public key"))?;
    let note = note()?;
    let origin = note.lines().next().unwrap_or_default();
    NoteVerifier::new(origin, &key).with_context(|| format!("{named} and the log {}", shown(origin)))
}

async fn hold_store_against(config: &Path, story: &Story) -> Result<Vec<String>> {
    let config = Config::read(config)?;
    let store = config.database.open(Arc::new(SystemClock)).await?;
    let findings = reconcile(&store, story, SystemClock.now()).await;
    store.close().await;
    Ok(findings?)
}
