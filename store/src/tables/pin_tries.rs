//! PINs of the last weeks that were wrong, or that nobody has compared yet. Doors cannot read them.

use pki_types::{Sha256Digest, UnixTime};
use words::{DeviceId, Purpose, SessionId};

use crate::engine::sql::{Query, row, sql};
use crate::{Error, Reads, Store, Transaction};

/// A PIN that was entered, or several that a restore may have forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinTry {
    /// Its place: one that was compared later has a higher number.
    pub id: i64,
    /// The device.
    pub device: DeviceId,
    /// PIN 1 or PIN 2.
    pub purpose: Purpose,
    /// The unlock; none where a restore counted.
    pub unlock_sha256: Option<Sha256Digest>,
    /// How many it stands for: one, or more where a restore counted.
    pub tries: u32,
    /// When it was counted.
    pub counted_at: UnixTime,
    /// When it was compared and found wrong; none if it was not compared.
    pub compared_at: Option<UnixTime>,
}
row!(PinTry { id, device, purpose, unlock_sha256, tries, counted_at, compared_at });

pub(crate) const TRIES_OF_DEVICE: &str = "SELECT * FROM pin_tries WHERE device = $1 ORDER BY id";
pub(crate) const TRIES_OF_CERTIFICATE: &str = "SELECT * FROM pin_tries \
    WHERE device = (SELECT device FROM certificates WHERE sha256 = $1) ORDER BY id";
const UNCOUNT: &str = "DELETE FROM pin_tries WHERE unlock_sha256 = $1";

pub(crate) fn insert_wrong(
    device: &DeviceId,
    purpose: Purpose,
    unlock: &Sha256Digest,
    counted_at: UnixTime,
    compared_at: UnixTime,
) -> Query {
    sql("INSERT INTO pin_tries (device, purpose, unlock_sha256, tries, counted_at, compared_at) \
         SELECT $1, $2, $3, 1, $4, $5 WHERE EXISTS (SELECT 1 FROM devices WHERE id = $1)")
    .with(device)
    .with(&purpose)
    .with(unlock)
    .with(&counted_at)
    .with(&compared_at)
}

impl Store {
    /// The tries of this device for both purposes, oldest first. Only the store and a transaction have this.
    pub async fn pin_tries(&self, device: &DeviceId) -> Result<Vec<PinTry>, Error> {
        self.all(sql(TRIES_OF_DEVICE).with(device)).await
    }
}

impl Transaction {
    /// The tries of this device for both purposes, oldest first.
    pub async fn pin_tries(&self, device: &DeviceId) -> Result<Vec<PinTry>, Error> {
        Reads::all(self, sql(TRIES_OF_DEVICE).with(device)).await
    }

    /// Counts an unlock before its proof is looked at, as one that may be wrong. Nothing else may be in its transaction
    /// but what decides whether it may be counted, and the proof must be compared only after the commit: then a crash
    /// anywhere costs the attacker a try, never gives one.
    ///
    /// # Errors
    /// [`Error::Database`] if it was counted before.
    pub async fn count_unlock(
        &mut self,
        message: &Sha256Digest,
        session: &SessionId,
        device: &DeviceId,
        purpose: Purpose,
    ) {
        let now = self.now();
        let note = sql("INSERT INTO unlocks (message, session, device, purpose, counted_at) \
                        VALUES ($1, $2, $3, $4, $5)");
        self.later(note.with(message).with(session).with(device).with(&purpose).with(&now)).await;
        let count = sql("INSERT INTO pin_tries (device, purpose, unlock_sha256, tries, counted_at) \
                         VALUES ($1, $2, $3, 1, $4)");
        self.later(count.with(device).with(&purpose).with(message).with(&now)).await;
    }

    /// An unlock that was counted is wrong: it stays until its time is over.
    pub async fn keep_wrong_pin(
        &mut self,
        device: &DeviceId,
        purpose: Purpose,
        unlock: &Sha256Digest,
        counted_at: UnixTime,
    ) {
        // A new row, so that those of which a person has been told stand before it.
        self.later(sql(UNCOUNT).with(unlock)).await;
        let now = self.now();
        self.later(insert_wrong(device, purpose, unlock, counted_at, now)).await;
    }

    /// A right PIN takes away its own try, and what was counted and will never be compared: that is no guess of anybody's. A
    /// try without a reply may be compared at this moment, so it stays until it was.
    pub async fn lift_uncompared(&mut self, device: &DeviceId, purpose: Purpose, right: &Sha256Digest) {
        let lift = sql("DELETE FROM pin_tries WHERE device = $1 AND purpose = $2 AND compared_at IS NULL \
             AND (unlock_sha256 IS NULL OR unlock_sha256 = $3 \
                  OR EXISTS (SELECT 1 FROM replies WHERE request_sha256 = unlock_sha256))");
        self.later(lift.with(device).with(&purpose).with(right)).await;
    }

    /// Forgets the tries of a device that were counted before then.
    pub async fn forget_tries(&mut self, device: &DeviceId, before: UnixTime) {
        let forget = sql("DELETE FROM pin_tries WHERE device = $1 AND counted_at < $2");
        self.later(forget.with(device).with(&before)).await;
    }

    /// After a restore: an unlock that the log says was right is no try any more.
    pub async fn repeat_right_pin(&mut self, unlock: &Sha256Digest) -> Result<(), Error> {
        self.execute(sql(UNCOUNT).with(unlock)).await.map(|_| ())
    }

    /// After a restore: every purpose with a count since then of `from` to `to - 1` has so many more, not compared, that it
    /// is `to`; gives how many changed.
    pub async fn raise_counts(&mut self, from: u32, to: u32, since: UnixTime) -> Result<u64, Error> {
        let raise = sql("INSERT INTO pin_tries (device, purpose, tries, counted_at) \
             SELECT c.device, c.purpose, $2 - c.tries, $4 FROM ( \
               SELECT s.device, s.purpose, CAST(coalesce(sum(t.tries), 0) AS BIGINT) AS tries FROM device_secrets s \
               LEFT JOIN pin_tries t ON t.device = s.device AND t.purpose = s.purpose AND t.counted_at > $3 \
               GROUP BY s.device, s.purpose) c \
             WHERE c.tries >= $1 AND c.tries < $2");
        let now = self.now();
        self.execute(raise.with(&from).with(&to).with(&since).with(&now)).await
    }
}
