//! A country in memory: authorities, a register, a clock that stands still, and a worker that runs jobs when it is told.

use std::sync::Arc;

use consent_core::lock::standing;
use consent_core::{Consent, ConsentConfig, ConsentKeys, PromptPolicy};
use hsm_adapter::Signer;
use phone_protocol::SignatureRequest;
use pki_types::{
    Certificate, Clock, ManualClock, Random, SeededRandom, Serial, Sha256Digest, UnixTime, sha256,
};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, SerialNumber,
};
use store::{
    ActRow, Insertion, IssuedCertificate, IssuerId, JobKind, NewIntent, OpenLimits, Reply, Session,
    SessionInsertion, SessionView, Store,
};
use words::leaf::{self, Leaf};
use words::{DeviceId, MessageKind, PersonId, PersonalCode, Purpose, SessionId, SessionState};

use crate::keys::service_keys;
use crate::phone::Phone;

/// Tuesday, 3 February 2026, 10:00 UTC.
pub(crate) const MORNING: UnixTime = UnixTime::from_seconds(1_770_112_800);

pub(crate) struct Authority {
    pub(crate) id: IssuerId,
    pub(crate) certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

/// A relying party and the key with which it signs its requests.
pub(crate) struct RelyingParty {
    pub(crate) id: String,
    pub(crate) certificate: Certificate,
    pub(crate) signer: Arc<dyn Signer>,
}

pub(crate) struct Country {
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) random: Arc<SeededRandom>,
    pub(crate) keys: ConsentKeys,
    pub(crate) consent: Consent,
    pub(crate) citizens: Authority,
    pub(crate) services: Authority,
    pub(crate) act: Sha256Digest,
}

impl Country {
    /// A country whose relying parties ask as often as they like.
    pub(crate) async fn new() -> Self {
        Self::with(freely()).await
    }

