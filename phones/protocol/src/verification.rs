//! What a phone checks before it shows anything: the statement is made by the pinned key, for this device, alive; the
//! relying party's own request is the one stated, signed under a certificate of an issuer that the key list names;
//! both say the same;
//! and the bytes to be signed bind this person's certificate. Where nobody signed the request the statement stands alone,
//! and says so.

use pki_types::{Certificate, Sha256Digest, UnixTime, sha256};
use words::{DeviceId, Door, Purpose};

use crate::content::Content;
use crate::device_link::Way;
use crate::error::equal;
use crate::message::{Received, Verified};
use crate::pending::PendingSession;
use crate::request::verify_request;
use crate::wire::CertificateBase64;
use crate::{Error, KeyList, Location, Sign, SignatureRequest, Statement, Wish};

/// What the phone knows, against which a session is checked.
#[derive(Clone, Copy)]
pub struct PhoneKnowledge<'a> {
    /// The phone itself.
    pub device: DeviceId,
    /// The key list that it has accepted under its pin.
    pub key_list: &'a KeyList,
    /// SHA-256 of that list's compact form.
    pub key_list_sha256: Sha256Digest,
    /// Its certificate for authentication.
    pub authentication: &'a Certificate,
    /// Its certificate for signing.
    pub signature: &'a Certificate,
    /// The time.
    pub now: UnixTime,
}

impl PhoneKnowledge<'_> {
    fn certificate(&self, purpose: Purpose) -> &Certificate {
        match purpose {
            Purpose::Authentication => self.authentication,
            Purpose::Signature => self.signature,
        }
    }
}

/// A session that may be shown, and after consent be signed.
#[derive(Debug)]
pub struct VerifiedSession {
    statement: Verified<Statement>,
    request: Option<Verified<SignatureRequest>>,
    contents: Vec<Content>,
}

impl VerifiedSession {
    /// The statement.
    #[must_use]
    pub const fn statement(&self) -> &Verified<Statement> {
        &self.statement
    }

    /// The relying party's request; none where the door of the statement vouches for it.
    #[must_use]
    pub const fn request(&self) -> Option<&Verified<SignatureRequest>> {
        self.request.as_ref()
    }

    /// Where the person is led back to when this is signed, at the domain of who asks; none where a code was scanned on another
    /// screen, or nobody is led anywhere.
    #[must_use]
    pub fn callback(&self) -> Option<&str> {
        let is_here = self.statement.link.is_some_and(|link| link.way == Way::SameDevice);
        self.request.as_ref()?.link.as_ref()?.callback.as_deref().filter(|_| is_here)
    }

    /// What is signed, in the order of the statement; a text is shown in full.
    #[must_use]
    pub fn contents(&self) -> &[Content] {
        &self.contents
    }

    /// Where the document in this place lies, and the digest that its file has or that its byte range has; none if nowhere.
    #[must_use]
    pub fn location(&self, at: usize) -> Option<(&Location, Sha256Digest)> {
        let document = self.request.as_ref()?.documents.get(at)?;
        let bound = match self.contents.get(at)? {
            Content::Digest { sha256 } => *sha256,
            _ => document.document_sha256?,
        };
        document.location.as_ref().map(|location| (location, bound))
    }

    /// The digests that the person's key signs, in that order.
    #[must_use]
    pub fn digests_to_sign(&self) -> Vec<Sha256Digest> {
        self.statement.digests_to_sign(&self.statement.sha256())
    }
}

/// Checks a pending session, in the order of `docs/protocol/phone.md`.
///
/// # Errors
/// The first check that fails. [`Error::OtherKeyList`] alone is no refusal: the phone fetches the list, accepts it
/// under its pin, and checks again, once.
pub fn verify_pending(
    pending: &PendingSession,
    phone: &PhoneKnowledge<'_>,
) -> Result<VerifiedSession, Error> {
    let statement = own_statement(&pending.statement, phone)?;

    // 3. to 5. The relying party's request; or, where a door vouches for it, what the statement says of it alone.
    let (request, contents) = match (&pending.request, &statement.sign) {
        (Some(request), _) if statement.door == Door::Native => {
            let request = stated_request(request, &statement, pending, phone)?;
            let contents = request.contents()?;
            (Some(request), contents)
        }
        (None, Sign::HeardDigest { digest, .. }) if pending.relying_party_chain.is_empty() => {
            (None, vec![Content::HeardDigest { digest: digest.clone() }])
        }
        // The person's own wish is no request that waits: the phone that made it is answered with its statement.
        _ => {
            return Err(Error::Field {
                field: "request",
                rule: "must be there, with its chain, through the native door, and only then",
            });
        }
    };
    Ok(VerifiedSession { statement, request, contents })
}

