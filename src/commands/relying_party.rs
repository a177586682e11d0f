//! `signet relying-party`: an officer admits an e-service, or ends its admission.

use std::ffi::OsStr;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use pki_types::CertificateRequest;
use pki_types::act::{Act, EndRelyingParty, RegisterRelyingParty, RelyingPartyRegistered, StatusChanged};
use pki_types::display::shown;
use pki_types::name::Name;
use pki_types::visible::composed;

use super::person::as_officer;
use crate::cli::OfficerArguments;
use crate::command_line;
use crate::output::say;
use crate::secrets;

/// Arguments of `signet relying-party`.
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
                Some(path) => (read_csr(&path)?, None),
                None => {
                    let (pem, csr) = new_key_and_request(&country_code, &name)?;
                    (csr, Some(pem))
                }
            };
            let name = composed(&name);
            let act = RegisterRelyingParty { id, name, domain, country: country_code, csr };
            let registered: RelyingPartyRegistered = as_officer(&officer, async |officer| {
                officer.perform(Act::RegisterRelyingParty(act), "registering the relying party").await
            })
            .await?;
            std::fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
            if let Some(pem) = key_pem {
                secrets::write_private(&out.join("key.pem"), pem.trim_end().as_bytes())?;
            }
            std::fs::write(out.join("certificate.pem"), &registered.certificate)?;
            std::fs::write(out.join("chain.pem"), registered.chain.concat())?;
            if let Some(root) = registered.chain.last() {
                std::fs::write(out.join("root.pem"), root)?;
            }
            say!("Registered {}. Everything it needs is in {}.", registered.relying_party, out.display());
            let sign = ["sign", "FILE.pdf", "--person", "COUNTRY-CODE", "--as"].map(OsStr::new);
            let sign = command_line::of_program(sign.into_iter().chain([out.as_os_str()]));
            say!("Next: {}", shown(sign));
        }
        RelyingPartyAct::End { id, officer } => {
            let act = Act::EndRelyingParty(EndRelyingParty { id: id.clone() });
            let changed: StatusChanged =
                as_officer(&officer, async |officer| officer.perform(act, "ending the admission").await)
                    .await?;
            say!("{id} is no relying party any more, since {}.", changed.recorded_at.rfc3339());
        }
    }
    Ok(())
}

/// The certificate request in a file, PEM or DER; its signature verifies.
pub(super) fn read_csr(path: &std::path::Path) -> Result<Vec<u8>> {
    let octets = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let der = match der::pem::decode_vec(&octets) {
        Ok((label, der)) if label.ends_with("CERTIFICATE REQUEST") => der,
        Ok((label, _)) => bail!("{} holds a {label}, but should hold a CERTIFICATE REQUEST", path.display()),
        Err(_) => octets,
    };
    let request = CertificateRequest::from_der(&der).with_context(|| {
        format!("{} holds no certificate request whose signature verifies", path.display())
    })?;
    Ok(request.der().to_vec())
}

/// Makes a P-256 key and a request for it; only the public key of the request counts.
fn new_key_and_request(country: &str, name: &str) -> Result<(zeroize::Zeroizing<String>, Vec<u8>)> {
    let (pem, signer) = hsm_adapter::generate_client_key()?;
    let subject = Name::new().country(country).common_name(name).to_der()?;
    let info = CertificateRequest::to_be_signed(&subject, signer.public_key().spki_der());
    let signature = signer.sign(&info)?;
    Ok((pem, CertificateRequest::assemble(&info, signer.algorithm(), &signature)))
}
