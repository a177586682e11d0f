//! Activations are used once; unlocks are counted before they are checked.

use futures_util::FutureExt as _;
use pki_types::{Sha256Digest, sha256};
use store::{ActivationUse, Error, Message, ReleasedShare, Store};
use words::{ActivationId, MessageKind, Purpose};

use crate::country::{DEVICE, PLENTY, START, activation, country, hash, session, write};
use crate::engines::Engine;

on_both_engines!(
    each_unlock_counts_once_and_a_repeated_message_nothing,
    a_wrong_pin_stays_until_its_time_and_a_right_one_takes_what_was_not_compared,
    a_share_that_left_is_the_last_of_its_session_and_is_not_rewritten,
    the_epoch_never_moves_back_and_only_from_where_it_was_read,
    an_activation_is_used_once_by_one_message_and_in_time,
);

const PURPOSE: Purpose = Purpose::Signature;
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

async fn count(store: &Store, number: u8, message: Sha256Digest) {
    write(store, move |transaction| {
        async move {
            transaction.count_unlock(&message, &session(number).id, &DEVICE, PURPOSE).await;
            Ok::<_, Error>(())
        }
        .boxed()
    })
    .await;
}

/// What is kept of each try: its unlock, and whether it was compared.
async fn kept(store: &Store) -> Vec<(Sha256Digest, bool)> {
    let tries = store.pin_tries(&DEVICE).await.unwrap();
    tries.iter().map(|tried| (tried.unlock_sha256.unwrap(), tried.compared_at.is_some())).collect()
}

async fn each_unlock_counts_once_and_a_repeated_message_nothing(engine: Engine) {
    let (store, _) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    let first = unlock(&store, 5, "first").await;
    let scene = |message: Sha256Digest| {
        write(&store, move |transaction| {
            async move {
                let scene = transaction.count_scene(&message, &session(5).id, &DEVICE).await?;
                let purposes: Vec<_> = scene.secrets.iter().map(|secret| secret.purpose).collect();
                assert_eq!(purposes, [Purpose::Authentication, Purpose::Signature]);
                Ok::<_, Error>((scene.is_counted, scene.of_session, scene.tries.len()))
            }
            .boxed()
        })
    };
    assert_eq!(scene(first).await, (false, 0, 0));
    count(&store, 5, first).await;
    assert_eq!(scene(first).await, (true, 1, 1));
    let again = store
        .transaction("test: again", move |transaction| {
            async move {
                transaction.count_unlock(&first, &session(5).id, &DEVICE, PURPOSE).await;
                Ok::<_, Error>(())
            }
            .boxed()
        })
        .await;
    assert!(matches!(again, Err(Error::Database { .. })), "{again:?}");
    let second = unlock(&store, 5, "second").await;
    assert_eq!(scene(second).await, (false, 1, 1));
    count(&store, 5, second).await;
    assert_eq!(kept(&store).await, [(first, false), (second, false)]);
}

async fn a_wrong_pin_stays_until_its_time_and_a_right_one_takes_what_was_not_compared(engine: Engine) {
    let (store, clock) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    let (first, second) = (unlock(&store, 5, "first").await, unlock(&store, 5, "second").await);
    count(&store, 5, first).await;
    count(&store, 5, second).await;
    clock.advance(10);
    write(&store, move |transaction| {
        async move {
            transaction.keep_wrong_pin(&DEVICE, PURPOSE, &first, START).await;
            transaction.lift_uncompared(&DEVICE, Purpose::Authentication, &second).await;
            // The second may be compared at this moment: the right PIN of another unlock leaves it.
            transaction.lift_uncompared(&DEVICE, PURPOSE, &first).await;
            Ok::<_, Error>(())
        }
        .boxed()
    })
    .await;
    assert_eq!(kept(&store).await, [(second, false), (first, true)], "what was compared later stands behind");
    let forget = |before| {
        write(&store, move |transaction| {
            async move {
                transaction.lift_uncompared(&DEVICE, PURPOSE, &second).await;
                transaction.forget_tries(&DEVICE, before).await;
                Ok::<_, Error>(())
            }
            .boxed()
        })
    };
    forget(START).await;
    assert_eq!(kept(&store).await, [(first, true)]);
    forget(START.plus(1)).await;
    assert_eq!(kept(&store).await, []);
}

async fn a_share_that_left_is_the_last_of_its_session_and_is_not_rewritten(engine: Engine) {
    let scratch = engine.scratch().await;
    let store = crate::country::country_in(&scratch).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    for (text, epoch, told_through) in [("first", 3, Some(7)), ("second", 4, None), ("third", 4, Some(9))] {
        let message = unlock(&store, 5, text).await;
        count(&store, 5, message).await;
        write(&store, move |transaction| {
            async move {
                let share = ReleasedShare {
                    unlock_sha256: message,
                    session: session(5).id,
                    epoch,
                    told_through,
                    created_at: START,
                };
                transaction.insert_share(&share).await;
                Ok::<_, Error>(())
            }
            .boxed()
        })
        .await;
    }
    let last = store.answer_scene(&session(5), &hash("no certificate")).await.unwrap().share.unwrap();
    assert_eq!((last.epoch, last.told_through), (4, Some(9)));
    let refused = scratch.try_to_execute("UPDATE shares SET epoch = 9").await.unwrap_err();
    assert!(refused.contains("insert only"), "{refused}");
}

async fn the_epoch_never_moves_back_and_only_from_where_it_was_read(engine: Engine) {
    let (store, _) = country(engine).await;
    let step = async |from, to| {
        store
            .transaction("test: epoch", move |transaction| {
                async move { transaction.move_shares(&DEVICE, PURPOSE, (from, to), b"mark").await }.boxed()
            })
            .await
    };
    step(1, 2).await.unwrap();
    step(2, 2).await.unwrap();
    for (from, to) in [(1, 2), (2, 1), (3, 4)] {
        assert!(matches!(step(from, to).await, Err(Error::MovedOn { .. })), "{from} to {to}");
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
