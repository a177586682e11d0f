//! `greatseal backup`: the country's store as it is now, beside the running country.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pki_types::{SystemClock, SystemRandom};

use crate::backups::{Backup, Protection, Recipient};
use crate::config::Config;
use crate::output::{self, say};

/// Arguments of `greatseal backup`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The new folder that the backup is to be
    pub folder: PathBuf,
    /// A file with the certificate (PEM) of who can open it; may be given several times. Default: the configuration's
    /// `backup.recipients`
    #[arg(long = "recipient", value_name = "FILE")]
    pub recipients: Vec<PathBuf>,
    /// Encrypt it to nobody: whoever has it can read it
    #[arg(long, conflicts_with = "recipients")]
    pub plain: bool,
    /// The country's configuration
    #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
    pub config: PathBuf,
}

/// Makes the backup and says what it does not hold.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let config = Config::read(&arguments.config)?;
    config.lies_apart("the backup", &arguments.folder)?;
    let named = &arguments.recipients;
    let recipients = if named.is_empty() { &config.backup_recipients } else { named };
    let protection = if arguments.plain {
        Protection::Plain
    } else {
        let recipients = recipients.iter().map(|file| Recipient::read(file)).collect::<Result<Vec<_>>>()?;
        Protection::to(recipients, &SystemRandom)?
    };
    output::promise(&format!("Backing {} up.", config.database))?;
    let backup = Backup::make(&config.database, &arguments.folder, protection, &SystemClock).await?;
    let inventory = backup.inventory();
    let rows = |table: &str| inventory.rows.get(table).copied().unwrap_or(0);
    say!(
        "{}: {} certificates of {} persons, {} entries of the audit log, made {}.",
        arguments.folder.display(),
        rows("certificates"),
        rows("persons"),
        inventory.log_size,
        backup.made_at().rfc3339()
    );
    match backup.encrypted_to() {
        [] => say!("It holds personal data, and whoever has it can read it."),
        recipients => {
            for recipient in recipients {
                say!("It is encrypted to the certificate with the SHA-256 {recipient}.");
            }
        }
    }
    say!("It does not hold, so copy apart from it and from this machine:");
    match config.keys.folder() {
        Some(keys) => say!("  the keys          {}, and their passphrase somewhere else", keys.display()),
        None => say!("  the keys          in tokens: their ceremony left copies in others"),
    }
    say!("  the configuration {}", arguments.config.display());
    match &config.audit_log_copy {
        Some(copy) => {
            say!("  the audit log     {}, as new as can be: nothing is restored without it", copy.display())
        }
        None => say!(
            "  the audit log     nowhere yet: set audit_log.copy, because nothing is restored without a copy of it"
        ),
    }
    Ok(())
}
