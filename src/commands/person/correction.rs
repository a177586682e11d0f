//! `greatseal person correct-name`: the register has another name for a person.

use anyhow::Result;
use clap::Args;
use pki_types::display::shown;
use pki_types::visible::composed;
use words::act::{Act, CorrectName, StatusChanged};
use words::api::officers::{CertificateState, PersonBody};
use words::personal::PersonName as Name;

use super::{as_officer, reference, told};
use crate::cli::{OfficerArguments, PersonName};
use crate::client::acts::Officer;
use crate::commands::consent::ConsentArguments;
use crate::output::say;

/// Arguments of `greatseal person correct-name`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The person, as COUNTRY-CODE
    person: PersonName,
    /// The given names of the register; without it they stay as they are
    #[arg(long, required_unless_present = "surname")]
    given_name: Option<String>,
    /// The surname of the register; without it it stays as it is
    #[arg(long)]
    surname: Option<String>,
    #[command(flatten)]
    consent: ConsentArguments,
    #[command(flatten)]
    officer: OfficerArguments,
}

/// Asks with both names and what follows, corrects, and says what comes next.
pub(super) async fn perform(arguments: Arguments) -> Result<()> {
    let changed = as_officer(&arguments.officer, async |officer| correct(&officer, &arguments).await).await?;
    let person = &arguments.person;
    say!("Corrected at {}.", changed.recorded_at.rfc3339());
    if changed.certificates.is_empty() {
        say!("No certificate in force carried the name before.");
        return Ok(());
    }
    say!("Revoked, because they carried the name before:");
    for certificate in &changed.certificates {
        say!("  {certificate}");
    }
    say!("Next, if the person is to go on: `greatseal person activate {}-{}`.", person.country, person.code);
    Ok(())
}

async fn correct(officer: &Officer<'_>, arguments: &Arguments) -> Result<StatusChanged> {
    let person = reference(&arguments.person)?;
    let found = officer.person(&person).await?;
    let name = corrected(&found, arguments)?;
    arguments.consent.to(&consequences(&arguments.person, &found, &name))?;
    let act = Act::CorrectName(CorrectName { person, name, corrects: found.named_by });
    officer.perform(act, "correcting the name").await
}

/// The new name, with what nobody named as it was.
fn corrected(found: &PersonBody, arguments: &Arguments) -> Result<Name> {
    let given_name = arguments.given_name.as_deref().unwrap_or(&found.given_name);
    let surname = arguments.surname.as_deref().unwrap_or(&found.surname);
    Ok(Name::new(&composed(given_name), &composed(surname))?)
}

fn consequences(person: &PersonName, found: &PersonBody, name: &Name) -> String {
    let is_in_force =
        |state: CertificateState| matches!(state, CertificateState::Good | CertificateState::Suspended);
    let has_some = |phone: &&words::api::officers::DeviceBody| {
        phone.certificates.iter().any(|certificate| is_in_force(certificate.state))
    };
    let phones = found.devices.iter().filter(has_some).count();
    let follows = match phones {
        0 => "No phone of the person has a certificate in force; what is enrolled next carries the new name."
            .to_owned(),
        _ => format!(
            "All certificates of the person's phones ({phones}) carry the name before and are revoked for good: no login and no \
             signature is good any more, and what is open ends. Nobody can take it back; the person needs a new activation and \
             enrols anew."
        ),
    };
    format!(
        "To be corrected, the name of\n  {}\nto\n  {} {}\n{follows}",
        told::name(person, found),
        shown(name.given_name()),
        shown(name.surname())
    )
}
