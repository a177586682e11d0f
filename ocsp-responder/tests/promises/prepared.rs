//! Answers that are given again, of the issuers of which that is wanted.

use ocsp_responder::{Error, OcspConfig, OcspResponder, PracticeStatement};
use pki_types::encoding::base64;
use pki_types::ocsp::{CertStatus, OcspRequest, OcspResponse, SingleResponse};
use pki_types::{HashAlgorithm, Reason};
use store::IssuerId;
use test_country::{CITIZENS, Holder, Of, SERVICES};

use crate::country::{Country, Reply, START};

fn config() -> OcspConfig {
    OcspConfig { prepared: vec!["services".to_owned()], ..OcspConfig::default() }
}

async fn country() -> Country {
    Country::configured(config()).await.with_signers()
}

fn question(country: &Country, issuer: IssuerId, holder: &Holder, nonce: Option<Vec<u8>>) -> Vec<u8> {
    let cert_ids = vec![country.cert_id(issuer, holder, HashAlgorithm::Sha256)];
    OcspRequest { cert_ids, nonce }.to_der()
}

async fn asked(country: &Country, issuer: IssuerId, holder: &Holder) -> Reply {
    country.post("/ocsp", question(country, issuer, holder, None)).await
}

/// What an answer says, after it was verified.
fn said(country: &Country, issuer: IssuerId, holder: &Holder, reply: &Reply) -> SingleResponse {
    let response = OcspResponse::from_der(&reply.body).unwrap();
    let verified = response.verify(&country.authority(issuer).certificate, country.now()).unwrap();
    verified.single_for(&holder.certificate).unwrap().clone()
}

#[tokio::test]
async fn a_plain_answer_is_given_again_for_a_minute() {
    let country = country().await;
    let holder = country.issue(SERVICES, "Member").await;
    let first = asked(&country, SERVICES, &holder).await;
    assert_eq!(said(&country, SERVICES, &holder, &first).this_update, START);
    country.clock.advance(59);
    assert_eq!(asked(&country, SERVICES, &holder).await.body, first.body);
    country.clock.advance(1);
    let next = asked(&country, SERVICES, &holder).await;
    let single = said(&country, SERVICES, &holder, &next);
    assert_eq!((single.this_update, single.next_update), (START.plus(60), Some(START.plus(660))));
    country.clock.advance(-30);
    let before = said(&country, SERVICES, &holder, &asked(&country, SERVICES, &holder).await);
    assert_eq!(before.this_update, START.plus(30), "a clock that went back is believed");
}

/// A short life is renewed before its half.
#[tokio::test]
async fn an_answer_is_renewed_before_half_of_its_life() {
    let country = Country::configured(OcspConfig { validity_seconds: 60, ..config() }).await.with_signers();
    let holder = country.issue(SERVICES, "Member").await;
    let first = asked(&country, SERVICES, &holder).await;
    country.clock.advance(29);
    assert_eq!(asked(&country, SERVICES, &holder).await.body, first.body);
    country.clock.advance(1);
    let next = asked(&country, SERVICES, &holder).await;
    assert_eq!(said(&country, SERVICES, &holder, &next).this_update, START.plus(30));
}

#[tokio::test]
async fn a_nonce_several_questions_and_other_issuers_get_a_new_answer() {
    let country = country().await;
    let (member, person) = (country.issue(SERVICES, "Member").await, country.issue(CITIZENS, "Person").await);
    let _prepared = asked(&country, SERVICES, &member).await;
    let _signed = asked(&country, CITIZENS, &person).await;
    country.clock.advance(10);
    let now = START.plus(10);
    let nonce = Some(vec![7; 32]);
    let with_nonce = country.post("/ocsp", question(&country, SERVICES, &member, nonce)).await;
    assert_eq!(said(&country, SERVICES, &member, &with_nonce).this_update, now);
    let twice = vec![country.cert_id(SERVICES, &member, HashAlgorithm::Sha256); 2];
    let twice = country.post("/ocsp", OcspRequest { cert_ids: twice, nonce: None }.to_der()).await;
    assert_eq!(said(&country, SERVICES, &member, &twice).this_update, now);
    let citizens = asked(&country, CITIZENS, &person).await;
    assert_eq!(said(&country, CITIZENS, &person, &citizens).this_update, now);
    let other_hash = vec![country.cert_id(SERVICES, &member, HashAlgorithm::Sha1)];
    let other_hash = country.post("/ocsp", OcspRequest { cert_ids: other_hash, nonce: None }.to_der()).await;
    assert_eq!(
        said(&country, SERVICES, &member, &other_hash).this_update,
        now,
        "it is named in other octets"
    );
}

