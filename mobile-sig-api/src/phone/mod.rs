//! Doors for phones. Every message carries its sender's signature under the key that the device enrolled with.

pub(crate) mod events;
pub(crate) mod listeners;
pub(crate) mod messages;
pub(crate) mod pending;

use http_kit::Problem;
use pki_types::PublicKey;
use store::Device;
use words::DeviceId;
use words::problem;

/// The device and the key that it signs with.
fn device_key(id: &DeviceId, device: Option<Device>) -> Result<PublicKey, Problem> {
    let Some(device) = device else {
        let wrong = format!("no device {id} is enrolled");
        return Err(Problem::new(problem::DEVICE_UNKNOWN, wrong).with("field", "device"));
    };
    PublicKey::from_spki_der(&device.key_spki)
        .map_err(|error| Problem::internal("reading a device's key", &error))
}
