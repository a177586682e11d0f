//! Signed JSON messages: the compact serialization of JWS (RFC 7515 §3.1) with one algorithm, ES256.
//!
//! A reader says which `typ` it expects, so that a message of one kind can never pass for another (RFC 8725 §3.11).
//! There is no choice of algorithm, no `crit`, no key fetched from a URL.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::encoding::{base64, base64_decode, base64url, base64url_decode};
use crate::error::at_most;
use crate::key::Jwk;
use crate::{Certificate, Error, KeyKind, PublicKey, Result, Sha256Digest, sha256, signature, strict_json};

const WHAT: &str = "JWS";

/// The most certificates in `x5c`: a leaf, its issuer, the root, and one to spare.
pub(crate) const MAX_CHAIN: usize = 4;

/// What the header of a message says besides `"alg":"ES256"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwsHeader {
    /// The kind of message, such as `sign-act+jwt` (RFC 7515 §4.1.9).
    pub typ: String,
    /// Which key signed, where the reader knows several (RFC 7515 §4.1.4).
    pub kid: Option<String>,
    /// The signer's certificate and its issuers, leaf first; empty when not sent (RFC 7515 §4.1.6).
    pub x5c: Vec<Certificate>,
    /// The signer's key, where no certificate vouches for it yet (RFC 7515 §4.1.3).
    pub jwk: Option<PublicKey>,
}

impl JwsHeader {
    /// A header with nothing but its kind.
    pub fn new(typ: &str) -> Self {
        Self { typ: typ.to_owned(), kid: None, x5c: Vec::new(), jwk: None }
    }

    /// A header that carries the signer's certificate and its issuers.
    pub fn with_chain(typ: &str, leaf_first: &[Certificate]) -> Self {
        Self { x5c: leaf_first.to_vec(), ..Self::new(typ) }
    }

    /// A header that carries the signer's key.
    pub fn with_key(typ: &str, key: &PublicKey) -> Self {
        Self { jwk: Some(key.clone()), ..Self::new(typ) }
    }
}

/// The header as JSON: these members, in this order, no other.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireHeader {
    alg: String,
    typ: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x5c: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jwk: Option<Jwk>,
}

/// The bytes to sign with ES256: `BASE64URL(header) . BASE64URL(payload)` (RFC 7515 §5.1).
///
/// # Panics
/// When `header.jwk` is not a P-256 key: ES256 has no other.
pub fn jws_signing_input(header: &JwsHeader, payload: &[u8]) -> Vec<u8> {
    let wire = WireHeader {
        alg: "ES256".to_owned(),
        typ: header.typ.clone(),
        kid: header.kid.clone(),
        x5c: (!header.x5c.is_empty())
            .then(|| header.x5c.iter().map(|certificate| base64(certificate.der())).collect()),
        jwk: header.jwk.as_ref().map(|key| Jwk::try_from(key).expect("ES256 keys are P-256 keys")),
    };
    let wire = serde_json::to_vec(&wire).expect("strings are JSON");
    format!("{}.{}", base64url(&wire), base64url(payload)).into_bytes()
}

/// Puts the signature behind the signing input. `signature_der` is ECDSA in DER, as signers give it; in the message
/// it is `r ‖ s` (RFC 7518 §3.4), with the lower of the two values of s that verify.
///
/// # Errors
/// [`Error::Malformed`] when the signature is not one of P-256.
pub fn jws_assemble(signing_input: &[u8], signature_der: &[u8]) -> Result<String> {
    let raw = signature::with_lower_s(&signature::ecdsa_der_to_raw(KeyKind::P256, signature_der)?)?;
    let input = std::str::from_utf8(signing_input).map_err(|error| Error::malformed(WHAT, error))?;
    Ok(format!("{input}.{}", base64url(&raw)))
}

