//! The folder that a ceremony leaves behind.

use std::path::Path;

use pki_types::crl::Crl;
use pki_types::{Certificate, PublicKey, sha256};
use zeroize::Zeroizing;

use crate::ceremony::copies::CopiesProven;
use crate::ceremony::install::{FILE_NAME, InstallFile};
use crate::ceremony::transcript::Transcript;
use crate::error::Error;
use crate::recording::OpenIssuer;

/// A certificate with the key that goes to its owner.
pub(crate) struct Owned {
    pub(crate) certificate: Certificate,
    /// PKCS#8, PEM, in the clear: the owner's client protects it from then on.
    pub(crate) key_pem: Zeroizing<String>,
}

/// Makes the folder, for its owner alone; one that holds anything is refused.
pub(crate) fn begin(directory: &Path) -> Result<(), Error> {
    make_folder(directory)?;
    let mut entries = std::fs::read_dir(directory).map_err(|source| Error::file(directory, source))?;
    if entries.next().is_some() {
        return Err(Error::Ceremony(format!(
            "{} is not empty; a ceremony begins in an empty folder",
            directory.display()
        )));
    }
    for name in ["install", "public"] {
        make_folder(&directory.join(name))?;
    }
    Ok(())
}

/// What the country takes; only after every copy was restored.
pub(crate) fn write_install(
    directory: &Path,
    install: &InstallFile,
    transcript: &mut Transcript,
    _proof: CopiesProven,
) -> Result<(), Error> {
    let text = serde_json::to_string_pretty(install).expect("rows of strings and integers are JSON");
    transcript.add(&format!("rows for the country: install/{FILE_NAME}"), "file", sha256(text.as_bytes()));
    write(&directory.join("install").join(FILE_NAME), text.as_bytes())
}

/// The certificates of these authorities, for everybody, by their names.
pub(crate) fn write_authorities<'a>(
    directory: &Path,
    authorities: impl Iterator<Item = &'a OpenIssuer>,
) -> Result<(), Error> {
    let public = directory.join("public");
    for open in authorities {
        let (name, certificate) = (open.issuer.name(), open.certificate()?);
        write(&public.join(format!("{name}.pem")), certificate.pem().as_bytes())?;
        write(&public.join(format!("{name}.cer")), certificate.der())?;
    }
    Ok(())
}

/// What else is for everybody.
pub(crate) fn write_public(directory: &Path, root_list: &Crl, log_key: &PublicKey) -> Result<(), Error> {
    let public = directory.join("public");
    write(&public.join("root.crl"), root_list.der())?;
    write(&public.join("log-key.pem"), log_key.pem().as_bytes())
}

pub(crate) fn write_officer(
    directory: &Path,
    id: &str,
    owned: &Owned,
    chain: &[Certificate],
    statement_key: &PublicKey,
) -> Result<(), Error> {
    let folder = directory.join("officers").join(id);
    write_owned(&folder, owned, chain, statement_key)
}

/// What an officer or a relying party gets: with it H(Rk), which the service's list of keys must be signed with. An officer's
/// client hands it to every person with an activation; a relying party verifies under that list what the service signs.
pub(crate) fn write_owned(
    folder: &Path,
    owned: &Owned,
    chain: &[Certificate],
    statement_key: &PublicKey,
) -> Result<(), Error> {
    make_folder(folder)?;
    let pin = format!("{}\n", phone_protocol::key_list::pin_of(statement_key));
    write(&folder.join("statement-key.sha256"), pin.as_bytes())?;
    if let Some(root) = chain.iter().find(|certificate| certificate.is_self_issued()) {
        write(&folder.join("root.pem"), root.pem().as_bytes())?;
    }
    let chain: String = chain.iter().map(Certificate::pem).collect();
    write(&folder.join("certificate.pem"), owned.certificate.pem().as_bytes())?;
    write(&folder.join("chain.pem"), chain.as_bytes())?;
    write(&folder.join("key.pem"), owned.key_pem.as_bytes())
}

pub(crate) fn write_transcript(directory: &Path, transcript: &Transcript) -> Result<(), Error> {
    let json = serde_json::to_string_pretty(transcript).expect("strings and integers are JSON");
    write(&directory.join("transcript.json"), json.as_bytes())?;
    write(&directory.join("transcript.txt"), transcript.to_text().as_bytes())
}

/// Puts a new file in the place of an old one, whole or not at all.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let new = path.with_extension("new");
    if new.exists() {
        // Left by a crash; nobody has seen it.
        std::fs::remove_file(&new).map_err(|source| Error::file(&new, source))?;
    }
    write(&new, bytes)?;
    std::fs::rename(&new, path).map_err(|source| Error::file(path, source))
}

fn make_folder(path: &Path) -> Result<(), Error> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| Error::file(path, source))
}

/// A new file, for its owner alone, durable before anything is said of it.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()
    });
    written.map_err(|source| Error::file(path, source))
}
