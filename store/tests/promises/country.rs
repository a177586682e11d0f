//! A store with an issuer, an officer's act, a person, a device and a relying party in it.

use std::sync::Arc;

use futures_util::FutureExt as _;
use pki_types::{ManualClock, Sha256Digest, UnixTime, sha256};
use store::{
    ActRow, Activation, DeviceSecret, EnrolmentRequest, Error, IntentReceipt, IssuedCertificate, IssuerId,
    NewIntent, OpenLimits, Person, Session, Store, Transaction,
};
use test_country::rows;
use words::{ActivationId, CodeMode, DeviceId, Door, PersonId, Purpose, SessionId};

use crate::engines::{Engine, Scratch};

pub(crate) use test_country::rows::{MANY, leaf, serial, write};

pub(crate) const START: UnixTime = UnixTime::from_seconds(1_800_000_000);
pub(crate) const CITIZENS: IssuerId = IssuerId(2);
pub(crate) const PERSON: PersonId = PersonId::from_bytes([1; 16]);
pub(crate) const DEVICE: DeviceId = DeviceId::from_bytes([2; 16]);
pub(crate) const BANK: &str = "bank";
pub(crate) const PLENTY: OpenLimits = OpenLimits { with_relying_party: 100, of_person: 100 };

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(START))
}

pub(crate) fn act() -> ActRow {
    rows::act("officer's act", START)
}

pub(crate) fn enrolment() -> EnrolmentRequest {
    rows::enrolment("phone's enrolment", ActivationId::from_bytes([3; 16]), START)
}

/// An activation of the person, for 100 seconds.
pub(crate) fn activation(id: ActivationId) -> Activation {
    Activation { expires_at: START.plus(100), ..rows::activation(id, PERSON, act().sha256, START) }
}

pub(crate) fn person() -> Person {
    rows::person(PERSON, "PNO-1", act().sha256, START)
}

/// An intent of a request, key and serial of its own.
pub(crate) fn intent(number: u8) -> NewIntent {
    rows::intent(CITIZENS, number, "citizen-signature")
}

/// The certificate of [`intent`], the citizen's.
pub(crate) fn certificate(number: u8) -> IssuedCertificate {
    let certificate = rows::certificate(CITIZENS, number, "citizen-signature", START);
    IssuedCertificate { person: Some(PERSON), device: Some(DEVICE), ..certificate }
}

/// A session about certificate 1.
pub(crate) fn session(number: u8) -> Session {
    let request = format!("request {number}");
    Session {
        id: SessionId::from_bytes([number; 16]),
        door: Door::Native,
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
        let issuer = rows::issuer(IssuerId(id), name, name.as_bytes(), START);
        transaction.insert_issuer(&issuer).await?;
    }
    transaction.insert_person(&person()).await?;
    let device = rows::device(DEVICE, PERSON, b"key", enrolment().sha256, START);
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
    let bank = rows::relying_party(BANK, sha256(b"bank's certificate"), START);
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
