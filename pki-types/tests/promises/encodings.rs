use pki_types::encoding::{base64, base64_decode, base64url, base64url_decode, hex, hex_decode};
use proptest::prelude::*;

#[test]
fn base64_has_one_form() {
    assert_eq!(base64(b"foobar\xff"), "Zm9vYmFy/w==");
    assert_eq!(base64_decode("Zm9vYmFy/w==").unwrap(), b"foobar\xff");
    // Missing padding, trailing bits, white space, the other alphabet, padding inside.
    for wrong in ["Zm9vYmFy/w", "Zm9vYmFy/x==", "Zm9v\nYmFy", "Zm9vYmFy_w==", "Zg==Zg==", "Z", "===="] {
        assert!(base64_decode(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn base64url_has_one_form() {
    assert_eq!(base64url(b"foobar\xff"), "Zm9vYmFy_w");
    assert_eq!(base64url_decode("Zm9vYmFy_w").unwrap(), b"foobar\xff");
    for wrong in ["Zm9vYmFy_w==", "Zm9vYmFy_x", "Zm9v YmFy", "Zm9vYmFy/w", "Z"] {
        assert!(base64url_decode(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn hexadecimal_has_one_form() {
    assert_eq!(hex(&[0x00, 0x9f, 0xff]), "009fff");
    assert_eq!(hex_decode("009fff").unwrap(), [0x00, 0x9f, 0xff]);
    for wrong in ["009", "0G", "AB", " 0", "é"] {
        assert!(hex_decode(wrong).is_err(), "{wrong:?}");
    }
}

proptest! {
    #[test]
    fn what_decodes_encodes_back(text in ".{0,40}") {
        if let Ok(octets) = base64_decode(&text) { prop_assert_eq!(base64(&octets), text.clone()); }
        if let Ok(octets) = base64url_decode(&text) { prop_assert_eq!(base64url(&octets), text.clone()); }
        if let Ok(octets) = hex_decode(&text) { prop_assert_eq!(hex(&octets), text.clone()); }
    }

    #[test]
    fn what_encodes_decodes_back(octets in proptest::collection::vec(any::<u8>(), 0..100)) {
        prop_assert_eq!(base64_decode(&base64(&octets)).unwrap(), octets.clone());
        prop_assert_eq!(base64url_decode(&base64url(&octets)).unwrap(), octets.clone());
        prop_assert_eq!(hex_decode(&hex(&octets)).unwrap(), octets);
    }
}
