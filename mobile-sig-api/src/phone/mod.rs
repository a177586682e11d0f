//! Doors for phones. Every message carries its sender's signature under the key that the device enrolled with.

pub(crate) mod events;
pub(crate) mod listeners;
pub(crate) mod messages;
pub(crate) mod pending;
pub(crate) mod subscription;

use http_kit::Problem;
use phone_protocol::{Fresh, Received};
use pki_types::PublicKey;
use store::Device;
use words::DeviceId;
use words::problem;

use crate::MobileSignature;
use crate::unavailable::unavailable;

/// The device and the key that it signs with.
fn device_key(id: &DeviceId, device: Option<Device>) -> Result<PublicKey, Problem> {
    let Some(device) = device else {
        let wrong = format!("no device {id} is enrolled");
        return Err(Problem::new(problem::DEVICE_UNKNOWN, wrong).with("field", "device"));
    };
    PublicKey::from_spki_der(&device.key_spki)
        .map_err(|error| Problem::internal("reading a device's key", &error))
}

/// A fresh message, signed by the device that it names, which is not blocked.
async fn fresh<T: Fresh>(doors: &MobileSignature, compact: &str) -> Result<T, Problem> {
    let message = Received::<T>::parse(compact)
        .map_err(|error| Problem::new(problem::MESSAGE_MALFORMED, error.to_string()).at(error.field()))?;
    let device = message.claims().device();
    let (row, block) = doors.store.device_scene(&device).await.map_err(unavailable)?;
    let key = device_key(&device, row)?;
    let message =
        message.verify(&key).map_err(|error| Problem::new(problem::OTHER_DEVICE, error.to_string()))?;
    message
        .check_time(doors.clock.now())
        .map_err(|error| Problem::new(problem::POLL_TIMES, error.to_string()).with("field", "iat"))?;
    if let Some(block) = block {
        // Of two phones with the same keys the one that came first hears only here that there is another.
        let why = match block.reason.as_str() {
            "phone-copied" => "another phone with the same keys was used",
            "pin-exhausted" => "too many PINs were wrong",
            other => other,
        };
        let wrong = format!("the keys of this phone are blocked: {why}");
        return Err(Problem::new(problem::DEVICE_BLOCKED, wrong));
    }
    Ok(message.into_body())
}
