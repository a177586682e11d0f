//! What is there after the store is opened again.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use futures_util::FutureExt as _;
use store::{Database, Error, PostgresOptions, Store};

use crate::country::{clock, leaf, write};
use crate::engines::{Engine, Scratch};

on_both_engines!(
    a_store_that_was_dropped_without_closing_is_whole_when_reopened,
    a_closed_store_commits_what_had_queued_and_takes_no_more,
    a_newer_schema_is_refused,
    an_altered_migration_is_noticed,
    no_statement_can_rewrite_history,
    a_process_killed_before_a_commit_leaves_nothing_of_it,
    a_process_killed_after_a_commit_leaves_all_of_it,
);

async fn a_store_that_was_dropped_without_closing_is_whole_when_reopened(engine: Engine) {
    let scratch = engine.scratch().await;
    let store = scratch.open(clock()).await;
    write(&store, |transaction| async move { transaction.append_leaf(&leaf("kept")).await }.boxed()).await;
    drop(store);
    let store = scratch.open(clock()).await;
    let leaves = store.leaves_after(0, 10).await.unwrap();
    assert_eq!(leaves.len(), 1);
    assert_eq!(leaves[0].bytes, leaf("kept").to_bytes());
}

async fn a_closed_store_commits_what_had_queued_and_takes_no_more(engine: Engine) {
    let scratch = engine.scratch().await;
    let store = scratch.open(clock()).await;
    let queued = (0..10).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            write(&store, move |transaction| {
                async move { transaction.append_leaf(&leaf(&format!("{number}"))).await }.boxed()
            })
            .await;
        })
    });
    let queued: Vec<_> = queued.collect();
    tokio::task::yield_now().await;
    store.close().await;
    for queued in queued {
        queued.await.unwrap();
    }
    let late: Result<(), Error> =
        store.transaction("test: late", |_| async { panic!("it must not run") }.boxed()).await;
    assert!(matches!(late, Err(Error::Closed)));
    if matches!(scratch, Scratch::File(_)) {
        let log = scratch.path().with_extension("sqlite-wal");
        assert!(!log.exists(), "the log was moved into the database");
    }
    let again = scratch.open(clock()).await;
    assert_eq!(again.leaf_count().await.unwrap(), 10);
}

#[tokio::test]
async fn a_second_writer_of_a_file_is_refused_and_told_who_the_first_is() {
    let scratch = Engine::Sqlite.empty();
    let path = scratch.path();
    let first = Store::open(&path, clock()).await.unwrap();
    let refused = Store::open(&path, clock()).await.err().unwrap();
    let Error::InUse { path: named, holder } = &refused else { panic!("{refused}") };
    assert_eq!(*named, path);
    assert_eq!(*holder, format!("process {}", std::process::id()));
    drop(first);
    Store::open(&path, clock()).await.unwrap();
}

async fn a_newer_schema_is_refused(engine: Engine) {
    let scratch = engine.scratch().await;
    scratch
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (999, 'from the future', TRUE, 'checksum', 0)",
        )
        .await;
    for refused in [
        Store::open(scratch.database(), clock()).await.err().unwrap(),
        Store::migrate(&scratch.database()).await.unwrap_err(),
    ] {
        assert!(matches!(refused, Error::NewerSchema { found: 999, known } if known < 999), "{refused}");
    }
}

#[tokio::test]
async fn a_newer_file_is_left_alone() {
    let scratch = Engine::Sqlite.scratch().await;
    scratch
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (999, 'from the future', TRUE, 'checksum', 0)",
        )
        .await;
    let before = std::fs::read(scratch.path()).unwrap();
    assert!(Store::open(scratch.database(), clock()).await.is_err());
    assert_eq!(std::fs::read(scratch.path()).unwrap(), before);
}

async fn an_altered_migration_is_noticed(engine: Engine) {
    let scratch = engine.scratch().await;
    scratch.execute("UPDATE _sqlx_migrations SET checksum = 'checksum' WHERE version = 1").await;
    let refused = Store::open(scratch.database(), clock()).await.err().unwrap();
    assert!(matches!(refused, Error::Migration(_)), "{refused}");
}

#[tokio::test]
async fn a_server_is_migrated_by_its_own_command_alone_and_twice_is_harmless() {
    let scratch = Engine::Postgres.empty();
    let refused = Store::open(scratch.database(), clock()).await.err().unwrap();
    assert!(matches!(refused, Error::OlderSchema { found: 0, .. }), "{refused}");
    assert!(refused.to_string().contains("greatseal migrate"), "{refused}");
    let database = scratch.database();
    let (first, second) = tokio::join!(Store::migrate(&database), Store::migrate(&database));
    first.and(second).unwrap();
    scratch.open(clock()).await.close().await;
}

#[tokio::test]
async fn a_server_that_could_lose_what_it_acknowledged_is_refused() {
    let scratch = Engine::Postgres.scratch().await;
    let Scratch::Database(name) = &scratch else { unreachable!("it was made on PostgreSQL") };
    let cluster = scratch_postgres::Cluster::shared();
    for (setting, named) in [("synchronous_commit = off", "off"), ("synchronous_commit = local", "local")] {
        cluster.sql(name, &format!("ALTER DATABASE {name} SET {setting}"));
        let refused = Store::open(scratch.database(), clock()).await.err().unwrap();
        assert!(matches!(&refused, Error::Unsafe { problem } if problem.contains(named)), "{refused}");
    }
    cluster.sql(name, &format!("ALTER DATABASE {name} SET synchronous_commit = remote_apply"));
    scratch.open(clock()).await.close().await;
}

