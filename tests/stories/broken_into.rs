//! Somebody has broken into an api node and sends any SQL with its rights: nothing is issued, released or marked good.

use std::time::Duration;

use scratch_postgres::Cluster;
use store::Store;

use crate::testbed::on_postgres;
use crate::testbed::scene::{Scene, right_pin};

/// What the intruder's rights reach.
struct Intruder<'a> {
    role: &'a str,
    database: &'a str,
}

impl Intruder<'_> {
    fn send(&self, statements: &str) {
        Cluster::shared().try_sql(self.role, self.database, statements).expect("these rights a door has");
    }

    fn is_refused(&self, statement: &str) {
        let refusal = Cluster::shared().try_sql(self.role, self.database, statement);
        assert!(refusal.is_err_and(|refusal| refusal.contains("permission denied")), "{statement}");
    }

    /// Waits until every order was heard; gives the verdict about the request with this body.
    async fn heard(&self, body: &str) -> String {
        let request = format!("sha256(convert_to('{body}', 'UTF8'))");
        let reply = format!("SELECT verdict FROM replies WHERE request_sha256 = {request}");
        for _ in 0..300 {
            let verdict = Cluster::shared().sql(self.database, &reply);
            if !verdict.is_empty() {
                return verdict;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{body} was not answered");
    }
}

/// A row and the order to look at it.
fn order(table: &str, columns: &str, values: &str, kind: &str, body: &str) -> String {
    let hash = format!("sha256(convert_to('{body}', 'UTF8'))");
    format!(
        "INSERT INTO {table} (sha256, body, created_at{columns}) VALUES ({hash}, '{body}', 0{values}); \
         INSERT INTO jobs (kind, subject, due_at, attempts, created_at) VALUES ('{kind}', {hash}, 0, 0, 0)"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_breaks_into_an_api_node_can_issue_release_and_mark_good_nothing() {
    if !on_postgres() {
        // A file has no roles: `every_story_is_also_true_on_postgres` tells this one.
        return;
    }
    let scene = Scene::start().await;
    let mut ada = scene.enrolled("MU-T0101800000011").await;
    let mut bob = scene.enrolled("MU-T0101810000012").await;
    scene.ask(0, &ada).await;
    let open = ada.waiting(1).await.remove(0);
    let database = scene.testbed.founded.database.clone().expect("the story is told on PostgreSQL");
    let owned = scene.testbed.founded.config().database.database().expect("the configuration is good");
    Store::grant_roles(&owned).await.expect("the roles get their rights");
    let api = Intruder { role: "greatseal_api", database: &database };
    let before = scene.census().await;

    // 1. Requests that nobody signed: acts, enrolments, signer requests, answers. The worker reads them and refuses.
    api.send(&order("acts", "", "", "act", "an act"));
    api.send(&order(
        "enrolment_requests",
        ", activation",
        ", decode(repeat('00', 16), 'hex')",
        "enrolment",
        "an enrolment",
    ));
    api.send(&order("signer_requests", ", kind", ", 'ocsp-signer'", "signer-request", "a signer request"));
    let session = "(SELECT session FROM statements ORDER BY created_at DESC LIMIT 1)";
    api.send(&order("messages", ", session, kind", &format!(", {session}, 'answer'"), "answer", "an answer"));
    api.send(&order("messages", ", session, kind", &format!(", {session}, 'unlock'"), "unlock", "an unlock"));
    for body in ["an act", "an enrolment", "a signer request", "an answer", "an unlock"] {
        assert_eq!(api.heard(body).await, "refused", "{body}");
    }

    // 2. Orders about things that are not so: a wish that nobody had, what was done before.
    api.send(&format!(
        "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) \
         SELECT kind, {session}, 0, 0, 0 FROM (VALUES ('cancel'), ('state')) AS orders (kind)"
    ));
    api.send(
        "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) SELECT 'act', sha256, 0, 0, 0 FROM acts; \
         INSERT INTO jobs (kind, subject, due_at, attempts, created_at) \
         SELECT 'enrolment', sha256, 0, 0, 0 FROM enrolment_requests; \
         INSERT INTO jobs (kind, subject, due_at, attempts, created_at) \
         SELECT 'signer-request', sha256, 0, 0, 0 FROM signer_requests",
    );
    for _ in 0..300 {
        if Cluster::shared().sql(&database, "SELECT count(*) FROM jobs WHERE due_at = 0") == "0" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(scene.census().await, before, "nothing was decided");

    // 3. What is written down by those who decide, no door can write.
    for statement in [
        "INSERT INTO outcomes (session, state, signatures, created_at) SELECT id, 'completed', 'x', 0 FROM sessions",
        "INSERT INTO certificates SELECT * FROM certificates",
        "UPDATE intents SET burnt_at = NULL",
        "DELETE FROM revocations",
        "UPDATE device_secrets SET epoch = 0",
        "DELETE FROM pin_tries",
        "UPDATE open_sessions SET ends_at = 0",
        "DELETE FROM open_sessions",
    ] {
        api.is_refused(statement);
    }
    let status = Intruder { role: "greatseal_status", database: &database };
    status.is_refused("INSERT INTO certificates SELECT * FROM certificates");
    status.is_refused("DELETE FROM revocations");

    // 4. A request to sign that nobody signed ends as failed; the phone never hears of it.
    api.send(
        "INSERT INTO sessions SELECT decode(repeat('ab', 16), 'hex'), relying_party, 'forged', request_sha256, request, \
         purpose, (SELECT sha256 FROM certificates WHERE device = d.id AND profile = 'citizen-signature'), d.person, d.id, \
         code_mode, s.created_at, s.expires_at, s.request_expires_at FROM sessions s, devices d WHERE d.person <> s.person; \
         INSERT INTO jobs (kind, subject, due_at, attempts, created_at) \
         VALUES ('state', decode(repeat('ab', 16), 'hex'), 0, 0, 0)",
    );
    let state = "SELECT state FROM outcomes WHERE session = decode(repeat('ab', 16), 'hex')";
    let mut ended = String::new();
    for _ in 0..300 {
        ended = Cluster::shared().sql(&database, state);
        if !ended.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(ended, "failed", "another person's request, moved to Bob");
    assert!(bob.phone.poll(0).await.expect("the phone may ask").sessions.is_empty());

    // 5. And the honest session goes on as if nothing had been.
    ada.try_to_sign(&open, &right_pin()).await.expect("the phone signs");
    scene.stop().await;
}
