//! Becoming a person's device: keys, shares and seed are made, written down, and told to the inner zone in one message.

use std::time::Duration;

use phone_protocol::enrolment::{EnrolmentParts, ProofKeys};
use phone_protocol::key_list::pin_of;
use phone_protocol::keys::{FIRST_EPOCH, derive_pin_keys, service_share, wrap_key};
use phone_protocol::wire::{Jwk, Secret32};
use phone_protocol::{
    Activation, ActivationCode, Enrolment, EnrolmentReply, KeyList, Pin, Received, StatementKeyPin,
    UnlockMemory, Verified, check_pins,
};
use pki_types::{Certificate, CertificateRequest, Name, PublicKey, Random, SignatureAlgorithm, random_array};
use words::{DeviceKind, Purpose};

use crate::key::WrappedKey;
use crate::phone::{self, Environment, Pins};
use crate::state::{EnrolledState, KeyState, State};
use crate::{Enrolled, Error, KeyPair, Phone};

/// How long an enrolment may take: two certificates are made and committed.
const ENROLMENT_PATIENCE: Duration = Duration::from_secs(30);
const KEY_LIST_PATIENCE: Duration = Duration::from_secs(10);

impl Phone {
    /// Enrols this phone with what the officer handed over.
    ///
    /// If it fails after the keys were written down, [`Phone::resume_enrolment`] sends the same message again.
    ///
    /// # Errors
    /// Already enrolled, weak PINs, a key list that the activation's pin does not cover, or a refusal of the service.
    pub async fn enrol(&mut self, activation: &Activation, pins: &Pins) -> Result<&Enrolled, Error> {
        if self.enrolled.is_some() {
            return Err(Error::AlreadyEnrolled);
        }
        check_pins(&pins.authentication, &pins.signature)?;

        // 1. The keys of the service, under the pin that the officer gave.
        let pin = StatementKeyPin::new(activation.statement_key_sha256);
        let key_list = fetch_key_list(&self.environment, &activation.base_url, &pin, 0).await?;

        // 2. All keys of the phone, and the message; PBKDF2 computes for a while, so beside the runtime's threads.
        let (environment, iterations, kind) = (self.environment.clone(), self.iterations, self.device_kind);
        let (activation, pins, list) = (activation.clone(), pins.clone(), key_list.clone());
        let state =
            blocking(move || new_state(&environment, &activation, &pins, &list, iterations, kind)).await?;

        // 3. Durable before the service hears of them: an answer that is lost finds the same keys again.
        self.key_list = Some(key_list);
        self.commit(state)?;
        self.resume_enrolment().await
    }

    /// Sends an enrolment that was made and not yet answered.
    ///
    /// # Errors
    /// There is none, or the service refuses it, or its certificates are not for this phone's keys.
    pub async fn resume_enrolment(&mut self) -> Result<&Enrolled, Error> {
        let mut state = self.state()?.clone();
        let message = state.enrolment.take().ok_or(Error::NotEnrolled)?;
        let reply = self.send("/v1/enrolments", Some(message), ENROLMENT_PATIENCE).await?;
        let reply: EnrolmentReply = phone::read_reply("the enrolment", &reply)?;

        let enrolled = EnrolledState {
            device: reply.device,
            authentication: reply.certificates.authentication,
            signature: reply.certificates.signature,
            chain: reply.chain,
        };
        let identity = phone::read_enrolled(&enrolled)?;
        check_certificates(&identity, &state, self.key_list.as_ref())?;
        state.enrolled = Some(enrolled);
        self.commit(state)?;
        Ok(self.enrolled.insert(identity))
    }

    /// Fetches the key list again and accepts it under the pin; the number never goes down, the pin may move on to the
    /// announced next key.
    ///
    /// # Errors
    /// Unreachable, or a list that may not be accepted: then the old one stays.
    pub async fn refresh_key_list(&mut self) -> Result<(), Error> {
        let mut state = self.state()?.clone();
        let pin = state.statement_key_pin;
        let list = fetch_key_list(&self.environment, &state.base_url, &pin, state.key_list_number).await?;
        if list.compact() != state.key_list {
            state.statement_key_pin = StatementKeyPin::after(&list);
            state.key_list_number = list.number;
            state.key_list = list.compact().to_owned();
            self.commit(state)?;
            self.key_list = Some(list);
        }
        Ok(())
    }
}

/// What a typed code says, at the service with this address: which of its keys the phone may believe, the code confirms.
pub(crate) async fn activation_of_code(
    environment: &Environment,
    code: &ActivationCode,
    base_url: &str,
) -> Result<Activation, Error> {
    let compact = fetch_compact(environment, base_url).await?;
    let claimed = Received::<KeyList>::parse(&compact)?;
    Ok(code.at(pin_of(&claimed.claims().statement_key.0), base_url)?)
}

async fn fetch_key_list(
    environment: &Environment,
    base_url: &str,
    pin: &StatementKeyPin,
    lowest: u64,
) -> Result<Verified<KeyList>, Error> {
    Ok(pin.accept(&fetch_compact(environment, base_url).await?, lowest)?)
}