    /// A country with this policy.
    pub(crate) async fn with(prompts: PromptPolicy) -> Self {
        let clock = ManualClock::new(MORNING);
        let store = Store::in_memory(Arc::new(clock.clone())).await.unwrap();
        let random = Arc::new(SeededRandom::new(1));
        let keys = service_keys();
        let citizens = Authority::new(IssuerId(2), "Citizens CA of Testland");
        let services = Authority::new(IssuerId(3), "Services CA of Testland");
        for (authority, name) in [(&citizens, "citizens"), (&services, "services")] {
            let issuer = store::Issuer {
                id: authority.id,
                name: name.to_owned(),
                role: name.to_owned(),
                generation: 1,
                certificate: authority.certificate.der().to_vec(),
                crl_shards: 1,
                created_at: MORNING,
            };
            write(&store, move |t| Box::pin(async move { t.insert_issuer(&issuer).await })).await;
        }
        let act = sha256(b"an officer's act");
        store
            .door()
            .insert_act(ActRow { sha256: act, body: "an officer's act".to_owned(), created_at: MORNING })
            .await
            .unwrap();
        forget_jobs(&store).await;
        let consent = consent_with(prompts, &store, &keys, &clock, &random);
        Self { store, clock, random, keys, consent, citizens, services, act }
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// Registers a relying party.
    pub(crate) async fn relying_party(&self, id: &str) -> RelyingParty {
        let (_pem, signer) = hsm_adapter::generate_client_key().unwrap();
        let spki = signer.public_key().spki_der().to_vec();
        let certificate = self.issue(&self.services, &spki, "relying-party", None, Some(id)).await;
        let row = store::RelyingParty {
            id: id.to_owned(),
            name: format!("The {id} of Testland"),
            domain: format!("{id}.example"),
            country: "MU".to_owned(),
            certificate_sha256: certificate.sha256(),
            act_sha256: Some(self.act),
            created_at: self.now(),
            ended_at: None,
        };
        self.write(move |t| Box::pin(async move { t.insert_relying_party(&row).await })).await;
        RelyingParty { id: id.to_owned(), certificate, signer }
    }

    /// Registers a person with one phone.
    pub(crate) async fn phone(&self, code: &str) -> Phone {
        let person = store::Person {
            id: PersonId::draw(self.random.as_ref()),
            country: "MU".to_owned(),
            code: PersonalCode::new(code).unwrap(),
            given_name: "Marie".to_owned(),
            surname: "Example".to_owned(),
            act_sha256: self.act,
            created_at: self.now(),
        };
        let id = person.id;
        self.write(move |t| Box::pin(async move { t.insert_person(&person).await })).await;
        Phone::enrol(self, id).await
    }

    /// Issues a certificate by the way that the store allows: intent, then certificate.
    pub(crate) async fn issue(
        &self,
        authority: &Authority,
        spki: &[u8],
        profile: &str,
        citizen: Option<(PersonId, DeviceId)>,
        relying_party: Option<&str>,
    ) -> Certificate {
        let serial = Serial::draw(self.random.as_ref());
        let certificate = authority.sign(spki, &serial, profile);
        let intent = NewIntent {
            issuer: authority.id,
            serial,
            request_sha256: sha256(certificate.der()),
            profile: profile.to_owned(),
            tbs: certificate.tbs_der().to_vec(),
            spki_sha256: sha256(spki),
            spki_may_repeat: false,
            profile_digest: sha256(profile.as_bytes()),
        };
        let row = IssuedCertificate {
            issuer: authority.id,
            serial,
            sha256: certificate.sha256(),
            der: certificate.der().to_vec(),
            profile: profile.to_owned(),
            person: citizen.map(|(person, _)| person),
            device: citizen.map(|(_, device)| device),
            relying_party: relying_party.map(str::to_owned),
            subject_key_sha256: sha256(spki),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            created_at: self.now(),
        };
        self.write(move |t| {
            Box::pin(async move {
                let leaf = Leaf::Refusal(leaf::Refusal {
                    request_sha256: sha256(b"test"),
                    problem: "test".to_owned(),
                    at: UnixTime::from_seconds(0),
                });
                t.record_intent(&intent, &leaf).await?;
                t.finalise_intent(&row, &leaf).await
            })
        })
        .await;
        certificate
    }

    /// A request as this relying party would sign it, before anything is changed.
    pub(crate) fn request(&self, from: &RelyingParty, to: &Phone, purpose: Purpose) -> SignatureRequest {
        SignatureRequest {
            aud: phone_protocol::fixed::ForMobileSignature,
            iss: from.id.clone(),
            jti: hex(&pki_types::random_array::<8>(self.random.as_ref())),
            iat: self.now(),
            exp: self.now().plus(300),
            certificate_id: to.certificate(purpose).sha256(),
            purpose,
            to_be_signed: None,
            digest: None,
            challenge: None,
            document_name: None,
            document_sha256: None,
            text: Some(phone_protocol::display::Line::new("text", "Sign the lease").unwrap()),
            language: Some("en".to_owned()),
            code_mode: None,
        }
    }

    /// A request for a signature over a text.
    pub(crate) fn text_request(&self, from: &RelyingParty, to: &Phone) -> SignatureRequest {
        let bytes = phone_protocol::request::ToBeSigned::new(b"I lease the house".to_vec());
        SignatureRequest { to_be_signed: bytes, ..self.request(from, to, Purpose::Signature) }
    }

    /// A request to authenticate.
    pub(crate) fn challenge_request(&self, from: &RelyingParty, to: &Phone) -> SignatureRequest {
        let challenge = phone_protocol::request::Challenge::new(vec![7; 32]);
        SignatureRequest { challenge, ..self.request(from, to, Purpose::Authentication) }
    }

    /// The door's row for a signed request.
    pub(crate) fn session(&self, request: &SignatureRequest, compact: &str, to: &Phone) -> Session {
        Session {
            id: SessionId::draw(self.random.as_ref()),
            relying_party: request.iss.clone(),
            jti: request.jti.clone(),
            request_sha256: sha256(compact.as_bytes()),
            request: compact.to_owned(),
            purpose: request.purpose,
            certificate_sha256: request.certificate_id,
            person: to.person,
            device: to.device,
            code_mode: request.code_mode(),
            created_at: self.now(),
            expires_at: request.exp.min(self.now().plus(120)),
            request_expires_at: request.exp,
        }
    }

    /// Inserts a session as a door that checks nothing would, runs the worker, and tells what came of it.
    pub(crate) async fn insert(&self, session: Session) -> SessionView {
        let id = session.id;
        let limits = OpenLimits { with_relying_party: 99, of_person: 99 };
        assert!(self.store.door().insert_session(session, limits).await.unwrap() == SessionInsertion::New);
        self.work().await;
        self.view(&id).await
    }

    /// Asks: signs the request, inserts it, and runs the worker.
    pub(crate) async fn ask(
        &self,
        from: &RelyingParty,
        request: &SignatureRequest,
        to: &Phone,
    ) -> SessionView {
        let compact = from.sign(request, &self.services);
        self.insert(self.session(request, &compact, to)).await
    }

    pub(crate) async fn view(&self, id: &SessionId) -> SessionView {
        self.store.session_view(id).await.unwrap().unwrap()
    }

    /// Hands a phone's message in as a door that checks nothing would, runs the worker, and gives the reply.
    pub(crate) async fn send(&self, session: &SessionId, kind: MessageKind, body: &str) -> Reply {
        let sha256 = sha256(body.as_bytes());
        let message =
            store::Message { sha256, session: *session, kind, body: body.to_owned(), created_at: self.now() };
        let _new_or_not: Insertion = self.store.door().insert_message(message).await.unwrap();
        self.work().await;
        self.store.reply(&sha256).await.unwrap().expect("the worker replies to every message")
    }

    /// Runs every job that is due, as the worker would; those of the certificate authority stay.
    pub(crate) async fn work(&self) {
        loop {
            let due = self.store.due_jobs(self.now(), 100).await.unwrap();
            let ours: Vec<_> = due.into_iter().filter(|job| !is_for_the_authority(job)).collect();
            if ours.is_empty() {
                return;
            }
            for job in ours {
                run(&self.consent, &job).await;
                self.write(move |t| {
                    Box::pin(async move { t.finish_jobs(std::slice::from_ref(&job)).await.map(|_| ()) })
                })
                .await;
            }
        }
    }

    /// Jobs that wait for the certificate authority.
    pub(crate) async fn authority_jobs(&self) -> Vec<(String, Vec<u8>)> {
        let due = self.store.due_jobs(self.now(), 100).await.unwrap();
        due.into_iter().filter(is_for_the_authority).map(|job| (job.kind, job.subject)).collect()
    }

    /// Everything that a message could change, to be compared before and after.
    pub(crate) async fn picture(&self, session: &SessionId, phone: &Phone) -> Picture {
        let view = self.view(session).await;
        let mut secrets = Vec::new();
        let tries = self.store.pin_tries(&phone.device).await.unwrap();
        for purpose in [Purpose::Authentication, Purpose::Signature] {
            let stored = purpose;
            let secret = self.store.device_secret(&phone.device, stored).await.unwrap().unwrap();
            let stands = standing(&tries, purpose, self.now());
            secrets.push((stands.count, stands.locked_until, secret.epoch));
        }
        Picture {
            state: view.state,
            statement: view.statement.map(|statement| statement.sha256),
            secrets,
            blocked: self.store.device_block(&phone.device).await.unwrap().map(|block| block.reason),
            leaves: self.store.leaf_count().await.unwrap(),
            authority_jobs: self.authority_jobs().await.len(),
        }
    }

    /// Runs one transaction of the test's own.
    pub(crate) async fn write<F>(&self, unit: F)
    where
        F: for<'t> FnOnce(&'t mut store::Transaction) -> store::BoxFuture<'t, Result<(), store::Error>>
            + Send
            + 'static,
    {
        write(&self.store, unit).await;
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) state: SessionState,
    pub(crate) statement: Option<Sha256Digest>,
    /// PINs that count, lock and epoch for authentication and signature.
    pub(crate) secrets: Vec<(u32, Option<UnixTime>, u32)>,
    pub(crate) blocked: Option<String>,
    pub(crate) leaves: i64,
    pub(crate) authority_jobs: usize,
}

