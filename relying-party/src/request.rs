//! A signed request: what the phone is asked for, in the relying party's own words and under its own signature.

use doc_signatures::pades;
use phone_protocol::display::Line;
use phone_protocol::message::Received;
use phone_protocol::request::{Challenge, DigestAlgorithm, RequestDigest, ToBeSigned};
use phone_protocol::wire::Octets;
use phone_protocol::{Location, Payment, RequestDocument, SignatureRequest};
use pki_types::{Sha256Digest, encoding, random_array};
use words::{CodeMode, Purpose};

use crate::error::equal;
use crate::{Check, Error, PersonCertificate, RelyingParty};

/// How long a request may be redeemed, in seconds.
const REQUEST_LIFETIME: i64 = 300;

/// What the phone shall sign.
#[derive(Clone, Debug)]
pub enum Content<'a> {
    /// Documents, 1 to 50: the person may strike some out, and signs all others with one PIN.
    Documents(Vec<Document<'a>>),
    /// A login: 16 to 64 octets, drawn for this login alone.
    Challenge(&'a [u8]),
}

impl<'a> Content<'a> {
    /// One document that [`RelyingParty::prepare`] has prepared; `name` is what the phone calls it.
    #[must_use]
    pub fn document(prepared: &pades::Prepared, name: &'a str) -> Self {
        Self::Documents(vec![Document::prepared(prepared, name)])
    }

    /// One digest of something that only the sender knows.
    #[must_use]
    pub fn digest(digest: Sha256Digest) -> Self {
        Self::Documents(vec![Document::digest(digest)])
    }
}

/// One document of a request.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    octets: Vec<u8>,
    is_digest: bool,
    name: Option<&'a str>,
    sha256: Option<Sha256Digest>,
    location: Option<Location>,
    must_open: bool,
}

impl<'a> Document<'a> {
    /// A PDF that [`RelyingParty::prepare`] has prepared; `name` is what the phone calls it, at most 120 characters.
    #[must_use]
    pub fn prepared(prepared: &pades::Prepared, name: &'a str) -> Self {
        Self::bound(prepared.to_be_signed(), prepared.document_sha256(), name)
    }

    /// CMS signed attributes (DER SET OF, at most 64 KiB) that bind a document with this digest.
    #[must_use]
    pub fn bound(to_be_signed: &[u8], sha256: Sha256Digest, name: &'a str) -> Self {
        Self { name: Some(name), sha256: Some(sha256), ..Self::of(to_be_signed, false) }
    }

    /// A text that the person reads in full and signs as it is shown.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::of(text.as_bytes(), false)
    }

    /// A digest of something that only the sender knows, unless it says where the document lies.
    #[must_use]
    pub fn digest(digest: Sha256Digest) -> Self {
        Self::of(digest.as_bytes(), true)
    }

    /// The same, called so by the phone.
    #[must_use]
    pub fn called(self, name: &'a str) -> Self {
        Self { name: Some(name), ..self }
    }

    /// The same, which the phone may fetch at this address of the relying party's own domain: for a PDF the file as it was
    /// prepared ([`pades::Prepared::pdf`]), of this many octets. `docs/integrate.md` says how it is to be given.
    #[must_use]
    pub fn at(self, url: String, size: u32) -> Self {
        Self { location: Some(Location { url, size }), ..self }
    }

    /// The same, which the person must have opened before it is signed.
    #[must_use]
    pub fn opened(self) -> Self {
        Self { must_open: true, ..self }
    }

    fn of(octets: &[u8], is_digest: bool) -> Self {
        Self {
            octets: octets.to_vec(),
            is_digest,
            name: None,
            sha256: None,
            location: None,
            must_open: false,
        }
    }

    fn asked(&self) -> Result<RequestDocument, Error> {
        let mut asked = RequestDocument {
            document_name: self.name.map(|name| Line::new("document_name", name)).transpose()?,
            document_sha256: self.sha256,
            location: self.location.clone(),
            must_open: self.must_open,
            ..RequestDocument::default()
        };
        if self.is_digest {
            let value = Octets::new(self.octets.clone()).expect("a digest has 32 octets");
            asked.digest = Some(RequestDigest { algorithm: DigestAlgorithm::Sha256, value });
        } else {
            let octets = ToBeSigned::new(self.octets.clone());
            asked.to_be_signed = Some(octets.ok_or(Error::Limit("at most 64 KiB can be signed"))?);
        }
        Ok(asked)
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
    person: Option<PersonCertificate>,
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
        let named = claims
            .certificate_id
            .ok_or(Check::Certificate.failed()(Error::Missing("the request names nobody")))?;
        equal("the certificate that the request names", &named, &person.id)
            .map_err(Check::Certificate.failed())?;
        Ok(Self { sha256: received.sha256(), compact, claims, person: Some(person.clone()) })
    }

    /// The same of a request that names nobody: a device link.
    ///
    /// # Errors
    /// It is none.
    pub fn read_link(compact: String) -> Result<Self, Error> {
        let received = Received::<SignatureRequest>::parse(&compact)?;
        let claims = received.claims().clone();
        if claims.link.is_none() {
            return Err(Error::Missing("the request is no device link"));
        }
        Ok(Self { sha256: received.sha256(), compact, claims, person: None })
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

    /// Whom it asks; none where it asks whoever claims its link.
    #[must_use]
    pub const fn person(&self) -> Option<&PersonCertificate> {
        self.person.as_ref()
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
        let mut request = self.asked(content, showing.into())?;
        request.certificate_id = Some(person.id);
        Request::read(self.signed(&request)?, person)
    }

    /// What is asked, of nobody yet.
    pub(crate) fn asked(
        &self,
        content: &Content<'_>,
        showing: Showing<'_>,
    ) -> Result<SignatureRequest, Error> {
        let Showing { text, language, payment, code_mode } = showing;
        let now = self.clock.now();
        let mut request = SignatureRequest {
            aud: Default::default(),
            iss: self.id.clone(),
            jti: encoding::hex(&random_array::<16>(self.random)),
            iat: now,
            exp: now.plus(REQUEST_LIFETIME),
            certificate_id: None,
            link: None,
            purpose: Purpose::Signature,
            documents: Vec::new(),
            challenge: None,
            text: Some(Line::new("text", text)?),
            language: Some(language.to_owned()),
            payment,
            code_mode: (code_mode != CodeMode::Compare).then_some(code_mode),
        };
        match content {
            Content::Documents(documents) => {
                request.documents = documents.iter().map(Document::asked).collect::<Result<_, _>>()?;
            }
            Content::Challenge(challenge) => {
                request.purpose = Purpose::Authentication;
                request.challenge = Some(
                    Challenge::new(challenge.to_vec())
                        .ok_or(Error::Limit("a challenge has 16 to 64 octets"))?,
                );
            }
        }
        Ok(request)
    }

    /// The compact form, signed.
    pub(crate) fn signed(&self, request: &SignatureRequest) -> Result<String, Error> {
        let draft = request.draft_with_chain(&self.credentials.x5c())?;
        let signature = self.credentials.sign(draft.signing_input());
        Ok(draft.assemble(&signature)?)
    }
}
