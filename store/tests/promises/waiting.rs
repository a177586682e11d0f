//! Those who wait are woken by the commit.

use std::time::Duration;

use futures_util::FutureExt as _;
use store::{Change, JobKind, Reply, StoredStatement, Verdict};
use words::{SessionState, problem};

use crate::country::{DEVICE, PLENTY, START, clock, country, hash, session, write};
use crate::engines::Engine;

on_both_engines!(
    a_reply_wakes_those_who_wait_for_it,
    a_second_reply_to_a_request_is_refused,
    nobody_waits_longer_than_the_patience,
    a_statement_wakes_its_phone_and_its_relying_party,
    a_request_that_nobody_decides_about_is_flushed_before_its_sender_is_told,
);

/// Longer than any test may take: who is not woken fails by running out of it.
const LONG: Duration = Duration::from_secs(60);

async fn a_reply_wakes_those_who_wait_for_it(engine: Engine) {
    let store = engine.store(clock()).await;
    let request = hash("request");
    let mut changes = store.changes();
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let door = store.door();
            tokio::spawn(async move { door.reply_within(&request, LONG).await })
        })
        .collect();
    tokio::task::yield_now().await;
    write(&store, move |transaction| {
        async move {
            transaction.enqueue(JobKind::Act, request.as_bytes()).await?;
            let reply = Reply {
                request_sha256: request,
                verdict: Verdict::Done,
                body: "{}".to_owned(),
                created_at: START,
            };
            transaction.insert_reply(&reply).await
        }
        .boxed()
    })
    .await;
    for waiting in waiting {
        assert!(waiting.await.unwrap().unwrap().is_some_and(|reply| reply.verdict == Verdict::Done));
    }
    assert_eq!(changes.recv().await.unwrap(), Change::Job);
    assert_eq!(changes.recv().await.unwrap(), Change::Reply(request));
    assert!(store.reply_within(&request, Duration::ZERO).await.unwrap().is_some());
}

async fn a_second_reply_to_a_request_is_refused(engine: Engine) {
    let store = engine.store(clock()).await;
    let reply = |verdict| Reply {
        request_sha256: hash("request"),
        verdict,
        body: "{}".to_owned(),
        created_at: START,
    };
    let answer = async |reply: Reply| {
        store
            .transaction("test: reply", move |transaction| {
                async move { transaction.insert_reply(&reply).await }.boxed()
            })
            .await
    };
    answer(reply(Verdict::Waits)).await.unwrap();
    assert!(matches!(
        answer(reply(Verdict::Refused(problem::ACT_TIMES))).await,
        Err(store::Error::Exists { .. })
    ));
    assert_eq!(store.reply(&hash("request")).await.unwrap().unwrap().verdict, Verdict::Waits);
}

async fn nobody_waits_longer_than_the_patience(engine: Engine) {
    let (store, _) = country(engine).await;
    assert!(store.reply_within(&hash("unanswered"), Duration::from_millis(10)).await.unwrap().is_none());
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    let requested = SessionState::Requested;
    let unchanged =
        store.session_change_within(&session(5).id, requested, Duration::from_millis(10)).await.unwrap();
    assert!(unchanged.is_some_and(|view| view.state == requested));
    assert!(store.session_change_within(&session(6).id, requested, LONG).await.unwrap().is_none());
    assert!(
        store.open_statements_within(&DEVICE, START, Duration::from_millis(10)).await.unwrap().is_empty()
    );
}

async fn a_request_that_nobody_decides_about_is_flushed_before_its_sender_is_told(engine: Engine) {
    let (store, _) = country(engine).await;
    let (door, counts) = (store.door(), store.counts());
    let flushed = counts.flushes.get();
    door.insert_session(session(5), PLENTY).await.unwrap();
    assert_eq!(counts.flushes.get(), flushed, "what is decided about it will be flushed");
    let requested = SessionState::Requested;
    door.session_change_within(&session(5).id, requested, Duration::ZERO).await.unwrap();
    assert_eq!(counts.flushes.get(), flushed + 1);
    assert!(door.reply_within(&hash("unanswered"), Duration::ZERO).await.unwrap().is_none());
    assert_eq!(counts.flushes.get(), flushed + 2);
    store
        .note("test: note", |transaction| async move { transaction.set_meta("a", "b").await }.boxed())
        .await
        .unwrap();
    assert_eq!(counts.flushes.get(), flushed + 2);
}

async fn a_statement_wakes_its_phone_and_its_relying_party(engine: Engine) {
    let (store, _) = country(engine).await;
    let door = store.door();
    door.insert_session(session(5), PLENTY).await.unwrap();
    let party = tokio::spawn({
        let door = door.clone();
        async move { door.session_change_within(&session(5).id, SessionState::Requested, LONG).await }
    });
    let phone = tokio::spawn(async move { door.open_statements_within(&DEVICE, START, LONG).await });
    tokio::task::yield_now().await;
    let statement = StoredStatement {
        session: session(5).id,
        jws: "statement".to_owned(),
        sha256: hash("statement"),
        code: None,
        expires_at: START.plus(60),
        created_at: START,
    };
    write(&store, move |transaction| {
        async move { transaction.insert_statement(&statement, &DEVICE).await }.boxed()
    })
    .await;
    assert!(party.await.unwrap().unwrap().is_some_and(|view| view.state == SessionState::Stated));
    assert_eq!(phone.await.unwrap().unwrap().len(), 1);
}
