//! The keys that a phone trusts (`sign-key-list+jwt`, by the statement key Rk). The phone pins the hash of Rk, which
//! it was given with its activation, and nothing else.

use pki_types::{PublicKey, Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Error;
use crate::display::CountryLine;
use crate::fixed::{ForPhone, VersionOne};
use crate::message::{Message, Received, Verified};
use crate::wire::{CertificateBase64, Jwk};

/// The payload of a key list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyList {
    /// 1.
    pub v: VersionOne,
    /// `phone`.
    pub aud: ForPhone,
    /// Never goes down; a phone refuses a list with a lower number than one that it has accepted.
    #[schema(maximum = 9_223_372_036_854_775_807_u64)]
    pub number: u64,
    /// ISO 3166-1 alpha-2.
    pub country: CountryLine,
    /// Rk: signs statements, shares and key lists.
    pub statement_key: Jwk,
    /// The key that will follow Rk, announced before it is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_statement_key: Option<Jwk>,
    /// Ck: enrolment secrets, PIN proofs and activation secrets are encrypted to it.
    pub opening_key: Jwk,
    /// Signs receipts.
    pub receipt_key: Jwk,
    /// Those who issue the relying parties' certificates, at least one: the one that succeeds another is beside it.
    pub relying_party_issuers: Vec<CertificateBase64>,
    /// Those who issue the persons' certificates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub person_issuers: Vec<CertificateBase64>,
    /// When it was made, seconds since 1970.
    pub issued_at: UnixTime,
}

impl Message for KeyList {
    const TYP: &'static str = "sign-key-list+jwt";
    const NAME: &'static str = "key list";
    const MAXIMUM_OCTETS: usize = 64 * 1024;

    fn check(&self) -> Result<(), Error> {
        let keys = [&self.statement_key, &self.opening_key, &self.receipt_key];
        let distinct = keys[0] != keys[1] && keys[0] != keys[2] && keys[1] != keys[2];
        if !distinct {
            return Err(Error::Field { field: "statement_key", rule: "must not have a second use" });
        }
        if self.relying_party_issuers.is_empty() {
            return Err(Error::Field { field: "relying_party_issuers", rule: "must have one at least" });
        }
        if i64::try_from(self.number).is_err() {
            return Err(Error::Field { field: "number", rule: "must be below 2^63" });
        }
        Ok(())
    }
}

/// What a phone pins: SHA-256 of the SPKI of Rk, and of the next Rk once a list by the present one has named it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementKeyPin {
    /// The present key.
    pub current: Sha256Digest,
    /// The announced one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Sha256Digest>,
}

impl StatementKeyPin {
    /// The pin that came with an activation.
    #[must_use]
    pub const fn new(current: Sha256Digest) -> Self {
        Self { current, next: None }
    }

    /// The pin after `list` has been accepted.
    #[must_use]
    pub fn after(list: &KeyList) -> Self {
        Self {
            current: pin_of(&list.statement_key.0),
            next: list.next_statement_key.as_ref().map(|key| pin_of(&key.0)),
        }
    }

    /// Accepts a key list: its own `statement_key` must be the pinned (or the announced) key and must have signed it,
    /// and its number must not be below `lowest`, the highest number accepted so far.
    ///
    /// # Errors
    /// Malformed, a key that is not pinned, a wrong signature, or a number that went back.
    pub fn accept(&self, compact: &str, lowest: u64) -> Result<Verified<KeyList>, Error> {
        let received = Received::<KeyList>::parse(compact)?;
        let key = received.claims().statement_key.0.clone();
        let found = pin_of(&key);
        if found != self.current && Some(found) != self.next {
            return Err(Error::mismatch("the statement key of the key list", found, self.current));
        }
        let list = received.verify(&key)?;
        if list.number < lowest {
            return Err(Error::KeyListWentBack { found: list.number, lowest });
        }
        Ok(list)
    }
}

/// H(Rk): SHA-256 of the key's SubjectPublicKeyInfo in DER.
#[must_use]
pub fn pin_of(key: &PublicKey) -> Sha256Digest {
    key.spki_sha256()
}
