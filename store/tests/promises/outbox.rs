//! What leaves the country by itself: written with what makes it necessary, taken by one, tried again, and forgotten in time.

use std::sync::Arc;

use futures_util::FutureExt as _;
use pki_types::ManualClock;
use store::{Channel, DELIVERY_LEASE_SECONDS, Outgoing, PushSubscription, Store};
use words::{DeviceId, SessionId};

use crate::country::{DEVICE, START, country, write};
use crate::engines::Engine;

on_both_engines!(
    only_who_said_where_is_woken,
    a_message_is_with_one_until_its_lease_is_over,
    what_nobody_needs_any_more_is_forgotten,
    the_youngest_subscription_counts_and_an_older_one_does_not_come_back,
    a_blocked_phone_is_not_woken,
    a_key_is_noted_once,
);

const SESSION: SessionId = SessionId::from_bytes([4; 16]);

fn subscription(iat: i64, jws: &str) -> PushSubscription {
    PushSubscription { device: DEVICE, iat: START.plus(iat), jws: jws.to_owned(), created_at: START }
}

async fn subscribe(store: &Store, iat: i64, jws: &str) {
    store.door().insert_push_subscription(subscription(iat, jws)).await.unwrap();
}

async fn wake(store: &Store, device: DeviceId, seconds: i64) {
    write(store, move |unit| {
        async move {
            unit.wake(&device, &SESSION, START.plus(seconds)).await;
            Ok(())
        }
        .boxed()
    })
    .await;
}

async fn take(store: &Store) -> Vec<Outgoing> {
    store.take_outgoing(10).await.unwrap()
}

/// A country whose only phone said where it is woken, and for which a message waits for a minute.
async fn waiting(engine: Engine) -> (Store, Arc<ManualClock>) {
    let (store, clock) = country(engine).await;
    subscribe(&store, 0, "here").await;
    wake(&store, DEVICE, 60).await;
    (store, clock)
}

async fn only_who_said_where_is_woken(engine: Engine) {
    let (store, _) = country(engine).await;
    wake(&store, DEVICE, 60).await;
    assert_eq!(store.next_outgoing_due_at().await.unwrap(), None);
    subscribe(&store, 0, "here").await;
    wake(&store, DEVICE, 60).await;
    wake(&store, DeviceId::from_bytes([9; 16]), 60).await;
    assert_eq!(store.next_outgoing_due_at().await.unwrap(), Some(START));
    let [outgoing] = take(&store).await.try_into().expect("it is one");
    assert_eq!((outgoing.channel, outgoing.attempts), (Channel::Push, 1));
    assert_eq!(
        (outgoing.recipient.as_slice(), outgoing.about.as_slice()),
        (DEVICE.as_bytes().as_slice(), SESSION.as_bytes().as_slice())
    );
    assert_eq!(outgoing.expires_at, START.plus(60));
}

async fn a_message_is_with_one_until_its_lease_is_over(engine: Engine) {
    let (store, clock) = waiting(engine).await;
    let number = take(&store).await[0].number;
    assert!(take(&store).await.is_empty(), "somebody has it");
    // Whoever had it died.
    clock.set(START.plus(DELIVERY_LEASE_SECONDS));
    assert_eq!(take(&store).await[0].attempts, 2);
    store.put_off_outgoing(number, START.plus(DELIVERY_LEASE_SECONDS + 3)).await.unwrap();
    assert!(take(&store).await.is_empty());
    clock.set(START.plus(DELIVERY_LEASE_SECONDS + 3));
    assert_eq!(take(&store).await[0].attempts, 3);
    store.finish_outgoing(number).await.unwrap();
    assert_eq!(store.next_outgoing_due_at().await.unwrap(), None);
}

async fn what_nobody_needs_any_more_is_forgotten(engine: Engine) {
    let (store, clock) = waiting(engine).await;
    let forget = || write(&store, |unit| async move { unit.forget_outgoing().await }.boxed());
    clock.set(START.plus(59));
    assert_eq!(forget().await, 0);
    clock.set(START.plus(60));
    assert_eq!(forget().await, 1);
    // A clock that ran ahead has written one that would be kept for as long.
    clock.set(START.plus(1_000_000));
    wake(&store, DEVICE, 1_000_060).await;
    clock.set(START);
    assert_eq!(forget().await, 1);
}

async fn the_youngest_subscription_counts_and_an_older_one_does_not_come_back(engine: Engine) {
    let (store, _) = country(engine).await;
    for (iat, jws, kept) in
        [(5, "first", "first"), (4, "older", "first"), (5, "second", "second"), (9, "ended", "ended")]
    {
        subscribe(&store, iat, jws).await;
        assert_eq!(store.push_subscription(&DEVICE).await.unwrap().unwrap().jws, kept);
    }
    let target = store.push_target(&DEVICE).await.unwrap().unwrap();
    assert_eq!((target.jws.as_str(), target.key_spki.as_slice()), ("ended", b"key".as_slice()));
    // One that was replaced meanwhile is not forgotten for what its push service said of the one before.
    for (jws, there) in [("second", true), ("ended", false)] {
        write(&store, move |unit| async move { unit.forget_push_subscription(&DEVICE, jws).await }.boxed())
            .await;
        assert_eq!(store.push_subscription(&DEVICE).await.unwrap().is_some(), there);
    }
}

async fn a_blocked_phone_is_not_woken(engine: Engine) {
    let (store, _) = waiting(engine).await;
    write(&store, |unit| async move { unit.block_device(&DEVICE, "phone-copied").await }.boxed()).await;
    assert_eq!(store.push_subscription(&DEVICE).await.unwrap(), None);
}

async fn a_key_is_noted_once(engine: Engine) {
    let (store, _) = country(engine).await;
    assert_eq!(store.push_key().await.unwrap(), None);
    for key in [b"first", b"first", b"other", b"first"] {
        store.note_push_key(key.to_vec(), START).await.unwrap();
        assert_eq!(store.push_key().await.unwrap().unwrap(), key);
    }
}
