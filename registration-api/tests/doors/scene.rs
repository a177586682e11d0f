//! A country with two officers and a person who may enrol a phone, behind the doors, without a worker.

use std::sync::Arc;

use axum::Router;
use futures_util::FutureExt as _;
use phone_protocol::activation::ActivationSecret;
use phone_protocol::enrolment::{EnrolmentParts, ProofKeys};
use phone_protocol::wire::Secret32;
use phone_protocol::{Enrolment, Message as _};
use pki_types::certificate_request::CertificateRequest;
use pki_types::name::Name;
use pki_types::{
    Certificate, Clock, ManualClock, PublicKey, SeededRandom, Serial, Sha256Digest, SignatureAlgorithm,
    SystemRandom, UnixTime, sha256,
};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, PublicKeyData,
    SerialNumber, SigningKey,
};
use registration_api::{Registration, RegistrationConfig, router};
use store::{
    ActRow, Activation, Error, IssuedCertificate, IssuerId, NewIntent, Officer, Person, Reply, Store,
};
use words::act::{Act, ActPayload, EndRelyingParty, Role};
use words::leaf::{self, Leaf};
use words::{ActivationId, DeviceKind, Id128, PersonId, PersonalCode};

pub(crate) struct Scene {
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) doors: Router,
    pub(crate) officer: Signatory,
    pub(crate) colleague: Signatory,
    pub(crate) activation: ActivationId,
    authority: Issuer<'static, KeyPair>,
}

/// Somebody with a key and a certificate.
pub(crate) struct Signatory {
    pub(crate) key: KeyPair,
    pub(crate) certificate: Certificate,
}

/// What a phone has before it enrols.
pub(crate) struct NewPhone {
    pub(crate) device: KeyPair,
    pub(crate) authentication: KeyPair,
    pub(crate) signature: KeyPair,
    /// The key in the JWE header, to which the secrets are encrypted.
    opening: KeyPair,
}

impl Scene {
    /// The scene; doors that wait for nobody.
    pub(crate) async fn new() -> Self {
        Self::patient(0).await
    }

    /// The scene; doors that wait for so many seconds.
    pub(crate) async fn patient(reply_seconds: u8) -> Self {
        let clock = ManualClock::new(UnixTime::parse_rfc3339("2026-06-01T12:00:00Z").unwrap());
        let store = Store::in_memory(Arc::new(clock.clone())).await.unwrap();
        let authority = authority(&store).await;
        let officer = appoint(&store, &authority, "officer-1").await;
        let colleague = appoint(&store, &authority, "officer-2").await;
        let activation = ActivationId::from_bytes([7; 16]);
        activate(&store, activation, clock.now()).await;
        let config = RegistrationConfig { reply_seconds, ..RegistrationConfig::default() };
        let doors = router(Registration::new(store.door(), Arc::new(clock.clone()), &config));
        Scene { store, clock, doors, officer, colleague, activation, authority }
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// A certificate of the same authority for somebody who is no officer.
    pub(crate) async fn stranger(&self) -> Signatory {
        issue(&self.store, &self.authority).await
    }

    /// Another certificate of an officer, as a renewal gives it: the row names it as the current one.
    pub(crate) async fn renewed(&self, id: &'static str) -> Signatory {
        let signatory = certify(&self.store, &self.authority, KeyPair::generate().unwrap(), id).await;
        let sha256 = signatory.certificate.sha256();
        let set: Result<(), Error> = self
            .store
            .transaction("scene: renewal", move |unit| {
                async move { unit.set_officer_certificate(id, &sha256).await }.boxed()
            })
            .await;
        set.unwrap();
        signatory
    }

    /// The worker's reply to whatever has this hash.
    pub(crate) async fn reply(&self, request: Sha256Digest, status: u16, body: &str) {
        let reply = Reply { request_sha256: request, status, body: body.to_owned(), created_at: self.now() };
        let stored: Result<(), Error> = self
            .store
            .transaction("scene: reply", move |unit| async move { unit.insert_reply(&reply).await }.boxed())
            .await;
        stored.unwrap();
    }

    pub(crate) async fn end_officer(&self, id: &'static str) {
        let ended: Result<bool, Error> =
            self.store.transaction("scene: end", move |unit| unit.end_officer(id).boxed()).await;
        assert!(ended.unwrap());
    }

    pub(crate) async fn revoke(&self, certificate: &Certificate) {
        let row = self.store.certificate_by_hash(&certificate.sha256()).await.unwrap().unwrap();
        let revocation = store::Revocation {
            issuer: row.issuer,
            serial: row.serial,
            revoked_at: self.now(),
            reason: pki_types::Reason::KeyCompromise,
            act_sha256: None,
            created_at: self.now(),
        };
        let revoked: Result<bool, Error> = self
            .store
            .transaction("scene: revocation", move |unit| {
                async move { unit.insert_revocation(&revocation, &leaf()).await }.boxed()
            })
            .await;
        assert!(revoked.unwrap());
    }

    /// Marks the activation as used by another enrolment.
    pub(crate) async fn use_activation(&self, by: Sha256Digest) {
        let activation = self.activation;
        let used = self.store.transaction("scene: use", move |unit| {
            async move { unit.use_activation(&activation, &by).await.map(|_| ()) }.boxed()
        });
        used.await.unwrap_or_else(|error: Error| panic!("{error}"));
    }

    /// Certifies a key, as an earlier enrolment would have.
    pub(crate) async fn certify(&self, key: KeyPair) {
        certify(&self.store, &self.authority, key, "somebody").await;
    }
}

impl Signatory {
    /// An act of this officer, signed now.
    pub(crate) fn act(&self, jti: u8, now: UnixTime) -> String {
        let act = Act::EndRelyingParty(EndRelyingParty { id: "bank".to_owned() });
        self.sign(&ActPayload::new(Id128::from_bytes([jti; 16]), now, act))
    }

