//! Writes that wait for the next statement of their unit: nobody can tell, and a unit is kept only if all were done.

use futures_util::FutureExt as _;
use pki_types::{Sha256Digest, sha256};
use store::{Error, JobKind, Reply, Store, Verdict};

use crate::country::{START, clock, leaf};
use crate::engines::Engine;

on_both_engines!(
    a_write_that_waited_and_failed_undoes_its_unit,
    a_unit_that_goes_on_after_a_write_that_waited_has_failed_is_not_kept,
    a_unit_reads_what_it_has_left_waiting,
    rows_that_wait_together_keep_their_order_and_their_number,
);

fn reply(request_sha256: Sha256Digest) -> Reply {
    Reply { request_sha256, verdict: Verdict::Done, body: "{}".to_owned(), created_at: START }
}

async fn with_a_reply(engine: Engine) -> (Store, Sha256Digest) {
    let store = engine.store(clock()).await;
    let request = sha256(b"request");
    insert(&store, request, false).await.unwrap();
    (store, request)
}

/// A unit that appends a leaf and replies; `swallows` has it read on and not mind that this fails.
async fn insert(store: &Store, request: Sha256Digest, swallows: bool) -> Result<(), Error> {
    store
        .transaction("test: reply", move |transaction| {
            async move {
                transaction.append_leaf(&leaf("waits")).await?;
                transaction.insert_reply(&reply(request)).await?;
                if swallows {
                    let _unminded = transaction.reply(&request).await;
                }
                Ok(())
            }
            .boxed()
        })
        .await
}

async fn a_write_that_waited_and_failed_undoes_its_unit(engine: Engine) {
    let (store, request) = with_a_reply(engine).await;
    let refusal = insert(&store, request, false).await.unwrap_err();
    assert!(matches!(refusal, Error::Exists { what: "the reply" }), "{refusal}");
    assert_eq!(store.leaf_count().await.unwrap(), 1, "the second leaf went with its unit");
    insert(&store, sha256(b"another"), false).await.unwrap();
    assert_eq!(store.leaf_count().await.unwrap(), 2);
}

async fn a_unit_that_goes_on_after_a_write_that_waited_has_failed_is_not_kept(engine: Engine) {
    let (store, request) = with_a_reply(engine).await;
    insert(&store, request, true).await.unwrap_err();
    assert_eq!(store.leaf_count().await.unwrap(), 1);
    insert(&store, sha256(b"another"), true).await.unwrap();
    assert_eq!(store.leaf_count().await.unwrap(), 2);
}

/// More rows than any one statement takes.
const MANY: usize = 21;

async fn rows_that_wait_together_keep_their_order_and_their_number(engine: Engine) {
    let store = engine.store(clock()).await;
    let said = |number: usize| leaf(&format!("leaf {number}"));
    let added = store.transaction("test: many", move |transaction| {
        async move {
            for number in 0..MANY {
                transaction.append_leaf(&said(number)).await?;
                transaction.enqueue(JobKind::Act, &number.to_be_bytes()).await?;
            }
            Ok::<_, Error>(())
        }
        .boxed()
    });
    added.await.unwrap();
    let leaves: Vec<_> =
        store.leaves_after(0, 100).await.unwrap().into_iter().map(|stored| stored.bytes).collect();
    assert_eq!(leaves, (0..MANY).map(|number| said(number).to_bytes()).collect::<Vec<_>>());
    let mut subjects: Vec<_> =
        store.jobs_of(JobKind::Act).await.unwrap().into_iter().map(|job| job.subject).collect();
    subjects.sort();
    assert_eq!(subjects, (0..MANY).map(|number| number.to_be_bytes().to_vec()).collect::<Vec<_>>());
}

async fn a_unit_reads_what_it_has_left_waiting(engine: Engine) {
    let store = engine.store(clock()).await;
    let request = sha256(b"request");
    let (leaves, jobs, found) = store
        .transaction("test: reads", move |transaction| {
            async move {
                transaction.append_leaf(&leaf("waits")).await?;
                transaction.enqueue(JobKind::Act, b"waits").await?;
                transaction.insert_reply(&reply(request)).await?;
                let leaves = transaction.leaf_count().await?;
                let jobs = transaction.jobs_about(JobKind::Act, b"waits").await?.len();
                Ok::<_, Error>((leaves, jobs, transaction.reply(&request).await?.is_some()))
            }
            .boxed()
        })
        .await
        .unwrap();
    assert_eq!((leaves, jobs, found), (1, 1, true));
}

/// A queue of units where each third fails at its end, and its neighbours share its commit.
#[tokio::test]
async fn neighbours_of_a_unit_whose_waiting_write_failed_are_kept() {
    let (store, request) = with_a_reply(Engine::Sqlite).await;
    let units = (0_u8..60).map(|number| {
        let store = store.clone();
        let request = if number % 3 == 0 { request } else { sha256(&[number]) };
        tokio::spawn(async move { insert(&store, request, false).await.is_ok() })
    });
    let kept = futures_util::future::join_all(units).await.into_iter().map(Result::unwrap);
    let kept: Vec<bool> = kept.collect();
    assert!(kept.iter().enumerate().all(|(number, kept)| *kept == (number % 3 != 0)));
    assert_eq!(store.leaf_count().await.unwrap(), 41);
}
