//! The phone: its state, its surroundings, and what all its steps share.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use phone_protocol::keys::{DEFAULT_ITERATIONS, PinKeys};
use phone_protocol::{KeyList, Message, PhoneProblem, Pin, StateReply, Verified, WrongPins};
use pki_types::{Certificate, Clock, Random, UnixTime};
use words::{DeviceId, DeviceKind, Purpose, SessionId};

use crate::door::{DoorReply, DoorRequest};
use crate::state::{EnrolledState, State};
use crate::{Door, Error, KeyPair, Storage};

/// What a phone is given instead of reaching for it.
#[derive(Clone)]
pub struct Environment {
    /// The way to the service.
    pub door: Arc<dyn Door>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness for keys, shares and nonces.
    pub random: Arc<dyn Random>,
    /// How long to wait before something that failed for a passing reason is sent again.
    pub pause: Duration,
}

/// Both PINs.
#[derive(Clone)]
pub struct Pins {
    /// PIN 1.
    pub authentication: Pin,
    /// PIN 2.
    pub signature: Pin,
}

impl Pins {
    /// The PIN of a purpose.
    #[must_use]
    pub const fn of(&self, purpose: Purpose) -> &Pin {
        match purpose {
            Purpose::Authentication => &self.authentication,
            Purpose::Signature => &self.signature,
        }
    }
}

/// What an enrolled phone is.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// Its id at the service.
    pub device: DeviceId,
    /// The person's certificate for authentication.
    pub authentication: Certificate,
    /// The person's certificate for signing.
    pub signature: Certificate,
    /// The issuing CA, then those above it.
    pub chain: Vec<Certificate>,
}

/// A phone with one person's keys.
pub struct Phone {
    pub(crate) storage: Box<dyn Storage>,
    pub(crate) environment: Environment,
    pub(crate) state: Option<State>,
    /// The key of `state`'s `device_key`, once it was used.
    pub(crate) device_key: OnceLock<KeyPair>,
    /// The accepted key list, read from the state.
    pub(crate) key_list: Option<Verified<KeyList>>,
    pub(crate) enrolled: Option<Enrolled>,
    pub(crate) iterations: u32,
    pub(crate) device_kind: DeviceKind,
    /// PIN keys derived once, for load and for demonstrations; a person's phone has none.
    pub(crate) remembered: [Option<PinKeys>; 2],
    /// Sessions that this run has fetched, with their ends.
    pub(crate) known: Vec<(SessionId, UnixTime)>,
    /// How many polls have failed since the last good one.
    pub(crate) failed_polls: u32,
    /// What the service said of wrong PINs with the last share, until the person is told.
    pub(crate) wrong_pins: Option<WrongPins>,
}

impl Phone {
    /// Opens the phone that `storage` holds, or a new one.
    ///
    /// # Errors
    /// The state cannot be read, or is damaged.
    pub fn open(storage: impl Storage + 'static, environment: Environment) -> Result<Self, Error> {
        let state = State::load(&storage)?;
        let mut phone = Self {
            storage: Box::new(storage),
            environment,
            state: None,
            device_key: OnceLock::new(),
            key_list: None,
            enrolled: None,
            iterations: DEFAULT_ITERATIONS,
            device_kind: DeviceKind::App,
            remembered: [None, None],
            known: Vec::new(),
            failed_polls: 0,
            wrong_pins: None,
        };
        if let Some(state) = state {
            phone.key_list = Some(state.statement_key_pin.accept(&state.key_list, state.key_list_number)?);
            phone.enrolled = state.enrolled.as_ref().map(read_enrolled).transpose()?;
            phone.state = Some(state);
        }
        Ok(phone)
    }

    /// Sets the PBKDF2 iterations of PINs that are chosen from now on. Tests use few; a person's phone the default.
    #[must_use]
    pub const fn with_iterations(mut self, iterations: u32) -> Self {
        self.iterations = iterations;
        self
    }

    /// Sets what the phone says it is when it enrols. It must be what the officer activated; a phone in a terminal that
    /// calls itself a qualified device serves to try out that certificate profile and nothing else.
    #[must_use]
    pub const fn with_device_kind(mut self, device_kind: DeviceKind) -> Self {
        self.device_kind = device_kind;
        self
    }

    /// What the phone is, once it is enrolled.
    #[must_use]
    pub const fn enrolled(&self) -> Option<&Enrolled> {
        self.enrolled.as_ref()
    }

    /// Has an enrolment been made that the service has not yet answered?
    #[must_use]
    pub fn enrolment_is_outstanding(&self) -> bool {
        self.state.as_ref().is_some_and(|state| state.enrolment.is_some())
    }

    /// The service's address, once known.
    #[must_use]
    pub fn base_url(&self) -> Option<&str> {
        self.state.as_ref().map(|state| state.base_url.as_str())
    }

    /// The epoch of a purpose's share: how many unlocks this phone took a share for.
    #[must_use]
    pub fn epoch(&self, purpose: Purpose) -> Option<u64> {
        self.state.as_ref().map(|state| state.key(purpose).epoch)
    }

