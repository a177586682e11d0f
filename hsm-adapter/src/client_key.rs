//! Keys of clients (officers, relying parties), which are files in PEM.

use std::sync::Arc;

use pkcs8::{LineEnding, SecretDocument};
use zeroize::Zeroizing;

use crate::software::keys;
use crate::{Error, KeySpecification, Signer};

/// The PEM label of an unencrypted private key (RFC 7468 10).
const PRIVATE_KEY: &str = "PRIVATE KEY";
/// A PKCS#8 of P-384 in PEM has about 400 octets.
const MAX_PEM: usize = 8 * 1024;

/// A signer for the private key in this PEM: PKCS#8, unencrypted, P-256 (signs with SHA-256) or P-384 (SHA-384).
///
/// # Errors
/// [`Error::Pem`].
pub fn signer_from_pem(pem: &str) -> Result<Arc<dyn Signer>, Error> {
    if pem.len() > MAX_PEM {
        return Err(Error::Pem { problem: format!("it is longer than {MAX_PEM} octets") });
    }
    let (label, document) = SecretDocument::from_pem(pem.trim_start())
        .map_err(|problem| Error::Pem { problem: problem.to_string() })?;
    if label != PRIVATE_KEY {
        return Err(Error::Pem { problem: format!("it is labelled {label}, not {PRIVATE_KEY}") });
    }
    let specification = keys::specification_of_pkcs8(document.as_bytes())?;
    keys::signer(specification, document.as_bytes())
}

/// Makes a P-256 key for a client: its PEM, to be kept in a file of mode 0600, and its signer.
///
/// # Errors
/// [`Error::Refused`] if the operating system has no randomness.
pub fn generate_client_key() -> Result<(Zeroizing<String>, Arc<dyn Signer>), Error> {
    let generated = keys::generate(KeySpecification::P256)?;
    let document = SecretDocument::try_from(generated.private.as_slice())
        .map_err(|problem| Error::Pem { problem: problem.to_string() })?;
    let pem = document
        .to_pem(PRIVATE_KEY, LineEnding::LF)
        .map_err(|problem| Error::Pem { problem: problem.to_string() })?;
    let signer = keys::signer(KeySpecification::P256, &generated.private)?;
    Ok((pem, signer))
}
