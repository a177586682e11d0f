//! Where the phone's state is kept: one JSON file in a folder of its own, or memory for load.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::Error;

/// Keeps one document durably. A write either happens whole or not at all.
pub trait Storage: Send + Sync {
    /// Reads the document; nothing where none was written.
    ///
    /// # Errors
    /// It exists and cannot be read.
    fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Error>;

    /// Replaces the document. When this returns, the new one survives a crash.
    ///
    /// # Errors
    /// It could not be written; then the old one is still there.
    fn write(&self, document: &[u8]) -> Result<(), Error>;
}

/// The largest state file that is read, in octets.
const MAXIMUM_OCTETS: u64 = 4 * 1024 * 1024;

/// A folder (mode 0700) with `phone.json` (mode 0600) and a lock against a second process.
pub struct FolderStorage {
    folder: PathBuf,
    /// Held, not used: the lock ends with the process.
    _lock: File,
}

impl FolderStorage {
    /// Opens a folder, making it where it is missing, and locks it.
    ///
    /// # Errors
    /// It cannot be made or opened, or another process uses this phone.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let folder = folder.into();
        DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(|source| Error::Storage {
            path: folder.clone(),
            action: "made",
            source,
        })?;
        let path = folder.join("phone.lock");
        let locked = |source| Error::Storage { path: path.clone(), action: "locked", source };
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(locked)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder, _lock: lock }),
            Err(fs::TryLockError::WouldBlock) => Err(Error::InUse(folder)),
            Err(fs::TryLockError::Error(source)) => Err(locked(source)),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.join("phone.json")
    }
}

impl Storage for FolderStorage {
    fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let path = self.file();
        match fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Ok(metadata) if metadata.len() > MAXIMUM_OCTETS => {
                return Err(Error::State(format!("it has more than {MAXIMUM_OCTETS} octets")));
            }
            _ => {}
        }
        fs::read(&path).map(|document| Some(Zeroizing::new(document))).map_err(|source| Error::Storage {
            path,
            action: "read",
            source,
        })
    }

    fn write(&self, document: &[u8]) -> Result<(), Error> {
        let path = self.file();
        let next = self.folder.join("phone.json.next");
        replace(&self.folder, &next, &path, document).map_err(|source| Error::Storage {
            path,
            action: "written",
            source,
        })
    }
}

/// Writes beside, makes that durable, renames over, and makes the renaming durable: a crash leaves the old or the new.
fn replace(folder: &Path, next: &Path, path: &Path, document: &[u8]) -> std::io::Result<()> {
    // What an earlier crash left there may be anything, with any mode.
    match fs::remove_file(next) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(next)?;
    file.write_all(document)?;
    file.sync_all()?;
    fs::rename(next, path)?;
    File::open(folder)?.sync_all()
}

/// Memory alone, for load: a phone that ends with its process.
#[derive(Default)]
pub struct MemoryStorage(std::sync::Mutex<Option<Zeroizing<Vec<u8>>>>);

impl Storage for MemoryStorage {
    fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        Ok(self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone())
    }

    fn write(&self, document: &[u8]) -> Result<(), Error> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Some(Zeroizing::new(document.to_vec()));
        Ok(())
    }
}
