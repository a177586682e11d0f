//! A country whose keys are in tokens: it signs as any other, outlives the loss of a token, and locks none.

use std::fs;
use std::time::{Duration, Instant};

use doc_signatures::verify::{Indication, verify_pdf};
use greatseal::cli::PersonName;
use greatseal::commands::sign;
use pki_types::crl::{Crl, Reason};
use pki_types::ocsp::{CertStatus, OcspResponse};
use pki_types::{Certificate, Clock, KeyKind, SystemClock, SystemRandom};
use relying_party::{Country, evidence, plain_client};
use words::act::{Act, Revoke, Target};

use crate::testbed::ADA;
use crate::testbed::people::{
    approve_one, change_status, enrolled, officer, reference, register, relying_party,
};
use crate::testbed::tokens::TokenCountry;

const SAMPLE: &[u8] = include_bytes!("../../samples/garden-plot.pdf");
/// A second person.
const BEN: &str = "MU-T0101800000022";
/// How long what waits for a token may take after it is back.
const PATIENCE: Duration = Duration::from_secs(60);

async fn discovered(country: &TokenCountry) -> Country {
    Country::discover(&country.founded.landing()).await.expect("the country says where everything is")
}

async fn status(country: &Country, certificate: &Certificate, issuer: &Certificate) -> CertStatus {
    let (url, client) = (&country.status.ocsp, plain_client().expect("an HTTP client can be made"));
    let der = evidence::ocsp(&client, url, certificate, issuer, &SystemClock, &SystemRandom)
        .await
        .expect("the responder answers");
    let answer = OcspResponse::from_der(&der).and_then(|answer| answer.verify(issuer, SystemClock.now()));
    answer.expect("the answer is good").single_for(certificate).expect("it speaks of the certificate").status
}

