//! A country with two relying parties and two persons with a phone each, behind the doors.

use std::sync::Arc;

use axum::Router;
use futures_util::FutureExt as _;
use mobile_sig_api::{MobileSignature, SessionConfig, router};
use phone_protocol::SignatureRequest;
use phone_protocol::fixed::ForMobileSignature;
use phone_protocol::wire::Octets;
use pki_types::{Certificate, Clock, ManualClock, SeededRandom, Sha256Digest, UnixTime, sha256};
use store::{ActRow, Device, EnrolmentRequest, Error, Person, RelyingParty, Store};
use words::{DeviceId, DeviceKind, PersonId, PersonalCode, Purpose};

use crate::authority::{Authority, Holder, Key};
use crate::worker;

pub(crate) struct Scene {
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) doors: Router,
    pub(crate) root: Authority,
    pub(crate) citizens: Authority,
    pub(crate) services: Authority,
    pub(crate) bank: Party,
    pub(crate) shop: Party,
    pub(crate) asha: Phone,
    pub(crate) ravi: Phone,
}

/// A relying party.
pub(crate) struct Party {
    pub(crate) id: &'static str,
    pub(crate) key: Key,
    pub(crate) certificate: Certificate,
}

/// A person with a phone.
pub(crate) struct Phone {
    pub(crate) code: &'static str,
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
    pub(crate) device_key: Key,
    pub(crate) signing_key: Key,
    pub(crate) authentication: Certificate,
    pub(crate) signature: Certificate,
}

impl Scene {
    /// The scene, with a worker that does all jobs, and nobody who answers OCSP.
    pub(crate) async fn new() -> Self {
        let scene = Self::without_worker(|_| {}).await;
        worker::employ(&scene);
        scene
    }

    /// The scene with another configuration, and jobs that nobody does.
    pub(crate) async fn without_worker(configure: impl FnOnce(&mut SessionConfig)) -> Self {
        // Port 1 is reserved and nobody listens there: the status service is away.
        Self::with_status("http://127.0.0.1:1", configure).await
    }

    /// The same, with the status service at an address.
    pub(crate) async fn with_status(status_url: &str, configure: impl FnOnce(&mut SessionConfig)) -> Self {
        let clock = ManualClock::new(UnixTime::parse_rfc3339("2026-06-01T12:00:00Z").unwrap());
        let store = Store::in_memory(Arc::new(clock.clone())).await.unwrap();
        let root = Authority::root(&store, 1, "root").await;
        let citizens = Authority::under(&store, &root, 2, "citizens").await;
        let services = Authority::under(&store, &root, 3, "services").await;
        let bank = party(&store, &services, "bank").await;
        let shop = party(&store, &services, "shop").await;
        let asha = phone(&store, &citizens, "DEMO-1", clock.now()).await;
        let ravi = phone(&store, &citizens, "DEMO-2", clock.now()).await;
        let mut config = SessionConfig::default();
        configure(&mut config);
        let doors = MobileSignature::new(
            store.door(),
            Arc::new(clock.clone()),
            Arc::new(SeededRandom::new(7)),
            status_url,
            &config,
        );
        let doors = router(doors.unwrap());
        let scene = Scene { store, clock, doors, root, citizens, services, bank, shop, asha, ravi };
        // The rows of the scene came with jobs; nothing is left of them when a test begins.
        worker::work(&scene).await;
        scene
    }

