//! `greatseal suspend`, `release` and `revoke`: an officer changes the status of a person's certificates.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use pki_types::crl::Reason;
use pki_types::display::shown;
use pki_types::{Sha256Digest, UnixTime};
use words::act::{Act, Release, Revoke, StatusChanged, Suspend, Target};

use super::act::say_that_it_waits;
use super::consent::ConsentArguments;
use super::person::{as_officer, reference, told};
use crate::cli::{OfficerArguments, PersonName};
use crate::client::acts::{Asked, Officer};
use crate::output::say;

/// Which certificates: all of a person, or those of the device that holds one certificate.
#[derive(Debug, Args)]
pub struct TargetArguments {
    /// The person, as COUNTRY-CODE: the certificates of all devices
    #[arg(required_unless_present = "certificate", conflicts_with = "certificate")]
    person: Option<PersonName>,
    /// The id of one certificate (SHA-256, hexadecimal): it and the others of the same device
    #[arg(long, value_name = "ID")]
    certificate: Option<String>,
    #[command(flatten)]
    officer: OfficerArguments,
}

impl TargetArguments {
    /// Whose certificates they are, in words. A person is looked up, so that a mistyped code is noticed.
    async fn told(&self, officer: &Officer<'_>) -> Result<String> {
        match (&self.person, &self.certificate) {
            (Some(person), _) => {
                let found = officer.person(&reference(person)?).await?;
                let phones = found.devices.len();
                Ok(format!("all phones ({phones}) of {}", told::name(person, &found)))
            }
            (None, Some(id)) => {
                Ok(format!("the certificate {}, and the others of the same phone", shown(id)))
            }
            (None, None) => bail!("name a person or a certificate"),
        }
    }

    fn target(&self) -> Result<Target> {
        match (&self.person, &self.certificate) {
            (Some(person), None) => Ok(Target::Person(reference(person)?)),
            (None, Some(id)) => match Sha256Digest::from_hex(id) {
                Ok(digest) => Ok(Target::Certificate(digest)),
                Err(_) => bail!("--certificate is {id:?}, but must be 64 hexadecimal digits"),
            },
            _ => bail!("name a person or a certificate"),
        }
    }
}

/// Arguments of `greatseal suspend`.
#[derive(Debug, Args)]
pub struct SuspendArguments {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    consent: ConsentArguments,
}

/// Arguments of `greatseal release`.
#[derive(Debug, Args)]
pub struct ReleaseArguments {
    #[command(flatten)]
    target: TargetArguments,
}

/// Arguments of `greatseal revoke`.
#[derive(Debug, Args)]
pub struct RevokeArguments {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    consent: ConsentArguments,
    /// Why
    #[arg(long, value_enum)]
    reason: RevocationReason,
    /// Since when, if earlier than now, for example 2026-11-24T09:00:00Z
    #[arg(long, value_name = "TIME")]
    occurred_at: Option<String>,
}

/// RFC 5280 §5.3.1, as far as a citizen's certificate can need it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RevocationReason {
    /// The phone or its key fell into other hands
    KeyCompromise,
    /// The person's name or other data changed
    AffiliationChanged,
    /// Another certificate takes its place
    Superseded,
    /// The person needs it no more
    CessationOfOperation,
    /// The right to it was withdrawn
    PrivilegeWithdrawn,
}

impl From<RevocationReason> for Reason {
    fn from(reason: RevocationReason) -> Self {
        match reason {
            RevocationReason::KeyCompromise => Self::KeyCompromise,
            RevocationReason::AffiliationChanged => Self::AffiliationChanged,
            RevocationReason::Superseded => Self::Superseded,
            RevocationReason::CessationOfOperation => Self::CessationOfOperation,
            RevocationReason::PrivilegeWithdrawn => Self::PrivilegeWithdrawn,
        }
    }
}

/// Suspends.
pub async fn suspend(arguments: SuspendArguments) -> Result<()> {
    let target = arguments.target.target()?;
    let asked = as_officer(&arguments.target.officer, async |officer| {
        arguments.consent.to(&format!(
            "To be suspended: {}. Nothing can be signed with them, and no login is good, until an officer releases them.",
            arguments.target.told(&officer).await?
        ))?;
        officer.ask(Act::Suspend(Suspend { target }), "suspending").await
    });
    if say_what_changed(asked.await?, "Suspended") {
        say!(
            "Next: `greatseal release` makes the same certificates good again, `greatseal revoke` ends them for good."
        );
    }
    Ok(())
}

/// Releases.
pub async fn release(arguments: ReleaseArguments) -> Result<()> {
    let target = arguments.target.target()?;
    let act = Act::Release(Release { target });
    let asked =
        as_officer(&arguments.target.officer, async |officer| officer.ask(act, "releasing").await).await?;
    say_what_changed(asked, "Released");
    Ok(())
}

/// Revokes.
pub async fn revoke(arguments: RevokeArguments) -> Result<()> {
    let target = arguments.target.target()?;
    let occurred_at = match &arguments.occurred_at {
        None => None,
        Some(text) => match UnixTime::parse_rfc3339(text) {
            Ok(at) => Some(at),
            Err(_) => bail!("--occurred-at is {text:?}, but must look like 2026-11-24T09:00:00Z"),
        },
    };
    let since = occurred_at.map_or_else(String::new, |at| format!(", as of {}", at.rfc3339()));
    let act = Act::Revoke(Revoke { target, reason: arguments.reason.into(), occurred_at });
    let asked = as_officer(&arguments.target.officer, async |officer| {
        arguments.consent.to(&format!(
            "To be revoked{since}: {}. Nobody can take it back; whoever is to sign again needs a new activation and enrols anew.",
            arguments.target.told(&officer).await?
        ))?;
        officer.ask(act, "revoking").await
    });
    say_what_changed(asked.await?, "Revoked");
    Ok(())
}

/// Tells whether it is done; else it waits for another officer.
pub(super) fn say_what_changed(asked: Asked<StatusChanged>, done: &str) -> bool {
    let changed = match asked {
        Asked::Done(changed) => changed,
        Asked::Waits { act, waits } => {
            say_that_it_waits(&act, &waits);
            return false;
        }
    };
    say!("{done} at {}:", changed.recorded_at.rfc3339());
    for certificate in &changed.certificates {
        say!("  {certificate}");
    }
    true
}
