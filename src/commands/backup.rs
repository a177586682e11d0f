//! `signet backup`: the country's store as it is now, beside the running country.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pki_types::SystemClock;

use crate::backups::Backup;
use crate::config::Config;
use crate::output::{self, say};

/// Arguments of `signet backup`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The new folder that the backup is to be
    pub folder: PathBuf,
    /// The country's configuration
    #[arg(long, value_name = "FILE", default_value = "signet.toml")]
    pub config: PathBuf,
}

/// Makes the backup and says what it does not hold.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let config = Config::read(&arguments.config)?;
    output::promise(&format!("Backing {} up.", config.database))?;
    let backup = Backup::make(&config.database, &arguments.folder, &SystemClock).await?;
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
    say!("It holds personal data. It does not hold, so copy apart from it and from this machine:");
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
