//! Credentials in the making: a key and the request for its certificate, and the folder that both end in.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use hsm_adapter::Signer;
use pki_types::name::Name;
use pki_types::{Certificate, CertificateRequest, Sha256Digest};
use relying_party::STATEMENT_KEY_PIN;
use zeroize::Zeroizing;

use crate::secrets;

/// The certificate request in a file, PEM or DER; its signature verifies.
///
/// # Errors
/// The file cannot be read, or holds no such request.
pub fn read_request(path: &Path) -> Result<Vec<u8>> {
    let octets = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
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

/// Makes a P-256 key (PKCS#8, PEM) and a PKCS#10 request for it, DER; only the public key of the request counts.
///
/// # Errors
/// The name does not fit a certificate.
fn new_key_and_request(subject: Name) -> Result<(Zeroizing<String>, Vec<u8>)> {
    let (pem, signer) = hsm_adapter::generate_client_key()?;
    let request = request_of(&*signer, subject)?;
    Ok((pem, request))
}

/// The key that waits in a folder for its certificate, and a request for it. A folder that was made for an act that was
/// refused, or whose answer was lost, is used again with the key that it has.
///
/// # Errors
/// The folder has a certificate or anything else that this did not make.
pub fn key_and_request_in(folder: &Path, subject: Name) -> Result<Vec<u8>> {
    let path = folder.join("key.pem");
    if folder.exists() {
        if folder.join("certificate.pem").exists() || !path.exists() {
            bail!("{} exists already: name a new folder with --out", folder.display());
        }
        return request_of(&*key_in(&path)?, subject);
    }
    let (pem, request) = new_key_and_request(subject)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    secrets::write_private(&path, pem.trim_end().as_bytes())?;
    Ok(request)
}

/// Writes a new certificate and what stands above it (PEM, the issuer first, the root last) into a folder: a new one, or the
/// one whose key it is for, with the pin of the country's statement key where it is known.
///
/// # Errors
/// The folder has a certificate already, or another key.
pub fn keep(folder: &Path, certificate: &str, chain: &[String], pin: Option<Sha256Digest>) -> Result<()> {
    let path = folder.join("certificate.pem");
    if path.exists() {
        bail!("{} exists already: name a new folder with --out", path.display());
    }
    let key = folder.join("key.pem");
    let parsed = Certificate::from_pem(certificate).context("the service answered no certificate")?;
    if key.exists() && key_in(&key)?.public_key() != parsed.public_key() {
        bail!("the certificate is for another key than {}: name another folder with --out", key.display());
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    };
    write("chain.pem", &chain.concat())?;
    if let Some(root) = chain.last() {
        write("root.pem", root)?;
    }
    if let Some(pin) = pin {
        write(STATEMENT_KEY_PIN, &format!("{pin}\n"))?;
    }
    // Last: a folder that has a certificate is whole.
    write("certificate.pem", certificate)
}

fn key_in(path: &Path) -> Result<std::sync::Arc<dyn Signer>> {
    secrets::require_private(path)?;
    let pem = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let pem = Zeroizing::new(pem);
    hsm_adapter::signer_from_pem(&pem).with_context(|| format!("{} is not a PKCS#8 key", path.display()))
}

/// A PKCS#10 request for the key of this signer, DER.
///
/// # Errors
/// The name does not fit a certificate, or the key cannot sign.
pub fn request_of(signer: &dyn Signer, subject: Name) -> Result<Vec<u8>> {
    let info = CertificateRequest::to_be_signed(&subject.to_der()?, signer.public_key().spki_der());
    let signature = signer.sign(&info)?;
    Ok(CertificateRequest::assemble(&info, signer.algorithm(), &signature))
}
