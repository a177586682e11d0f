//! A service in memory, made of the protocol crate alone: what the inner zone and its doors do for one phone, and
//! ways to lose replies and to misbehave.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use phone_protocol::activation::{Activation, ActivationSecret};
use phone_protocol::enrolment::{DeviceCertificates, EnrolmentSecrets, verify_enrolment};
use phone_protocol::{
    Answer, Enrolment, EnrolmentReply, Fresh, Message, Pending, PendingReply, PendingSession, Pin, Received,
    Refusal, Share, Shown, SignatureRequest, StateReply, Statement, Unlock, UnlockReply, WrongPins,
    WrongTries,
};
use phone_terminal::{Door, DoorFuture, DoorReply, DoorRequest, Environment, Error, Phone, Pins, Storage};
use pki_types::{Clock, ManualClock, PublicKey, SeededRandom, Sha256Digest, sha256};
use serde_json::{Value, json};
use test_country::{DEVICE, NOW, Profile, World};
use tokio::sync::Notify;
use words::{ActivationId, Purpose, SessionId};
use zeroize::Zeroizing;

/// What a service remembers of its one phone.
#[derive(Default)]
struct Device {
    key: Option<PublicKey>,
    secrets: Option<EnrolmentSecrets>,
    epochs: HashMap<Purpose, u64>,
    /// The unlock that was answered last.
    last: Option<Sha256Digest>,
    failures: u32,
    wrong: u32,
}

#[derive(Default)]
struct Memory {
    device: Device,
    open: Vec<(SessionId, PendingSession)>,
    outcomes: HashMap<SessionId, String>,
    replies: HashMap<Sha256Digest, (u16, Value)>,
    shown: HashSet<SessionId>,
    pin_tries: u32,
}

