//! `greatseal person`: an officer registers a person, corrects a name, gives a person's phone an activation, looks a person up,
//! and ends a phone.

mod correction;
pub(super) mod told;

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use ca_core::renewal::renewable_from;
use clap::{Args, Subcommand, ValueEnum};
use phone_protocol::ActivationCode;
use phone_protocol::activation::Activation;
use pki_types::display::shown;
use pki_types::visible::composed;
use pki_types::{Certificate, Clock, SystemClock, SystemRandom, UnixTime, encoding};
use relying_party::Credentials;
use words::act::{
    Act, ActivationCancelled, CancelActivation, PersonReference, PersonRegistered, RegisterPerson, Revoke,
    StatusChanged, Target,
};
use words::personal::{PersonName as Name, PersonalCode};
use words::{ActivationId, DeviceId, DeviceKind, PhoneNumber};
use zeroize::Zeroizing;

use super::consent::ConsentArguments;
use super::status::{RevocationReason, say_what_changed};
use crate::cli::{OfficerArguments, PersonName};
use crate::client::acts::{Asked, Officer};
use crate::client::discover;
use crate::output::{self, say};
use crate::secrets;

/// How long an activation may be used if nothing else is said, in hours.
const ACTIVATION_HOURS: u16 = 72;

/// Arguments of `greatseal person`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    act: PersonAct,
}