    /// The doors as another process has them, over the same store.
    pub(crate) fn restart(&mut self, configure: impl FnOnce(&mut SessionConfig)) {
        let mut config = SessionConfig::default();
        configure(&mut config);
        let random = Arc::new(SeededRandom::new(8));
        let clock = Arc::new(self.clock.clone());
        let doors =
            MobileSignature::new(self.store.door(), clock, random, "http://127.0.0.1:1", &config).unwrap();
        self.doors = router(doors);
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// A request of the bank to Asha, to sign a digest, good for five minutes.
    pub(crate) fn request(&self, jti: &str) -> SignatureRequest {
        SignatureRequest {
            aud: ForMobileSignature,
            iss: self.bank.id.to_owned(),
            jti: jti.to_owned(),
            iat: self.now(),
            exp: self.now().plus(300),
            certificate_id: self.asha.signature.sha256(),
            purpose: Purpose::Signature,
            to_be_signed: None,
            digest: Some(phone_protocol::request::RequestDigest {
                algorithm: phone_protocol::request::DigestAlgorithm::Sha256,
                value: Octets::new(sha256(b"a contract").0.to_vec()).unwrap(),
            }),
            challenge: None,
            document_name: None,
            document_sha256: None,
            text: None,
            language: None,
            code_mode: None,
        }
    }
}

impl Party {
    /// Signs a request under this party's certificate.
    pub(crate) fn sign(&self, request: &SignatureRequest) -> String {
        self.key.seal(request.draft_with_chain(std::slice::from_ref(&self.certificate)).unwrap())
    }
}

async fn party(store: &Store, services: &Authority, id: &'static str) -> Party {
    let key = Key::new();
    let holder = Holder { relying_party: Some(id.to_owned()), ..Holder::default() };
    let certificate = services.issue(store, "relying-party", &key, &holder).await;
    let row = RelyingParty {
        id: id.to_owned(),
        name: format!("The {id}"),
        domain: format!("{id}.example"),
        country: "MU".to_owned(),
        certificate_sha256: certificate.sha256(),
        act_sha256: None,
        created_at: certificate.not_before(),
        ended_at: None,
    };
    store
        .transaction("scene: relying party", |unit| {
            async move { unit.insert_relying_party(&row).await }.boxed()
        })
        .await
        .unwrap();
    Party { id, key, certificate }
}

async fn phone(store: &Store, citizens: &Authority, code: &'static str, now: UnixTime) -> Phone {
    let person = PersonId::draw(&pki_types::SystemRandom);
    let device = DeviceId::draw(&pki_types::SystemRandom);
    let (device_key, signing_key, authentication_key) = (Key::new(), Key::new(), Key::new());
    let act = ActRow { sha256: sha256(code.as_bytes()), body: code.to_owned(), created_at: now };
    let enrolment = EnrolmentRequest {
        sha256: sha256(device.as_bytes()),
        activation: words::ActivationId::from_bytes([1; 16]),
        body: code.to_owned(),
        created_at: now,
    };
    let row = Person {
        id: person,
        country: "MU".to_owned(),
        code: PersonalCode::new(code).unwrap(),
        given_name: "Demo".to_owned(),
        surname: "Person".to_owned(),
        act_sha256: act.sha256,
        created_at: now,
    };
    let phone = Device {
        id: device,
        person,
        kind: DeviceKind::App,
        key_spki: device_key.public().spki_der().to_vec(),
        enrolment_sha256: enrolment.sha256,
        created_at: now,
    };
    store.door().insert_act(act).await.unwrap();
    store
        .door()
        .insert_enrolment(enrolment, store::RequestLimit { at_most: 1_000, within_seconds: 3_600 })
        .await
        .unwrap();
    let stored: Result<(), Error> = store
        .transaction("scene: phone", move |unit| {
            async move {
                unit.insert_person(&row).await?;
                unit.insert_device(&phone).await
            }
            .boxed()
        })
        .await;
    stored.unwrap();
    let holder = Holder { person: Some(person), device: Some(device), relying_party: None };
    let authentication = citizens.issue(store, "citizen-authentication", &authentication_key, &holder).await;
    let signature = citizens.issue(store, "citizen-signature", &signing_key, &holder).await;
    Phone { code, person, device, device_key, signing_key, authentication, signature }
}

impl Phone {
    pub(crate) fn protocol_device(&self) -> DeviceId {
        self.device
    }

    /// "The person sees it", for the statement of a session.
    pub(crate) fn shown(&self, session: &str, statement: Sha256Digest, now: UnixTime) -> String {
        use phone_protocol::Message as _;
        let shown = phone_protocol::Shown {
            v: phone_protocol::fixed::VersionOne,
            aud: phone_protocol::fixed::ForConsent,
            session: session.parse().unwrap(),
            device: self.protocol_device(),
            statement_sha256: statement,
            iat: now,
        };
        self.device_key.seal(shown.draft().unwrap())
    }

    /// A refusal of the statement of a session.
    pub(crate) fn refusal(&self, session: &str, statement: Sha256Digest, now: UnixTime) -> String {
        use phone_protocol::Message as _;
        let refusal = phone_protocol::Refusal {
            v: phone_protocol::fixed::VersionOne,
            aud: phone_protocol::fixed::ForConsent,
            session: session.parse().unwrap(),
            device: self.protocol_device(),
            statement_sha256: statement,
            reason: phone_protocol::RefusalReason::Declined,
            iat: now,
        };
        self.device_key.seal(refusal.draft().unwrap())
    }

    /// An answer to the statement of a session; what it signs is the worker's to check, not the door's.
    pub(crate) fn answer(&self, session: &str, statement: Sha256Digest, now: UnixTime) -> String {
        use phone_protocol::Message as _;
        let answer = phone_protocol::Answer {
            v: phone_protocol::fixed::VersionOne,
            aud: phone_protocol::fixed::ForConsent,
            session: session.parse().unwrap(),
            device: self.protocol_device(),
            statement_sha256: statement,
            signature: Octets::new(self.signing_key.sign(statement.as_bytes())).unwrap(),
            shown: phone_protocol::Displayed {
                name: phone_protocol::display::Line::new("name", "The bank").unwrap(),
                domain: phone_protocol::display::Line::new("domain", "bank.example").unwrap(),
                text: None,
                document_name: None,
                document_sha256: None,
                code: Some("4711".to_owned()),
            },
            epoch: 1,
            iat: now,
        };
        self.device_key.seal(answer.draft().unwrap())
    }

    /// An unlock whose proof is for the inner zone alone.
    pub(crate) fn unlock(&self, session: &str, now: UnixTime) -> String {
        use phone_protocol::Message as _;
        let unlock = phone_protocol::Unlock {
            v: phone_protocol::fixed::VersionOne,
            aud: phone_protocol::fixed::ForConsent,
            session: session.parse().unwrap(),
            device: self.protocol_device(),
            proof: "encrypted.to.the.inner.zone".to_owned(),
            iat: now,
        };
        self.device_key.seal(unlock.draft().unwrap())
    }

    /// A poll that waits for so many seconds and knows these sessions.
    pub(crate) fn poll(&self, wait: u8, known: &[&str], now: UnixTime) -> String {
        use phone_protocol::Message as _;
        let known = known.iter().map(|session| session.parse().unwrap()).collect();
        let poll = phone_protocol::Pending::new(self.protocol_device(), now, wait, known);
        self.device_key.seal(poll.draft().unwrap())
    }
}
