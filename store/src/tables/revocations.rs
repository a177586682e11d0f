//! Certificates that ended for good.
//!
//! What a crash leaves behind: before the commit of a revocation a certificate that is as good as before, and the job
//! that revokes it; after it a certificate that is revoked for every read that begins, for ever.

use pki_types::{Reason, Serial, Sha256Digest, UnixTime};
use words::Leaf;

use crate::engine::sql::{row, scalar, sql};
use crate::{Error, IssuerId, Reads, Transaction};

scalar!(Reason as i64, |reason| i64::from(reason.code()), |raw| {
    u8::try_from(raw)
        .ok()
        .and_then(|code| Reason::from_code(code).ok())
        .ok_or_else(|| format!("is {raw}, not a reason"))
});

/// A revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// The certificate's issuer.
    pub issuer: IssuerId,
    /// The certificate's serial.
    pub serial: Serial,
    /// What CRL and OCSP say.
    pub revoked_at: UnixTime,
    /// Why.
    pub reason: Reason,
    /// The officer's act; none if the service itself did it (PIN ladder).
    pub act_sha256: Option<Sha256Digest>,
    /// When it was recorded.
    pub created_at: UnixTime,
}
row!(Revocation { issuer, serial, revoked_at, reason, act_sha256, created_at });

impl Reads {
    /// The revocation of this certificate.
    pub async fn revocation(&self, issuer: IssuerId, serial: &[u8]) -> Result<Option<Revocation>, Error> {
        let select = sql("SELECT * FROM revocations WHERE issuer = $1 AND serial = $2");
        self.optional(select.with(&issuer).with_bytes(serial)).await
    }
}

impl Transaction {
    /// Revokes a certificate and appends the leaf; tells whether it did: not if it was revoked before, and then the
    /// first revocation stays.
    pub async fn insert_revocation(&mut self, revocation: &Revocation, leaf: &Leaf) -> Result<bool, Error> {
        let insert =
            sql("INSERT INTO revocations (issuer, serial, revoked_at, reason, act_sha256, created_at) \
                          VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&revocation.issuer)
            .with(&revocation.serial)
            .with(&revocation.revoked_at)
            .with(&revocation.reason)
            .with(&revocation.act_sha256)
            .with(&revocation.created_at);
        let inserted = self.inserted(insert).await?;
        self.status_changed(inserted, leaf).await
    }

    /// Raises the reason of a revocation to keyCompromise and appends the leaf; tells whether it did: not if the
    /// certificate is not revoked or that is the reason already. No other change of a revocation exists.
    pub async fn raise_to_key_compromise(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        leaf: &Leaf,
    ) -> Result<bool, Error> {
        let update =
            sql("UPDATE revocations SET reason = $3 WHERE issuer = $1 AND serial = $2 AND reason <> $3");
        let raised = self.execute(update.with(&issuer).with(serial).with(&Reason::KeyCompromise)).await? == 1;
        self.status_changed(raised, leaf).await
    }
}
