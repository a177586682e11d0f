//! What the inner zone keeps of a phone for each purpose, and how it lies in the store.
//!
//! The enrolment (in ca-core) writes it, [`Consent::unlock`](crate::Consent::unlock) reads it, another PIN has another proof key in it:
//!
//! ```text
//! plain text       proof key (32 octets) ‖ seed (32 octets)
//! associated data  device (16 octets) ‖ purpose ("authentication" or "signature")
//! ```
//!
//! The associated data binds a row to its place: a row that was moved to another device or purpose does not open.

use phone_protocol::wire::Secret32;
use words::{DeviceId, Purpose};
use zeroize::Zeroizing;

use crate::Error;

/// The secrets of one purpose of a phone. No `Debug`.
pub(crate) struct PurposeSecrets {
    /// Checks PIN proofs.
    pub(crate) proof_key: Secret32,
    /// From which the service's shares are derived.
    pub(crate) seed: Secret32,
}

impl PurposeSecrets {
    /// Reads the plain text.
    pub(crate) fn from_bytes(plaintext: &[u8]) -> Result<Self, Error> {
        let halves = plaintext.as_chunks::<32>();
        match halves {
            ([proof_key, seed], []) => {
                Ok(Self { proof_key: Secret32::new(*proof_key), seed: Secret32::new(*seed) })
            }
            _ => Err(Error::Damaged {
                what: "a device's secret",
                reason: format!("it has {} octets, not 64", plaintext.len()),
            }),
        }
    }

    /// The plain text.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([self.proof_key.expose().as_slice(), self.seed.expose()].concat())
    }
}

/// The associated data of the row of this device and purpose.
pub(crate) fn associated_data(device: DeviceId, purpose: Purpose) -> Vec<u8> {
    [device.as_bytes().as_slice(), purpose.as_str().as_bytes()].concat()
}