/// Whatever changes is said at once: the answer before is not given again, also when it would be right again.
#[tokio::test]
async fn a_change_of_status_takes_the_answer_along() {
    let country = country().await;
    let holder = country.intend(SERVICES, "Member").await;
    let unknown = asked(&country, SERVICES, &holder).await;
    assert_eq!(said(&country, SERVICES, &holder, &unknown).status, CertStatus::Unknown);
    country.finalise(&holder, Of::default()).await;
    let good = asked(&country, SERVICES, &holder).await;
    assert_eq!(said(&country, SERVICES, &holder, &good).status, CertStatus::Good);
    country.hold(&holder.certificate).await;
    let held = said(&country, SERVICES, &holder, &asked(&country, SERVICES, &holder).await).status;
    assert_eq!(held, CertStatus::Revoked { at: START, reason: Some(Reason::CertificateHold) });
    country.release(&holder.certificate).await;
    country.clock.advance(5);
    let again = said(&country, SERVICES, &holder, &asked(&country, SERVICES, &holder).await);
    assert_eq!((again.status, again.this_update), (CertStatus::Good, START.plus(5)));
    country.revoke_at(&holder.certificate, START.plus(5), Reason::KeyCompromise).await;
    let revoked = asked(&country, SERVICES, &holder).await;
    let status = said(&country, SERVICES, &holder, &revoked).status;
    assert_eq!(status, CertStatus::Revoked { at: START.plus(5), reason: Some(Reason::KeyCompromise) });
    country.clock.advance(5);
    assert_eq!(
        asked(&country, SERVICES, &holder).await.body,
        revoked.body,
        "a revocation is given again too"
    );
}

#[tokio::test]
async fn an_answer_ends_with_its_signer() {
    let country = country().await;
    let holder = country.issue(SERVICES, "Member").await;
    let _first = asked(&country, SERVICES, &holder).await;
    let signer = country.rotate(SERVICES, "The next signer");
    let next = asked(&country, SERVICES, &holder).await;
    let response = OcspResponse::from_der(&next.body).unwrap();
    assert_eq!(response.certificates(), [signer]);
}

/// RFC 9919 §6.2: caches keep it until nextUpdate; what is not prepared, for a second.
#[tokio::test]
async fn caches_keep_a_prepared_answer_until_its_next_update() {
    let country = country().await;
    let (member, person) = (country.issue(SERVICES, "Member").await, country.issue(CITIZENS, "Person").await);
    let get = async |issuer, holder: &Holder| {
        let text = base64(&question(&country, issuer, holder, None));
        country.get(&format!("/ocsp/{text}")).await
    };
    let first = get(SERVICES, &member).await;
    country.clock.advance(20);
    let again = get(SERVICES, &member).await;
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("cache-control"), Some("max-age=580, public, no-transform, must-revalidate"));
    assert_eq!(again.header("last-modified"), Some("Tue, 24 Nov 2026 06:00:00 GMT"));
    assert_eq!(again.header("expires"), Some("Tue, 24 Nov 2026 06:10:00 GMT"));
    assert_eq!(again.header("etag"), Some(format!("\"{}\"", pki_types::sha256(&again.body)).as_str()));
    let citizens = get(CITIZENS, &person).await;
    assert_eq!(citizens.header("cache-control"), Some("max-age=1, public, no-transform, must-revalidate"));
}

#[tokio::test]
async fn only_issuing_authorities_of_the_country_have_prepared_answers() {
    let country = Country::new().await;
    for (name, is_refused) in [("citizens", false), ("services", false), ("root", true), ("nobody", true)] {
        let started = OcspResponder::start(
            country.store.door(),
            country.signers.clone(),
            std::sync::Arc::new(country.clock.clone()),
            PracticeStatement::text("Nothing is promised in a test."),
            OcspConfig { prepared: vec![name.to_owned()], ..OcspConfig::default() },
        );
        match started.await {
            Err(Error::Prepared { name: refused }) => assert!(is_refused && refused == name, "{name}"),
            Err(other) => panic!("{name}: {other}"),
            Ok(_) => assert!(!is_refused, "{name}"),
        }
    }
}
