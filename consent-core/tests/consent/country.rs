//! A country in memory: authorities, a register, a clock that stands still, and a worker that runs jobs when it is told.

use std::ops::Deref;
use std::sync::Arc;

use consent_core::lock::standing;
use consent_core::{Consent, ConsentConfig, ConsentKeys, DoorAttestedPolicy, PromptPolicy};
use phone_protocol::{RequestDocument, SignatureRequest};
use pki_types::{ManualClock, Random, SeededRandom, Sha256Digest, UnixTime, sha256};
use store::Verdict;
use store::{Insertion, JobKind, OpenLimits, Reply, Session, SessionInsertion, SessionView, Store};
use test_country::{Holder, bare_request, line, text_document};
use words::{Door, MessageKind, Purpose, SessionId, SessionState};

use crate::keys::service_keys;
use crate::phone::Phone;

pub(crate) struct Country {
    country: test_country::Country,
    pub(crate) keys: ConsentKeys,
    pub(crate) consent: Consent,
}

impl Deref for Country {
    type Target = test_country::Country;

    fn deref(&self) -> &test_country::Country {
        &self.country
    }
}

impl Country {
    /// A country whose relying parties ask as often as they like.
    pub(crate) async fn new() -> Self {
        Self::with(freely()).await
    }

    /// A country with this policy.
    pub(crate) async fn with(prompts: PromptPolicy) -> Self {
        let (country, keys) = (test_country::Country::new().await, service_keys());
        let consent = consent_with(prompts, &country.store, &keys, &country.clock, &country.random);
        Self { country, keys, consent }
    }

    /// The same country, which wants everything to be opened that can be read.
    pub(crate) fn with_documents_opened(self) -> Self {
        let config = ConsentConfig { documents_opened: true, ..config(freely()) };
        let (clock, random): (_, Arc<dyn Random>) = (Arc::new(self.clock.clone()), self.random.clone());
        let consent = Consent::new(
            self.store.clone(),
            self.keys.clone(),
            config,
            clock,
            random,
            crate::wishes::deeds(),
        )
        .unwrap();
        Self { consent, ..self }
    }

    /// Registers a person with one phone.
    pub(crate) async fn phone(&self, code: &str) -> Phone {
        Phone::enrol(self, self.person(code).await).await
    }

    /// Signs a request under the relying party's whole chain.
    pub(crate) fn sign(&self, from: &Holder, request: &SignatureRequest) -> String {
        let chain = [from.certificate.clone(), self.services.certificate.clone()];
        from.sign_request_under(request, &chain)
    }

    /// A request as this relying party would sign it, before anything is changed.
    pub(crate) fn request(&self, from: &Holder, to: &Phone, purpose: Purpose) -> SignatureRequest {
        let jti = hex(&pki_types::random_array::<8>(self.random.as_ref()));
        SignatureRequest {
            text: Some(line("Sign the lease")),
            language: Some("en".to_owned()),
            ..bare_request(&from.name, &jti, purpose, to.certificate(purpose), self.now())
        }
    }

    /// A request for a signature over a text.
    pub(crate) fn text_request(&self, from: &Holder, to: &Phone) -> SignatureRequest {
        self.documents_request(from, to, vec![text_document("I lease the house")])
    }

    /// A request for signatures under these documents.
    pub(crate) fn documents_request(
        &self,
        from: &Holder,
        to: &Phone,
        documents: Vec<RequestDocument>,
    ) -> SignatureRequest {
        SignatureRequest { documents, ..self.request(from, to, Purpose::Signature) }
    }

    /// A request to authenticate.
    pub(crate) fn challenge_request(&self, from: &Holder, to: &Phone) -> SignatureRequest {
        let challenge = phone_protocol::request::Challenge::new(vec![7; 32]);
        SignatureRequest { challenge, ..self.request(from, to, Purpose::Authentication) }
    }

    /// The door's row for a signed request.
    pub(crate) fn session(&self, request: &SignatureRequest, compact: &str, to: &Phone) -> Session {
        Session {
            id: SessionId::draw(self.random.as_ref()),
            door: Door::Native,
            relying_party: request.iss.clone(),
            jti: request.jti.clone(),
            request_sha256: sha256(compact.as_bytes()),
            request: compact.to_owned(),
            purpose: request.purpose,
            certificate_sha256: request.certificate_id.expect("whom it asks"),
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
    pub(crate) async fn ask(&self, from: &Holder, request: &SignatureRequest, to: &Phone) -> SessionView {
        let compact = self.sign(from, request);
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

    /// Does what the worker would: runs every job that is due, but for those of the certificate authority, and ends the sessions
    /// whose time is over.
    pub(crate) async fn work(&self) {
        self.consent.expire().await.unwrap();
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

/// Relying parties ask as often as they like: most tests are about something else than that.
fn freely() -> PromptPolicy {
    PromptPolicy {
        at_most: 1_000,
        within_seconds: 1,
        pauses_seconds: Vec::new(),
        all_at_most: 1_000,
        all_within_seconds: 1,
        all_pauses_seconds: Vec::new(),
        reports_at_most: 1_000,
        ..PromptPolicy::default()
    }
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
    let random: Arc<dyn Random> = random.clone();
    Consent::new(
        store.clone(),
        keys.clone(),
        config(prompts),
        Arc::new(clock.clone()),
        random,
        crate::wishes::deeds(),
    )
    .unwrap()
}

fn config(prompts: PromptPolicy) -> ConsentConfig {
    ConsentConfig {
        country: "MU".to_owned(),
        relying_party_issuers: "services".to_owned(),
        person_issuers: "citizens".to_owned(),
        prompts,
        door_attested: DoorAttestedPolicy::default(),
        documents_opened: false,
        link_seconds: 3,
    }
}

/// Runs the story of a job.
pub(crate) async fn run(consent: &Consent, job: &store::Job) {
    let session = || SessionId::from_slice(&job.subject).unwrap();
    let message = || Sha256Digest(job.subject.as_slice().try_into().unwrap());
    let done = match job.known_kind().unwrap() {
        JobKind::State => consent.state(session()).await,
        JobKind::Cancel => consent.cancel(session()).await,
        JobKind::Unlock => consent.unlock(message()).await,
        JobKind::Answer => consent.complete(message()).await,
        JobKind::Refusal => consent.refuse(message()).await,
        JobKind::Wish => consent.wish(message()).await,
        JobKind::Claim => consent.claim(message()).await,
        other => panic!("no story of consent-core: {other}"),
    };
    done.unwrap();
}

fn is_for_the_authority(job: &store::Job) -> bool {
    matches!(job.known_kind(), Some(JobKind::SuspendDevice | JobKind::RevokeDevice))
}

pub(crate) fn hex(octets: &[u8]) -> String {
    pki_types::encoding::hex(octets)
}

/// The last segment of a reply's problem type.
pub(crate) fn slug(reply: &Reply) -> &'static str {
    let Verdict::Refused(kind) = reply.verdict else { panic!("{:?} {}", reply.verdict, reply.body) };
    let said: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
    assert!(said["detail"].as_str().unwrap().ends_with(kind.remedy), "{said}");
    kind.slug
}
