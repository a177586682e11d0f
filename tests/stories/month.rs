//! A country that lay still for a month works again when it is started.

use std::sync::Arc;

use pki_types::{Clock, ManualClock, SystemClock};
use relying_party::{evidence, plain_client};

use crate::testbed::people::enrolled;
use crate::testbed::{ADA, Testbed};

#[tokio::test(flavor = "multi_thread")]
async fn after_a_month_of_rest_signers_and_lists_are_fresh() {
    let testbed = Testbed::start().await;
    let phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let (certificate, issuer) = {
        let enrolled = phone.enrolled().unwrap();
        (enrolled.signature.clone(), enrolled.chain.first().unwrap().clone())
    };
    let founded = testbed.stop().await;

    let later = ManualClock::new(SystemClock.now().plus(33 * 86_400));
    let testbed = Testbed::start_at(founded, Arc::new(later.clone())).await;
    let client = plain_client().unwrap();
    let der = evidence::ocsp(
        &client,
        &testbed.country.status.ocsp,
        &certificate,
        &issuer,
        &later,
        &pki_types::SystemRandom,
    )
    .await
    .unwrap();
    let answer = pki_types::ocsp::OcspResponse::from_der(&der).unwrap().verify(&issuer, later.now()).unwrap();
    assert!(
        answer.signer().not_before() > later.now().minus(86_400),
        "the OCSP key of a month ago is not used any more"
    );
    for url in certificate.crl_urls() {
        let crl = pki_types::crl::Crl::from_der(evidence::fetch(&client, url).await.unwrap()).unwrap();
        assert!(crl.next_update() > later.now(), "the list has not lapsed");
    }
    testbed.stop().await;
}