/// Where a reply gets lost, or what the service does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The next message of this `typ` is acted upon, its reply lost.
    LoseReply(&'static str),
    /// The next message of this `typ` never arrives.
    LoseMessage(&'static str),
    /// Until further notice nothing arrives.
    Away,
    /// The next share is that of another epoch.
    OtherShare,
}

/// The service.
pub(crate) struct Service {
    pub(crate) world: Mutex<World>,
    pub(crate) clock: ManualClock,
    memory: Mutex<Memory>,
    trouble: Mutex<Option<Trouble>>,
    /// What lies at every location.
    file: Mutex<Option<Vec<u8>>>,
    number: AtomicU32,
    key_list_number: AtomicI64,
    /// Something was opened, or has ended.
    changed: Notify,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

pub(crate) fn pins() -> Pins {
    Pins { authentication: Pin::new("2580").unwrap(), signature: Pin::new("73914").unwrap() }
}

impl Service {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            world: Mutex::new(World::new()),
            clock: ManualClock::new(NOW),
            memory: Mutex::default(),
            trouble: Mutex::default(),
            file: Mutex::default(),
            number: AtomicU32::new(0),
            key_list_number: AtomicI64::new(7),
            changed: Notify::new(),
        })
    }

    pub(crate) fn activation(&self) -> Activation {
        Activation {
            id: ActivationId::from_bytes([0xac; 16]),
            secret: ActivationSecret::new([0x5a; 16]),
            statement_key_sha256: lock(&self.world).statement.public_key().spki_sha256(),
            base_url: "http://127.0.0.1:7601".to_owned(),
        }
    }

    pub(crate) fn environment(self: &Arc<Self>) -> Environment {
        Environment {
            door: Arc::<Self>::clone(self),
            clock: Arc::new(self.clock.clone()),
            random: Arc::new(SeededRandom::new(u64::from(self.number.fetch_add(1, Ordering::Relaxed)))),
            pause: Duration::ZERO,
        }
    }

    /// A phone that uses this service.
    pub(crate) fn phone(self: &Arc<Self>, storage: impl Storage + 'static) -> Phone {
        Phone::open(storage, self.environment()).unwrap().with_iterations(10)
    }

    pub(crate) fn cause(&self, trouble: Trouble) {
        *lock(&self.trouble) = Some(trouble);
    }

    pub(crate) fn end_trouble(&self) {
        *lock(&self.trouble) = None;
    }

    /// Puts a file at every location.
    pub(crate) fn put(&self, file: &[u8]) {
        *lock(&self.file) = Some(file.to_vec());
    }

    /// Opens a session for a request.
    pub(crate) fn open(&self, request: impl FnOnce(&World) -> SignatureRequest) -> SessionId {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let session = SessionId::from_bytes([u8::try_from(number).unwrap(); 16]);
        let world = lock(&self.world);
        let mut request = request(&world);
        request.jti = format!("request-{number}");
        let pending = world.pending_as(session, &request);
        lock(&self.memory).open.push((session, pending));
        self.changed.notify_waiters();
        session
    }

    /// Puts something else in the place of an open session.
    pub(crate) fn replace(&self, session: SessionId, change: impl FnOnce(&World, &mut PendingSession)) {
        let world = lock(&self.world);
        let mut memory = lock(&self.memory);
        let (_, pending) = memory.open.iter_mut().find(|(id, _)| *id == session).unwrap();
        change(&world, pending);
    }

    pub(crate) fn outcome(&self, session: SessionId) -> Option<String> {
        lock(&self.memory).outcomes.get(&session).cloned()
    }

    /// Waits until a session has ended.
    pub(crate) async fn ended(&self, session: SessionId) -> String {
        loop {
            let changed = self.changed.notified();
            if let Some(outcome) = self.outcome(session) {
                return outcome;
            }
            changed.await;
        }
    }

    pub(crate) fn was_shown(&self, session: SessionId) -> bool {
        lock(&self.memory).shown.contains(&session)
    }

    /// How many PINs were compared.
    pub(crate) fn pin_tries(&self) -> u32 {
        lock(&self.memory).pin_tries
    }

    fn troubled(&self, wanted: Trouble) -> bool {
        let mut trouble = lock(&self.trouble);
        let found = *trouble == Some(wanted);
        if found {
            *trouble = None;
        }
        found
    }

    fn answer(&self, request: &DoorRequest) -> (u16, Value) {
        let world = lock(&self.world);
        let mut memory = lock(&self.memory);
        let body = request.body.as_deref().unwrap_or_default();
        match request.path.as_str() {
            "/v1/key-list" => {
                let mut list = world.key_list();
                list.number = u64::try_from(self.key_list_number.load(Ordering::Relaxed)).unwrap();
                (200, Value::String(world.statement.sign_message(&list)))
            }
            "/v1/enrolments" => {
                drop(world);
                once(&mut memory, body, |memory| self.enrol(memory, body))
            }
            "/v1/phone/pending" => pending(&memory, body, &self.clock),
            "/v1/phone/messages" => once(&mut memory, body, |memory| self.message(&world, memory, body)),
            other => panic!("the phone asked for {other}"),
        }
    }

    fn enrol(&self, memory: &mut Memory, body: &str) -> (u16, Value) {
        let mut world = lock(&self.world);
        let enrolment = verify_enrolment(Received::<Enrolment>::parse(body).unwrap()).unwrap();
        let ephemeral = enrolment.encrypted_secrets().unwrap().ephemeral_key().clone();
        let secrets = enrolment.open_secrets(&world.opening.agree(&ephemeral)).unwrap();
        if secrets.check_activation(&enrolment, &ActivationSecret::new([0x5a; 16])).is_err() {
            return (403, json!({"type": "/problems/activation-wrong", "title": "Wrong activation"}));
        }
        if memory.device.key.is_some() {
            return (409, json!({"type": "/problems/activation-used", "title": "Used"}));
        }
        let keys = enrolment.proven_keys().unwrap();
        let issue = |profile: Profile, key| world.citizens.certify(key, profile, profile.name());
        let authentication = issue(Profile::Authentication, keys.authentication());
        let signature = issue(Profile::Signature, keys.signature());
        world.authentication.certificate = authentication.clone();
        world.signature.certificate = signature.clone();
        memory.device.key = Some(enrolment.device_key.0.clone());
        memory.device.secrets = Some(secrets);
        let reply = EnrolmentReply {
            device: DEVICE,
            certificates: DeviceCertificates {
                authentication: authentication.pem(),
                signature: signature.pem(),
            },
            chain: vec![world.citizens.certificate.pem()],
        };
        (201, serde_json::to_value(reply).unwrap())
    }

    fn message(&self, world: &World, memory: &mut Memory, body: &str) -> (u16, Value) {
        let device_key = memory.device.key.clone().unwrap();
        if let Ok(shown) = Received::<Shown>::parse(body) {
            memory.shown.insert(shown.verify(&device_key).unwrap().session);
            return state("shown");
        }
        if let Ok(refusal) = Received::<Refusal>::parse(body) {
            return end(memory, refusal.verify(&device_key).unwrap().session, "refused");
        }
        if let Ok(unlock) = Received::<Unlock>::parse(body) {
            return self.unlock(world, memory, &unlock.verify(&device_key).unwrap(), sha256(body.as_bytes()));
        }
        let answer = Received::<Answer>::parse(body).unwrap().verify(&device_key).unwrap();
        let Some((statement, hash)) = stated(world, memory, answer.session) else {
            return over(memory, answer.session);
        };
        let certificate = &world.person(statement.purpose).certificate;
        answer.check_against(&statement, &hash, certificate.public_key()).unwrap();
        assert_eq!(memory.device.epochs.get(&statement.purpose), Some(&answer.epoch));
        end(memory, answer.session, "completed")
    }

    fn unlock(
        &self,
        world: &World,
        memory: &mut Memory,
        unlock: &Unlock,
        unlock_sha256: Sha256Digest,
    ) -> (u16, Value) {
        let Some((statement, hash)) = stated(world, memory, unlock.session) else {
            return over(memory, unlock.session);
        };
        let ephemeral = unlock.encrypted_proof().unwrap().ephemeral_key().clone();
        let proof = unlock.open_proof(&world.opening.agree(&ephemeral)).unwrap();
        proof.check_scope(DEVICE, statement.purpose, &hash).unwrap();
        let secrets = memory.device.secrets.clone().unwrap();
        let proof_key = match statement.purpose {
            Purpose::Authentication => &secrets.proof_keys.authentication,
            Purpose::Signature => &secrets.proof_keys.signature,
        };
        memory.pin_tries += 1;
        memory.device.failures += 1;
        if proof.check(proof_key.expose()).is_err() {
            memory.device.wrong += 1;
            let remaining = 3_u32.saturating_sub(memory.device.failures);
            if remaining == 0 {
                return (
                    423,
                    json!({"type": "/problems/pin-locked", "title": "Locked", "locked_until": NOW}),
                );
            }
            return (
                403,
                json!({"type": "/problems/pin-wrong", "title": "Wrong PIN", "remaining": remaining}),
            );
        }
        memory.device.failures = 0;
        let current = memory.device.epochs.get(&statement.purpose).copied().unwrap_or(0);
        let is_known = memory.device.last.is_none_or(|last| proof.before.contains(&last));
        if !is_known || ![current, current.saturating_sub(1)].contains(&proof.epoch) {
            return (403, json!({"type": "/problems/phone-copied", "title": "Copied"}));
        }
        memory.device.last = Some(proof.name());
        memory.device.epochs.insert(statement.purpose, proof.epoch + 1);
        let wrong = WrongTries { since_last_use: memory.device.wrong, last_30_days: memory.device.wrong };
        let wrong_pins = WrongPins { signature: wrong, ..WrongPins::default() };
        let share_of =
            |epoch| Share::of(secrets.seed.expose(), statement.purpose, epoch, unlock_sha256, wrong_pins);
        let mut share = share_of(proof.epoch);
        if self.troubled(Trouble::OtherShare) {
            share.share = share_of(proof.epoch + 7).share;
        }
        let share = world.statement.sign_message(&share);
        let random = SeededRandom::new(u64::from(self.number.fetch_add(1, Ordering::Relaxed)));
        let reply = UnlockReply::compose(&share, &proof.ephemeral_key.0, &random).unwrap();
        (200, serde_json::to_value(reply).unwrap())
    }
}

