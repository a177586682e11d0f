use pki_types::strict_der::{check, encode, sequence, tag};

use crate::issuing::unhex;

#[test]
fn der_has_one_form() {
    for good in
        ["3000", "020100", "02020080", "0201ff", "0101ff", "030100", "03020640", "0500", "06022a03", "0400"]
    {
        assert_eq!(check("value", &unhex(good), 100), Ok(()), "{good}");
    }
    for (bad, rule) in [
        ("", "empty"),
        ("30", "no length"),
        ("3001", "cut off"),
        ("300000", "octets behind"),
        ("3080", "indefinite length"),
        ("308100", "length in a longer form"),
        ("30810100", "length in a longer form"),
        ("3082000100", "length with a leading zero"),
        ("30850000000000", "length of five octets"),
        ("0200", "INTEGER without content"),
        ("0202007f", "INTEGER with a leading zero"),
        ("0202ff80", "negative INTEGER in a longer form"),
        ("010101", "BOOLEAN of 01"),
        ("0100", "BOOLEAN without content"),
        ("0300", "BIT STRING without unused bits"),
        ("030101", "empty BIT STRING with unused bits"),
        ("03020641", "BIT STRING with unused bits set"),
        ("03020880", "eight unused bits"),
        ("050100", "NULL with content"),
        ("0600", "OBJECT IDENTIFIER without content"),
        ("06012a80", "cut off"),
        ("06032a8001", "arc with padding"),
        ("06022a83", "arc without end"),
        ("240404020000", "constructed OCTET STRING"),
        ("1000", "primitive SEQUENCE"),
        ("1f1f00", "tag number over 30"),
        ("30020000", "end of contents"),
        ("3003020200", "inner element longer than its frame"),
    ] {
        assert!(check("value", &unhex(bad), 100).is_err(), "{rule}: {bad}");
    }
}

#[test]
fn times_have_one_form() {
    let is_der = |tag: u8, text: &str| check("value", &encode(tag, text.as_bytes()), 100).is_ok();
    assert!(is_der(tag::UTC_TIME, "261124060000Z"));
    for wrong in ["2611240600Z", "261124060000", "261124060000+0400", "26112406000aZ", "261124060000.5Z"] {
        assert!(!is_der(tag::UTC_TIME, wrong), "{wrong}");
    }
    for good in ["20261124060000Z", "20261124060000.5Z", "20261124060000.05Z"] {
        assert!(is_der(tag::GENERALIZED_TIME, good), "{good}");
    }
    for wrong in
        ["202611240600Z", "20261124060000.Z", "20261124060000.50Z", "20261124060000,5Z", "20261124060000"]
    {
        assert!(!is_der(tag::GENERALIZED_TIME, wrong), "{wrong}");
    }
}

#[test]
fn size_and_depth_are_limited() {
    let nested = |depth: usize| (0..depth).fold(Vec::new(), |inner, _| encode(tag::SEQUENCE, &inner));
    assert!(check("value", &nested(30), 1_000).is_ok());
    assert!(check("value", &nested(200), 1_000).is_err());
    assert!(check("value", &nested(30), 20).is_err());
    // A hostile depth must not use up the stack.
    assert!(check("value", &nested(100_000), 1_000_000).is_err());
}

#[test]
fn long_lengths_are_written_in_their_shortest_form() {
    for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
        let element = encode(tag::OCTET_STRING, &vec![0; length]);
        assert_eq!(check("value", &element, 100_000), Ok(()), "{length}");
    }
    assert_eq!(sequence(&[&[0x05, 0x00], &[0x02, 0x01, 0x07]]), unhex("30050500020107"));
}
