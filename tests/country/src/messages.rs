//! What is said about one signature: the list of keys, requests, statements.

use phone_protocol::device_link::LinkSecret;
use phone_protocol::display::Line;
use phone_protocol::fixed::{ForMobileSignature, ForPhone, VersionOne};
use phone_protocol::request::{Challenge, DigestAlgorithm, RequestDigest, ToBeSigned};
use phone_protocol::statement::StatementGround;
use phone_protocol::verification::PhoneKnowledge;
use phone_protocol::wire::{CertificateBase64, Jwk, Octets, Secret32};
use phone_protocol::{
    DoorFacts, HeardDigest, KeyList, LinkAsked, Location, Payment, PendingSession, Received, RelyingParty,
    RequestDocument, SignatureRequest, Statement, Verified, Way,
};
use pki_types::cms::SignedAttributes;
use pki_types::ess::SigningCertificate;
use pki_types::{Certificate, SeededRandom, Sha256Digest, UnixTime, oid, sha256};
use words::{CodeMode, Door, Nonce, Purpose, SessionId};

use crate::NOW;
use crate::holder::Holder;
use crate::world::{DEVICE, World};

/// The session of a [`World`].
pub const SESSION: SessionId = SessionId::from_bytes([0x5e; 16]);
/// The secret of a device link of a [`World`].
pub const LINK_SECRET: [u8; 32] = [0x1e; 32];
/// What is signed of a document.
pub const DOCUMENT: &[u8] = b"the byte ranges of a document";

/// A request for nothing yet, good for five minutes.
pub fn bare_request(
    from: &str,
    jti: &str,
    purpose: Purpose,
    certificate: &Certificate,
    at: UnixTime,
) -> SignatureRequest {
    SignatureRequest {
        aud: ForMobileSignature,
        iss: from.to_owned(),
        jti: jti.to_owned(),
        iat: at,
        exp: at.plus(300),
        certificate_id: Some(certificate.sha256()),
        link: None,
        purpose,
        documents: Vec::new(),
        challenge: None,
        text: None,
        language: None,
        payment: None,
        code_mode: None,
    }
}

/// A document of a request of which the digest is signed.
pub fn digest_document(of: &[u8]) -> RequestDocument {
    let value = Octets::new(sha256(of).0.to_vec()).unwrap();
    let digest = Some(RequestDigest { algorithm: DigestAlgorithm::Sha256, value });
    RequestDocument { digest, ..RequestDocument::default() }
}

/// A text of a request.
pub fn text_document(text: &str) -> RequestDocument {
    RequestDocument { to_be_signed: ToBeSigned::new(text.as_bytes().to_vec()), ..RequestDocument::default() }
}

/// A document of a request whose signed attributes bind these octets.
pub fn bound_document(octets: &[u8], name: &str, certificate: &Certificate) -> RequestDocument {
    let attributes = signed_attributes(sha256(octets), certificate);
    RequestDocument {
        to_be_signed: ToBeSigned::new(attributes.to_be_signed().to_vec()),
        document_name: Some(line(name)),
        document_sha256: Some(sha256(octets)),
        ..RequestDocument::default()
    }
}

impl Holder {
    /// Signs a request as a relying party, under its certificate.
    pub fn sign_request(&self, request: &SignatureRequest) -> String {
        self.sign_request_under(request, std::slice::from_ref(&self.certificate))
    }

    /// Signs a request under this chain.
    pub fn sign_request_under(&self, request: &SignatureRequest, chain: &[Certificate]) -> String {
        let draft = request.draft_with_chain(chain).unwrap();
        let signature = self.sign(draft.signing_input());
        draft.assemble(&signature).unwrap()
    }
}

/// A text to be shown.
///
/// # Panics
/// If it may not be shown.
pub fn line<const MAXIMUM: usize>(text: &str) -> Line<MAXIMUM> {
    Line::new("line", text).unwrap()
}

/// What a signature over a document signs.
pub fn signed_attributes(document_sha256: Sha256Digest, certificate: &Certificate) -> SignedAttributes {
    let bound = SigningCertificate::sha256_of(certificate);
    SignedAttributes::new(oid::DATA, document_sha256.as_bytes(), &bound, Vec::new()).unwrap()
}

