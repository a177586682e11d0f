//! Keys that are made in two places at once, because afterwards they could not be copied any more.

use std::path::{Path, PathBuf};

use pki_types::PublicKey;
use secrecy::SecretString;

use crate::{Error, KeySpecification, KeyStore, SoftwareKeyStore};

/// What a ceremony makes keys with: a store that works, and a second one that can stand in for it.
pub trait CopiedKeys: std::fmt::Debug + Send + Sync {
    /// The store whose keys work.
    fn working(&self) -> &dyn KeyStore;

    /// The copies, opened anew, as somebody would find them who has nothing else.
    ///
    /// # Errors
    /// As for opening the store.
    fn restored(&self) -> Result<Box<dyn KeyStore>, Error>;

    /// Makes a key in both; gives its public half.
    ///
    /// # Errors
    /// As for [`KeyStore::generate`]; [`Error::NotCopied`], and then there is no such key anywhere.
    fn generate(&self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error>;

    /// Makes a key that encrypts at rest in both.
    ///
    /// # Errors
    /// As for [`generate`](Self::generate).
    fn generate_protection_key(&self, label: &str) -> Result<(), Error>;

    /// Puts what must travel to the country's machine into a new key store in `folder`: every key but that of the label
    /// `stays`. Tokens travel themselves, and leave nothing there.
    ///
    /// # Errors
    /// As for [`SoftwareKeyStore::create`] and [`SoftwareKeyStore::copy_to`].
    fn hand_over(&self, folder: &Path, stays: &str) -> Result<(), Error>;

    /// Where a key is, as a transcript names the place; nothing if the transcript's folder says it.
    fn place(&self, label: &str) -> Option<String>;
}

/// Two folders of wrapped keys under one passphrase.
#[derive(Debug)]
pub struct SoftwareCopies {
    working: SoftwareKeyStore,
    copies: SoftwareKeyStore,
    folder: PathBuf,
    passphrase: SecretString,
}

impl SoftwareCopies {
    /// Makes both key stores.
    ///
    /// # Errors
    /// As for [`SoftwareKeyStore::create`].
    pub fn create(working: &Path, copies: &Path, passphrase: &SecretString) -> Result<Self, Error> {
        Ok(Self {
            working: SoftwareKeyStore::create(working, passphrase)?,
            copies: SoftwareKeyStore::create(copies, passphrase)?,
            folder: copies.to_owned(),
            passphrase: passphrase.clone(),
        })
    }
}

impl CopiedKeys for SoftwareCopies {
    fn working(&self) -> &dyn KeyStore {
        &self.working
    }

    fn restored(&self) -> Result<Box<dyn KeyStore>, Error> {
        Ok(Box::new(SoftwareKeyStore::open(&self.folder, &self.passphrase)?))
    }

    fn generate(&self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error> {
        let public = self.working.generate(label, specification)?;
        self.working.copy_to(&self.copies, label)?;
        Ok(public)
    }

    fn generate_protection_key(&self, label: &str) -> Result<(), Error> {
        self.working.generate_protection_key(label)?;
        self.working.copy_to(&self.copies, label)
    }

    fn hand_over(&self, folder: &Path, stays: &str) -> Result<(), Error> {
        let travelling = SoftwareKeyStore::create(folder, &self.passphrase)?;
        for label in self.working.labels("")? {
            if label != stays {
                self.working.copy_to(&travelling, &label)?;
            }
        }
        Ok(())
    }

    fn place(&self, _label: &str) -> Option<String> {
        None
    }
}
