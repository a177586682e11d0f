//! Units of work: stored whole or not at all, together and apart from their neighbours.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use pki_types::{ManualClock, Sha256Digest, UnixTime, sha256};
use store::{Error, JobKind, Leaf, Reply, Store};

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(UnixTime::from_seconds(1_800_000_000)))
}

fn leaf(text: &str) -> Leaf {
    Leaf { kind: "test", bytes: text.as_bytes().to_vec() }
}

fn reply(request: Sha256Digest) -> Reply {
    Reply {
        request_sha256: request,
        status: 200,
        body: "{}".to_owned(),
        created_at: UnixTime::from_seconds(1),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_concurrent_units_share_few_commits_and_one_that_fails_is_alone() {
    let store = Store::in_memory(clock()).await.unwrap();
    let units = (0..64).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .transaction("test: one of many", move |transaction| {
                    async move {
                        transaction.append_leaf(&leaf(&format!("leaf {number}"))).await?;
                        if number == 40 { Err(Error::Missing { what: "the fortieth" }) } else { Ok(number) }
                    }
                    .boxed()
                })
                .await
        })
    });
    let results: Vec<_> = join_all(units).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 63);
    assert!(matches!(results[40], Err(Error::Missing { what: "the fortieth" })));
    assert_eq!(store.leaf_count().await.unwrap(), 63);
    assert!(!store.leaves_after(0, 100).await.unwrap().iter().any(|leaf| leaf.bytes == b"leaf 40"));
    assert!(store.commits() <= 32, "64 units took {} commits", store.commits());
}

#[tokio::test]
async fn a_panic_undoes_its_unit_alone() {
    let store = Store::in_memory(clock()).await.unwrap();
    let refused: Result<(), Error> = store
        .transaction("test: panics", |transaction| {
            async move {
                transaction.append_leaf(&leaf("lost")).await?;
                panic!("on purpose")
            }
            .boxed()
        })
        .await;
    assert!(matches!(refused, Err(Error::Panicked { label: "test: panics" })));
    assert_eq!(store.leaf_count().await.unwrap(), 0);
    let kept: Result<(), Error> = store
        .transaction("test: after", |transaction| {
            async move { transaction.append_leaf(&leaf("kept")).await }.boxed()
        })
        .await;
    kept.unwrap();
    assert_eq!(store.leaf_count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_transaction_inside_a_transaction_is_refused() {
    let store = Store::in_memory(clock()).await.unwrap();
    let inner = store.clone();
    let refused: Result<(), Error> = store
        .transaction("test: outer", move |_| {
            async move { inner.transaction("test: inner", |_| async { Ok(()) }.boxed()).await }.boxed()
        })
        .await;
    assert!(matches!(refused, Err(Error::Nested { label: "test: inner" })));
}

#[tokio::test]
async fn a_reply_wakes_those_who_wait_for_it() {
    let store = Store::in_memory(clock()).await.unwrap();
    let request = sha256(b"request");
    let waiting = tokio::spawn({
        let door = store.door();
        async move { door.reply_within(&request, Duration::from_secs(30)).await }
    });
    let mut changes = store.changes();
    store
        .transaction("test: reply", move |transaction| {
            async move {
                transaction.enqueue(JobKind::Act, request.as_bytes()).await?;
                transaction.insert_reply(&reply(request)).await
            }
            .boxed()
        })
        .await
        .unwrap();
    assert!(waiting.await.unwrap().unwrap().is_some_and(|reply| reply.status == 200));
    assert_eq!(changes.recv().await.unwrap(), store::Change::Job);
    assert_eq!(changes.recv().await.unwrap(), store::Change::Reply(request));
}

#[tokio::test]
async fn nobody_waits_longer_than_the_patience() {
    let store = Store::in_memory(clock()).await.unwrap();
    assert!(store.reply_within(&sha256(b"unanswered"), Duration::from_millis(10)).await.unwrap().is_none());
}
