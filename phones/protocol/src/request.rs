//! What a relying party signs when it asks a person to sign (`sign-request+jwt`).
//!
//! The same bytes are its idempotency key at the door, the inner zone's ground for the statement, and what the phone
//! compares the statement with.

use pki_types::{Certificate, Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{CodeMode, Purpose};

use crate::Error;
use crate::content::Content;
use crate::device_link::LinkAsked;
use crate::display::{TextLine, check_language};
use crate::document::RequestDocument;
use crate::fixed::ForMobileSignature;
use crate::message::{Draft, HeaderKey, Message, Received, Verified, draft_with, empty_header};
use crate::payment::Payment;
use crate::wire::Octets;

/// The longest life of a request and of a session, in seconds.
pub const MAXIMUM_LIFETIME: i64 = 600;
/// How far clocks of two parties may differ, in seconds.
pub const CLOCK_TOLERANCE: i64 = 60;

/// The name of a digest algorithm; there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DigestAlgorithm {
    /// SHA-256.
    Sha256,
}

/// A bare digest, from relying parties that keep the bytes to themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestDigest {
    /// Always `sha256`.
    pub algorithm: DigestAlgorithm,
    /// The digest, 32 octets in base64.
    pub value: DigestOctets,
}

/// A SHA-256 digest, in base64.
pub type DigestOctets = Octets<32, 32>;
/// The exact bytes to be signed, 1 to 65,536 octets.
pub type ToBeSigned = Octets<1, 65_536>;
/// A relying party's challenge, 16 to 64 octets, never signed bare.
pub type Challenge = Octets<16, 64>;

/// The payload of a relying party's request. Purpose `signature` has `documents`, purpose `authentication` has `challenge`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureRequest {
    /// `mobile-signature`.
    pub aud: ForMobileSignature,
    /// The relying party's id in the registry: 1 to 64 of `a-z 0-9 . _ -`.
    #[schema(pattern = "^[a-z0-9._-]{1,64}$", example = "city-registry")]
    pub iss: String,
    /// The request's id, unique for the relying party: 1 to 64 of `A-Z a-z 0-9 . _ -`.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$")]
    pub jti: String,
    /// When it was made, seconds since 1970.
    pub iat: UnixTime,
    /// After this nobody starts or finishes a session for it; at most 600 s after `iat`.
    pub exp: UnixTime,
    /// SHA-256 of the person's certificate, from the look-up. It selects the person, the device and the key. Or there is a `link`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub certificate_id: Option<Sha256Digest>,
    /// In its place: whoever claims it with a phone is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link: Option<LinkAsked>,
    /// `authentication` or `signature`; it must be the certificate's own, where one is named.
    pub purpose: Purpose,
    /// Purpose `signature`: the documents, 1 to 50, all of which one PIN signs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub documents: Vec<RequestDocument>,
    /// Purpose `authentication`: the challenge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub challenge: Option<Challenge>,
    /// What the person reads, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<TextLine>,
    /// The language of `text` (RFC 5646).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length = 35)]
    pub language: Option<String>,
    /// What the person pays by it, shown large.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub payment: Option<Payment>,
    /// How the verification code is used: `compare` where absent, or `choose`. A link has no code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub code_mode: Option<CodeMode>,
}

impl Message for SignatureRequest {
    const TYP: &'static str = "sign-request+jwt";
    const NAME: &'static str = "request";
    /// 64 KiB to be signed become 86 KiB of base64 and 115 KiB of base64url, and 50 documents with the longest names and addresses
    /// come to as much; the rest is chain and text.
    const MAXIMUM_OCTETS: usize = 160 * 1024;
    const HEADER_KEY: HeaderKey = HeaderKey::Certificates;
    /// Relying parties sign with libraries that know no lower s; a request is known by its `jti`.
    const LOWER_S: bool = false;

    fn check(&self) -> Result<(), Error> {
        check_relying_party_id(&self.iss)?;
        check_jti(&self.jti)?;
        let lifetime = self.exp.since(self.iat);
        if !(1..=MAXIMUM_LIFETIME).contains(&lifetime) {
            return Err(Error::Field { field: "exp", rule: "must be 1 to 600 seconds after iat" });
        }
        if let Some(language) = &self.language {
            check_language(language)?;
        }
        if let Some(payment) = &self.payment {
            payment.check()?;
        }
        self.check_link()?;
        self.contents().map(|_| ())
    }
}

