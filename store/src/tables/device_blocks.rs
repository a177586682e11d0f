//! Devices whose secrets answer nothing any more: blocked at once, before suspension or revocation is issued.

use pki_types::UnixTime;
use words::DeviceId;

use crate::engine::sql::{row, sql};
use crate::{Change, Error, Reads, Transaction};

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceBlock {
    /// The device.
    pub device: DeviceId,
    /// A slug: why.
    pub reason: String,
    /// Since when.
    pub at: UnixTime,
}
row!(DeviceBlock { device, reason, at });

impl Reads {
    /// The block of this device, if it is blocked.
    pub async fn device_block(&self, device: &DeviceId) -> Result<Option<DeviceBlock>, Error> {
        self.optional(sql("SELECT * FROM device_blocks WHERE device = $1").with(device)).await
    }
}

impl Transaction {
    /// Tells who waits for this device that it was blocked, or that a certificate of it was revoked.
    pub fn tell_of_an_end(&mut self, device: &DeviceId) {
        self.changed(Change::Ended(*device));
    }

    /// Blocks a device now and for ever; tells whether it was not blocked before. The first reason stays.
    pub async fn block_device(&mut self, device: &DeviceId, reason: &str) -> Result<bool, Error> {
        let insert = sql("INSERT INTO device_blocks (device, reason, at) VALUES ($1, $2, $3) \
                          ON CONFLICT DO NOTHING");
        let now = self.now();
        let blocked = self.inserted(insert.with(device).with_text(reason).with(&now)).await?;
        if blocked {
            self.tell_of_an_end(device);
        }
        Ok(blocked)
    }
}
