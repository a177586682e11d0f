//! Where keys live: a folder of wrapped keys, or tokens of PKCS#11. Who uses keys does not know which.

use std::sync::Arc;

use pki_types::PublicKey;

use crate::{Agreement, Error, KeySpecification, Protector, Signer};

/// Keys by their labels (`labels.rs`). Every call may block: see [`offload`](crate::offload).
pub trait KeyStore: std::fmt::Debug + Send + Sync {
    /// Makes a key that signs or agrees; gives its public half. It is there whole or not at all.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::Label`], [`Error::File`], [`Error::Refused`], [`Error::Away`].
    fn generate(&self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error>;

    /// Makes a key that encrypts at rest.
    ///
    /// # Errors
    /// As for [`generate`](Self::generate).
    fn generate_protection_key(&self, label: &str) -> Result<(), Error>;

    /// The signer of this label; it stays usable after the store is dropped.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::WrongUse`], [`Error::Damaged`], [`Error::OtherStore`], [`Error::File`],
    /// [`Error::Extractable`]; [`Error::Away`] only if the public half is not known from before.
    fn signer(&self, label: &str) -> Result<Arc<dyn Signer>, Error>;

    /// The agreement of this label.
    ///
    /// # Errors
    /// As for [`signer`](Self::signer).
    fn agreement(&self, label: &str) -> Result<Arc<dyn Agreement>, Error>;

    /// The protector of this label.
    ///
    /// # Errors
    /// As for [`signer`](Self::signer).
    fn protector(&self, label: &str) -> Result<Arc<dyn Protector>, Error>;

    /// Whether there is a key of this label.
    ///
    /// # Errors
    /// [`Error::Away`]: then nobody can say.
    fn contains(&self, label: &str) -> Result<bool, Error>;

    /// All labels that begin so, in order; an empty beginning means all.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Away`] if a token is away that could hold one.
    fn labels(&self, beginning: &str) -> Result<Vec<String>, Error>;

    /// Destroys a key for good. Copies in backups stay.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::File`], [`Error::Away`].
    fn destroy(&self, label: &str) -> Result<(), Error>;
}
