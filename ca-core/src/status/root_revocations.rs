//! What a running country knows to be revoked under its root, on its way to the machine that has the root's key and signs
//! its list. That machine is offline and its store knows what the root issued, not what became of it.
//!
//! It travels as a text that people read before they act on it. Nobody has signed it: each line is held against what the
//! root issued, and it can only end what answers in the root's name, not an authority.

use std::fmt::Write as _;

use pki_types::crl::Crl;
use pki_types::display::line;
use pki_types::encoding::hex_array;
use pki_types::{Certificate, Reason, Serial, Sha256Digest, UnixTime};
use serde::Deserialize;
use store::{
    CertificateStatus, CrlEntry, IssuedCertificate, IssuerId, Reads, Revocation, Store, Transaction,
};
use words::leaf::{self, Leaf};

use crate::directory::root_row;
use crate::error::Error;
use crate::issuance::profile::Profiles;

/// What is revoked under one root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootRevocations {
    /// Which root: SHA-256 of its certificate.
    pub root: Sha256Digest,
    /// One by one, by serial.
    pub revoked: Vec<RootRevocation>,
}

/// One certificate that the root issued and the country revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootRevocation {
    /// Its serial.
    pub serial: Serial,
    /// Since when.
    pub revoked_at: UnixTime,
    /// Why.
    pub reason: Reason,
    /// Whose, for people alone; what the file says about it is not read.
    subject: String,
}

/// The file, as TOML has it. Unknown fields are refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    root: String,
    #[serde(default)]
    revoked: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    serial: String,
    revoked_at: String,
    reason: Reason,
}

/// What the store knows to be revoked under the root and its latest list does not tell.
///
/// # Errors
/// The store cannot be read, or holds no country.
pub async fn untold(reads: &Reads) -> Result<Vec<CrlEntry>, Error> {
    let root = root_row(reads).await?;
    match reads.latest_crl(root.id, 0).await? {
        Some(latest) => untold_by(&Crl::from_der(latest.der)?, reads).await,
        None => entries(reads, root.id).await,
    }
}

/// What the store knows to be revoked under the root and this list does not tell. A list may say the worst where the store
/// has another reason, and never something milder than that.
pub(crate) async fn untold_by(list: &Crl, reads: &Reads) -> Result<Vec<CrlEntry>, Error> {
    let root = root_row(reads).await?;
    let told = |entry: &CrlEntry| {
        let listed = list.find(entry.serial.as_bytes());
        listed
            .is_some_and(|listed| [Some(entry.reason), Some(Reason::KeyCompromise)].contains(&listed.reason))
    };
    Ok(entries(reads, root.id).await?.into_iter().filter(|entry| !told(entry)).collect())
}

async fn entries(reads: &Reads, root: IssuerId) -> Result<Vec<CrlEntry>, Error> {
    Ok(reads.crl_entries(root, &[0; 16], &[0xff; 16]).await?)
}

impl RootRevocations {
    /// Everything that this country's store knows to be revoked under its root, listed before or not.
    ///
    /// # Errors
    /// The store cannot be read, or holds no country.
    pub async fn of(reads: &Reads) -> Result<Self, Error> {
        let root = root_row(reads).await?;
        let mut revoked = Vec::new();
        for entry in entries(reads, root.id).await? {
            let certificate = reads.certificate(root.id, entry.serial.as_bytes()).await?;
            let subject = match certificate {
                Some(row) => Certificate::from_der(&row.der)?.subject_display(),
                None => "a certificate that a restore lost".to_owned(),
            };
            let CrlEntry { serial, revoked_at, reason, .. } = entry;
            revoked.push(RootRevocation { serial, revoked_at, reason, subject });
        }
        Ok(Self { root: Certificate::from_der(&root.certificate)?.sha256(), revoked })
    }

