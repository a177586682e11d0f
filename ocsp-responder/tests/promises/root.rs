//! Who speaks for the root, and what it says: the root's list.

use pki_types::crl::{CrlContents, RevokedEntry, assemble, to_be_signed};
use pki_types::ocsp::{CertId, CertStatus, OcspErrorStatus, OcspRequest, error_response};
use pki_types::{HashAlgorithm, Reason, SerialNumber, SignatureAlgorithm};
use store::StoredCrl;
use test_country::{CITIZENS, Holder, ROOT};

use crate::country::{Country, START};

const DAY: i64 = 86_400;

/// A list of the root that lives a day.
fn list(country: &Country, number: u64, entries: Vec<RevokedEntry>) -> StoredCrl {
    let root = &country.root.certificate;
    let contents = CrlContents {
        issuer_der: root.subject_der().to_vec(),
        authority_key_identifier: root.subject_key_identifier().unwrap().to_vec(),
        number,
        this_update: START,
        next_update: START.plus(DAY),
        shard_url: None,
        entries,
    };
    let algorithm = SignatureAlgorithm::EcdsaSha256;
    let bytes = to_be_signed(&contents, algorithm);
    let signature = country.root.sign(&bytes);
    StoredCrl {
        issuer: ROOT,
        shard: 0,
        number: i64::try_from(number).unwrap(),
        der: assemble(bytes, algorithm, &signature),
        this_update: START,
        next_update: START.plus(DAY),
    }
}

fn serial_of(holder: &Holder) -> SerialNumber {
    SerialNumber::from_bytes(holder.certificate.serial_bytes()).unwrap()
}

#[tokio::test]
async fn with_a_signer_of_the_root_ocsp_says_what_the_root_s_list_says_until_that_lapses() {
    let country = Country::new().await;
    let signer = country.rotate(ROOT, "OCSP signer of the root");
    let authority = country.issue(ROOT, "Another CA").await;
    let person = country.issue(CITIZENS, "Person").await;
    let asked =
        OcspRequest { cert_ids: vec![country.cert_id(ROOT, &authority, HashAlgorithm::Sha256)], nonce: None };

    // 1. Without a list nobody knows; with one, who is not on it is good.
    let reply = country.post("/ocsp/root", asked.to_der()).await;
    assert_eq!(reply.body, error_response(OcspErrorStatus::TryLater));
    country.publish(list(&country, 1, Vec::new())).await;
    let good = country.ask(ROOT, &authority).await;
    assert_eq!(good.status, CertStatus::Good);

    // 2. Who is on it is revoked, though the store knows nothing of it.
    let entry =
        RevokedEntry { serial: serial_of(&authority), revoked_at: START, reason: Some(Reason::CaCompromise) };
    // The same number of another issuer is another certificate.
    let same = RevokedEntry { serial: serial_of(&person), ..entry };
    country.publish(list(&country, 2, vec![entry, same])).await;
    let revoked = country.ask(ROOT, &authority).await;
    assert_eq!(revoked.status, CertStatus::Revoked { at: START, reason: Some(Reason::CaCompromise) });
    assert_eq!(country.ask(CITIZENS, &person).await.status, CertStatus::Good);
    let never = CertId::for_certificate(&person.certificate, &country.root.certificate, HashAlgorithm::Sha1);
    let both = OcspRequest { cert_ids: vec![asked.cert_ids[0].clone(), never.clone()], nonce: None };
    let reply = country.post("/ocsp", both.to_der()).await;
    let response = pki_types::ocsp::OcspResponse::from_der(&reply.body).unwrap();
    let verified = response.verify(&country.root.certificate, START).unwrap();
    assert_eq!(verified.signer(), &signer);
    let of_never = verified.response().responses().iter().find(|single| single.cert_id == never).unwrap();
    assert_eq!(of_never.status, CertStatus::Unknown, "the root never issued it");

    // 3. No answer lives longer than the list; after it, none is given.
    country.clock.set(START.plus(DAY - 60));
    let last = country.ask(ROOT, &authority).await;
    assert_eq!(last.next_update, Some(START.plus(DAY)));
    country.clock.set(START.plus(DAY));
    let reply = country.post("/ocsp/root", asked.to_der()).await;
    assert_eq!(reply.body, error_response(OcspErrorStatus::TryLater));
    assert_eq!(country.ask(CITIZENS, &person).await.status, CertStatus::Good);
}

/// A ceremony replaces it, so it is used for longer than the signers of the issuing CAs.
#[tokio::test]
async fn the_root_s_signer_is_used_for_four_hundred_days() {
    let country = Country::new().await;
    country.rotate(ROOT, "OCSP signer of the root");
    country.rotate(CITIZENS, "OCSP signer of the citizens' CA");
    let begin = country.signers.of(ROOT).unwrap().certificate().not_before();
    let may_sign = |issuer, at| country.signers.of(issuer).unwrap().may_sign(at);
    assert!(may_sign(ROOT, begin.plus(399 * DAY)) && !may_sign(CITIZENS, begin.plus(399 * DAY)));
    assert!(!may_sign(ROOT, begin.plus(400 * DAY)));
}
