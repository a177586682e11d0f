//! What each process's role may do in the database, whatever SQL is sent.

use std::time::Duration;

use futures_util::FutureExt as _;
use pki_types::Sha256Digest;
use scratch_postgres::Cluster;
use store::Verdict;
use store::{
    Error, Insertion, JobKind, Message, PostgresOptions, PushSubscription, Reply, SessionInsertion,
    SignerRequest, Store, StoredStatement,
};
use words::{ActivationId, CodeMode, MessageKind, PersonName, SessionState, WorkerId};

use crate::country::{
    BANK, DEVICE, PERSON, PLENTY, START, activation, clock, found, hash, issue, session, write,
};
use crate::engines::{Engine, Scratch};

/// A country on a server with its roles; the name of its database.
async fn country() -> String {
    let scratch = Engine::Postgres.scratch().await;
    let store = scratch.open(clock()).await;
    found(&store).await;
    issue(&store, 2).await;
    store.door().insert_session(session(4), PLENTY).await.unwrap();
    store.close().await;
    Store::grant_roles(&scratch.database()).await.unwrap();
    // Again after each migration.
    Store::grant_roles(&scratch.database()).await.unwrap();
    let Scratch::Database(name) = scratch else { unreachable!("it was made on PostgreSQL") };
    name
}

/// The store as the process of this role opens it.
async fn open_as(role: &str, database: &str) -> Store {
    let options = PostgresOptions::parse(&Cluster::shared().url(role, database)).unwrap();
    Store::open(options, clock()).await.unwrap()
}

fn refused(role: &str, database: &str, statements: &[&str]) {
    for statement in statements {
        match Cluster::shared().try_sql(role, database, statement) {
            Ok(said) => panic!("{role} may {statement}: {said}"),
            Err(refusal) => assert!(
                ["permission denied", "row-level security", "must be owner", "cannot insert a non-DEFAULT"]
                    .iter()
                    .any(|word| refusal.contains(word)),
                "{role}: {statement}: {refusal}"
            ),
        }
    }
}