/// The same bytes find the same reply.
fn once(memory: &mut Memory, body: &str, act: impl FnOnce(&mut Memory) -> (u16, Value)) -> (u16, Value) {
    let hash = sha256(body.as_bytes());
    if let Some(reply) = memory.replies.get(&hash) {
        return reply.clone();
    }
    let reply = act(memory);
    memory.replies.insert(hash, reply.clone());
    reply
}

fn pending(memory: &Memory, body: &str, clock: &ManualClock) -> (u16, Value) {
    let poll = Received::<Pending>::parse(body).unwrap();
    let poll = poll.verify(memory.device.key.as_ref().unwrap()).unwrap();
    poll.check_time(clock.now()).unwrap();
    let sessions = memory
        .open
        .iter()
        .filter(|(session, _)| !memory.outcomes.contains_key(session) && !poll.known.contains(session))
        .map(|(_, pending)| pending.clone())
        .collect();
    (200, serde_json::to_value(PendingReply { sessions }).unwrap())
}

fn stated(world: &World, memory: &Memory, session: SessionId) -> Option<(Statement, Sha256Digest)> {
    if memory.outcomes.contains_key(&session) {
        return None;
    }
    let (_, pending) = memory.open.iter().find(|(id, _)| *id == session)?;
    let statement = Received::<Statement>::parse(&pending.statement).unwrap();
    let statement = statement.verify(world.statement.public_key()).unwrap();
    Some((Statement::clone(&statement), statement.sha256()))
}

