//! A country by a clock that a story moves, with an officer, two relying parties, and phones on wires of their own.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use greatseal::client::acts::Officer;
use phone_protocol::verification::VerifiedSession;
use phone_protocol::wire::Secret32;
use phone_protocol::{Activation, Pin};
use phone_terminal::{Enrolled, Environment, KeyPair, Phone};
use pki_types::ocsp::{CertStatus, OcspResponse};
use pki_types::{
    Certificate, CertificateRequest, Clock, ManualClock, Name, SystemClock, SystemRandom, sha256,
};
use relying_party::{Content, Credentials, PersonCertificate, RelyingParty, evidence, plain_client};
use reqwest::Response;
use words::act::{Act, RegisterRelyingParty, RelyingPartyRegistered};
use words::{DeviceKind, Doors, Purpose, SessionState};

use super::census::Census;
use super::people::{phone_folder, phone_in, pins, reference, register};
use super::wire::Wire;
use super::{Founded, Testbed};

/// A PIN that is nobody's.
pub(crate) fn wrong_pin() -> Pin {
    Pin::new("70529").expect("the PIN keeps the rules")
}

/// The PIN of every person of a story for signatures.
pub(crate) fn right_pin() -> Pin {
    pins().signature
}

/// The country and its people.
pub(crate) struct Scene {
    /// The running country.
    pub(crate) testbed: Testbed,
    /// Its time, and everybody's.
    pub(crate) clock: ManualClock,
    officer: Credentials,
    second_officer: Credentials,
    parties: [Credentials; 2],
}

/// A phone of a person, and what only a story may touch.
pub(crate) struct Holder {
    /// The person, as COUNTRY-CODE.
    pub(crate) name: String,
    /// The phone.
    pub(crate) phone: Phone,
    /// Its way to the service.
    pub(crate) wire: Arc<Wire>,
    /// What it became when it enrolled.
    pub(crate) enrolled: Enrolled,
}

impl Scene {
    /// Founds and starts a country.
    pub(crate) async fn start() -> Self {
        Self::start_in(Founded::new().await).await
    }

    /// Starts a country that was founded.
    pub(crate) async fn start_in(founded: Founded) -> Self {
        let clock = ManualClock::new(SystemClock.now());
        let testbed = Testbed::start_at(founded, Arc::new(clock.clone())).await;
        let officer = testbed.founded.credentials("officer");
        let second_officer = testbed.founded.credentials("second-officer");
        let first = testbed.founded.credentials("relying-party");
        let second = second_party(&testbed, &officer, &clock).await;
        Self { testbed, clock, officer, second_officer, parties: [first, second] }
    }

