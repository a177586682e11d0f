//! A country that answers as the test wants it: its authorities and keys, one relying party, one person.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use phone_protocol::display::Line;
use phone_protocol::fixed::{ForPhone, ForRelyingParty, VersionOne};
use phone_protocol::receipt::ReceiptState;
use phone_protocol::statement::StatementGround;
use phone_protocol::wire::{CertificateBase64, Jwk};
use phone_protocol::{KeyList, Message, Receipt, RelyingParty as Stated, Statement, content};
use pki_types::encoding::base64;
use pki_types::ocsp::{
    CertId, CertStatus, ResponderId, SingleResponse, assemble_response, response_to_be_signed,
};
use pki_types::{
    Certificate, HashAlgorithm, ManualClock, SeededRandom, SignatureAlgorithm, UnixTime, sha256,
};
use rcgen::{DnType, KeyUsagePurpose};
use relying_party::{
    Content, Country as Addresses, Credentials, Error, Expected, PersonCertificate, RelyingParty, Request,
    Signature, StatusAddresses,
};
use tempfile::TempDir;
use words::api::relying_parties::ResultBody;
use words::{DeviceId, Nonce, SessionId};

use crate::pki::{self, Authority, Holder};

pub(crate) const NOW: UnixTime = pki::NOT_BEFORE.plus(86_400);
pub(crate) const SESSION: SessionId = SessionId::from_bytes([0x5e; 16]);
pub(crate) const CHALLENGE: [u8; 32] = [42; 32];
pub(crate) const DIGESTED: &[u8] = b"a document";

pub(crate) struct Country {
    pub(crate) root: Authority,
    pub(crate) citizens: Authority,
    pub(crate) services: Authority,
    pub(crate) statement_key: Holder,
    pub(crate) receipt_key: Holder,
    pub(crate) keys: KeyList,
    /// For logins and for signatures.
    pub(crate) person: [Holder; 2],
    /// Another person's, for the same.
    pub(crate) other: [Holder; 2],
    folder: TempDir,
}

/// All of an answer before it is signed and written; a test changes one thing.
pub(crate) struct Parts<'a> {
    pub(crate) root: &'a Certificate,
    pub(crate) now: UnixTime,
    pub(crate) with_keys: bool,
    pub(crate) certificate: &'a Certificate,
    pub(crate) statement: Statement,
    pub(crate) statement_key: &'a Holder,
    pub(crate) signed_by: &'a Holder,
    /// What is signed in place of what is stated.
    pub(crate) signed: Option<Vec<u8>>,
    pub(crate) receipt: Box<dyn Fn(&mut Receipt) + 'a>,
    pub(crate) receipt_key: &'a Holder,
    /// None: the service has left it out.
    pub(crate) status: Option<CertStatus>,
    pub(crate) status_of: &'a Certificate,
    pub(crate) status_at: UnixTime,
    pub(crate) responder: &'a Authority,
}

impl Country {
    pub(crate) fn new() -> Self {
        let root = Authority::new("Root of a test");
        let citizens = root.subordinate("Citizens CA of a test");
        let services = root.subordinate("Services CA of a test");
        let [statement_key, receipt_key, opening_key] =
            ["statement", "receipt", "opening"].map(|name| services.issue(name, |_| {}));
        let keys = KeyList {
            v: VersionOne,
            aud: ForPhone,
            number: 1,
            country: line("country", "MU"),
            statement_key: Jwk(statement_key.certificate.public_key().clone()),
            next_statement_key: None,
            opening_key: Jwk(opening_key.certificate.public_key().clone()),
            receipt_key: Jwk(receipt_key.certificate.public_key().clone()),
            relying_party_issuers: vec![CertificateBase64(services.certificate().clone())],
            person_issuers: vec![CertificateBase64(citizens.certificate().clone())],
            issued_at: NOW,
        };
        let both = |name: &str| {
            [citizens.issue(&format!("{name} 1"), |_| {}), citizens.issue(&format!("{name} 2"), pki::person)]
        };
        let (person, other) = (both("ADA"), both("BEA"));
        let folder = tempfile::tempdir().unwrap();
        let made = Self { root, citizens, services, statement_key, receipt_key, keys, person, other, folder };
        made.write_credentials(made.folder.path());
        made
    }

