//! A copy of a key that was never used is no copy: each does the work of its key before a ceremony ends.

use hsm_adapter::{KeyStore, generate_client_key, labels};
use pki_types::{PublicKey, verify};

use crate::error::Error;

/// The proof that every copy was restored: nothing is handed over without it.
#[must_use]
pub(crate) struct CopiesProven(());

impl CopiesProven {
    /// Every copy did its key's work.
    pub(crate) fn all() -> Self {
        Self(())
    }
}

const TEST_MESSAGE: &[u8] = b"greatseal ceremony: this key was restored and works";

/// The copy is the same key, and signs or agrees.
pub(crate) fn prove(
    working: &dyn KeyStore,
    copies: &dyn KeyStore,
    label: &str,
    expected: &PublicKey,
) -> Result<(), Error> {
    if label == labels::OPENING {
        let (_, peer) = generate_client_key()?;
        let copy = copies.agreement(label)?;
        let same = copy.public_key() == expected
            && *copy.agree(peer.public_key())? == *working.agreement(label)?.agree(peer.public_key())?;
        return if same { Ok(()) } else { Err(Error::NotRestored { label: label.to_owned() }) };
    }
    let signer = copies.signer(label)?;
    let signature = signer.sign(TEST_MESSAGE)?;
    verify(expected, signer.algorithm(), TEST_MESSAGE, &signature)
        .map_err(|_| Error::NotRestored { label: label.to_owned() })
}

/// The copy opens what the key protected.
pub(crate) fn prove_protection(working: &dyn KeyStore, copies: &dyn KeyStore) -> Result<(), Error> {
    let not_restored = || Error::NotRestored { label: labels::PROTECTION.to_owned() };
    let protected = working.protector(labels::PROTECTION)?.protect(TEST_MESSAGE, b"test")?;
    let opened =
        copies.protector(labels::PROTECTION)?.open(&protected, b"test").map_err(|_| not_restored())?;
    if opened.as_slice() == TEST_MESSAGE { Ok(()) } else { Err(not_restored()) }
}