async fn fetch_compact(environment: &Environment, base_url: &str) -> Result<String, Error> {
    let reply = phone::send(environment, base_url, "/v1/key-list", None, KEY_LIST_PATIENCE).await?;
    let compact = std::str::from_utf8(&reply.body)
        .map_err(|_| Error::Unexpected { what: "the key list", reason: "it is not text".to_owned() })?;
    Ok(compact.trim_end().to_owned())
}

/// Runs a computation where blocking is allowed.
pub(crate) async fn blocking<T: Send + 'static>(
    computation: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(computation)
        .await
        .map_err(|error| Error::State(format!("a computation did not finish: {error}")))?
}

fn new_state(
    environment: &Environment,
    activation: &Activation,
    pins: &Pins,
    key_list: &Verified<KeyList>,
    iterations: u32,
    device_kind: DeviceKind,
) -> Result<State, Error> {
    let random = environment.random.as_ref();
    let device_key = KeyPair::draw(random);
    let seed = Secret32::new(random_array(random));
    let authentication =
        NewKey::draw(Purpose::Authentication, &pins.authentication, &seed, iterations, random)?;
    let signature = NewKey::draw(Purpose::Signature, &pins.signature, &seed, iterations, random)?;
    let parts = EnrolmentParts {
        activation_id: activation.id,
        activation_secret: activation.secret.clone(),
        device_kind,
        csr_authentication: certificate_request(&authentication.pair)?,
        csr_signature: certificate_request(&signature.pair)?,
        device_key: device_key.public_key().clone(),
        proof_keys: ProofKeys { authentication: authentication.proof_key, signature: signature.proof_key },
        seed,
        iat: environment.clock.now(),
    };
    let enrolment = Enrolment::compose(&parts, &key_list.opening_key.0, random)?;
    // The seed ends here: `parts` is wiped when it is dropped, and the message holds it for the inner zone alone.
    Ok(State {
        version: State::version(),
        base_url: activation.base_url.clone(),
        statement_key_pin: StatementKeyPin::after(key_list),
        key_list: key_list.compact().to_owned(),
        key_list_number: key_list.number,
        device_key: device_key.scalar(),
        authentication: authentication.state,
        signature: signature.state,
        unlocks: UnlockMemory::default(),
        enrolment: Some(phone::sign_message(&enrolment, &device_key)?),
        enrolled: None,
        answered: Vec::new(),
        told_of: Vec::new(),
    })
}

/// A signing key that was just drawn: in the clear for its certificate request, and as it is stored.
struct NewKey {
    pair: KeyPair,
    proof_key: Secret32,
    state: KeyState,
}

impl NewKey {
    fn draw(
        purpose: Purpose,
        pin: &Pin,
        seed: &Secret32,
        iterations: u32,
        random: &dyn Random,
    ) -> Result<Self, Error> {
        let pair = KeyPair::draw(random);
        let salt = Secret32::new(random_array(random));
        let client_share = Secret32::new(random_array(random));
        let pin_keys = derive_pin_keys(pin, salt.expose(), iterations);
        let service = service_share(seed.expose(), purpose, FIRST_EPOCH);
        let wrap = wrap_key(client_share.expose(), &service, &pin_keys.wrap_part, purpose);
        let wrapped_key = WrappedKey::wrap(&pair, purpose, &wrap, random)?;
        let public_key = Jwk(pair.public_key().clone());
        Ok(Self {
            pair,
            proof_key: Secret32::new(*pin_keys.proof_key),
            state: KeyState {
                public_key,
                salt,
                iterations,
                client_share,
                epoch: FIRST_EPOCH,
                wrapped_key,
                other_key: None,
            },
        })
    }
}

/// A PKCS#10 request (RFC 2986). The authority takes nothing but the public key from it.
fn certificate_request(pair: &KeyPair) -> Result<Vec<u8>, Error> {
    let name = Name::new().common_name("Phone").to_der()?;
    let information = CertificateRequest::to_be_signed(&name, pair.public_key().spki_der());
    let signature = pair.sign(&information);
    Ok(CertificateRequest::assemble(&information, SignatureAlgorithm::EcdsaSha256, &signature))
}

/// The certificates must be for the keys that this phone made, and by a CA that its key list names.
fn check_certificates(
    identity: &Enrolled,
    state: &State,
    key_list: Option<&Verified<KeyList>>,
) -> Result<(), Error> {
    let unexpected = |reason: &str| Error::Unexpected { what: "the enrolment", reason: reason.to_owned() };
    let same = |found: &PublicKey, own: &Jwk| *found == own.0;
    if !same(identity.authentication.public_key(), &state.authentication.public_key)
        || !same(identity.signature.public_key(), &state.signature.public_key)
    {
        return Err(unexpected("a certificate is for another key"));
    }
    let issuers = key_list.map_or(&[][..], |list| list.person_issuers.as_slice());
    let is_theirs = |own: &Certificate| issuers.iter().any(|issuer| own.verify_issued_by(&issuer.0).is_ok());
    if !issuers.is_empty() && ![&identity.authentication, &identity.signature].into_iter().all(is_theirs) {
        return Err(unexpected("a certificate is not from a CA of the key list"));
    }
    Ok(())
}