/// Checks the id of a relying party: 1 to 64 of `a-z 0-9 . _ -`.
///
/// # Errors
/// Anything else.
pub fn check_relying_party_id(id: &str) -> Result<(), Error> {
    if is_token(id, |octet| octet.is_ascii_lowercase() || octet.is_ascii_digit()) {
        Ok(())
    } else {
        Err(Error::Field { field: "iss", rule: "must be 1 to 64 of a-z 0-9 . _ -" })
    }
}

/// Checks the id of a request: 1 to 64 of `A-Z a-z 0-9 . _ -`.
///
/// # Errors
/// Anything else.
pub fn check_jti(id: &str) -> Result<(), Error> {
    if is_token(id, |octet| octet.is_ascii_alphanumeric()) {
        Ok(())
    } else {
        Err(Error::Field { field: "jti", rule: "must be 1 to 64 of A-Z a-z 0-9 . _ -" })
    }
}

fn is_token(text: &str, letter: impl Fn(u8) -> bool) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|octet| letter(octet) || b"._-".contains(&octet))
}

impl SignatureRequest {
    /// What is to be signed, each read and bound to its document and to the person's certificate, in the order of the request.
    ///
    /// # Errors
    /// The fields do not fit the purpose, or the bytes do not bind what the request says.
    pub fn contents(&self) -> Result<Vec<Content>, Error> {
        Content::all_of(self)
    }

    /// One of both is there, and no code with a link: whoever holds the phone came by themselves.
    fn check_link(&self) -> Result<(), Error> {
        match (&self.certificate_id, &self.link, self.code_mode) {
            (Some(_), None, None | Some(CodeMode::Compare | CodeMode::Choose)) => Ok(()),
            (None, Some(link), None) => link.check(),
            (Some(_), Some(_), _) | (None, None, _) => {
                Err(Error::Field { field: "link", rule: "must be there, or certificate_id, one of them" })
            }
            (Some(_), None, Some(CodeMode::None)) | (None, Some(_), Some(_)) => Err(Error::Field {
                field: "code_mode",
                rule: "must be compare or choose, and absent with a link",
            }),
        }
    }

    /// Do all documents lie at the registered domain of the relying party, and where the person is led back to?
    ///
    /// # Errors
    /// One that has a location does not, or the callback.
    pub fn check_locations(&self, domain: &str) -> Result<(), Error> {
        if let Some(link) = &self.link {
            link.check_domain(domain)?;
        }
        self.documents
            .iter()
            .filter_map(|document| document.location.as_ref())
            .try_for_each(|it| it.check_domain(domain))
    }

    /// The bytes that the relying party signs; `chain` goes into `x5c`, its own certificate first.
    ///
    /// # Errors
    /// A rule of the request is broken.
    pub fn draft_with_chain(&self, chain: &[Certificate]) -> Result<Draft, Error> {
        let mut header = empty_header::<Self>();
        header.x5c = chain.to_vec();
        draft_with(self, header)
    }

    /// Is this request alive at `now`?
    ///
    /// # Errors
    /// `exp` has come, or `iat` lies more than [`CLOCK_TOLERANCE`] ahead.
    pub fn check_time(&self, now: UnixTime) -> Result<(), Error> {
        if now >= self.exp {
            return Err(Error::expired("the request", self.exp, now));
        }
        if self.iat > now.plus(CLOCK_TOLERANCE) {
            return Err(Error::not_yet("the request", self.iat, now));
        }
        Ok(())
    }

    /// The mode with its default.
    #[must_use]
    pub fn code_mode(&self) -> CodeMode {
        let named = self.code_mode.unwrap_or(CodeMode::Compare);
        if self.link.is_some() { CodeMode::None } else { named }
    }
}

/// Verifies a request under the relying party's certificate, which must be the registered one (its SHA-256 is given)
/// and, where the header carries certificates, the header's leaf.
///
/// The certificate's issuer and status are the caller's to check: a phone does it in [`crate::verification`], the
/// inner zone from the registry.
///
/// # Errors
/// Another certificate, or the signature does not verify.
pub fn verify_request(
    request: Received<SignatureRequest>,
    certificate: &Certificate,
    registered: &Sha256Digest,
) -> Result<Verified<SignatureRequest>, Error> {
    crate::error::equal("the relying party's certificate", &certificate.sha256(), registered)?;
    if let Some(leaf) = request.header_certificates().first() {
        crate::error::equal("the certificate in the request's header", &leaf.sha256(), registered)?;
    }
    request.verify(certificate.public_key())
}

/// The longest that a session for what expires then may last from `now` on: its own lifetime, but never past that.
#[must_use]
pub fn session_end(expires_at: UnixTime, now: UnixTime, lifetime: i64) -> UnixTime {
    now.plus(lifetime.clamp(1, MAXIMUM_LIFETIME)).min(expires_at)
}
