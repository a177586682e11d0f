//! A person's phone, with its rows.

use phone_protocol::fixed::{ForConsent, VersionOne};
use phone_protocol::wire::Octets;
use phone_protocol::{Answer, Displayed, Pending, Refusal, RefusalReason, Shown, Unlock};
use pki_types::{Sha256Digest, UnixTime};
use words::{ActivationId, DeviceId, PersonId, Purpose};

use crate::country::{CITIZENS, Country, Of};
use crate::holder::Holder;
use crate::key::Key;
use crate::messages::line;
use crate::profile::Profile;
use crate::rows;

/// A phone that is enrolled.
#[derive(Clone)]
pub struct Phone {
    /// Whose it is.
    pub person: PersonId,
    /// Which it is.
    pub device: DeviceId,
    /// Signs what it says.
    pub device_key: Key,
    /// For logins.
    pub authentication: Holder,
    /// For signatures.
    pub signature: Holder,
}

impl Phone {
    /// The key and certificate for this.
    pub fn holder(&self, purpose: Purpose) -> &Holder {
        match purpose {
            Purpose::Authentication => &self.authentication,
            Purpose::Signature => &self.signature,
        }
    }

    /// "The person sees it", for the statement of a session.
    pub fn shown(&self, session: &str, statement_sha256: Sha256Digest, iat: UnixTime) -> String {
        let (session, device) = (session.parse().unwrap(), self.device);
        let shown = Shown { v: VersionOne, aud: ForConsent, session, device, statement_sha256, iat };
        self.device_key.sign_message(&shown)
    }

    /// A refusal of the statement of a session.
    pub fn refusal(&self, session: &str, statement_sha256: Sha256Digest, iat: UnixTime) -> String {
        let (session, device, reason) = (session.parse().unwrap(), self.device, RefusalReason::Declined);
        let refusal =
            Refusal { v: VersionOne, aud: ForConsent, session, device, statement_sha256, reason, iat };
        self.device_key.sign_message(&refusal)
    }

    /// An answer to the statement of a session, which signs something else: a door cannot tell.
    pub fn answer(&self, session: &str, statement_sha256: Sha256Digest, iat: UnixTime) -> String {
        self.device_key.sign_message(&Answer {
            v: VersionOne,
            aud: ForConsent,
            session: session.parse().unwrap(),
            device: self.device,
            statement_sha256,
            signatures: vec![Octets::new(self.signature.sign(statement_sha256.as_bytes()))],
            shown: Displayed {
                name: Some(line("The bank")),
                domain: Some(line("bank.example")),
                deed: None,
                text: None,
                payment: None,
                documents: Vec::new(),
                vouched_for_by: None,
                code: Some("4711".to_owned()),
                link: None,
            },
            verifier_sha256: None,
            epoch: 1,
            iat,
        })
    }

    /// An unlock whose proof is for the inner zone alone.
    pub fn unlock(&self, session: &str, iat: UnixTime) -> String {
        let (session, device) = (session.parse().unwrap(), self.device);
        let proof = "encrypted.to.the.inner.zone".to_owned();
        self.device_key.sign_message(&Unlock { v: VersionOne, aud: ForConsent, session, device, proof, iat })
    }

    /// A poll that waits for so many seconds and knows these sessions.
    pub fn poll(&self, wait: u8, known: &[&str], now: UnixTime) -> String {
        let known = known.iter().map(|session| session.parse().unwrap()).collect();
        self.device_key.sign_message(&Pending::new(self.device, now, wait, known))
    }
}

impl Country {
    /// Registers a person with one phone.
    pub async fn phone(&self, code: &str) -> Phone {
        let person = self.person(code).await;
        self.enrol(person).await
    }

    /// Enrols one more phone of a person: the device and its certificates, without secrets.
    pub async fn enrol(&self, person: PersonId) -> Phone {
        let random = &*self.random;
        let (device, device_key) = (DeviceId::draw(random), Key::draw(random));
        let name = device.to_string();
        let request = rows::enrolment(&name, ActivationId::draw(random), self.now());
        let spki = device_key.public_key().spki_der();
        let row = rows::device(device, person, spki, request.sha256, self.now());
        self.store.door().insert_enrolment(request, rows::MANY).await.unwrap();
        self.forget_jobs().await;
        self.write(move |unit| Box::pin(async move { unit.insert_device(&row).await })).await;
        let of = Of { person: Some(person), device: Some(device), relying_party: None };
        let authentication = self.issue(CITIZENS, Profile::Authentication, &name, of.clone()).await;
        let signature = self.issue(CITIZENS, Profile::Signature, &name, of).await;
        Phone { person, device, device_key, authentication, signature }
    }
}
