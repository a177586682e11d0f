//! Units of work: stored whole or not at all, together with their neighbours and apart from them.

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use store::{Error, JobKind, Store};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::country::{clock, leaf, write};
use crate::engines::Engine;

on_both_engines!(
    many_threads_may_write_at_once,
    a_panic_undoes_its_unit_alone,
    a_unit_whose_caller_went_away_is_committed_all_the_same,
    a_transaction_inside_a_transaction_is_refused,
    a_transaction_reads_what_it_wrote_and_others_read_it_after_the_commit,
);

/// Occupies the writer with a unit that waits for the gate, so that the next ones queue and share its commit.
fn occupy(store: &Store) -> (oneshot::Sender<()>, JoinHandle<Result<(), Error>>) {
    let (gate, opened) = oneshot::channel();
    let store = store.clone();
    let first = tokio::spawn(async move {
        store
            .transaction("test: first", |transaction| {
                async move {
                    opened.await.unwrap();
                    transaction.append_leaf(&leaf("first")).await
                }
                .boxed()
            })
            .await
    });
    (gate, first)
}

/// Queues a unit that appends a leaf; `fail` has it return an error after that.
fn append(store: &Store, label: &'static str, text: String, fail: bool) -> JoinHandle<Result<(), Error>> {
    let store = store.clone();
    tokio::spawn(async move {
        store
            .transaction(label, move |transaction| {
                async move {
                    transaction.append_leaf(&leaf(&text)).await?;
                    transaction.enqueue(JobKind::Act, text.as_bytes()).await?;
                    if fail { Err(Error::Missing { what: "what this unit needs" }) } else { Ok(()) }
                }
                .boxed()
            })
            .await
    })
}

/// On one thread every spawned task has queued its unit after it has been polled once.
async fn let_them_queue() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn units_that_queue_share_one_commit_and_the_one_that_fails_is_undone_alone() {
    let store = Store::in_memory(clock()).await.unwrap();
    let mut changes = store.changes();
    let (gate, first) = occupy(&store);
    let units: Vec<_> = (1..64)
        .map(|number| append(&store, "test: one of many", format!("{number}"), number == 40))
        .collect();
    let_them_queue().await;
    gate.send(()).unwrap();
    first.await.unwrap().unwrap();
    let results: Vec<_> = join_all(units).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(store.commits(), 1, "64 units fit into one commit");
    assert!(matches!(results[39], Err(Error::Missing { .. })));
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 62);
    let leaves = store.leaves_after(0, 100).await.unwrap();
    assert_eq!(leaves.len(), 63);
    assert!(!leaves.iter().any(|leaf| leaf.bytes == crate::country::leaf("40").to_bytes()));
    assert_eq!(store.due_jobs(crate::country::START, 100).await.unwrap().len(), 62);
    let mut told = 0;
    while changes.try_recv().is_ok() {
        told += 1;
    }
    assert_eq!(told, 62, "the undone unit wakes nobody");
}

#[tokio::test]
async fn more_units_than_a_batch_take_one_more_commit() {
    let store = Store::in_memory(clock()).await.unwrap();
    let (gate, first) = occupy(&store);
    let units: Vec<_> =
        (1..=64).map(|number| append(&store, "test: one of many", format!("{number}"), false)).collect();
    let_them_queue().await;
    gate.send(()).unwrap();
    first.await.unwrap().unwrap();
    assert!(join_all(units).await.into_iter().all(|result| result.unwrap().is_ok()));
    assert_eq!(store.commits(), 2);
    assert_eq!(store.leaf_count().await.unwrap(), 65);
}

async fn many_threads_may_write_at_once(engine: Engine) {
    let store = engine.store(clock()).await;
    let units: Vec<_> =
        (0..256).map(|number| append(&store, "test: a crowd", format!("{number}"), false)).collect();
    assert!(join_all(units).await.into_iter().all(|result| result.unwrap().is_ok()));
    assert_eq!(store.leaf_count().await.unwrap(), 256);
}

