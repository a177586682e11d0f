//! What the inner zone keeps per device and purpose, and the counting of unlocks. Doors cannot read it.

use pki_types::{Sha256Digest, UnixTime};

use crate::engine::Done;
use crate::sql::{insert, inserts, row, sql};
use crate::{DeviceId, Error, Purpose, SessionId, Store, Transaction};

/// The secrets of one purpose of a device. No `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceSecret {
    /// The device.
    pub device: DeviceId,
    /// PIN 1 or PIN 2.
    pub purpose: Purpose,
    /// Proof key and seed, encrypted by the protector with device and purpose as associated data.
    pub ciphertext: Vec<u8>,
    /// Unlocks counted since the last right one.
    pub failures: u32,
    /// No unlock counts before then; none if it is not locked.
    pub locked_until: Option<UnixTime>,
    /// Number of the current share; never goes down.
    pub epoch: u32,
    /// When a restore of the database allowed one step forward; none if it did not, or once it was made.
    pub restore_grace_at: Option<UnixTime>,
    /// When that step was made; none if there was none to make.
    pub grace_used_at: Option<UnixTime>,
    /// The last change.
    pub updated_at: UnixTime,
}
row!(DeviceSecret {
    device,
    purpose,
    ciphertext,
    failures,
    locked_until,
    epoch,
    restore_grace_at,
    grace_used_at,
    updated_at
});

/// What came of counting an unlock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedUnlock {
    /// It is counted now.
    Counted {
        /// Failures including this one, until it proves right.
        failures: u32,
        /// Unlocks of this session including this one.
        of_session: u32,
    },
    /// This very message was counted before: it counts nothing, and its check is to be finished if it has no reply.
    CountedBefore {
        /// Failures as they are now.
        failures: u32,
    },
    /// The purpose is locked: nothing was counted.
    Locked {
        /// Until when.
        until: UnixTime,
    },
    /// The session has had as many unlocks as it may: nothing was counted.
    TooManyOfSession,
    /// There are no secrets for this device and purpose.
    Unknown,
}

struct Count {
    count: u32,
}
row!(Count { count });

const BY_DEVICE_AND_PURPOSE: &str = "SELECT * FROM device_secrets WHERE device = $1 AND purpose = $2";

impl Store {
    /// The secrets of this device for this purpose. Only the store and a transaction have this, a door has not.
    pub async fn device_secret(
        &self,
        device: &DeviceId,
        purpose: Purpose,
    ) -> Result<Option<DeviceSecret>, Error> {
        self.optional(sql(BY_DEVICE_AND_PURPOSE).with(device).with(&purpose)).await
    }
}

/// A device has those of two purposes.
const INSERTS: &[&str] = inserts!(
    "INSERT INTO device_secrets \
     (device, purpose, ciphertext, failures, locked_until, epoch, restore_grace_at, grace_used_at, updated_at) VALUES ";
    "($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    "($10, $11, $12, $13, $14, $15, $16, $17, $18)";
    " ON CONFLICT DO NOTHING"
);

impl Transaction {
    /// The secrets of this device for this purpose.
    pub async fn device_secret(
        &self,
        device: &DeviceId,
        purpose: Purpose,
    ) -> Result<Option<DeviceSecret>, Error> {
        self.optional(sql(BY_DEVICE_AND_PURPOSE).with(device).with(&purpose)).await
    }

    /// Adds the secrets of a purpose.
    ///
    /// # Errors
    /// [`Error::Exists`] if the device has them.
    pub async fn insert_device_secret(&mut self, secret: &DeviceSecret) -> Result<(), Error> {
        let insert = insert(INSERTS)
            .with(&secret.device)
            .with(&secret.purpose)
            .with_bytes(&secret.ciphertext)
            .with(&secret.failures)
            .with(&secret.locked_until)
            .with(&secret.epoch)
            .with(&secret.restore_grace_at)
            .with(&secret.grace_used_at)
            .with(&secret.updated_at);
        self.one_row_later(insert, Error::Exists { what: "the device's secret" }).await;
        Ok(())
    }

