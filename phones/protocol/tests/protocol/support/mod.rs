//! A small country for tests: its keys, one relying party, one person with one phone. Everything is derived from
//! labels, and ECDSA is deterministic (RFC 6979), so that every run makes the same bytes.

use p256::SecretKey;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToSec1Point;
use phone_protocol::display::Line;
use phone_protocol::fixed::{ForMobileSignature, ForPhone, VersionOne};
use phone_protocol::request::{Challenge, DigestAlgorithm, RequestDigest, ToBeSigned};
use phone_protocol::statement::StatementGround;
use phone_protocol::verification::PhoneKnowledge;
use phone_protocol::wire::{CertificateBase64, Jwk, Octets};
use phone_protocol::{
    KeyList, Message, PendingSession, Received, RelyingParty, SignatureRequest, Statement, Verified,
};
use pki_types::cms::SignedAttributes;
use pki_types::ess::SigningCertificate;
use pki_types::{Certificate, PublicKey, Sha256Digest, UnixTime, oid, sha256};
use words::{CodeMode, DeviceId, Nonce, Purpose, SessionId};

/// 2026-11-24T06:00:00Z.
pub(crate) const NOW: UnixTime = UnixTime::from_seconds(1_795_500_000);
pub(crate) const DEVICE: DeviceId = DeviceId::from_bytes([0xd1; 16]);
pub(crate) const SESSION: SessionId = SessionId::from_bytes([0x5e; 16]);
pub(crate) const DOCUMENT: &[u8] = b"the byte ranges of a document";

/// A P-256 key made from a label.
pub(crate) struct TestKey {
    pub(crate) secret: SecretKey,
    pub(crate) public: PublicKey,
    point: Vec<u8>,
}

impl TestKey {
    pub(crate) fn of(label: &str) -> Self {
        let secret = SecretKey::from_slice(sha256(label.as_bytes()).as_bytes()).unwrap();
        let point = secret.public_key().to_sec1_point(false).as_bytes().to_vec();
        Self { public: PublicKey::from_sec1_p256(&point).unwrap(), secret, point }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_digest(sha256(message).as_bytes())
    }

    pub(crate) fn sign_digest(&self, digest: &[u8; 32]) -> Vec<u8> {
        let signature: Signature = SigningKey::from(&self.secret).sign_prehash(digest).unwrap();
        signature.to_der().as_bytes().to_vec()
    }

    pub(crate) fn agree(&self, peer: &PublicKey) -> [u8; 32] {
        let peer = p256::PublicKey::from_sec1_bytes(peer.subject_public_key()).unwrap();
        let shared = p256::ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), peer.as_affine());
        (*shared.raw_secret_bytes()).into()
    }

    /// Signs a message of the protocol.
    pub(crate) fn issue<T: Message>(&self, message: &T) -> String {
        let draft = message.draft().unwrap();
        let signature = self.sign(draft.signing_input());
        draft.assemble(&signature).unwrap()
    }
}

impl rcgen::PublicKeyData for TestKey {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for TestKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(Self::sign(self, message))
    }
}

/// How a test certificate differs from an ordinary one.
#[derive(Clone, Copy)]
pub(crate) struct CertificateForm {
    pub(crate) is_ca: bool,
    pub(crate) not_before: UnixTime,
    pub(crate) not_after: UnixTime,
}

impl Default for CertificateForm {
    fn default() -> Self {
        Self { is_ca: false, not_before: NOW.minus(86_400), not_after: NOW.plus(86_400 * 365) }
    }
}

fn parameters(name: &str, form: CertificateForm) -> rcgen::CertificateParams {
    let at = |time: UnixTime| time::OffsetDateTime::from_unix_timestamp(time.seconds()).unwrap();
    let mut parameters = rcgen::CertificateParams::default();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(rcgen::DnType::CommonName, name);
    parameters.not_before = at(form.not_before);
    parameters.not_after = at(form.not_after);
    let mut serial = sha256(name.as_bytes()).as_bytes()[..16].to_vec();
    serial[0] = 0x40 | serial[0] & 0x3f;
    parameters.serial_number = Some(rcgen::SerialNumber::from_slice(&serial));
    if form.is_ca {
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        parameters.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign, rcgen::KeyUsagePurpose::CrlSign];
    } else {
        parameters.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    }
    parameters
}

