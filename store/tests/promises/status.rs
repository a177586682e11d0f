//! The status of a serial at every stage, and what the revocation list says of it.

use futures_util::FutureExt as _;
use pki_types::{Reason, UnixTime};
use store::{BoxFuture, CertificateStatus, CrlEntry, Error, Revocation, Store, StoredCrl, Transaction};

use crate::country::{CITIZENS, DEVICE, PERSON, START, country, intent, issue, leaf, record, serial, write};
use crate::engines::Engine;

on_both_engines!(
    never_then_intent_then_final,
    a_burnt_intent_is_revoked_for_the_world,
    a_hold_begins_and_ends_and_is_remembered,
    revocation_is_terminal_and_its_reason_can_only_be_raised,
    what_was_never_certified_cannot_be_revoked_or_held,
    live_certificates_are_valid_and_their_device_is_not_blocked,
    a_list_has_the_serials_of_its_range,
    many_statuses_at_once_are_in_the_order_of_the_question,
    lists_only_get_newer,
);

async fn status(store: &Store, number: u8) -> CertificateStatus {
    let alone = store.status(CITIZENS, serial(number).as_bytes()).await.unwrap();
    let in_batch = store.status_batch(CITIZENS, &[b"", serial(number).as_bytes()]).await.unwrap();
    assert_eq!(in_batch, [CertificateStatus::Never, alone]);
    alone
}

async fn entries(store: &Store) -> Vec<CrlEntry> {
    store.crl_entries(CITIZENS, &[0; 16], &[0xff; 16]).await.unwrap()
}

async fn hold(store: &Store, number: u8) -> bool {
    write(store, move |transaction| {
        async move { transaction.begin_hold(CITIZENS, &serial(number), None, &leaf("held")).await }.boxed()
    })
    .await
}

async fn release(store: &Store, number: u8) -> bool {
    write(store, move |transaction| {
        async move { transaction.end_hold(CITIZENS, &serial(number), None, &leaf("released")).await }.boxed()
    })
    .await
}

async fn revoke(store: &Store, number: u8, at: UnixTime, reason: Reason) -> bool {
    let revocation = Revocation {
        issuer: CITIZENS,
        serial: serial(number),
        revoked_at: at,
        reason,
        act_sha256: None,
        created_at: at,
    };
    write(store, move |transaction| {
        async move { transaction.insert_revocation(&revocation, &leaf("revoked")).await }.boxed()
    })
    .await
}

fn raise(transaction: &mut Transaction) -> BoxFuture<'_, Result<bool, Error>> {
    async move { transaction.raise_to_key_compromise(CITIZENS, &serial(1), &leaf("raised")).await }.boxed()
}

fn block(transaction: &mut Transaction) -> BoxFuture<'_, Result<bool, Error>> {
    async move { transaction.block_device(&DEVICE, "copied").await }.boxed()
}

async fn never_then_intent_then_final(engine: Engine) {
    let (store, _) = country(engine).await;
    assert_eq!(status(&store, 7).await, CertificateStatus::Never);
    assert_eq!(store.status(CITIZENS, b"\x01").await.unwrap(), CertificateStatus::Never);
    let _receipt = record(&store, intent(7)).await.unwrap();
    assert_eq!(status(&store, 7).await, CertificateStatus::Intent);
    crate::country::finalise(&store, crate::country::certificate(7)).await.unwrap();
    assert_eq!(status(&store, 7).await, CertificateStatus::Final);
    assert_eq!(entries(&store).await, []);
    assert_eq!(
        store.status(store::IssuerId(1), serial(7).as_bytes()).await.unwrap(),
        CertificateStatus::Never,
        "the serials of an issuer are its own"
    );
}

async fn a_burnt_intent_is_revoked_for_the_world(engine: Engine) {
    let (store, clock) = country(engine).await;
    let _receipt = record(&store, intent(7)).await.unwrap();
    clock.advance(10);
    write(&store, |transaction| {
        async move { transaction.burn_intent(CITIZENS, &serial(7), &leaf("burnt")).await }.boxed()
    })
    .await;
    let at = START.plus(10);
    assert_eq!(status(&store, 7).await, CertificateStatus::Burnt { at });
    let entry =
        CrlEntry { serial: serial(7), revoked_at: at, reason: Reason::CessationOfOperation, not_after: None };
    assert_eq!(entries(&store).await, [entry]);
}

async fn a_hold_begins_and_ends_and_is_remembered(engine: Engine) {
    let (store, clock) = country(engine).await;
    assert_eq!(store.live_certificates_of_person(&PERSON, START).await.unwrap().len(), 1);
    assert!(hold(&store, 1).await);
    assert!(!hold(&store, 1).await, "it is held already");
    assert_eq!(status(&store, 1).await, CertificateStatus::Held { since: START });
    assert_eq!(entries(&store).await[0].reason, Reason::CertificateHold);
    assert!(store.live_certificates_of_person(&PERSON, START).await.unwrap().is_empty());
    clock.advance(100);
    assert!(release(&store, 1).await);
    assert!(!release(&store, 1).await, "it is not held any more");
    assert_eq!(status(&store, 1).await, CertificateStatus::Final);
    assert_eq!(entries(&store).await, []);
    assert_eq!(store.live_certificates_of_person(&PERSON, START).await.unwrap().len(), 1);
    assert!(hold(&store, 1).await);
    assert_eq!(status(&store, 1).await, CertificateStatus::Held { since: START.plus(100) });
    let holds = store.holds_of(CITIZENS, serial(1).as_bytes()).await.unwrap();
    assert_eq!(
        holds.iter().map(|hold| (hold.began_at, hold.ended_at)).collect::<Vec<_>>(),
        [(START, Some(START.plus(100))), (START.plus(100), None)]
    );
}

