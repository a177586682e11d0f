//! A request that names nobody: whoever claims its link with a phone is asked. The link stands on a screen as a code that changes each
//! second, or on a page of the browser that is on the phone itself.
//!
//! The relying party draws a secret and encrypts it to the inner zone in the request that it signs. So no door learns it, and nobody but
//! the relying party can make a link; the inner zone sees how old one is. A link that is opened on the same device leads the
//! person back to the relying party, with a value that the phone alone draws: the browser that arrives with it must be the one that asked.

use pki_types::jwe::Jwe;
use pki_types::random::{Random, random_array};
use pki_types::schema::{Enclosed, Encrypted};
use pki_types::{PublicKey, Sha256Digest, encoding, sha256};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{SessionId, words};
use zeroize::Zeroizing;

use crate::Error;
use crate::address;
use crate::enrolment::{encrypt_json, open_json};
use crate::keys::{Key32, mac};
use crate::wire::Secret32;

/// The longest text of a link that is read, in octets.
const LONGEST: usize = 512;
/// `typ` of the encrypted secret.
const SECRET_TYP: &str = "sign-link-secret+jwe";
const SECRET_MAXIMUM: usize = 1_024;
/// How far a step may lie from the request's `iat`, in seconds: clocks differ, and a request lives for ten minutes.
pub const STEPS: std::ops::RangeInclusive<i64> = -60..=600;

words!(
    /// By which way a phone comes to a link.
    Way {
        /// It scanned a code, which another screen shows.
        Qr = "qr",
        /// It was opened on the phone itself, from a page there.
        SameDevice = "same_device",
    }
);

/// What a request has that names nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkAsked {
    /// By which ways it may be claimed: one or both, each once.
    #[schema(min_items = 1, max_items = 2)]
    pub ways: Vec<Way>,
    /// With `same_device`, and only then: where the person is led back to. `https`, at the relying party's registered domain or
    /// below it; at most 512 octets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 512, example = "https://registry.example/back")]
    pub callback: Option<String>,
    /// What the inner zone alone may read.
    #[schema(value_type = EncryptedLinkSecret)]
    pub secret: String,
}

/// What a statement says of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkStated {
    /// By which way the phone came to it.
    pub way: Way,
    /// With `same_device`, and only then: SHA-256 of the request's `callback`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub callback_sha256: Option<Sha256Digest>,
}

impl LinkStated {
    pub(crate) fn fits(&self) -> bool {
        self.callback_sha256.is_some() == (self.way == Way::SameDevice)
    }
}

/// The encrypted secret, as it stands in a request.
pub type EncryptedLinkSecret = Encrypted<LinkSecret>;

impl Enclosed for LinkSecret {
    const TYP: &'static str = SECRET_TYP;
    const MAXIMUM_OCTETS: usize = SECRET_MAXIMUM;
    const TO: &'static str = "the opening key of the key list";
}

/// What a link is made with, and for which request: nobody makes another one of it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSecret {
    /// The request's `iss`.
    pub iss: String,
    /// The request's `jti`.
    pub jti: String,
    /// 32 octets, drawn for this request alone.
    pub secret: Secret32,
}

impl LinkSecret {
    /// Encrypts it to the inner zone.
    ///
    /// # Errors
    /// Encryption fails.
    pub fn encrypted(&self, opening_key: &PublicKey, random: &dyn Random) -> Result<String, Error> {
        encrypt_json("secret", SECRET_TYP, self, opening_key, random)
    }
}

impl LinkAsked {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !matches!(self.ways.as_slice(), [_])
            && !matches!(self.ways.as_slice(), [one, other] if one != other)
        {
            return Err(Error::Field { field: "ways", rule: "must be one or two, each once" });
        }
        if self.callback.is_some() != self.ways.contains(&Way::SameDevice) {
            return Err(Error::Field {
                field: "callback",
                rule: "must be there with same_device, and only then",
            });
        }
        if let Some(callback) = &self.callback {
            address::check("callback", callback)?;
        }
        if self.secret.len() > SECRET_MAXIMUM {
            return Err(Error::TooLong { what: "secret", octets: self.secret.len(), limit: SECRET_MAXIMUM });
        }
        Ok(())
    }

    pub(crate) fn check_domain(&self, domain: &str) -> Result<(), Error> {
        self.callback
            .as_deref()
            .map_or(Ok(()), |callback| address::check_domain("callback", callback, domain))
    }

    /// What a statement says of it to a phone that came by this way.
    pub(crate) fn stated(&self, way: Way) -> LinkStated {
        let callback = self.callback.as_ref().filter(|_| way == Way::SameDevice);
        LinkStated { way, callback_sha256: callback.map(|callback| sha256(callback.as_bytes())) }
    }

    /// May a statement of it say this?
    pub(crate) fn lets(&self, stated: &LinkStated) -> bool {
        self.ways.contains(&stated.way) && self.stated(stated.way) == *stated
    }

    /// The encrypted secret, for the holder of Ck.
    ///
    /// # Errors
    /// Not such a JWE.
    pub fn encrypted_secret(&self) -> Result<Jwe, Error> {
        Jwe::parse(&self.secret, SECRET_TYP, SECRET_MAXIMUM).map_err(Error::format("secret"))
    }

    /// Decrypts the secret of the request with these two members.
    ///
    /// # Errors
    /// Not encrypted to Ck, altered, or that of another request.
    pub fn open_secret(&self, shared_secret: &[u8; 32], iss: &str, jti: &str) -> Result<Secret32, Error> {
        let opened: LinkSecret = open_json("secret", &self.encrypted_secret()?, shared_secret)?;
        if (opened.iss.as_str(), opened.jti.as_str()) == (iss, jti) {
            return Ok(opened.secret);
        }
        Err(Error::Field { field: "secret", rule: "must be that of this request" })
    }
}

