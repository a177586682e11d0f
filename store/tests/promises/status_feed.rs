//! Who follows the statuses has every serial, and misses no change, in whatever order transactions end.

use std::collections::BTreeMap;

use futures_util::FutureExt as _;
use pki_types::Reason;
use sqlx::Connection as _;
use store::{CertificateStatus, LostSerial, Revocation, StatusFeed, Store};
use tokio::sync::oneshot;

use crate::country::{
    CITIZENS, START, clock, country, country_in, found, intent, issue, leaf, record, serial, write,
};
use crate::engines::{Engine, Scratch};

on_both_engines!(
    it_gives_every_serial_and_then_what_changes,
    a_change_while_everything_is_read_is_among_the_news,
    who_missed_changes_that_were_deleted_is_told_so,
    a_change_of_a_unit_that_is_undone_is_none,
);

type Statuses = BTreeMap<Vec<u8>, CertificateStatus>;

async fn everything(feed: &StatusFeed) -> Statuses {
    let mut all = Statuses::new();
    let each = feed.each(CITIZENS, |serial, status| {
        all.insert(serial.to_vec(), status);
    });
    each.await.unwrap();
    all
}

async fn follow(feed: &mut StatusFeed, all: &mut Statuses) {
    for change in feed.news().await.unwrap().expect("nothing was deleted") {
        all.insert(change.serial, change.status);
    }
}

async fn in_the_store(store: &Store) -> Statuses {
    let mut all = Statuses::new();
    for number in 0..=u8::MAX {
        let status = store.status(CITIZENS, serial(number).as_bytes()).await.unwrap();
        if status != CertificateStatus::Never {
            all.insert(serial(number).as_bytes().to_vec(), status);
        }
    }
    all
}

async fn burn(store: &Store, number: u8) {
    write(store, move |unit| {
        async move { unit.burn_intent(CITIZENS, &serial(number), &leaf("burnt")).await }.boxed()
    })
    .await;
}

async fn hold(store: &Store, number: u8) {
    write(store, move |unit| {
        async move { unit.begin_hold(CITIZENS, &serial(number), None, &leaf("held")).await }.boxed()
    })
    .await;
}

async fn release(store: &Store, number: u8) {
    write(store, move |unit| {
        async move { unit.end_hold(CITIZENS, &serial(number), None, &leaf("free")).await }.boxed()
    })
    .await;
}

fn revocation(number: u8, reason: Reason) -> Revocation {
    let (issuer, serial) = (CITIZENS, serial(number));
    Revocation { issuer, serial, revoked_at: START, reason, act_sha256: None, created_at: START }
}

async fn revoke(store: &Store, number: u8) {
    let row = revocation(number, Reason::Superseded);
    write(store, move |unit| async move { unit.insert_revocation(&row, &leaf("revoked")).await }.boxed())
        .await;
}

async fn lose(store: &Store, number: u8) {
    let reason = Reason::KeyCompromise;
    let lost = LostSerial {
        issuer: CITIZENS,
        serial: serial(number),
        certificate_sha256: Some(pki_types::sha256(&[number])),
        revoked_at: START,
        reason,
        created_at: START,
    };
    write(store, move |unit| async move { unit.insert_lost_serial(&lost).await }.boxed()).await;
}

/// One of each kind: final, open, burnt, held, released, revoked, lost.
async fn one_of_each(store: &Store, from: u8) {
    for number in from..from + 4 {
        issue(store, number).await;
    }
    for number in from + 4..from + 6 {
        let _receipt = record(store, intent(number)).await.unwrap();
    }
    burn(store, from + 5).await;
    hold(store, from + 1).await;
    hold(store, from + 2).await;
    release(store, from + 2).await;
    revoke(store, from + 3).await;
    lose(store, from + 6).await;
}

async fn it_gives_every_serial_and_then_what_changes(engine: Engine) {
    let (store, _) = country(engine).await;
    one_of_each(&store, 10).await;
    let mut feed = store.door().status_feed().await.unwrap();
    let mut all = everything(&feed).await;
    assert_eq!(all, in_the_store(&store).await, "{all:?}");
    assert_eq!(all.len(), 8);
    follow(&mut feed, &mut all).await;
    assert_eq!(all, in_the_store(&store).await);

    one_of_each(&store, 30).await;
    crate::country::finalise(&store, crate::country::certificate(14)).await.unwrap();
    revoke(&store, 11).await;
    write(&store, |unit| {
        async move { unit.raise_to_key_compromise(CITIZENS, &serial(13), &leaf("raised")).await }.boxed()
    })
    .await;
    follow(&mut feed, &mut all).await;
    // What is still open has not changed: nobody is told of it.
    all.insert(serial(34).as_bytes().to_vec(), CertificateStatus::Intent);
    assert_eq!(all, in_the_store(&store).await);
}

async fn a_change_while_everything_is_read_is_among_the_news(engine: Engine) {
    let (store, _) = country(engine).await;
    let mut feed = store.door().status_feed().await.unwrap();
    one_of_each(&store, 10).await;
    let mut all = everything(&feed).await;
    hold(&store, 10).await;
    burn(&store, 14).await;
    follow(&mut feed, &mut all).await;
    assert_eq!(all, in_the_store(&store).await);
}

