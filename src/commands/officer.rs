//! `greatseal officer`: security officers appoint another one, or end an office; each officer renews the own certificate.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use pki_types::display::shown;
use pki_types::name::Name;
use pki_types::visible::composed;
use pki_types::{Certificate, Sha256Digest};
use words::act::{Act, EndOfficer, OfficerRegistered, RegisterOfficer, RenewOfficer, Role, StatusChanged};

use super::act::{digest, say_that_it_waits};
use super::consent::ConsentArguments;
use super::person::as_officer;
use crate::cli::OfficerArguments;
use crate::client::acts::{Asked, Officer};
use crate::client::new_credentials::{self, key_and_request_in, read_request};
use crate::output::say;

/// Arguments of `greatseal officer`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    act: OfficerAct,
}

#[derive(Debug, Subcommand)]
enum OfficerAct {
    /// Ask for an officer to be appointed: another security officer confirms it, then `collect` fetches the certificate
    Appoint(Appointment),
    /// Fetch the certificate of an officer whose appointment this officer asked for and another one has confirmed
    Collect {
        /// The act's SHA-256, as `appoint` named it
        #[arg(value_parser = digest)]
        act: Sha256Digest,
        /// The folder that `appoint` made the key in, or a new one if the officer has the key
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// Renew the own certificate, for a new key, in its last 60 days: the same officer with the same roles
    Renew {
        /// The new folder for the key and the certificate; one whose key waits for an answer that was lost is used again
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// Ask for an office to be ended: another security officer confirms it, then the officer's certificate is revoked
    End {
        /// The officer's short name
        id: String,
        #[command(flatten)]
        consent: ConsentArguments,
        #[command(flatten)]
        officer: OfficerArguments,
    },
}

#[derive(Debug, Args)]
struct Appointment {
    /// A short name of lower-case letters, digits and hyphens, never given twice
    id: String,
    /// The officer's name
    #[arg(long)]
    name: String,
    /// What the new officer may be trusted with: registration, revocation, security, auditor
    #[arg(long, value_name = "ROLE,…", value_delimiter = ',', required = true)]
    roles: Vec<Role>,
    /// The new officer's own PKCS#10 request (PEM or DER); without it a key is made here, into --out
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    csr: Option<PathBuf>,
    /// The new folder for the key
    #[arg(long, value_name = "FOLDER", required_unless_present = "csr")]
    out: Option<PathBuf>,
    #[command(flatten)]
    officer: OfficerArguments,
}

/// Performs the act and says what comes next.
pub async fn perform(arguments: Arguments) -> Result<()> {
    match arguments.act {
        OfficerAct::Appoint(appointment) => appoint(appointment).await,
        OfficerAct::Collect { act, out, officer } => {
            as_officer(&officer, async |officer| collect(&officer, &act, &out).await).await
        }
        OfficerAct::Renew { out, officer } => {
            as_officer(&officer, async |officer| renew(&officer, &out).await).await
        }
        OfficerAct::End { id, consent, officer } => {
            as_officer(&officer, async |officer| end(&officer, id, consent).await).await
        }
    }
}

/// The key is on the disk before the act is sent: it is certified a day later at most, in another run of this program. It is
/// made after standard output took what is done, so that a command that did nothing leaves nothing.
async fn appoint(said: Appointment) -> Result<()> {
    let name = composed(&said.name);
    let roles = said.roles.into_iter().collect();
    as_officer(&said.officer, async |officer| {
        let csr = match (&said.csr, &said.out) {
            (Some(path), _) => read_request(path)?,
            (None, Some(folder)) => key_and_request_in(folder, Name::new().common_name(&name))?,
            (None, None) => bail!("name a request with --csr, or a new folder with --out"),
        };
        let act = Act::RegisterOfficer(RegisterOfficer { id: said.id.clone(), name, roles, csr });
        let out = said.out.clone().unwrap_or_else(|| PathBuf::from(&said.id));
        match officer.ask::<OfficerRegistered>(act, "appointing the officer").await? {
            Asked::Done(appointed) => keep(&officer, &appointed, &out),
            Asked::Waits { act, waits } => {
                say_that_it_waits(&act, &waits);
                say!("Then: `greatseal officer collect {act} --out {}`.", shown(out.display()));
                Ok(())
            }
        }
    })
    .await
}

async fn collect(officer: &Officer<'_>, act: &Sha256Digest, out: &Path) -> Result<()> {
    match officer.outcome::<OfficerRegistered>(act, "collecting the officer's certificate").await? {
        Asked::Done(appointed) => keep(officer, &appointed, out),
        Asked::Waits { act, waits } => {
            say_that_it_waits(&act, &waits);
            bail!("the officer is not appointed yet, and there is nothing to collect")
        }
    }
}

/// The new key is on the disk before the act is sent. If the answer is lost, the same command asks again with the same key, and
/// gets the certificate that came of it, as long as the present one lasts.
async fn renew(officer: &Officer<'_>, out: &Path) -> Result<()> {
    let present = &officer.credentials.certificate;
    let name = present.common_name().context("the certificate of this officer has no name")?;
    let csr = key_and_request_in(out, Name::new().common_name(&name))?;
    let act = Act::RenewOfficer(RenewOfficer { csr });
    let renewed: OfficerRegistered = officer.perform(act, "renewing the certificate").await?;
    keep_folder(officer, &renewed, out)?;
    let until = Certificate::from_pem(&renewed.certificate).context("the service answered no certificate")?;
    say!("Renewed the certificate of {}, until {}.", shown(&renewed.officer), until.not_after().rfc3339());
    say!("Work with --as {} from now on.", shown(out.display()));
    say!(
        "The certificate in {} goes on until {}, and is not renewed again: destroy its key when you need it no more.",
        shown(officer.credentials.folder.display()),
        present.not_after().rfc3339()
    );
    Ok(())
}

/// The folder with which an officer works, but for a key that is the officer's own.
fn keep_folder(officer: &Officer<'_>, certified: &OfficerRegistered, out: &Path) -> Result<()> {
    let pin = officer.statement_key_pin()?;
    new_credentials::keep(out, &certified.certificate, &certified.chain, Some(pin))
}

fn keep(officer: &Officer<'_>, appointed: &OfficerRegistered, out: &Path) -> Result<()> {
    keep_folder(officer, appointed, out)?;
    say!("Appointed {}. The certificate is in {}.", shown(&appointed.officer), shown(out.display()));
    if out.join("key.pem").exists() {
        say!("The folder goes to its owner alone, who works with --as FOLDER; keep no copy of the key.");
    } else {
        say!("The folder goes to its owner, who adds key.pem (mode 0600) and works with --as FOLDER.");
    }
    Ok(())
}

async fn end(officer: &Officer<'_>, id: String, consent: ConsentArguments) -> Result<()> {
    consent.to(&format!(
        "The officer {} is to be an officer no more: the certificate is revoked for good, and no act under it is taken. \
         What the officer did stays. The short name is never given again.",
        shown(&id)
    ))?;
    let act = Act::EndOfficer(EndOfficer { id: id.clone() });
    match officer.ask::<StatusChanged>(act, "ending the office").await? {
        Asked::Done(changed) => {
            say!("{} is no officer any more, since {}.", shown(&id), changed.recorded_at.rfc3339());
        }
        Asked::Waits { act, waits } => say_that_it_waits(&act, &waits),
    }
    Ok(())
}
