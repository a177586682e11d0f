//! Who asks: a folder with a certificate, its key, its chain and the country's root.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use pki_types::{Certificate, PublicKey, Sha256Digest};
use zeroize::Zeroizing;

use crate::{Error, http};

/// The file of the folder with the pin of the country's statement key: SHA-256 of its SubjectPublicKeyInfo in hexadecimal
/// (`docs/protocol/phone.md` §1). An officer cannot encrypt an activation without it; a relying party that has it verifies
/// what the service signs under the service's own keys.
pub const STATEMENT_KEY_PIN: &str = "statement-key.sha256";

/// The certificate and key of a relying party or an officer, read from a folder with `certificate.pem`,
/// `key.pem` (PKCS#8, P-256, mode 0600), `chain.pem` (the issuing CA, then the root) and, if there is one, the pin.
pub struct Credentials {
    /// The folder itself, for messages.
    pub folder: PathBuf,
    /// The end-entity certificate.
    pub certificate: Certificate,
    /// Certificates above it: the issuing CA first, the root last.
    pub chain: Vec<Certificate>,
    /// The country's root, the only anchor.
    pub root: Certificate,
    /// The pin of the country's statement key, if the folder has [`STATEMENT_KEY_PIN`].
    pub statement_key_pin: Option<Sha256Digest>,
    key: SigningKey,
    key_pem: Zeroizing<String>,
}

impl Credentials {
    /// Reads the folder; refuses a key file that others can read.
    ///
    /// # Errors
    /// A file is missing, open to others, or not what it should be.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        // 1. The key, which signs requests (ES256 alone) and is the client's key of TLS.
        let key_path = folder.join("key.pem");
        require_private(&key_path)?;
        let key_pem = Zeroizing::new(read(&key_path)?);
        let wrong = |path: PathBuf, expected| Error::Credentials { path, expected, source: None };
        let key = SigningKey::from_pkcs8_pem(key_pem.trim_start())
            .map_err(|_| wrong(key_path.clone(), "is not a PKCS#8 key on P-256"))?;
        // 2. Its certificate, and those above it.
        let path = folder.join("certificate.pem");
        let certificate = Certificate::from_pem(&read(&path)?).map_err(|source| Error::Credentials {
            path,
            expected: "is not a certificate",
            source: Some(source),
        })?;
        let path = folder.join("chain.pem");
        let chain = Certificate::many_from_pem(&read(&path)?).map_err(|source| Error::Credentials {
            path: path.clone(),
            expected: "is not a list of certificates",
            source: Some(source),
        })?;
        let root = chain.iter().find(|certificate| certificate.is_self_issued()).cloned();
        let root = root.ok_or_else(|| wrong(path, "does not end with the country's root"))?;
        // 3. They belong together.
        let point = key.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1_p256(point.as_bytes()).map_err(Error::format("the key"))?;
        if public != *certificate.public_key() {
            return Err(wrong(key_path, "is not the key of certificate.pem"));
        }
        let (folder, statement_key_pin) = (folder.to_owned(), statement_key_pin(folder)?);
        Ok(Self { folder, certificate, chain, root, statement_key_pin, key, key_pem })
    }

    /// Signs a message with the key of the certificate: ES256, as DER. The nonce is that of RFC 6979.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.key.sign(message);
        signature.to_der().as_bytes().to_vec()
    }

    /// The chain as it goes into the `x5c` of a JWS: the certificate, then its issuers, the root left out.
    #[must_use]
    pub fn x5c(&self) -> Vec<Certificate> {
        let mut certificates = vec![self.certificate.clone()];
        certificates.extend(self.chain.iter().filter(|c| **c != self.root).cloned());
        certificates
    }

    /// An HTTP client that shows this certificate and trusts this root alone.
    ///
    /// # Errors
    /// [`Error::Client`]: TLS cannot use them.
    pub fn client(&self) -> Result<reqwest::Client, Error> {
        let mut identity = Zeroizing::new(String::new());
        for certificate in self.x5c() {
            identity.push_str(&certificate.pem());
        }
        identity.push_str(&self.key_pem);
        let made = || {
            http::client_builder()
                .use_rustls_tls()
                .tls_certs_only([reqwest::Certificate::from_der(self.root.der())?])
                .identity(reqwest::Identity::from_pem(identity.as_bytes())?)
                .build()
        };
        made().map_err(Error::Client)
    }
}

/// The pin in the folder, if there is one.
fn statement_key_pin(folder: &Path) -> Result<Option<Sha256Digest>, Error> {
    let path = folder.join(STATEMENT_KEY_PIN);
    if !path.exists() {
        return Ok(None);
    }
    let text = read(&path)?;
    let pin = Sha256Digest::from_hex(text.trim()).map_err(|source| Error::Credentials {
        path,
        expected: "should hold one SHA-256 digest in hexadecimal",
        source: Some(source),
    })?;
    Ok(Some(pin))
}

/// Refuses a file that somebody else may read.
///
/// # Errors
/// [`Error::FileIsOpen`], or [`Error::File`] if it is not there.
pub fn require_private(path: &Path) -> Result<(), Error> {
    let metadata = fs::metadata(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Error::FileIsOpen { path: path.to_owned(), mode });
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })
}
