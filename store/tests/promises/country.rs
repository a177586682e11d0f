//! A store with an issuer, an officer's act, a person, a device and a relying party in it.

use std::sync::Arc;

use futures_util::FutureExt as _;
use pki_types::{ManualClock, Serial, Sha256Digest, UnixTime, sha256};
use store::{
    ActRow, Activation, BoxFuture, Device, DeviceSecret, EnrolmentRequest, Error, IntentReceipt,
    IssuedCertificate, Issuer, IssuerId, NewIntent, OpenLimits, Person, RelyingParty, RequestLimit, Session,
    Store, Transaction,
};
use words::leaf::{self, Leaf};
use words::{ActivationId, CodeMode, DeviceId, DeviceKind, PersonId, PersonalCode, Purpose, SessionId};

use crate::engines::{Engine, Scratch};

pub(crate) const START: UnixTime = UnixTime::from_seconds(1_800_000_000);
pub(crate) const CITIZENS: IssuerId = IssuerId(2);
pub(crate) const PERSON: PersonId = PersonId::from_bytes([1; 16]);
pub(crate) const DEVICE: DeviceId = DeviceId::from_bytes([2; 16]);
pub(crate) const BANK: &str = "bank";
pub(crate) const PLENTY: OpenLimits = OpenLimits { with_relying_party: 100, of_person: 100 };

pub(crate) const MANY: RequestLimit = RequestLimit { at_most: 100, within_seconds: 3_600 };

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(START))
}

pub(crate) fn leaf(text: &str) -> Leaf {
    Leaf::Refusal(leaf::Refusal {
        request_sha256: sha256(text.as_bytes()),
        problem: "test".to_owned(),
        at: UnixTime::from_seconds(0),
    })
}

pub(crate) fn act() -> ActRow {
    let body = "officer's act".to_owned();
    ActRow { sha256: sha256(body.as_bytes()), body, created_at: START }
}

pub(crate) fn enrolment() -> EnrolmentRequest {
    let body = "phone's enrolment".to_owned();
    let activation = ActivationId::from_bytes([3; 16]);
    EnrolmentRequest { sha256: sha256(body.as_bytes()), activation, body, created_at: START }
}

/// An activation of the person, for 100 seconds.
pub(crate) fn activation(id: ActivationId) -> Activation {
    Activation {
        id,
        person: PERSON,
        device_kind: DeviceKind::App,
        secret: b"encrypted".to_vec(),
        expires_at: START.plus(100),
        act_sha256: act().sha256,
        used_by: None,
        failures: 0,
        ended_at: None,
        created_at: START,
    }
}

pub(crate) fn person() -> Person {
    Person {
        id: PERSON,
        country: "MU".to_owned(),
        code: PersonalCode::new("PNO-1").unwrap(),
        given_name: "Ada".to_owned(),
        surname: "Fictitious".to_owned(),
        act_sha256: act().sha256,
        created_at: START,
    }
}

pub(crate) fn serial(number: u8) -> Serial {
    let mut octets = [number; 16];
    octets[0] = 0x40;
    Serial::from_bytes(&octets).unwrap()
}

/// An intent of a request, key and serial of its own.
pub(crate) fn intent(number: u8) -> NewIntent {
    NewIntent {
        issuer: CITIZENS,
        serial: serial(number),
        request_sha256: sha256(&[number, 0]),
        profile: "citizen-signature".to_owned(),
        tbs: vec![number; 100],
        spki_sha256: sha256(&[number, 1]),
        spki_may_repeat: false,
        profile_digest: sha256(b"profile"),
    }
}

/// The certificate of [`intent`], the citizen's.
pub(crate) fn certificate(number: u8) -> IssuedCertificate {
    let der = vec![number; 200];
    IssuedCertificate {
        issuer: CITIZENS,
        serial: serial(number),
        sha256: sha256(&der),
        der,
        profile: "citizen-signature".to_owned(),
        person: Some(PERSON),
        device: Some(DEVICE),
        relying_party: None,
        subject_key_sha256: sha256(&[number, 1]),
        not_before: START,
        not_after: START.plus(1_000_000),
        created_at: START,
    }
}

