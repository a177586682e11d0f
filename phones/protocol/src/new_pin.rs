//! A new PIN of one key: what the inner zone is to check it by, encrypted to Ck in the wish that asks for it.
//!
//! It is derived with the salt and the iterations that the key has: so one proof is right for whichever of the two PINs the inner zone
//! knows, and a phone that never heard whether its change was made finds out by the next unlock.

use pki_types::PublicKey;
use pki_types::jwe::Jwe;
use pki_types::random::Random;
use pki_types::schema::{Enclosed, Encrypted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{DeviceId, Purpose};

use crate::Error;
use crate::enrolment::{encrypt_json, open_json};
use crate::error::equal;
use crate::wire::Secret32;

/// `typ` of the encrypted part.
pub const NEW_PIN_TYP: &str = "sign-new-pin+jwe";
const NEW_PIN_MAXIMUM: usize = 1_024;

/// The encrypted part of a wish for another PIN, as it stands in it.
pub type EncryptedNewPin = Encrypted<NewPin>;

impl Enclosed for NewPin {
    const TYP: &'static str = NEW_PIN_TYP;
    const MAXIMUM_OCTETS: usize = NEW_PIN_MAXIMUM;
    const TO: &'static str = "the opening key of the key list";
}

/// The encrypted part of a wish for another PIN.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPin {
    /// The sender.
    pub device: DeviceId,
    /// Which PIN.
    pub purpose: Purpose,
    /// What the inner zone checks proofs with from then on.
    pub proof_key: Secret32,
}

impl NewPin {
    /// Encrypts it to Ck.
    ///
    /// # Errors
    /// Encryption fails.
    pub fn encrypt(&self, opening_key: &PublicKey, random: &dyn Random) -> Result<String, Error> {
        encrypt_json("the new PIN", NEW_PIN_TYP, self, opening_key, random)
    }

    /// The encrypted part, for the holder of Ck: agree with [`Jwe::ephemeral_key`], then [`NewPin::open`].
    ///
    /// # Errors
    /// Not such a JWE.
    pub fn encrypted(secret: &str) -> Result<Jwe, Error> {
        Jwe::parse(secret, NEW_PIN_TYP, NEW_PIN_MAXIMUM).map_err(Error::format("the new PIN"))
    }

    /// Decrypts it with the shared secret of Ck and the JWE's ephemeral key. What was made for another phone or the other PIN is none.
    ///
    /// # Errors
    /// Not encrypted to Ck, altered, not the expected JSON, or for another key.
    pub fn open(
        jwe: &Jwe,
        shared_secret: &[u8; 32],
        device: DeviceId,
        purpose: Purpose,
    ) -> Result<Self, Error> {
        let new: Self = open_json("the new PIN", jwe, shared_secret)?;
        equal("the new PIN's device", &new.device, &device)?;
        equal("the new PIN's purpose", &new.purpose, &purpose)?;
        Ok(new)
    }
}
