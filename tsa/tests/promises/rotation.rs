//! Keys that are exchanged while stamps are made.

use pki_types::tsp::TimeStampRequest;
use test_country::Profile;
use tsa::TimeStampingUnit;
use tsa::unit::USE_AT_MOST_SECONDS;

use crate::authority::{DATA, Stamping, request};

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
    let holder = stamping.services.issue(Profile::TimeStampingUnit, "Unit");
    let other = stamping.services.issue(Profile::TimeStampingUnit, "Other unit");
    refused(TimeStampingUnit::new(holder.certificate.clone(), &[], other.key.signer()), "its key");
    let person = stamping.services.issue(Profile::Signature, "Person");
    refused(
        TimeStampingUnit::new(person.certificate.clone(), &[], person.key.signer()),
        "extended key usage",
    );
    let not_critical = stamping.services.issue_with(Profile::TimeStampingUnit, "Not critical", |params| {
        params.custom_extensions.iter_mut().for_each(|extension| extension.set_criticality(false));
    });
    refused(
        TimeStampingUnit::new(not_critical.certificate.clone(), &[], not_critical.key.signer()),
        "not critical",
    );
}
