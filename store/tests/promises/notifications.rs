//! Processes on one server wake each other; and when they cannot, they look by themselves.

use std::time::Duration;

use futures_util::FutureExt as _;
use pki_types::Sha256Digest;
use scratch_postgres::Cluster;
use store::{Change, Reply, Store, Verdict};
use tokio::sync::broadcast::Receiver;

use crate::country::{START, clock, hash, write};
use crate::engines::{Engine, Scratch, options};

/// Longer than any test may take: who is not woken fails by running out of it.
const LONG: Duration = Duration::from_secs(60);

/// Two stores of one database, as two processes have them, and its name.
async fn two_processes() -> (Store, Store, String) {
    let scratch = Engine::Postgres.scratch().await;
    let (one, other) = (scratch.open(clock()).await, scratch.open(clock()).await);
    let Scratch::Database(name) = scratch else { unreachable!("it was made on PostgreSQL") };
    (one, other, name)
}

async fn reply(store: &Store, request: Sha256Digest) {
    let reply =
        Reply { request_sha256: request, verdict: Verdict::Done, body: "{}".to_owned(), created_at: START };
    write(store, move |unit| async move { unit.insert_reply(&reply).await }.boxed()).await;
}

/// The next change that names something.
async fn next(changes: &mut Receiver<Change>) -> Change {
    loop {
        match tokio::time::timeout(LONG, changes.recv()).await.expect("somebody is woken").unwrap() {
            Change::Job => {}
            other => return other,
        }
    }
}

#[tokio::test]
async fn a_commit_of_one_process_wakes_those_who_wait_in_another() {
    let (one, other, _) = two_processes().await;
    let request = hash("request");
    let mut changes = other.changes();
    let waiting = tokio::spawn({
        let door = other.door();
        async move { door.reply_within(&request, LONG).await }
    });
    reply(&one, request).await;
    assert_eq!(next(&mut changes).await, Change::Reply(request), "it was told, not found by looking");
    assert!(waiting.await.unwrap().unwrap().is_some());
}

#[tokio::test]
async fn a_process_hears_everything_once_its_own_changes_too() {
    let (one, other, _) = two_processes().await;
    let mut changes = one.changes();
    reply(&one, hash("own")).await;
    for number in 0..300 {
        reply(&other, hash(&format!("{number}"))).await;
    }
    assert_eq!(next(&mut changes).await, Change::Reply(hash("own")));
    let mut heard = Vec::new();
    for _ in 0..300 {
        heard.push(next(&mut changes).await.to_owned());
    }
    for number in 0..300 {
        assert!(heard.contains(&Change::Reply(hash(&format!("{number}")))), "{number}");
    }
    assert!(!heard.contains(&Change::Reply(hash("own"))), "no echo");
}

#[tokio::test]
async fn a_process_whose_connection_was_lost_listens_again() {
    let (one, other, database) = two_processes().await;
    let mut changes = other.changes();
    let ended = Cluster::shared().sql(
        &database,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
         WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    assert_eq!(ended, "2", "both listened");
    for number in 0..100 {
        let request = hash(&format!("{number}"));
        reply(&one, request).await;
        let heard = tokio::time::timeout(Duration::from_millis(200), next(&mut changes)).await;
        if heard.is_ok_and(|heard| matches!(heard, Change::Reply(_))) {
            return;
        }
    }
    panic!("it listens no more");
}

#[tokio::test]
async fn without_notifications_those_who_wait_look_by_themselves() {
    let scratch = Engine::Postgres.scratch().await;
    let Scratch::Database(name) = &scratch else { unreachable!("it was made on PostgreSQL") };
    let one = Store::open(options(name).without_notifications(), clock()).await.unwrap();
    let deaf = Store::open(options(name).without_notifications(), clock()).await.unwrap();
    let request = hash("request");
    let mut changes = deaf.changes();
    let waiting = tokio::spawn({
        let door = deaf.door();
        async move { door.reply_within(&request, LONG).await }
    });
    reply(&one, request).await;
    assert!(waiting.await.unwrap().unwrap().is_some());
    assert_eq!(changes.recv().await.unwrap(), Change::Job, "the worker looks too");
    assert!(changes.try_recv().is_err() || changes.recv().await.unwrap() == Change::Job, "nothing was told");
}
