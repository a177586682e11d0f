//! Keys in files: one folder, one file a key, all wrapped under one passphrase.
//!
//! ```text
//!   passphrase ── argon2id, once per store ──► store key ── HKDF with the file's salt ──► file key
//!   label.key = header (the associated data) + the private key under AES-256-GCM with the file key
//! ```
//!
//! Argon2id (RFC 9106) runs once per opened store, not once per key, so that a service with many keys starts quickly; and hardly at
//! all for a passphrase that was drawn (`passphrase.rs`).

mod file;
pub(crate) mod keys;
pub(crate) mod passphrase;
mod protection;
mod wrapping;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pki_types::PublicKey;
use secrecy::SecretString;
use zeroize::Zeroizing;

use self::keys::KeyKind;
use self::protection::SoftwareProtector;
use self::wrapping::{KeyHeader, StoreHeader, StoreKey};
use crate::{Agreement, Error, KeySpecification, KeyStore, Protector, Signer, labels};

/// The file that makes a folder a key store.
const STORE_FILE: &str = "key-store";
/// What follows the label in a key's file name.
const KEY_EXTENSION: &str = "key";

/// A folder of wrapped keys, opened with its passphrase.
///
/// The folder is for its owner alone (0700, files 0600). Keys that were asked for stay usable after this is dropped.
pub struct SoftwareKeyStore {
    folder: PathBuf,
    store_key: StoreKey,
}

impl std::fmt::Debug for SoftwareKeyStore {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SoftwareKeyStore").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl SoftwareKeyStore {
    /// Makes the folder a key store; it is created if it is not there, its parent must be.
    ///
    /// A crash on the way leaves a folder that is no key store yet.
    ///
    /// # Errors
    /// [`Error::AlreadyAStore`], [`Error::EmptyPassphrase`], [`Error::File`].
    pub fn create(folder: impl AsRef<Path>, passphrase: &SecretString) -> Result<Self, Error> {
        let folder = folder.as_ref().to_owned();
        file::create_folder(&folder)?;
        let path = folder.join(STORE_FILE);
        let (text, store_key) = StoreHeader::generate(passphrase)?;
        if file::write_new(&path, text.as_bytes())? {
            Ok(Self { folder, store_key })
        } else {
            Err(Error::AlreadyAStore { path: folder })
        }
    }

    /// Opens a key store.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::NotAStore`]; [`Error::Damaged`]; [`Error::TooOpen`] if others may read
    /// the folder; [`Error::File`].
    pub fn open(folder: impl AsRef<Path>, passphrase: &SecretString) -> Result<Self, Error> {
        let folder = folder.as_ref().to_owned();
        let path = folder.join(STORE_FILE);
        let Some(text) = file::read(&path)? else {
            return Err(Error::NotAStore { path: folder, file: STORE_FILE });
        };
        file::check_private(&folder)?;
        let store_key = StoreHeader::unlock(&text, &path, &folder, passphrase)?;
        Ok(Self { folder, store_key })
    }

    /// Copies a key into another store, wrapped under that store's passphrase.
    ///
    /// # Errors
    /// As for [`signer`](KeyStore::signer) here and [`generate`](KeyStore::generate) there.
    pub fn copy_to(&self, other: &Self, label: &str) -> Result<(), Error> {
        let (kind, private) = self.unwrap(label)?;
        other.wrap(label, kind, &private)
    }

    fn path(&self, label: &str) -> PathBuf {
        self.folder.join(format!("{label}.{KEY_EXTENSION}"))
    }

    fn missing(&self, label: &str) -> Error {
        Error::Missing { label: label.to_owned(), place: self.folder.display().to_string() }
    }

    fn wrap(&self, label: &str, kind: KeyKind, private: &[u8]) -> Result<(), Error> {
        labels::check(label)?;
        let text = KeyHeader::wrap(&self.store_key, label, kind, private)?;
        let written = file::write_new(&self.path(label), text.as_bytes())?;
        if written { Ok(()) } else { Err(Error::Exists { label: label.to_owned() }) }
    }

    fn unwrap(&self, label: &str) -> Result<(KeyKind, Zeroizing<Vec<u8>>), Error> {
        labels::check(label)?;
        let path = self.path(label);
        let text = file::read(&path)?.ok_or_else(|| self.missing(label))?;
        KeyHeader::unwrap(&self.store_key, label, &path, &text)
    }
}

impl KeyStore for SoftwareKeyStore {
    /// A crash on the way leaves no key, or the whole key.
    fn generate(&self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error> {
        let generated = keys::generate(specification)?;
        self.wrap(label, KeyKind::from(specification), &generated.private)?;
        Ok(generated.public)
    }

    fn generate_protection_key(&self, label: &str) -> Result<(), Error> {
        let key = wrapping::random_key();
        self.wrap(label, KeyKind::Protection, key.as_slice())
    }

    /// Each call reads and unwraps the file.
    fn signer(&self, label: &str) -> Result<Arc<dyn Signer>, Error> {
        let (kind, private) = self.unwrap(label)?;
        let wrong = || Error::WrongUse { label: label.to_owned(), found: kind.purpose(), wanted: "signing" };
        keys::signer(kind.signing().ok_or_else(wrong)?, &private)
    }

    fn agreement(&self, label: &str) -> Result<Arc<dyn Agreement>, Error> {
        match self.unwrap(label)? {
            (KeyKind::P256Agreement, private) => keys::agreement(&private),
            (kind, _) => {
                Err(Error::WrongUse { label: label.to_owned(), found: kind.purpose(), wanted: "agreement" })
            }
        }
    }

    fn protector(&self, label: &str) -> Result<Arc<dyn Protector>, Error> {
        match self.unwrap(label)? {
            (KeyKind::Protection, key) => Ok(Arc::new(SoftwareProtector::new(&key)?)),
            (kind, _) => {
                Err(Error::WrongUse { label: label.to_owned(), found: kind.purpose(), wanted: "protection" })
            }
        }
    }

    fn contains(&self, label: &str) -> Result<bool, Error> {
        Ok(labels::check(label).is_ok() && self.path(label).exists())
    }

    fn labels(&self, beginning: &str) -> Result<Vec<String>, Error> {
        let mut found: Vec<String> = file::names(&self.folder)?
            .into_iter()
            .filter_map(|name| name.strip_suffix(KEY_EXTENSION)?.strip_suffix('.').map(str::to_owned))
            .filter(|label| label.starts_with(beginning) && labels::check(label).is_ok())
            .collect();
        found.sort();
        Ok(found)
    }

    /// Overwrites the file, then removes it. Copies in backups stay, under the passphrase.
    fn destroy(&self, label: &str) -> Result<(), Error> {
        labels::check(label)?;
        if file::destroy(&self.path(label))? { Ok(()) } else { Err(self.missing(label)) }
    }
}