impl RelyingParty {
    /// Signs a request with this relying party's key.
    pub(crate) fn sign(&self, request: &SignatureRequest, services: &Authority) -> String {
        let chain = [self.certificate.clone(), services.certificate.clone()];
        let draft = request.draft_with_chain(&chain).unwrap();
        let signature = self.signer.sign(draft.signing_input()).unwrap();
        draft.assemble(&signature).unwrap()
    }
}

impl Authority {
    fn new(id: IssuerId, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = parameters(name, 2036);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = Certificate::from_der(params.self_signed(&key).unwrap().der()).unwrap();
        Self { id, certificate, issuer: Issuer::new(params, key) }
    }

    /// Signs a certificate for a key.
    pub(crate) fn sign(&self, spki: &[u8], serial: &Serial, name: &str) -> Certificate {
        // Relying parties outlive citizens here, so that a test can tell whose certificate has ended.
        let mut params = parameters(name, if name == "relying-party" { 2031 } else { 2029 });
        params.serial_number = Some(SerialNumber::from_slice(serial.as_bytes()));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let key = rcgen::SubjectPublicKeyInfo::from_der(spki).unwrap();
        Certificate::from_der(params.signed_by(&key, &self.issuer).unwrap().der()).unwrap()
    }
}

fn parameters(name: &str, last_year: i32) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(last_year, 1, 1);
    params.use_authority_key_identifier_extension = true;
    params
}

