//! A copy of a SQLite store on its way into an encrypted backup: it lies beside the store, on the disk that holds the same
//! already, and never where the backup is.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The copy's name.
const COPY: &str = "store.sqlite";

/// A folder for its owner alone, which is gone with this; what a killed attempt left in it, the next one throws away.
pub(super) struct Beside {
    folder: PathBuf,
    /// Two backups at once would write over each other.
    _lock: File,
}

impl Beside {
    /// Begins, beside this store.
    pub(super) fn begin(store: &Path) -> Result<Self> {
        let mut folder = store.to_owned().into_os_string();
        folder.push(".backing-up");
        let folder = PathBuf::from(folder);
        let named = || format!("cannot make {} for a copy of the store", folder.display());
        DirBuilder::new().mode(0o700).recursive(true).create(&folder).with_context(named)?;
        let lock = File::create(folder.join("lock")).with_context(named)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!("another backup of {} is under way", store.display()),
            Err(TryLockError::Error(problem)) => return Err(problem).with_context(named),
        }
        let beside = Self { folder, _lock: lock };
        match fs::remove_file(beside.copy()) {
            Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => {
                Err(problem).with_context(|| format!("cannot remove {}", beside.copy().display()))
            }
            _ => Ok(beside),
        }
    }

    /// Where the copy lies.
    pub(super) fn copy(&self) -> PathBuf {
        self.folder.join(COPY)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _thrown_away_by_the_next_one = fs::remove_dir_all(&self.folder);
    }
}
