//! One file per command. A command reads its arguments, calls what it needs, and says what happened and what to do next.

pub mod act;
pub mod backup;
pub mod backup_key;
pub mod ceremony;
pub mod config;
pub mod consent;
pub mod demo;
pub mod doctor;
pub mod install;
pub mod log;
pub mod migrate;
pub mod officer;
pub mod person;
pub mod phone;
pub mod relying_party;
pub mod restore;
pub mod root_list;
pub mod root_signer;
pub mod serve;
pub mod sign;
pub mod status;
pub mod verify;

use std::io::Read;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use doc_signatures::limits::FILE_OCTETS;
use pki_types::Certificate;
use pki_types::display::shown;

/// The text of a file that the command line names.
fn text_of(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The largest file of certificates that is read, in octets: a whole country's authorities are some kilobytes.
const CERTIFICATES_OCTETS: usize = 1024 * 1024;

/// The certificates in a file that the command line names: any number in PEM, or one in DER.
fn certificates_in(path: &Path) -> Result<Vec<Certificate>> {
    let octets = octets_of(path, CERTIFICATES_OCTETS)?;
    let certificates = if octets.windows(11).any(|window| window == b"-----BEGIN ") {
        Certificate::many_from_pem(&String::from_utf8_lossy(&octets))
    } else {
        Certificate::from_der(&octets).map(|certificate| vec![certificate])
    };
    let named = || format!("{} does not hold certificates in PEM, or one in DER", shown(path.display()));
    let certificates = certificates.with_context(named)?;
    if certificates.is_empty() { bail!(named()) } else { Ok(certificates) }
}

/// The octets of a PDF that the command line names; what is larger than any document may be is not read whole.
pub(crate) fn pdf_of(path: &Path) -> Result<Vec<u8>> {
    octets_of(path, FILE_OCTETS)
}

fn octets_of(path: &Path, limit: usize) -> Result<Vec<u8>> {
    let named = || format!("cannot read {}", shown(path.display()));
    if std::fs::metadata(path).with_context(named)?.is_dir() {
        bail!("{}: it is a folder", named());
    }
    octets_from(std::fs::File::open(path).with_context(named)?, limit).with_context(named)
}

/// Everything that comes from there, unless it is more than `limit` octets.
fn octets_from(source: impl Read, limit: usize) -> Result<Vec<u8>> {
    let mut octets = Vec::new();
    source.take(u64::try_from(limit)? + 1).read_to_end(&mut octets)?;
    if octets.len() > limit {
        bail!("it has more than {limit} octets, the most that are read");
    }
    Ok(octets)
}