    /// The officer.
    pub(crate) fn officer(&self) -> Officer<'_> {
        self.as_officer(&self.officer)
    }

    /// The other security officer.
    pub(crate) fn second_officer(&self) -> Officer<'_> {
        self.as_officer(&self.second_officer)
    }

    /// An officer by these credentials.
    pub(crate) fn as_officer<'a>(&'a self, credentials: &'a Credentials) -> Officer<'a> {
        Officer::new(credentials, &self.testbed.country, &self.clock, &SystemRandom)
            .expect("an HTTP client can be made")
    }

    /// The first relying party, of the ceremony, or the second, of the registration.
    pub(crate) fn party(&self, number: usize) -> RelyingParty<'_> {
        RelyingParty::new(&self.parties[number], &self.testbed.country, &self.clock, &SystemRandom)
            .expect("an HTTP client can be made")
    }

    /// Admits another relying party, with these doors.
    pub(crate) async fn admitted(&self, id: &str, name: &str, doors: Doors) -> Credentials {
        admit(&self.testbed, &self.officer(), (id, name), doors).await
    }

    /// What the store holds now.
    pub(crate) async fn census(&self) -> Census {
        Census::of(&self.testbed.founded).await
    }

    /// Registers a person and lets one phone be enrolled.
    pub(crate) async fn activated(&self, name: &str) -> Activation {
        register(&self.officer(), name, "ADA", "EXAMPLE").await.expect("the person is registered");
        self.activation(name).await
    }

    /// Another activation for a person, good for an hour.
    pub(crate) async fn activation(&self, name: &str) -> Activation {
        let expires_at = self.clock.now().plus(3600);
        let given = self.officer().activate(reference(name), DeviceKind::App, expires_at).await;
        given.expect("the activation is given")
    }

    /// A phone in a folder, on a wire of its own.
    pub(crate) fn phone(&self, folder: &str) -> (Phone, Arc<Wire>) {
        let wire = Wire::new();
        let environment = Environment {
            door: wire.clone(),
            clock: Arc::new(self.clock.clone()),
            random: Arc::new(SystemRandom),
            pause: Duration::from_millis(1),
        };
        (phone_in(&self.testbed.founded, folder, environment), wire)
    }

    /// Registers a person and enrols a phone.
    pub(crate) async fn enrolled(&self, name: &str) -> Holder {
        let activation = self.activated(name).await;
        let (mut phone, wire) = self.phone(name);
        let enrolled = phone.enrol(&activation, &pins()).await.expect("the phone enrols").clone();
        Holder { name: name.to_owned(), phone, wire, enrolled }
    }

    /// The key with which the phone in a folder signs its messages, as only its owner can read it.
    pub(crate) fn device_key(&self, folder: &str) -> KeyPair {
        let state = fs::read(phone_folder(&self.testbed.founded, folder).join("phone.json"))
            .expect("the phone has written its state");
        let mut state: serde_json::Value = serde_json::from_slice(&state).expect("the state is JSON");
        let secret: Secret32 =
            serde_json::from_value(state["device_key"].take()).expect("the state has the device key");
        KeyPair::from_scalar(secret.expose()).expect("the device key is a key")
    }

    /// A person's certificate, as relying parties get it.
    pub(crate) async fn looked_up(&self, name: &str, purpose: Purpose) -> PersonCertificate {
        let (country, code) = name.split_once('-').expect("a person is COUNTRY-CODE");
        self.party(0).look_up(country, code, purpose).await.expect("the person has a certificate")
    }

    /// A relying party asks for a signature under a digest of its own; gives the session's id.
    pub(crate) async fn ask(&self, party: usize, holder: &Holder) -> String {
        let person = self.looked_up(&holder.name, Purpose::Signature).await;
        let content = Content::digest(sha256(format!("document {party}").as_bytes()));
        self.party(party)
            .start(&person, &content, "Sign")
            .await
            .expect("the session starts")
            .session
            .to_string()
    }

    /// What a relying party hears of its session now.
    pub(crate) async fn session(&self, party: usize, session: &str) -> serde_json::Value {
        self.ask_for_session(party, session, "").await
    }

    /// What a relying party hears of its session when it has ended.
    pub(crate) async fn ended_session(&self, party: usize, session: &str) -> serde_json::Value {
        let mut query = String::new();
        loop {
            let found = self.ask_for_session(party, session, &query).await;
            let state: SessionState =
                serde_json::from_value(found["state"].clone()).expect("a session has a state");
            if state.is_final() {
                return found;
            }
            query = format!("?wait=30&known={state}");
        }
    }

    /// What a relying party hears of its session after some seconds, or earlier if it is in another state then.
    pub(crate) async fn session_within(
        &self,
        party: usize,
        session: &str,
        seconds: u16,
    ) -> serde_json::Value {
        self.ask_for_session(party, session, &format!("?wait={seconds}")).await
    }

    async fn ask_for_session(&self, party: usize, session: &str, query: &str) -> serde_json::Value {
        let url = format!("{}/v1/sessions/{session}{query}", self.testbed.country.relying_party_api);
        let response = self.party(party).client.get(url).send().await.expect("the API answers");
        response.json().await.expect("a session is JSON")
    }

    /// Sends a message to the phone door as it is.
    pub(crate) async fn post_to_phone_door(&self, path: &str, body: &str) -> Response {
        let url = format!("{}{path}", self.testbed.country.phone_api);
        let client = plain_client().expect("an HTTP client can be made");
        let request = client.post(url).header("content-type", "application/jose").body(body.to_owned());
        request.send().await.expect("the door answers")
    }

    /// What the responder says of a person's certificate.
    pub(crate) async fn status(&self, certificate: &Certificate, enrolled: &Enrolled) -> CertStatus {
        let issuer = enrolled.chain.first().expect("the phone got its issuer");
        let client = plain_client().expect("an HTTP client can be made");
        let url = &self.testbed.country.status.ocsp;
        let der = evidence::ocsp(&client, url, certificate, issuer, &self.clock, &SystemRandom)
            .await
            .expect("the responder answers");
        let answer = OcspResponse::from_der(&der).and_then(|answer| answer.verify(issuer, self.clock.now()));
        let answer = answer.expect("the answer is good");
        answer.single_for(certificate).expect("the answer speaks of the certificate").status
    }

    /// Waits until both certificates of a phone have a status that is as wished; a job of the worker may still write it.
    pub(crate) async fn until_status(&self, enrolled: &Enrolled, wished: impl Fn(&CertStatus) -> bool) {
        for certificate in [&enrolled.authentication, &enrolled.signature] {
            let mut status = self.status(certificate, enrolled).await;
            for _ in 0..100 {
                if wished(&status) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
                status = self.status(certificate, enrolled).await;
            }
            assert!(wished(&status), "{status:?}");
        }
    }

    /// Stops the country and starts it again, with the same people; `between` may touch its folder meanwhile.
    pub(crate) async fn restarted(self, between: impl AsyncFnOnce(&Founded)) -> Self {
        let Self { testbed, clock, officer, second_officer, parties } = self;
        let founded = testbed.stop().await;
        between(&founded).await;
        let testbed = Testbed::start_at(founded, Arc::new(clock.clone())).await;
        Self { testbed, clock, officer, second_officer, parties }
    }

    /// Stops the country.
    pub(crate) async fn stop(self) -> Founded {
        self.testbed.stop().await
    }
}

