//! Who a command speaks for: a folder with a certificate, its key, its chain and the country's root.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use hsm_adapter::Signer;
use pki_types::Certificate;
use zeroize::Zeroizing;

use crate::secrets;

/// The certificate and key of an officer or a relying party, read from a folder with `certificate.pem`,
/// `key.pem` (PKCS#8, mode 0600) and `chain.pem` (the issuing CA, then the root).
pub struct Credentials {
    /// The folder itself, for messages.
    pub folder: PathBuf,
    /// The end-entity certificate.
    pub certificate: Certificate,
    /// Certificates between it and the root, the root left out.
    pub chain: Vec<Certificate>,
    /// The country's root, the only anchor.
    pub root: Certificate,
    /// Signs with the key of the certificate.
    pub signer: Arc<dyn Signer>,
    key_pem: Zeroizing<String>,
}

impl Credentials {
    /// Reads the folder; refuses a key file that others can read.
    pub fn read(folder: &Path) -> Result<Self> {
        let key_path = folder.join("key.pem");
        secrets::require_private(&key_path)?;
        let key_pem = Zeroizing::new(read(&key_path)?);
        let certificate = Certificate::from_pem(&read(&folder.join("certificate.pem"))?)
            .with_context(|| format!("{}/certificate.pem is not a certificate", folder.display()))?;
        let chain = Certificate::many_from_pem(&read(&folder.join("chain.pem"))?)
            .with_context(|| format!("{}/chain.pem is not a list of certificates", folder.display()))?;
        let root =
            chain.iter().find(|certificate| certificate.is_self_issued()).cloned().with_context(|| {
                format!("{}/chain.pem does not end with the country's root", folder.display())
            })?;
        let signer = hsm_adapter::signer_from_pem(&key_pem)
            .with_context(|| format!("{} is not a PKCS#8 key", key_path.display()))?;
        Ok(Self { folder: folder.to_owned(), certificate, chain, root, signer, key_pem })
    }

    /// The chain as it goes into the `x5c` of a JWS: the certificate, then its issuers, the root left out.
    pub fn x5c(&self) -> Vec<Certificate> {
        let mut certificates = vec![self.certificate.clone()];
        certificates.extend(self.chain.iter().filter(|c| **c != self.root).cloned());
        certificates
    }

    /// An HTTP client that shows this certificate and trusts this root alone.
    pub fn client(&self) -> Result<reqwest::Client> {
        let mut identity = Zeroizing::new(String::new());
        for certificate in self.x5c() {
            identity.push_str(&certificate.pem());
        }
        identity.push_str(&self.key_pem);
        super::client_builder()
            .use_rustls_tls()
            .tls_certs_only([reqwest::Certificate::from_der(self.root.der())?])
            .identity(reqwest::Identity::from_pem(identity.as_bytes())?)
            .build()
            .with_context(|| format!("cannot use the credentials in {}", self.folder.display()))
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