impl World {
    /// What phones and relying parties trust.
    pub fn key_list(&self) -> KeyList {
        KeyList {
            v: VersionOne,
            aud: ForPhone,
            number: 7,
            country: line("MU"),
            statement_key: Jwk(self.statement.public_key().clone()),
            next_statement_key: None,
            opening_key: Jwk(self.opening.public_key().clone()),
            receipt_key: Jwk(self.receipt.public_key().clone()),
            relying_party_issuers: vec![CertificateBase64(self.services.certificate.clone())],
            person_issuers: vec![CertificateBase64(self.citizens.certificate.clone())],
            issued_at: NOW.minus(3_600),
        }
    }

    /// The list as it travels.
    pub fn key_list_compact(&self) -> String {
        self.statement.sign_message(&self.key_list())
    }

    /// The list as a phone has it.
    pub fn verified_key_list(&self) -> Verified<KeyList> {
        let received = Received::<KeyList>::parse(&self.key_list_compact()).unwrap();
        received.verify(self.statement.public_key()).unwrap()
    }

    /// What the person signs of [`DOCUMENT`].
    pub fn signed_attributes(&self) -> SignedAttributes {
        signed_attributes(sha256(DOCUMENT), &self.signature.certificate)
    }

    /// A request to sign a document.
    pub fn document_request(&self) -> SignatureRequest {
        self.documents_request(vec![bound_document(DOCUMENT, "loan.pdf", &self.signature.certificate)])
    }

    /// The same, which says where the document lies.
    pub fn located_request(&self) -> SignatureRequest {
        let mut request = self.document_request();
        let size = u32::try_from(DOCUMENT.len()).unwrap();
        let url = "https://files.bank.example/loan.pdf".to_owned();
        request.documents[0].location = Some(Location { url, size });
        request
    }

    /// A request to sign these documents.
    pub fn documents_request(&self, documents: Vec<RequestDocument>) -> SignatureRequest {
        SignatureRequest { documents, ..self.request(Purpose::Signature) }
    }

    /// A request to sign a text, a digest and a document.
    pub fn batch_request(&self) -> SignatureRequest {
        let document = self.document_request().documents.remove(0);
        self.documents_request(vec![text_document("I agree."), digest_document(DOCUMENT), document])
    }

    /// A request to sign a text.
    pub fn text_request(&self, text: &str) -> SignatureRequest {
        self.documents_request(vec![text_document(text)])
    }

    /// A request to sign a digest.
    pub fn digest_request(&self) -> SignatureRequest {
        self.documents_request(vec![digest_document(DOCUMENT)])
    }

    /// A request for a payment, whose code is to be found among three.
    pub fn payment_request(&self) -> SignatureRequest {
        let (amount, currency) = ("1250.00".to_owned(), "EUR".to_owned());
        SignatureRequest {
            payment: Some(Payment { amount, currency, payee: line("City Registry") }),
            code_mode: Some(CodeMode::Choose),
            ..self.text_request("I pay the fee for my garden.")
        }
    }

    /// A request to authenticate.
    pub fn authentication_request(&self) -> SignatureRequest {
        SignatureRequest {
            challenge: Challenge::new(vec![0xc4; 32]),
            ..self.request(Purpose::Authentication)
        }
    }

    /// A login of whoever claims its link by one of these ways.
    pub fn link_request(&self, ways: &[Way], callback: Option<&str>) -> SignatureRequest {
        let mut request = self.authentication_request();
        let secret = Secret32::new(LINK_SECRET);
        let named = LinkSecret { iss: request.iss.clone(), jti: request.jti.clone(), secret };
        request.certificate_id = None;
        request.code_mode = None;
        request.link = Some(LinkAsked {
            ways: ways.to_vec(),
            callback: callback.map(str::to_owned),
            secret: named.encrypted(self.opening.public_key(), &SeededRandom::new(8)).unwrap(),
        });
        request
    }

