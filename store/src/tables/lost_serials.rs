//! Serials that the audit log knows and the restored backup did not: revoked for ever, and never given again.
//!
//! The log has no certificate in full, so such a serial gets no row in `intents`: its status is what this row says.

use pki_types::{Reason, Serial, Sha256Digest, UnixTime};

use crate::doors::changes::Change;
use crate::engine::sql::{row, sql};
use crate::{Error, IssuerId, Reads, Transaction};

/// A lost serial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostSerial {
    /// Whose.
    pub issuer: IssuerId,
    /// The serial.
    pub serial: Serial,
    /// The certificate's digest; none if it was given up before it was one.
    pub certificate_sha256: Option<Sha256Digest>,
    /// What CRL and OCSP say.
    pub revoked_at: UnixTime,
    /// Why.
    pub reason: Reason,
    /// When the backup was restored.
    pub created_at: UnixTime,
}
row!(LostSerial { issuer, serial, certificate_sha256, revoked_at, reason, created_at });

impl Reads {
    /// Lost serials of an issuer, in order.
    pub async fn lost_serials(&self, issuer: IssuerId) -> Result<Vec<LostSerial>, Error> {
        self.all(sql("SELECT * FROM lost_serials WHERE issuer = $1 ORDER BY serial").with(&issuer)).await
    }

    /// Whether this serial was lost.
    pub(crate) async fn is_lost(&self, issuer: IssuerId, serial: &Serial) -> Result<bool, Error> {
        let select = sql("SELECT * FROM lost_serials WHERE issuer = $1 AND serial = $2");
        Ok(self.optional::<LostSerial>(select.with(&issuer).with(serial)).await?.is_some())
    }
}

impl Transaction {
    /// Notes a lost serial. What the log must say of it is written by whoever notes it.
    ///
    /// # Errors
    /// [`Error::Exists`] if it was noted before.
    pub async fn insert_lost_serial(&mut self, lost: &LostSerial) -> Result<(), Error> {
        let insert = sql("INSERT INTO lost_serials \
             (issuer, serial, certificate_sha256, revoked_at, reason, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&lost.issuer)
            .with(&lost.serial)
            .with(&lost.certificate_sha256)
            .with(&lost.revoked_at)
            .with(&lost.reason)
            .with(&lost.created_at);
        self.changed(Change::Status);
        self.insert_new("the lost serial", insert).await
    }
}