#[tokio::test]
async fn an_api_node_can_neither_issue_nor_release_nor_mark_good_nor_read_a_secret() {
    let database = country().await;
    refused(
        "greatseal_api",
        &database,
        &[
            // Issue.
            "INSERT INTO intents SELECT * FROM intents",
            "INSERT INTO certificates SELECT * FROM certificates",
            "UPDATE intents SET finalised_at = 1",
            "INSERT INTO issuers SELECT 9, 'mine', certificate, 1, 0 FROM issuers LIMIT 1",
            "INSERT INTO replies (request_sha256, verdict, body, created_at) SELECT sha256, 'done', '{}', 0 FROM acts",
            "INSERT INTO act_jtis SELECT sha256, sha256, 0 FROM acts",
            "SELECT * FROM act_jtis",
            "INSERT INTO open_sessions SELECT id, 9999999999 FROM sessions",
            "UPDATE open_sessions SET ends_at = 9999999999",
            "DELETE FROM open_sessions",
            "INSERT INTO persons SELECT * FROM persons",
            "UPDATE persons SET surname = 'Another'",
            "INSERT INTO officers (id, name, certificate_sha256, created_at) SELECT 'me', 'Me', sha256, 0 FROM certificates LIMIT 1",
            "UPDATE officers SET certificate_sha256 = certificate_sha256",
            "UPDATE officers SET roles = 'security'",
            "INSERT INTO pending_acts (act_sha256, officer, confirmations, role, expires_at, created_at) SELECT a.sha256, o.id, 1, 'security', 9, 0 FROM acts a, officers o",
            "UPDATE pending_acts SET outcome = 'performed', ended_at = 1",
            "INSERT INTO act_confirmations SELECT act_sha256, officer, act_sha256, 0 FROM pending_acts",
            "UPDATE relying_parties SET certificate_sha256 = certificate_sha256",
            "INSERT INTO activations SELECT * FROM activations",
            "UPDATE activations SET used_by = NULL, expires_at = 9999999999",
            "UPDATE activations SET failures = 0, ended_at = NULL",
            "INSERT INTO prompt_pauses SELECT person, relying_party, 9 FROM sessions",
            "UPDATE prompt_pauses SET paused_until = 0",
            "DELETE FROM prompt_pauses",
            "DELETE FROM person_pauses",
            "UPDATE report_pauses SET paused_until = 0",
            "INSERT INTO reports SELECT relying_party, person, 9 FROM sessions",
            "DELETE FROM reports",
            "DELETE FROM attempts",
            "UPDATE attempts SET subject = subject",
            "UPDATE attempts SET ends_at = 9999999999",
            "UPDATE meta SET value = 'mine' WHERE name = 'attempts-key'",
            "DELETE FROM relying_party_looks",
            "INSERT INTO relying_party_looks SELECT 'name', 'taken', id FROM relying_parties",
            "INSERT INTO devices SELECT * FROM devices",
            // Release.
            "INSERT INTO statements (session, jws, sha256, expires_at, created_at) SELECT id, 'x', request_sha256, 9, 0 FROM sessions",
            "INSERT INTO outcomes (session, state, signatures, created_at) SELECT id, 'completed', 'x', 0 FROM sessions",
            "INSERT INTO unlocks SELECT * FROM unlocks",
            "UPDATE device_secrets SET epoch = 0, lineage = ''",
            "DELETE FROM pin_tries",
            "INSERT INTO shares SELECT * FROM shares",
            "UPDATE messages SET body = 'another'",
            "UPDATE sessions SET request = 'another'",
            "INSERT INTO key_lists VALUES (99, 'mine', 0)",
            // Mark good.
            "UPDATE holds SET ended_at = 1",
            "DELETE FROM holds",
            "DELETE FROM revocations",
            "DELETE FROM device_blocks",
            "INSERT INTO crls SELECT issuer, shard, 99, der, this_update, next_update FROM crls",
            // Read secrets and what was never published.
            "SELECT * FROM device_secrets",
            "SELECT * FROM pin_tries",
            "SELECT * FROM shares",
            "SELECT * FROM activation_secrets",
            "SELECT tbs FROM intents",
            "SELECT * FROM leaves",
            "SELECT bytes FROM leaves",
            "INSERT INTO log_hashes (level, first, hashes) VALUES (9, 9, decode(repeat('00', 32), 'hex'))",
            // Tamper with the audit log and with the work.
            "INSERT INTO leaves (kind, bytes, sha256, created_at) SELECT 'act', body::bytea, sha256, 0 FROM acts",
            "DELETE FROM leaf_queue",
            "UPDATE log_checkpoint SET size = size + 1",
            "DELETE FROM jobs",
            "UPDATE jobs SET parked_at = 1",
            "INSERT INTO jobs (kind, subject, due_at, attempts, created_at, leased_until) VALUES ('act', '', 0, 0, 0, 9)",
            "INSERT INTO leases VALUES ('round', '\\x00', 1, 9)",
            // Order what only the worker orders.
            "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) VALUES ('revoke-device', '', 0, 0, 0)",
            "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) VALUES ('suspend-device', '', 0, 0, 0)",
            "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) VALUES ('crl', '', 0, 0, 0)",
            // Change the rules.
            "ALTER TABLE certificates DISABLE TRIGGER ALL",
            "ALTER TABLE jobs DISABLE ROW LEVEL SECURITY",
            "DROP TABLE holds",
            "TRUNCATE holds",
            "CREATE TABLE mine (x INTEGER)",
            "CREATE FUNCTION mine() RETURNS INTEGER LANGUAGE sql AS 'SELECT 1'",
            "SET ROLE greatseal_work",
            "CREATE ROLE mine",
            "SELECT lo_creat(-1)",
            "SELECT lo_create(0)",
            "SELECT lo_from_bytea(0, 'mine')",
            "SELECT lo_put(1, 0, 'mine')",
        ],
    );
}