    /// Writes a new relying party's folder.
    pub(crate) fn write_credentials(&self, folder: &Path) {
        let holder = self.services.issue("service.example", |params| {
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            // serialNumber (X.520 §6.2.9) is the id in the register.
            params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), "city-library");
        });
        let chain = [self.services.certificate().pem(), self.root.certificate().pem()].concat();
        fs::write(folder.join("certificate.pem"), holder.certificate.pem()).unwrap();
        fs::write(folder.join("chain.pem"), chain).unwrap();
        fs::write(folder.join("key.pem"), holder.key.serialize_pem()).unwrap();
        fs::set_permissions(folder.join("key.pem"), fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub(crate) fn credentials(&self) -> Credentials {
        Credentials::read(self.folder.path()).unwrap()
    }

    /// A person's certificate, as the look-up gives it.
    pub(crate) fn found(&self, holder: &Holder) -> PersonCertificate {
        PersonCertificate {
            id: holder.certificate.sha256(),
            certificate: holder.certificate.clone(),
            chain: vec![self.citizens.certificate().clone(), self.root.certificate().clone()],
        }
    }

    /// A request to a person.
    pub(crate) fn request(&self, holder: &Holder, content: &Content<'_>) -> Request {
        let (credentials, addresses) = (self.credentials(), nowhere());
        let (clock, random) = (ManualClock::new(NOW), SeededRandom::new(1));
        let party = RelyingParty::new(&credentials, &addresses, &clock, &random).unwrap();
        party.request(&self.found(holder), content, "Please").unwrap()
    }

    /// What comes of a login (`which` 0) or of a signature under a digest (1), if the answer is `changed`.
    pub(crate) fn answered(
        &self,
        which: usize,
        changed: impl for<'a> FnOnce(&'a Self, &mut Parts<'a>),
    ) -> Result<Signature, Error> {
        let content = match which {
            0 => Content::Challenge(&CHALLENGE),
            _ => Content::Digest(sha256(DIGESTED)),
        };
        let (holder, party) = (&self.person[which], self.credentials().certificate);
        let request = self.request(holder, &content);
        let ground = StatementGround {
            session: SESSION,
            device: DeviceId::from_bytes([1; 16]),
            relying_party: Stated {
                id: "city-library".to_owned(),
                name: line("name", "City Library"),
                country: line("country", "MU"),
                domain: line("domain", "service.example"),
                certificate_sha256: party.sha256(),
            },
            request_sha256: request.sha256(),
            key_list_sha256: sha256(b"a list"),
            code: "4711".to_owned(),
            nonce: Nonce::from_bytes([3; 16]),
            issued_at: NOW,
            expires_at: NOW.plus(120),
        };
        let mut parts = Parts {
            root: self.root.certificate(),
            now: NOW.plus(10),
            with_keys: true,
            certificate: &holder.certificate,
            statement: Statement::of(request.claims(), ground).unwrap(),
            statement_key: &self.statement_key,
            signed_by: holder,
            signed: None,
            receipt: Box::new(|_| {}),
            receipt_key: &self.receipt_key,
            status: Some(CertStatus::Good),
            status_of: &holder.certificate,
            status_at: NOW.plus(10),
            responder: &self.citizens,
        };
        changed(self, &mut parts);
        let expected = Expected {
            request: &request,
            session: SESSION,
            relying_party: &party,
            root: parts.root,
            keys: parts.with_keys.then_some(&self.keys),
            now: parts.now,
        };
        expected.verify(&parts.answer(&request, self))
    }
}

impl Parts<'_> {
    fn answer(&self, request: &Request, country: &Country) -> ResultBody {
        let statement = signed(&self.statement, self.statement_key);
        let input = match &self.signed {
            Some(other) => other.clone(),
            None if request.claims().challenge.is_some() => {
                content::authentication_input(&sha256(statement.as_bytes()))
            }
            None => DIGESTED.to_vec(),
        };
        let signature = self.signed_by.sign(&input);
        let mut receipt = Receipt {
            v: VersionOne,
            aud: ForRelyingParty,
            session: SESSION,
            relying_party: "city-library".to_owned(),
            request_sha256: request.sha256(),
            statement_sha256: sha256(statement.as_bytes()),
            certificate_sha256: request.person().id,
            signature_sha256: Some(sha256(&signature)),
            state: ReceiptState::Completed,
            completed_at: NOW.plus(9),
        };
        (self.receipt)(&mut receipt);
        ResultBody {
            signature_algorithm: String::new(),
            chain: Vec::new(),
            signature: base64(&signature),
            certificate: base64(self.certificate.der()),
            receipt: signed(&receipt, self.receipt_key),
            statement,
            ocsp: self.status.map(|status| base64(&self.ocsp(status, country))),
        }
    }

    fn ocsp(&self, status: CertStatus, country: &Country) -> Vec<u8> {
        let issuer = country.citizens.certificate();
        let single = SingleResponse {
            cert_id: CertId::for_certificate(self.status_of, issuer, HashAlgorithm::Sha1),
            status,
            this_update: self.status_at,
            next_update: Some(self.status_at.plus(60)),
            archive_cutoff: None,
        };
        let responder = ResponderId::by_key(self.responder.certificate());
        let data = response_to_be_signed(responder, self.status_at, &[single], None);
        let signature = self.responder.holder.sign(&data);
        let signer = [self.responder.certificate().clone()];
        assemble_response(&data, SignatureAlgorithm::EcdsaSha256, &signature, &signer).unwrap()
    }
}

fn signed<T: Message>(message: &T, key: &Holder) -> String {
    let draft = message.draft().unwrap();
    let signature = key.sign(draft.signing_input());
    draft.assemble(&signature).unwrap()
}

fn line<const MAXIMUM: usize>(field: &'static str, text: &str) -> Line<MAXIMUM> {
    Line::new(field, text).unwrap()
}

/// Addresses at which nobody is.
fn nowhere() -> Addresses {
    let url = || "http://127.0.0.1:1".to_owned();
    Addresses {
        country: "MU".to_owned(),
        name: "Test".to_owned(),
        relying_party_api: url(),
        phone_api: url(),
        registration_api: url(),
        status: StatusAddresses { ocsp: url(), crl: url(), certificates: url() },
        time_stamp: url(),
        key_list: url(),
        openapi: Vec::new(),
    }
}
