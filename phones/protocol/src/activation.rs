//! What an officer hands to a person for one enrolment: a QR code on paper or screen, or one line of text.
//!
//! ```text
//! sign-activation:1:<activation id>:<secret>:<H(Rk)>:<base URL>
//! ```
//!
//! The activation id is 32 hexadecimal digits, the secret 16 octets in base64url (22 characters), H(Rk) the SHA-256 of
//! the statement key's SPKI in 64 hexadecimal digits, the base URL that of the phone door, without a trailing slash. The
//! URL comes last because it alone contains colons. The whole is a secret: it is read from a file, a camera or the
//! terminal, never from an argument.

use pki_types::random::{Random, random_array};
use pki_types::{Sha256Digest, encoding};
use words::ActivationId;
use zeroize::Zeroizing;

use crate::Error;

/// The longest payload accepted, in octets.
pub const MAXIMUM_OCTETS: usize = 512;

/// The 128-bit secret that proves an activation. Wiped when dropped; neither `Debug` nor `Display`.
#[derive(Clone)]
pub struct ActivationSecret(Zeroizing<[u8; 16]>);

/// What the secret of this activation is bound to where the inner zone keeps it, whoever gave it: an officer or a phone.
#[must_use]
pub fn kept_secret_associated_data(id: &ActivationId) -> Vec<u8> {
    [b"sign-activation\0".as_slice(), id.as_bytes()].concat()
}

impl ActivationSecret {
    /// Takes 16 octets.
    #[must_use]
    pub fn new(octets: [u8; 16]) -> Self {
        Self(Zeroizing::new(octets))
    }

    /// Draws a secret; the officer's client does, nobody else.
    #[must_use]
    pub fn draw(random: &dyn Random) -> Self {
        Self::new(random_array(random))
    }

    /// Reads the base64url form, as it stands in the payload and in the officer's encrypted message.
    ///
    /// # Errors
    /// Not base64url of 16 octets.
    pub fn from_base64url(text: &str) -> Result<Self, Error> {
        let octets =
            Zeroizing::new(encoding::base64url_decode(text).map_err(Error::format("activation secret"))?);
        let octets: [u8; 16] = octets
            .as_slice()
            .try_into()
            .map_err(|_| Error::Field { field: "activation secret", rule: "must have 16 octets" })?;
        Ok(Self::new(octets))
    }

    /// The base64url form.
    #[must_use]
    pub fn to_base64url(&self) -> Zeroizing<String> {
        Zeroizing::new(encoding::base64url(self.expose()))
    }

    /// The octets, for the proof.
    #[must_use]
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

/// What the payload says.
#[derive(Clone)]
pub struct Activation {
    /// Which activation.
    pub id: ActivationId,
    /// Its secret.
    pub secret: ActivationSecret,
    /// H(Rk), which the phone pins.
    pub statement_key_sha256: Sha256Digest,
    /// Where the phone door is: `http://…` or `https://…`, no trailing slash.
    pub base_url: String,
}

impl Activation {
    /// Reads a payload; white space around it is dropped.
    ///
    /// # Errors
    /// Too long, another prefix or version, or a malformed part.
    pub fn parse(payload: &str) -> Result<Self, Error> {
        let payload = payload.trim();
        if payload.len() > MAXIMUM_OCTETS {
            return Err(Error::TooLong { what: "activation", octets: payload.len(), limit: MAXIMUM_OCTETS });
        }
        let malformed = Error::Field {
            field: "activation",
            rule: "must be sign-activation:1:<id>:<secret>:<key hash>:<URL>",
        };
        let mut parts = payload.splitn(6, ':');
        let mut part = || parts.next().unwrap_or_default();
        if (part(), part()) != ("sign-activation", "1") {
            return Err(malformed);
        }
        let (id, secret, key_hash, base_url) = (part(), part(), part(), part());
        check_base_url(base_url)?;
        Ok(Self {
            id: id.parse().map_err(Error::format("activation_id"))?,
            secret: ActivationSecret::from_base64url(secret)?,
            statement_key_sha256: Sha256Digest::from_hex(key_hash).map_err(Error::format("activation"))?,
            base_url: base_url.to_owned(),
        })
    }

    /// Writes the payload.
    #[must_use]
    pub fn to_payload(&self) -> Zeroizing<String> {
        Zeroizing::new(format!(
            "sign-activation:1:{}:{}:{}:{}",
            self.id,
            self.secret.to_base64url().as_str(),
            self.statement_key_sha256,
            self.base_url
        ))
    }
}

/// A base URL has a scheme, a host and perhaps a path, and nothing that could change what is appended to it.
pub(crate) fn check_base_url(url: &str) -> Result<(), Error> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let plain = rest.bytes().all(|octet| octet.is_ascii_alphanumeric() || b".-_~:/[]%".contains(&octet));
    if !rest.is_empty() && !rest.starts_with(['/', ':']) && !rest.ends_with('/') && plain {
        Ok(())
    } else {
        Err(Error::Field {
            field: "base URL",
            rule: "must be http:// or https:// with a host, without query and trailing slash",
        })
    }
}