    pub(crate) fn sign(&self, payload: &ActPayload) -> String {
        let input = payload.signing_input(std::slice::from_ref(&self.certificate));
        pki_types::jws::jws_assemble(&input, &self.key.sign(&input).unwrap()).unwrap()
    }
}

impl NewPhone {
    pub(crate) fn new() -> Self {
        let key = || KeyPair::generate().unwrap();
        NewPhone { device: key(), authentication: key(), signature: key(), opening: key() }
    }

    /// Its enrolment for this activation, before it is signed.
    pub(crate) fn enrolment(&self, activation: ActivationId, now: UnixTime) -> Enrolment {
        let secret = |octet| Secret32::new([octet; 32]);
        let parts = EnrolmentParts {
            activation_id: activation,
            activation_secret: ActivationSecret::new([9; 16]),
            device_kind: DeviceKind::App,
            csr_authentication: request(&self.authentication, &self.authentication),
            csr_signature: request(&self.signature, &self.signature),
            device_key: public(&self.device),
            proof_keys: ProofKeys { authentication: secret(1), signature: secret(2) },
            seed: secret(3),
            iat: now,
        };
        Enrolment::compose(&parts, &public(&self.opening), &SystemRandom).unwrap()
    }

    /// Signs an enrolment with the device key.
    pub(crate) fn sign(&self, enrolment: &Enrolment) -> String {
        let draft = enrolment.draft().unwrap();
        let signature = self.device.sign(draft.signing_input()).unwrap();
        draft.assemble(&signature).unwrap()
    }
}

pub(crate) fn public(key: &KeyPair) -> PublicKey {
    PublicKey::from_spki_der(&key.subject_public_key_info()).unwrap()
}

/// A certificate request for `key`, signed by `signer`.
pub(crate) fn request(key: &KeyPair, signer: &KeyPair) -> Vec<u8> {
    request_with(key, signer, SignatureAlgorithm::EcdsaSha256)
}

/// A certificate request for `key`, signed by `signer` with this algorithm.
pub(crate) fn request_with(key: &KeyPair, signer: &KeyPair, algorithm: SignatureAlgorithm) -> Vec<u8> {
    let name = Name::new().common_name("phone").to_der().unwrap();
    let input = CertificateRequest::to_be_signed(&name, public(key).spki_der());
    CertificateRequest::assemble(&input, algorithm, &signer.sign(&input).unwrap())
}

fn leaf() -> Leaf {
    Leaf::Refusal(leaf::Refusal {
        request_sha256: sha256(b"test"),
        problem: "test".to_owned(),
        at: UnixTime::from_seconds(0),
    })
}

async fn authority(store: &Store) -> Issuer<'static, KeyPair> {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "services");
    params.serial_number = Some(SerialNumber::from_slice(&[0x40, 1]));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2036, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    let row = store::Issuer {
        id: IssuerId(1),
        name: "services".to_owned(),
        role: "services".to_owned(),
        generation: 1,
        certificate: certificate.der().to_vec(),
        crl_shards: 1,
        created_at: UnixTime::from_seconds(0),
    };
    let stored: Result<(), Error> = store
        .transaction("scene: issuer", |unit| async move { unit.insert_issuer(&row).await }.boxed())
        .await;
    stored.unwrap();
    Issuer::new(params, key)
}

