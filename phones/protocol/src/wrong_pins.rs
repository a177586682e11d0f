//! What a phone tells its person about wrong PINs: told by the inner zone with each share, signed and encrypted.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use words::Purpose;

/// Wrong PINs that were entered for a device, on whatever phone has its keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WrongPins {
    /// Those for PIN 1.
    pub authentication: WrongTries,
    /// Those for PIN 2.
    pub signature: WrongTries,
}

/// Wrong PINs for one purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WrongTries {
    /// Since the last signature that this device completed, for whichever purpose: the person has not been told of them.
    pub since_last_use: u32,
    /// In the last 30 days. Nothing but time lowers this; the ninth ends the device.
    pub last_30_days: u32,
}

impl WrongPins {
    /// Those of a purpose.
    #[must_use]
    pub const fn of(&self, purpose: Purpose) -> WrongTries {
        match purpose {
            Purpose::Authentication => self.authentication,
            Purpose::Signature => self.signature,
        }
    }

    /// Is there something that the person has not been told?
    #[must_use]
    pub const fn are_new(&self) -> bool {
        self.authentication.since_last_use > 0 || self.signature.since_last_use > 0
    }
}
