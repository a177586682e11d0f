//! Keys that are exchanged while stamps are made.

use pki_types::tsp::TimeStampRequest;
use tsa::TimeStampingUnit;
use tsa::unit::USE_AT_MOST_SECONDS;

use crate::authority::{DATA, Stamping, request, signer_of};
use crate::pki;

#[tokio::test]
async fn the_next_token_is_signed_by_the_new_unit() {
    let stamping = Stamping::new();
    for name in ["second unit", "third unit"] {
        let certificate = stamping.rotate(name);
        let token = stamping.stamp(&request()).await.unwrap();
        assert_eq!(token.verify_data(DATA, &[]).unwrap().certificate(), &certificate);
    }
}

#[tokio::test]
async fn a_key_stops_when_its_time_is_over() {
    let stamping = Stamping::new();
    let unit = stamping.unit.current().unwrap();
    let begin = unit.certificate().not_before();

    stamping.clock.set(begin.plus(USE_AT_MOST_SECONDS - 1));
    stamping.stamp(&request()).await.unwrap();
    stamping.authority.ready().unwrap();
    stamping.clock.advance(1);
    let refused = stamping.stamp(&TimeStampRequest { nonce: None, ..request() }).await;
    assert!(refused.unwrap_err().contains("no time-stamping unit is ready"));
    assert!(stamping.authority.ready().is_err());
}

#[test]
fn only_a_time_stamping_certificate_makes_a_unit() {
    let stamping = Stamping::without_unit();
    let refused = |found: Result<TimeStampingUnit, tsa::Error>, why: &str| {
        let error = found.map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    };
    let holder = stamping.services.issue("Unit", pki::time_stamping_unit);
    let other = stamping.services.issue("Other unit", pki::time_stamping_unit);
    refused(TimeStampingUnit::new(holder.certificate.clone(), &[], signer_of(&other)), "its key");
    let person = stamping.services.issue("Person", pki::person);
    refused(TimeStampingUnit::new(person.certificate.clone(), &[], signer_of(&person)), "extended key usage");
    let not_critical = stamping.services.issue("Not critical", |params| {
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::TimeStamping];
    });
    refused(
        TimeStampingUnit::new(not_critical.certificate.clone(), &[], signer_of(&not_critical)),
        "not critical",
    );
}
