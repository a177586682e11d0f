//! To whom a backup is encrypted, and with what it is opened: CMS AuthEnvelopedData (RFC 5083) by OpenSSL, to certificates.
//!
//! ```text
//! file  = piece, piece, …, last piece
//! piece = ContentInfo (DER): AES-256-GCM (RFC 5084), its key agreed with each recipient's EC key (RFC 5753 §3.1.1), around
//!         16 octets that the pieces of one file share · its number from 0, 8 octets · 1 in the last, else 0 · contents
//! ```
//!
//! Pieces have at most 4 MiB, so that neither making nor opening a backup needs more memory than a few of them; one that is
//! missing, moved, altered or another file's is noticed when it is reached.

#[cfg(test)]
mod tests;

use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail, ensure};
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use openssl::stack::Stack;
use openssl::symm::Cipher;
use openssl::x509::extension::KeyUsage;
use openssl::x509::{X509, X509Builder, X509NameBuilder};
use pki_types::{Random, Sha256Digest, UnixTime, random_array, sha256};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::secrets::{require_private, write_private};
use crate::terminal::ask_unseen;

/// Recipients of one backup; each costs an agreement and some hundred octets a piece.
const MOST_RECIPIENTS: usize = 16;
/// The largest file of a key or a certificate that is read, in octets.
const LARGEST_FILE: u64 = 64 * 1024;
/// Octets of contents in a piece.
const PIECE: usize = 4 << 20;
/// What stands before the contents of a piece.
const HEAD: usize = 16 + 8 + 1;
/// The largest piece that is read, in octets: contents, and what is said to its recipients.
const LARGEST_PIECE: usize = PIECE + HEAD + MOST_RECIPIENTS * 2048;
/// How long a recipient's certificate says that it counts; nothing looks at it.
const YEARS: i64 = 50;

/// Somebody who can open a backup, named by a certificate with an EC key.
#[derive(Clone)]
pub struct Recipient {
    certificate: X509,
    digest: Sha256Digest,
}

impl Recipient {
    /// Reads the certificate of one from a PEM file. Who signed it and until when it counts is nobody's concern: it was put
    /// there by who makes the backups.
    ///
    /// # Errors
    /// There is none, or none with a key that can be agreed with; or a private key, which nobody needs to make a backup, and
    /// which must not be where backups are made.
    pub fn read(file: &Path) -> Result<Self> {
        let named = || format!("{} is no certificate of a recipient", file.display());
        let octets = Zeroizing::new(octets_of(file)?);
        ensure!(
            !holds_private_key(&octets),
            "{} holds a private key, which opens backups and must be kept away from where they are made: give the certificate \
             alone ({}, where `greatseal backup-key` made both)",
            file.display(),
            file.with_extension("pem").display()
        );
        Self::new(X509::from_pem(&octets).with_context(named)?).with_context(named)
    }

    fn new(certificate: X509) -> Result<Self> {
        let kind = certificate.public_key()?.id();
        ensure!(kind == Id::EC, "its key is of another kind than EC, the one that backups are encrypted to");
        let digest = sha256(&certificate.to_der()?);
        Ok(Self { certificate, digest })
    }

    /// SHA-256 of the certificate: its name in a manifest.
    pub fn sha256(&self) -> Sha256Digest {
        self.digest
    }
}

/// Whether a PEM file holds a private key of any kind, encrypted or not (RFC 7468 §10 and §11; OpenSSL has older labels that
/// end the same way).
fn holds_private_key(pem: &[u8]) -> bool {
    let begins_key = |line: &[u8]| {
        let line = line.trim_ascii();
        line.starts_with(b"-----BEGIN ") && line.ends_with(b"PRIVATE KEY-----")
    };
    pem.split(|octet| matches!(octet, b'\n' | b'\r')).any(begins_key)
}

/// Who can read a backup.
pub enum Protection {
    /// Who has the key of one of these.
    Encrypted {
        /// They.
        recipients: Vec<Recipient>,
        /// What the pieces of this backup have in common, and those of no other.
        mark: [u8; 16],
    },
    /// Who has the backup.
    Plain,
}

