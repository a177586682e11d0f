//! One file per command. A command reads its arguments, calls what it needs, and says what happened and what to do next.

pub mod backup;
pub mod ceremony;
pub mod demo;
pub mod doctor;
pub mod install;
pub mod log;
pub mod migrate;
pub mod person;
pub mod phone;
pub mod relying_party;
pub mod restore;
pub mod root_list;
pub mod serve;
pub mod sign;
pub mod status;
pub mod verify;

use std::path::Path;

use anyhow::{Context as _, Result};
use pki_types::Certificate;

/// The text of a file that the command line names.
fn text_of(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The certificates (PEM) in a file that the command line names.
fn certificates_in(path: &Path) -> Result<Vec<Certificate>> {
    Certificate::many_from_pem(&text_of(path)?)
        .with_context(|| format!("{} does not hold certificates in PEM", path.display()))
}
