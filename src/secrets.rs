//! Where a secret may come from: a file that only its owner can read, a systemd credential, or the terminal.
//! Never an argument and never the environment, because other processes can read both.

use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::{fs, io::Write};

use anyhow::{Context, Result, bail};
use hsm_adapter::draw_passphrase;
use pki_types::Random;
use secrecy::{ExposeSecret, SecretString};

use crate::terminal::ask_unseen;

pub use relying_party::require_private;

/// The longest secret that is read from a file, in octets.
const LONGEST: u64 = 4096;
/// Characters of the shortest passphrase of a new key store (NIST SP 800-63B-4 §3.1.1.2 asks for 15 where nothing but a
/// passphrase protects; these files are behind a safe's door too, and each guess costs Argon2).
const SHORTEST_NEW: usize = 12;

/// Where a passphrase is to be found, in the order in which it is looked for.
#[derive(Clone, Debug)]
pub struct SecretSource {
    /// The name under which systemd passes it (`$CREDENTIALS_DIRECTORY/<name>`).
    pub credential: String,
    /// A file of mode 0600 or stricter.
    pub file: Option<PathBuf>,
    /// What the terminal is asked, when there is neither.
    pub question: String,
}

impl SecretSource {
    /// Whether there is a secret without asking at a terminal.
    pub fn is_configured(&self) -> bool {
        let passed = std::env::var_os("CREDENTIALS_DIRECTORY")
            .is_some_and(|folder| Path::new(&folder).join(&self.credential).exists());
        passed || self.file.is_some()
    }

    /// Reads the secret. An error says which file was refused and what mends it.
    pub fn read(&self) -> Result<SecretString> {
        if let Some(folder) = std::env::var_os("CREDENTIALS_DIRECTORY") {
            let path = Path::new(&folder).join(&self.credential);
            if path.exists() {
                return read_line_of(&path);
            }
        }
        if let Some(path) = &self.file {
            require_private(path)?;
            return read_line_of(path);
        }
        ask_unseen(&self.question).context("no passphrase file is configured, and the terminal gave none")
    }

    /// Reads a secret under which something new will be encrypted: at a terminal it is asked for twice, and wherever it comes
    /// from it has at least [`SHORTEST_NEW`] characters.
    pub fn read_new(&self) -> Result<SecretString> {
        let secret = self.read()?;
        let characters = secret.expose_secret().chars().count();
        if characters < SHORTEST_NEW {
            bail!("the passphrase has {characters} characters; a new one has at least {SHORTEST_NEW}");
        }
        if !self.is_configured() {
            let again = ask_unseen(&format!("{}, again", self.question))?;
            if again.expose_secret() != secret.expose_secret() {
                bail!("the two passphrases differ; nothing was made");
            }
        }
        Ok(secret)
    }
}

fn read_line_of(path: &Path) -> Result<SecretString> {
    let size = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
    if size > LONGEST {
        bail!("{} holds {size} octets; a secret has at most {LONGEST}", path.display());
    }
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let line = text.trim_end_matches(['\r', '\n']);
    if line.is_empty() {
        bail!("{} is empty, but it should hold one secret on one line", path.display());
    }
    Ok(SecretString::from(line.to_owned()))
}

/// Draws a passphrase and writes it to a new file of mode 0600.
/// A crash before the file is synced leaves no file or one that nothing was encrypted under yet.
pub fn draw_passphrase_file(path: &Path, random: &dyn Random) -> Result<()> {
    write_private(path, draw_passphrase(random).expose_secret().as_bytes())
}

/// Writes a new file that only its owner can read, and syncs it.
pub fn write_private(path: &Path, contents: &[u8]) -> Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot create {}", path.display()))?;
    file.write_all(contents)?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    Ok(())
}
