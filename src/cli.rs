//! The command line: what can be said, and which command hears it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use words::act::Role;

use crate::client::DEFAULT_ADDRESS;
use crate::commands;

/// A country's trust service in one program.
#[derive(Debug, Parser)]
#[command(name = "greatseal", version, about, max_term_width = 110, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One command, one file in `commands/`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the country's doors, all of its processes in one or one of them
    Serve(commands::serve::Arguments),
    /// Run the country's worker: what doors wrote down is decided here, out of any network's reach
    Work(commands::serve::WorkArguments),
    /// Run the country's deliverer: phones are woken from here, over networks of others
    Deliver(commands::serve::DeliverArguments),
    /// Start a demonstration country, or let it do the whole job once
    Demo(commands::demo::Arguments),
    /// Make the country's keys and first certificates from one reviewed file
    Ceremony(commands::ceremony::Arguments),
    /// Bring the schema of the country's database up to date
    Migrate(commands::migrate::Arguments),
    /// Bring a ceremony's public results and wrapped keys into the country's store
    Install(commands::install::Arguments),
    /// Back the country's store up, encrypted, beside the running country
    Backup(commands::backup::Arguments),
    /// Make the key that encrypted backups are restored with
    BackupKey(commands::backup_key::Arguments),
    /// Make the country's store from a backup and a copy of its audit log
    Restore(commands::restore::Arguments),
    /// Renew the root's revocation list with its offline key, or bring it to the country
    RootList(commands::root_list::Arguments),
    /// Make the next key that answers OCSP for the issuing authorities, certify it with the root's, or bring it to the country
    RootSigner(commands::root_signer::Arguments),
    /// Register a person, correct a name, or give a person's phone an activation (an officer's acts)
    Person(commands::person::Arguments),
    /// Suspend the certificates of a person's phone (an officer's act)
    Suspend(commands::status::SuspendArguments),
    /// Release suspended certificates (an officer's act)
    Release(commands::status::ReleaseArguments),
    /// Revoke certificates for good (an officer's act)
    Revoke(commands::status::RevokeArguments),
    /// Appoint an officer or end an office (acts of two officers), or renew the own certificate
    Officer(commands::officer::Arguments),
    /// List, confirm or withdraw what waits for another officer
    Act(commands::act::Arguments),
    /// Register or end a relying party (an officer's act)
    RelyingParty(commands::relying_party::Arguments),
    /// Be a phone in this terminal
    Phone(commands::phone::Arguments),
    /// Ask a person to sign a PDF, as a relying party
    Sign(commands::sign::Arguments),
    /// Check signed PDFs with no network, as an auditor
    Verify(commands::verify::Arguments),
    /// Check the audit log, as an auditor or an operator
    Log(commands::log::Arguments),
    /// Look at everything that the country needs, while it runs or not, and say what to do
    Doctor(commands::doctor::Arguments),
    /// Print a configuration file with every field, its unit and its default, for a country of yours or as an example
    Config(commands::config::Arguments),
}

/// Which running country a client command speaks to.
#[derive(Clone, Debug, Args)]
pub struct CountryArguments {
    /// The country's address: the page that serves /.well-known/greatseal
    #[arg(long, value_name = "URL", default_value = DEFAULT_ADDRESS)]
    pub country: String,
}

/// On whose behalf an officer's command acts.
#[derive(Clone, Debug, Args)]
pub struct OfficerArguments {
    /// The officer's folder: certificate.pem, key.pem (mode 0600), chain.pem, statement-key.sha256
    #[arg(long = "as", value_name = "FOLDER", default_value = "greatseal-data/officer")]
    pub folder: PathBuf,
    /// In which role the officer acts: registration, revocation or security; without it the usual one of the act
    #[arg(long, value_name = "ROLE")]
    pub role: Option<Role>,
    /// The running country.
    #[command(flatten)]
    pub country: CountryArguments,
}

/// A person, named by the country and the personal code of the register.
#[derive(Clone)]
pub struct PersonName {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The personal code.
    pub code: String,
}

impl std::fmt::Debug for PersonName {
    /// A personal code is not shown, also not by accident.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a person")
    }
}

impl std::str::FromStr for PersonName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (country, code) = text
            .split_once('-')
            .ok_or("a person is written as COUNTRY-CODE, for example MU-T1980010112345")?;
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err("a person's country is two capital letters, for example MU-T1980010112345".to_owned());
        }
        Ok(Self { country: country.to_owned(), code: code.to_owned() })
    }
}