#[derive(Debug, Subcommand)]
enum PersonAct {
    /// Enter a person whom the officer has identified
    Register {
        /// The person, as COUNTRY-CODE
        person: PersonName,
        /// The given names of the register
        #[arg(long)]
        given_name: String,
        /// The surname of the register
        #[arg(long)]
        surname: String,
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// Correct a person's name; the certificates that carry the name before are revoked
    CorrectName(correction::Arguments),
    /// Let a person enrol one phone: shows a QR code, or writes the activation to a file
    Activate {
        /// The person, as COUNTRY-CODE
        person: PersonName,
        /// What kind of device it will be; this alone selects the certificate profile
        #[arg(long, value_enum, default_value_t = Device::App)]
        device: Device,
        /// The telephone number of the device, as +23051234567: relying parties of Mobile-ID name the person by it
        #[arg(long, value_name = "NUMBER")]
        phone_number: Option<Number>,
        /// For how many hours the activation can be used (at most 168)
        #[arg(long, default_value_t = ACTIVATION_HOURS, value_parser = clap::value_parser!(u16).range(1..=168))]
        hours: u16,
        /// Write the activation to a new file of mode 0600 instead of the screen
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// Show a person's name, phones with the state of their certificates, and open activations
    Show {
        /// The person, as COUNTRY-CODE
        person: PersonName,
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// End one phone of a person for good: its certificates are revoked, the person's other phones go on
    EndPhone {
        /// The person, as COUNTRY-CODE
        person: PersonName,
        /// The phone, as `show` names it
        #[arg(value_parser = device_id)]
        device: DeviceId,
        /// Why
        #[arg(long, value_enum, default_value_t = RevocationReason::CessationOfOperation)]
        reason: RevocationReason,
        #[command(flatten)]
        consent: ConsentArguments,
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// End an activation that no phone has used
    CancelActivation {
        /// The activation, as `activate` and `show` name it
        #[arg(value_parser = activation_id)]
        activation: ActivationId,
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// Tell how an activation stands: open, used, expired, ended, cancelled or void, and why
    Activation {
        /// The activation, as `activate` named it
        #[arg(value_parser = activation_id)]
        activation: ActivationId,
        #[command(flatten)]
        officer: OfficerArguments,
    },
}

/// A telephone number of the command line.
#[derive(Clone)]
struct Number(PhoneNumber);

impl std::fmt::Debug for Number {
    /// A telephone number is not shown, also not by accident.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a telephone number")
    }
}

impl FromStr for Number {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |_| "a telephone number is written as +23051234567, with 7 to 15 digits".to_owned();
        PhoneNumber::new(text).map(Self).map_err(wrong)
    }
}

fn activation_id(text: &str) -> Result<ActivationId, String> {
    id_of("an activation", text)
}

fn device_id(text: &str) -> Result<DeviceId, String> {
    id_of("a phone", text)
}

/// An identifier of the command line; the error says what of.
fn id_of<T: FromStr>(what: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{what} is named by 32 lower-case hexadecimal digits"))
}

/// The kinds of devices, as the command line calls them.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Device {
    /// An app on a phone, or the phone in a terminal
    App,
    /// A qualified signature creation device
    Qscd,
}

impl From<Device> for DeviceKind {
    fn from(device: Device) -> Self {
        match device {
            Device::App => Self::App,
            Device::Qscd => Self::Qscd,
        }
    }
}

/// Performs the act and says what comes next.
pub async fn perform(arguments: Arguments) -> Result<()> {
    match arguments.act {
        PersonAct::Register { person, given_name, surname, officer } => {
            let act = Act::RegisterPerson(RegisterPerson {
                country: person.country.clone(),
                code: PersonalCode::new(&person.code)?,
                name: Name::new(&composed(&given_name), &composed(&surname))?,
            });
            let _: PersonRegistered =
                as_officer(&officer, async |officer| officer.perform(act, "registering the person").await)
                    .await?;
            say!("Registered. Next: `greatseal person activate {}-{}`.", person.country, person.code);
        }
        PersonAct::CorrectName(arguments) => correction::perform(arguments).await?,
        PersonAct::Activate { person, device, phone_number, hours, out, officer } => {
            if let Some(path) = out.as_deref().filter(|path| path.exists()) {
                bail!("{} exists already: name a new file with --out", path.display());
            }
            let expires_at = SystemClock.now().plus(i64::from(hours) * 3600);
            let person = reference(&person)?;
            let phone_number = phone_number.map(|number| number.0);
            let app = discover(&officer.country.country).await?.phone_app;
            let activation = as_officer(&officer, async |officer| {
                officer.activate_reached_at(person, device.into(), expires_at, phone_number).await
            })
            .await?;
            say!("Activation {}", encoding::hex(activation.id.as_bytes()));
            hand_over(&activation, app.as_deref(), out)?;
        }
        PersonAct::Activation { activation, officer } => {
            let told =
                as_officer(&officer, async |officer| officer.activation_body(&activation).await).await?;
            say!("{}", told::activation(&told));
        }
        PersonAct::CancelActivation { activation, officer } => {
            let act = Act::CancelActivation(CancelActivation { activation_id: activation });
            let cancelled: ActivationCancelled =
                as_officer(&officer, async |officer| officer.perform(act, "cancelling the activation").await)
                    .await?;
            say!("Cancelled at {}: no phone can use it.", cancelled.recorded_at.rfc3339());
        }
        PersonAct::Show { person, officer } => {
            let sought = reference(&person)?;
            let found = as_officer(&officer, async |officer| officer.person(&sought).await).await?;
            say!("{}", told::person(&person, &found));
        }
        PersonAct::EndPhone { person, device, reason, consent, officer } => {
            let asked = as_officer(&officer, async |officer| {
                end_phone(&officer, &person, device, reason, consent).await
            });
            say_what_changed(asked.await?, "Revoked");
        }
    }
    Ok(())
}

/// Revokes what one phone of the person has, after a question that names both.
async fn end_phone(
    officer: &Officer<'_>,
    person: &PersonName,
    device: DeviceId,
    reason: RevocationReason,
    consent: ConsentArguments,
) -> Result<Asked<StatusChanged>> {
    let reference = reference(person)?;
    let found = officer.person(&reference).await?;
    let phone = found.devices.iter().find(|phone| phone.device == device);
    let phone = phone.with_context(|| {
        format!("this person has no phone {device}: `greatseal person show` lists those there are")
    })?;
    consent.to(&format!(
        "To be ended, one phone of {}:\n{}\nNobody can take it back; the person's other phones go on.",
        told::name(person, &found),
        told::device(phone)
    ))?;
    let target = Target::Device { person: reference, device };
    let revoke = Revoke { target, reason: reason.into(), occurred_at: None };
    officer.ask(Act::Revoke(revoke), "ending the phone").await
}

/// Runs one act with the credentials and the country that the arguments name.
pub async fn as_officer<T>(
    arguments: &OfficerArguments,
    act: impl AsyncFnOnce(Officer<'_>) -> Result<T>,
) -> Result<T> {
    let credentials = Credentials::read(&arguments.folder)?;
    let country = discover(&arguments.country.country).await?;
    output::promise(&format!(
        "As the officer of {} at {}:",
        shown(arguments.folder.display()),
        shown(&arguments.country.country)
    ))?;
    if let Some(reminder) = reminder(&credentials.certificate, SystemClock.now()) {
        say!("{reminder}");
    }
    let officer = Officer::new(&credentials, &country, &SystemClock, &SystemRandom)?;
    act(Officer { role: arguments.role, ..officer }).await
}

/// What an officer hears with each command while the certificate can be renewed: once it has ended, only others help.
fn reminder(certificate: &Certificate, now: UnixTime) -> Option<String> {
    let until = certificate.not_after();
    let is_time = renewable_from(certificate) <= now && now <= until;
    is_time.then(|| {
        format!(
            "This officer's certificate ends at {}: `greatseal officer renew`, before it does, or work with the folder in which it \
             was renewed.",
            until.rfc3339()
        )
    })
}

/// The person as the acts name it.
pub fn reference(person: &PersonName) -> Result<PersonReference> {
    Ok(PersonReference { country: person.country.clone(), code: PersonalCode::new(&person.code)? })
}

/// Hands the activation over: to a file, or as a QR code and one line on the screen. Where the country has the phone as a page,
/// the code is of a link: a camera that reads it opens the page, and what stands behind # is sent to nobody.
fn hand_over(activation: &Activation, app: Option<&str>, out: Option<PathBuf>) -> Result<()> {
    let payload = activation.to_payload();
    if let Some(path) = out {
        secrets::write_private(&path, payload.as_bytes())?;
        say!(
            "The activation is in {}. It is a secret: whoever has it can enrol a phone as this person.",
            path.display()
        );
        say!("Next: `greatseal phone enrol --activation {}`.", path.display());
        return Ok(());
    }
    let link = app.map(|app| Zeroizing::new(format!("{app}/#{}", payload.as_str())));
    let code = fast_qr::QRBuilder::new(link.as_ref().unwrap_or(&payload).as_bytes())
        .build()
        .context("the activation does not fit a QR code")?;
    say!("{}", code.to_str());
    say!("{}", payload.as_str());
    if let Some(link) = &link {
        say!("\nThe same as a link, for a browser:\n{}", link.as_str());
    }
    let typed = ActivationCode::of(activation).to_text();
    say!("\nThe same as a code to be typed, where there is no camera:\n{}", typed.as_str());
    say!(
        "\nThis is a secret: hand it to the person alone, and let nobody else see it. Next, on the person's phone: `greatseal phone enrol`."
    );
    Ok(())
}
