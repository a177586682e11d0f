//! Units that race: what holds for one after the other holds for all at once.

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use pki_types::sha256;
use store::{ActivationUse, CertificateStatus, Error, Lock, Message, Outcome, Store, StoredCrl};
use tokio::sync::oneshot;
use words::{ActivationId, MessageKind, Purpose, SessionState};

use crate::country::{
    CITIZENS, DEVICE, PERSON, PLENTY, START, activation, certificate, clock, country, finalise, intent, leaf,
    record, serial, session, write,
};
use crate::engines::Engine;

on_both_engines!(
    thirty_two_unlocks_at_once_count_thirty_two,
    an_activation_is_used_by_one_of_many,
    a_session_ends_once,
    a_certificate_is_held_once_and_revoked_once,
    a_request_and_a_key_get_one_intent,
    an_intent_is_made_final_or_burnt_never_both,
    one_list_of_a_number_is_kept,
    who_holds_a_lock_works_alone,
);

const MANY: u8 = 32;

async fn unlock(store: &Store, number: u8) -> usize {
    let body = format!("unlock {number}");
    let message = Message {
        sha256: sha256(body.as_bytes()),
        session: session(number / 3).id,
        kind: MessageKind::Unlock,
        body,
        created_at: START,
    };
    let sha256 = message.sha256;
    store.door().insert_message(message).await.unwrap();
    write(store, move |transaction| {
        async move {
            transaction.lock(Lock::Person(PERSON)).await?;
            let session = session(number / 3).id;
            let scene = transaction.count_scene(&sha256, &session, &DEVICE).await?;
            transaction.count_unlock(&sha256, &session, &DEVICE, Purpose::Signature).await;
            Ok::<_, Error>(scene.tries.len() + 1)
        }
        .boxed()
    })
    .await
}

async fn thirty_two_unlocks_at_once_count_thirty_two(engine: Engine) {
    let (store, _) = country(engine).await;
    for number in 0..=MANY / 3 {
        store.door().insert_session(session(number), PLENTY).await.unwrap();
    }
    let counted = join_all((0..MANY).map(|number| unlock(&store, number))).await;
    let mut counted = counted;
    counted.sort_unstable();
    assert_eq!(counted, (1..=usize::from(MANY)).collect::<Vec<_>>(), "each was told another number");
    assert_eq!(store.pin_tries(&DEVICE).await.unwrap().len(), usize::from(MANY));
}

async fn an_activation_is_used_by_one_of_many(engine: Engine) {
    let (store, _) = country(engine).await;
    let id = ActivationId::from_bytes([7; 16]);
    let activation = activation(id);
    write(&store, move |transaction| async move { transaction.insert_activation(&activation).await }.boxed())
        .await;
    let uses = join_all((0..MANY).map(|number| {
        write(&store, move |transaction| {
            async move { transaction.use_activation(&id, &sha256(&[number])).await }.boxed()
        })
    }))
    .await;
    assert_eq!(uses.iter().filter(|used| **used == ActivationUse::Used).count(), 1);
    assert_eq!(
        uses.iter().filter(|used| **used == ActivationUse::UsedByAnother).count(),
        usize::from(MANY) - 1
    );
}

async fn a_session_ends_once(engine: Engine) {
    let (store, _) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    let before = store.leaf_count().await.unwrap();
    let ends = join_all((0..MANY).map(|number| {
        let outcome = Outcome {
            session: session(5).id,
            state: if number % 2 == 0 { SessionState::Expired } else { SessionState::Cancelled },
            problem: None,
            signatures: None,
            algorithm: None,
            receipt: None,
            retry_at: None,
            created_at: START,
        };
        write(&store, move |transaction| {
            async move { transaction.insert_outcome(&outcome, &leaf("end")).await }.boxed()
        })
    }))
    .await;
    assert_eq!(ends.iter().filter(|ended| **ended).count(), 1);
    assert_eq!(store.leaf_count().await.unwrap(), before + 1, "each end has its leaf, and nothing else has");
}

async fn a_certificate_is_held_once_and_revoked_once(engine: Engine) {
    let (store, _) = country(engine).await;
    let began = join_all((0..MANY).map(|_| {
        write(&store, |transaction| {
            async move { transaction.begin_hold(CITIZENS, &serial(1), None, &leaf("held")).await }.boxed()
        })
    }));
    assert_eq!(began.await.into_iter().filter(|began| *began).count(), 1);
    let revoked = join_all((0..MANY).map(|_| {
        write(&store, |transaction| {
            let revocation = store::Revocation {
                issuer: CITIZENS,
                serial: serial(1),
                revoked_at: START,
                reason: pki_types::Reason::Superseded,
                act_sha256: None,
                created_at: START,
            };
            async move { transaction.insert_revocation(&revocation, &leaf("revoked")).await }.boxed()
        })
    }));
    assert_eq!(revoked.await.into_iter().filter(|revoked| *revoked).count(), 1);
}

