//! Where a phone can be woken (`sign-subscription+jwt`, by Kd): the address that its browser's push service gave it (Push API,
//! RFC 8030), and the key to which what wakes it is encrypted (RFC 8291). What is sent there says nothing of any session.

use pki_types::web_push::SECRET_OCTETS;
use pki_types::{PublicKey, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::DeviceId;

use crate::Error;
use crate::fixed::{ForPhoneDoor, VersionOne};
use crate::message::Message;
use crate::pending::Fresh;
use crate::wire::Octets;

/// The longest address, in octets.
pub const LONGEST_ENDPOINT: usize = 1_024;

/// The payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// 1.
    pub v: VersionOne,
    /// `phone-door`.
    pub aud: ForPhoneDoor,
    /// Who is to be woken.
    pub device: DeviceId,
    /// When it was made, seconds since 1970: of several the youngest counts.
    pub iat: UnixTime,
    /// Where; absent where the phone is not to be woken any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub push: Option<PushAddress>,
}

/// Where a browser is woken, and how what is sent there is encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PushAddress {
    /// The address at the push service, as the browser gave it: at most 1,024 visible characters of ASCII.
    #[schema(max_length = 1024, pattern = "^https?://[!-~]+$")]
    pub endpoint: String,
    /// The browser's key, `p256dh`: an uncompressed point of P-256.
    pub key: Octets<65, 65>,
    /// The browser's secret, `auth`.
    pub secret: Octets<16, 16>,
}

impl Message for Subscription {
    const TYP: &'static str = "sign-subscription+jwt";
    const NAME: &'static str = "subscription";
    const MAXIMUM_OCTETS: usize = 4 * 1024;

    fn check(&self) -> Result<(), Error> {
        self.push.as_ref().map_or(Ok(()), PushAddress::check)
    }
}

impl Fresh for Subscription {
    fn device(&self) -> DeviceId {
        self.device
    }

    fn iat(&self) -> UnixTime {
        self.iat
    }
}

impl Subscription {
    /// Of `device`, made now.
    #[must_use]
    pub const fn new(device: DeviceId, iat: UnixTime, push: Option<PushAddress>) -> Self {
        Self { v: VersionOne, aud: ForPhoneDoor, device, iat, push }
    }
}

impl PushAddress {
    /// To whom is encrypted.
    ///
    /// # Errors
    /// It is no point of P-256.
    pub fn key(&self) -> Result<PublicKey, Error> {
        PublicKey::from_sec1_p256(self.key.as_bytes()).map_err(Error::format("key"))
    }

    /// The browser's secret.
    #[must_use]
    pub fn secret(&self) -> [u8; SECRET_OCTETS] {
        self.secret.as_bytes().try_into().expect("it has no other length")
    }

    /// Which hosts are spoken to is for the sender to decide: here is only looked whether it is an address.
    fn check(&self) -> Result<(), Error> {
        let rest = ["https://", "http://"].iter().find_map(|scheme| self.endpoint.strip_prefix(scheme));
        let is_visible = self.endpoint.bytes().all(|octet| octet.is_ascii_graphic());
        if rest.is_none_or(str::is_empty) || !is_visible || self.endpoint.len() > LONGEST_ENDPOINT {
            let rule = "must be an http or https address of at most 1,024 visible ASCII characters";
            return Err(Error::Field { field: "endpoint", rule });
        }
        self.key().map(|_| ())
    }
}
