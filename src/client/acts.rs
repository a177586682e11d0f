//! An officer's act: signed here, under the officer's certificate, and sent to the registration API.

use anyhow::{Context, Result, bail};
use phone_protocol::activation::{Activation, ActivationSecret};
use phone_protocol::activation_code::activation_id;
use pki_types::jws::jws_assemble;
use pki_types::{Clock, Random, Sha256Digest, UnixTime};
use relying_party::http::{asked, post_jws};
use relying_party::{Country, Credentials, STATEMENT_KEY_PIN, key_list};
use serde::de::DeserializeOwned;
use words::act::{ACTIVATION_SECRET_TYP, Act, ActPayload, Activate, Activated, PersonReference, Role};
use words::api::officers::{AcceptedAct, ActivationBody, PersonBody, WaitingActBody, WaitingActs, Waits};
use words::{ActivationId, DeviceKind, Id128, PhoneNumber};

/// The door that is called, as errors name it.
const API: &str = "registration API";

/// An officer at work: credentials, and the country whose registration API is called.
pub struct Officer<'a> {
    /// The officer's certificate and key.
    pub credentials: &'a Credentials,
    /// One client for all calls, so that connections are used again.
    pub client: reqwest::Client,
    /// Where the country's doors are.
    pub country: &'a Country,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness for identifiers and secrets.
    pub random: &'a dyn Random,
    /// In which role, if not the usual one of each act.
    pub role: Option<Role>,
}

/// What came of an act.
pub enum Asked<T> {
    /// It was done.
    Done(T),
    /// It was checked, and waits for other officers.
    Waits {
        /// SHA-256 of the act: what they confirm.
        act: Sha256Digest,
        /// What is missing.
        waits: Waits,
    },
}

impl<'a> Officer<'a> {
    /// The officer whom the credentials are for.
    pub fn new(
        credentials: &'a Credentials,
        country: &'a Country,
        clock: &'a dyn Clock,
        random: &'a dyn Random,
    ) -> Result<Self> {
        Ok(Self { client: credentials.client()?, credentials, country, clock, random, role: None })
    }

    /// Signs one act that the officer may do alone, and waits until the service has decided.
    pub async fn perform<T: DeserializeOwned>(&self, act: Act, what: &str) -> Result<T> {
        match self.ask(act, what).await? {
            Asked::Done(answer) => Ok(answer),
            Asked::Waits { act, waits } => bail!(
                "{what}: the act {act} waits until {} for another officer of the role {}: `greatseal act confirm {act}`",
                waits.until.rfc3339(),
                waits.role
            ),
        }
    }

    /// Signs one act and waits until the service has decided, be it that others must confirm it.
    pub async fn ask<T: DeserializeOwned>(&self, act: Act, what: &str) -> Result<Asked<T>> {
        self.send(self.sign(act)?, what).await
    }

    /// Sends a signed act; the same bytes again are the same act.
    pub async fn send<T: DeserializeOwned>(&self, signed: String, what: &str) -> Result<Asked<T>> {
        let url = self.url("/v1/acts");
        decided(post_jws(&self.client, API, url, signed, what).await?, what)
    }

    /// What became of an act that this officer signed.
    ///
    /// # Errors
    /// It was refused, or this officer has signed no such act.
    pub async fn outcome<T: DeserializeOwned>(&self, act: &Sha256Digest, what: &str) -> Result<Asked<T>> {
        decided(self.get(&format!("/v1/acts/{act}"), what).await?, what)
    }

    /// The acts that wait for other officers, each with what its officer signed.
    pub async fn waiting_acts(&self) -> Result<Vec<WaitingActBody>> {
        let waiting: WaitingActs = self.get("/v1/waiting-acts", "asking for the acts that wait").await?;
        Ok(waiting.acts)
    }

    /// A person with phones and open activations.
    ///
    /// # Errors
    /// There is no such person, or the officer has no role that has to do with persons.
    pub async fn person(&self, person: &PersonReference) -> Result<PersonBody> {
        let url = self.url("/v1/persons/lookup");
        Ok(asked(self.client.post(&url).json(person), API, &url, "looking the person up").await?)
    }

