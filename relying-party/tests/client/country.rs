//! A country that answers as the test wants it: its authorities and keys, one relying party, one person.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use phone_protocol::fixed::{ForRelyingParty, VersionOne};
use phone_protocol::receipt::ReceiptState;
use phone_protocol::{KeyList, Payment, Receipt, Statement, Verifier, content};
use pki_types::encoding::base64;
use pki_types::ocsp::CertStatus;
use pki_types::{Certificate, ManualClock, SeededRandom, UnixTime, sha256};
use relying_party::{
    Content, Country as Addresses, Credentials, Document, Error, Expected, PersonCertificate, RelyingParty,
    Request, Showing, Signatures, StatusAddresses, Ways,
};
use tempfile::TempDir;
use test_country::{DOCUMENT, Holder, Key, NOW, Profile, SESSION, World, line, signed_attributes};
use words::CodeMode;
use words::api::relying_parties::ResultBody;

use crate::forged_links::back;

pub(crate) const CHALLENGE: [u8; 32] = [42; 32];
pub(crate) const DIGESTED: &[u8] = b"a document";
const TEXT: &str = "I lease the house.";
/// Which answer is to a request for several documents.
pub(crate) const BATCH: usize = 4;

/// Which answers are to logins by a device link: a code that was scanned, and a link on the device that led back.
pub(crate) const SCANNED: usize = 5;
pub(crate) const LED_BACK: usize = 6;

/// What is paid where something is.
pub(crate) fn payment() -> Payment {
    let (amount, currency) = ("1250.00".to_owned(), "EUR".to_owned());
    Payment { amount, currency, payee: line("City Registry") }
}

pub(crate) struct Country {
    pub(crate) world: World,
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
    pub(crate) statement_key: &'a Key,
    pub(crate) signed_by: &'a Holder,
    /// What is signed in the place of each that is stated, nothing where it was struck out; none of a login, which signs its
    /// statement.
    pub(crate) signed: Option<Vec<Option<Vec<u8>>>>,
    pub(crate) receipt: Box<dyn Fn(&mut Receipt) + 'a>,
    pub(crate) receipt_key: &'a Key,
    /// None: the service has left it out.
    pub(crate) status: Option<CertStatus>,
    pub(crate) status_of: &'a Certificate,
    pub(crate) status_at: UnixTime,
    pub(crate) responder: &'a Holder,
}

impl Country {
    pub(crate) fn new() -> Self {
        let world = World::new();
        let person = [world.authentication.clone(), world.signature.clone()];
        let other = [Profile::Authentication, Profile::Signature]
            .map(|profile| world.citizens.issue(profile, &format!("BEA, {}", profile.name())));
        let (keys, folder) = (world.key_list(), tempfile::tempdir().unwrap());
        let made = Self { world, keys, person, other, folder };
        made.write_credentials(made.folder.path());
        made
    }

