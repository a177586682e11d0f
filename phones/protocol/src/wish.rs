//! What a person wants done about their own keys (`sign-wish+jwt`, by Kd), from any of their phones.
//!
//! A wish that lets something be signed again, or ends something, is granted with PIN 2 alone, and one for another PIN with the PIN that
//! there is: the inner zone states it to the phone
//! that asked, as it states what relying parties ask, and the phone unlocks and answers that statement like any other. To
//! freeze needs no PIN: it only takes away, and whoever did not start a request has no time to lose.

use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{ActivationId, CodeMode, DeviceId, DeviceKind, Door, Nonce, Purpose, SessionId};

use crate::display::NameLine;
use crate::fixed::{ForConsent, ForPhone, VersionOne};
use crate::further_phone::{EncryptedFurtherPhone, FurtherPhone};
use crate::message::Message;
use crate::new_pin::{EncryptedNewPin, NewPin};
use crate::request::{CLOCK_TOLERANCE, MAXIMUM_LIFETIME};
use crate::schema::SignedStatement;
use crate::statement::{Algorithm, Code, Display};
use crate::{Error, Sign, Statement};

/// The longest name that a person gives a phone, in characters.
pub const LONGEST_NAME: usize = 40;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// Suspends all certificates of the person, on all phones, and ends everything that waits for them.
    Freeze {},
    /// Ends what `freeze` began; a suspension by an officer or by the service stays.
    Unfreeze {},
    /// Ends another phone of the person: its certificates are revoked.
    EndDevice {
        /// The phone.
        device: DeviceId,
    },
    /// Gives the key of the phone that asks another PIN: the PIN that there is grants it.
    ChangePin {
        /// Which one.
        purpose: Purpose,
        /// What the inner zone alone may read.
        #[schema(value_type = EncryptedNewPin)]
        secret: String,
    },
    /// Lets another phone become the person's, which proves the secret of this activation within minutes.
    Activate {
        /// Made of the secret.
        activation_id: ActivationId,
        /// What the other phone is; not more than this one.
        device_kind: DeviceKind,
        /// What the inner zone alone may read.
        #[schema(value_type = EncryptedFurtherPhone)]
        secret: String,
    },
    /// Gives a phone of the person the name by which the person knows it.
    NameDevice {
        /// The phone.
        device: DeviceId,
        /// The name.
        name: NameLine,
    },
}

impl Deed {
    /// The value of `type`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Freeze {} => "freeze",
            Self::Unfreeze {} => "unfreeze",
            Self::EndDevice { .. } => "end_device",
            Self::ChangePin { .. } => "change_pin",
            Self::Activate { .. } => "activate",
            Self::NameDevice { .. } => "name_device",
        }
    }

    /// Which PIN grants it; none for what is done at once.
    #[must_use]
    pub const fn purpose(&self) -> Option<Purpose> {
        match self {
            Self::Freeze {} | Self::NameDevice { .. } => None,
            Self::Unfreeze {} | Self::EndDevice { .. } | Self::Activate { .. } => Some(Purpose::Signature),
            Self::ChangePin { purpose, .. } => Some(*purpose),
        }
    }
}

/// The payload of a wish.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// 1.
    pub v: VersionOne,
    /// `consent`.
    pub aud: ForConsent,
    /// The sender.
    pub device: DeviceId,
    /// What is wanted.
    pub deed: Deed,
    /// Makes each wish unique.
    pub nonce: Nonce,
    /// When, seconds since 1970.
    pub iat: UnixTime,
}

impl Message for Wish {
    const TYP: &'static str = "sign-wish+jwt";
    const NAME: &'static str = "wish";
    const MAXIMUM_OCTETS: usize = 4 * 1024;

    fn check(&self) -> Result<(), Error> {
        match &self.deed {
            Deed::NameDevice { name, .. } if name.as_str().chars().count() > LONGEST_NAME => {
                Err(Error::Field { field: "name", rule: "must have at most 40 characters" })
            }
            Deed::ChangePin { secret, .. } => NewPin::encrypted(secret).map(|_| ()),
            Deed::Activate { secret, .. } => FurtherPhone::encrypted(secret).map(|_| ()),
            _ => Ok(()),
        }
    }
}

impl Wish {
    /// A wish of `device`, made now.
    #[must_use]
    pub const fn new(device: DeviceId, deed: Deed, nonce: Nonce, iat: UnixTime) -> Self {
        Self { v: VersionOne, aud: ForConsent, device, deed, nonce, iat }
    }

    /// May this wish be granted at `now`? A door that kept one back must not bring it when nobody remembers it.
    ///
    /// # Errors
    /// Older than ten minutes, or further ahead than [`CLOCK_TOLERANCE`].
    pub fn check_time(&self, now: UnixTime) -> Result<(), Error> {
        if now.since(self.iat) > MAXIMUM_LIFETIME {
            return Err(Error::expired("the wish", self.iat.plus(MAXIMUM_LIFETIME), now));
        }
        if self.iat > now.plus(CLOCK_TOLERANCE) {
            return Err(Error::not_yet("the wish", self.iat, now));
        }
        Ok(())
    }
}

/// The body that answers a wish.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WishReply {
    /// What the phone unlocks and answers so that the wish is granted; absent where it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SignedStatement>, nullable = false)]
    pub statement: Option<String>,
}

/// What the inner zone knows when it states a wish, beside the wish itself.
#[derive(Clone, Copy, Debug)]
pub struct WishGround {
    /// The session.
    pub session: SessionId,
    /// SHA-256 of the wish's compact form.
    pub wish_sha256: Sha256Digest,
    /// The certificate of the phone that asks, for the purpose of the deed.
    pub certificate_sha256: Sha256Digest,
    /// SHA-256 of the current key list's compact form.
    pub key_list_sha256: Sha256Digest,
    /// Drawn for this statement.
    pub nonce: Nonce,
    /// Now.
    pub issued_at: UnixTime,
    /// The session's end.
    pub expires_at: UnixTime,
}

impl Statement {
    /// States a wish to the phone that made it.
    ///
    /// # Errors
    /// No PIN grants it, or an instant does not fit.
    pub fn of_wish(wish: &Wish, ground: WishGround) -> Result<Self, Error> {
        let purpose = wish.deed.purpose();
        let statement = Self {
            v: VersionOne,
            aud: ForPhone,
            session: ground.session,
            device: wish.device,
            purpose: purpose.ok_or(Error::Field { field: "deed", rule: "must be one that a PIN grants" })?,
            relying_party: None,
            door: Door::Own,
            request_sha256: ground.wish_sha256,
            sign: Sign::Deed { algorithm: Algorithm::Es256, deed: wish.deed.clone() },
            certificate_sha256: ground.certificate_sha256,
            display: Display { language: None, text: None, payment: None },
            code: Code { mode: CodeMode::None, value: None, decoys: None },
            link: None,
            key_list_sha256: ground.key_list_sha256,
            nonce: ground.nonce,
            issued_at: ground.issued_at,
            expires_at: ground.expires_at,
        };
        statement.check()?;
        Ok(statement)
    }
}