impl Protection {
    /// Encrypted to these; for one backup, because `random` draws what tells its pieces from those of others.
    ///
    /// # Errors
    /// There is none, or there are too many.
    pub fn to(recipients: Vec<Recipient>, random: &dyn Random) -> Result<Self> {
        match recipients.len() {
            0 => bail!(
                "to whom is the backup to be encrypted? Set backup.recipients in the configuration or name one with \
                 --recipient (`greatseal backup-key` makes a key); --plain makes a backup that anybody can read"
            ),
            1..=MOST_RECIPIENTS => Ok(Self::Encrypted { recipients, mark: random_array(random) }),
            count => bail!("the backup has {count} recipients; there are at most {MOST_RECIPIENTS}"),
        }
    }

    /// The names of those who can open it; of nobody where it lies open.
    pub(super) fn recipients(&self) -> Vec<Sha256Digest> {
        match self {
            Self::Encrypted { recipients, .. } => recipients.iter().map(Recipient::sha256).collect(),
            Self::Plain => Vec::new(),
        }
    }

    /// Has `write` write contents, which come to `into` as this protection wants them.
    pub(super) fn protect<W: Write>(
        &self,
        mut into: W,
        write: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<W> {
        let Self::Encrypted { recipients, mark } = self else {
            write(&mut into)?;
            return Ok(into);
        };
        let mut certificates = Stack::new()?;
        for recipient in recipients {
            certificates.push(recipient.certificate.clone())?;
        }
        let mut piece = Zeroizing::new(Vec::with_capacity(HEAD + PIECE));
        piece.resize(HEAD, 0);
        let mut encrypting = Encrypting { into, certificates, mark: *mark, number: 0, piece };
        write(&mut encrypting)?;
        encrypting.end_piece(true)?;
        Ok(encrypting.into)
    }
}

/// A writer whose octets are encrypted piece by piece.
struct Encrypting<W> {
    into: W,
    certificates: Stack<X509>,
    mark: [u8; 16],
    number: u64,
    /// Its head, and then its contents: one place for all pieces, which is emptied of them at the end.
    piece: Zeroizing<Vec<u8>>,
}

impl<W: Write> Encrypting<W> {
    fn end_piece(&mut self, is_last: bool) -> io::Result<()> {
        let number = self.number.to_be_bytes();
        let head = [self.mark.as_slice(), number.as_slice(), &[u8::from(is_last)]].concat();
        self.piece[..HEAD].copy_from_slice(&head);
        let cipher = Cipher::aes_256_gcm();
        let piece =
            CmsContentInfo::encrypt(&self.certificates, &self.piece, cipher, CMSOptions::BINARY)?.to_der()?;
        self.into.write_all(&piece)?;
        self.piece.truncate(HEAD);
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for Encrypting<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.piece.len() == HEAD + PIECE {
            self.end_piece(false)?;
        }
        let taken = octets.len().min(HEAD + PIECE - self.piece.len());
        self.piece.extend_from_slice(&octets[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        // A piece ends when it is full.
        Ok(())
    }
}

/// What opens backups: a key and its certificate, from a file that only its owner can read.
pub struct Identity {
    key: PKey<Private>,
    certificate: X509,
    digest: Sha256Digest,
    file: PathBuf,
}

impl Identity {
    /// Draws a key (P-384) and writes it with its certificate to the new file `<name>.key` of mode 0600, and the certificate
    /// alone to `<name>.pem`; gives whose key it is.
    ///
    /// # Errors
    /// A file is there, or cannot be made.
    pub fn draw(name: &Path, now: UnixTime, random: &dyn Random) -> Result<Recipient> {
        let [key_file, certificate_file] = ["key", "pem"].map(|ending| {
            let mut file = name.as_os_str().to_owned();
            file.push(format!(".{ending}"));
            PathBuf::from(file)
        });
        if certificate_file.exists() {
            bail!("{} is there already: a key is never written over", certificate_file.display());
        }
        let curve = EcGroup::from_curve_name(Nid::SECP384R1)?;
        let key = PKey::from_ec_key(EcKey::generate(&curve)?)?;
        let certificate = certificate_of(&key, now, random)?;
        let pem = certificate.to_pem()?;
        let secret = Zeroizing::new([key.private_key_to_pem_pkcs8()?.as_slice(), &pem].concat());
        write_private(&key_file, &secret)?;
        let named = || format!("cannot write {}", certificate_file.display());
        let mut file = fs::OpenOptions::new();
        let file = file.write(true).create_new(true).mode(0o644).open(&certificate_file);
        file.and_then(|mut file| file.write_all(&pem).and_then(|()| file.sync_all())).with_context(named)?;
        Recipient::new(certificate)
    }

    /// Reads a key and its certificate (PEM). A key that is encrypted itself has its passphrase asked for at the terminal.
    ///
    /// # Errors
    /// Others may read it, or it holds something else.
    pub fn read(file: &Path) -> Result<Self> {
        require_private(file)?;
        let text = Zeroizing::new(octets_of(file)?);
        let named = || {
            format!(
                "{} holds no key of backups: a private key and its certificate in PEM, as `greatseal backup-key` writes them",
                file.display()
            )
        };
        // OpenSSL knows a passphrase that does not fit, and not why there is none: whoever is interrupted hears that alone.
        let mut unanswered = None;
        let key = PKey::private_key_from_pem_callback(&text, |buffer| {
            let question = format!("Passphrase of {}", file.display());
            let secret = match ask_unseen(&question) {
                Ok(secret) => secret,
                Err(problem) => {
                    unanswered = Some(problem);
                    return Ok(0);
                }
            };
            let secret = secret.expose_secret().as_bytes();
            let length = secret.len().min(buffer.len());
            buffer[..length].copy_from_slice(&secret[..length]);
            Ok(length)
        });
        if let Some(problem) = unanswered {
            return Err(problem);
        }
        let key = key.with_context(named)?;
        let certificate = X509::from_pem(&text).with_context(named)?;
        ensure!(
            certificate.public_key()?.public_eq(&key),
            "the certificate in {} is of another key",
            file.display()
        );
        let digest = Recipient::new(certificate.clone()).with_context(named)?.digest;
        Ok(Self { key, certificate, digest, file: file.to_owned() })
    }

    /// SHA-256 of the certificate: its name in a manifest.
    pub fn sha256(&self) -> Sha256Digest {
        self.digest
    }

    /// The contents of an encrypted file, whose first piece was opened.
    ///
    /// # Errors
    /// It is none, or not encrypted to this key.
    pub(super) fn open<R: Read>(self: &Arc<Self>, file: R) -> Result<Decrypting<R>> {
        let mut decrypting = Decrypting {
            from: file,
            identity: Arc::clone(self),
            mark: None,
            number: 0,
            is_last: false,
            piece: Zeroizing::default(),
            read: 0,
        };
        decrypting.next_piece().map_err(|problem| anyhow!(problem))?;
        Ok(decrypting)
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the key in {} (certificate {})", self.file.display(), self.digest)
    }
}

/// A reader of what was encrypted, piece by piece. What comes out of it was authenticated, and so was its end.
pub(super) struct Decrypting<R> {
    from: R,
    identity: Arc<Identity>,
    mark: Option<[u8; 16]>,
    number: u64,
    is_last: bool,
    piece: Zeroizing<Vec<u8>>,
    read: usize,
}

impl<R: Read> Decrypting<R> {
    fn next_piece(&mut self) -> io::Result<()> {
        let number = self.number;
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("piece {number} {what}"));
        let der = self.next_der()?.ok_or_else(|| wrong("is missing"))?;
        let content =
            CmsContentInfo::from_der(&der).map_err(|_: ErrorStack| wrong("is no piece of a backup"))?;
        let opened = content.decrypt(&self.identity.key, &self.identity.certificate);
        let opened = Zeroizing::new(opened.map_err(|_: ErrorStack| {
            wrong(&format!("does not open with {}: it is encrypted to others, or was altered", self.identity))
        })?);
        let (mark, rest) = opened.split_first_chunk::<16>().ok_or_else(|| wrong("is too short"))?;
        let (counted, rest) = rest.split_first_chunk::<8>().ok_or_else(|| wrong("is too short"))?;
        let (is_last, contents) = rest.split_first().ok_or_else(|| wrong("is too short"))?;
        if *self.mark.get_or_insert(*mark) != *mark || u64::from_be_bytes(*counted) != number {
            return Err(wrong("stands in another's place"));
        }
        (self.is_last, self.number) = (*is_last == 1, number + 1);
        (self.piece, self.read) = (Zeroizing::new(contents.to_vec()), 0);
        Ok(())
    }

    /// The octets of the next DER value (X.690 §8.1), none at the end of the file.
    fn next_der(&mut self) -> io::Result<Option<Vec<u8>>> {
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("it {what}"));
        let mut der = vec![0; 2];
        if self.from.read(&mut der[..1])? == 0 {
            return Ok(None);
        }
        self.from.read_exact(&mut der[1..])?;
        if der[0] != 0x30 {
            return Err(wrong("is no file that was encrypted for a backup"));
        }
        let mut length = usize::from(der[1]);
        if length >= 0x80 {
            let mut octets = vec![0; length - 0x80];
            if octets.is_empty() || octets.len() > 4 {
                return Err(wrong("has a piece of no definite length"));
            }
            self.from.read_exact(&mut octets)?;
            length = octets.iter().fold(0, |length, octet| (length << 8) | usize::from(*octet));
            der.extend(octets);
        }
        if length > LARGEST_PIECE {
            return Err(wrong("has a piece that is too large"));
        }
        let head = der.len();
        der.resize(head + length, 0);
        self.from.read_exact(&mut der[head..])?;
        Ok(Some(der))
    }
}

impl<R: Read> Read for Decrypting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.piece.len() {
            if self.is_last {
                return match self.next_der()? {
                    None => Ok(0),
                    Some(_) => {
                        Err(io::Error::new(io::ErrorKind::InvalidData, "something follows its last piece"))
                    }
                };
            }
            self.next_piece()?;
        }
        let count = buffer.len().min(self.piece.len() - self.read);
        buffer[..count].copy_from_slice(&self.piece[self.read..self.read + count]);
        self.read += count;
        Ok(count)
    }
}