#[tokio::test]
async fn a_status_or_time_node_can_write_nothing_but_its_own_requests() {
    let database = country().await;
    let forbidden = [
        "INSERT INTO certificates SELECT * FROM certificates",
        "INSERT INTO intents (issuer, serial) VALUES (1, '')",
        "UPDATE intents SET burnt_at = NULL",
        "DELETE FROM revocations",
        "UPDATE holds SET ended_at = 1",
        "INSERT INTO revocations (issuer, serial, revoked_at, reason, created_at) VALUES (2, '', 0, 1, 0)",
        "INSERT INTO replies (request_sha256, verdict, body, created_at) SELECT sha256, 'done', '{}', 0 FROM signer_requests",
        "INSERT INTO sessions SELECT * FROM sessions",
        "INSERT INTO acts (sha256, body, created_at) VALUES ('', '', 0)",
        "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) VALUES ('act', '', 0, 0, 0)",
        "SELECT * FROM attempts",
        "SELECT * FROM device_secrets",
        "SELECT * FROM persons",
        "SELECT * FROM relying_parties",
        "SELECT * FROM officers",
        "SELECT * FROM pending_acts",
        "SELECT * FROM act_confirmations",
        "SELECT * FROM devices",
        "SELECT * FROM acts",
        "SELECT * FROM enrolment_requests",
        "SELECT tbs FROM intents",
        "SELECT lo_from_bytea(0, 'mine')",
        "SELECT * FROM sessions",
        "SELECT * FROM messages",
        "DELETE FROM jobs",
    ];
    refused("greatseal_status", &database, &forbidden);
    refused("greatseal_time", &database, &forbidden);
    refused("greatseal_time", &database, &["SELECT * FROM crls", "SELECT * FROM key_lists"]);
    for role in ["greatseal_status", "greatseal_time"] {
        let store = open_as(role, &database).await;
        let request = SignerRequest {
            sha256: hash(role),
            kind: "tsu".to_owned(),
            body: role.to_owned(),
            created_at: START,
        };
        assert_eq!(store.door().insert_signer_request(request).await.unwrap(), Insertion::New);
        assert!(store.reply(&hash(role)).await.unwrap().is_none());
        assert!(store.certificates_of_key(&hash("key")).await.unwrap().is_empty());
        assert_eq!(store.issuers_of_role("citizens").await.unwrap().len(), 1);
        store.next_job_due_at().await.unwrap();
    }
    let status = open_as("greatseal_status", &database).await;
    let serial = crate::country::serial(2);
    let found = status.status(crate::country::CITIZENS, serial.as_bytes()).await.unwrap();
    assert_eq!(found, store::CertificateStatus::Final);
    assert!(status.latest_crls().await.unwrap().is_empty());
}

