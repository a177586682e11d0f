//! PINs from a file, for demonstrations and tests: two lines, PIN 1 then PIN 2, mode 0600.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use phone_protocol::Pin;
use zeroize::Zeroizing;

use crate::{Error, Pins};

/// Reads both PINs.
///
/// # Errors
/// Unreadable, readable by others, or not two lines with a PIN each.
pub fn read_pins(path: &Path) -> Result<Pins, Error> {
    let text = read_secret(path)?;
    let mut lines = text.lines();
    let mut next =
        || lines.next().ok_or_else(|| Error::Input("the PIN file has two lines: PIN 1, PIN 2".to_owned()));
    Ok(Pins { authentication: Pin::new(next()?)?, signature: Pin::new(next()?)? })
}

/// Reads a small secret file that only its owner can read.
pub(crate) fn read_secret(path: &Path) -> Result<Zeroizing<String>, Error> {
    let failed = |source| Error::Storage { path: path.to_owned(), action: "read", source };
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Error::FileIsOpen { path: path.to_owned(), mode });
    }
    fs::read_to_string(path).map(Zeroizing::new).map_err(failed)
}