    /// Derives the keys of a PIN once and keeps them in memory: for load and demonstrations alone, since whoever reads
    /// this memory can then sign with the service without a PIN.
    ///
    /// # Errors
    /// The phone has no keys yet.
    pub fn remember_pin(&mut self, purpose: Purpose, pin: &Pin) -> Result<(), Error> {
        let keys = self.state.as_ref().ok_or(Error::NotEnrolled)?.key(purpose).pin_keys(pin);
        self.remembered[slot(purpose)] = Some(keys);
        Ok(())
    }

    /// What the service said of wrong PINs with the share that this phone took last. It is given once: the person is to be
    /// told of it.
    pub const fn take_wrong_pins(&mut self) -> Option<WrongPins> {
        self.wrong_pins.take()
    }

    pub(crate) fn state(&self) -> Result<&State, Error> {
        self.state.as_ref().ok_or(Error::NotEnrolled)
    }

    pub(crate) fn identity(&self) -> Result<&Enrolled, Error> {
        self.enrolled.as_ref().ok_or(Error::NotEnrolled)
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.environment.clock.now()
    }

    /// Signs a message with the device key.
    pub(crate) fn sign_message<T: Message>(&self, message: &T) -> Result<String, Error> {
        let device_key = match self.device_key.get() {
            Some(key) => key,
            None => {
                let key = KeyPair::from_scalar(self.state()?.device_key.expose())?;
                self.device_key.get_or_init(|| key)
            }
        };
        sign_message(message, device_key)
    }

    /// Writes a changed state; only when it is durable does the phone go on with it.
    pub(crate) fn commit(&mut self, state: State) -> Result<(), Error> {
        state.save(self.storage.as_ref())?;
        if self.state.as_ref().is_none_or(|old| old.device_key.expose() != state.device_key.expose()) {
            self.device_key = OnceLock::new();
        }
        self.state = Some(state);
        Ok(())
    }

    /// Sends one message to the inner zone and reads the state of its session.
    pub(crate) async fn deliver(&self, what: &'static str, message: String) -> Result<StateReply, Error> {
        let reply = self.send("/v1/phone/messages", Some(message), MESSAGE_PATIENCE).await?;
        read_reply(what, &reply)
    }

    /// Sends and repeats while the reason is a passing one. Every message is answered once by the hash of its bytes, so
    /// the same bytes again count nothing.
    pub(crate) async fn send(
        &self,
        path: &str,
        body: Option<String>,
        patience: Duration,
    ) -> Result<DoorReply, Error> {
        send(&self.environment, &self.state()?.base_url, path, body, patience).await
    }
}

/// How long a message may take: the worker commits, signs, and answers.
pub(crate) const MESSAGE_PATIENCE: Duration = Duration::from_secs(20);
/// How often the same bytes are sent while the service is away or busy.
const ATTEMPTS: u32 = 5;

pub(crate) async fn send(
    environment: &Environment,
    base_url: &str,
    path: &str,
    body: Option<String>,
    patience: Duration,
) -> Result<DoorReply, Error> {
    let request = DoorRequest { base_url: base_url.to_owned(), path: path.to_owned(), body, patience };
    let mut attempt = 1;
    loop {
        let reply = environment.door.send(request.clone()).await;
        let passing = match &reply {
            Ok(reply) => matches!(reply.status, 202 | 502 | 503 | 504),
            Err(error) => matches!(error, Error::Unreachable { .. }),
        };
        if !passing || attempt == ATTEMPTS {
            return reply.and_then(refusal_is_an_error);
        }
        tracing::debug!(path, attempt, "sending the same bytes again");
        attempt += 1;
        tokio::time::sleep(environment.pause).await;
    }
}

fn refusal_is_an_error(reply: DoorReply) -> Result<DoorReply, Error> {
    if matches!(reply.status, 200 | 201) {
        return Ok(reply);
    }
    let problem = serde_json::from_slice(&reply.body).unwrap_or_else(|_| PhoneProblem {
        title: "it gave no reason".to_owned(),
        ..PhoneProblem::default()
    });
    Err(Error::Refused { status: reply.status, problem: Box::new(problem) })
}

pub(crate) fn read_reply<T: serde::de::DeserializeOwned>(
    what: &'static str,
    reply: &DoorReply,
) -> Result<T, Error> {
    serde_json::from_slice(&reply.body).map_err(|error| Error::Unexpected { what, reason: error.to_string() })
}

pub(crate) fn sign_message<T: Message>(message: &T, device_key: &KeyPair) -> Result<String, Error> {
    let draft = message.draft()?;
    let signature = device_key.sign(draft.signing_input());
    Ok(draft.assemble(&signature)?)
}

pub(crate) fn read_enrolled(state: &EnrolledState) -> Result<Enrolled, Error> {
    Ok(Enrolled {
        device: state.device,
        authentication: Certificate::from_pem(&state.authentication)?,
        signature: Certificate::from_pem(&state.signature)?,
        chain: state.chain.iter().map(|pem| Certificate::from_pem(pem)).collect::<Result<_, _>>()?,
    })
}

pub(crate) const fn slot(purpose: Purpose) -> usize {
    match purpose {
        Purpose::Authentication => 0,
        Purpose::Signature => 1,
    }
}
