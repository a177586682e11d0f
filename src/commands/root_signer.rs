//! `greatseal root-signer`: the key that answers OCSP in the root's name, replaced once a year.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use hsm_adapter::{KeyStore, Signer, labels};
use pki_types::name::Name;
use pki_types::{CertificateRequest, Clock as _, SystemClock, SystemRandom};
use store::{ROOT_ROLE, Store};

use super::certificates_in;
use super::root_list::RootKey;
use crate::client::new_credentials::{read_request, request_of};
use crate::config::Config;
use crate::output::{self, say};

/// Arguments of `greatseal root-signer`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    act: RootSignerAct,
}

#[derive(Debug, Subcommand)]
enum RootSignerAct {
    /// Make the next key where status is, and a request for its certificate; the country may be running
    Request {
        /// The file to write the request to
        file: PathBuf,
        /// The configuration of the status service
        #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
        config: PathBuf,
    },
    /// Certify that key with the root's, where the ceremony's folder is: offline
    Certify {
        /// The ceremony's folder
        folder: PathBuf,
        /// The request
        request: PathBuf,
        #[command(flatten)]
        key: RootKey,
    },
    /// Bring the certificate into the country's store; the country may be running
    Install {
        /// The certificate: public/root-ocsp.pem of the ceremony's folder
        file: PathBuf,
        /// The country's configuration
        #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
        config: PathBuf,
    },
}

/// Does one step, and says which is the next.
pub async fn perform(arguments: Arguments) -> Result<()> {
    match arguments.act {
        RootSignerAct::Request { file, config } => {
            if file.exists() {
                bail!("{} exists already: name a new file", file.display());
            }
            let config = Config::read(&config)?;
            output::promise(&format!("Making a key for the root's OCSP signer, and {}.", file.display()))?;
            let requesting = async |store: &Store| request(&config, store).await;
            let requested = config.database.beside(Arc::new(SystemClock), requesting).await?;
            std::fs::write(&file, requested).with_context(|| format!("cannot write {}", file.display()))?;
            say!("Next, where the root's key is: `greatseal root-signer certify FOLDER {}`.", file.display());
        }
        RootSignerAct::Certify { folder, request, key } => {
            let request = CertificateRequest::from_der(&read_request(&request)?)?;
            output::promise(&format!(
                "Certifying the root's OCSP signer with the root in {}.",
                folder.display()
            ))?;
            let keys = key.open(&folder)?;
            let clock = Arc::new(SystemClock);
            let certified = ca_core::signers::root_signer::certify(
                &folder,
                keys.as_ref(),
                &request,
                clock,
                &SystemRandom,
            )
            .await;
            let certificate = certified.context("cannot certify the signer")?;
            say!(
                "{} is the certificate, SHA-256 {}.",
                folder.join("public/root-ocsp.pem").display(),
                certificate.sha256()
            );
            say!("Next, where the country is: `greatseal root-signer install root-ocsp.pem`.");
        }
        RootSignerAct::Install { file, config } => {
            let certificates = certificates_in(&file)?;
            let [certificate] = &certificates[..] else {
                bail!("{} holds several certificates, but should hold the signer's alone", file.display());
            };
            let config = Config::read(&config)?;
            output::promise(&format!("Bringing {} into {}.", file.display(), config.database))?;
            let installing =
                async |store: &Store| ca_core::signers::root_signer::install(certificate, store).await;
            let installed = config.database.beside(Arc::new(SystemClock), installing).await;
            installed.with_context(|| format!("cannot install {}", file.display()))?;
            say!("The status service takes it within seconds, or at its start.");
        }
    }
    Ok(())
}

/// A request for the newest key that has no certificate yet; without one, a key is made.
async fn request(config: &Config, store: &Store) -> Result<String> {
    let known = ca_core::ceremony::install::public_keys(store).await?;
    let keys = config.keys.open(known)?.keys;
    let root = store.issuers_of_role(ROOT_ROLE).await?;
    let root = root.into_iter().next().context("the store holds no country")?.name;
    let signer = match key_without_certificate(keys.as_ref(), &root, store).await? {
        Some(signer) => signer,
        None => {
            let label = labels::ocsp(&root, &labels::instant(SystemClock.now()));
            keys.generate(&label, config.status_key.into()).context("cannot make the key")?;
            keys.signer(&label)?
        }
    };
    let der = request_of(&*signer, Name::new().country(&config.country).common_name("Root OCSP"))?;
    Ok(der::pem::encode_string("CERTIFICATE REQUEST", der::pem::LineEnding::LF, &der)?)
}

async fn key_without_certificate(
    keys: &dyn KeyStore,
    root: &str,
    store: &Store,
) -> Result<Option<Arc<dyn Signer>>> {
    let beginning = labels::ocsp(root, "");
    let mut labels = keys.labels(&beginning)?;
    labels.retain(|label| labels::lasting(label) == labels::lasting(&beginning));
    labels.sort();
    for label in labels.iter().rev() {
        let signer = keys.signer(label)?;
        if store.certificates_of_key(&signer.public_key().spki_sha256()).await?.is_empty() {
            return Ok(Some(signer));
        }
    }
    Ok(None)
}
