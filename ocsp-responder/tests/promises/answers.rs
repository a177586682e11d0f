//! What is answered about whom.

use pki_types::ocsp::{CertId, CertStatus, OcspErrorStatus, OcspRequest, OcspResponse, error_response};
use pki_types::{Certificate, HashAlgorithm, Reason};
use test_country::{CITIZENS, Holder, Of, Profile, ROOT, SERVICES, moment};

use crate::country::{Country, START};

fn request(cert_ids: Vec<CertId>) -> OcspRequest {
    OcspRequest { cert_ids, nonce: None }
}

fn verified(country: &Country, issuer: &Certificate, body: &[u8]) -> pki_types::ocsp::VerifiedOcsp {
    let now = pki_types::Clock::now(&country.clock);
    OcspResponse::from_der(body).unwrap().verify(issuer, now).unwrap()
}

#[tokio::test]
async fn a_certificate_is_good_only_between_final_and_revoked() {
    let country = Country::new().await;
    let person = country.intend(CITIZENS, "Person").await;
    assert_eq!(
        country.ask(CITIZENS, &person).await.status,
        CertStatus::Unknown,
        "an intent is not yet issued"
    );

    country.finalise(&person, Of::default()).await;
    assert_eq!(
        country.ask(CITIZENS, &person).await.status,
        CertStatus::Good,
        "in the second of its issuance"
    );

    country.clock.advance(60);
    country.hold(&person.certificate).await;
    country.clock.advance(60);
    let held = CertStatus::Revoked { at: START.plus(60), reason: Some(Reason::CertificateHold) };
    assert_eq!(country.ask(CITIZENS, &person).await.status, held);

    country.release(&person.certificate).await;
    assert_eq!(country.ask(CITIZENS, &person).await.status, CertStatus::Good, "the same certificate again");

    country.revoke_at(&person.certificate, START.plus(60), Reason::KeyCompromise).await;
    let revoked = CertStatus::Revoked { at: START.plus(60), reason: Some(Reason::KeyCompromise) };
    assert_eq!(country.ask(CITIZENS, &person).await.status, revoked, "in the second of its revocation");
}

#[tokio::test]
async fn a_burnt_intent_is_revoked() {
    let country = Country::new().await;
    let person = country.intend(CITIZENS, "Person").await;
    country.burn(&person.certificate).await;
    let burnt = CertStatus::Revoked { at: START, reason: Some(Reason::CessationOfOperation) };
    assert_eq!(country.ask(CITIZENS, &person).await.status, burnt);
}

#[tokio::test]
async fn what_was_never_issued_is_unknown() {
    let country = Country::new().await;
    let never = country.citizens.issue(Profile::Signature, "Never recorded");
    assert_eq!(country.ask(CITIZENS, &never).await.status, CertStatus::Unknown);
}

/// A lookup by serial alone would say good.
#[tokio::test]
async fn the_same_serial_of_another_issuer_is_unknown() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Same name, same serial").await;
    let other = country.services.issue(Profile::Signature, "Same name, same serial");
    assert_eq!(person.certificate.serial_bytes(), other.certificate.serial_bytes());
    assert_eq!(country.ask(CITIZENS, &person).await.status, CertStatus::Good);
    assert_eq!(country.ask(SERVICES, &other).await.status, CertStatus::Unknown);
}

#[tokio::test]
async fn an_expired_certificate_stays_good_and_the_archive_is_dated() {
    let country = Country::new().await;
    let expired = country.intend_with(CITIZENS, "Expired", |params| {
        params.not_after = moment(START.minus(60));
    });
    let expired = expired.await;
    country.finalise(&expired, Of::default()).await;
    assert!(!expired.certificate.valid_at(START));
    let single = country.ask(CITIZENS, &expired).await;
    assert_eq!(single.status, CertStatus::Good);
    assert_eq!(single.archive_cutoff, Some(country.citizens.certificate.not_before()));
}

/// The client looks for the octets that it sent; every answer says until when it holds, an unknown one too.
#[tokio::test]
async fn the_certificate_is_named_as_in_the_request_and_every_answer_has_its_times() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let never = country.citizens.issue(Profile::Signature, "Never recorded");
    for hash in [HashAlgorithm::Sha1, HashAlgorithm::Sha256] {
        let asked = vec![country.cert_id(CITIZENS, &person, hash), country.cert_id(CITIZENS, &never, hash)];
        let reply = country.post("/ocsp/citizens", request(asked.clone()).to_der()).await;
        let verified = verified(&country, &country.citizens.certificate, &reply.body);
        let singles = verified.response().responses();
        assert_eq!(singles.len(), 2);
        assert_eq!([singles[0].status, singles[1].status], [CertStatus::Good, CertStatus::Unknown]);
        for (single, cert_id) in singles.iter().zip(&asked) {
            assert_eq!(single.cert_id.der(), cert_id.der());
            assert!(reply.body.windows(cert_id.der().len()).any(|window| window == cert_id.der()));
            assert_eq!((single.this_update, single.next_update), (START, Some(START.plus(600))));
        }
        assert_eq!(verified.produced_at(), START);
        assert_eq!(verified.response().certificates(), [verified.signer().clone()]);
    }
}