    /// Counts an unlock before its proof is looked at. It must be alone in its transaction, and the proof must be
    /// compared only after the commit: then a crash anywhere costs the attacker a try, never gives one.
    pub async fn count_unlock(
        &mut self,
        message: &Sha256Digest,
        session: &SessionId,
        device: &DeviceId,
        purpose: Purpose,
        most_of_session: u32,
    ) -> Result<CountedUnlock, Error> {
        let [secret, counted, of_session] = self
            .together([
                sql(BY_DEVICE_AND_PURPOSE).with(device).with(&purpose),
                sql("SELECT count(*) AS count FROM unlocks WHERE message = $1").with(message),
                sql("SELECT count(*) AS count FROM unlocks WHERE session = $1").with(session),
            ])
            .await?;
        let count = |done: &Done| Ok::<_, Error>(done.first::<Count>()?.map_or(0, |count| count.count));
        let (counted, of_session) = (count(&counted)?, count(&of_session)?);
        let Some(secret) = secret.first::<DeviceSecret>()? else {
            return Ok(CountedUnlock::Unknown);
        };
        if counted > 0 {
            return Ok(CountedUnlock::CountedBefore { failures: secret.failures });
        }
        let now = self.now();
        if let Some(until) = secret.locked_until.filter(|until| *until > now) {
            return Ok(CountedUnlock::Locked { until });
        }
        if of_session >= most_of_session {
            return Ok(CountedUnlock::TooManyOfSession);
        }
        let note = sql("INSERT INTO unlocks (message, session, device, purpose, counted_at) \
                        VALUES ($1, $2, $3, $4, $5)");
        self.later(note.with(message).with(session).with(device).with(&purpose).with(&now)).await;
        // The update repeats the conditions, so that on an engine with several writers a race counts rightly too.
        let count = sql("UPDATE device_secrets SET failures = failures + 1, updated_at = $3 \
                         WHERE device = $1 AND purpose = $2 AND failures = $4 \
                         AND (locked_until IS NULL OR locked_until <= $3)");
        let count = count.with(device).with(&purpose).with(&now).with(&secret.failures);
        let moved = Error::MovedOn { what: "the unlock counter", condition: "as it was read" };
        self.one_row_later(count, moved).await;
        Ok(CountedUnlock::Counted { failures: secret.failures + 1, of_session: of_session + 1 })
    }

    /// After a restore: every count from `from` to `to` becomes `to`; gives how many changed.
    pub async fn raise_failures(&mut self, from: u32, to: u32) -> Result<u64, Error> {
        let update = sql("UPDATE device_secrets SET failures = $2, updated_at = $3 \
                          WHERE failures >= $1 AND failures < $2");
        let now = self.now();
        self.execute(update.with(&from).with(&to).with(&now)).await
    }

    /// After a restore: every device may once move its epoch forward, for each purpose.
    pub async fn grant_restore_grace(&mut self) -> Result<u64, Error> {
        let update =
            sql("UPDATE device_secrets SET restore_grace_at = $1, grace_used_at = NULL, updated_at = $1");
        let now = self.now();
        self.execute(update.with(&now)).await
    }

    /// A right proof: the counter starts again, and a lock that is over is forgotten.
    pub async fn reset_failures(&mut self, device: &DeviceId, purpose: Purpose) -> Result<(), Error> {
        let update = sql("UPDATE device_secrets SET failures = 0, locked_until = NULL, updated_at = $3 \
                          WHERE device = $1 AND purpose = $2");
        let now = self.now();
        let gone = Error::MovedOn { what: "the device's secret", condition: "there" };
        self.one_row_later(update.with(device).with(&purpose).with(&now), gone).await;
        Ok(())
    }

    /// Locks a purpose until then.
    pub async fn lock_secret(
        &mut self,
        device: &DeviceId,
        purpose: Purpose,
        until: UnixTime,
    ) -> Result<(), Error> {
        let update = sql("UPDATE device_secrets SET locked_until = $3, updated_at = $4 \
                          WHERE device = $1 AND purpose = $2");
        let now = self.now();
        let update = update.with(device).with(&purpose).with(&until).with(&now);
        self.exactly_one("the device's secret", "there", update).await
    }

    /// Moves the epoch on, and uses up the grace of a restore.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if the epoch is not `from` any more, or `to` is not above it.
    pub async fn advance_epoch(
        &mut self,
        device: &DeviceId,
        purpose: Purpose,
        from: u32,
        to: u32,
    ) -> Result<(), Error> {
        let update = sql("UPDATE device_secrets SET epoch = $4, restore_grace_at = NULL, \
             grace_used_at = CASE WHEN restore_grace_at IS NULL THEN grace_used_at ELSE $5 END, updated_at = $5 \
             WHERE device = $1 AND purpose = $2 AND epoch = $3 AND $4 > $3");
        let now = self.now();
        let update = update.with(device).with(&purpose).with(&from).with(&to).with(&now);
        let moved = Error::MovedOn { what: "the epoch", condition: "as it was read" };
        self.one_row_later(update, moved).await;
        Ok(())
    }
}
