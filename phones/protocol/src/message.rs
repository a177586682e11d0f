//! How every message is signed, parsed and verified: compact JWS (RFC 7515), ES256 alone, its own `typ`, a size
//! limit checked before anything is decoded, unknown and repeated members refused.

use std::fmt;
use std::ops::Deref;

use pki_types::jws::{Jws, JwsHeader, jws_assemble, jws_signing_input};
use pki_types::{Certificate, PublicKey, Sha256Digest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::Error;

/// Which key the header may carry beside `alg` and `typ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderKey {
    /// None: the receiver knows the key.
    None,
    /// `jwk`: a device introduces its key (enrolment).
    DeviceKey,
    /// `x5c`: a relying party names its certificate (request).
    Certificates,
}

/// The JSON payload of a JWS of this protocol.
pub trait Message: Serialize + DeserializeOwned + ToSchema {
    /// The header's `typ`; each message has its own (RFC 8725 §3.11).
    const TYP: &'static str;
    /// What errors call it.
    const NAME: &'static str;
    /// The longest compact form accepted, in octets.
    const MAXIMUM_OCTETS: usize;
    /// Which key its header carries.
    const HEADER_KEY: HeaderKey = HeaderKey::None;

    /// Must s of the signature be the lower of the two values that verify? Where a message is known by its hash, nobody
    /// on the way may give it another form.
    const LOWER_S: bool = true;

    /// The rules between fields, which no type of a single field can hold.
    ///
    /// # Errors
    /// The first rule that is broken.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// The bytes to sign for this message, with a header of `alg` and `typ` alone.
    ///
    /// # Errors
    /// A rule of [`Message::check`] is broken.
    fn draft(&self) -> Result<Draft, Error> {
        draft_with(self, empty_header::<Self>())
    }
}

/// A header with nothing but `alg` and `typ`.
pub(crate) fn empty_header<T: Message>() -> JwsHeader {
    JwsHeader::new(T::TYP)
}

/// Serialises a message under a given header.
pub(crate) fn draft_with<T: Message>(message: &T, header: JwsHeader) -> Result<Draft, Error> {
    message.check()?;
    let payload = serde_json::to_vec(message)
        .map_err(|error| Error::Json { what: T::NAME, reason: error.to_string() })?;
    Ok(Draft { what: T::NAME, input: jws_signing_input(&header, &payload) })
}

/// A message that has been written, not yet signed.
#[must_use]
pub struct Draft {
    what: &'static str,
    input: Vec<u8>,
}

impl Draft {
    /// The JWS signing input: what ES256 signs (RFC 7515 §5.1).
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        &self.input
    }

    /// Puts the signature (DER, as signers give it) behind the signing input.
    ///
    /// # Errors
    /// The signature is not an ECDSA P-256 signature.
    pub fn assemble(self, signature_der: &[u8]) -> Result<String, Error> {
        jws_assemble(&self.input, signature_der).map_err(Error::format(self.what))
    }
}

/// A message that has been parsed and whose own rules hold. Its signature is **not** yet verified.
#[derive(Clone)]
pub struct Received<T> {
    jws: Jws,
    body: T,
}

impl<T: Message> Received<T> {
    /// Reads the compact form.
    ///
    /// # Errors
    /// Too long, not a compact JWS with ES256 and this message's `typ`, a signature in its other form, another key in
    /// its header than this message has, not this message's JSON, or a rule of the message is broken.
    pub fn parse(compact: &str) -> Result<Self, Error> {
        if compact.len() > T::MAXIMUM_OCTETS {
            return Err(Error::TooLong { what: T::NAME, octets: compact.len(), limit: T::MAXIMUM_OCTETS });
        }
        let jws = Jws::parse(compact, T::TYP, T::MAXIMUM_OCTETS).map_err(Error::format(T::NAME))?;
        if T::LOWER_S {
            jws.check_lower_s().map_err(Error::format(T::NAME))?;
        }
        let header = jws.header();
        let allowed = match T::HEADER_KEY {
            HeaderKey::None => header.jwk.is_none() && header.x5c.is_empty(),
            HeaderKey::DeviceKey => header.x5c.is_empty(),
            HeaderKey::Certificates => header.jwk.is_none(),
        };
        if !allowed {
            return Err(Error::Field {
                field: "header",
                rule: "must carry no other key than its message allows",
            });
        }
        let body: T = jws.payload_as().map_err(Error::format(T::NAME))?;
        body.check()?;
        Ok(Self { jws, body })
    }

    /// What the sender claims. Nobody has verified it: use it to find the key, not to decide.
    pub const fn claims(&self) -> &T {
        &self.body
    }

    /// The certificates of the header, leaf first; empty where the message has none.
    #[must_use]
    pub fn header_certificates(&self) -> &[Certificate] {
        &self.jws.header().x5c
    }

    /// The key that the header introduces.
    #[must_use]
    pub fn header_key(&self) -> Option<&PublicKey> {
        self.jws.header().jwk.as_ref()
    }

    /// SHA-256 of the compact form: the name of this message everywhere.
    #[must_use]
    pub fn sha256(&self) -> Sha256Digest {
        self.jws.sha256()
    }

    /// Verifies the signature.
    ///
    /// # Errors
    /// It does not verify under `key`.
    pub fn verify(self, key: &PublicKey) -> Result<Verified<T>, Error> {
        self.jws.verify(key).map_err(Error::format(T::NAME))?;
        Ok(Verified { jws: self.jws, body: self.body })
    }
}

/// A message whose signature has been verified. It dereferences to the message.
#[derive(Clone)]
pub struct Verified<T> {
    jws: Jws,
    body: T,
}

impl<T> Verified<T> {
    /// SHA-256 of the compact form.
    #[must_use]
    pub fn sha256(&self) -> Sha256Digest {
        self.jws.sha256()
    }

    /// The compact form.
    #[must_use]
    pub fn compact(&self) -> &str {
        self.jws.compact()
    }

    /// The message.
    #[must_use]
    pub fn into_body(self) -> T {
        self.body
    }
}

impl<T> AsRef<T> for Verified<T> {
    fn as_ref(&self) -> &T {
        &self.body
    }
}

/// What the sender claims, as [`Received::claims`] gives it.
impl<T> AsRef<T> for Received<T> {
    fn as_ref(&self) -> &T {
        &self.body
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T> fmt::Debug for Received<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Received({})", self.jws.sha256())
    }
}

impl<T> fmt::Debug for Verified<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Verified({})", self.jws.sha256())
    }
}
