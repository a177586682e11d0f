//! What exactly is signed, read by the same code at the door, in the inner zone and on the phone.

use pki_types::cms::SignedAttributes;
use pki_types::{Sha256Digest, encoding, oid, sha256};
use words::Purpose;

use crate::display::check_signed_text;
use crate::document::{MAXIMUM_DOCUMENTS, RequestDocument};
use crate::error::equal;
use crate::facts::HeardDigest;
use crate::request::{Challenge, SignatureRequest};
use crate::{Deed, Error, Sign};

/// The prefix of what an authentication signs, a zero octet included.
pub const AUTHENTICATION_PREFIX: &[u8] = b"mobile-signature-authentication-v1\0";
/// The prefix of what a person signs to have something done about their own keys, a zero octet included.
pub const DEED_PREFIX: &[u8] = b"mobile-signature-deed-v1\0";

/// What a request asks to sign, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// CMS signed attributes (RFC 5652 §5.3) that bind the document's digest and the person's certificate.
    Document {
        /// SHA-256 of the DER SET OF: what ES256 signs.
        sha256: Sha256Digest,
    },
    /// A text that the person reads in full: signed equals displayed.
    Text {
        /// The text.
        text: String,
        /// SHA-256 of its UTF-8: what ES256 signs.
        sha256: Sha256Digest,
    },
    /// A digest whose bytes only the sender knows.
    Digest {
        /// The digest itself: what ES256 signs.
        sha256: Sha256Digest,
    },
    /// A challenge, answered by signing the statement that contains it.
    Challenge {
        /// The challenge.
        challenge: Challenge,
    },
    /// A digest that a door heard, whose bytes only the sender knows.
    HeardDigest {
        /// The digest.
        digest: HeardDigest,
    },
    /// What the person wants done about their own keys, granted by signing the statement that contains it.
    Deed {
        /// What is to be done.
        deed: Deed,
    },
}

impl Content {
    /// Reads what a request asks to sign: its documents in their order, or its challenge.
    ///
    /// # Errors
    /// Not exactly the fields of its purpose, no document or too many; bytes that are neither CMS signed attributes nor a text
    /// that can be shown; attributes that bind another document or another certificate than the request names.
    pub fn all_of(request: &SignatureRequest) -> Result<Vec<Self>, Error> {
        match (request.purpose, request.documents.len(), &request.challenge) {
            (Purpose::Signature, 1..=MAXIMUM_DOCUMENTS, None) => request
                .documents
                .iter()
                .map(|document| {
                    let content = Self::of(document, request.certificate_id.as_ref())?;
                    document.check(&content).map(|()| content)
                })
                .collect(),
            (Purpose::Authentication, 0, Some(challenge)) => {
                Ok(vec![Self::Challenge { challenge: challenge.clone() }])
            }
            (Purpose::Signature, ..) => Err(Error::Field {
                field: "documents",
                rule: "must be 1 to 50 for purpose signature, without a challenge",
            }),
            (Purpose::Authentication, ..) => Err(Error::Field {
                field: "purpose",
                rule: "authentication needs a challenge and nothing else",
            }),
        }
    }

    /// Reads what a document asks to sign.
    fn of(document: &RequestDocument, certificate_id: Option<&Sha256Digest>) -> Result<Self, Error> {
        match (&document.to_be_signed, &document.digest) {
            (Some(bytes), None) => Self::of_bytes(bytes.as_bytes(), document, certificate_id),
            (None, Some(digest)) => {
                let octets = digest
                    .value
                    .as_bytes()
                    .try_into()
                    .map_err(|_| Error::Field { field: "digest.value", rule: "must have 32 octets" })?;
                Ok(Self::Digest { sha256: Sha256Digest(octets) })
            }
            _ => Err(Error::Field { field: "documents", rule: "need to_be_signed or digest, one of them" }),
        }
    }