    /// Signs one act: the bytes that may be sent again until they are answered, and are one act however often they come.
    pub fn sign(&self, act: Act) -> Result<String> {
        let payload = ActPayload::new(Id128::draw(self.random), self.clock.now(), act);
        let payload = match self.role {
            Some(role) => payload.in_role(role),
            None => payload,
        };
        let input = payload.signing_input(&self.credentials.x5c());
        Ok(jws_assemble(&input, &self.credentials.sign(&input))?)
    }

    /// Lets a person enrol one device: returns what is handed over to the person.
    pub async fn activate(
        &self,
        person: PersonReference,
        device_kind: DeviceKind,
        expires_at: UnixTime,
    ) -> Result<Activation> {
        self.activate_reached_at(person, device_kind, expires_at, None).await
    }

    /// As [`activate`](Self::activate), for a device with this telephone number.
    pub async fn activate_reached_at(
        &self,
        person: PersonReference,
        device_kind: DeviceKind,
        expires_at: UnixTime,
        phone_number: Option<PhoneNumber>,
    ) -> Result<Activation> {
        let (act, activation) = self.activation(person, device_kind, expires_at, phone_number).await?;
        let _: Activated = self.perform(act, "giving the activation").await?;
        Ok(activation)
    }

    /// Draws the secret of an activation, which only this client, the inner zone and the person's phone will know. The
    /// activation is good once its act is performed.
    pub async fn activation(
        &self,
        person: PersonReference,
        device_kind: DeviceKind,
        expires_at: UnixTime,
        phone_number: Option<PhoneNumber>,
    ) -> Result<(Act, Activation)> {
        // 1. The service's opening key, from the key list that is signed by the statement key which this folder pins.
        let pin = self.statement_key_pin()?;
        let list = key_list(self.country, &pin).await?;
        // 2. The secret, bound to this activation, device kind and person.
        let secret = ActivationSecret::draw(self.random);
        let activation_id = activation_id(&secret);
        let bound = words::act::ActivationSecret {
            activation_id,
            secret: secret.expose().to_vec(),
            device_kind,
            person: person.code.clone(),
        };
        let plaintext = zeroize::Zeroizing::new(serde_json::to_vec(&bound)?);
        let encrypted =
            pki_types::jwe::jwe_encrypt(&list.opening_key.0, ACTIVATION_SECRET_TYP, &plaintext, self.random)?;
        // 3. The act, and what the person gets.
        let act =
            Activate { person, device_kind, expires_at, phone_number, activation_id, secret: encrypted };
        let activation = Activation {
            id: activation_id,
            secret,
            statement_key_sha256: pin,
            base_url: self.country.phone_api.clone(),
        };
        Ok((Act::Activate(Box::new(act)), activation))
    }

    /// How an activation stands.
    pub async fn activation_body(&self, id: &ActivationId) -> Result<ActivationBody> {
        self.get(&format!("/v1/activations/{id}"), "asking about the activation").await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.country.registration_api)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, what: &str) -> Result<T> {
        let url = self.url(path);
        Ok(asked(self.client.get(&url), API, &url, what).await?)
    }

    /// The pin of the country's statement key, which this officer's folder has: without it an officer cannot encrypt an
    /// activation.
    ///
    /// # Errors
    /// The file is missing.
    pub fn statement_key_pin(&self) -> Result<Sha256Digest> {
        let path = self.credentials.folder.join(STATEMENT_KEY_PIN);
        self.credentials
            .statement_key_pin
            .with_context(|| format!("cannot read {}: the ceremony writes it", path.display()))
    }
}

/// Reads the answer to an act: what was done, or what is missing.
fn decided<T: DeserializeOwned>(answer: serde_json::Value, what: &str) -> Result<Asked<T>> {
    if let Ok(AcceptedAct { request, waits, .. }) = serde_json::from_value(answer.clone()) {
        let waits = waits
            .with_context(|| format!("{what}: the act {request} is stored, and nothing was decided yet"))?;
        return Ok(Asked::Waits { act: request, waits });
    }
    let answer = serde_json::from_value(answer);
    let answer = answer.with_context(|| {
        format!("{what}: the service answered something that this command does not understand")
    });
    Ok(Asked::Done(answer?))
}