async fn who_missed_changes_that_were_deleted_is_told_so(engine: Engine) {
    let scratch = engine.scratch().await;
    let store = country_in(&scratch).await;
    let mut feed = store.door().status_feed().await.unwrap();
    let mut all = everything(&feed).await;
    follow(&mut feed, &mut all).await;
    assert_eq!(write(&store, |unit| unit.forget_status_changes().boxed()).await, 0, "there are few");
    hold(&store, 1).await;
    follow(&mut feed, &mut all).await;
    release(&store, 1).await;
    scratch
        .execute(match engine {
            Engine::Sqlite => {
                "WITH RECURSIVE g (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 100001) \
                 INSERT INTO status_changes (issuer, serial) SELECT 2, zeroblob(16) FROM g"
            }
            Engine::Postgres => {
                "INSERT INTO status_changes (number, issuer, serial) \
                 SELECT pg_current_xact_id()::text::bigint + n, 2, uuid_send(gen_random_uuid()) \
                 FROM generate_series(1, 100001) AS g (n)"
            }
        })
        .await;
    let deleted = write(&store, |unit| unit.forget_status_changes().boxed()).await;
    assert!(deleted > 1, "{deleted}, what nobody has looked at among them");
    assert_eq!(feed.news().await.unwrap(), None);
}

async fn a_change_of_a_unit_that_is_undone_is_none(engine: Engine) {
    let (store, _) = country(engine).await;
    let mut feed = store.door().status_feed().await.unwrap();
    let mut all = everything(&feed).await;
    let told = store.statuses_told();
    let undone: Result<(), _> = store
        .transaction("test: undone", |unit| {
            async move {
                assert!(unit.begin_hold(CITIZENS, &serial(1), None, &leaf("held")).await?);
                Err(store::Error::Exists { what: "nothing" })
            }
            .boxed()
        })
        .await;
    undone.unwrap_err();
    assert_eq!(store.statuses_told(), told, "nobody is told");
    follow(&mut feed, &mut all).await;
    assert_eq!(all, in_the_store(&store).await);
    hold(&store, 1).await;
    assert_eq!(store.statuses_told(), told + 1, "before the caller goes on");
}

/// Numbers are given when a transaction begins to write, and seen when it ends: one that began earlier may end later.
#[tokio::test]
async fn a_change_that_is_committed_late_is_not_missed() {
    let (store, _) = country(Engine::Postgres).await;
    issue(&store, 2).await;
    let mut feed = store.door().status_feed().await.unwrap();
    let mut all = everything(&feed).await;
    let (go_on, may_go_on) = oneshot::channel::<()>();
    let (has_written, written) = oneshot::channel();
    let late = tokio::spawn({
        let store = store.clone();
        async move {
            write(&store, move |unit| {
                async move {
                    unit.begin_hold(CITIZENS, &serial(1), None, &leaf("late")).await?;
                    has_written.send(()).unwrap();
                    may_go_on.await.unwrap();
                    Ok(())
                }
                .boxed()
            })
            .await;
        }
    });
    written.await.unwrap();
    hold(&store, 2).await;
    follow(&mut feed, &mut all).await;
    assert_eq!(all[serial(2).as_bytes().as_slice()], CertificateStatus::Held { since: START });
    assert_eq!(all[serial(1).as_bytes().as_slice()], CertificateStatus::Final, "it is not committed");
    go_on.send(()).unwrap();
    late.await.unwrap();
    follow(&mut feed, &mut all).await;
    assert_eq!(all, in_the_store(&store).await);
}

/// Another process's writes are found by looking, and its revocations are told.
#[tokio::test]
async fn what_another_process_changes_is_told_and_found() {
    let scratch = Engine::Postgres.scratch().await;
    let (one, other) = (scratch.open(clock()).await, scratch.open(clock()).await);
    found(&one).await;
    let mut feed = other.door().status_feed().await.unwrap();
    let mut all = everything(&feed).await;
    let told = other.statuses_told();
    revoke(&one, 1).await;
    follow(&mut feed, &mut all).await;
    assert_eq!(all, in_the_store(&one).await);
    let is_told = async {
        while other.statuses_told() == told {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), is_told).await.expect("it is told");
}

/// The server that comes back may give numbers that it gave before: the feed is over.
#[tokio::test]
async fn a_feed_ends_with_its_connection() {
    let scratch = Engine::Postgres.scratch().await;
    let store = scratch.open(clock()).await;
    found(&store).await;
    let mut feed = store.door().status_feed().await.unwrap();
    assert!(feed.news().await.unwrap().is_some());
    let Scratch::Database(name) = &scratch else { unreachable!("it was made on PostgreSQL") };
    scratch_postgres::Cluster::shared().sql(
        name,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    feed.news().await.unwrap_err();
    feed.news().await.unwrap_err();
    assert!(store.door().status_feed().await.unwrap().news().await.unwrap().is_some(), "another one begins");
}

/// A transaction of another database on the server keeps the lowest number low: nothing was missed by that.
#[tokio::test]
async fn a_transaction_that_lasts_keeps_nobody_from_following() {
    let scratch = Engine::Postgres.scratch().await;
    let Scratch::Database(name) = &scratch else { unreachable!("it was made on PostgreSQL") };
    let url = scratch_postgres::Cluster::shared().url("greatseal", name);
    let mut lasting = sqlx::PgConnection::connect(&url).await.unwrap();
    for statement in ["BEGIN", "SELECT pg_current_xact_id()"] {
        sqlx::query(statement).execute(&mut lasting).await.unwrap();
    }
    let store = scratch.open(clock()).await;
    found(&store).await;
    let mut feed = store.door().status_feed().await.unwrap();
    let mut all = everything(&feed).await;
    for _ in 0..3 {
        follow(&mut feed, &mut all).await;
        assert_eq!(all, in_the_store(&store).await);
    }
    hold(&store, 1).await;
    follow(&mut feed, &mut all).await;
    assert_eq!(all, in_the_store(&store).await);
    lasting.close().await.unwrap();
}