    /// A SET OF begins with 0x31, which in a text is the digit 1; a text cannot contain the octets that every
    /// attribute needs (0x06 before an object identifier), so the two never meet.
    fn of_bytes(
        bytes: &[u8],
        document: &RequestDocument,
        certificate_id: Option<&Sha256Digest>,
    ) -> Result<Self, Error> {
        let digest = sha256(bytes);
        if let Ok(text) = std::str::from_utf8(bytes)
            && !text.contains('\u{6}')
        {
            return Self::of_text(text, digest, document);
        }
        let attributes = SignedAttributes::from_der(bytes).map_err(Error::format("to_be_signed"))?;
        let certificate_id = certificate_id.ok_or(Error::Field {
            field: "to_be_signed",
            rule: "must be a text where nobody is named: signed attributes bind a certificate that is known before",
        })?;
        let bound = document
            .document_sha256
            .ok_or(Error::Field { field: "document_sha256", rule: "is needed with CMS signed attributes" })?;
        if document.document_name.is_none() {
            return Err(Error::Field {
                field: "document_name",
                rule: "is needed with CMS signed attributes",
            });
        }
        check_attributes(&attributes, &bound, certificate_id)?;
        Ok(Self::Document { sha256: digest })
    }

    fn of_text(text: &str, digest: Sha256Digest, document: &RequestDocument) -> Result<Self, Error> {
        // XML looks like text to a machine, not to a person: SignedInfo needs its own reader first.
        if text.trim_start().starts_with('<') {
            return Err(Error::Field {
                field: "to_be_signed",
                rule: "is XML, which this version cannot check",
            });
        }
        check_signed_text(text)?;
        if let Some(named) = &document.document_sha256 {
            equal("document_sha256", named, &digest)?;
        }
        Ok(Self::Text { text: text.to_owned(), sha256: digest })
    }
}

/// Do CMS signed attributes bind this document and this certificate, and nothing that a person was not told?
/// (RFC 5652 §11, RFC 5035 §3)
///
/// # Errors
/// The content is no document, messageDigest is another digest, signing-certificate-v2 is absent or names another
/// certificate, or there is a signing time: PAdES has none inside (EN 319 142-1 §5.3), and a wrong one would be signed
/// unseen.
pub fn check_attributes(
    attributes: &SignedAttributes,
    document_sha256: &Sha256Digest,
    certificate_sha256: &Sha256Digest,
) -> Result<(), Error> {
    let refused = |rule| Err(Error::Field { field: "to_be_signed", rule });
    if attributes.content_type() != oid::DATA {
        return refused("must have the content type id-data");
    }
    if attributes.has_signing_time() {
        return refused("must not carry a signing-time attribute");
    }
    if attributes.message_digest() != document_sha256.as_bytes() {
        return Err(Error::mismatch(
            "messageDigest in to_be_signed",
            encoding::hex(attributes.message_digest()),
            document_sha256,
        ));
    }
    match (attributes.signing_certificates().len(), attributes.signing_certificate_sha256()) {
        (1, Some(named)) => equal("the signing certificate in to_be_signed", &named, certificate_sha256),
        _ => refused("must name the signing certificate once, by SHA-256 (signing-certificate-v2)"),
    }
}

/// The digests that ES256 signs for a statement, in its order: the phone signs them, the inner zone and the relying party
/// verify them.
#[must_use]
pub fn digests_to_sign(sign: &Sign, statement_sha256: &Sha256Digest) -> Vec<Sha256Digest> {
    match sign {
        Sign::Documents { documents, .. } => documents.iter().map(|document| document.sha256).collect(),
        Sign::Challenge { .. } => vec![sha256(&authentication_input(statement_sha256))],
        Sign::HeardDigest { digest, .. } => vec![digest.to_sign()],
        Sign::Deed { .. } => vec![sha256(&deed_input(statement_sha256))],
    }
}

/// What an authentication signs: [`AUTHENTICATION_PREFIX`] and the SHA-256 of the statement's compact form. A relying
/// party checks its own id and challenge inside the statement, so nobody can have another service's login signed.
#[must_use]
pub fn authentication_input(statement_sha256: &Sha256Digest) -> Vec<u8> {
    [AUTHENTICATION_PREFIX, statement_sha256.as_bytes().as_slice()].concat()
}

/// What the person's key signs where the person wants something done about their own keys: [`DEED_PREFIX`] and the SHA-256 of the
/// statement's compact form.
#[must_use]
pub fn deed_input(statement_sha256: &Sha256Digest) -> Vec<u8> {
    [DEED_PREFIX, statement_sha256.as_bytes().as_slice()].concat()
}