/// Whether the CRL that the certificate names has its serial now.
async fn is_listed(certificate: &Certificate, issuer: &Certificate) -> bool {
    let url = certificate.crl_urls().first().expect("a citizen's certificate names a CRL").clone();
    let der = evidence::fetch(&plain_client().expect("an HTTP client can be made"), &url).await;
    let crl = der.ok().and_then(|der| Crl::from_der(der).ok());
    crl.is_some_and(|crl| crl.verify(issuer).is_ok() && crl.find(certificate.serial_bytes()).is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_in_tokens_signs_and_outlives_the_loss_of_a_token() {
    // 1. A ceremony, whose root and copies then go into their safes.
    let country = TokenCountry::found();
    assert!(!country.path("ceremony/keys").exists() && !country.path("ceremony/install/keys").exists());
    let transcript =
        fs::read_to_string(country.path("ceremony/transcript.txt")).expect("there is a transcript");
    assert!(
        transcript.contains("key ca-citizens in pkcs11:token=authorities;object=ca-citizens;type=private")
    );
    assert!(transcript.contains("the copy of root was restored"));
    for token in ["root", "root-backup", "authorities-backup", "services-backup"] {
        let _in_the_safe = country.hsm.move_token_away(token);
    }

    // 2. The main job: a citizen signs, an auditor accepts.
    let mut process = country.start();
    assert!(process.is_ready(&country.founded).await, "the country starts: {}", log(&country));
    let here = discovered(&country).await;
    let phone = enrolled(&country.founded, &here, ADA, "ADA", "EXAMPLE").await;
    let certificates = phone.enrolled().expect("the phone is enrolled").clone();
    let issuer = certificates.chain.first().expect("the phone got its issuer").clone();
    let credentials = country.founded.credentials("relying-party");
    assert_eq!(credentials.certificate.issuer_der(), credentials.chain[0].subject_der());
    assert_eq!(credentials.chain[0].public_key().kind(), KeyKind::Rsa);
    let party = relying_party(&credentials, &here);
    let person: PersonName = ADA.parse().expect("a person is COUNTRY-CODE");
    let approving = tokio::spawn(approve_one(phone));
    let sample = sign::Document { pdf: SAMPLE.to_vec(), name: "garden-plot.pdf".to_owned(), field: None };
    let signed =
        sign::sign(&party, &person, vec![sample], "Please sign", |_, _| {}, std::future::pending()).await;
    let document = signed.expect("the document is signed").remove(0).expect("it was not struck out");
    approving.await.expect("the phone does not panic").expect("the phone signs");
    let report = verify_pdf(&document.pdf, std::slice::from_ref(&credentials.root), SystemClock.now());
    assert_eq!(report.indication, Indication::TotalPassed);

    // 3. The authorities' token is away when the country starts again: nobody gets a certificate, …
    process.kill();
    let bring_back = country.hsm.move_token_away("authorities");
    let mut process = country.start();
    assert!(process.is_ready(&country.founded).await, "it starts without the token: {}", log(&country));
    let here = discovered(&country).await;
    let waiting = enrolled(&country.founded, &here, BEN, "BEN", "EXAMPLE");
    tokio::pin!(waiting);

    // … but a revocation is done, and seen.
    let officers = country.founded.credentials("officer");
    let officer = officer(&officers, &here);
    let revoking = async {
        let act = Act::Revoke(Revoke {
            target: Target::Person(reference(ADA)),
            reason: Reason::CessationOfOperation,
            occurred_at: None,
        });
        change_status(&officer, act).await.expect("the certificates are revoked");
        let revoked = status(&here, &certificates.signature, &issuer).await;
        assert!(
            matches!(revoked, CertStatus::Revoked { reason: Some(Reason::CessationOfOperation), .. }),
            "{revoked:?}"
        );
        assert!(!is_listed(&certificates.signature, &issuer).await, "the list waits for the token");
        // The enrolment has come to the worker, and waits there.
        let until = Instant::now() + PATIENCE;
        while !waits(&country, "enrolment") {
            assert!(Instant::now() < until, "the worker takes the enrolment: {}", log(&country));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        biased;
        () = revoking => {}
        _ = &mut waiting => panic!("nobody can get a certificate while the token is away"),
    }

    // 4. The token is back: everything goes on by itself.
    bring_back();
    let ben =
        tokio::time::timeout(PATIENCE, waiting).await.expect("the certificates come when the token is back");
    assert!(ben.enrolled().is_some());
    let until = Instant::now() + PATIENCE;
    while !is_listed(&certificates.signature, &issuer).await {
        assert!(Instant::now() < until, "the list comes when the token is back");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    process.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_that_never_ran_waits_for_the_token_of_its_authorities() {
    let country = TokenCountry::found();
    let bring_back = country.hsm.move_token_away("authorities");
    let mut process = country.start();
    assert!(process.is_ready(&country.founded).await, "the first start needs no token: {}", log(&country));
    let here = discovered(&country).await;
    // The doors of mutual TLS have no certificates yet; what needs none is open.
    let credentials = country.founded.credentials("officer");
    assert!(register(&officer(&credentials, &here), ADA, "ADA", "EXAMPLE").await.is_err());
    let client = plain_client().expect("an HTTP client can be made");
    let stamped = evidence::time_stamp(&client, &here.time_stamp, b"data", &SystemRandom).await;
    assert!(stamped.is_ok());
    bring_back();
    let until = Instant::now() + PATIENCE;
    while let Err(problem) = register(&officer(&credentials, &here), ADA, "ADA", "EXAMPLE").await {
        assert!(
            Instant::now() < until,
            "the doors open when the token is back: {problem:#}\n{}",
            log(&country)
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    process.kill();
}

/// Whether the log tells that a job of this kind waits for the authorities' token.
fn waits(country: &TokenCountry, kind: &str) -> bool {
    log(country).lines().any(|line| line.contains(kind) && line.contains("the token authorities is away"))
}

fn log(country: &TokenCountry) -> String {
    fs::read_to_string(country.path("greatseal.log")).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_stops_the_program_and_is_not_tried_by_the_next_start() {
    let country = TokenCountry::found();
    fs::write(country.path("services.pin"), "pin-of-authorities").expect("a file can be written");
    for why in ["incorrect", "earlier run"] {
        let mut process = country.start();
        assert!(!process.is_ready(&country.founded).await, "it does not start");
        let said = log(&country);
        assert!(said.contains("the token services refused its PIN") && said.contains(why), "{said}");
    }
    fs::write(country.path("services.pin"), "pin-of-services").expect("a file can be written");
    let mut process = country.start();
    assert!(process.is_ready(&country.founded).await, "{}", log(&country));
}

#[test]
fn a_ceremony_without_the_token_of_its_copies_makes_nothing() {
    let country = TokenCountry::before_its_ceremony();
    let bring_back = country.hsm.move_token_away("services-backup");
    let refused = country.hold_ceremony();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("services-backup is away"), "{said}");
    assert!(!country.path("ceremony").exists());
    bring_back();
    assert!(country.hold_ceremony().status.success(), "the same tokens are still empty");
}
