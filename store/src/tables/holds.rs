//! Suspensions, each with a beginning and an end: the status at any past instant can be told.
//!
//! What a crash leaves behind: before a commit the hold as it was, and the job that changes it; after it the change,
//! for every read that begins.

use pki_types::{Serial, Sha256Digest, UnixTime};
use words::Leaf;

use crate::engine::sql::{row, sql};
use crate::{Error, IssuerId, Reads, Transaction};

/// A suspension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Given by the store.
    pub id: i64,
    /// The certificate's issuer.
    pub issuer: IssuerId,
    /// The certificate's serial.
    pub serial: Serial,
    /// Since when.
    pub began_at: UnixTime,
    /// Until when; none while it lasts.
    pub ended_at: Option<UnixTime>,
    /// The officer's act that began it or took it over; none if the service itself did (copied phone), or the person alone.
    pub act_sha256: Option<Sha256Digest>,
    /// The officer's act that ended it.
    pub ended_by: Option<Sha256Digest>,
    /// The person's wish that began it.
    pub wish_sha256: Option<Sha256Digest>,
    /// The person's wish that ended it.
    pub ended_by_wish: Option<Sha256Digest>,
}
row!(Hold { id, issuer, serial, began_at, ended_at, act_sha256, ended_by, wish_sha256, ended_by_wish });

impl Reads {
    /// All suspensions of this certificate, oldest first.
    pub async fn holds_of(&self, issuer: IssuerId, serial: &[u8]) -> Result<Vec<Hold>, Error> {
        let select = sql("SELECT * FROM holds WHERE issuer = $1 AND serial = $2 ORDER BY id");
        self.all(select.with(&issuer).with_bytes(serial)).await
    }
}

impl Transaction {
    /// Suspends a certificate from now on and appends the leaf; tells whether it did: not if it is suspended.
    pub async fn begin_hold(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        act: Option<Sha256Digest>,
        leaf: &Leaf,
    ) -> Result<bool, Error> {
        let insert = sql("INSERT INTO holds (issuer, serial, began_at, act_sha256) VALUES ($1, $2, $3, $4) \
                          ON CONFLICT DO NOTHING");
        let now = self.now();
        let began = self.inserted(insert.with(&issuer).with(serial).with(&now).with(&act)).await?;
        self.status_changed(began, leaf).await
    }

    /// Releases a suspended certificate from now on and appends the leaf; tells whether it did: not if it is not
    /// suspended.
    pub async fn end_hold(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        act: Option<Sha256Digest>,
        leaf: &Leaf,
    ) -> Result<bool, Error> {
        let update = sql("UPDATE holds SET ended_at = $3, ended_by = $4 \
                          WHERE issuer = $1 AND serial = $2 AND ended_at IS NULL");
        let now = self.now();
        let ended = self.execute(update.with(&issuer).with(serial).with(&now).with(&act)).await? == 1;
        self.status_changed(ended, leaf).await
    }
}
