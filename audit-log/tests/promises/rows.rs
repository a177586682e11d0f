//! Rows of the store that say something else than the log.

use audit_log::{Options, reconcile, verify_folder};
use pki_types::{Clock as _, Reason, sha256};
use sqlx::Connection as _;
use store::{Revocation, Store};
use test_country::CITIZENS;
use test_country::rows::{self, serial, write};
use words::act::Role;
use words::leaf::{self, Leaf};

use crate::country::Country;

fn change(number: u8, reason: Option<Reason>, at: pki_types::UnixTime) -> leaf::StatusChange {
    leaf::StatusChange {
        certificate_sha256: sha256(&[number; 200]),
        reason: reason.map(Reason::code),
        since: None,
        act_sha256: None,
        wish_sha256: None,
        at,
    }
}

/// A country with four serials: 1 is good, 2 revoked, 3 suspended, 4 given up. An act waits for another officer.
async fn country() -> Country {
    let country = Country::new().await;
    let now = country.clock.now();
    for number in 1..=4 {
        intend(&country, number).await;
    }
    write(&country.store, move |transaction| {
        Box::pin(async move {
            let issuer = rows::issuer(CITIZENS, "citizens", &[1], now);
            transaction.insert_issuer(&issuer).await?;
            for number in 1..=3 {
                let certificate = rows::certificate(CITIZENS, number, "citizen-signature", now);
                let leaf = Leaf::Certificate(leaf::Certificate {
                    issuer: "citizens".to_owned(),
                    serial: certificate.serial.to_string(),
                    certificate_sha256: certificate.sha256,
                    at: now,
                });
                transaction.finalise_intent(&certificate, &leaf).await?;
            }
            let revocation = Revocation {
                issuer: CITIZENS,
                serial: serial(2),
                revoked_at: now,
                reason: Reason::Superseded,
                act_sha256: None,
                created_at: now,
            };
            let leaf = Leaf::Revocation(change(2, Some(Reason::Superseded), now));
            transaction.insert_revocation(&revocation, &leaf).await?;
            let leaf = Leaf::Suspension(change(3, Some(Reason::CertificateHold), now));
            transaction.begin_hold(CITIZENS, &serial(3), None, &leaf).await?;
            let leaf = Leaf::Burnt(leaf::Burnt {
                issuer: "citizens".to_owned(),
                serial: serial(4).to_string(),
                at: now,
            });
            transaction.burn_intent(CITIZENS, &serial(4), &leaf).await.map(|_| ())
        })
    })
    .await;
    have_an_act_wait(&country).await;
    renew(&country).await;
    country
}

async fn have_an_act_wait(country: &Country) {
    let now = country.clock.now();
    let act = rows::act("act", now);
    let pending = rows::pending_act(act.sha256, "first", now);
    let officer = rows::officer("first", sha256(b"officer"), &[Role::Security], now);
    let leaf = Leaf::ActAsked(leaf::ActAsked {
        act_sha256: act.sha256,
        act_type: "end_officer".to_owned(),
        officer_certificate_sha256: officer.certificate_sha256,
        role: Role::Security,
        confirmations: 1,
        expires_at: pending.expires_at,
        at: now,
    });
    country.store.door().insert_act(act).await.unwrap();
    let waits = write(&country.store, move |transaction| {
        Box::pin(async move {
            transaction.insert_officer(&officer).await?;
            transaction.insert_pending_act(&pending, &leaf).await
        })
    });
    waits.await;
}

/// The officer has renewed the certificate, under the serial 5.
async fn renew(country: &Country) {
    intend_as(country, 5, "officer").await;
    let now = country.clock.now();
    let renewed = write(&country.store, move |transaction| {
        Box::pin(async move {
            let certificate = rows::certificate(CITIZENS, 5, "officer", now);
            let leaf = Leaf::Certificate(leaf::Certificate {
                issuer: "citizens".to_owned(),
                serial: certificate.serial.to_string(),
                certificate_sha256: certificate.sha256,
                at: now,
            });
            transaction.finalise_intent(&certificate, &leaf).await?;
            transaction.set_officer_certificate("first", &certificate.sha256).await?;
            let leaf = Leaf::Act(leaf::Act {
                act_sha256: sha256(&[5, 0]),
                act_type: "renew_officer".to_owned(),
                officer_certificate_sha256: sha256(b"officer"),
                role: Some(Role::Security),
                at: now,
            });
            transaction.append_leaf(&leaf).await
        })
    });
    renewed.await;
}

async fn intend(country: &Country, number: u8) {
    intend_as(country, number, "citizen-signature").await;
}

async fn intend_as(country: &Country, number: u8, profile: &str) {
    let intent = rows::intent(CITIZENS, number, profile);
    let leaf = Leaf::Intent(leaf::Intent {
        issuer: "citizens".to_owned(),
        serial: intent.serial.to_string(),
        profile: intent.profile.clone(),
        profile_digest: intent.profile_digest,
        request_sha256: intent.request_sha256,
        to_be_signed_sha256: sha256(&intent.tbs),
        at: country.clock.now(),
    });
    let recorded = country.store.transaction_with_intents("test: intent", move |transaction| {
        Box::pin(async move { transaction.record_intent(&intent, &leaf).await })
    });
    let ((), receipts): ((), _) = recorded.await.map_err(|error: store::Error| error).unwrap();
    assert_eq!(receipts.len(), 1);
}