async fn revocation_is_terminal_and_its_reason_can_only_be_raised(engine: Engine) {
    let (store, _) = country(engine).await;
    assert!(hold(&store, 1).await);
    assert!(revoke(&store, 1, START.plus(5), Reason::Superseded).await);
    let revoked = CertificateStatus::Revoked { at: START.plus(5), reason: Reason::Superseded };
    assert_eq!(status(&store, 1).await, revoked);
    let leaves = store.leaf_count().await.unwrap();
    assert!(
        !revoke(&store, 1, START.plus(9), Reason::AffiliationChanged).await,
        "the first revocation stays"
    );
    assert_eq!(store.leaf_count().await.unwrap(), leaves);
    assert_eq!(entries(&store).await.len(), 1, "revoked and held is one line");
    assert!(release(&store, 1).await);
    assert_eq!(status(&store, 1).await, revoked, "no release brings it back");
    assert!(write(&store, raise).await);
    assert!(!write(&store, raise).await);
    let raised = CertificateStatus::Revoked { at: START.plus(5), reason: Reason::KeyCompromise };
    assert_eq!(status(&store, 1).await, raised);
}

async fn what_was_never_certified_cannot_be_revoked_or_held(engine: Engine) {
    let (store, _) = country(engine).await;
    let refused = store
        .transaction("test: hold nothing", |transaction| {
            async move { transaction.begin_hold(CITIZENS, &serial(50), None, &leaf("held")).await }.boxed()
        })
        .await
        .unwrap_err();
    assert!(refused.is_missing_reference(), "{refused}");
    assert!(!refused.is_passing());
}

async fn live_certificates_are_valid_and_their_device_is_not_blocked(engine: Engine) {
    let (store, _) = country(engine).await;
    let live = async |at| store.live_certificates_of_person(&PERSON, at).await.unwrap().len();
    assert_eq!(live(START.minus(1)).await, 0);
    assert_eq!(live(START).await, 1);
    assert_eq!(live(START.plus(1_000_000)).await, 1, "the last second is valid too");
    assert_eq!(live(START.plus(1_000_001)).await, 0);
    assert!(write(&store, block).await);
    assert!(!write(&store, block).await);
    assert_eq!(store.device_block(&DEVICE).await.unwrap().unwrap().reason, "copied");
    assert_eq!(live(START).await, 0);
}

async fn a_list_has_the_serials_of_its_range(engine: Engine) {
    let (store, _) = country(engine).await;
    for number in [3, 2, 4] {
        issue(&store, number).await;
        revoke(&store, number, START, Reason::Superseded).await;
    }
    let all: Vec<_> = entries(&store).await.into_iter().map(|entry| entry.serial).collect();
    assert_eq!(all, [serial(2), serial(3), serial(4)], "by serial");
    let some = store.crl_entries(CITIZENS, serial(3).as_bytes(), serial(4).as_bytes()).await.unwrap();
    assert_eq!(some.len(), 2);
    assert_eq!(some[0].not_after, Some(START.plus(1_000_000)));
}

async fn many_statuses_at_once_are_in_the_order_of_the_question(engine: Engine) {
    let (store, _) = country(engine).await;
    for number in 2..40 {
        let _receipt = record(&store, intent(number)).await.unwrap();
    }
    let asked: Vec<_> = (0..42_u8).map(serial).collect();
    let octets: Vec<&[u8]> = asked.iter().map(|serial| serial.as_bytes().as_slice()).collect();
    let statuses = store.status_batch(CITIZENS, &octets).await.unwrap();
    let expected: Vec<_> = (0..42)
        .map(|number| match number {
            1 => CertificateStatus::Final,
            2..40 => CertificateStatus::Intent,
            _ => CertificateStatus::Never,
        })
        .collect();
    assert_eq!(statuses, expected);
}

async fn lists_only_get_newer(engine: Engine) {
    let (store, _) = country(engine).await;
    let crl = |number, this_update: UnixTime| StoredCrl {
        issuer: CITIZENS,
        shard: 0,
        number,
        der: vec![1],
        this_update,
        next_update: this_update.plus(100),
    };
    let publish = async |crl: StoredCrl| {
        store
            .transaction("test: list", move |transaction| {
                async move { transaction.insert_crl(crl).await }.boxed()
            })
            .await
    };
    publish(crl(1, START)).await.unwrap();
    publish(crl(3, START.plus(1))).await.unwrap();
    for older in [crl(3, START.plus(2)), crl(2, START.plus(2))] {
        assert!(matches!(publish(older).await, Err(Error::MovedOn { .. })));
    }
    assert_eq!(store.latest_crl(CITIZENS, 0).await.unwrap(), Some(crl(3, START.plus(1))));
    assert_eq!(store.latest_crls().await.unwrap(), [crl(3, START.plus(1))]);
    // Who did not know of it made another list than it thinks.
    let unaware = store.transaction("test: list", move |transaction| {
        async move { transaction.insert_crl_after(crl(4, START.plus(2)), 1).await }.boxed()
    });
    assert!(matches!(unaware.await, Err(Error::MovedOn { .. })));
    // A clock that ran ahead does not keep the next one back.
    publish(crl(4, START)).await.unwrap();
    assert_eq!(store.latest_crl(CITIZENS, 0).await.unwrap(), Some(crl(4, START)));
    assert_eq!(store.latest_crl(CITIZENS, 1).await.unwrap(), None);
}
