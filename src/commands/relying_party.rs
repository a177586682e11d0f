//! `greatseal relying-party`: an officer admits an e-service, changes its doors, or ends its admission.

use std::ffi::OsStr;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use mobile_sig_api::relying_party::mobile_id::relying_party_uuid;
use pki_types::display::shown;
use pki_types::name::Name;
use pki_types::visible::composed;
use words::act::{
    Act, ChangeDoors, DoorsChanged, EndRelyingParty, RegisterRelyingParty, RelyingPartyRegistered,
    StatusChanged,
};
use words::{Door, Doors};

use super::consent::ConsentArguments;
use super::person::as_officer;
use crate::cli::OfficerArguments;
use crate::client::new_credentials::{self, key_and_request_in, read_request};
use crate::command_line;
use crate::output::say;

/// Arguments of `greatseal relying-party`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    act: RelyingPartyAct,
}

#[derive(Debug, Subcommand)]
enum RelyingPartyAct {
    /// Admit a relying party: certifies the key that it signs its requests with
    Register(Registration),
    /// Have a relying party use other doors: what comes through another in its name is refused from then on
    Doors {
        /// Its short name
        id: String,
        /// A door that it uses from now on; for several, once for each
        #[arg(long = "door", value_name = "native|mobile_id", required = true)]
        doors: Vec<Door>,
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// End a relying party's admission: its certificates are revoked, its requests refused
    End {
        /// Its short name
        id: String,
        #[command(flatten)]
        consent: ConsentArguments,
        #[command(flatten)]
        officer: OfficerArguments,
    },
}

#[derive(Debug, Args)]
struct Registration {
    /// A short name of lower-case letters, digits and hyphens, never given twice
    id: String,
    /// The name that persons will see on their phones
    #[arg(long)]
    name: String,
    /// The domain that persons will see beside it
    #[arg(long)]
    domain: String,
    /// ISO 3166-1 alpha-2
    #[arg(long, value_name = "CODE")]
    country_code: String,
    /// A door that it uses; for several, once for each. Through mobile_id it asks without signing: persons are told that the
    /// service vouches for it
    #[arg(long = "door", value_name = "native|mobile_id", default_value = "native")]
    doors: Vec<Door>,
    /// The relying party's own PKCS#10 request (PEM or DER); without it a key is made here, into --out
    #[arg(long, value_name = "FILE")]
    csr: Option<PathBuf>,
    /// The new folder for the certificate (and the key, if it is made here); one whose key waits for an answer that was lost is
    /// used again
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    officer: OfficerArguments,
}

/// Performs the act and says what comes next.
pub async fn perform(arguments: Arguments) -> Result<()> {
    match arguments.act {
        RelyingPartyAct::Register(registration) => register(registration).await?,
        RelyingPartyAct::Doors { id, doors, officer } => {
            let act = Act::ChangeDoors(ChangeDoors { id, doors: Doors::try_from(doors)? });
            let changed: DoorsChanged =
                as_officer(&officer, async |officer| officer.perform(act, "changing the doors").await)
                    .await?;
            let (id, since) = (shown(&changed.relying_party), changed.recorded_at.rfc3339());
            say!("{id} asks through {} and no other door, since {since}.", changed.doors);
        }
        RelyingPartyAct::End { id, consent, officer } => {
            let consequences = format!(
                "The relying party {} is to be none any more: its certificates are revoked for good, its requests refused. \
                 What was signed for it stays valid. The short name is never given again.",
                shown(&id)
            );
            let act = Act::EndRelyingParty(EndRelyingParty { id: id.clone() });
            let changed: StatusChanged = as_officer(&officer, async |officer| {
                consent.to(&consequences)?;
                officer.perform(act, "ending the admission").await
            })
            .await?;
            say!("{id} is no relying party any more, since {}.", changed.recorded_at.rfc3339());
        }
    }
    Ok(())
}

/// The key is on the disk before the act is sent. If the answer is lost, the same command asks again with the same key, and gets
/// the certificate that came of it.
async fn register(said: Registration) -> Result<()> {
    let Registration { id, name, domain, country_code: country, doors, csr, out, officer } = said;
    let doors = Doors::try_from(doors)?;
    let (registered, api) = as_officer(&officer, async |officer| {
        let csr = match csr {
            Some(_) if out.exists() => {
                bail!("{} exists already: name a new folder with --out", out.display())
            }
            Some(path) => read_request(&path)?,
            None => key_and_request_in(&out, Name::new().country(&country).common_name(&name))?,
        };
        let act =
            RegisterRelyingParty { id, name: composed(&name), domain, country, doors: doors.clone(), csr };
        let registered: RelyingPartyRegistered =
            officer.perform(Act::RegisterRelyingParty(act), "registering the relying party").await?;
        let pin = officer.credentials.statement_key_pin;
        new_credentials::keep(&out, &registered.certificate, &registered.chain, pin)?;
        Ok((registered, officer.country.relying_party_api.clone()))
    })
    .await?;
    say!("Registered {}. Everything it needs is in {}.", registered.relying_party, out.display());
    if doors.contains(Door::MobileId) {
        let uuid = relying_party_uuid(&registered.relying_party);
        say!(
            "Its client of Mobile-ID is pointed at {}/mid-api; its relyingPartyUUID is {uuid}.",
            shown(&api)
        );
    }
    if doors.contains(Door::Native) {
        let sign = ["sign", "FILE.pdf", "--person", "COUNTRY-CODE", "--as"].map(OsStr::new);
        let sign = command_line::of_program(sign.into_iter().chain([out.as_os_str()]));
        say!("Next: {}", shown(sign));
    }
    Ok(())
}