/// A session about certificate 1.
pub(crate) fn session(number: u8) -> Session {
    let request = format!("request {number}");
    Session {
        id: SessionId::from_bytes([number; 16]),
        relying_party: BANK.to_owned(),
        jti: format!("jti-{number}"),
        request_sha256: sha256(request.as_bytes()),
        request,
        purpose: Purpose::Signature,
        certificate_sha256: certificate(1).sha256,
        person: PERSON,
        device: DEVICE,
        code_mode: CodeMode::Compare,
        created_at: START,
        expires_at: START.plus(120),
        request_expires_at: START.plus(300),
    }
}

/// Runs a unit and hopes.
pub(crate) async fn write<T, F>(store: &Store, unit: F) -> T
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, Error>> + Send + 'static,
{
    store.transaction("test: write", unit).await.unwrap()
}

/// Records an intent; its receipt.
pub(crate) async fn record(store: &Store, intent: NewIntent) -> Result<IntentReceipt, Error> {
    let ((), mut receipts) = store
        .transaction_with_intents("test: record", move |transaction| {
            async move { transaction.record_intent(&intent, &leaf("intent")).await }.boxed()
        })
        .await?;
    assert_eq!(receipts.len(), 1);
    Ok(receipts.remove(0))
}

/// Makes an intent final.
pub(crate) async fn finalise(store: &Store, certificate: IssuedCertificate) -> Result<(), Error> {
    store
        .transaction("test: finalise", move |transaction| {
            async move { transaction.finalise_intent(&certificate, &leaf("certificate")).await }.boxed()
        })
        .await
}

/// Records an intent and makes it final.
pub(crate) async fn issue(store: &Store, number: u8) {
    let receipt = record(store, intent(number)).await.unwrap();
    assert_eq!(receipt.serial(), &serial(number));
    finalise(store, certificate(number)).await.unwrap();
}

/// Fills an empty store.
pub(crate) async fn found(store: &Store) {
    store.door().insert_act(act()).await.unwrap();
    store.door().insert_enrolment(enrolment(), MANY).await.unwrap();
    write(store, |transaction| async move { settle(transaction).await }.boxed()).await;
    issue(store, 1).await;
}

async fn settle(transaction: &mut Transaction) -> Result<(), Error> {
    for (id, name) in [(1, "root"), (2, "citizens")] {
        let issuer = Issuer {
            id: IssuerId(id),
            name: name.to_owned(),
            role: name.to_owned(),
            generation: 1,
            certificate: name.as_bytes().to_vec(),
            crl_shards: 1,
            created_at: START,
        };
        transaction.insert_issuer(&issuer).await?;
    }
    transaction.insert_person(&person()).await?;
    let device = Device {
        id: DEVICE,
        person: PERSON,
        kind: DeviceKind::App,
        key_spki: b"key".to_vec(),
        enrolment_sha256: enrolment().sha256,
        created_at: START,
    };
    transaction.insert_device(&device).await?;
    for purpose in [Purpose::Authentication, Purpose::Signature] {
        let secret = DeviceSecret {
            device: DEVICE,
            purpose,
            ciphertext: b"secret".to_vec(),
            epoch: 1,
            lineage: Vec::new(),
            told_through: None,
            restore_grace_at: None,
            updated_at: START,
        };
        transaction.insert_device_secret(&secret).await?;
    }
    let bank = RelyingParty {
        id: BANK.to_owned(),
        name: "The Bank".to_owned(),
        domain: "bank.example".to_owned(),
        country: "MU".to_owned(),
        certificate_sha256: sha256(b"bank's certificate"),
        act_sha256: None,
        created_at: START,
        ended_at: None,
    };
    transaction.insert_relying_party(&bank).await
}

/// A store with everything in it, and its clock.
pub(crate) async fn country(engine: Engine) -> (Store, Arc<ManualClock>) {
    let clock = clock();
    let store = engine.store(clock.clone()).await;
    found(&store).await;
    (store, clock)
}

/// The same in a database that a test also reaches beside the store.
pub(crate) async fn country_in(scratch: &Scratch) -> Store {
    let store = scratch.open(clock()).await;
    found(&store).await;
    store
}

/// The hash of a text.
pub(crate) fn hash(text: &str) -> Sha256Digest {
    sha256(text.as_bytes())
}
