//! What a backup holds, and what a restored store remembers of what it lost.

use std::os::unix::fs::PermissionsExt as _;

use futures_util::FutureExt as _;
use pki_types::{Reason, Serial, sha256};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use store::{
    CertificateStatus, CrlEntry, Depth, Error, ImportedLeaf, LostSerial, Restoration, Revocation, Store,
    back_up, look_into,
};
use words::Purpose;
use words::leaf::{self, Leaf};

use crate::country::{
    CITIZENS, DEVICE, START, certificate, clock, country, found, intent, issue, leaf, record, serial, write,
};
use crate::engines::Engine;

on_both_engines!(
    a_lost_serial_is_never_good_and_never_given_again,
    a_lost_certificate_comes_before_what_the_backup_has_of_it,
    a_long_list_has_each_serial_once,
    lost_numbers_only_rise,
    an_imported_leaf_has_its_place_and_its_effects_are_written_once,
    an_inventory_differs_where_a_row_does,
    each_phone_may_be_ahead_once_and_counts_become_strict,
    what_was_counted_and_unlocked_before_is_kept,
);

fn lost(number: u8, certificate: bool) -> LostSerial {
    LostSerial {
        issuer: CITIZENS,
        serial: serial(number),
        certificate_sha256: certificate.then(|| self::certificate(number).sha256),
        revoked_at: START.plus(7),
        reason: Reason::KeyCompromise,
        created_at: START.plus(9),
    }
}

async fn lose(store: &Store, number: u8, certificate: bool) {
    let row = lost(number, certificate);
    write(store, move |transaction| async move { transaction.insert_lost_serial(&row).await }.boxed()).await;
}

async fn entries(store: &Store) -> Vec<CrlEntry> {
    store.crl_entries(CITIZENS, &[0; 16], &[0xff; 16]).await.unwrap()
}

async fn a_lost_serial_is_never_good_and_never_given_again(engine: Engine) {
    let (store, _) = country(engine).await;
    lose(&store, 2, true).await;
    lose(&store, 3, false).await;
    let revoked = CertificateStatus::Revoked { at: START.plus(7), reason: Reason::KeyCompromise };
    let (second, third) = (serial(2), serial(3));
    let asked: [&[u8]; 3] = [second.as_bytes(), b"", third.as_bytes()];
    let statuses = store.status_batch(CITIZENS, &asked).await.unwrap();
    let burnt = CertificateStatus::Burnt { at: START.plus(7) };
    assert_eq!(statuses, [revoked, CertificateStatus::Never, burnt]);
    assert_eq!(store.status(CITIZENS, second.as_bytes()).await.unwrap(), revoked);
    let entry = |number| CrlEntry {
        serial: serial(number),
        revoked_at: START.plus(7),
        reason: Reason::KeyCompromise,
        not_after: None,
    };
    assert_eq!(entries(&store).await, [entry(2), entry(3)]);
    for number in [2, 3] {
        let refused = record(&store, intent(number)).await.unwrap_err();
        assert!(matches!(refused, Error::SerialUsed { .. }), "{refused}");
    }
    assert_eq!(store.lost_serials(CITIZENS).await.unwrap(), [lost(2, true), lost(3, false)]);
}

async fn a_lost_certificate_comes_before_what_the_backup_has_of_it(engine: Engine) {
    let (store, _) = country(engine).await;
    // The backup was made between the intent and the certificate.
    let _receipt = record(&store, intent(2)).await.unwrap();
    lose(&store, 2, true).await;
    write(&store, |transaction| {
        async move {
            let imported = import(transaction, 0, &certified(2)).await?;
            assert!(transaction.repeat_burn(CITIZENS, &serial(2), &imported).await?);
            assert!(!transaction.repeat_burn(CITIZENS, &serial(2), &imported).await?, "it has ended");
            Ok::<_, Error>(())
        }
        .boxed()
    })
    .await;
    let revoked = CertificateStatus::Revoked { at: START.plus(7), reason: Reason::KeyCompromise };
    assert_eq!(store.status(CITIZENS, serial(2).as_bytes()).await.unwrap(), revoked);
    assert_eq!(entries(&store).await.len(), 1, "one line, not two");
    let audited = store.audited_serials(CITIZENS, serial(1).as_bytes(), 10).await.unwrap();
    assert_eq!(audited.len(), 1);
    let found = (audited[0].status, audited[0].certificate, &audited[0].der);
    assert_eq!(found, (revoked, Some(certificate(2).sha256), &None));
}

