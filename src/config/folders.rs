//! That what is secret and what others get lie apart: the folders of the configuration, and the single files that nobody else
//! may read. Whoever starts the program and `greatseal doctor` come by here, with one list.

use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};

use super::Config;

/// A path of the file, under the name of its field.
struct Named {
    field: String,
    path: PathBuf,
}

impl Named {
    fn new(field: impl Into<String>, path: &Path) -> Self {
        Self { field: field.into(), path: path.to_owned() }
    }

    fn apart_from(&self, other: &Self) -> Result<()> {
        let (here, there) = (place(&self.path), place(&other.path));
        if !here.starts_with(&there) && !there.starts_with(&here) {
            return Ok(());
        }
        bail!(
            "{} is {}, but {} is {}: each needs a place of its own, neither the same nor inside the other",
            self.field,
            self.path.display(),
            other.field,
            other.path.display()
        )
    }
}

/// Checks that no folder of the configuration is another one's or lies inside it, and that no secret file lies in the folder
/// that is made to be published.
pub(super) fn apart(config: &Config) -> Result<()> {
    let folders = folders(config);
    for (position, one) in folders.iter().enumerate() {
        folders[..position].iter().try_for_each(|other| one.apart_from(other))?;
    }
    if let Some(copy) = &config.audit_log_copy {
        let copy = Named::new("audit_log.copy", copy);
        secret_files(config).iter().try_for_each(|file| copy.apart_from(file))?;
    }
    Ok(())
}

/// Checks that a new folder with personal data, such as a backup, lies in none of the configuration's: what is in them is
/// published, or copied without it.
pub(super) fn apart_from_all(what: &str, folder: &Path, config: &Config) -> Result<()> {
    let new = Named::new(what, folder);
    folders(config).iter().try_for_each(|other| new.apart_from(other))
}

/// The key store, the doors' own keys, and the copy of the audit log for others.
fn folders(config: &Config) -> Vec<Named> {
    let keys = config.keys.folder().map(|keys| Named::new("keys.folder", keys));
    let copy = config.audit_log_copy.as_deref().map(|copy| Named::new("audit_log.copy", copy));
    keys.into_iter().chain([Named::new("tls.folder", &config.tls_folder)]).chain(copy).collect()
}

/// The files that nobody else may read: passphrase, PINs, password, keys of doors, the database.
fn secret_files(config: &Config) -> Vec<Named> {
    let secrets = config.keys.secret_files().map(|file| Named::new("a file of a passphrase or PIN", file));
    let remembered = config.keys.refused_pins().map(|file| Named::new("what remembers a refused PIN", file));
    let database = config.database.secret_files().map(|(field, file)| Named::new(field, file));
    let doors = ["phone", super::doors::PHONE_APP, "relying_party", "registration", "metrics"].into_iter();
    let keys = doors.filter_map(|name| {
        let (_, key) = config.door(name)?.tls.as_ref()?;
        Some(Named::new(format!("{name}.tls.key"), key))
    });
    secrets.chain(remembered).chain(database).chain(keys).collect()
}

/// Where a path leads, through the links that there are; what is not there yet is taken as it is written.
fn place(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut real = PathBuf::new();
    for component in whole.components() {
        match component {
            Component::ParentDir => {
                real.pop();
            }
            Component::CurDir => {}
            other => {
                real.push(other);
                real = real.canonicalize().unwrap_or(real);
            }
        }
    }
    real
}