/// MAC(secret, `greatseal device link v1` ‖ 0 ‖ way ‖ 0 ‖ session ‖ step in eight octets).
#[must_use]
pub fn link_code(secret: &[u8; 32], session: SessionId, way: Way, step: i64) -> Key32 {
    let message = [
        b"greatseal device link v1\0".as_slice(),
        way.as_str().as_bytes(),
        b"\0",
        session.as_bytes().as_slice(),
        &step.to_be_bytes(),
    ];
    mac(secret, &message.concat())
}

/// What stands in a code, or behind the # of an address: `sign-link:1:<session>:<way>:<step>:<code>`.
#[derive(Clone)]
pub struct DeviceLink {
    /// Which session.
    pub session: SessionId,
    /// By which way it comes to a phone.
    pub way: Way,
    /// Seconds since the request's `iat`, when it was made.
    pub step: i64,
    /// That the relying party made it.
    pub code: Secret32,
}

impl DeviceLink {
    /// The link of this second.
    #[must_use]
    pub fn new(secret: &[u8; 32], session: SessionId, way: Way, step: i64) -> Self {
        Self { session, way, step, code: Secret32::new(*link_code(secret, session, way, step)) }
    }

    /// Reads a link: the line, or an address with the line behind its #. White space around it is dropped.
    ///
    /// # Errors
    /// Too long, another prefix or version, or a malformed part.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(Error::TooLong { what: "link", octets: text.len(), limit: LONGEST });
        }
        let malformed =
            || Error::Field { field: "link", rule: "must be sign-link:1:<session>:<way>:<step>:<code>" };
        let line = text.split_once('#').map_or(text, |(_, line)| line);
        let parts: Vec<_> = line.split(':').collect();
        let ["sign-link", "1", session, way, step, code] = parts.as_slice() else { return Err(malformed()) };
        let number: i64 = step.parse().map_err(|_| malformed())?;
        if number.to_string() != *step {
            return Err(malformed());
        }
        check_step(number)?;
        let code = Zeroizing::new(encoding::base64url_decode(code).map_err(Error::format("link"))?);
        Ok(Self {
            session: session.parse().map_err(Error::format("link"))?,
            way: way.parse().map_err(Error::format("link"))?,
            step: number,
            code: Secret32::new(code.as_slice().try_into().map_err(|_| malformed())?),
        })
    }

    /// The line.
    #[must_use]
    pub fn to_line(&self) -> String {
        let code = encoding::base64url(self.code.expose());
        format!("sign-link:1:{}:{}:{}:{code}", self.session, self.way, self.step)
    }

    /// The line behind the # of the address at which a country has its phone as a page.
    #[must_use]
    pub fn to_address(&self, phone_app: &str) -> String {
        format!("{}/#{}", phone_app.trim_end_matches('/'), self.to_line())
    }
}

pub(crate) fn check_step(step: i64) -> Result<(), Error> {
    if STEPS.contains(&step) {
        return Ok(());
    }
    Err(Error::Field { field: "step", rule: "must be -60 to 600" })
}

/// What a phone gives to the browser that it leads back, and to nobody else: 32 octets, drawn for one answer. Everybody else knows its
/// SHA-256 alone.
#[derive(Clone)]
pub struct Verifier(Secret32);

impl Verifier {
    /// Draws one.
    #[must_use]
    pub fn draw(random: &dyn Random) -> Self {
        Self(Secret32::new(random_array(random)))
    }

    /// Reads the base64url form, as it stands in an address.
    ///
    /// # Errors
    /// Not base64url of 32 octets.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let octets = Zeroizing::new(encoding::base64url_decode(text).map_err(Error::format("verifier"))?);
        let octets = octets.as_slice().try_into();
        octets
            .map(|octets| Self(Secret32::new(octets)))
            .map_err(|_| Error::Field { field: "verifier", rule: "must have 32 octets" })
    }

    /// Its SHA-256.
    #[must_use]
    pub fn sha256(&self) -> Sha256Digest {
        sha256(self.0.expose())
    }

    /// The callback of a request with the session and this value: where the person is led.
    #[must_use]
    pub fn way_back(&self, callback: &str, session: SessionId) -> String {
        let sign = if callback.contains('?') { '&' } else { '?' };
        format!("{callback}{sign}session={session}&verifier={}", encoding::base64url(self.0.expose()))
    }
}
