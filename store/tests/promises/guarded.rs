//! A server that is reached by TLS and a password alone.

use std::sync::Arc;

use pki_types::SystemClock;
use scratch_postgres::Cluster;
use store::{Database, Error, PostgresOptions, Store};

const PASSWORD: &str = "correct horse battery staple";

fn options(server: &Cluster, database: &str, host: &str) -> PostgresOptions {
    let url = server.url("guarded", database).replace("127.0.0.1", host);
    PostgresOptions::parse(&url).unwrap()
}

async fn refused(options: PostgresOptions) -> String {
    let opened = Store::open(Database::from(options), Arc::new(SystemClock)).await;
    let problem = opened.err().expect("nobody comes in so");
    assert!(matches!(problem, Error::Database { .. }), "{problem:?}");
    let mut text = problem.to_string();
    let mut cause = std::error::Error::source(&problem);
    while let Some(next) = cause {
        text += &format!(": {next}");
        cause = next.source();
    }
    assert!(!text.contains(PASSWORD) && !text.contains("wrong one"), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guarded_server_is_entered_by_the_right_name_authority_and_password_alone() {
    let server = Cluster::guarded();
    let database = server.new_database();
    server.sql("postgres", &format!("CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'"));
    server.sql("postgres", &format!("ALTER DATABASE {database} OWNER TO guarded"));
    let root = server.file("root.pem");
    let whole = |host: &str| options(&server, &database, host).with_root_certificate(&root);

    // 1. All is right: TLS 1.2 or newer, SCRAM.
    let right = whole("localhost").with_password(PASSWORD);
    Store::migrate(&Database::from(right.clone())).await.unwrap();
    let store = Store::open(Database::from(right), Arc::new(SystemClock)).await.unwrap();
    let secured = "SELECT count(*) > 0 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                   WHERE usename = 'guarded' AND ssl AND version >= 'TLSv1.2'";
    assert_eq!(server.sql("postgres", secured), "t");
    store.close().await;

    // 2. One thing is wrong.
    let problem = refused(whole("localhost").with_password("a wrong one")).await;
    assert!(problem.contains("password authentication failed"), "{problem}");
    refused(whole("localhost")).await;
    let problem = refused(options(&server, &database, "localhost").with_password(PASSWORD)).await;
    assert!(problem.contains("no encryption") || problem.contains("pg_hba.conf"), "{problem}");
    let other = server.file("other-root.pem");
    let other = options(&server, &database, "localhost").with_root_certificate(&other);
    let problem = refused(other.with_password(PASSWORD)).await;
    assert!(problem.contains("certificate"), "{problem}");
    let problem = refused(whole("127.0.0.1").with_password(PASSWORD)).await;
    assert!(problem.contains("certificate"), "{problem}");
}
