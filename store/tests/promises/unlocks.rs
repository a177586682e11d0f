//! Activations are used once; unlocks are counted before they are checked.

use futures_util::FutureExt as _;
use pki_types::{Sha256Digest, sha256};
use store::{ActivationId, ActivationUse, CountedUnlock, Error, Message, MessageKind, Purpose, Store};

use crate::country::{DEVICE, PLENTY, START, activation, country, hash, session, write};
use crate::engines::Engine;

on_both_engines!(
    each_unlock_counts_once_and_a_repeated_message_nothing,
    a_session_has_so_many_unlocks_and_no_more,
    while_it_is_locked_nothing_counts,
    an_unknown_device_counts_nothing,
    the_epoch_only_moves_forward_and_from_where_it_was_read,
    an_activation_is_used_once_by_one_message_and_in_time,
);

const PURPOSE: Purpose = Purpose::Signature;
const MOST: u32 = 3;

/// Inserts an unlock message of session `number`.
async fn unlock(store: &Store, number: u8, text: &str) -> Sha256Digest {
    let message = Message {
        sha256: sha256(text.as_bytes()),
        session: session(number).id,
        kind: MessageKind::Unlock,
        body: text.to_owned(),
        created_at: START,
    };
    let sha256 = message.sha256;
    store.door().insert_message(message).await.unwrap();
    sha256
}

async fn count(store: &Store, number: u8, message: Sha256Digest) -> CountedUnlock {
    write(store, move |transaction| {
        async move { transaction.count_unlock(&message, &session(number).id, &DEVICE, PURPOSE, MOST).await }
            .boxed()
    })
    .await
}

async fn failures(store: &Store) -> u32 {
    store.device_secret(&DEVICE, PURPOSE).await.unwrap().unwrap().failures
}

async fn each_unlock_counts_once_and_a_repeated_message_nothing(engine: Engine) {
    let (store, _) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    let first = unlock(&store, 5, "first").await;
    assert_eq!(count(&store, 5, first).await, CountedUnlock::Counted { failures: 1, of_session: 1 });
    assert_eq!(count(&store, 5, first).await, CountedUnlock::CountedBefore { failures: 1 });
    let second = unlock(&store, 5, "second").await;
    assert_eq!(count(&store, 5, second).await, CountedUnlock::Counted { failures: 2, of_session: 2 });
    assert_eq!(failures(&store).await, 2);
    let other = store.device_secret(&DEVICE, Purpose::Authentication).await.unwrap().unwrap();
    assert_eq!(other.failures, 0, "each purpose counts for itself");
    write(&store, |transaction| async move { transaction.reset_failures(&DEVICE, PURPOSE).await }.boxed())
        .await;
    assert_eq!(failures(&store).await, 0);
}

async fn a_session_has_so_many_unlocks_and_no_more(engine: Engine) {
    let (store, _) = country(engine).await;
    for number in [5, 6] {
        store.door().insert_session(session(number), PLENTY).await.unwrap();
    }
    for text in ["first", "second", "third"] {
        let message = unlock(&store, 5, text).await;
        assert!(matches!(count(&store, 5, message).await, CountedUnlock::Counted { .. }));
    }
    let fourth = unlock(&store, 5, "fourth").await;
    assert_eq!(count(&store, 5, fourth).await, CountedUnlock::TooManyOfSession);
    assert_eq!(failures(&store).await, 3);
    let elsewhere = unlock(&store, 6, "elsewhere").await;
    assert_eq!(count(&store, 6, elsewhere).await, CountedUnlock::Counted { failures: 4, of_session: 1 });
}

async fn while_it_is_locked_nothing_counts(engine: Engine) {
    let (store, clock) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    let until = START.plus(100);
    write(&store, move |transaction| {
        async move { transaction.lock_secret(&DEVICE, PURPOSE, until).await }.boxed()
    })
    .await;
    let message = unlock(&store, 5, "first").await;
    assert_eq!(count(&store, 5, message).await, CountedUnlock::Locked { until });
    assert_eq!(failures(&store).await, 0);
    clock.set(until);
    assert_eq!(count(&store, 5, message).await, CountedUnlock::Counted { failures: 1, of_session: 1 });
}

async fn an_unknown_device_counts_nothing(engine: Engine) {
    let (store, _) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    let message = unlock(&store, 5, "first").await;
    let unknown = write(&store, move |transaction| {
        async move {
            let nobody = store::DeviceId::from_bytes([9; 16]);
            transaction.count_unlock(&message, &session(5).id, &nobody, PURPOSE, MOST).await
        }
        .boxed()
    })
    .await;
    assert_eq!(unknown, CountedUnlock::Unknown);
}

async fn the_epoch_only_moves_forward_and_from_where_it_was_read(engine: Engine) {
    let (store, _) = country(engine).await;
    let advance = async |from, to| {
        store
            .transaction("test: epoch", move |transaction| {
                async move { transaction.advance_epoch(&DEVICE, PURPOSE, from, to).await }.boxed()
            })
            .await
    };
    advance(1, 2).await.unwrap();
    for (from, to) in [(1, 2), (2, 2), (2, 1)] {
        assert!(matches!(advance(from, to).await, Err(Error::MovedOn { .. })), "{from} to {to}");
    }
    assert_eq!(store.device_secret(&DEVICE, PURPOSE).await.unwrap().unwrap().epoch, 2);
}

async fn an_activation_is_used_once_by_one_message_and_in_time(engine: Engine) {
    let (store, clock) = country(engine).await;
    let id = ActivationId::from_bytes([7; 16]);
    let activation = activation(id);
    let mut late = activation.clone();
    late.id = ActivationId::from_bytes([8; 16]);
    let late_id = late.id;
    write(&store, move |transaction| {
        async move {
            transaction.insert_activation(&late).await?;
            transaction.insert_activation(&activation).await
        }
        .boxed()
    })
    .await;
    let attempt = async |id: ActivationId, by: Sha256Digest| {
        write(&store, move |transaction| async move { transaction.use_activation(&id, &by).await }.boxed())
            .await
    };
    assert_eq!(attempt(id, hash("mine")).await, ActivationUse::Used);
    assert_eq!(attempt(id, hash("mine")).await, ActivationUse::UsedBefore);
    assert_eq!(attempt(id, hash("theirs")).await, ActivationUse::UsedByAnother);
    assert_eq!(attempt(ActivationId::from_bytes([9; 16]), hash("mine")).await, ActivationUse::Unknown);
    let terms = store.door().activation(&id).await.unwrap().unwrap();
    assert_eq!((terms.expires_at, terms.used_by), (START.plus(100), Some(hash("mine"))));
    assert_eq!(store.activation(&id).await.unwrap().unwrap().secret, b"encrypted");
    clock.set(START.plus(101));
    assert_eq!(attempt(late_id, hash("late")).await, ActivationUse::Expired);
    assert_eq!(attempt(id, hash("mine")).await, ActivationUse::UsedBefore);
}