/// More than are read at a time.
async fn a_long_list_has_each_serial_once(engine: Engine) {
    let (store, _) = country(engine).await;
    let numbered = |number: u16| {
        let octets = [&[0x41], &number.to_be_bytes()[..], &[7; 13]].concat();
        LostSerial { serial: Serial::from_bytes(&octets).unwrap(), ..lost(1, false) }
    };
    let rows: Vec<_> = (0..8_193).rev().map(numbered).collect();
    write(&store, move |transaction| {
        async move {
            for row in &rows {
                transaction.insert_lost_serial(row).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await;
    let told: Vec<_> = entries(&store).await.into_iter().map(|entry| entry.serial).collect();
    assert!(told.iter().copied().eq((0..8_193).map(|number| numbered(number).serial)));
    let most = store.crl_entries(CITIZENS, &[0; 16], numbered(8_191).serial.as_bytes()).await.unwrap();
    assert_eq!(most.len(), 8_192, "a whole number of pages");
}

async fn lost_numbers_only_rise(engine: Engine) {
    let (store, _) = country(engine).await;
    assert_eq!(store.lost_crl_number(CITIZENS, 0).await.unwrap(), 0);
    for number in [5, 3] {
        write(&store, move |transaction| {
            async move {
                transaction.note_lost_crl_number(CITIZENS, 0, number).await?;
                transaction.note_lost_key_list_number(number + 1).await
            }
            .boxed()
        })
        .await;
    }
    assert_eq!(store.lost_crl_number(CITIZENS, 0).await.unwrap(), 5);
    assert_eq!(store.lost_crl_number(CITIZENS, 1).await.unwrap(), 0);
    assert_eq!(store.lost_key_list_number().await.unwrap(), 6);
}

fn certified(number: u8) -> Leaf {
    Leaf::Certificate(leaf::Certificate {
        issuer: "citizens".to_owned(),
        serial: serial(number).to_string(),
        certificate_sha256: certificate(number).sha256,
        at: START.plus(5),
    })
}

async fn import(
    transaction: &mut store::Transaction,
    position: i64,
    leaf: &Leaf,
) -> Result<ImportedLeaf, Error> {
    let imported = transaction.import_leaf(position, &leaf.to_bytes()).await?;
    assert_eq!(imported.leaf(), leaf);
    Ok(imported)
}

async fn an_imported_leaf_has_its_place_and_its_effects_are_written_once(engine: Engine) {
    let (store, _) = country(engine).await;
    let queued = store.leaves_without_place(10).await.unwrap();
    let first = queued[0].clone();
    let known = queued.len();
    write(&store, move |transaction| {
        async move {
            transaction.place_leaf(0, first.id).await?;
            let imported = import(transaction, 1, &certified(9)).await?;
            // The act is lost with its bytes: the row does without it.
            let act = Some(sha256(b"a lost act"));
            assert!(transaction.repeat_hold(CITIZENS, &serial(1), act, &imported).await?);
            assert!(!transaction.repeat_hold(CITIZENS, &serial(1), act, &imported).await?);
            assert!(transaction.repeat_end_of_hold(CITIZENS, &serial(1), act, &imported).await?);
            assert!(!transaction.repeat_end_of_hold(CITIZENS, &serial(1), act, &imported).await?);
            for (reason, changes) in
                [(Reason::Superseded, true), (Reason::Superseded, false), (Reason::KeyCompromise, true)]
            {
                let revocation = Revocation {
                    issuer: CITIZENS,
                    serial: serial(1),
                    revoked_at: START.plus(3),
                    reason,
                    act_sha256: act,
                    created_at: START.plus(4),
                };
                assert_eq!(transaction.repeat_revocation(&revocation, &imported).await?, changes);
            }
            let unlock = sha256(b"unlock");
            for _ in 0..2 {
                assert!(transaction.repeat_wrong_pin(&DEVICE, Purpose::Signature, &unlock, &imported).await?);
            }
            assert!(transaction.repeat_block(&DEVICE, "phone-copied", &imported).await?);
            assert!(!transaction.repeat_block(&DEVICE, "pin-exhausted", &imported).await?);
            let stranger = words::DeviceId::from_bytes([77; 16]);
            let other = sha256(b"other");
            assert!(!transaction.repeat_wrong_pin(&stranger, Purpose::Signature, &other, &imported).await?);
            assert!(!transaction.repeat_block(&stranger, "phone-copied", &imported).await?);
            Ok::<_, Error>(())
        }
        .boxed()
    })
    .await;
    let entries = store.log_entries(0, 10).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.position).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(entries[1].bytes, certified(9).to_bytes());
    assert_eq!(store.leaves_without_place(10).await.unwrap().len(), known - 1, "nothing else was appended");
    let holds = store.holds_of(CITIZENS, serial(1).as_bytes()).await.unwrap();
    assert_eq!(holds.len(), 1);
    let hold = (holds[0].began_at, holds[0].ended_at, holds[0].act_sha256, holds[0].ended_by);
    assert_eq!(hold, (START.plus(5), Some(START.plus(5)), None, None));
    let revocation = store.revocation(CITIZENS, serial(1).as_bytes()).await.unwrap().unwrap();
    let found = (revocation.revoked_at, revocation.reason, revocation.act_sha256, revocation.created_at);
    assert_eq!(found, (START.plus(3), Reason::KeyCompromise, None, START.plus(4)));
    let tries = store.pin_tries(&DEVICE).await.unwrap();
    let tries: Vec<_> =
        tries.iter().map(|tried| (tried.unlock_sha256, tried.counted_at, tried.compared_at)).collect();
    assert_eq!(tries, [(Some(sha256(b"unlock")), START.plus(5), Some(START.plus(5)))], "it is counted once");
    let block = store.device_block(&DEVICE).await.unwrap().unwrap();
    assert_eq!((block.reason.as_str(), block.at), ("phone-copied", START.plus(5)));
}

async fn an_inventory_differs_where_a_row_does(engine: Engine) {
    let (store, _) = country(engine).await;
    let before = store.inventory().await.unwrap();
    assert_eq!((before.rows["certificates"], before.rows["lost_serials"]), (1, 0));
    assert_eq!(before.last_serials["citizens"], serial(1).to_string());
    assert_eq!(before.difference(&before), None);
    lose(&store, 2, false).await;
    let after = store.inventory().await.unwrap();
    let difference = after.difference(&before).unwrap();
    assert_eq!(difference.0, "the number of rows of lost_serials");
    assert_eq!((difference.1.as_str(), difference.2.as_str()), ("1", "0"));
}

async fn each_phone_may_be_ahead_once_and_counts_become_strict(engine: Engine) {
    let (store, clock) = country(engine).await;
    let secret = || async { store.device_secret(&DEVICE, Purpose::Signature).await.unwrap().unwrap() };
    let step = |from, to| {
        write(&store, move |transaction| {
            async move { transaction.move_shares(&DEVICE, Purpose::Signature, (from, to), b"mark").await }
                .boxed()
        })
    };
    step(1, 2).await;
    assert_eq!(secret().await.restore_grace_at, None);
    let wrong = sha256(b"wrong");
    write(&store, move |transaction| {
        async move {
            for number in 0..4_u8 {
                let unlock = sha256(&[number]);
                let at = if number == 0 { START.minus(100) } else { START };
                transaction.keep_wrong_pin(&DEVICE, Purpose::Signature, &unlock, at).await;
            }
            transaction.keep_wrong_pin(&DEVICE, Purpose::Authentication, &wrong, START).await;
            Ok::<_, Error>(())
        }
        .boxed()
    })
    .await;
    clock.advance(10);
    write(&store, |transaction| {
        async move {
            assert_eq!(transaction.grant_restore_grace().await?, 2);
            // Since a hundred seconds before: three for signatures, one for authentication.
            assert_eq!(transaction.raise_counts(0, 2, START.minus(100)).await?, 1);
            assert_eq!(transaction.raise_counts(3, 5, START.minus(100)).await?, 1);
            assert_eq!(transaction.raise_counts(6, 8, START.minus(100)).await?, 0);
            Ok::<_, Error>(())
        }
        .boxed()
    })
    .await;
    assert_eq!(secret().await.restore_grace_at, Some(START.plus(10)));
    let tries = store.pin_tries(&DEVICE).await.unwrap();
    let added: Vec<_> = tries.iter().filter(|tried| tried.unlock_sha256.is_none()).collect();
    let added: Vec<_> = added.iter().map(|tried| (tried.purpose, tried.tries, tried.compared_at)).collect();
    assert_eq!(added, [(Purpose::Authentication, 1, None), (Purpose::Signature, 2, None)]);
    step(2, 9).await;
    step(9, 10).await;
    let used = secret().await;
    assert_eq!((used.epoch, used.restore_grace_at, used.lineage.as_slice()), (10, None, b"mark".as_slice()));
}

/// A store of the schema before: counts, an open session that is unlocked, a phone whose answer got lost.
async fn what_was_counted_and_unlocked_before_is_kept(engine: Engine) {
    let scratch = engine.empty();
    scratch.migrate_to(4).await;
    for statement in [
        "INSERT INTO acts VALUES (x'0000000000000000000000000000000000000000000000000000000000000001', 'act', 0)",
        "INSERT INTO persons VALUES (x'00000000000000000000000000000001', 'MU', '1', 'A', 'B', \
         x'0000000000000000000000000000000000000000000000000000000000000001', 0)",
        "INSERT INTO enrolment_requests VALUES (x'0000000000000000000000000000000000000000000000000000000000000002', \
         x'00000000000000000000000000000001', 'e', 0)",
        "INSERT INTO devices VALUES (x'00000000000000000000000000000002', x'00000000000000000000000000000001', 'app', \
         x'00', x'0000000000000000000000000000000000000000000000000000000000000002', 0)",
        "INSERT INTO device_secrets (device, purpose, ciphertext, failures, locked_until, epoch, updated_at) \
         VALUES (x'00000000000000000000000000000002', 'authentication', x'00', 0, NULL, 4, 1000000)",
        "INSERT INTO device_secrets (device, purpose, ciphertext, failures, locked_until, epoch, updated_at) \
         VALUES (x'00000000000000000000000000000002', 'signature', x'00', 3, 1010800, 7, 1000000)",
    ] {
        scratch.execute(statement).await;
    }
    Store::migrate(&scratch.database()).await.unwrap();
    let store = scratch.open(clock()).await;
    let device = words::DeviceId::from_bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    let tries = store.pin_tries(&device).await.unwrap();
    let counted: Vec<_> = tries.iter().map(|tried| tried.counted_at.seconds()).collect();
    assert_eq!(counted, [1_000_000 - 2 * 86_400, 1_000_000 - 86_400, 1_000_000]);
    assert!(tries.iter().all(|tried| tried.purpose == Purpose::Signature && tried.compared_at.is_some()));
    let secret = store.device_secret(&device, Purpose::Signature).await.unwrap().unwrap();
    assert_eq!((secret.epoch, secret.lineage.len()), (7, 0));
    assert!(secret.restore_grace_at.is_some(), "a phone may have moved without the service");
}

#[tokio::test]
async fn an_inventory_counts_every_table() {
    let scratch = Engine::Sqlite.scratch().await;
    let store = scratch.open(clock()).await;
    let inventory = store.inventory().await.unwrap();
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}", scratch.path().display())).await.unwrap();
    let tables: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name NOT LIKE '_sqlx_%' ORDER BY name",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let tables: Vec<_> = tables.into_iter().map(|(name,)| name).collect();
    assert_eq!(inventory.rows.keys().cloned().collect::<Vec<_>>(), tables);
}

#[tokio::test]
async fn a_backup_beside_a_writer_is_one_instant_and_private() {
    let scratch = Engine::Sqlite.scratch().await;
    let store = scratch.open(clock()).await;
    found(&store).await;
    let writer = tokio::spawn({
        let store = store.clone();
        async move {
            for number in 2..200 {
                issue(&store, number).await;
            }
        }
    });
    let copies = tempfile::tempdir().unwrap();
    let mut last = 0;
    for number in 0..5 {
        let copy = copies.path().join(format!("{number}.sqlite"));
        back_up(&scratch.path(), &copy).await.unwrap();
        assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        let reads = look_into(&(&copy).into()).await.unwrap();
        reads.check_integrity(Depth::Everything).await.unwrap();
        let inventory = reads.inventory().await.unwrap();
        assert!(reads.is_unreconciled().await.unwrap(), "a backup is marked");
        reads.close_database().await;
        // Each certificate has its intent and its leaves: the copy is of one instant.
        let (intents, certificates) = (inventory.rows["intents"], inventory.rows["certificates"]);
        assert!((certificates..=certificates + 1).contains(&intents), "{intents} {certificates}");
        assert_eq!(inventory.rows["leaves"], intents + certificates);
        assert!(certificates >= last);
        last = certificates;
    }
    writer.await.unwrap();
    assert!(!store.is_unreconciled().await.unwrap(), "the store itself is not marked");
    let refused = back_up(&scratch.path(), &copies.path().join("0.sqlite")).await.unwrap_err();
    assert!(matches!(refused, Error::File { .. }), "{refused}");
}

#[tokio::test]
async fn a_damaged_page_is_found() {
    let scratch = Engine::Sqlite.scratch().await;
    let store = scratch.open(clock()).await;
    found(&store).await;
    for number in 2..100 {
        issue(&store, number).await;
    }
    store.close().await;
    let path = scratch.path();
    let whole = std::fs::read(&path).unwrap();
    let mut found = 0;
    for page in 1..whole.len() / 4096 {
        let mut damaged = whole.clone();
        damaged[page * 4096..page * 4096 + 64].fill(0xff);
        std::fs::write(&path, &damaged).unwrap();
        for depth in [Depth::Pages, Depth::Everything] {
            let checked = match look_into(&(&path).into()).await {
                Ok(reads) => reads.check_integrity(depth).await,
                Err(refused) => Err(refused),
            };
            found += usize::from(checked.is_err());
        }
    }
    assert_eq!(found, 2 * (whole.len() / 4096 - 1), "every damaged page, however deep one looks");
}

#[tokio::test]
async fn a_stray_row_and_an_index_that_lies_are_found_by_who_looks_at_everything() {
    let scratch = Engine::Sqlite.scratch().await;
    let store = scratch.open(clock()).await;
    found(&store).await;
    issue(&store, 2).await;
    store.close().await;
    for damage in [
        "INSERT INTO revocations SELECT issuer, x'7e000000000000000000000000000000', 1, 4, NULL, 1 FROM certificates LIMIT 1",
        "PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET sql = 'CREATE INDEX intents_by_time ON intents (issuer, created_at, tbs)' \
         WHERE name = 'intents_by_time'",
    ] {
        let copy = scratch.path().with_extension("copy");
        let _none_before = std::fs::remove_file(&copy);
        back_up(&scratch.path(), &copy).await.unwrap();
        let options = SqliteConnectOptions::new().filename(&copy).foreign_keys(false);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(damage).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let reads = look_into(&(&copy).into()).await.unwrap();
        reads.check_integrity(Depth::Pages).await.unwrap();
        let refused = reads.check_integrity(Depth::Everything).await.unwrap_err();
        assert!(matches!(refused, Error::Damaged { .. }), "{refused}");
    }
}

#[tokio::test]
async fn a_restoration_writes_over_nothing() {
    let scratch = Engine::Sqlite.scratch().await;
    let store = scratch.open(clock()).await;
    let refused = Restoration::begin(&scratch.path()).await.err().unwrap();
    assert!(matches!(refused, Error::InUse { .. }), "{refused}");
    store.close().await;
    let refused = Restoration::begin(&scratch.path()).await.err().unwrap();
    assert!(matches!(refused, Error::Occupied { .. }), "{refused}");
    let copy = scratch.path().with_extension("copy");
    back_up(&scratch.path(), &copy).await.unwrap();
    std::fs::remove_file(scratch.path()).unwrap();
    // A log without its file belongs to another one.
    let log = scratch.path().with_extension("sqlite-wal");
    std::fs::write(&log, b"left over").unwrap();
    let refused = Restoration::begin(&scratch.path()).await.err().unwrap();
    assert!(matches!(&refused, Error::Occupied { path } if *path == log), "{refused}");
    std::fs::remove_file(&log).unwrap();

    // What an interrupted attempt left is thrown away; the place is filled in one step.
    let restoration = Restoration::begin(&scratch.path()).await.unwrap();
    std::fs::write(restoration.beside(), b"half of a store").unwrap();
    drop(restoration);
    let restoration = Restoration::begin(&scratch.path()).await.unwrap();
    assert!(!restoration.beside().exists());
    std::fs::copy(&copy, restoration.beside()).unwrap();
    let beside = Store::open(restoration.beside(), clock()).await.unwrap();
    write(&beside, |transaction| async move { transaction.append_leaf(&leaf("kept")).await }.boxed()).await;
    assert!(!scratch.path().exists());
    beside.close().await;
    restoration.finish().unwrap();
    let store = scratch.open(clock()).await;
    assert_eq!(store.leaf_count().await.unwrap(), 1);
}