#[tokio::test]
async fn the_nonce_comes_back_and_one_out_of_bounds_is_malformed() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let with_nonce = |length: usize| {
        let cert_ids = vec![country.cert_id(CITIZENS, &person, HashAlgorithm::Sha1)];
        OcspRequest { cert_ids, nonce: Some((0..length).map(|octet| octet.to_le_bytes()[0]).collect()) }
    };
    for length in [1, 32, 128] {
        let request = with_nonce(length);
        let reply = country.post("/ocsp", request.to_der()).await;
        let verified = verified(&country, &country.citizens.certificate, &reply.body);
        assert_eq!(verified.nonce(), request.nonce.as_deref());
    }
    for length in [0, 129] {
        let reply = country.post("/ocsp", with_nonce(length).to_der()).await;
        assert_eq!(reply.body, error_response(OcspErrorStatus::MalformedRequest), "{length} octets");
    }
}

#[tokio::test]
async fn without_a_nonce_there_is_none_in_the_answer() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let plain = request(vec![country.cert_id(CITIZENS, &person, HashAlgorithm::Sha256)]);
    let reply = country.post("/ocsp", plain.to_der()).await;
    assert_eq!(verified(&country, &country.citizens.certificate, &reply.body).nonce(), None);
}

/// A signer speaks for its own issuer alone (RFC 6960 §4.2.2.2).
#[tokio::test]
async fn of_two_issuers_in_one_request_the_first_is_answered_for() {
    let country = Country::new().await;
    let citizen = country.issue(CITIZENS, "Citizen").await;
    let service = country.issue(SERVICES, "Service").await;
    let ask = |first, second| request(vec![first, second]).to_der();
    let citizen_id = country.cert_id(CITIZENS, &citizen, HashAlgorithm::Sha256);
    let service_id = country.cert_id(SERVICES, &service, HashAlgorithm::Sha256);
    let cases = [
        (ask(citizen_id.clone(), service_id.clone()), &country.citizens),
        (ask(service_id, citizen_id), &country.services),
    ];
    for (request, issuer) in cases {
        // The address names the citizens' CA in both: the CertID decides.
        let reply = country.post("/ocsp/citizens", request).await;
        let verified = verified(&country, &issuer.certificate, &reply.body);
        let statuses: Vec<_> = verified.response().responses().iter().map(|single| single.status).collect();
        assert_eq!(statuses, [CertStatus::Good, CertStatus::Unknown]);
    }
}

#[tokio::test]
async fn a_stranger_s_certificate_is_unknown_by_the_addressed_issuer() {
    let country = Country::new().await;
    let stranger = Holder::root("Another country");
    let person = stranger.issue(Profile::Signature, "Person");
    let cert_id = CertId::for_certificate(&person.certificate, &stranger.certificate, HashAlgorithm::Sha256);
    let reply = country.post("/ocsp/services", request(vec![cert_id]).to_der()).await;
    let verified = verified(&country, &country.services.certificate, &reply.body);
    assert_eq!(verified.response().responses()[0].status, CertStatus::Unknown);
}

/// Certificates named by a hash that we do not compute have an issuer that we do not know.
#[tokio::test]
async fn another_hash_is_unknown_and_echoed() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let cert_id = country.cert_id(CITIZENS, &person, HashAlgorithm::Sha3Of256);
    let reply = country.post("/ocsp/citizens", request(vec![cert_id.clone()]).to_der()).await;
    let verified = verified(&country, &country.citizens.certificate, &reply.body);
    let single = &verified.response().responses()[0];
    assert_eq!((single.status, &single.cert_id), (CertStatus::Unknown, &cert_id));
}

/// The root is offline and delegates to nobody; its CRL is the status of the CAs.
#[tokio::test]
async fn about_ca_certificates_nobody_here_is_authorised_to_speak() {
    let country = Country::new().await;
    let cert_id = |ca: &Holder| {
        CertId::for_certificate(&ca.certificate, &country.root.certificate, HashAlgorithm::Sha1)
    };
    for path in ["/ocsp", "/ocsp/root", "/ocsp/citizens"] {
        let reply = country.post(path, request(vec![cert_id(&country.citizens)]).to_der()).await;
        assert_eq!(reply.body, error_response(OcspErrorStatus::Unauthorized), "{path}");
    }
    assert!(country.signers.of(ROOT).is_none());
}

#[tokio::test]
async fn without_any_signer_strangers_are_unauthorised_and_ours_come_again() {
    let country = Country::without_signers().await;
    let person = country.issue(CITIZENS, "Person").await;
    let ours = request(vec![country.cert_id(CITIZENS, &person, HashAlgorithm::Sha256)]);
    let reply = country.post("/ocsp", ours.to_der()).await;
    assert_eq!(reply.body, error_response(OcspErrorStatus::TryLater));

    let stranger = Holder::root("Another country");
    let theirs = request(vec![CertId::for_certificate(
        &person.certificate,
        &stranger.certificate,
        HashAlgorithm::Sha1,
    )]);
    let reply = country.post("/ocsp", theirs.to_der()).await;
    assert_eq!(reply.body, error_response(OcspErrorStatus::Unauthorized));
    assert!(country.responder.ready().unwrap_err().contains("citizens"));
}