/// A certificate that a key has made for itself.
fn certificate_of(key: &PKey<Private>, now: UnixTime, random: &dyn Random) -> Result<X509> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_nid(Nid::COMMONNAME, "Backups of a Great Seal country")?;
    let name = name.build();
    let mut serial: [u8; 16] = random_array(random);
    // Positive, and not 0 (RFC 5280 §4.1.2.2): recipients are told apart by it.
    serial[0] = (serial[0] & 0x3F) | 0x40;
    let mut certificate = X509Builder::new()?;
    certificate.set_version(2)?;
    let serial = BigNum::from_slice(&serial)?;
    let serial = Asn1Integer::from_bn(&serial)?;
    certificate.set_serial_number(&serial)?;
    certificate.set_subject_name(&name)?;
    certificate.set_issuer_name(&name)?;
    let (begin, end) = (Asn1Time::from_unix(now.seconds())?, now.plus(YEARS * 365 * 86_400));
    certificate.set_not_before(&begin)?;
    let end = Asn1Time::from_unix(end.seconds())?;
    certificate.set_not_after(&end)?;
    certificate.set_pubkey(key)?;
    certificate.append_extension(KeyUsage::new().critical().key_agreement().build()?)?;
    certificate.sign(key, MessageDigest::sha384())?;
    Ok(certificate.build())
}

fn octets_of(file: &Path) -> Result<Vec<u8>> {
    let named = || format!("cannot read {}", file.display());
    let size = fs::metadata(file).with_context(named)?.len();
    if size > LARGEST_FILE {
        bail!(
            "{} has {size} octets; the file of a key or a certificate has at most {LARGEST_FILE}",
            file.display()
        );
    }
    fs::read(file).with_context(named)
}