/// A certificate for `key`, by `issuer` (its name and key).
pub(crate) fn certificate(
    name: &str,
    key: &TestKey,
    issuer: (&str, &TestKey),
    form: CertificateForm,
) -> Certificate {
    certificate_for(name, &key.public, issuer, form)
}

/// A public key alone, to be certified.
struct Subject<'a>(&'a PublicKey);

impl rcgen::PublicKeyData for Subject<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.subject_public_key()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

/// A certificate for a key whose private part is elsewhere.
pub(crate) fn certificate_for(
    name: &str,
    key: &PublicKey,
    issuer: (&str, &TestKey),
    form: CertificateForm,
) -> Certificate {
    let ca = parameters(issuer.0, CertificateForm { is_ca: true, ..CertificateForm::default() });
    let issuer = rcgen::Issuer::from_params(&ca, issuer.1);
    let made = parameters(name, form).signed_by(&Subject(key), &issuer).unwrap();
    Certificate::from_der(made.der()).unwrap()
}

pub(crate) const SERVICES: &str = "Test Services CA";
pub(crate) const CITIZENS: &str = "Test Citizens CA";

/// All keys and certificates of the small country.
pub(crate) struct World {
    pub(crate) statement: TestKey,
    pub(crate) opening: TestKey,
    pub(crate) receipt: TestKey,
    pub(crate) services: TestKey,
    pub(crate) citizens: TestKey,
    pub(crate) relying_party: TestKey,
    pub(crate) authentication: TestKey,
    pub(crate) signature: TestKey,
    pub(crate) device: TestKey,
    pub(crate) services_ca: Certificate,
    pub(crate) citizens_ca: Certificate,
    pub(crate) relying_party_certificate: Certificate,
    pub(crate) authentication_certificate: Certificate,
    pub(crate) signature_certificate: Certificate,
}

impl World {
    pub(crate) fn new() -> Self {
        let key = |label: &str| TestKey::of(&format!("greatseal test key: {label}"));
        let (services, citizens) = (key("services CA"), key("citizens CA"));
        let (relying_party, authentication, signature) =
            (key("relying party"), key("authentication"), key("signature"));
        let ca = CertificateForm { is_ca: true, ..CertificateForm::default() };
        let leaf = CertificateForm::default();
        Self {
            services_ca: certificate(SERVICES, &services, (SERVICES, &services), ca),
            citizens_ca: certificate(CITIZENS, &citizens, (CITIZENS, &citizens), ca),
            relying_party_certificate: certificate("Bank", &relying_party, (SERVICES, &services), leaf),
            authentication_certificate: certificate(
                "Person authentication",
                &authentication,
                (CITIZENS, &citizens),
                leaf,
            ),
            signature_certificate: certificate("Person signature", &signature, (CITIZENS, &citizens), leaf),
            statement: key("statement"),
            opening: key("opening"),
            receipt: key("receipt"),
            device: key("device"),
            services,
            citizens,
            relying_party,
            authentication,
            signature,
        }
    }

    pub(crate) fn key_list(&self) -> KeyList {
        KeyList {
            v: VersionOne,
            aud: ForPhone,
            number: 7,
            country: Line::new("country", "MU").unwrap(),
            statement_key: Jwk(self.statement.public.clone()),
            next_statement_key: None,
            opening_key: Jwk(self.opening.public.clone()),
            receipt_key: Jwk(self.receipt.public.clone()),
            relying_party_issuers: vec![CertificateBase64(self.services_ca.clone())],
            person_issuers: vec![CertificateBase64(self.citizens_ca.clone())],
            issued_at: NOW.minus(3_600),
        }
    }

    pub(crate) fn key_list_compact(&self) -> String {
        self.statement.issue(&self.key_list())
    }

    pub(crate) fn verified_key_list(&self) -> Verified<KeyList> {
        Received::<KeyList>::parse(&self.key_list_compact()).unwrap().verify(&self.statement.public).unwrap()
    }

    pub(crate) fn signed_attributes(&self) -> SignedAttributes {
        signed_attributes(sha256(DOCUMENT), &self.signature_certificate)
    }

    /// A request to sign a document.
    pub(crate) fn document_request(&self) -> SignatureRequest {
        SignatureRequest {
            to_be_signed: ToBeSigned::new(self.signed_attributes().to_be_signed().to_vec()),
            document_name: Some(Line::new("document_name", "loan.pdf").unwrap()),
            document_sha256: Some(sha256(DOCUMENT)),
            ..self.bare_request(Purpose::Signature, &self.signature_certificate)
        }
    }

