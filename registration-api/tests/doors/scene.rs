//! A country with two officers and a person who may enrol a phone, behind the doors, without a worker.

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use phone_protocol::Enrolment;
use phone_protocol::activation::ActivationSecret;
use pki_types::{Sha256Digest, UnixTime};
use registration_api::{Registration, RegistrationConfig, router};
use store::{Reply, Verdict};
use test_country::{Country, Holder, Key, NewPhone, Of, Profile, SERVICES, rows};
use words::act::{Act, ActPayload, EndRelyingParty, Role};
use words::{ActivationId, Id128};

/// A country and its doors.
pub(crate) struct Scene {
    country: Country,
    pub(crate) doors: Router,
    pub(crate) officer: Holder,
    pub(crate) colleague: Holder,
    pub(crate) activation: ActivationId,
}

impl Deref for Scene {
    type Target = Country;

    fn deref(&self) -> &Country {
        &self.country
    }
}

impl Scene {
    /// The scene; doors that wait for nobody.
    pub(crate) async fn new() -> Self {
        Self::patient(0).await
    }

    /// The scene; doors that wait for so many seconds.
    pub(crate) async fn patient(reply_seconds: u8) -> Self {
        let country = Country::new().await;
        let roles = [Role::Registration, Role::Security];
        let (officer, colleague) =
            (country.officer("officer-1", &roles).await, country.officer("officer-2", &roles).await);
        let activation = ActivationId::from_bytes([7; 16]);
        let person = country.person("DEMO-1").await;
        let row = rows::activation(activation, person, country.act, country.now());
        country.write(move |unit| Box::pin(async move { unit.insert_activation(&row).await })).await;
        let config = RegistrationConfig { reply_seconds, ..RegistrationConfig::default() };
        let clock = Arc::new(country.clock.clone());
        let doors = router(Registration::new(country.store.door(), clock, &config));
        Scene { country, doors, officer, colleague, activation }
    }

    /// A certificate of the same authority for somebody who is no officer.
    pub(crate) async fn stranger(&self) -> Holder {
        self.issue(SERVICES, Profile::Officer, "somebody", Of::default()).await
    }

    /// Another certificate of an officer, as a renewal gives it: the row names it as the current one.
    pub(crate) async fn renewed(&self, id: &'static str) -> Holder {
        let holder = self.issue(SERVICES, Profile::Officer, id, Of::default()).await;
        let sha256 = holder.certificate.sha256();
        self.write(move |unit| Box::pin(async move { unit.set_officer_certificate(id, &sha256).await }))
            .await;
        holder
    }

    /// The worker's reply to whatever has this hash.
    pub(crate) async fn reply(&self, request: Sha256Digest, verdict: Verdict, body: &str) {
        let reply = Reply { request_sha256: request, verdict, body: body.to_owned(), created_at: self.now() };
        self.write(move |unit| Box::pin(async move { unit.insert_reply(&reply).await })).await;
    }

    pub(crate) async fn end_officer(&self, id: &'static str) {
        assert!(self.write(move |unit| Box::pin(unit.end_officer(id))).await);
    }

    /// Marks the activation as used by another enrolment.
    pub(crate) async fn use_activation(&self, by: Sha256Digest) {
        let activation = self.activation;
        self.write(move |unit| {
            Box::pin(async move { unit.use_activation(&activation, &by).await.map(|_| ()) })
        })
        .await;
    }

    /// A new phone, and its enrolment for this activation, before it is signed.
    pub(crate) fn enrolment(&self, activation: ActivationId) -> (NewPhone, Enrolment) {
        let phone = NewPhone::new(&*self.random);
        let enrolment = self.enrolment_of(&phone, activation);
        (phone, enrolment)
    }

    /// The enrolment of this phone.
    pub(crate) fn enrolment_of(&self, phone: &NewPhone, activation: ActivationId) -> Enrolment {
        let secret = ActivationSecret::new([9; 16]);
        let parts = phone.parts(activation, &secret, self.now());
        Enrolment::compose(&parts, Key::of("opening").public_key(), &*self.random).unwrap()
    }
}

/// An act of this officer, signed now.
pub(crate) fn act_of(officer: &Holder, jti: u8, now: UnixTime) -> String {
    let act = Act::EndRelyingParty(EndRelyingParty { id: "bank".to_owned() });
    officer.sign_act(&ActPayload::new(Id128::from_bytes([jti; 16]), now, act))
}
