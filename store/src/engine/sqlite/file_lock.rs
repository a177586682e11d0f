//! The writer's lock: a file beside the database that one process holds while it may write.
//!
//! The lock belongs to the open file, so the operating system gives it back when the process dies, however it dies:
//! a file that a crash left behind holds nobody up.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Error;

/// A former holder that is just closing gets this many chances of 20 ms to finish.
const CHANCES: u32 = 50;

/// Held while the writer runs, or while nobody may open the file to write.
pub struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock of this database file. It is given back when this is dropped.
    ///
    /// # Errors
    /// [`Error::InUse`] says who holds it; [`Error::File`] that the file beside the database cannot be opened.
    pub async fn take(database: &Path) -> Result<Self, Error> {
        let path = lock_path(database);
        let failed = |what, source| Error::File { path: path.clone(), what, source };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(|source| failed("opened", source))?;
        for _ in 0..CHANCES {
            match file.try_lock() {
                Ok(()) => {
                    // Only for people to read: on a full disk the lock holds without it.
                    let _unknown_holder = write_holder(&mut file);
                    return Ok(Self { _file: file });
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(TryLockError::Error(source)) => return Err(failed("locked", source)),
            }
        }
        Err(Error::InUse { path: database.to_owned(), holder: read_holder(&mut file) })
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

fn write_holder(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "process {}", std::process::id())
}

/// What the holder wrote about itself: only for people to read.
fn read_holder(file: &mut File) -> String {
    let mut holder = String::new();
    let read = file.rewind().and_then(|()| file.take(100).read_to_string(&mut holder));
    if read.is_err() || holder.is_empty() { "another process".to_owned() } else { holder }
}
