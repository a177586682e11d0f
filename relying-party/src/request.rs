//! A signed request: what the phone is asked for, in the relying party's own words and under its own signature.

use doc_signatures::pades;
use phone_protocol::display::Line;
use phone_protocol::message::Received;
use phone_protocol::request::{Challenge, DigestAlgorithm, RequestDigest, ToBeSigned};
use phone_protocol::wire::Octets;
use phone_protocol::{Payment, SignatureRequest};
use pki_types::{Sha256Digest, encoding, random_array};
use words::{CodeMode, Purpose};

use crate::error::equal;
use crate::{Check, Error, PersonCertificate, RelyingParty};

/// How long a request may be redeemed, in seconds.
const REQUEST_LIFETIME: i64 = 300;

/// What the phone shall sign.
#[derive(Clone, Debug)]
pub enum Content<'a> {
    /// CMS signed attributes that bind a document.
    Document {
        /// The attributes, DER SET OF; at most 64 KiB.
        to_be_signed: &'a [u8],
        /// The document's digest, which they bind.
        sha256: Sha256Digest,
        /// What the phone calls it; at most 120 characters.
        name: &'a str,
    },
    /// A digest of something that only the sender knows.
    Digest(Sha256Digest),
    /// A login: 16 to 64 octets, drawn for this login alone.
    Challenge(&'a [u8]),
}

impl<'a> Content<'a> {
    /// A document that [`RelyingParty::prepare`] has prepared; `name` is what the phone calls it.
    #[must_use]
    pub fn document(prepared: &'a pades::Prepared, name: &'a str) -> Self {
        let (to_be_signed, sha256) = (prepared.to_be_signed(), prepared.document_sha256());
        Self::Document { to_be_signed, sha256, name }
    }
}

/// What the person is shown beside what is signed. A plain text is one: `"Log in".into()`.
#[derive(Clone, Debug)]
pub struct Showing<'a> {
    /// What the person reads, at most 200 characters.
    pub text: &'a str,
    /// The language of the text (RFC 5646).
    pub language: &'a str,
    /// What the person pays by it, shown large.
    pub payment: Option<Payment>,
    /// How the person uses the code: compares it, or finds it among three.
    pub code_mode: CodeMode,
}

impl<'a> From<&'a str> for Showing<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, language: "en", payment: None, code_mode: CodeMode::Compare }
    }
}

/// A request that is signed. Its bytes are its name: sent again, they are the same session.
#[derive(Clone, Debug)]
pub struct Request {
    compact: String,
    sha256: Sha256Digest,
    claims: SignatureRequest,
    person: PersonCertificate,
}

impl Request {
    /// A request that was signed before and kept as its [`compact`](Self::compact) form, so that a session can be waited for
    /// after a crash; `person` is whom it asks.
    ///
    /// # Errors
    /// It is no request, or asks somebody else.
    pub fn read(compact: String, person: &PersonCertificate) -> Result<Self, Error> {
        let received = Received::<SignatureRequest>::parse(&compact)?;
        let claims = received.claims().clone();
        equal("the certificate that the request names", &claims.certificate_id, &person.id)
            .map_err(Check::Certificate.failed())?;
        Ok(Self { sha256: received.sha256(), compact, claims, person: person.clone() })
    }

    /// The compact JWS, as it is sent.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.compact
    }

    /// SHA-256 of the compact form, which statement and receipt repeat.
    #[must_use]
    pub const fn sha256(&self) -> Sha256Digest {
        self.sha256
    }

    /// What it asks.
    #[must_use]
    pub const fn claims(&self) -> &SignatureRequest {
        &self.claims
    }

    /// Whom it asks.
    #[must_use]
    pub const fn person(&self) -> &PersonCertificate {
        &self.person
    }
}

impl RelyingParty<'_> {
    /// Writes a request and signs it; nothing is sent. The person is shown what `showing` says, or just a text.
    ///
    /// # Errors
    /// A text or the content breaks a rule of the protocol: `docs/protocol/phone.md` §6.
    pub fn request<'t>(
        &self,
        person: &PersonCertificate,
        content: &Content<'_>,
        showing: impl Into<Showing<'t>>,
    ) -> Result<Request, Error> {
        let Showing { text, language, payment, code_mode } = showing.into();
        let now = self.clock.now();
        let mut request = SignatureRequest {
            aud: Default::default(),
            iss: self.id.clone(),
            jti: encoding::hex(&random_array::<16>(self.random)),
            iat: now,
            exp: now.plus(REQUEST_LIFETIME),
            certificate_id: person.id,
            purpose: Purpose::Signature,
            to_be_signed: None,
            digest: None,
            challenge: None,
            document_name: None,
            document_sha256: None,
            text: Some(Line::new("text", text)?),
            language: Some(language.to_owned()),
            payment,
            code_mode: (code_mode != CodeMode::Compare).then_some(code_mode),
        };
        match content {
            Content::Document { to_be_signed, sha256, name } => {
                request.to_be_signed = Some(
                    ToBeSigned::new(to_be_signed.to_vec())
                        .ok_or(Error::Limit("at most 64 KiB can be signed"))?,
                );
                request.document_sha256 = Some(*sha256);
                request.document_name = Some(Line::new("document_name", *name)?);
            }
            Content::Digest(digest) => {
                let value = Octets::new(digest.as_bytes().to_vec()).expect("a digest has 32 octets");
                request.digest = Some(RequestDigest { algorithm: DigestAlgorithm::Sha256, value });
            }
            Content::Challenge(challenge) => {
                request.purpose = Purpose::Authentication;
                request.challenge = Some(
                    Challenge::new(challenge.to_vec())
                        .ok_or(Error::Limit("a challenge has 16 to 64 octets"))?,
                );
            }
        }
        let draft = request.draft_with_chain(&self.credentials.x5c())?;
        let signature = self.credentials.sign(draft.signing_input());
        Request::read(draft.assemble(&signature)?, person)
    }
}