async fn appoint(store: &Store, authority: &Issuer<'static, KeyPair>, id: &'static str) -> Signatory {
    let signatory = certify(store, authority, KeyPair::generate().unwrap(), id).await;
    let row = Officer {
        id: id.to_owned(),
        name: "An Officer".to_owned(),
        certificate_sha256: signatory.certificate.sha256(),
        roles: [Role::Registration, Role::Security].into_iter().collect(),
        created_at: UnixTime::from_seconds(0),
        ended_at: None,
    };
    let stored: Result<(), Error> = store
        .transaction("scene: officer", |unit| async move { unit.insert_officer(&row).await }.boxed())
        .await;
    stored.unwrap();
    signatory
}

async fn issue(store: &Store, authority: &Issuer<'static, KeyPair>) -> Signatory {
    certify(store, authority, KeyPair::generate().unwrap(), "somebody").await
}

async fn certify(store: &Store, authority: &Issuer<'static, KeyPair>, key: KeyPair, id: &str) -> Signatory {
    let serial = Serial::draw(&SystemRandom);
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "somebody");
    // serialNumber, X.520 §6.2.9: the id under which the service knows the holder.
    params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), id);
    params.serial_number = Some(SerialNumber::from_slice(serial.as_bytes()));
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2029, 1, 1);
    let certificate = Certificate::from_der(params.signed_by(&key, authority).unwrap().der()).unwrap();
    let spki_sha256 = certificate.public_key().spki_sha256();
    let intent = NewIntent {
        issuer: IssuerId(1),
        serial,
        request_sha256: sha256(certificate.der()),
        profile: "officer".to_owned(),
        tbs: certificate.tbs_der().to_vec(),
        spki_sha256,
        spki_may_repeat: false,
        profile_digest: Sha256Digest([0; 32]),
    };
    let row = IssuedCertificate {
        issuer: IssuerId(1),
        serial,
        sha256: certificate.sha256(),
        der: certificate.der().to_vec(),
        profile: "officer".to_owned(),
        person: None,
        device: None,
        relying_party: None,
        subject_key_sha256: spki_sha256,
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        created_at: certificate.not_before(),
    };
    let stored: Result<(), Error> = store
        .transaction("scene: certificate", move |unit| {
            async move {
                unit.record_intent(&intent, &leaf()).await?;
                unit.finalise_intent(&row, &leaf()).await
            }
            .boxed()
        })
        .await;
    stored.unwrap();
    Signatory { key, certificate }
}

async fn activate(store: &Store, id: ActivationId, now: UnixTime) {
    let act = ActRow { sha256: sha256(b"scene"), body: "scene".to_owned(), created_at: now };
    let person = Person {
        id: PersonId::draw(&SeededRandom::new(1)),
        country: "MU".to_owned(),
        code: PersonalCode::new("DEMO-1").unwrap(),
        given_name: "Demo".to_owned(),
        surname: "Person".to_owned(),
        act_sha256: act.sha256,
        created_at: now,
    };
    let activation = Activation {
        id,
        person: person.id,
        device_kind: DeviceKind::App,
        secret: Vec::new(),
        expires_at: now.plus(3_600),
        act_sha256: act.sha256,
        used_by: None,
        failures: 0,
        ended_at: None,
        created_at: now,
    };
    store.door().insert_act(act).await.unwrap();
    let stored: Result<(), Error> = store
        .transaction("scene: activation", move |unit| {
            async move {
                unit.insert_person(&person).await?;
                unit.insert_activation(&activation).await
            }
            .boxed()
        })
        .await;
    stored.unwrap();
}
