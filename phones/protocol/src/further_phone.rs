//! An activation that a person's own phone gives for another one of theirs: the phone draws its secret and tells it to the inner zone
//! alone, encrypted to Ck in the wish; the other phone gets it from the screen, as it would from an officer.

use pki_types::PublicKey;
use pki_types::jwe::Jwe;
use pki_types::random::Random;
use pki_types::schema::{Enclosed, Encrypted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{ActivationId, DeviceId};

use crate::Error;
use crate::activation::ActivationSecret;
use crate::activation_code::activation_id;
use crate::enrolment::{encrypt_json, open_json};
use crate::error::equal;
use crate::wire::Secret;

/// `typ` of the encrypted part.
pub const FURTHER_PHONE_TYP: &str = "sign-further-phone+jwe";
const FURTHER_PHONE_MAXIMUM: usize = 1_024;
const WHAT: &str = "the activation of a further phone";

/// The encrypted part of a wish for a further phone, as it stands in it.
pub type EncryptedFurtherPhone = Encrypted<FurtherPhone>;

impl Enclosed for FurtherPhone {
    const TYP: &'static str = FURTHER_PHONE_TYP;
    const MAXIMUM_OCTETS: usize = FURTHER_PHONE_MAXIMUM;
    const TO: &'static str = "the opening key of the key list";
}

/// The encrypted part of a wish for a further phone.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FurtherPhone {
    /// The sender.
    pub device: DeviceId,
    /// What the other phone proves that it knows; the activation's id is made of it.
    pub secret: Secret<16>,
}

impl FurtherPhone {
    /// What this phone tells of an activation that it has drawn.
    #[must_use]
    pub fn new(device: DeviceId, secret: &ActivationSecret) -> Self {
        Self { device, secret: Secret::new(*secret.expose()) }
    }

    /// Encrypts it to Ck.
    ///
    /// # Errors
    /// Encryption fails.
    pub fn encrypt(&self, opening_key: &PublicKey, random: &dyn Random) -> Result<String, Error> {
        encrypt_json(WHAT, FURTHER_PHONE_TYP, self, opening_key, random)
    }

    /// The encrypted part, for the holder of Ck: agree with [`Jwe::ephemeral_key`], then [`FurtherPhone::open`].
    ///
    /// # Errors
    /// Not such a JWE.
    pub fn encrypted(secret: &str) -> Result<Jwe, Error> {
        Jwe::parse(secret, FURTHER_PHONE_TYP, FURTHER_PHONE_MAXIMUM).map_err(Error::format(WHAT))
    }

    /// Decrypts it with the shared secret of Ck and the JWE's ephemeral key; gives the secret of this very activation.
    ///
    /// # Errors
    /// Not encrypted to Ck, altered, not the expected JSON, by another phone, or of another activation.
    pub fn open(
        jwe: &Jwe,
        shared_secret: &[u8; 32],
        device: DeviceId,
        activation: ActivationId,
    ) -> Result<ActivationSecret, Error> {
        let told: Self = open_json(WHAT, jwe, shared_secret)?;
        equal("the giving phone", &told.device, &device)?;
        let secret = ActivationSecret::new(*told.secret.expose());
        equal("the activation's id", &activation_id(&secret), &activation)?;
        Ok(secret)
    }
}
