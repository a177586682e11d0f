//! What the inner zone keeps per device and purpose. Doors cannot read it.

use pki_types::UnixTime;
use words::{DeviceId, Purpose};

use crate::engine::sql::{insert, inserts, row, sql};
use crate::{Error, Store, Transaction};

/// The secrets of one purpose of a device. No `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceSecret {
    /// The device.
    pub device: DeviceId,
    /// PIN 1 or PIN 2.
    pub purpose: Purpose,
    /// Proof key and seed, encrypted by the protector with device and purpose as associated data.
    pub ciphertext: Vec<u8>,
    /// Number of the share that is due next; never goes down.
    pub epoch: u32,
    /// Marks of unlocks, 32 octets each: the one that was answered last, then those that its phone had sent before. Empty
    /// until one is answered.
    pub lineage: Vec<u8>,
    /// The last try of [`PinTry`](crate::PinTry) that the person was told of; none if there was none.
    pub told_through: Option<i64>,
    /// When a restore of the database allowed one step forward; none if it did not, or once an unlock was answered.
    pub restore_grace_at: Option<UnixTime>,
    /// The last change.
    pub updated_at: UnixTime,
}
row!(DeviceSecret {
    device,
    purpose,
    ciphertext,
    epoch,
    lineage,
    told_through,
    restore_grace_at,
    updated_at
});

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
     (device, purpose, ciphertext, epoch, lineage, told_through, restore_grace_at, updated_at) VALUES ";
    "($1, $2, $3, $4, $5, $6, $7, $8)"
    "($9, $10, $11, $12, $13, $14, $15, $16)";
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
            .with(&secret.epoch)
            .with_bytes(&secret.lineage)
            .with(&secret.told_through)
            .with(&secret.restore_grace_at)
            .with(&secret.updated_at);
        self.one_row_later(insert, Error::Exists { what: "the device's secret" }).await;
        Ok(())
    }

    /// After a restore: every device may once be ahead of its epoch, for each purpose.
    pub async fn grant_restore_grace(&mut self) -> Result<u64, Error> {
        let update = sql("UPDATE device_secrets SET restore_grace_at = $1, updated_at = $1");
        let now = self.now();
        self.execute(update.with(&now)).await
    }

    /// An unlock is answered: notes which epoch is due next and whose unlock it was, and uses up the grace of a restore.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if the epoch is not `from` any more, or `to` is below it.
    pub async fn move_shares(
        &mut self,
        device: &DeviceId,
        purpose: Purpose,
        (from, to): (u32, u32),
        lineage: &[u8],
    ) -> Result<(), Error> {
        let update = sql(
            "UPDATE device_secrets SET epoch = $4, lineage = $5, restore_grace_at = NULL, updated_at = $6 \
             WHERE device = $1 AND purpose = $2 AND epoch = $3 AND $4 >= $3",
        );
        let now = self.now();
        let update = update.with(device).with(&purpose).with(&from).with(&to).with_bytes(lineage).with(&now);
        let moved = Error::MovedOn { what: "the epoch", condition: "as it was read" };
        self.one_row_later(update, moved).await;
        Ok(())
    }

    /// The person has another PIN for this purpose. Nothing else changes: shares, tries and locks are the key's.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if the secrets are not `before` any more.
    pub async fn change_pin(
        &mut self,
        device: &DeviceId,
        purpose: Purpose,
        before: &[u8],
        after: &[u8],
    ) -> Result<(), Error> {
        let update = sql("UPDATE device_secrets SET ciphertext = $4, updated_at = $5 \
             WHERE device = $1 AND purpose = $2 AND ciphertext = $3");
        let now = self.now();
        let update = update.with(device).with(&purpose).with_bytes(before).with_bytes(after).with(&now);
        self.exactly_one("the device's secret", "as it was read", update).await
    }

    /// The person was told of the tries up to this one, for both purposes.
    pub async fn mark_tries_told(&mut self, device: &DeviceId, through: i64) {
        let update = sql("UPDATE device_secrets SET told_through = $2 \
             WHERE device = $1 AND (told_through IS NULL OR told_through < $2)");
        self.later(update.with(device).with(&through)).await;
    }
}