    /// Writes the folder of the relying party.
    pub(crate) fn write_credentials(&self, folder: &Path) {
        let World { bank, services, root, .. } = &self.world;
        fs::write(folder.join("certificate.pem"), bank.certificate.pem()).unwrap();
        let chain = [services.certificate.pem(), root.certificate.pem()].concat();
        fs::write(folder.join("chain.pem"), chain).unwrap();
        fs::write(folder.join("key.pem"), bank.key.pem()).unwrap();
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
            chain: vec![self.world.citizens.certificate.clone(), self.world.root.certificate.clone()],
        }
    }

    /// A request to a person.
    pub(crate) fn request(&self, holder: &Holder, content: &Content<'_>) -> Request {
        self.request_showing(holder, content, "Please")
    }

    fn request_showing<'t>(
        &self,
        holder: &Holder,
        content: &Content<'_>,
        showing: impl Into<Showing<'t>>,
    ) -> Request {
        let (credentials, addresses) = (self.credentials(), nowhere());
        let (clock, random) = (ManualClock::new(NOW), SeededRandom::new(1));
        let party = RelyingParty::new(&credentials, &addresses, &clock, &random).unwrap();
        party.request(&self.found(holder), content, showing).unwrap()
    }

    /// What is asked: a login (0), a signature under a digest (1), under a document (2), for a payment, whose code is to be found
    /// among three (3), or under a text, a digest and a document together (4).
    pub(crate) fn asked(&self, which: usize) -> Request {
        let holder = self.holder(which);
        match which {
            SCANNED => self.link(&Ways::scanned()),
            LED_BACK => self.link(&Ways::led_back_to("https://bank.example/back".to_owned())),
            0 => self.request(holder, &Content::Challenge(&CHALLENGE)),
            1 => self.request(holder, &Content::digest(sha256(DIGESTED))),
            3 => {
                let showing = Showing {
                    payment: Some(payment()),
                    code_mode: CodeMode::Choose,
                    ..Showing::from("Please")
                };
                self.request_showing(holder, &Content::digest(sha256(DIGESTED)), showing)
            }
            _ => {
                let attributes = signed_attributes(sha256(DOCUMENT), &holder.certificate);
                let document = Document::bound(attributes.to_be_signed(), sha256(DOCUMENT), "loan.pdf");
                let mut documents = vec![document];
                if which == BATCH {
                    let digest = Document::digest(sha256(DIGESTED)).called("annex");
                    let lies = "https://files.bank.example/loan.pdf".to_owned();
                    let document = documents.remove(0).at(lies, 9);
                    documents = vec![Document::text(TEXT).opened(), digest, document];
                }
                self.request(holder, &Content::Documents(documents))
            }
        }
    }

    /// A login of whoever comes.
    fn link(&self, ways: &Ways) -> Request {
        let (credentials, addresses) = (self.credentials(), nowhere());
        let (clock, random) = (ManualClock::new(NOW), SeededRandom::new(1));
        let party = RelyingParty::new(&credentials, &addresses, &clock, &random).unwrap();
        party.link_request(&Content::Challenge(&CHALLENGE), "Please", ways, &self.keys).unwrap().request
    }

    fn holder(&self, which: usize) -> &Holder {
        &self.person[usize::from(!is_login(which))]
    }

    /// All of a good answer to that.
    pub(crate) fn parts<'a>(&'a self, which: usize, request: &Request) -> Parts<'a> {
        let holder = self.holder(which);
        let documents = &request.claims().documents;
        let signed = documents.iter().enumerate().map(|(at, document)| {
            let bytes = document.to_be_signed.as_ref().map_or(DIGESTED, |octets| octets.as_bytes());
            // The person struck the annex out.
            (which != BATCH || at != 1).then(|| bytes.to_vec())
        });
        Parts {
            root: &self.world.root.certificate,
            now: NOW.plus(10),
            with_keys: true,
            certificate: &holder.certificate,
            statement: self.world.statement(request.claims(), request.compact()),
            statement_key: &self.world.statement,
            signed_by: holder,
            signed: (!is_login(which)).then(|| signed.collect()),
            receipt: Box::new(|_| {}),
            receipt_key: &self.world.receipt,
            status: Some(CertStatus::Good),
            status_of: &holder.certificate,
            status_at: NOW.plus(10),
            responder: &self.world.citizens,
        }
    }

    /// What comes of a login (`which` 0) or of a signature under a digest (1), if the answer is `changed`.
    pub(crate) fn answered(
        &self,
        which: usize,
        changed: impl for<'a> FnOnce(&'a Self, &mut Parts<'a>),
    ) -> Result<Signatures, Error> {
        let (request, party) = (self.asked(which), self.credentials().certificate);
        let mut parts = self.parts(which, &request);
        changed(self, &mut parts);
        let expected = Expected {
            request: &request,
            session: SESSION,
            code: Some("4711").filter(|_| which < SCANNED),
            relying_party: &party,
            root: parts.root,
            keys: parts.with_keys.then_some(&self.keys),
            now: parts.now,
        };
        expected.verify(&parts.answer(&request, self))
    }
}

impl Parts<'_> {
    pub(crate) fn answer(&self, request: &Request, country: &Country) -> ResultBody {
        let statement = self.statement_key.sign_message(&self.statement);
        let login = || vec![Some(content::authentication_input(&sha256(statement.as_bytes())))];
        let inputs = self.signed.clone().unwrap_or_else(login);
        let signatures: Vec<_> =
            inputs.iter().map(|input| input.as_ref().map(|input| self.signed_by.sign(input))).collect();
        let person = request.person().cloned().unwrap_or_else(|| country.found(&country.person[0]));
        let is_led_back = request.claims().link.as_ref().is_some_and(|link| link.callback.is_some());
        let verifier = Verifier::parse(back()["verifier"].as_str().unwrap()).unwrap();
        let mut receipt = Receipt {
            v: VersionOne,
            aud: ForRelyingParty,
            session: SESSION,
            relying_party: "bank".to_owned(),
            request_sha256: request.sha256(),
            statement_sha256: sha256(statement.as_bytes()),
            certificate_sha256: person.id,
            signatures_sha256: Some(signatures.iter().map(|one| one.as_deref().map(sha256)).collect()),
            verifier_sha256: is_led_back.then(|| verifier.sha256()),
            state: ReceiptState::Completed,
            completed_at: NOW.plus(9),
        };
        (self.receipt)(&mut receipt);
        ResultBody {
            signature_algorithm: "ES256".to_owned(),
            chain: person.chain.iter().map(|above| base64(above.der())).collect(),
            signatures: signatures.iter().map(|one| one.as_deref().map(base64)).collect(),
            certificate: base64(self.certificate.der()),
            receipt: self.receipt_key.sign_message(&receipt),
            statement,
            ocsp: self.status.map(|status| {
                let issuer = &country.world.citizens.certificate;
                base64(&self.responder.ocsp(self.status_of, issuer, self.status_at, status))
            }),
        }
    }
}

fn is_login(which: usize) -> bool {
    [0, SCANNED, LED_BACK].contains(&which)
}

/// Addresses at which nobody is.
pub(crate) fn nowhere() -> Addresses {
    let url = || "http://127.0.0.1:1".to_owned();
    Addresses {
        country: "MU".to_owned(),
        name: "Test".to_owned(),
        relying_party_api: url(),
        phone_api: url(),
        registration_api: url(),
        status: StatusAddresses { ocsp: url(), crl: url(), certificates: url() },
        time_stamp: url(),
        phone_app: None,
        key_list: url(),
        openapi: Vec::new(),
    }
}