#[tokio::test]
async fn a_server_that_does_not_flush_is_refused() {
    let cluster = scratch_postgres::Cluster::start(&["fsync=off"]);
    let url = cluster.socket_url("greatseal", "postgres");
    let database = Database::from(PostgresOptions::parse(&url).unwrap());
    let refused = Store::migrate(&database).await.unwrap_err();
    assert!(matches!(&refused, Error::Unsafe { problem } if problem.contains("fsync")), "{refused}");
}

#[tokio::test]
async fn a_server_that_is_away_is_a_passing_problem_and_named_without_secrets() {
    let options = PostgresOptions::parse("postgres://greatseal@127.0.0.1:1/greatseal").unwrap();
    let refused = Store::open(options.with_password("secret"), clock()).await.err().unwrap();
    assert!(refused.is_passing(), "{refused}");
    assert!(!format!("{refused} {refused:?}").contains("secret"), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_crashed_is_used_again_and_has_all_that_it_acknowledged() {
    let cluster = scratch_postgres::Cluster::start(&[]);
    let url = cluster.url("greatseal", "postgres");
    let database = Database::from(PostgresOptions::parse(&url).unwrap());
    Store::migrate(&database).await.unwrap();
    let store = Store::open(database, clock()).await.unwrap();
    write(&store, |transaction| async move { transaction.append_leaf(&leaf("before")).await }.boxed()).await;
    cluster.crash();
    let refused: Error = store
        .transaction("test: away", |transaction| {
            async move { transaction.append_leaf(&leaf("lost")).await }.boxed()
        })
        .await
        .unwrap_err();
    assert!(refused.is_passing(), "{refused}");
    cluster.revive();
    write(&store, |transaction| async move { transaction.append_leaf(&leaf("after")).await }.boxed()).await;
    let leaves: Vec<_> =
        store.leaves_after(0, 10).await.unwrap().into_iter().map(|leaf| leaf.bytes).collect();
    assert_eq!(leaves, ["before", "after"].map(|text| leaf(text).to_bytes()));
}

#[tokio::test]
async fn the_files_are_for_their_owner_alone() {
    let scratch = Engine::Sqlite.empty();
    let path = scratch.path();
    let store = Store::open(&path, clock()).await.unwrap();
    write(&store, |transaction| async move { transaction.append_leaf(&leaf("kept")).await }.boxed()).await;
    for entry in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let refused = Store::open(Path::new("/nowhere/store.sqlite"), clock()).await.err().unwrap();
    assert!(refused.to_string().contains("/nowhere/store.sqlite"), "{refused}");
}

async fn no_statement_can_rewrite_history(engine: Engine) {
    let scratch = engine.scratch().await;
    let store = scratch.open(clock()).await;
    crate::country::found(&store).await;
    store.door().insert_session(crate::country::session(5), crate::country::PLENTY).await.unwrap();
    for statement in [
        "UPDATE certificates SET not_after = not_after + 1",
        "DELETE FROM certificates",
        "UPDATE intents SET tbs = x'00'",
        "UPDATE intents SET finalised_at = NULL",
        "DELETE FROM intents",
        "UPDATE leaves SET bytes = x'00'",
        "DELETE FROM leaves",
        "UPDATE acts SET body = 'another'",
        "UPDATE sessions SET relying_party = 'bank'",
        "UPDATE issuers SET certificate = x'00'",
    ] {
        let refused = scratch.try_to_execute(statement).await.unwrap_err();
        assert!(["insert only", "kept", "ends once"].iter().any(|word| refused.contains(word)), "{refused}");
    }
}

/// Which line of a child process's life to end, and the store that it writes to.
const FAIL_POINT: &str = "GREATSEAL_TEST_FAIL_POINT";
const STORE: &str = "GREATSEAL_TEST_STORE";

/// The child: two units, the second with a fail point. Without the variables it is no test and does nothing.
#[test]
fn child_that_is_killed() {
    let (Ok(point), Ok(address)) = (std::env::var(FAIL_POINT), std::env::var(STORE)) else { return };
    let database = match PostgresOptions::parse(&address) {
        Ok(options) => Database::from(options),
        Err(_) => Path::new(&address).into(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(database, clock()).await.unwrap();
        write(&store, |transaction| {
            async move { transaction.append_leaf(&leaf("acknowledged")).await }.boxed()
        })
        .await;
        fail::cfg(point, "return").unwrap();
        let second: Result<(), Error> = store
            .transaction("test: second", |transaction| {
                async move {
                    transaction.append_leaf(&leaf("second, one")).await?;
                    transaction.append_leaf(&leaf("second, two")).await
                }
                .boxed()
            })
            .await;
        panic!("the process was to be killed, but the caller was told {second:?}");
    });
}

async fn leaves_after_killing_at(engine: Engine, point: &str) -> Vec<Vec<u8>> {
    let scratch = engine.scratch().await;
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::child_that_is_killed", "--nocapture"])
        .env(FAIL_POINT, point)
        .env(STORE, scratch.database().to_string())
        .output()
        .unwrap();
    let signal = std::os::unix::process::ExitStatusExt::signal(&child.status);
    assert_eq!(signal, Some(6), "{}", String::from_utf8_lossy(&child.stderr));
    let store = scratch.open(clock()).await;
    store.leaves_after(0, 10).await.unwrap().into_iter().map(|leaf| leaf.bytes).collect()
}

async fn a_process_killed_before_a_commit_leaves_nothing_of_it(engine: Engine) {
    assert_eq!(
        leaves_after_killing_at(engine, "before:test: second").await,
        [leaf("acknowledged").to_bytes()]
    );
}

async fn a_process_killed_after_a_commit_leaves_all_of_it(engine: Engine) {
    let whole = ["acknowledged", "second, one", "second, two"].map(|text| leaf(text).to_bytes());
    assert_eq!(leaves_after_killing_at(engine, "after:test: second").await, whole);
}
