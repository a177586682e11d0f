//! What a token says.

use std::collections::HashSet;

use pki_types::tsp::{MessageImprint, TimeStampRequest};
use pki_types::{HashAlgorithm, ObjectIdentifier};

use crate::authority::{DATA, START, Stamping, request};

#[tokio::test]
async fn a_token_says_the_time_and_verifies() {
    let stamping = Stamping::new();
    stamping.clock.advance(17);
    let token = stamping.stamp(&request()).await.unwrap();
    let verified = token.verify_data(DATA, &[]).unwrap();
    assert_eq!(verified.time(), START.plus(17));
    assert_eq!(verified.certificate(), stamping.unit.current().unwrap().certificate());
    assert_eq!(verified.info().accuracy_seconds, Some(1));
    assert_eq!(verified.info().policy, ObjectIdentifier::new_unwrap("0.4.0.2023.1.1"));
    assert_eq!(verified.info().nonce, request().nonce);
}

#[tokio::test]
async fn the_three_accepted_hashes_are_stamped() {
    let stamping = Stamping::new();
    for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
        let request = TimeStampRequest { imprint: MessageImprint::of(hash, DATA), ..request() };
        let token = stamping.stamp(&request).await.unwrap();
        assert_eq!(token.info().imprint, request.imprint);
        let _verified = token.verify_data(DATA, &[]).unwrap();
    }
}

/// RFC 3161 §2.4.1: with certReq the unit's certificate and its chain, without it no certificates at all.
#[tokio::test]
async fn certificates_come_only_when_asked_for() {
    let stamping = Stamping::new();
    let with = stamping.stamp(&request()).await.unwrap();
    assert_eq!(with.certificates().len(), 2);
    let without = TimeStampRequest { certificate_requested: false, ..request() };
    let without = stamping.stamp(&without).await.unwrap();
    assert!(without.certificates().is_empty());
    assert!(without.verify_data(DATA, &[]).is_err());
    let unit = stamping.unit.current().unwrap().certificate().clone();
    let _verified = without.verify_data(DATA, &[unit]).unwrap();
}

#[tokio::test]
async fn the_policy_may_be_asked_for_by_name() {
    let stamping = Stamping::new();
    let policy = Some(ObjectIdentifier::new_unwrap("0.4.0.2023.1.1"));
    stamping.stamp(&TimeStampRequest { policy, ..request() }).await.unwrap();
}

#[tokio::test]
async fn without_a_nonce_there_is_none_in_the_token() {
    let stamping = Stamping::new();
    let token = stamping.stamp(&TimeStampRequest { nonce: None, ..request() }).await.unwrap();
    assert_eq!(token.info().nonce, None);
}

#[tokio::test]
async fn serials_are_random_and_never_repeat() {
    let stamping = Stamping::new();
    let mut serials = HashSet::new();
    for _ in 0..100 {
        let token = stamping.stamp(&request()).await.unwrap();
        assert_eq!(token.info().serial.len(), 16);
        assert!(serials.insert(token.info().serial.clone()));
    }
}