impl Holder {
    /// The sessions that wait for this phone; each is there, or the worker states it within moments.
    pub(crate) async fn waiting(&mut self, count: usize) -> Vec<VerifiedSession> {
        let mut sessions = Vec::new();
        while sessions.len() < count {
            let polled = self.phone.poll(5).await.expect("the phone may ask");
            assert!(polled.unacceptable.is_empty(), "{:?}", polled.unacceptable);
            assert!(!polled.sessions.is_empty(), "{} of {count} sessions came", sessions.len());
            sessions.extend(polled.sessions);
        }
        sessions
    }

    /// Signs, and gives the slug of the refusal instead of an error.
    pub(crate) async fn try_to_sign(&mut self, session: &VerifiedSession, pin: &Pin) -> Result<(), String> {
        match self.phone.sign(session, Some(pin)).await {
            Ok(reply) => {
                assert_eq!(reply.state, "completed");
                Ok(())
            }
            Err(error) => Err(error.slug().unwrap_or_else(|| panic!("{error}")).to_owned()),
        }
    }
}

/// Registers a second relying party through the officer's door, and keeps its credentials as its owner would.
async fn second_party(testbed: &Testbed, officer: &Credentials, clock: &ManualClock) -> Credentials {
    let officer =
        Officer::new(officer, &testbed.country, clock, &SystemRandom).expect("a client can be made");
    admit(testbed, &officer, ("second-service", "Second Service"), Doors::default()).await
}

/// Registers a relying party that uses these doors, and keeps its credentials as its owner would.
async fn admit(
    testbed: &Testbed,
    officer: &Officer<'_>,
    (id, name): (&str, &str),
    doors: Doors,
) -> Credentials {
    let folder = testbed.founded.data().join(id);
    let (key_pem, csr) = new_request();
    let act = RegisterRelyingParty {
        id: id.to_owned(),
        name: name.to_owned(),
        domain: format!("{id}.example"),
        country: "MU".to_owned(),
        doors,
        csr,
    };
    let registered: RelyingPartyRegistered = officer
        .perform(Act::RegisterRelyingParty(act), "registering the relying party")
        .await
        .expect("the relying party is registered");
    keep(&folder, &key_pem, &registered.certificate, &registered.chain)
}

/// A key for a client of the doors (PKCS#8, PEM) and a certificate request for it.
pub(crate) fn new_request() -> (zeroize::Zeroizing<String>, Vec<u8>) {
    let (pem, signer) = hsm_adapter::generate_client_key().expect("a key can be made");
    let subject = Name::new().country("MU").common_name("Story").to_der().expect("the name is good");
    let information = CertificateRequest::to_be_signed(&subject, signer.public_key().spki_der());
    let signature = signer.sign(&information).expect("the key signs");
    (pem, CertificateRequest::assemble(&information, signer.algorithm(), &signature))
}

/// Writes credentials into a folder and reads them as a command does.
pub(crate) fn keep(
    folder: &std::path::Path,
    key_pem: &str,
    certificate: &str,
    chain: &[String],
) -> Credentials {
    fs::create_dir_all(folder).expect("the folder can be made");
    greatseal::secrets::write_private(&folder.join("key.pem"), key_pem.trim_end().as_bytes())
        .expect("the key can be written");
    fs::write(folder.join("certificate.pem"), certificate).expect("the certificate can be written");
    fs::write(folder.join("chain.pem"), chain.concat()).expect("the chain can be written");
    Credentials::read(folder).expect("the credentials are whole")
}
