//! The texts of the key store's files.
//!
//! Each is lines: a JSON header, then base64. The header's exact octets are the associated data of the encryption, so
//! nothing in it can be altered, and the header of the store has a check value, so that a wrong passphrase and a
//! damaged file can be told apart.

use std::path::Path;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use pki_types::{Random as _, Sha256Digest, SystemRandom, encoding, random_array, sha256};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::keys::KeyKind;
use super::passphrase::is_drawn;
use crate::Error;

/// For a passphrase that somebody chose: Argon2id with 64 MiB, 3 passes, 1 lane (RFC 9106 §4, second recommended option but for
/// the lanes).
const CHOSEN: Argon2Parameters = Argon2Parameters { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
/// For a passphrase that was drawn, whose 160 bits nobody tries through: as little as Argon2id does.
const DRAWN: Argon2Parameters = Argon2Parameters { memory_kib: 8, passes: 1, lanes: 1 };
/// A header that asks for more than 1 GiB or 64 passes is not from here.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;

const STORE_FORMAT: &str = "key-store-v1";
const KEY_FORMAT: &str = "key-v1";
/// Told apart by their beginnings, the two uses of the store key never give the same key.
const CHECK_INFO: &[u8] = b"greatseal key store check v1";
const FILE_INFO: &[u8] = b"greatseal key file v1";

/// Random octets of the operating system.
pub(super) fn random<const N: usize>() -> [u8; N] {
    random_array(&SystemRandom)
}

/// A new 256-bit key.
pub(super) fn random_key() -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    SystemRandom.fill(key.as_mut_slice());
    key
}

/// What the passphrase gives: the key that all file keys are derived from, and which store it is of.
pub(super) struct StoreKey {
    key: Zeroizing<[u8; 32]>,
    store: Sha256Digest,
}

/// The first line of the store's file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoreHeader {
    format: String,
    argon2id: Argon2Parameters,
    salt: String,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Argon2Parameters {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl StoreHeader {
    /// The text of a new store's file, and its key.
    pub(super) fn generate(passphrase: &SecretString) -> Result<(String, StoreKey), Error> {
        if passphrase.expose_secret().is_empty() {
            return Err(Error::EmptyPassphrase);
        }
        let header = Self {
            format: STORE_FORMAT.to_owned(),
            argon2id: if is_drawn(passphrase) { DRAWN } else { CHOSEN },
            salt: encoding::base64(&random::<32>()),
        };
        let line = to_line(&header)?;
        let key = header.stretch(passphrase).ok_or_else(|| encrypt_refused(&"argon2id"))?;
        let store_key = StoreKey { key, store: sha256(line.as_bytes()) };
        let check = encrypt(&store_key.derive(CHECK_INFO, &[]), line.as_bytes(), &[])?;
        Ok((format!("{line}\n{}\n{}\n", encoding::base64(&check), store_key.store), store_key))
    }

    /// The key of a store, if the passphrase is right.
    pub(super) fn unlock(
        text: &str,
        path: &Path,
        folder: &Path,
        passphrase: &SecretString,
    ) -> Result<StoreKey, Error> {
        let damaged = |problem: &str| Error::Damaged { path: path.to_owned(), problem: problem.to_owned() };
        let mut lines = text.lines();
        let (Some(line), Some(check), Some(digest), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(damaged("it is not three lines"));
        };
        // The digest is no protection, anybody can compute it: it tells an accident from a wrong passphrase.
        let store = sha256(line.as_bytes());
        if digest != store.to_string() {
            return Err(damaged("its digest is another"));
        }
        let header: Self = serde_json::from_str(line).map_err(|problem| damaged(&problem.to_string()))?;
        if header.format != STORE_FORMAT {
            return Err(damaged("its format is not known"));
        }
        let check = encoding::base64_decode(check).map_err(|_| damaged("its second line is no base64"))?;
        let key = header.stretch(passphrase).ok_or_else(|| damaged("its parameters cannot be"))?;
        let store_key = StoreKey { key, store };
        match decrypt(&store_key.derive(CHECK_INFO, &[]), line.as_bytes(), &check) {
            Some(_) => Ok(store_key),
            None => Err(Error::WrongPassphrase { path: folder.to_owned() }),
        }
    }

    /// Argon2id over the passphrase; none if the parameters are out of all bounds.
    fn stretch(&self, passphrase: &SecretString) -> Option<Zeroizing<[u8; 32]>> {
        let Argon2Parameters { memory_kib, passes, lanes } = self.argon2id;
        if memory_kib > MOST_MEMORY_KIB || passes > MOST_PASSES {
            return None;
        }
        let salt = encoding::base64_decode(&self.salt).ok()?;
        let parameters = Params::new(memory_kib, passes, lanes, Some(32)).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
            .hash_password_into(passphrase.expose_secret().as_bytes(), &salt, key.as_mut_slice())
            .ok()?;
        Some(key)
    }
}

impl StoreKey {
    fn derive(&self, info: &[u8], salt: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut derived = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(salt), self.key.as_slice())
            .expand(info, derived.as_mut_slice())
            .expect("HKDF-SHA-256 gives up to 8,160 octets (RFC 5869 2.3)");
        derived
    }
}

