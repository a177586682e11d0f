//! Doors for phones. Every message carries its sender's signature under the key that the device enrolled with.

pub(crate) mod claims;
pub(crate) mod events;
pub(crate) mod history;
pub(crate) mod inquiries;
pub(crate) mod listeners;
pub(crate) mod messages;
pub(crate) mod pending;
pub(crate) mod subscription;
pub(crate) mod wishes;

use http_kit::Problem;
use phone_protocol::{Fresh, Message, Received, Verified};
use pki_types::PublicKey;
use store::{Device, DeviceBlock};
use words::DeviceId;
use words::problem;

use crate::MobileSignature;
use crate::unavailable::unavailable;

/// The device and the key that it signs with.
fn known_device(id: &DeviceId, device: Option<Device>) -> Result<(Device, PublicKey), Problem> {
    let Some(device) = device else {
        let wrong = format!("no device {id} is enrolled");
        return Err(Problem::new(problem::DEVICE_UNKNOWN, wrong).with("field", "device"));
    };
    let key = PublicKey::from_spki_der(&device.key_spki)
        .map_err(|error| Problem::internal("reading a device's key", &error))?;
    Ok((device, key))
}

/// A message in which a phone asks this door for something, signed by the device that it names. A device that is blocked or was ended
/// is asked nothing any more and hears why.
async fn from_living_device<T: Message>(
    doors: &MobileSignature,
    compact: &str,
    named: fn(&T) -> DeviceId,
) -> Result<(Device, Verified<T>), Problem> {
    let message = Received::<T>::parse(compact)
        .map_err(|error| Problem::new(problem::MESSAGE_MALFORMED, error.to_string()).at(error.field()))?;
    let id = named(message.claims());
    let scene = doors.store.device_scene(&id).await.map_err(unavailable)?;
    let (device, key) = known_device(&id, scene.device)?;
    let message =
        message.verify(&key).map_err(|error| Problem::new(problem::OTHER_DEVICE, error.to_string()))?;
    is_living(scene.block, scene.is_ended)?;
    Ok((device, message))
}

/// Is this a device that is asked at all?
fn is_living(block: Option<DeviceBlock>, is_ended: bool) -> Result<(), Problem> {
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
    if is_ended {
        return Err(Problem::new(problem::DEVICE_ENDED, "all certificates of this phone are revoked"));
    }
    Ok(())
}

/// Whether a device that was asked for something is still one that is asked at all.
async fn still_living(doors: &MobileSignature, device: &DeviceId) -> Result<(), Problem> {
    let scene = doors.store.device_scene(device).await.map_err(unavailable)?;
    is_living(scene.block, scene.is_ended)
}

/// Waits until a device is blocked or ended, and gives what it is told.
async fn over(doors: &MobileSignature, device: &DeviceId) -> Problem {
    loop {
        doors.store.told_of_an_end(device).await;
        // In a box, because it is over when the wait begins, and many wait.
        if let Err(problem) = Box::pin(still_living(doors, device)).await {
            return problem;
        }
    }
}

/// The same, and it is fresh.
async fn fresh<T: Fresh>(doors: &MobileSignature, compact: &str) -> Result<(Device, T), Problem> {
    let (device, message) = from_living_device::<T>(doors, compact, T::device).await?;
    message
        .check_time(doors.clock.now())
        .map_err(|error| Problem::new(problem::POLL_TIMES, error.to_string()).with("field", "iat"))?;
    Ok((device, message.into_body()))
}
