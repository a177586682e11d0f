//! Intents and certificates.

use futures_util::FutureExt as _;
use pki_types::sha256;
use store::{CertificateStatus, Error, Store};
use words::DeviceId;

use crate::country::{
    CITIZENS, DEVICE, PERSON, START, certificate, country, finalise, intent, issue, leaf, record, serial,
    write,
};
use crate::engines::Engine;

on_both_engines!(
    a_receipt_says_what_was_recorded,
    a_unit_that_fails_gives_no_receipt_and_its_neighbours_get_their_own_alone,
    a_refused_commit_gives_no_receipt,
    several_intents_give_their_receipts_in_order,
    a_serial_a_request_and_a_key_are_used_once,
    a_burnt_intent_frees_request_and_key_but_never_the_serial,
    what_was_burnt_is_never_made_final,
    what_is_final_is_neither_burnt_nor_made_final_again,
    stale_intents_are_the_live_ones_that_are_older,
    a_certificate_is_found_by_all_its_names,
);

async fn burn(store: &Store, number: u8) -> bool {
    write(store, move |transaction| {
        async move { transaction.burn_intent(CITIZENS, &serial(number), &leaf("burnt")).await }.boxed()
    })
    .await
}

async fn a_receipt_says_what_was_recorded(engine: Engine) {
    let (store, _) = country(engine).await;
    let receipt = record(&store, intent(7)).await.unwrap();
    assert_eq!(receipt.issuer(), CITIZENS);
    assert_eq!(receipt.serial(), &serial(7));
    assert_eq!(receipt.tbs_sha256(), &sha256(&intent(7).tbs));
    let stored = store.intent(CITIZENS, serial(7).as_bytes()).await.unwrap().unwrap();
    assert_eq!(stored.tbs, intent(7).tbs);
    assert_eq!((stored.finalised_at, stored.burnt_at, stored.created_at), (None, None, START));
}

async fn a_unit_that_fails_gives_no_receipt_and_its_neighbours_get_their_own_alone(engine: Engine) {
    let (store, _) = country(engine).await;
    let refused = store
        .transaction_with_intents("test: fails", |transaction| {
            async move {
                transaction.record_intent(&intent(7), &leaf("intent")).await?;
                Err::<(), _>(Error::Missing { what: "what this unit needs" })
            }
            .boxed()
        })
        .await;
    assert!(matches!(refused, Err(Error::Missing { .. })));
    let receipt = record(&store, intent(8)).await.unwrap();
    assert_eq!(receipt.serial(), &serial(8));
    assert_eq!(store.status(CITIZENS, serial(7).as_bytes()).await.unwrap(), CertificateStatus::Never);
}

async fn a_refused_commit_gives_no_receipt(engine: Engine) {
    let (store, _) = country(engine).await;
    // Fail points are the process's: the engines must not share one.
    let (label, point) = match engine {
        Engine::Sqlite => ("test: refused on sqlite", "before:test: refused on sqlite"),
        Engine::Postgres => ("test: refused on postgres", "before:test: refused on postgres"),
    };
    fail::cfg(point, "return(refuse)").unwrap();
    let refused = store
        .transaction_with_intents(label, |transaction| {
            async move { transaction.record_intent(&intent(7), &leaf("intent")).await }.boxed()
        })
        .await;
    fail::remove(point);
    assert!(matches!(refused, Err(Error::Commit { .. })));
    assert_eq!(store.status(CITIZENS, serial(7).as_bytes()).await.unwrap(), CertificateStatus::Never);
}

async fn several_intents_give_their_receipts_in_order(engine: Engine) {
    let (store, _) = country(engine).await;
    let ((), receipts) = store
        .transaction_with_intents("test: two", |transaction| {
            async move {
                transaction.record_intent(&intent(8), &leaf("intent")).await?;
                transaction.record_intent(&intent(7), &leaf("intent")).await
            }
            .boxed()
        })
        .await
        .map_err(|refusal: Error| refusal)
        .unwrap();
    assert_eq!(receipts.iter().map(|receipt| *receipt.serial()).collect::<Vec<_>>(), [serial(8), serial(7)]);
}

