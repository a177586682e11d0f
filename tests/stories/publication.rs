//! An issuer counts as reachable only when its list, its certificate and an OCSP answer came through the public address
//! and verified: each way in which they may not is refused.

use std::sync::Arc;

use greatseal::doctor::{Report, Severity, examine_publication};
use pki_types::ocsp::{
    CertId, CertStatus, OcspErrorStatus, ResponderId, SingleResponse, assemble_response, error_response,
    response_to_be_signed,
};
use pki_types::{
    Certificate, Clock, HashAlgorithm, ManualClock, SignatureAlgorithm, SystemClock, SystemRandom,
};
use relying_party::{evidence, plain_client};
use store::Inspection;

use crate::testbed::detour::Detour;
use crate::testbed::{Founded, Testbed};

/// What is wrong with a country's public addresses, by subject.
async fn complaints(testbed: &Testbed, clock: &dyn Clock) -> Vec<String> {
    let config = testbed.founded.config();
    let store = Inspection::open(config.database.database().unwrap()).await.unwrap();
    let mut report = Report::default();
    examine_publication(&config, &store, clock, &SystemRandom, &mut report.area("publication")).await;
    store.close().await;
    assert!(report.findings.len() >= 9, "three things of three issuers: {report:?}");
    let complaints = report.findings.into_iter().filter(|finding| finding.verdict == Severity::Problem);
    complaints.map(|finding| finding.subject).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_or_an_answer_that_is_missing_old_or_others_is_refused() {
    let detour = Detour::new().await;
    let testbed = Testbed::start_at(Founded::at(detour.url()).await, Arc::new(SystemClock)).await;
    let other = Testbed::start().await;
    detour.lead_to(testbed.country.status.crl.trim_end_matches("/crl"));
    let now = SystemClock;
    assert_eq!(complaints(&testbed, &now).await, [""; 0]);

    // Lists: missing, of another issuer, of another key, lapsed.
    let client = plain_client().unwrap();
    let list = async |of: &Testbed, name: &str| {
        evidence::fetch(&client, &format!("{}/{name}", of.country.status.crl)).await.unwrap()
    };
    let wrong_issuer = list(&testbed, "services/0.crl").await;
    let wrong_key = list(&other, "citizens/2.crl").await;
    for answer in [None, Some(wrong_issuer), Some(wrong_key), Some(Vec::new())] {
        detour.exchange("/crl/citizens/2.crl", answer);
        assert_eq!(complaints(&testbed, &now).await, ["revocation list of citizens"]);
    }
    detour.honest();
    let later = ManualClock::new(now.now().plus(8 * 86_400));
    let mut lapsed = complaints(&testbed, &later).await;
    lapsed.retain(|subject| subject.starts_with("revocation list"));
    assert_eq!(lapsed, ["revocation list of citizens", "revocation list of services"]);

    // An issuer's certificate of another country.
    let certificates = &other.country.status.certificates;
    let certificate = evidence::fetch(&client, &format!("{certificates}/services.cer")).await.unwrap();
    detour.exchange("/certificates/services.cer", Some(certificate));
    assert_eq!(complaints(&testbed, &now).await, ["certificate of services"]);

    // OCSP: unreachable, unauthorized, signed by somebody to whom nothing was delegated.
    let unauthorized = error_response(OcspErrorStatus::Unauthorized);
    for answer in [None, Some(unauthorized), Some(wrong_signer(&testbed).await)] {
        detour.exchange("/ocsp/services", answer);
        assert_eq!(complaints(&testbed, &now).await, ["OCSP of services"]);
    }
    detour.honest();
    assert_eq!(complaints(&testbed, &now).await, [""; 0]);
}

/// A well-formed "good" about the right certificate, by a relying party's key.
async fn wrong_signer(testbed: &Testbed) -> Vec<u8> {
    let party = testbed.founded.credentials("relying-party");
    let config = testbed.founded.config();
    let store = Inspection::open(config.database.database().unwrap()).await.unwrap();
    let issuer = store.issuers_of_role("services").await.unwrap().remove(0);
    let asked = store.some_certificate(issuer.id).await.unwrap().unwrap();
    store.close().await;
    let issuer = Certificate::from_der(&issuer.certificate).unwrap();
    let asked = Certificate::from_der(&asked.der).unwrap();
    let cert_id = CertId::for_certificate(&asked, &issuer, HashAlgorithm::Sha1);
    let now = SystemClock.now();
    let single = SingleResponse {
        cert_id,
        status: CertStatus::Good,
        this_update: now,
        next_update: Some(now.plus(600)),
        archive_cutoff: None,
    };
    let responder = ResponderId::by_key(&party.certificate);
    let to_be_signed = response_to_be_signed(responder, now, &[single], None);
    let signature = party.sign(&to_be_signed);
    assemble_response(&to_be_signed, SignatureAlgorithm::EcdsaSha256, &signature, &[party.certificate])
        .unwrap()
}
