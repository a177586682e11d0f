//! A time-stamping unit, an OCSP signer and a door's certificate that are revoked or suspended are replaced at once, and never
//! used again.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Duration;

use greatseal::doctor::{Extent, Severity, examine};
use greatseal::parts::Parts;
use pki_types::crl::Reason;
use pki_types::ocsp::OcspResponse;
use pki_types::tsp::TimeStampToken;
use pki_types::{Certificate, Clock, SystemClock, SystemRandom};
use relying_party::{evidence, plain_client};
use words::act::{Act, Revoke, StatusChanged, Target};

use crate::testbed::people::{enrolled, officer, together};
use crate::testbed::{ADA, Testbed};

/// Who signs OCSP answers about a certificate now; none while nobody does.
async fn ocsp_signer(
    testbed: &Testbed,
    certificate: &Certificate,
    issuer: &Certificate,
) -> Option<Certificate> {
    let url = &testbed.country.status.ocsp;
    let der =
        evidence::ocsp(&plain_client().unwrap(), url, certificate, issuer, &SystemClock, &SystemRandom).await;
    let verified = OcspResponse::from_der(&der.ok()?).unwrap().verify(issuer, SystemClock.now()).unwrap();
    Some(verified.signer().clone())
}

/// Who stamps now; none while nobody does.
async fn unit(testbed: &Testbed) -> Option<Certificate> {
    let url = &testbed.country.time_stamp;
    let token = evidence::time_stamp(&plain_client().unwrap(), url, b"data", &SystemRandom).await.ok()?;
    let verified = TimeStampToken::from_der(&token).unwrap().verify_data(b"data", &[]).unwrap();
    Some(verified.certificate().clone())
}

/// What a door shows, as OpenSSL gets it; none while it lets nobody in.
fn shown(address: SocketAddr) -> Option<Certificate> {
    let mut command = Command::new("openssl");
    command.args(["s_client", "-showcerts", "-connect", &address.to_string()]).stdin(Stdio::null());
    let output = command.output().expect("openssl is there");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let pem = &text[text.find("-----BEGIN CERTIFICATE-----")?..];
    Certificate::many_from_pem(pem).ok()?.into_iter().next()
}

async fn ended(testbed: &Testbed, certificate: &Certificate) {
    let (first, second) =
        (testbed.founded.credentials("officer"), testbed.founded.credentials("second-officer"));
    let officers = (officer(&first, &testbed.country), officer(&second, &testbed.country));
    let target = Target::Certificate(certificate.sha256());
    let revoke = Revoke { target, reason: Reason::KeyCompromise, occurred_at: None };
    let _: StatusChanged = together(&officers.0, &officers.1, Act::Revoke(revoke)).await.unwrap();
}

/// Waits for another one than the old one, which must not come back.
async fn replaced(old: &Certificate, mut now: impl AsyncFnMut() -> Option<Certificate>) -> Certificate {
    for _ in 0..200 {
        match now().await {
            Some(new) if new != *old => {
                for _ in 0..10 {
                    let again = now().await.expect("the new one goes on");
                    assert_eq!(again, new, "the old one is never used again");
                }
                return new;
            }
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    panic!("{} is still used", old.subject_display());
}

async fn complaints(testbed: &Testbed) -> Vec<String> {
    let config = testbed.founded.data().join("greatseal.toml");
    let report =
        examine(&config, Parts::ALL, Extent { online: true, thorough: false }, &SystemClock, &SystemRandom)
            .await;
    let problems = report.findings.iter().filter(|finding| finding.verdict == Severity::Problem);
    problems.map(|finding| format!("{}: {}", finding.subject, finding.found)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signer_that_is_revoked_is_replaced_at_once_and_never_used_again() {
    let testbed = Testbed::start().await;
    let phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let enrolled = phone.enrolled().unwrap();
    let (person, issuer) = (enrolled.signature.clone(), enrolled.chain.first().unwrap().clone());
    let config = testbed.founded.config();
    let doors = [config.relying_party.listen, config.registration.listen];
    let olds = (
        ocsp_signer(&testbed, &person, &issuer).await.unwrap(),
        unit(&testbed).await.unwrap(),
        shown(doors[0]).unwrap(),
    );

    ended(&testbed, &olds.0).await;
    replaced(&olds.0, async || ocsp_signer(&testbed, &person, &issuer).await).await;
    ended(&testbed, &olds.1).await;
    replaced(&olds.1, async || unit(&testbed).await).await;
    ended(&testbed, &olds.2).await;
    let new = replaced(&olds.2, async || shown(doors[0])).await;
    // The other door has one of its own, which nobody revoked.
    assert_ne!(shown(doors[1]).unwrap(), new);
    assert_eq!(complaints(&testbed).await, Vec::<String>::new());

    // Nor by a start.
    let founded = testbed.stop().await;
    let testbed = Testbed::start_at(founded, std::sync::Arc::new(SystemClock)).await;
    assert_ne!(ocsp_signer(&testbed, &person, &issuer).await.unwrap(), olds.0);
    assert_ne!(unit(&testbed).await.unwrap(), olds.1);
    assert_eq!(shown(doors[0]).unwrap(), new);
    testbed.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_revoked_while_the_country_lies_still_is_told_by_the_doctor_and_not_used_at_the_start() {
    let testbed = Testbed::start().await;
    let old = unit(&testbed).await.unwrap();
    let door = shown(testbed.founded.config().relying_party.listen).unwrap();
    let founded = testbed.stop().await;
    let store = founded.store().await;
    for certificate in [&old, &door] {
        let row = store.certificate_by_hash(&certificate.sha256()).await.unwrap().unwrap();
        store
            .transaction::<_, store::Error, _>("test: suspend", move |transaction| {
                Box::pin(async move {
                    let leaf = words::Leaf::Suspension(words::leaf::StatusChange {
                        certificate_sha256: row.sha256,
                        reason: Some(Reason::CertificateHold.code()),
                        since: None,
                        act_sha256: None,
                        wish_sha256: None,
                        at: transaction.now(),
                    });
                    transaction.begin_hold(row.issuer, &row.serial, None, &leaf).await
                })
            })
            .await
            .unwrap();
    }
    store.close().await;
    let config = founded.data().join("greatseal.toml");
    let report = examine(&config, Parts::ALL, Extent::default(), &SystemClock, &SystemRandom).await;
    let told: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.verdict == Severity::Problem)
        .map(|finding| format!("{} {}", finding.subject, finding.found))
        .collect();
    assert!(told.iter().any(|found| found.starts_with("tsu there is no key in use")), "{told:?}");
    assert!(told.iter().any(|found| found.starts_with("TLS ") && found.contains("not in force")), "{told:?}");
    let testbed = Testbed::start_at(founded, std::sync::Arc::new(SystemClock)).await;
    assert_ne!(unit(&testbed).await.unwrap(), old);
    assert_ne!(shown(testbed.founded.config().relying_party.listen).unwrap(), door);
    testbed.stop().await;
}