/// Who wakes phones reads where, and whose key must have said so; it writes nothing down but what came of a message.
#[tokio::test]
async fn a_deliverer_empties_the_outbox_and_sees_nobody() {
    let database = country().await;
    let work = open_as("greatseal_work", &database).await;
    let api = open_as("greatseal_api", &database).await;
    let deliver = open_as("greatseal_deliver", &database).await;
    // The door writes down where, the worker what for; who delivers takes it, and tells by which key it is known.
    for (iat, jws) in [(0, "older"), (1, "here")] {
        let (device, jws) = (DEVICE, jws.to_owned());
        let said = PushSubscription { device, iat: START.plus(iat), jws, created_at: START };
        api.door().insert_push_subscription(said).await.unwrap();
    }
    let (wake, session) = (DEVICE, session(4).id);
    write(&work, move |unit| {
        async move {
            unit.wake(&wake, &session, START.plus(60)).await;
            Ok(())
        }
        .boxed()
    })
    .await;
    deliver.note_push_key(b"key".to_vec(), START).await.unwrap();
    assert_eq!(api.push_key().await.unwrap().unwrap(), b"key");
    assert!(deliver.next_outgoing_due_at().await.unwrap().is_some());
    let taken = deliver.take_outgoing(10).await.unwrap();
    assert_eq!(deliver.push_target(&DEVICE).await.unwrap().unwrap().jws, "here");
    deliver.put_off_outgoing(taken[0].number, START).await.unwrap();
    deliver.finish_outgoing(taken[0].number).await.unwrap();
    write(&deliver, |unit| async move { unit.forget_push_subscription(&DEVICE, "here").await }.boxed()).await;
    assert!(api.push_subscription(&DEVICE).await.unwrap().is_none());
    write(&work, |unit| async move { unit.forget_outgoing().await }.boxed()).await;
    refused(
        "greatseal_deliver",
        &database,
        &[
            "SELECT * FROM persons",
            "SELECT * FROM devices",
            "SELECT person FROM devices",
            "SELECT * FROM device_secrets",
            "SELECT * FROM sessions",
            "SELECT * FROM statements",
            "SELECT * FROM certificates",
            "SELECT * FROM messages",
            "SELECT * FROM leaves",
            "SELECT * FROM replies",
            "SELECT * FROM relying_parties",
            "INSERT INTO push_subscriptions SELECT * FROM push_subscriptions",
            "UPDATE push_subscriptions SET jws = 'mine'",
            "INSERT INTO outbox (channel, recipient, about, due_at, attempts, expires_at, created_at) VALUES ('push', '', '', 0, 0, 0, 0)",
            "UPDATE outbox SET recipient = about",
            "UPDATE push_keys SET spki = ''",
            "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) VALUES ('act', '', 0, 0, 0)",
            "SELECT lo_from_bytea(0, 'mine')",
        ],
    );
    refused(
        "greatseal_api",
        &database,
        &[
            "DELETE FROM push_subscriptions",
            "UPDATE push_subscriptions SET jws = 'mine'",
            "SELECT * FROM outbox",
            "DELETE FROM outbox",
            "INSERT INTO push_keys (spki, created_at) VALUES ('', 0)",
        ],
    );
}

/// `greatseal backup` in a country in zones: under a role that sees all and changes nothing.
#[tokio::test]
async fn the_role_of_backups_reads_every_row_and_writes_none() {
    let database = country().await;
    let server = Cluster::shared();
    let tables = server.sql(
        &database,
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1",
    );
    assert!(tables.lines().count() > 20, "{tables}");
    for table in tables.lines() {
        let count = format!("SELECT count(*) FROM {table}");
        let seen = server.try_sql("greatseal_backup", &database, &count).unwrap();
        assert_eq!(seen, server.sql(&database, &count), "{table}");
        let delete = [format!("DELETE FROM {table}"), format!("INSERT INTO {table} SELECT * FROM {table}")];
        refused("greatseal_backup", &database, &delete.each_ref().map(String::as_str));
    }
    // Where rows are not for everybody, all are for it: otherwise a dump would be whole for the eye alone.
    let hidden = "SELECT count(*) FROM pg_class c WHERE relrowsecurity AND relnamespace = 'public'::regnamespace \
                  AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup_reads')";
    assert_eq!(server.sql(&database, hidden), "0");
    refused(
        "greatseal_backup",
        &database,
        &["CREATE TABLE mine (x INTEGER)", "SET ROLE greatseal_work", "SELECT lo_creat(-1)"],
    );
}