fn end(memory: &mut Memory, session: SessionId, outcome: &str) -> (u16, Value) {
    if memory.outcomes.contains_key(&session) {
        return over(memory, session);
    }
    memory.outcomes.insert(session, outcome.to_owned());
    state(outcome)
}

fn over(memory: &Memory, session: SessionId) -> (u16, Value) {
    (409, json!({"type": "/problems/session-over", "title": "Over", "state": memory.outcomes.get(&session)}))
}

fn state(state: &str) -> (u16, Value) {
    (200, serde_json::to_value(StateReply { state: state.to_owned() }).unwrap())
}

/// The `typ` of a message.
fn typ(body: &str) -> &'static str {
    [
        (Shown::TYP, Received::<Shown>::parse(body).is_ok()),
        (Unlock::TYP, Received::<Unlock>::parse(body).is_ok()),
        (Answer::TYP, Received::<Answer>::parse(body).is_ok()),
        (Enrolment::TYP, Received::<Enrolment>::parse(body).is_ok()),
    ]
    .into_iter()
    .find_map(|(typ, is)| is.then_some(typ))
    .unwrap_or_default()
}

/// A poll with more patience than this wants to wait.
const SHORT: Duration = Duration::from_secs(10);

impl Door for Service {
    fn send(&self, request: DoorRequest) -> DoorFuture<'_> {
        Box::pin(async move {
            let typ = typ(request.body.as_deref().unwrap_or_default());
            let lost =
                || Error::Unreachable { host: "127.0.0.1".to_owned(), reason: "connection reset".to_owned() };
            if self.troubled(Trouble::LoseMessage(typ)) || *lock(&self.trouble) == Some(Trouble::Away) {
                return Err(lost());
            }
            let changed = self.changed.notified();
            let (mut status, mut body) = self.answer(&request);
            if request.path.ends_with("pending")
                && body == json!({"sessions": []})
                && request.patience > SHORT
            {
                changed.await;
                (status, body) = self.answer(&request);
            }
            self.changed.notify_waiters();
            if self.troubled(Trouble::LoseReply(typ)) {
                return Err(lost());
            }
            let body = match body {
                Value::String(text) => text.into_bytes(),
                value => value.to_string().into_bytes(),
            };
            Ok(DoorReply { status, body })
        })
    }

    fn fetch(&self, url: &str, limit: usize, _patience: Duration) -> DoorFuture<'_> {
        assert!(url.starts_with("https://files.bank.example/") && limit < 100, "{url}, {limit}");
        let reply = match lock(&self.file).clone() {
            Some(body) => DoorReply { status: 200, body },
            None => DoorReply { status: 404, body: Vec::new() },
        };
        Box::pin(async { Ok(reply) })
    }
}

/// When a write fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crash {
    /// Before anything was written.
    Before,
    /// After everything was written, before the phone went on.
    After,
}

/// Memory that outlives its phone, and fails at a chosen write.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    document: Arc<Mutex<Option<Vec<u8>>>>,
    /// How many writes still succeed.
    failure: Arc<Mutex<Option<(u32, Crash)>>>,
}

impl Disk {
    /// The write after `successes` more fails.
    pub(crate) fn fail_after(&self, successes: u32, crash: Crash) {
        *lock(&self.failure) = Some((successes, crash));
    }

    pub(crate) fn repair(&self) {
        *lock(&self.failure) = None;
    }

    pub(crate) fn document(&self) -> Option<Vec<u8>> {
        lock(&self.document).clone()
    }

    /// A copy, as of now.
    pub(crate) fn copy(&self) -> Self {
        Self { document: Arc::new(Mutex::new(self.document())), ..Self::default() }
    }
}

impl Storage for Disk {
    fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        Ok(self.document().map(Zeroizing::new))
    }

    fn write(&self, document: &[u8]) -> Result<(), Error> {
        let failed = || {
            Err(Error::Storage {
                path: "disk".into(),
                action: "written",
                source: std::io::Error::other("the test's crash"),
            })
        };
        let mut failure = lock(&self.failure);
        match failure.as_mut() {
            Some((0, Crash::Before)) => return failed(),
            Some((0, Crash::After)) => {
                *lock(&self.document) = Some(document.to_vec());
                return failed();
            }
            Some((successes, _)) => *successes -= 1,
            None => {}
        }
        *lock(&self.document) = Some(document.to_vec());
        Ok(())
    }
}
