//! What a backup says of itself, in clear: what is in it, to whom it is encrypted, and which octets its file has. No personal
//! data is here, and whether the file is whole can be told without a key.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use pki_types::{Sha256Digest, UnixTime, sha256};
use serde::{Deserialize, Serialize};
use store::{Database, Inventory};

use crate::secrets::write_private;

/// The version of manifests that this program writes; it reads those before it too, which are not encrypted.
const VERSION: u32 = 2;
/// The manifest's name in the folder.
const MANIFEST: &str = "manifest.json";
/// The largest manifest that is read, in octets.
const LARGEST: u64 = 1 << 20;

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Engine {
    /// A database file.
    Sqlite,
    /// A dump in pg_dump's custom format.
    Postgres,
}

impl Engine {
    pub(super) fn of(database: &Database) -> Self {
        match database {
            Database::Sqlite(_) => Self::Sqlite,
            Database::Postgres(_) => Self::Postgres,
        }
    }

    /// The name of the store's file in the folder.
    pub(super) fn file(self, encrypted: bool) -> &'static str {
        match (self, encrypted) {
            (Self::Sqlite, false) => "store.sqlite",
            (Self::Sqlite, true) => "store.sqlite.cms",
            (Self::Postgres, false) => "store.dump",
            (Self::Postgres, true) => "store.dump.cms",
        }
    }
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    version: u32,
    pub(super) engine: Engine,
    pub(super) made_at: UnixTime,
    program: String,
    /// SHA-256 of the certificates whose keys open it; nobody's where it lies open.
    #[serde(default)]
    pub(super) encrypted_to: Vec<Sha256Digest>,
    /// Of the file as it lies in the folder.
    pub(super) length: u64,
    pub(super) sha256: Sha256Digest,
    pub(super) inventory: Inventory,
}

impl Manifest {
    pub(super) fn new(
        engine: Engine,
        made_at: UnixTime,
        encrypted_to: Vec<Sha256Digest>,
        (length, sha256): (u64, Sha256Digest),
        inventory: Inventory,
    ) -> Self {
        let (version, program) = (VERSION, env!("CARGO_PKG_VERSION").to_owned());
        Self { version, engine, made_at, program, encrypted_to, length, sha256, inventory }
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        write_private(&folder.join(MANIFEST), serde_json::to_string_pretty(self)?.as_bytes())
    }

    /// Reads the manifest in a folder; gives it with its SHA-256.
    ///
    /// # Errors
    /// There is none, or none that this program understands.
    pub(super) fn read(folder: &Path) -> Result<(Self, Sha256Digest)> {
        let path = folder.join(MANIFEST);
        let found = fs::metadata(&path).with_context(|| format!("{} is no backup", folder.display()))?;
        if found.len() > LARGEST {
            bail!("{} has {} octets, at most {LARGEST}", path.display(), found.len());
        }
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let manifest: Self = serde_json::from_slice(&text)
            .with_context(|| format!("{} is no manifest of a backup", path.display()))?;
        if !(1..=VERSION).contains(&manifest.version) {
            bail!("the backup has version {}, this program reads up to {VERSION}", manifest.version);
        }
        Ok((manifest, sha256(&text)))
    }

    /// The store's file in the backup's folder.
    pub(super) fn file(&self, folder: &Path) -> PathBuf {
        folder.join(self.engine.file(self.is_encrypted()))
    }

    pub(super) fn is_encrypted(&self) -> bool {
        !self.encrypted_to.is_empty()
    }
}