/// A certificate names its person or officer, and so does a reply: neither is for who answers with serials and times.
#[tokio::test]
async fn a_status_or_time_node_reads_nobodys_name() {
    let database = country().await;
    let owner = |statement: &str| Cluster::shared().sql(&database, statement);
    owner(
        "INSERT INTO replies (request_sha256, verdict, body, created_at) \
         SELECT sha256(convert_to('act', 'UTF8')), 'done', 'Ada', 0; \
         INSERT INTO signer_requests (sha256, kind, body, created_at) VALUES (sha256(convert_to('mine', 'UTF8')), 'tsu', 'x', 0); \
         INSERT INTO replies (request_sha256, verdict, body, created_at) \
         SELECT sha256(convert_to('mine', 'UTF8')), 'done', 'a certificate', 0",
    );
    // An officer's certificate names the officer; a time-stamping unit's differs from it in its profile alone.
    for (octet, profile) in [("a1", "officer"), ("a2", "tsu")] {
        owner(&format!(
            "INSERT INTO intents (issuer, serial, request_sha256, profile, tbs, spki_sha256, profile_digest, created_at) \
             SELECT issuer, decode(repeat('{octet}', 16), 'hex'), request_sha256, '{profile}', tbs, spki_sha256, \
             profile_digest, created_at FROM intents LIMIT 1; \
             INSERT INTO certificates (issuer, serial, sha256, der, profile, subject_key_sha256, not_before, not_after, created_at) \
             SELECT issuer, decode(repeat('{octet}', 16), 'hex'), sha256(convert_to('{profile}', 'UTF8')), der, '{profile}', \
             subject_key_sha256, not_before, not_after, created_at FROM certificates LIMIT 1"
        ));
    }
    let citizens = "SELECT count(*) FROM certificates WHERE person IS NOT NULL";
    let (certificates, replies) = (owner(citizens), owner("SELECT count(*) FROM replies"));
    assert_ne!(certificates, "0");
    for role in ["greatseal_status", "greatseal_time"] {
        let sees = |statement: &str| Cluster::shared().try_sql(role, &database, statement).unwrap();
        assert_eq!(sees("SELECT profile FROM certificates"), "tsu", "{role}");
        assert_eq!(sees("SELECT body FROM replies"), "a certificate", "{role}");
    }
    for role in ["greatseal_api", "greatseal_work"] {
        let sees = |statement: &str| Cluster::shared().try_sql(role, &database, statement).unwrap();
        assert_eq!(sees(citizens), certificates, "{role}");
        assert_eq!(sees("SELECT count(*) FROM replies"), replies, "{role}");
    }
}

#[tokio::test]
async fn the_worker_rewrites_no_history() {
    let database = country().await;
    refused(
        "greatseal_work",
        &database,
        &[
            "DELETE FROM certificates",
            "DELETE FROM leaves",
            "DELETE FROM sessions",
            "DELETE FROM revocations",
            "UPDATE certificates SET profile = 'another'",
            "UPDATE leaves SET kind = 'another'",
            "UPDATE log_entries SET leaf = leaf",
            "UPDATE persons SET code = 'ANOTHER'",
            "DELETE FROM persons",
            "TRUNCATE leaves CASCADE",
            "UPDATE act_confirmations SET officer = officer",
            "DELETE FROM pending_acts",
            "ALTER TABLE leaves DISABLE TRIGGER ALL",
            "INSERT INTO _sqlx_migrations SELECT * FROM _sqlx_migrations",
        ],
    );
}

/// A name is no history: the acts keep those that stood before, and the row says by which act it stands.
#[tokio::test]
async fn the_worker_corrects_a_name_that_stands_by_the_act_that_it_knows() {
    let database = country().await;
    let work = open_as("greatseal_work", &database).await;
    let before = work.person(&PERSON).await.unwrap().unwrap();
    let (name, act) = (PersonName::new("Ada", "Another").unwrap(), before.act_sha256);
    for (corrects, done) in [(Sha256Digest([9; 32]), false), (act, true)] {
        let name = name.clone();
        let corrected: Result<bool, Error> = work
            .transaction("test: correct name", move |unit| {
                async move { unit.correct_name(&PERSON, &name, &corrects, &act).await }.boxed()
            })
            .await;
        assert_eq!(corrected.unwrap(), done);
        let now = work.person(&PERSON).await.unwrap().unwrap();
        assert_eq!(now.surname == "Another", done);
        assert!((now.id, &now.code, now.created_at) == (before.id, &before.code, before.created_at));
    }
    work.close().await;
}

