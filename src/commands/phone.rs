//! `greatseal phone`: a phone in this terminal.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use faces::Language;
use phone_protocol::Deed;
use phone_terminal::{Environment, FolderStorage, HttpDoor, Phone, PhoneCommand, PhoneOptions};
use pki_types::{SystemClock, SystemRandom};
use words::{DeviceId, Purpose, SessionId};

use super::person::Device;

/// Arguments of `greatseal phone`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder that holds this phone
    #[arg(long, value_name = "FOLDER", default_value = "greatseal-data/phone", global = true)]
    folder: PathBuf,
    /// Further root certificates for TLS (PEM)
    #[arg(long, value_name = "FILE", global = true)]
    trust: Option<PathBuf>,
    /// Both PINs from a file of mode 0600 (PIN 1 on the first line, PIN 2 on the second) instead of the terminal
    #[arg(long, value_name = "FILE", global = true)]
    pin_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make keys and become a person's device, with an officer's activation
    Enrol {
        /// The activation in a file of mode 0600; without it the terminal asks, without echo
        #[arg(long, value_name = "FILE")]
        activation: Option<PathBuf>,
        /// The address of the phones' API, to enrol with the short code instead of the line: it is asked for, or read from the file
        #[arg(long, value_name = "URL")]
        service: Option<String>,
        /// What this phone says it is; it must be what the officer activated. A terminal is no qualified device: `qscd`
        /// serves to try out that profile
        #[arg(long, value_enum, default_value_t = Device::App)]
        device: Device,
    },
    /// Show requests as they come, until stopped
    Wait,
    /// Handle one request and end
    Once,
    /// Come by a device link: a code that another screen shows, or a link on a page
    Claim {
        /// The address that the code holds, or the line behind its #
        link: String,
    },
    /// Say what this phone is
    Status,
    /// Say which phones and certificates the person has
    Keys,
    /// Say what the person was asked, on all their phones, the newest first, twenty at a time
    History {
        /// Go on behind this session, as the page before says it
        #[arg(long, value_name = "SESSION")]
        after: Option<SessionId>,
        /// Write everything about each into this folder: files that `greatseal verify` checks
        #[arg(long, value_name = "FOLDER")]
        save: Option<PathBuf>,
    },
    /// Suspend all certificates of the person at once, on all phones, without a PIN
    Freeze,
    /// End what `freeze` began, with PIN 2
    Unfreeze,
    /// Give an activation for another phone of the same person, with PIN 2; it is shown, and good for some minutes
    Add,
    /// Give a key of this phone another PIN; the PIN that there is grants it
    ChangePin {
        /// Which one: 1 logs in, 2 signs
        #[arg(value_name = "1|2", value_parser = ["1", "2"])]
        pin: String,
        /// The new PIN in a file of mode 0600; without it the terminal asks, without echo
        #[arg(long, value_name = "FILE")]
        new: Option<PathBuf>,
    },
    /// Give a phone of the person a name
    Name {
        /// The name, at most 40 characters
        name: String,
        /// Which phone, as `keys` says it; without it this one
        #[arg(long, value_name = "DEVICE")]
        device: Option<DeviceId>,
    },
    /// End another phone of the person, with PIN 2: its certificates are revoked
    End {
        /// Which phone, as `keys` says it
        #[arg(value_name = "DEVICE")]
        device: DeviceId,
    },
    /// Write this phone's two certificates as PEM files into a folder
    Certificates {
        /// The folder
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
}

/// Runs the phone.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let command = match arguments.command {
        Action::Enrol { activation, service, device } => {
            PhoneCommand::Enrol { activation, service, device_kind: device.into() }
        }
        Action::Wait => PhoneCommand::Wait,
        Action::Once => PhoneCommand::Once,
        Action::Claim { link } => PhoneCommand::Claim { link },
        Action::Status => PhoneCommand::Status,
        Action::Keys => PhoneCommand::Keys,
        Action::History { after, save } => PhoneCommand::History { after, save },
        Action::Freeze => PhoneCommand::Have(Deed::Freeze {}),
        Action::Unfreeze => PhoneCommand::Have(Deed::Unfreeze {}),
        Action::Add => PhoneCommand::Add,
        Action::ChangePin { pin, new } => {
            let purpose = if pin == "1" { Purpose::Authentication } else { Purpose::Signature };
            PhoneCommand::ChangePin { purpose, new }
        }
        Action::Name { name, device } => PhoneCommand::Name { name, device },
        Action::End { device } => PhoneCommand::Have(Deed::EndDevice { device }),
        Action::Certificates { out } => return write_certificates(&arguments.folder, &out),
    };
    let options = PhoneOptions {
        folder: arguments.folder,
        trust: arguments.trust,
        pin_file: arguments.pin_file,
        language: Language::of_environment(|name| std::env::var(name).ok()),
        command,
    };
    phone_terminal::run(options, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    Ok(())
}

fn write_certificates(folder: &Path, out: &Path) -> Result<()> {
    let environment = Environment {
        door: Arc::new(HttpDoor::new(None)?),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        pause: Duration::from_secs(1),
    };
    let phone = Phone::open(FolderStorage::open(folder)?, environment)?;
    let enrolled =
        phone.enrolled().context("this phone is not enrolled: run `greatseal phone enrol` first")?;
    std::fs::create_dir_all(out).with_context(|| format!("cannot create {}", out.display()))?;
    std::fs::write(out.join("authentication.pem"), enrolled.authentication.pem())?;
    std::fs::write(out.join("signature.pem"), enrolled.signature.pem())?;
    Ok(())
}