/// A message that was taken apart and has the expected kind. Its signature is checked by [`Jws::verify`] only: who
/// may have signed is known after reading the header.
#[derive(Clone, PartialEq, Eq)]
pub struct Jws {
    compact: String,
    signing_input_length: usize,
    header: JwsHeader,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Jws {
    /// Takes a compact JWS of at most `max_bytes` octets apart and checks that it is of kind `typ`.
    ///
    /// # Errors
    /// [`Error::TooLarge`]; [`Error::Mismatch`] for another kind or algorithm; [`Error::Malformed`] for base64url that
    /// is not canonical, a member that stands twice, any other member (`crit`, `jku`, `b64`…), a chain of more than
    /// four certificates, a signature that is not 64 octets.
    pub fn parse(compact: &str, typ: &str, max_bytes: usize) -> Result<Self> {
        at_most(WHAT, compact.len(), max_bytes)?;
        let parts: Vec<&str> = compact.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(Error::malformed(WHAT, format_args!("{} parts, expected 3", parts.len())));
        };
        let header = read_header(&base64url_decode(header)?, typ)?;
        let raw = base64url_decode(signature)?;
        if raw.len() != 64 {
            return Err(Error::malformed(
                WHAT,
                format_args!("a signature of {} octets, expected 64", raw.len()),
            ));
        }
        Ok(Self {
            signing_input_length: compact.len() - signature.len() - 1,
            header,
            payload: base64url_decode(payload)?,
            signature: raw,
            compact: compact.to_owned(),
        })
    }

    /// What the header says. Not to be believed before [`Self::verify`].
    pub fn header(&self) -> &JwsHeader {
        &self.header
    }

    /// The payload. Not to be believed before [`Self::verify`].
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The payload as JSON of this form, without a member twice.
    ///
    /// # Errors
    /// [`Error::Malformed`]; the message holds no value of the payload.
    pub fn payload_as<T: DeserializeOwned>(&self) -> Result<T> {
        strict_json::from_slice("payload", &self.payload)
    }

    /// Checks the signature under a key that the reader trusts for this kind of message.
    ///
    /// # Errors
    /// [`Error::Mismatch`] when it is not a P-256 key, [`Error::SignatureInvalid`].
    pub fn verify(&self, key: &PublicKey) -> Result<()> {
        signature::verify_es256(key, &self.compact.as_bytes()[..self.signing_input_length], &self.signature)
    }

    /// Checks that s is the lower of the two values that verify, as [`jws_assemble`] writes it. Without this check
    /// anybody who sees a message can make a second one of it with other bytes: needed wherever the digest of the
    /// bytes is all that tells a repeated message. Other people's libraries write either value.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is the higher one.
    pub fn check_lower_s(&self) -> Result<()> {
        if signature::with_lower_s(&self.signature)? == self.signature {
            Ok(())
        } else {
            Err(Error::malformed(WHAT, "the higher value of s in its signature"))
        }
    }

    /// The key that the message brings: of the first certificate in `x5c`, else `jwk`.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it brings none.
    pub fn carried_key(&self) -> Result<&PublicKey> {
        let of_certificate = self.header.x5c.first().map(Certificate::public_key);
        of_certificate
            .or(self.header.jwk.as_ref())
            .ok_or_else(|| Error::malformed(WHAT, "neither x5c nor jwk in its header"))
    }

    /// The 64 octets `r ‖ s`.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// SHA-256 of the compact form, which names the message everywhere.
    pub fn sha256(&self) -> Sha256Digest {
        sha256(self.compact.as_bytes())
    }

    /// The message as it was sent.
    pub fn compact(&self) -> &str {
        &self.compact
    }
}

/// Shows kind and digest only: a payload may hold personal data.
impl std::fmt::Debug for Jws {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Jws({} {})", self.header.typ, self.sha256())
    }
}

fn read_header(json: &[u8], typ: &str) -> Result<JwsHeader> {
    let wire: WireHeader = strict_json::from_slice("JWS header", json)?;
    if wire.alg != "ES256" {
        return Err(Error::mismatch("alg of a JWS", "ES256", wire.alg));
    }
    if wire.typ != typ {
        return Err(Error::mismatch("typ of a JWS", typ, wire.typ));
    }
    let chain = wire.x5c.unwrap_or_default();
    if chain.len() > MAX_CHAIN {
        return Err(Error::malformed(
            WHAT,
            format_args!("{} certificates, at most {MAX_CHAIN}", chain.len()),
        ));
    }
    let x5c = chain.iter().map(|text| Certificate::from_der(&base64_decode(text)?)).collect::<Result<_>>()?;
    Ok(JwsHeader { typ: wire.typ, kid: wire.kid, x5c, jwk: wire.jwk.map(PublicKey::try_from).transpose()? })
}