/// What is found after somebody with all rights has run these statements on the country's file.
async fn found(statements: &[&'static str]) -> String {
    let mut country = country().await;
    let folder = country.publish().await;
    country.store.close().await;
    let path = country.folder.path().join("store.sqlite");
    let mut connection =
        sqlx::SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    for trigger in ["certificates_are_insert_only", "certificates_stay", "intents_stay", "intents_end_once"]
        .into_iter()
        .chain(["revocations_stay", "holds_stay", "leaves_are_insert_only", "revocations_are_terminal"])
        .chain(["pending_acts_stay", "pending_acts_end_once"])
    {
        let drop = sqlx::AssertSqlSafe(format!("DROP TRIGGER {trigger}"));
        sqlx::query(drop).execute(&mut connection).await.unwrap();
    }
    sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut connection).await.unwrap();
    for statement in statements {
        assert_eq!(
            sqlx::query(*statement).execute(&mut connection).await.unwrap().rows_affected(),
            1,
            "{statement}"
        );
    }
    connection.close().await.unwrap();

    country.store = Store::open(&path, std::sync::Arc::new(country.clock.clone())).await.unwrap();
    let (report, story) = verify_folder(&folder, country.verifier(), &Options::default()).unwrap();
    assert!(report.holds(), "{:?}", report.findings);
    let until = country.clock.now().plus(1);
    let findings = reconcile(&country.store, &story, until).await.unwrap();
    // A copy that is made anew from the rows does not fit the signed root if a leaf was changed.
    let anew = country.folder.path().join("anew");
    let copied = audit_log::LogCopy::open(&anew, country.verifier()).unwrap().follow(&country.store).await;
    findings.into_iter().chain(copied.err().map(|error| error.to_string())).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn rows_that_nobody_touched_fit_the_log() {
    assert_eq!(found(&[]).await, "");
}

#[tokio::test]
async fn every_row_that_was_changed_is_found() {
    for (statement, expected) in [
        ("DELETE FROM revocations", "the log says revoked with the reason 4, the store final and good"),
        (
            "UPDATE revocations SET reason = 1",
            "the log says revoked with the reason 4, the store revoked with the reason 1",
        ),
        ("DELETE FROM holds", "the log says suspended, the store final and good"),
        ("UPDATE holds SET ended_at = began_at", "the log says suspended, the store final and good"),
        (
            "INSERT INTO revocations (issuer, serial, revoked_at, reason, created_at) \
             SELECT issuer, serial, created_at, 1, created_at FROM certificates \
             ORDER BY serial LIMIT 1",
            "the log says final and good, the store revoked with the reason 1",
        ),
        (
            "UPDATE certificates SET der = x'00' WHERE serial = (SELECT min(serial) FROM certificates)",
            "its stored certificate is not the one",
        ),
        (
            "UPDATE certificates SET sha256 = zeroblob(32), der = x'00' \
             WHERE serial = (SELECT min(serial) FROM certificates)",
            "its stored certificate is not the one",
        ),
        ("DELETE FROM intents WHERE burnt_at IS NOT NULL", "the log knows it, the store does not"),
        (
            "UPDATE intents SET burnt_at = NULL WHERE burnt_at IS NOT NULL",
            "the log says given up, the store a live intent",
        ),
        (
            "INSERT INTO intents SELECT issuer, zeroblob(16), request_sha256, profile, tbs, spki_sha256, NULL, \
             profile_digest, NULL, created_at, created_at FROM intents WHERE burnt_at IS NOT NULL",
            "the store knows it, the log does not",
        ),
        ("DELETE FROM pending_acts", "it waits by the log, the store does not know it"),
        (
            "UPDATE pending_acts SET outcome = 'performed', ended_at = created_at",
            "it waits by the log, the store has it performed",
        ),
        (
            // SHA-256 of "officer": the certificate from before the renewal.
            "UPDATE officers SET certificate_sha256 = \
             x'd71f0bd623e5e0b40eb4b4355091d057d5e40644e1e6cda16b33213f8ae7541f'",
            "the officer first: the store has the certificate",
        ),
        (
            "UPDATE leaves SET bytes = CAST(replace(bytes, 'citizens', 'stranger') AS BLOB) WHERE id = 1",
            "the root of the copied log",
        ),
    ] {
        let found = found(&[statement]).await;
        assert!(found.contains(expected), "{statement}: {found:?}");
    }
}

#[tokio::test]
async fn an_act_that_nobody_asked_for_is_found() {
    let found = found(&[
        "INSERT INTO acts SELECT zeroblob(32), body, created_at FROM acts",
        "INSERT INTO pending_acts SELECT zeroblob(32), officer, confirmations, role, expires_at, outcome, ended_at, \
         created_at FROM pending_acts",
    ]);
    let found = found.await;
    assert!(found.contains("it waits by the store, not by the log"), "{found:?}");
}

#[tokio::test]
async fn a_leaf_that_was_changed_before_it_had_a_place_stops_the_log() {
    let mut country = country().await;
    country.store.close().await;
    let path = country.folder.path().join("store.sqlite");
    let mut connection =
        sqlx::SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    sqlx::query("DROP TRIGGER leaves_are_insert_only").execute(&mut connection).await.unwrap();
    sqlx::query("UPDATE leaves SET bytes = x'7b7d' WHERE id = 2").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    country.store = Store::open(&path, std::sync::Arc::new(country.clock.clone())).await.unwrap();
    let refused = country.sequencer().await.round().await.unwrap_err().to_string();
    assert!(refused.contains("the digest of the entry 1"), "{refused}");
    assert!(country.store.log_checkpoint().await.unwrap().is_none(), "nothing was signed over it");
}
