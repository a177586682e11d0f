//! Doors for phones. Every message carries its sender's signature under the key that the device enrolled with.

pub(crate) mod messages;
pub(crate) mod pending;

use http_kit::Problem;
use pki_types::PublicKey;
use store::{Device, DeviceId};

use crate::MobileSignature;
use crate::problems::{self, unavailable};

/// The device and the key that it signs with.
async fn device_key(doors: &MobileSignature, id: &DeviceId) -> Result<PublicKey, Problem> {
    let device: Option<Device> = doors.store.device(id).await.map_err(unavailable)?;
    let Some(device) = device else {
        return Err(Problem::new(&problems::DEVICE_UNKNOWN, format!("no device {id} is enrolled")));
    };
    PublicKey::from_spki_der(&device.key_spki)
        .map_err(|error| Problem::internal("reading a device's key", &error))
}