async fn a_request_and_a_key_get_one_intent(engine: Engine) {
    let (store, _) = country(engine).await;
    let racing = join_all((10..10 + MANY).map(|number| {
        let mut racer = intent(number);
        racer.request_sha256 = sha256(b"one request");
        record(&store, racer)
    }));
    let results = racing.await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(
        results
            .iter()
            .flat_map(|result| result.as_ref().err())
            .all(|error| matches!(error, Error::RequestUsed { .. })),
        "{results:?}"
    );
    let racing = join_all((60..60 + MANY).map(|number| {
        let mut racer = intent(number);
        racer.spki_sha256 = sha256(b"one key");
        record(&store, racer)
    }));
    let results = racing.await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(
        results.iter().flat_map(|result| result.as_ref().err()).all(|error| matches!(error, Error::KeyUsed))
    );
}

async fn an_intent_is_made_final_or_burnt_never_both(engine: Engine) {
    let (store, _) = country(engine).await;
    for number in 10..10 + MANY {
        let _receipt = record(&store, intent(number)).await.unwrap();
        let (made_final, burnt) = tokio::join!(
            finalise(&store, certificate(number)),
            write(&store, move |transaction| {
                async move { transaction.burn_intent(CITIZENS, &serial(number), &leaf("burnt")).await }
                    .boxed()
            })
        );
        assert_ne!(made_final.is_ok(), burnt, "{number}");
        let status = store.status(CITIZENS, serial(number).as_bytes()).await.unwrap();
        let stored = store.certificate(CITIZENS, serial(number).as_bytes()).await.unwrap();
        assert_eq!(burnt, matches!(status, CertificateStatus::Burnt { .. }), "{number}");
        assert_eq!(burnt, stored.is_none(), "{number}");
    }
}

async fn one_list_of_a_number_is_kept(engine: Engine) {
    let (store, _) = country(engine).await;
    let kept = join_all((0..MANY).map(|number| {
        let crl = StoredCrl {
            issuer: CITIZENS,
            shard: 0,
            number: 1,
            der: vec![number],
            this_update: START,
            next_update: START.plus(100),
        };
        store.transaction("test: list", move |transaction| {
            async move { transaction.insert_crl(crl).await }.boxed()
        })
    }));
    let kept: Vec<Result<(), Error>> = kept.await;
    assert_eq!(kept.iter().filter(|kept| kept.is_ok()).count(), 1);
    assert!(
        kept.iter().flat_map(|kept| kept.as_ref().err()).all(|error| matches!(error, Error::MovedOn { .. }))
    );
}

async fn who_holds_a_lock_works_alone(engine: Engine) {
    let store = engine.store(clock()).await;
    let counting = join_all((0..MANY).map(|_| {
        write(&store, |transaction| {
            async move {
                transaction.lock(Lock::Members).await?;
                let counted = transaction.meta("counted").await?;
                let counted: u32 = counted.map_or(0, |counted| counted.parse().unwrap());
                transaction.set_meta("counted", &(counted + 1).to_string()).await
            }
            .boxed()
        })
    }));
    counting.await;
    assert_eq!(store.meta("counted").await.unwrap(), Some(MANY.to_string()));
}

#[tokio::test]
async fn units_that_wait_for_each_other_are_told_to_try_again() {
    let store = Engine::Postgres.store(clock()).await;
    let (first_ready, second_ready) = (oneshot::channel(), oneshot::channel());
    let unit =
        |own: &'static str, other: &'static str, ready: oneshot::Sender<()>, go: oneshot::Receiver<()>| {
            store.transaction("test: a circle", move |transaction| {
                async move {
                    transaction.set_meta(own, "mine").await?;
                    ready.send(()).unwrap();
                    go.await.unwrap();
                    transaction.set_meta(other, "mine").await
                }
                .boxed()
            })
        };
    let results: (Result<(), Error>, Result<(), Error>) = tokio::join!(
        unit("one", "two", first_ready.0, second_ready.1),
        unit("two", "one", second_ready.0, first_ready.1)
    );
    let refused = match results {
        (Ok(()), Err(refused)) | (Err(refused), Ok(())) => refused,
        other => panic!("one of the two goes on: {other:?}"),
    };
    assert!(refused.is_passing(), "{refused}");
}