    fn request(&self, purpose: Purpose) -> SignatureRequest {
        SignatureRequest {
            text: Some(line("Loan of 1,000 rupees")),
            language: Some("en".to_owned()),
            code_mode: Some(CodeMode::Compare),
            ..bare_request("bank", "request-1", purpose, &self.person(purpose).certificate, NOW)
        }
    }

    /// The person's key and certificate for this.
    pub fn person(&self, purpose: Purpose) -> &Holder {
        match purpose {
            Purpose::Authentication => &self.authentication,
            Purpose::Signature => &self.signature,
        }
    }

    /// The relying party as it is registered.
    pub fn registered(&self) -> RelyingParty {
        RelyingParty {
            id: "bank".to_owned(),
            name: line("Bank of Examples"),
            country: line("MU"),
            domain: line("bank.example"),
            certificate_sha256: self.bank.certificate.sha256(),
        }
    }

    /// What the inner zone says of a request.
    pub fn statement(&self, request: &SignatureRequest, request_compact: &str) -> Statement {
        let own = match request.purpose {
            Purpose::Authentication => self.authentication.certificate.sha256(),
            Purpose::Signature => self.signature.certificate.sha256(),
        };
        let certificate = request.certificate_id.unwrap_or(own);
        let way = request.link.as_ref().and_then(|link| link.ways.first().copied());
        Statement::of(request, self.ground(sha256(request_compact.as_bytes()), certificate, way)).unwrap()
    }

    fn ground(
        &self,
        request_sha256: Sha256Digest,
        certificate_sha256: Sha256Digest,
        way: Option<Way>,
    ) -> StatementGround {
        StatementGround {
            session: SESSION,
            device: DEVICE,
            certificate_sha256,
            way,
            relying_party: self.registered(),
            request_sha256,
            key_list_sha256: sha256(self.key_list_compact().as_bytes()),
            codes: ["4711", "0815", "9042"].map(str::to_owned),
            nonce: Nonce::from_bytes([0x17; 16]),
            issued_at: NOW,
            expires_at: NOW.plus(120),
            all_opened: false,
        }
    }

    /// A login that the Mobile-ID door heard.
    pub fn facts(&self) -> DoorFacts {
        DoorFacts {
            v: VersionOne,
            door: Door::MobileId,
            relying_party: "bank".to_owned(),
            relying_party_certificate_sha256: self.bank.certificate.sha256(),
            jti: "5e".repeat(16),
            original_sha256: sha256(b"{}"),
            purpose: Purpose::Authentication,
            certificate_id: self.authentication.certificate.sha256(),
            digest: HeardDigest::Sha256(Octets::new(sha256(b"HACKERMAN_SHA256").0.to_vec()).unwrap()),
            text: Some(line("Log in to the bank")),
            language: Some("en".to_owned()),
            heard_at: NOW,
            expires_at: NOW.plus(120),
        }
    }

    /// The session for what a door heard.
    pub fn vouched(&self, facts: &DoorFacts) -> (Statement, PendingSession) {
        let statement =
            Statement::of_facts(facts, self.ground(facts.sha256(), facts.certificate_id, None)).unwrap();
        let compact = self.statement.sign_message(&statement);
        (statement, PendingSession { statement: compact, request: None, relying_party_chain: Vec::new() })
    }

    /// What the phone gets for a request.
    pub fn pending(&self, request: &SignatureRequest) -> PendingSession {
        self.pending_as(SESSION, request)
    }

    /// The session with this id for a request.
    pub fn pending_as(&self, session: SessionId, request: &SignatureRequest) -> PendingSession {
        let request_compact = self.bank.sign_request(request);
        let statement = Statement { session, ..self.statement(request, &request_compact) };
        PendingSession {
            statement: self.statement.sign_message(&statement),
            request: Some(request_compact),
            relying_party_chain: vec![CertificateBase64(self.bank.certificate.clone())],
        }
    }

    /// What the phone knows before it looks.
    pub fn knowledge<'a>(&'a self, list: &'a Verified<KeyList>) -> PhoneKnowledge<'a> {
        PhoneKnowledge {
            device: DEVICE,
            key_list: list,
            key_list_sha256: list.sha256(),
            authentication: &self.authentication.certificate,
            signature: &self.signature.certificate,
            now: NOW.plus(5),
        }
    }
}