    /// A request to sign a text.
    pub(crate) fn text_request(&self, text: &str) -> SignatureRequest {
        SignatureRequest {
            to_be_signed: ToBeSigned::new(text.as_bytes().to_vec()),
            ..self.bare_request(Purpose::Signature, &self.signature_certificate)
        }
    }

    /// A request to sign a digest.
    pub(crate) fn digest_request(&self) -> SignatureRequest {
        SignatureRequest {
            digest: Some(RequestDigest {
                algorithm: DigestAlgorithm::Sha256,
                value: Octets::new(sha256(DOCUMENT).as_bytes().to_vec()).unwrap(),
            }),
            ..self.bare_request(Purpose::Signature, &self.signature_certificate)
        }
    }

    /// A request to authenticate.
    pub(crate) fn authentication_request(&self) -> SignatureRequest {
        SignatureRequest {
            challenge: Challenge::new(vec![0xc4; 32]),
            ..self.bare_request(Purpose::Authentication, &self.authentication_certificate)
        }
    }

    fn bare_request(&self, purpose: Purpose, certificate: &Certificate) -> SignatureRequest {
        SignatureRequest {
            aud: ForMobileSignature,
            iss: "bank".to_owned(),
            jti: "request-1".to_owned(),
            iat: NOW,
            exp: NOW.plus(300),
            certificate_id: certificate.sha256(),
            purpose,
            to_be_signed: None,
            digest: None,
            challenge: None,
            document_name: None,
            document_sha256: None,
            text: Some(Line::new("text", "Loan of 1,000 rupees").unwrap()),
            language: Some("en".to_owned()),
            code_mode: Some(CodeMode::Compare),
        }
    }

    pub(crate) fn sign_request(&self, request: &SignatureRequest) -> String {
        let draft = request.draft_with_chain(std::slice::from_ref(&self.relying_party_certificate)).unwrap();
        let signature = self.relying_party.sign(draft.signing_input());
        draft.assemble(&signature).unwrap()
    }

    pub(crate) fn registered(&self) -> RelyingParty {
        RelyingParty {
            id: "bank".to_owned(),
            name: Line::new("name", "Bank of Examples").unwrap(),
            country: Line::new("country", "MU").unwrap(),
            domain: Line::new("domain", "bank.example").unwrap(),
            certificate_sha256: self.relying_party_certificate.sha256(),
        }
    }

    pub(crate) fn statement(&self, request: &SignatureRequest, request_compact: &str) -> Statement {
        Statement::of(
            request,
            StatementGround {
                session: SESSION,
                device: DEVICE,
                relying_party: self.registered(),
                request_sha256: sha256(request_compact.as_bytes()),
                key_list_sha256: sha256(self.key_list_compact().as_bytes()),
                code: "4711".to_owned(),
                nonce: Nonce::from_bytes([0x17; 16]),
                issued_at: NOW,
                expires_at: NOW.plus(120),
            },
        )
        .unwrap()
    }

    pub(crate) fn pending(&self, request: &SignatureRequest) -> PendingSession {
        self.pending_as(SESSION, request)
    }

    /// The session with this id for a request.
    pub(crate) fn pending_as(&self, session: SessionId, request: &SignatureRequest) -> PendingSession {
        let request_compact = self.sign_request(request);
        let statement = Statement { session, ..self.statement(request, &request_compact) };
        PendingSession {
            statement: self.statement.issue(&statement),
            request: request_compact,
            relying_party_chain: vec![CertificateBase64(self.relying_party_certificate.clone())],
        }
    }

    pub(crate) fn knowledge<'a>(&'a self, list: &'a Verified<KeyList>) -> PhoneKnowledge<'a> {
        PhoneKnowledge {
            device: DEVICE,
            key_list: list,
            key_list_sha256: list.sha256(),
            authentication: &self.authentication_certificate,
            signature: &self.signature_certificate,
            now: NOW.plus(5),
        }
    }
}

pub(crate) fn signed_attributes(
    document_sha256: Sha256Digest,
    certificate: &Certificate,
) -> SignedAttributes {
    SignedAttributes::new(
        oid::DATA,
        document_sha256.as_bytes(),
        &SigningCertificate::sha256_of(certificate),
        Vec::new(),
    )
    .unwrap()
}
