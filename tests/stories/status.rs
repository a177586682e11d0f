//! Suspended, released, revoked: visible within a second, in OCSP and CRL, and the same certificate after a release.

use pki_types::crl::{Crl, Reason};
use pki_types::ocsp::{CertStatus, OcspResponse};
use pki_types::{Certificate, Clock, SystemClock, SystemRandom};
use relying_party::{evidence, plain_client};
use words::act::{Act, Release, Revoke, Suspend, Target};

use crate::testbed::people::{change_status, enrolled, officer, reference};
use crate::testbed::{ADA, Testbed};

/// What the responder says of a certificate, now.
async fn status(testbed: &Testbed, certificate: &Certificate, issuer: &Certificate) -> CertStatus {
    let url = &testbed.country.status.ocsp;
    let der = evidence::ocsp(&plain_client().unwrap(), url, certificate, issuer, &SystemClock, &SystemRandom)
        .await
        .unwrap();
    let verified = OcspResponse::from_der(&der).unwrap().verify(issuer, SystemClock.now()).unwrap();
    verified.single_for(certificate).expect("the answer speaks of the certificate").status
}

/// Whether the CRL that the certificate names has its serial.
async fn listed(testbed: &Testbed, certificate: &Certificate, issuer: &Certificate) -> Option<Reason> {
    let url = certificate.crl_urls().first().expect("a citizen's certificate names a CRL");
    assert!(url.starts_with(&testbed.country.status.crl));
    let crl = Crl::from_der(evidence::fetch(&plain_client().unwrap(), url).await.unwrap()).unwrap();
    crl.verify(issuer).unwrap();
    crl.find(certificate.serial_bytes()).and_then(|entry| entry.reason)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_is_seen_at_once_and_its_end_gives_the_same_certificate_back() {
    let testbed = Testbed::start().await;
    let phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let enrolled = phone.enrolled().unwrap();
    let issuer = enrolled.chain.first().unwrap().clone();
    let credentials = testbed.founded.credentials("officer");
    let officer = officer(&credentials, &testbed.country);
    let target = || Target::Person(reference(ADA));
    assert_eq!(status(&testbed, &enrolled.signature, &issuer).await, CertStatus::Good);

    // Suspended: both certificates, with the reason certificateHold.
    let changed = change_status(&officer, Act::Suspend(Suspend { target: target() })).await.unwrap();
    assert_eq!(changed.certificates.len(), 2);
    for certificate in [&enrolled.signature, &enrolled.authentication] {
        let status = status(&testbed, certificate, &issuer).await;
        assert!(
            matches!(status, CertStatus::Revoked { reason: Some(Reason::CertificateHold), .. }),
            "{status:?}"
        );
    }

    // Released: good again, and no new certificate came into being.
    change_status(&officer, Act::Release(Release { target: target() })).await.unwrap();
    assert_eq!(status(&testbed, &enrolled.signature, &issuer).await, CertStatus::Good);

    // Revoked: for good, in the CRL too, and no release brings it back.
    let revoke =
        || Act::Revoke(Revoke { target: target(), reason: Reason::CessationOfOperation, occurred_at: None });
    change_status(&officer, revoke()).await.unwrap();
    let revoked = status(&testbed, &enrolled.signature, &issuer).await;
    assert!(
        matches!(revoked, CertStatus::Revoked { reason: Some(Reason::CessationOfOperation), .. }),
        "{revoked:?}"
    );
    let problem = change_status(&officer, Act::Release(Release { target: target() })).await.unwrap_err();
    assert!(problem.to_string().contains("409"), "{problem}");
    // Repeating it answers the same.
    assert_eq!(change_status(&officer, revoke()).await.unwrap().certificates.len(), 2);
    // The list is made anew at once; a job does it, so it may take a moment.
    for _ in 0..100 {
        if listed(&testbed, &enrolled.signature, &issuer).await.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(listed(&testbed, &enrolled.signature, &issuer).await, Some(Reason::CessationOfOperation));
    testbed.stop().await;
}
