//! A PIN that a token refused is not tried again, also not by the next run of the program: whoever starts a stopped
//! service again and again would otherwise lock the token.
//!
//! A file remembers the refused PIN by its Argon2id hash (RFC 9106), beside a PIN file that is no less secret.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use pki_types::{SystemRandom, encoding, random_array};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::Error;

/// Argon2id with 64 MiB, 3 passes, 1 lane: as for the passphrases of key stores.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// The memory of one refused PIN.
pub(super) struct RefusedPin {
    file: Option<PathBuf>,
}

impl RefusedPin {
    pub(super) fn new(file: Option<PathBuf>) -> Self {
        Self { file }
    }

    /// Whether the token refused this very PIN before.
    pub(super) fn is(&self, pin: &SecretString) -> Result<bool, Error> {
        let Some(path) = &self.file else { return Ok(false) };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(false),
            Err(source) => return Err(Error::File { path: path.clone(), what: "read", source }),
        };
        let damaged = || Error::Damaged { path: path.clone(), problem: "it is not salt:hash".to_owned() };
        let (salt, hash) = text.trim_end().split_once(':').ok_or_else(damaged)?;
        let salt = encoding::hex_decode(salt).map_err(|_| damaged())?;
        Ok(encoding::hex(stretch(pin, &salt)?.as_slice()) == hash)
    }

    /// Remembers a refused PIN in the place of any other.
    pub(super) fn remember(&self, pin: &SecretString) -> Result<(), Error> {
        let Some(path) = &self.file else { return Ok(()) };
        let salt: [u8; 16] = random_array(&SystemRandom);
        let line = format!("{}:{}\n", encoding::hex(&salt), encoding::hex(stretch(pin, &salt)?.as_slice()));
        write(path, &line).map_err(|source| Error::File { path: path.clone(), what: "written", source })
    }

    /// The token let us in.
    pub(super) fn forget(&self) {
        if let Some(path) = &self.file {
            // A file that stays does no harm: it names another PIN than the one that is right.
            let _not_there_mostly = std::fs::remove_file(path);
        }
    }
}

fn write(path: &Path, line: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

fn stretch(pin: &SecretString, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
    let refused =
        |problem: argon2::Error| Error::Refused { what: "remember a PIN", problem: problem.to_string() };
    let parameters = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(refused)?;
    let mut hash = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
        .hash_password_into(pin.expose_secret().as_bytes(), salt, hash.as_mut_slice())
        .map_err(refused)?;
    Ok(hash)
}
