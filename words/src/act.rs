//! Officers' acts: what a registration or revocation officer signs, and what the worker answers.
//!
//! An act is a JWS of kind [`ACT_TYP`] under the officer's certificate (in `x5c`, with its issuer). The door stores
//! its bytes; the worker verifies it again and carries it out. Who may do what is decided in ca-core.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identifier::{ActivationId, Id128};
use crate::personal::PersonalCode;
use pki_types::jws::{Jws, JwsHeader, jws_signing_input};
use pki_types::schema::{Enclosed, Encrypted};
use pki_types::{Certificate, Error, Result, Sha256Digest, UnixTime};

mod answers;
mod described;
mod forms;
mod kinds;
mod roles;

pub use answers::*;
pub use kinds::*;
pub use roles::{Role, Roles};

/// The kind of an officer's act.
pub const ACT_TYP: &str = "sign-act+jwt";

/// The audience of an officer's act.
pub const ACT_AUDIENCE: &str = "registration";

/// The largest act that is read, in octets: two certificates, a request of 8 KiB and an encrypted secret fit.
pub const MAX_ACT_OCTETS: usize = 64 * 1024;

/// An act may be sent within ten minutes of being signed.
pub const MAX_ACT_LIFETIME_SECONDS: i64 = 600;

/// How far an officer's clock may be ahead of ours.
const CLOCK_SKEW_SECONDS: i64 = 60;

/// The payload of an officer's act.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActPayload {
    /// `registration`.
    #[schema(pattern = "^registration$")]
    pub aud: String,
    /// Names the act: the same act sent again is the same act.
    pub jti: Id128,
    /// When it was signed.
    pub iat: UnixTime,
    /// Last second in which it may be sent; at most 600 seconds after `iat`.
    pub exp: UnixTime,
    /// In which role the officer acts. Acts from before there were roles have none; a new one needs it, but for what is done in
    /// any role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = true, nullable = false)]
    pub role: Option<Role>,
    /// What is to be done.
    pub act: Act,
}

impl ActPayload {
    /// An act signed now, to be sent within ten minutes, in the role in which it is usually done.
    pub fn new(jti: Id128, now: UnixTime, act: Act) -> Self {
        let exp = now.plus(MAX_ACT_LIFETIME_SECONDS);
        Self { aud: ACT_AUDIENCE.to_owned(), jti, iat: now, exp, role: act.usual_role(), act }
    }

    /// The same act in another role.
    #[must_use]
    pub fn in_role(self, role: Role) -> Self {
        Self { role: Some(role), ..self }
    }

    /// The bytes that the officer signs; `chain` is the officer's certificate and its issuer. The signature goes to
    /// [`pki_types::jws::jws_assemble`].
    pub fn signing_input(&self, chain: &[Certificate]) -> Vec<u8> {
        let payload = serde_json::to_vec(self).expect("an act is JSON");
        jws_signing_input(&JwsHeader::with_chain(ACT_TYP, chain), &payload)
    }
}

/// An act whose form was checked and whose signature verifies under the certificate that it carries. That this
/// certificate is an officer's, still in force, and that its officer may do this, is for the reader to check.
#[derive(Clone, Debug)]
pub struct SignedAct {
    jws: Jws,
    payload: ActPayload,
}

impl SignedAct {
    /// Reads an act.
    ///
    /// # Errors
    /// As [`Jws::parse`] and [`Jws::verify`]; [`Error::Malformed`] without a certificate; [`Error::Member`] with another
    /// audience, and when it would live longer than ten minutes.
    pub fn parse(compact: &str) -> Result<Self> {
        let jws = Jws::parse(compact, ACT_TYP, MAX_ACT_OCTETS)?;
        let Some(certificate) = jws.header().x5c.first() else {
            return Err(Error::malformed("act", "no certificate of an officer (x5c)"));
        };
        jws.verify(certificate.public_key())?;
        // The digest of its bytes tells an act that is sent again; a door must not be able to give it another.
        jws.check_lower_s()?;
        let payload: ActPayload = jws.payload_as()?;
        if payload.aud != ACT_AUDIENCE {
            let wrong = Error::mismatch("audience of an act", ACT_AUDIENCE, payload.aud);
            return Err(Error::member("act", "aud", wrong));
        }
        let lifetime = payload.exp.since(payload.iat);
        if !(1..=MAX_ACT_LIFETIME_SECONDS).contains(&lifetime) {
            let wrong = format_args!("the act lives for {lifetime} s, allowed are 1 to 600");
            return Err(Error::member("act", "exp", wrong));
        }
        Ok(Self { jws, payload })
    }

    /// Checks that the act may be sent now: signed no more than a minute ahead of our clock and not expired.
    ///
    /// # Errors
    /// [`Error::Mismatch`] with both times.
    pub fn check_time(&self, now: UnixTime) -> Result<()> {
        if self.payload.iat > now.plus(CLOCK_SKEW_SECONDS) {
            return Err(Error::mismatch(
                "time of signing",
                format_args!("not after {now}"),
                self.payload.iat,
            ));
        }
        if now > self.payload.exp {
            return Err(Error::mismatch(
                "expiry of the act",
                format_args!("{now} or later"),
                self.payload.exp,
            ));
        }
        Ok(())
    }

    /// What is to be done.
    pub fn act(&self) -> &Act {
        &self.payload.act
    }

    /// The whole payload.
    pub fn payload(&self) -> &ActPayload {
        &self.payload
    }

    /// The certificate that the act was signed under.
    pub fn officer_certificate(&self) -> &Certificate {
        self.jws.header().x5c.first().expect("parse has seen it")
    }

    /// The certificates above it that the act carries.
    pub fn intermediates(&self) -> &[Certificate] {
        &self.jws.header().x5c[1..]
    }

    /// SHA-256 of the act as sent, by which it is stored and answered.
    pub fn sha256(&self) -> Sha256Digest {
        self.jws.sha256()
    }

    /// The act as sent.
    pub fn compact(&self) -> &str {
        self.jws.compact()
    }
}

impl std::fmt::Debug for ActPayload {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "ActPayload({} {})", self.act.kind(), self.jti)
    }
}

/// The kind of a message that carries an activation secret from the officer's client to the inner zone.
pub const ACTIVATION_SECRET_TYP: &str = "sign-activation+jwe";

/// The largest such message that is read, in octets.
pub const MAX_ACTIVATION_SECRET_OCTETS: usize = 4 * 1024;

/// What is encrypted to the opening key inside `activate`: it binds the secret to its activation, so that a secret
/// cannot be moved into another act.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivationSecret {
    /// The activation that it belongs to.
    pub activation_id: ActivationId,
    /// 16 random octets that the person's phone will prove to know.
    #[serde(
        serialize_with = "pki_types::encoding::as_base64url::serialize",
        deserialize_with = "forms::secret"
    )]
    #[schema(value_type = String, pattern = "^[A-Za-z0-9_-]{22}$")]
    pub secret: Vec<u8>,
    /// The kind of device that it may enrol.
    pub device_kind: DeviceKind,
    /// The person's code.
    pub person: PersonalCode,
}

/// How it stands in [`Activate`].
pub type EncryptedActivationSecret = Encrypted<ActivationSecret>;

impl Enclosed for ActivationSecret {
    const TYP: &'static str = ACTIVATION_SECRET_TYP;
    const MAXIMUM_OCTETS: usize = MAX_ACTIVATION_SECRET_OCTETS;
    const TO: &'static str = "the opening key of the key list";
}

impl Drop for ActivationSecret {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.secret);
    }
}