/// Checks the statement of a wish that this phone made.
///
/// # Errors
/// The first check that fails; [`Error::OtherKeyList`] as in [`verify_pending`].
pub fn verify_wish(
    statement: &str,
    wish: &Wish,
    wish_sha256: Sha256Digest,
    phone: &PhoneKnowledge<'_>,
) -> Result<VerifiedSession, Error> {
    let statement = own_statement(statement, phone)?;
    equal("the wish's hash", &wish_sha256, &statement.request_sha256)?;
    match &statement.sign {
        Sign::Deed { deed, .. } if *deed == wish.deed => {
            let contents = vec![Content::Deed { deed: deed.clone() }];
            Ok(VerifiedSession { statement, request: None, contents })
        }
        _ => Err(Error::mismatch("what is signed", "another in the statement", "the wish's")),
    }
}

/// 1. and 2.: a statement of the pinned key, under the key list that this phone knows, for this device and its certificate, and alive.
fn own_statement(compact: &str, phone: &PhoneKnowledge<'_>) -> Result<Verified<Statement>, Error> {
    let statement = Received::<Statement>::parse(compact)?;
    let named = statement.claims().key_list_sha256;
    if named != phone.key_list_sha256 {
        return Err(Error::OtherKeyList {
            named: named.to_string(),
            known: phone.key_list_sha256.to_string(),
        });
    }
    let statement = statement.verify(&phone.key_list.statement_key.0)?;
    equal("the statement's device", &statement.device, &phone.device)?;
    let own = phone.certificate(statement.purpose);
    equal("the statement's certificate", &statement.certificate_sha256, &own.sha256())?;
    statement.check_time(phone.now)?;
    Ok(statement)
}

fn stated_request(
    request: &str,
    statement: &Statement,
    pending: &PendingSession,
    phone: &PhoneKnowledge<'_>,
) -> Result<Verified<SignatureRequest>, Error> {
    // 3. The request is the one that was stated.
    equal("the request's hash", &sha256(request.as_bytes()), &statement.request_sha256)?;
    let request = Received::<SignatureRequest>::parse(request)?;

    // 4. The relying party: its registered certificate, by an issuer of the key list, signed the request.
    let issuers = &phone.key_list.relying_party_issuers;
    let askers = Askers { issuers, chain: &pending.relying_party_chain, at: phone.now };
    let certificate = relying_party_certificate(&askers)?;
    let request = verify_request(request, certificate, &statement.asker()?.certificate_sha256)?;

    // 5. Statement and request say the same; that the bytes bind document and certificate is a rule of the content.
    statement.check_against(&request)?;
    Ok(request)
}

/// The longest chain that travels with a session: relying party, its issuer, root.
const MAXIMUM_CHAIN: usize = 4;

/// By what a relying party's certificate is judged.
pub(crate) struct Askers<'a> {
    /// Who issues relying parties' certificates.
    pub(crate) issuers: &'a [CertificateBase64],
    /// The certificate first, then those above it.
    pub(crate) chain: &'a [CertificateBase64],
    /// When it must be valid.
    pub(crate) at: UnixTime,
}

pub(crate) fn relying_party_certificate<'a>(askers: &Askers<'a>) -> Result<&'a Certificate, Error> {
    const WHAT: &str = "the relying party's certificate";
    let certificate = match askers.chain.first() {
        Some(first) if askers.chain.len() <= MAXIMUM_CHAIN => &first.0,
        _ => {
            return Err(Error::Field { field: "relying_party_chain", rule: "must have 1 to 4 certificates" });
        }
    };
    if !askers.issuers.iter().any(|issuer| certificate.verify_issued_by(&issuer.0).is_ok()) {
        return Err(Error::Field {
            field: "relying_party_chain",
            rule: "must begin with a certificate of an issuer that the key list names",
        });
    }
    if certificate.is_ca() {
        return Err(Error::Field { field: "relying_party_chain", rule: "must not begin with a CA" });
    }
    if askers.at < certificate.not_before() {
        return Err(Error::not_yet(WHAT, certificate.not_before(), askers.at));
    }
    if askers.at > certificate.not_after() {
        return Err(Error::expired(WHAT, certificate.not_after(), askers.at));
    }
    Ok(certificate)
}
