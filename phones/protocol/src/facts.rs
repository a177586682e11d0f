//! What a door heard, where its protocol has no request that the relying party signs.
//!
//! The door vouches for it and nobody else does: whoever has taken the door over can write these facts in the name of every
//! relying party that uses it. So they are few, they say no more than the protocol did, and everything after them (the
//! statement, the phone's screen, the receipt) says that they were heard and not signed.

use pki_types::{Sha256Digest, UnixTime, sha256, strict_json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{Door, Purpose};

use crate::Error;
use crate::display::{TextLine, check_language};
use crate::fixed::VersionOne;
use crate::request::{CLOCK_TOLERANCE, MAXIMUM_LIFETIME, check_jti, check_relying_party_id};
use crate::wire::Octets;

/// The longest facts, in octets.
const MAXIMUM_OCTETS: usize = 4 * 1024;

/// A digest that came without the bytes behind it, by its algorithm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HeardDigest {
    /// SHA-256.
    Sha256(Octets<32, 32>),
    /// SHA-384.
    Sha384(Octets<48, 48>),
    /// SHA-512.
    Sha512(Octets<64, 64>),
}

impl HeardDigest {
    /// The digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha256(digest) => digest.as_bytes(),
            Self::Sha384(digest) => digest.as_bytes(),
            Self::Sha512(digest) => digest.as_bytes(),
        }
    }

    /// What ECDSA on P-256 signs of it: the leftmost 256 bits (FIPS 186-5 §6.4.1).
    #[must_use]
    pub fn to_sign(&self) -> Sha256Digest {
        let leftmost = self.as_bytes().first_chunk().expect("the shortest of these digests has 32 octets");
        Sha256Digest(*leftmost)
    }
}

/// The verification code of a Mobile-ID request: its six first and seven last bits as four decimal digits. The relying party
/// computes it as the phone does; whoever chooses the digest can choose it too.
#[must_use]
pub fn mobile_id_code(digest: &HeardDigest) -> String {
    let octets = digest.as_bytes();
    let (first, last) =
        (octets.first().copied().unwrap_or_default(), octets.last().copied().unwrap_or_default());
    format!("{:04}", (u16::from(first & 0xfc) << 5) | u16::from(last & 0x7f))
}

/// What a door heard. Its one form is JSON without white space, the members in this order; it is known by the SHA-256 of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DoorFacts {
    /// 1.
    pub v: VersionOne,
    /// Through which door; never the native one.
    pub door: Door,
    /// Who asks: its id in the registry.
    pub relying_party: String,
    /// SHA-256 of the certificate with which it was connected.
    pub relying_party_certificate_sha256: Sha256Digest,
    /// The request's id: the protocol's own, or drawn by the door where it has none.
    pub jti: String,
    /// SHA-256 of the request as it came.
    pub original_sha256: Sha256Digest,
    /// Which key signs.
    pub purpose: Purpose,
    /// SHA-256 of the person's certificate.
    pub certificate_id: Sha256Digest,
    /// What is signed.
    pub digest: HeardDigest,
    /// What the person reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<TextLine>,
    /// The language of `text` (RFC 5646).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub language: Option<String>,
    /// When the door heard it, seconds since 1970.
    pub heard_at: UnixTime,
    /// After this nobody starts or finishes a session for it; at most 600 s later.
    pub expires_at: UnixTime,
}

impl DoorFacts {
    /// Reads facts in their one form.
    ///
    /// # Errors
    /// Too long, another form, or a rule of a field is broken.
    pub fn parse(text: &str) -> Result<Self, Error> {
        const WHAT: &str = "what a door heard";
        if text.len() > MAXIMUM_OCTETS {
            return Err(Error::TooLong { what: WHAT, octets: text.len(), limit: MAXIMUM_OCTETS });
        }
        let facts: Self = strict_json::from_slice(WHAT, text.as_bytes()).map_err(Error::format(WHAT))?;
        facts.check()?;
        if facts.to_text() == text {
            return Ok(facts);
        }
        Err(Error::Json { what: WHAT, reason: "it is not in its one form".to_owned() })
    }

    /// Their one form.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and octets are JSON")
    }

    /// SHA-256 of that.
    #[must_use]
    pub fn sha256(&self) -> Sha256Digest {
        sha256(self.to_text().as_bytes())
    }

    /// Are they alive at `now`?
    ///
    /// # Errors
    /// They have expired, or were heard more than [`CLOCK_TOLERANCE`] ahead.
    pub fn check_time(&self, now: UnixTime) -> Result<(), Error> {
        if now >= self.expires_at {
            return Err(Error::expired("the request", self.expires_at, now));
        }
        if self.heard_at > now.plus(CLOCK_TOLERANCE) {
            return Err(Error::not_yet("the request", self.heard_at, now));
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Error> {
        if self.door != Door::MobileId {
            return Err(Error::Field { field: "door", rule: "must be one whose requests nobody signs" });
        }
        check_relying_party_id(&self.relying_party)?;
        check_jti(&self.jti)?;
        if let Some(language) = &self.language {
            check_language(language)?;
        }
        if !(1..=MAXIMUM_LIFETIME).contains(&self.expires_at.since(self.heard_at)) {
            return Err(Error::Field {
                field: "expires_at",
                rule: "must be 1 to 600 seconds after heard_at",
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use pki_types::encoding::hex_decode;

    use super::*;

    #[test]
    fn the_code_is_that_of_the_protocol() {
        let sha256 =
            |text: &[u8]| HeardDigest::Sha256(Octets::new(sha256(text).as_bytes().to_vec()).unwrap());
        assert_eq!(mobile_id_code(&sha256(b"HACKERMAN_SHA256")), "6008");
        let octets = |first: u8, last: u8| {
            let mut octets = vec![0; 48];
            (octets[0], octets[47]) = (first, last);
            HeardDigest::Sha384(Octets::new(octets).unwrap())
        };
        assert_eq!(mobile_id_code(&octets(0x03, 0x80)), "0000", "neither bit is among the thirteen");
        assert_eq!(mobile_id_code(&octets(0xff, 0xff)), "8191");
        assert_eq!(mobile_id_code(&octets(0x04, 0x01)), "0129");
        // The published example, a digest of twenty octets: its first and its last one are all that counts.
        let published = hex_decode("2f665f6a6999e0ef0752e00ec9f453adf59d8cb6").unwrap();
        assert_eq!(mobile_id_code(&octets(published[0], published[19])), "1462");
    }

    #[test]
    fn of_a_longer_digest_the_leftmost_octets_are_signed() {
        let octets: Vec<u8> = (0..64).collect();
        let digest = HeardDigest::Sha512(Octets::new(octets).unwrap());
        assert_eq!(digest.to_sign().as_bytes().to_vec(), (0..32).collect::<Vec<u8>>());
    }
}
