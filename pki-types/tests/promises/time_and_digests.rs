use der::Encode;
use pki_types::encoding::hex;
use pki_types::{Clock, HashAlgorithm, ManualClock, Sha256Digest, UnixTime, sha256};

#[test]
fn moments_are_written_and_read_as_rfc_3339() {
    let moment = UnixTime::parse_rfc3339("2026-11-24T06:00:00Z").unwrap();
    assert_eq!(moment.seconds(), 1_795_500_000);
    assert_eq!(moment.rfc3339(), "2026-11-24T06:00:00Z");
    assert_eq!(UnixTime::parse_rfc3339("2026-11-24T10:00:00.9+04:00").unwrap(), moment);
    for wrong in ["2026-11-24", "1969-12-31T23:59:59Z", "2026-13-01T00:00:00Z", ""] {
        assert!(UnixTime::parse_rfc3339(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn arithmetic_stops_at_the_ends_of_what_a_certificate_can_say() {
    let end = UnixTime::parse_rfc3339("9999-12-31T23:59:59Z").unwrap();
    assert_eq!(end.plus(1), end);
    assert_eq!(UnixTime::from_seconds(i64::MAX), end);
    assert_eq!(UnixTime::from_seconds(5).minus(i64::MAX).seconds(), 0);
    assert_eq!(UnixTime::from_seconds(5).since(UnixTime::from_seconds(7)), -2);
    assert_eq!(serde_json::to_string(&end).unwrap(), "253402300799");
    assert!(serde_json::from_str::<UnixTime>("253402300800").is_err());
    assert!(serde_json::from_str::<UnixTime>("-1").is_err());
}

/// RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on.
#[test]
fn certificate_dates_change_their_form_in_2050() {
    let last = UnixTime::parse_rfc3339("2049-12-31T23:59:59Z").unwrap();
    let utc_time = last.x509_time().to_der().unwrap();
    assert_eq!((utc_time[0], &utc_time[2..]), (0x17, b"491231235959Z".as_slice()));
    let generalized = last.plus(1).x509_time().to_der().unwrap();
    assert_eq!((generalized[0], &generalized[2..]), (0x18, b"20500101000000Z".as_slice()));
    assert_eq!(&last.generalized_time().to_der().unwrap()[2..], b"20491231235959Z");
}

#[test]
fn clones_of_a_manual_clock_share_one_time() {
    let clock = ManualClock::new(UnixTime::from_seconds(100));
    let other = clock.clone();
    clock.advance(20);
    assert_eq!(other.now().seconds(), 120);
    other.set(UnixTime::from_seconds(7));
    assert_eq!(clock.now().seconds(), 7);
}

/// The digests of "abc" in FIPS 180-4's examples.
#[test]
fn digests_of_abc() {
    let digest = |algorithm: HashAlgorithm| hex(&algorithm.digest(b"abc"));
    assert_eq!(digest(HashAlgorithm::Sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert_eq!(
        digest(HashAlgorithm::Sha256),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert!(digest(HashAlgorithm::Sha384).starts_with("cb00753f45a35e8bb5a03d699ac65007"));
    assert!(digest(HashAlgorithm::Sha512).starts_with("ddaf35a193617abacc417349ae204131"));
    for algorithm in
        [HashAlgorithm::Sha1, HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512]
    {
        assert_eq!(algorithm.digest(b"").len(), algorithm.length());
        assert_eq!(HashAlgorithm::from_oid(algorithm.oid()).unwrap(), algorithm);
    }
}

#[test]
fn a_digest_is_64_lower_case_digits_in_json() {
    let digest = sha256(b"abc");
    let json = serde_json::to_string(&digest).unwrap();
    assert_eq!(json, format!("\"{digest}\""));
    assert_eq!(serde_json::from_str::<Sha256Digest>(&json).unwrap(), digest);
    let text = digest.to_string();
    for wrong in [text.to_uppercase(), text[1..].to_owned(), format!("{text}00"), format!("{}é", &text[..62])]
    {
        assert!(Sha256Digest::from_hex(&wrong).is_err(), "{wrong}");
    }
}