    /// The file that travels.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "# What the country has revoked under its root. Read it before the root signs: what is listed once is revoked for ever.\n\
             root = \"{}\"\n",
            self.root
        );
        for one in &self.revoked {
            let subject = line(&one.subject);
            // Such as "key_compromise", in quotation marks, which is the same in TOML.
            let reason = serde_json::to_string(&one.reason).unwrap_or_default();
            let _infallible = write!(
                text,
                "\n# {subject}\n[[revoked]]\nserial = \"{}\"\nrevoked_at = \"{}\"\nreason = {reason}\n",
                one.serial,
                one.revoked_at.rfc3339()
            );
        }
        text
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Names the line or value that is none.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused =
            |problem: &dyn std::fmt::Display| Error::Ceremony(format!("the revocations: {problem}"));
        let file: File = toml::from_str(text).map_err(|problem| refused(&problem))?;
        let root = Sha256Digest::from_hex(&file.root).map_err(|problem| refused(&problem))?;
        let mut revoked = Vec::new();
        for line in file.revoked {
            let octets: [u8; 16] = hex_array(&line.serial).map_err(|problem| refused(&problem))?;
            let serial = Serial::from_bytes(&octets).map_err(|problem| refused(&problem))?;
            let revoked_at =
                UnixTime::parse_rfc3339(&line.revoked_at).map_err(|problem| refused(&problem))?;
            if line.reason == Reason::CertificateHold {
                return Err(refused(&format!("{serial} is on hold, which the root's list does not tell")));
            }
            revoked.push(RootRevocation { serial, revoked_at, reason: line.reason, subject: String::new() });
        }
        Ok(Self { root, revoked })
    }

    /// Writes them into the store of the ceremony, all or none; what it knows already changes nothing, but for a reason that
    /// has become keyCompromise.
    pub(crate) async fn write_into(&self, store: &Store) -> Result<(), Error> {
        let root = root_row(store).await?;
        let own = Certificate::from_der(&root.certificate)?.sha256();
        if self.root != own {
            return Err(Error::Ceremony(format!(
                "the revocations are of the root {}, but the root here is {own}",
                self.root
            )));
        }
        let revoked = self.revoked.clone();
        let written = store.transaction("root list: revocations", move |transaction| {
            Box::pin(async move {
                for one in &revoked {
                    one.write_into(transaction, root.id).await?;
                }
                Ok::<_, Error>(())
            })
        });
        written.await
    }
}

impl RootRevocation {
    async fn write_into(&self, transaction: &mut Transaction, root: IssuerId) -> Result<(), Error> {
        // Its issuance was given up here: it is listed already.
        let before = transaction.status(root, self.serial.as_bytes()).await?;
        if matches!(before, CertificateStatus::Burnt { .. }) {
            return Ok(());
        }
        let certificate = transaction.certificate(root, self.serial.as_bytes()).await?;
        let certificate =
            certificate.ok_or_else(|| self.refused("was not issued by the root of this ceremony"))?;
        self.check(&certificate)?;
        let now = transaction.now();
        let leaf = Leaf::Revocation(leaf::StatusChange {
            certificate_sha256: certificate.sha256,
            reason: Some(self.reason.code()),
            since: Some(self.revoked_at),
            act_sha256: None,
            wish_sha256: None,
            at: now,
        });
        let revocation = Revocation {
            issuer: root,
            serial: self.serial,
            revoked_at: self.revoked_at,
            reason: self.reason,
            act_sha256: None,
            created_at: now,
        };
        let is_new = transaction.insert_revocation(&revocation, &leaf).await?;
        if !is_new && self.reason == Reason::KeyCompromise {
            transaction.raise_to_key_compromise(root, &self.serial, &leaf).await?;
        }
        Ok(())
    }

    fn check(&self, certificate: &IssuedCertificate) -> Result<(), Error> {
        if Profiles::built_in()?.named(&certificate.profile)?.is_authority() {
            return Err(self.refused("is that of an authority, which no running country can revoke"));
        }
        if self.revoked_at < certificate.not_before {
            return Err(self.refused("is said to be revoked since before it began"));
        }
        Ok(())
    }

    fn refused(&self, rule: &str) -> Error {
        Error::Ceremony(format!("the certificate with the serial {} {rule}: nothing was listed", self.serial))
    }
}

impl std::fmt::Display for RootRevocation {
    /// For people: serial, reason, time.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "serial {}, {:?} since {}", self.serial, self.reason, self.revoked_at.rfc3339())
    }
}
