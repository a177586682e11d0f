//! `greatseal relying-party`: an officer admits an e-service, or ends its admission.

use std::ffi::OsStr;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use pki_types::act::{Act, EndRelyingParty, RegisterRelyingParty, RelyingPartyRegistered, StatusChanged};
use pki_types::display::shown;
use pki_types::name::Name;
use pki_types::visible::composed;

use super::consent::ConsentArguments;
use super::person::as_officer;
use crate::cli::OfficerArguments;
use crate::client::new_credentials::{self, new_key_and_request, read_request};
use crate::command_line;
use crate::output::say;
use crate::secrets;

/// Arguments of `greatseal relying-party`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    act: RelyingPartyAct,
}

#[derive(Debug, Subcommand)]
enum RelyingPartyAct {
    /// Admit a relying party: certifies the key that it signs its requests with
    Register {
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
        /// The relying party's own PKCS#10 request (PEM or DER); without it a key is made here, into --out
        #[arg(long, value_name = "FILE")]
        csr: Option<PathBuf>,
        /// The new folder for the certificate (and the key, if it is made here)
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
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

/// Performs the act and says what comes next.
pub async fn perform(arguments: Arguments) -> Result<()> {
    match arguments.act {
        RelyingPartyAct::Register { id, name, domain, country_code, csr, out, officer } => {
            if out.exists() {
                bail!("{} exists already: name a new folder with --out", out.display());
            }
            let (csr, key_pem) = match csr {
                Some(path) => (read_request(&path)?, None),
                None => {
                    let subject = Name::new().country(&country_code).common_name(&name);
                    let (pem, csr) = new_key_and_request(subject)?;
                    (csr, Some(pem))
                }
            };
            let name = composed(&name);
            let act = RegisterRelyingParty { id, name, domain, country: country_code, csr };
            let (registered, pin): (RelyingPartyRegistered, _) = as_officer(&officer, async |officer| {
                let pin = officer.credentials.statement_key_pin;
                Ok((
                    officer.perform(Act::RegisterRelyingParty(act), "registering the relying party").await?,
                    pin,
                ))
            })
            .await?;
            std::fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
            if let Some(pem) = key_pem {
                secrets::write_private(&out.join("key.pem"), pem.trim_end().as_bytes())?;
            }
            new_credentials::keep(&out, &registered.certificate, &registered.chain, pin)?;
            say!("Registered {}. Everything it needs is in {}.", registered.relying_party, out.display());
            let sign = ["sign", "FILE.pdf", "--person", "COUNTRY-CODE", "--as"].map(OsStr::new);
            let sign = command_line::of_program(sign.into_iter().chain([out.as_os_str()]));
            say!("Next: {}", shown(sign));
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