async fn a_serial_a_request_and_a_key_are_used_once(engine: Engine) {
    let (store, _) = country(engine).await;
    let _receipt = record(&store, intent(7)).await.unwrap();
    let mut same_serial = intent(8);
    same_serial.serial = serial(7);
    assert!(matches!(record(&store, same_serial).await, Err(Error::SerialUsed { .. })));
    let mut same_request = intent(8);
    same_request.request_sha256 = intent(7).request_sha256;
    assert!(matches!(record(&store, same_request.clone()).await, Err(Error::RequestUsed { .. })));
    same_request.profile = "citizen-authentication".to_owned();
    let _receipt = record(&store, same_request).await.expect("another profile of the same request");
    let mut same_key = intent(9);
    same_key.spki_sha256 = intent(7).spki_sha256;
    assert!(matches!(record(&store, same_key.clone()).await, Err(Error::KeyUsed)));
    assert!(store.intent_of_key(&intent(7).spki_sha256).await.unwrap().is_some());
    same_key.spki_may_repeat = true;
    let _receipt = record(&store, same_key).await.expect("an authority's key may repeat");
}

async fn a_burnt_intent_frees_request_and_key_but_never_the_serial(engine: Engine) {
    let (store, _) = country(engine).await;
    let _receipt = record(&store, intent(7)).await.unwrap();
    assert!(burn(&store, 7).await);
    assert!(!burn(&store, 7).await, "it ends once");
    assert!(matches!(record(&store, intent(7)).await, Err(Error::SerialUsed { .. })));
    let mut again = intent(7);
    again.serial = serial(8);
    let _receipt = record(&store, again).await.unwrap();
    assert_eq!(store.intents_of_request(&intent(7).request_sha256).await.unwrap().len(), 2);
}

async fn what_was_burnt_is_never_made_final(engine: Engine) {
    let (store, _) = country(engine).await;
    let _receipt = record(&store, intent(7)).await.unwrap();
    assert!(burn(&store, 7).await);
    let leaves = store.leaf_count().await.unwrap();
    assert!(matches!(finalise(&store, certificate(7)).await, Err(Error::MovedOn { .. })));
    assert!(store.certificate(CITIZENS, serial(7).as_bytes()).await.unwrap().is_none());
    assert_eq!(store.leaf_count().await.unwrap(), leaves, "no leaf without its effect");
}

async fn what_is_final_is_neither_burnt_nor_made_final_again(engine: Engine) {
    let (store, _) = country(engine).await;
    issue(&store, 7).await;
    assert!(!burn(&store, 7).await);
    assert!(matches!(finalise(&store, certificate(7)).await, Err(Error::MovedOn { .. })));
    assert!(
        matches!(finalise(&store, certificate(99)).await, Err(Error::MovedOn { .. })),
        "there is no such intent"
    );
}

async fn stale_intents_are_the_live_ones_that_are_older(engine: Engine) {
    let (store, clock) = country(engine).await;
    let _receipt = record(&store, intent(7)).await.unwrap();
    let _receipt = record(&store, intent(8)).await.unwrap();
    burn(&store, 8).await;
    clock.advance(60);
    let _receipt = record(&store, intent(9)).await.unwrap();
    let stale = store.stale_intents(START.plus(60), 10).await.unwrap();
    assert_eq!(stale.iter().map(|intent| intent.serial).collect::<Vec<_>>(), [serial(7)]);
    assert_eq!(store.stale_intents(START.plus(61), 10).await.unwrap().len(), 2);
    assert_eq!(store.stale_intents(START.plus(61), 1).await.unwrap().len(), 1);
}

async fn a_certificate_is_found_by_all_its_names(engine: Engine) {
    let (store, _) = country(engine).await;
    let expected = certificate(1);
    let by_serial = store.certificate(CITIZENS, serial(1).as_bytes()).await.unwrap();
    assert!(by_serial == Some(expected.clone()));
    assert!(store.certificate_by_hash(&expected.sha256).await.unwrap() == Some(expected.clone()));
    assert!(store.certificates_of_key(&expected.subject_key_sha256).await.unwrap() == [expected.clone()]);
    assert!(store.certificates_of_request(&intent(1).request_sha256).await.unwrap() == [expected.clone()]);
    assert!(store.certificates_of_device(&DEVICE).await.unwrap() == [expected.clone()]);
    assert!(store.certificates_of_person(&PERSON).await.unwrap() == [expected.clone()]);
    // A phone is one as long as it has a certificate.
    assert!(!store.device_is_ended(&DEVICE).await.unwrap());
    assert!(store.device_is_ended(&DeviceId::from_bytes([77; 16])).await.unwrap());
    assert!(store.certificates_of_profile("citizen-signature").await.unwrap() == [expected]);
    assert!(store.certificates_of_profile("tsu").await.unwrap().is_empty());
    assert!(store.certificates_of_relying_party("bank").await.unwrap().is_empty());
}
