//! `greatseal backup-key`: the key that encrypted backups are restored with.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pki_types::{Clock as _, SystemClock, SystemRandom};

use crate::backups::Identity;
use crate::output::{self, say};

/// Arguments of `greatseal backup-key`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What the two new files are called: NAME.key with the key, for its owner alone, and NAME.pem with its certificate
    pub name: PathBuf,
}

/// Makes the key and says what belongs where.
pub fn perform(arguments: &Arguments) -> Result<()> {
    let name = arguments.name.display();
    output::promise(&format!("Making the key of backups {name}.key and its certificate {name}.pem."))?;
    let recipient = Identity::draw(&arguments.name, SystemClock.now(), &SystemRandom)?;
    say!("The SHA-256 of the certificate is {}.", recipient.sha256());
    say!("Bring {name}.pem to the country and name it in backup.recipients; lock {name}.key away from it:");
    say!("who has it can read every backup, and without it nobody can restore one.");
    Ok(())
}