/// Relying parties ask as often as they like: most tests are about something else than that.
fn freely() -> PromptPolicy {
    PromptPolicy { at_most: 1_000, within_seconds: 1, pauses_seconds: Vec::new(), ..PromptPolicy::default() }
}

/// The inner zone of this store.
pub(crate) fn consent(
    store: &Store,
    keys: &ConsentKeys,
    clock: &ManualClock,
    random: &Arc<SeededRandom>,
) -> Consent {
    consent_with(freely(), store, keys, clock, random)
}

/// The same, with this policy.
pub(crate) fn consent_with(
    prompts: PromptPolicy,
    store: &Store,
    keys: &ConsentKeys,
    clock: &ManualClock,
    random: &Arc<SeededRandom>,
) -> Consent {
    let config = ConsentConfig {
        country: "MU".to_owned(),
        relying_party_issuers: "services".to_owned(),
        person_issuers: "citizens".to_owned(),
        prompts,
    };
    let random: Arc<dyn Random> = random.clone();
    Consent::new(store.clone(), keys.clone(), config, Arc::new(clock.clone()), random).unwrap()
}

/// Runs the story of a job.
pub(crate) async fn run(consent: &Consent, job: &store::Job) {
    let session = || SessionId::from_slice(&job.subject).unwrap();
    let message = || Sha256Digest(job.subject.as_slice().try_into().unwrap());
    let done = match job.known_kind().unwrap() {
        JobKind::State => consent.state(session()).await,
        JobKind::Expire => consent.expire(session()).await,
        JobKind::Cancel => consent.cancel(session()).await,
        JobKind::Shown => consent.shown(message()).await,
        JobKind::Unlock => consent.unlock(message()).await,
        JobKind::Answer => consent.complete(message()).await,
        JobKind::Refusal => consent.refuse(message()).await,
        other => panic!("no story of consent-core: {other}"),
    };
    done.unwrap();
}

fn is_for_the_authority(job: &store::Job) -> bool {
    matches!(job.known_kind(), Some(JobKind::SuspendDevice | JobKind::RevokeDevice))
}

/// Forgets the jobs that setting the scene has made.
pub(crate) async fn forget_jobs(store: &Store) {
    for job in store.due_jobs(MORNING, 100).await.unwrap() {
        write(store, move |t| {
            Box::pin(async move { t.finish_jobs(std::slice::from_ref(&job)).await.map(|_| ()) })
        })
        .await;
    }
}

async fn write<F>(store: &Store, unit: F)
where
    F: for<'t> FnOnce(&'t mut store::Transaction) -> store::BoxFuture<'t, Result<(), store::Error>>
        + Send
        + 'static,
{
    store.transaction("test", unit).await.unwrap();
}

pub(crate) fn hex(octets: &[u8]) -> String {
    pki_types::encoding::hex(octets)
}

/// The last segment of a reply's problem type.
pub(crate) fn slug(reply: &Reply) -> String {
    let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(body["status"], reply.status, "{body}");
    body["type"].as_str().unwrap().strip_prefix("/problems/").unwrap().to_owned()
}