#[tokio::test]
async fn a_door_and_a_worker_with_their_roles_do_the_whole_work_of_a_session() {
    let database = country().await;
    let (api, work) = (open_as("greatseal_api", &database).await, open_as("greatseal_work", &database).await);
    let door = api.door();
    // 1. The door inserts and waits; the worker is woken, takes the jobs and answers; the door is woken.
    let mut woken = work.changes();
    assert!(door.insert_session(session(5), PLENTY).await.unwrap() == SessionInsertion::New);
    tokio::time::timeout(Duration::from_secs(10), woken.recv()).await.unwrap().unwrap();
    let jobs = work.take_jobs(WorkerId::from_bytes([1; 16]), 100).await.unwrap();
    assert!(jobs.iter().any(|job| job.known_kind() == Some(JobKind::State)));
    // Nobody has decided yet: the door flushes by its own role before it tells so.
    let (flushed, requested) = (api.counts().flushes.get(), SessionState::Requested);
    door.session_change_within(&session(5).id, requested, Duration::ZERO).await.unwrap();
    assert_eq!(api.counts().flushes.get(), flushed + 1);
    let waiting = tokio::spawn({
        let door = door.clone();
        async move {
            let patience = Duration::from_secs(60);
            door.session_change_within(&session(5).id, SessionState::Requested, patience).await
        }
    });
    let statement = StoredStatement {
        session: session(5).id,
        jws: "statement".to_owned(),
        sha256: hash("statement"),
        code: Some("1234".to_owned()),
        expires_at: START.plus(60),
        created_at: START,
    };
    write(&work, move |unit| {
        async move {
            unit.lock(store::Lock::Person(PERSON)).await?;
            unit.insert_statement(&statement, &DEVICE).await?;
            unit.finish_jobs(&jobs).await
        }
        .boxed()
    })
    .await;
    let stated = waiting.await.unwrap().unwrap().unwrap();
    assert_eq!((stated.state, stated.session.code_mode), (SessionState::Stated, CodeMode::Compare));
    // 2. The phone's message, and its reply.
    let message = Message {
        sha256: hash("shown"),
        session: session(5).id,
        kind: MessageKind::Shown,
        body: "shown".to_owned(),
        created_at: START,
    };
    assert_eq!(door.insert_message(message.clone()).await.unwrap(), Insertion::New);
    assert_eq!(door.insert_message(message).await.unwrap(), Insertion::Existing);
    let reply = Reply {
        request_sha256: hash("shown"),
        verdict: Verdict::Done,
        body: "{}".to_owned(),
        created_at: START,
    };
    write(&work, move |unit| async move { unit.insert_reply(&reply).await }.boxed()).await;
    assert!(door.reply_within(&hash("shown"), Duration::from_secs(60)).await.unwrap().is_some());
    assert_eq!(door.insert_cancellation(session(5).id).await.unwrap(), Insertion::New);
    // 3. The worker leaves a person alone, again and again, and ends an activation; the door only reads it.
    for until in [60, 90] {
        write(&work, move |unit| {
            async move { unit.pause_prompts(&PERSON, BANK, START.plus(until)).await }.boxed()
        })
        .await;
    }
    let paused = door.insert_session(session(6), PLENTY).await.unwrap();
    assert!(paused == SessionInsertion::Paused { until: START.plus(90) });
    let id = ActivationId::from_bytes([7; 16]);
    let failures = write(&work, move |unit| {
        async move {
            unit.insert_activation(&activation(id)).await?;
            unit.count_activation_failure(&id, 1).await
        }
        .boxed()
    });
    assert!(failures.await.is_some_and(|counted| counted.ended_at.is_some()));
    assert!(door.activation(&id).await.unwrap().is_some_and(|terms| terms.ended_at.is_some()));
    // 4. What the type forbids a door, the database forbids its process.
    let cheat: Result<(), Error> = api
        .transaction("test: cheat", |unit| {
            async move { unit.append_leaf(&crate::country::leaf("cheat")).await }.boxed()
        })
        .await;
    assert!(cheat.unwrap_err().to_string().contains("permission denied"));
}