#[tokio::test]
async fn a_failed_commit_fails_all_its_units_and_the_next_one_succeeds() {
    let store = Store::in_memory(clock()).await.unwrap();
    fail::cfg("before:test: refused commit", "return(refuse)").unwrap();
    let (gate, first) = occupy(&store);
    let second = append(&store, "test: refused commit", "second".to_owned(), false);
    let failing = append(&store, "test: refused commit", "failing".to_owned(), true);
    let_them_queue().await;
    gate.send(()).unwrap();
    for refused in [first, second, failing] {
        let refused = refused.await.unwrap().unwrap_err();
        assert!(matches!(refused, Error::Commit { .. }), "{refused}");
        assert!(refused.is_passing());
    }
    fail::remove("before:test: refused commit");
    assert_eq!(store.leaf_count().await.unwrap(), 0);
    append(&store, "test: refused commit", "again".to_owned(), false).await.unwrap().unwrap();
    assert_eq!(store.leaf_count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_unit_with_which_the_engine_gives_up_fails_its_whole_batch() {
    // As a full disk does: the engine ends the transaction by itself, and no savepoint is left.
    let scratch = Engine::Sqlite.scratch().await;
    let store = scratch.open(clock()).await;
    scratch
        .execute(
            "CREATE TRIGGER full BEFORE INSERT ON meta WHEN NEW.name = 'full' \
             BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END",
        )
        .await;
    let (gate, first) = occupy(&store);
    let full = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .transaction("test: full", |transaction| {
                    async move {
                        // Even a unit that swallows the error is not believed.
                        let _swallowed = transaction.set_meta("full", "").await;
                        Ok::<_, Error>(())
                    }
                    .boxed()
                })
                .await
        }
    });
    let_them_queue().await;
    gate.send(()).unwrap();
    assert!(matches!(first.await.unwrap(), Err(Error::Commit { label: "test: first", .. })));
    assert!(matches!(full.await.unwrap(), Err(Error::Commit { label: "test: full", .. })));
    assert_eq!(store.leaf_count().await.unwrap(), 0);
    append(&store, "test: after", "after".to_owned(), false).await.unwrap().unwrap();
    assert_eq!(store.leaf_count().await.unwrap(), 1);
}

async fn a_panic_undoes_its_unit_alone(engine: Engine) {
    let store = engine.store(clock()).await;
    let (gate, first) = occupy(&store);
    let panics = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .transaction::<(), Error, _>("test: panics", |transaction| {
                    async move {
                        transaction.append_leaf(&leaf("lost")).await?;
                        panic!("on purpose")
                    }
                    .boxed()
                })
                .await
        }
    });
    let_them_queue().await;
    gate.send(()).unwrap();
    first.await.unwrap().unwrap();
    assert!(matches!(panics.await.unwrap(), Err(Error::Panicked { label: "test: panics" })));
    assert_eq!(store.leaf_count().await.unwrap(), 1);
}

async fn a_unit_whose_caller_went_away_is_committed_all_the_same(engine: Engine) {
    let store = engine.store(clock()).await;
    let (gate, first) = occupy(&store);
    let impatient = append(&store, "test: impatient", "impatient".to_owned(), false);
    let_them_queue().await;
    impatient.abort();
    gate.send(()).unwrap();
    first.await.unwrap().unwrap();
    for _ in 0..200 {
        if store.leaf_count().await.unwrap() == 2 {
            return;
        }
        // On a server nobody is left who could tell when it is done.
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the unit was lost with its caller");
}

async fn a_transaction_inside_a_transaction_is_refused(engine: Engine) {
    let store = engine.store(clock()).await;
    let inner = store.clone();
    let refused: Result<(), Error> = store
        .transaction("test: outer", move |_| {
            async move { inner.transaction("test: inner", |_| async { Ok(()) }.boxed()).await }.boxed()
        })
        .await;
    assert!(matches!(refused, Err(Error::Nested { label: "test: inner" })));
}

async fn a_transaction_reads_what_it_wrote_and_others_read_it_after_the_commit(engine: Engine) {
    let store = engine.store(clock()).await;
    let outside = store.clone();
    let (inside, outside) = write(&store, move |transaction| {
        async move {
            transaction.set_meta("name", "value").await?;
            Ok((transaction.meta("name").await?, outside.meta("name").await?))
        }
        .boxed()
    })
    .await;
    assert_eq!(inside.as_deref(), Some("value"));
    assert_eq!(outside, None, "readers do not see, and do not wait for, what is not committed");
    assert_eq!(store.meta("name").await.unwrap().as_deref(), Some("value"));
}

#[tokio::test]
async fn a_unit_that_swallows_a_refusal_of_the_server_is_not_committed() {
    // The server answers COMMIT after it with a rollback that looks like success.
    let store = Engine::Postgres.store(clock()).await;
    let refused: Result<(), Error> = store
        .transaction("test: swallows", |transaction| {
            async move {
                transaction.append_leaf(&leaf("lost")).await?;
                let _swallowed = transaction.set_meta("a text that PostgreSQL refuses: \0", "").await;
                Ok(())
            }
            .boxed()
        })
        .await;
    assert!(matches!(refused, Err(Error::Commit { label: "test: swallows", .. })), "{refused:?}");
    assert_eq!(store.leaf_count().await.unwrap(), 0);
    append(&store, "test: after", "after".to_owned(), false).await.unwrap().unwrap();
    assert_eq!(store.leaf_count().await.unwrap(), 1);
}
