//! Metrics: what an operator needs to know stands in them, what nobody may know does not, and every panel and rule of
//! `deploy/` finds what it asks for.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use pki_types::{SystemClock, SystemRandom, sha256};
use relying_party::{Content, evidence, plain_client};
use words::Purpose;

use crate::testbed::people::{approve_one, enrolled, relying_party};
use crate::testbed::scrape::Scrape;
use crate::testbed::{ADA, Founded, Testbed};

const DASHBOARD: &str = include_str!("../../deploy/grafana/greatseal.json");
const RULES: &str = include_str!("../../deploy/prometheus/alerts.yml");

/// Everything in a text that looks like the name of a metric of ours.
fn names_in(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words.filter(|word| word.starts_with("greatseal_")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_counted_nothing_personal_is_told_and_every_panel_finds_its_metric() {
    let founded = Founded::new().await;
    founded.show_metrics();
    let testbed = Testbed::start_at(founded, Arc::new(SystemClock)).await;
    let before = Scrape::of(&testbed.founded).await;
    assert_eq!(before.sum("greatseal_sessions_total", &["state=\"completed\""]), 0.0);

    // A person enrols and signs; a stranger asks about the certificate, and gets a time-stamp.
    let phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADACANARY", "EXAMPLECANARY").await;
    let credentials = testbed.founded.credentials("relying-party");
    let party = relying_party(&credentials, &testbed.country);
    let (country, code) = ADA.split_once('-').unwrap();
    let holder = party.look_up(country, code, Purpose::Signature).await.unwrap();
    let session = party.start(&holder, &Content::digest(sha256(b"document")), "TEXTCANARY").await.unwrap();
    let waiting = async { party.wait(&session, |_, _| {}).await.unwrap() };
    let seen = async {
        let open = poll_is_seen(&testbed.founded).await;
        approve_one(phone).await.unwrap();
        open
    };
    let (_, open) = tokio::join!(waiting, seen);
    assert!(open, "the relying party's open poll was shown");
    let client = plain_client().unwrap();
    let issuer =
        evidence::fetch(&client, &format!("{}/citizens.cer", testbed.country.status.certificates)).await;
    let issuer = pki_types::Certificate::from_der(&issuer.unwrap()).unwrap();
    let ocsp = &testbed.country.status.ocsp;
    evidence::ocsp(&client, ocsp, &holder.certificate, &issuer, &SystemClock, &SystemRandom).await.unwrap();
    evidence::time_stamp(&client, &testbed.country.time_stamp, b"data", &SystemRandom).await.unwrap();
    client.post(format!("{ocsp}/Z9PATHCANARY?Z9QUERYCANARY")).send().await.unwrap();

    let after = Scrape::of(&testbed.founded).await;
    let since = |name: &str, labels: &[&str]| {
        let earlier = before.series().keys().any(|series| {
            series.split('{').next() == Some(name) && labels.iter().all(|label| series.contains(label))
        });
        after.sum(name, labels) - if earlier { before.sum(name, labels) } else { 0.0 }
    };
    assert_eq!(since("greatseal_sessions_total", &["state=\"completed\""]), 1.0);
    assert_eq!(since("greatseal_events_total", &["kind=\"certificate\""]), 2.0);
    assert!(since("greatseal_answers_total", &["door=\"status\"", "outcome=\"good\""]) >= 1.0);
    assert_eq!(since("greatseal_answers_total", &["door=\"time\"", "outcome=\"granted\""]), 1.0);
    assert_eq!(since("greatseal_answers_total", &["door=\"status\"", "outcome=\"unknown-issuer\""]), 1.0);
    assert_eq!(since("greatseal_requests_total", &["route=\"/ocsp/{*rest}\"", "status=\"4xx\""]), 1.0);
    assert_eq!(since("greatseal_signature_seconds_count", &["key=\"ca-citizens\""]), 2.0);
    assert!(since("greatseal_signature_seconds_count", &["key=\"ocsp-citizens\""]) >= 1.0);
    assert!(since("greatseal_commit_seconds_count", &[]) >= 5.0);
    assert_eq!(after.sum("greatseal_jobs", &["state=\"parked\""]), 0.0);
    assert!(
        after.sum("greatseal_revocation_list_age_seconds", &["issuer=\"citizens\"", "shard=\"0\""]) < 300.0
    );
    assert!(after.sum("greatseal_signer_remaining_seconds", &["signer=\"tsu\""]) > 300.0 * 86_400.0);
    assert!(after.sum("greatseal_audit_log_entries", &[]) >= since("greatseal_events_total", &[]));

    // Nothing of persons, and no label that a sender could choose or that grows without end.
    for canary in [code, "ADA", "EXAMPLE", "CANARY", &session.session.to_string(), "127.0.0.1"] {
        assert!(!after.text().contains(canary), "{canary} stands in the metrics");
    }
    let long = after
        .text()
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(' '))
        .map(|(series, _)| series)
        .find(|series| series.split(|letter: char| !letter.is_ascii_hexdigit()).any(|run| run.len() >= 16));
    assert_eq!(long, None, "no identifier is a label");
    assert!(after.series().len() < 1_500, "{} series", after.series().len());

    // Dashboard and rules.
    let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).unwrap();
    assert!(dashboard["panels"].as_array().unwrap().len() > 20);
    let shown = after.names();
    for (file, asked) in [("greatseal.json", names_in(DASHBOARD)), ("alerts.yml", names_in(RULES))] {
        assert!(asked.len() > 8, "{file} asks for something");
        let missing: Vec<_> = asked.difference(&shown).collect();
        assert_eq!(missing, Vec::<&&str>::new(), "{file} asks for what nobody shows");
    }
    testbed.stop().await;
}

/// Whether the metrics show a request that waits for the end of a session, within a few seconds.
async fn poll_is_seen(founded: &Founded) -> bool {
    for _ in 0..100 {
        let scrape = Scrape::of(founded).await;
        let series = scrape.series();
        let open = series.iter().filter(|(name, _)| name.starts_with("greatseal_requests_open{"));
        if open.into_iter().any(|(name, value)| name.contains("/v1/sessions/{") && *value >= 1.0) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn without_being_asked_nobody_shows_metrics() {
    let testbed = Testbed::start().await;
    assert!(testbed.founded.config().metrics.is_none());
    assert!(plain_client().unwrap().get(testbed.founded.metrics()).send().await.is_err());
    for door in [&testbed.country.status.ocsp, &testbed.country.phone_api] {
        let base = door.trim_end_matches("/ocsp");
        let answer = plain_client().unwrap().get(format!("{base}/metrics")).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{base}");
    }
    testbed.stop().await;
}
