//! What is there after the store is opened again.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use futures_util::FutureExt as _;
use sqlx::Connection as _;
use store::{Error, Store};
use tempfile::TempDir;

use crate::country::{clock, leaf, write};

/// Runs a statement beside the store, as a person with a database tool could.
pub(crate) async fn execute(path: &Path, statement: &'static str) {
    try_to_execute(path, statement).await.unwrap();
}

/// Like [`execute`], and says what the database refuses.
pub(crate) async fn try_to_execute(path: &Path, statement: &'static str) -> Result<(), sqlx::Error> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await?;
    sqlx::query(statement).execute(&mut connection).await?;
    connection.close().await
}

fn new_path() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    (folder, path)
}

#[tokio::test]
async fn a_store_that_was_dropped_without_closing_is_whole_when_reopened() {
    let (_folder, path) = new_path();
    let store = Store::open(&path, clock()).await.unwrap();
    write(&store, |transaction| async move { transaction.append_leaf(&leaf("kept")).await }.boxed()).await;
    drop(store);
    let store = Store::open(&path, clock()).await.unwrap();
    let leaves = store.leaves_after(0, 10).await.unwrap();
    assert_eq!(leaves.len(), 1);
    assert_eq!(leaves[0].bytes, b"kept");
}

#[tokio::test]
async fn a_closed_store_commits_what_had_queued_and_takes_no_more() {
    let (folder, path) = new_path();
    let store = Store::open(&path, clock()).await.unwrap();
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
    assert!(!folder.path().join("store.sqlite-wal").exists(), "the log was moved into the database");
    let again = Store::open(&path, clock()).await.unwrap();
    assert_eq!(again.leaf_count().await.unwrap(), 10);
}

#[tokio::test]
async fn a_second_writer_is_refused_and_told_who_the_first_is() {
    let (_folder, path) = new_path();
    let first = Store::open(&path, clock()).await.unwrap();
    let refused = Store::open(&path, clock()).await.err().unwrap();
    let Error::InUse { path: named, holder } = &refused else { panic!("{refused}") };
    assert_eq!(*named, path);
    assert_eq!(*holder, format!("process {}", std::process::id()));
    drop(first);
    Store::open(&path, clock()).await.unwrap();
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let (_folder, path) = new_path();
    Store::open(&path, clock()).await.unwrap().close().await;
    execute(
        &path,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (999, 'from the future', 1, x'00', 0)",
    )
    .await;
    let before = std::fs::read(&path).unwrap();
    let refused = Store::open(&path, clock()).await.err().unwrap();
    assert!(matches!(refused, Error::NewerSchema { found: 999, known: 1 }), "{refused}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn an_altered_migration_is_noticed() {
    let (_folder, path) = new_path();
    Store::open(&path, clock()).await.unwrap().close().await;
    execute(&path, "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1").await;
    assert!(matches!(Store::open(&path, clock()).await.err().unwrap(), Error::Migration(_)));
}

#[tokio::test]
async fn the_files_are_for_their_owner_alone() {
    let (folder, path) = new_path();
    let store = Store::open(&path, clock()).await.unwrap();
    write(&store, |transaction| async move { transaction.append_leaf(&leaf("kept")).await }.boxed()).await;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let refused = Store::open("/nowhere/store.sqlite", clock()).await.err().unwrap();
    assert!(refused.to_string().contains("/nowhere/store.sqlite"), "{refused}");
}

#[tokio::test]
async fn no_statement_can_rewrite_history() {
    let (_folder, path) = new_path();
    let store = Store::open(&path, clock()).await.unwrap();
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
        assert!(try_to_execute(&path, statement).await.is_err(), "{statement}");
    }
}

/// Which line of a child process's life to end, and the store that it writes to.
const FAIL_POINT: &str = "SIGNET_TEST_FAIL_POINT";
const STORE: &str = "SIGNET_TEST_STORE";

/// The child: two units, the second with a fail point. Without the variables it is no test and does nothing.
#[test]
fn child_that_is_killed() {
    let (Ok(point), Ok(path)) = (std::env::var(FAIL_POINT), std::env::var(STORE)) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(path, clock()).await.unwrap();
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

async fn leaves_after_killing_at(point: &str) -> Vec<Vec<u8>> {
    let (_folder, path) = new_path();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::child_that_is_killed", "--nocapture"])
        .env(FAIL_POINT, point)
        .env(STORE, &path)
        .output()
        .unwrap();
    let signal = std::os::unix::process::ExitStatusExt::signal(&child.status);
    assert_eq!(signal, Some(6), "{}", String::from_utf8_lossy(&child.stderr));
    let store = Store::open(&path, clock()).await.unwrap();
    store.leaves_after(0, 10).await.unwrap().into_iter().map(|leaf| leaf.bytes).collect()
}

#[tokio::test]
async fn a_process_killed_before_a_commit_leaves_nothing_of_it() {
    assert_eq!(leaves_after_killing_at("before:test: second").await, [b"acknowledged".to_vec()]);
}

#[tokio::test]
async fn a_process_killed_after_a_commit_leaves_all_of_it() {
    let whole = [b"acknowledged".to_vec(), b"second, one".to_vec(), b"second, two".to_vec()];
    assert_eq!(leaves_after_killing_at("after:test: second").await, whole);
}
