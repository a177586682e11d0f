//! Files that are there whole or not at all, for their owner alone.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use crate::Error;

/// The largest file that is read: a wrapped RSA key has about 3 KiB.
const MAX_FILE: u64 = 64 * 1024;

fn failed(path: &Path, what: &'static str) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error::File { path: path.to_owned(), what, source }
}

/// Creates the folder for its owner alone, or checks that an existing one is.
pub(super) fn create_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    match builder.create(folder) {
        Ok(()) => Ok(()),
        Err(problem) if problem.kind() == ErrorKind::AlreadyExists => check_private(folder),
        Err(problem) => Err(failed(folder, "created")(problem)),
    }
}

/// Refuses a folder that others may read.
pub(super) fn check_private(folder: &Path) -> Result<(), Error> {
    let metadata = std::fs::metadata(folder).map_err(failed(folder, "looked at"))?;
    #[cfg(unix)]
    {
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(Error::TooOpen { path: folder.to_owned(), mode });
        }
    }
    Ok(())
}

/// Writes a file that must not exist; tells whether it did not.
///
/// A crash before the link leaves nothing but a temporary file, which nobody reads; the link makes the whole file
/// appear at once and never replaces one; after the folder's flush it survives a power cut.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", pki_types::encoding::hex(&super::wrapping::random::<8>())));
    let temporary = folder.join(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&temporary).map_err(failed(&temporary, "created"))?;
    let linked =
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed(&temporary, "written")).and_then(
            |()| match std::fs::hard_link(&temporary, path) {
                Ok(()) => Ok(true),
                Err(problem) if problem.kind() == ErrorKind::AlreadyExists => Ok(false),
                Err(problem) => Err(failed(path, "created")(problem)),
            },
        );
    std::fs::remove_file(&temporary).map_err(failed(&temporary, "removed"))?;
    let linked = linked?;
    flush_folder(folder)?;
    Ok(linked)
}

/// The file's text; none if there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<String>, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(None),
        Err(problem) => return Err(failed(path, "read")(problem)),
    };
    let mut bytes = Vec::new();
    file.take(MAX_FILE).read_to_end(&mut bytes).map_err(failed(path, "read"))?;
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| Error::Damaged { path: path.to_owned(), problem: "it is no text".to_owned() })
}

/// The names in a folder that are text.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = std::fs::read_dir(folder).map_err(failed(folder, "listed"))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed(folder, "listed"))?;
        names.extend(entry.file_name().into_string().ok());
    }
    Ok(names)
}

/// Overwrites and removes a file; tells whether there was one. A crash in between leaves a file of zeros: a damaged
/// key, which is what was wanted.
pub(super) fn destroy(path: &Path) -> Result<bool, Error> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(false),
        Err(problem) => return Err(failed(path, "opened")(problem)),
    };
    let length = file.metadata().map_err(failed(path, "looked at"))?.len().min(MAX_FILE);
    let zeros = vec![0; usize::try_from(length).unwrap_or_default()];
    file.write_all(&zeros).and_then(|()| file.sync_all()).map_err(failed(path, "overwritten"))?;
    std::fs::remove_file(path).map_err(failed(path, "removed"))?;
    flush_folder(path.parent().unwrap_or(Path::new(".")))?;
    Ok(true)
}

fn flush_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder, "flushed"))
}
