//! People who may sign acts.

use pki_types::{Certificate, Sha256Digest, UnixTime};
use words::act::Roles;

use crate::engine::sql::{row, sql};
use crate::{Error, IssuedCertificate, Reads, Transaction};

/// The profile of officers' certificates: a relying party's may have the same identifier.
const PROFILE: &str = "officer";

/// An officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// A slug.
    pub id: String,
    /// As in the certificate.
    pub name: String,
    /// The current certificate; those before it are found by the acts that renewed them.
    pub certificate_sha256: Sha256Digest,
    /// What the officer may be trusted with, as far as the certificate says it too.
    pub roles: Roles,
    /// When the officer was registered.
    pub created_at: UnixTime,
    /// When the office ended; none while it lasts.
    pub ended_at: Option<UnixTime>,
}
row!(Officer { id, name, certificate_sha256, roles, created_at, ended_at });

impl Reads {
    /// The officer with this identifier.
    pub async fn officer(&self, id: &str) -> Result<Option<Officer>, Error> {
        self.optional(sql("SELECT * FROM officers WHERE id = $1").with_text(id)).await
    }

    /// The officer whose certificate this is, in office or not: the current one, or one that a renewal has replaced. The
    /// certificate itself says whose it is, and an identifier is never given twice.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the row holds no certificate.
    pub async fn officer_of(&self, certificate: &IssuedCertificate) -> Result<Option<Officer>, Error> {
        if certificate.profile != PROFILE {
            return Ok(None);
        }
        let parsed = Certificate::from_der(&certificate.der)
            .map_err(|error| Error::Damaged { column: "der".to_owned(), problem: error.to_string() })?;
        match parsed.serial_number() {
            Some(id) => self.officer(&id).await,
            None => Ok(None),
        }
    }

    /// All officers in office, whatever the status of their certificates.
    pub async fn officers_in_office(&self) -> Result<Vec<Officer>, Error> {
        self.all(sql("SELECT * FROM officers WHERE ended_at IS NULL ORDER BY id")).await
    }
}

impl Transaction {
    /// Adds an officer.
    ///
    /// # Errors
    /// [`Error::Exists`] if the identifier or the certificate is taken.
    pub async fn insert_officer(&mut self, officer: &Officer) -> Result<(), Error> {
        let insert = sql("INSERT INTO officers (id, name, certificate_sha256, roles, created_at, ended_at) \
                          VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING");
        let insert = insert
            .with_text(&officer.id)
            .with_text(&officer.name)
            .with(&officer.certificate_sha256)
            .with(&officer.roles)
            .with(&officer.created_at)
            .with(&officer.ended_at);
        self.insert_new("the officer", insert).await
    }

    /// Gives an officer a new certificate.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if the officer is not in office.
    pub async fn set_officer_certificate(
        &mut self,
        id: &str,
        certificate: &Sha256Digest,
    ) -> Result<(), Error> {
        let update = sql("UPDATE officers SET certificate_sha256 = $2 WHERE id = $1 AND ended_at IS NULL");
        match self.execute(update.with_text(id).with(certificate)).await? {
            1 => Ok(()),
            _ => Err(Error::MovedOn { what: "the officer", condition: "in office" }),
        }
    }

    /// Says anew what an officer may be trusted with; more than the certificate says does not count.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if the officer is not in office.
    pub async fn set_officer_roles(&mut self, id: &str, roles: &Roles) -> Result<(), Error> {
        let update = sql("UPDATE officers SET roles = $2 WHERE id = $1 AND ended_at IS NULL");
        self.exactly_one("the officer", "in office", update.with_text(id).with(roles)).await
    }

    /// Ends an office now; tells whether it had not ended before.
    pub async fn end_officer(&mut self, id: &str) -> Result<bool, Error> {
        let update = sql("UPDATE officers SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL");
        let now = self.now();
        Ok(self.execute(update.with_text(id).with(&now)).await? == 1)
    }
}