/// The first line of a key's file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyHeader {
    format: String,
    /// SHA-256 of the store's header: a file from another store is told from a damaged one.
    store: Sha256Digest,
    label: String,
    kind: KeyKind,
    salt: String,
}

impl KeyHeader {
    /// The text of a key's file.
    pub(super) fn wrap(
        store_key: &StoreKey,
        label: &str,
        kind: KeyKind,
        private: &[u8],
    ) -> Result<String, Error> {
        let salt: [u8; 32] = random();
        let header = Self {
            format: KEY_FORMAT.to_owned(),
            store: store_key.store,
            label: label.to_owned(),
            kind,
            salt: encoding::base64(&salt),
        };
        let line = to_line(&header)?;
        let encrypted = encrypt(&store_key.derive(FILE_INFO, &salt), line.as_bytes(), private)?;
        Ok(format!("{line}\n{}\n", encoding::base64(&encrypted)))
    }

    /// The private key in a file.
    pub(super) fn unwrap(
        store_key: &StoreKey,
        label: &str,
        path: &Path,
        text: &str,
    ) -> Result<(KeyKind, Zeroizing<Vec<u8>>), Error> {
        let damaged = |problem: &str| Error::Damaged { path: path.to_owned(), problem: problem.to_owned() };
        let mut lines = text.lines();
        let (Some(line), Some(encrypted), None) = (lines.next(), lines.next(), lines.next()) else {
            return Err(damaged("it is not two lines"));
        };
        let header: Self = serde_json::from_str(line).map_err(|problem| damaged(&problem.to_string()))?;
        if header.format != KEY_FORMAT {
            return Err(damaged("its format is not known"));
        }
        if header.store != store_key.store {
            return Err(Error::OtherStore { path: path.to_owned() });
        }
        if header.label != label {
            return Err(damaged("it is the file of another label"));
        }
        let salt = encoding::base64_decode(&header.salt).map_err(|_| damaged("its salt is no base64"))?;
        let encrypted = encoding::base64_decode(encrypted).map_err(|_| damaged("its key is no base64"))?;
        let private = decrypt(&store_key.derive(FILE_INFO, &salt), line.as_bytes(), &encrypted)
            .ok_or_else(|| damaged("its key does not decrypt"))?;
        Ok((header.kind, private))
    }
}

fn to_line(header: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(header).map_err(|problem| encrypt_refused(&problem))
}

fn encrypt_refused(problem: &dyn std::fmt::Display) -> Error {
    Error::Refused { what: "encrypt", problem: problem.to_string() }
}

/// AES-256-GCM under a key that encrypts once, so that the nonce may be all zeros.
fn encrypt(key: &Zeroizing<[u8; 32]>, header: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, Error> {
    Aes256Gcm::new(&(**key).into())
        .encrypt(&Nonce::from([0; 12]), Payload { msg: plaintext, aad: header })
        .map_err(|problem| encrypt_refused(&problem))
}

fn decrypt(key: &Zeroizing<[u8; 32]>, header: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    Aes256Gcm::new(&(**key).into())
        .decrypt(&Nonce::from([0; 12]), Payload { msg: ciphertext, aad: header })
        .map(Zeroizing::new)
        .ok()
}
