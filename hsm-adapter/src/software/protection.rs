//! Encryption at rest under a key from a file.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use zeroize::Zeroizing;

use super::wrapping::random;
use crate::{Error, Protector};

/// The first octet of a ciphertext: AES-256-GCM with a random nonce of 12 octets, which follows.
const VERSION: u8 = 1;
const NONCE: usize = 12;

/// AES-256-GCM with random nonces: good for 2^32 messages under one key (SP 800-38D 8.3).
pub(super) struct SoftwareProtector {
    cipher: Aes256Gcm,
}

impl SoftwareProtector {
    pub(super) fn new(key: &[u8]) -> Result<Self, Error> {
        let cipher = Aes256Gcm::new_from_slice(key)
            .map_err(|problem| Error::Refused { what: "encrypt", problem: problem.to_string() })?;
        Ok(Self { cipher })
    }
}

impl Protector for SoftwareProtector {
    fn protect(&self, plaintext: &[u8], associated_data: &[u8]) -> Result<Vec<u8>, Error> {
        let nonce: [u8; NONCE] = random();
        let encrypted = self
            .cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: plaintext, aad: associated_data })
            .map_err(|problem| Error::Refused { what: "encrypt", problem: problem.to_string() })?;
        Ok([&[VERSION], nonce.as_slice(), &encrypted].concat())
    }

    fn open(&self, ciphertext: &[u8], associated_data: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (version, rest) = ciphertext.split_first().ok_or(Error::NotOurs)?;
        let (nonce, encrypted) = rest.split_first_chunk::<NONCE>().ok_or(Error::NotOurs)?;
        if *version != VERSION {
            return Err(Error::NotOurs);
        }
        self.cipher
            .decrypt(&Nonce::from(*nonce), Payload { msg: encrypted, aad: associated_data })
            .map(Zeroizing::new)
            .map_err(|_| Error::NotOurs)
    }
}
