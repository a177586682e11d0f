use openssl::ecdsa::EcdsaSig;
use pki_types::encoding::{base64, base64url, base64url_decode};
use pki_types::{Error, Jws, JwsHeader, jws_assemble, jws_signing_input, sha256};
use serde::Deserialize;

use crate::issuing::{Recipe, key_of, unhex};
use test_country::{Key, twin};

const TYP: &str = "sign-test+jwt";
const LIMIT: usize = 16 * 1024;

fn sign(header: &JwsHeader, payload: &[u8], key: &Key) -> String {
    let input = jws_signing_input(header, payload);
    jws_assemble(&input, &key.sign(&input)).unwrap()
}

/// A message with any header, properly signed.
fn with_header(header: &str, key: &Key) -> String {
    let input = format!("{}.{}", base64url(header.as_bytes()), base64url(b"{}"));
    jws_assemble(input.as_bytes(), &key.sign(input.as_bytes())).unwrap()
}

#[test]
fn a_message_is_read_back_and_verifies_under_its_key_alone() {
    let key = key_of(60);
    let certificate = Recipe::leaf("Officer", "CA", key.public_key()).sign(&key_of(61));
    let header = JwsHeader {
        typ: TYP.to_owned(),
        kid: Some("k1".to_owned()),
        x5c: vec![certificate],
        jwk: Some(key.public_key().clone()),
    };
    let compact = sign(&header, b"{\"a\":1}", &key);
    let jws = Jws::parse(&compact, TYP, LIMIT).unwrap();
    assert_eq!(jws.header(), &header);
    assert_eq!(jws.payload(), b"{\"a\":1}");
    assert_eq!((jws.compact(), jws.sha256()), (compact.as_str(), sha256(compact.as_bytes())));
    assert_eq!(jws.verify(key.public_key()), Ok(()));
    assert_eq!(jws.carried_key().unwrap(), key.public_key());
    assert_eq!(jws.verify(key_of(62).public_key()), Err(Error::SignatureInvalid { what: "JWS" }));
    assert!(Jws::parse(&sign(&JwsHeader::new(TYP), b"", &key), TYP, LIMIT).unwrap().carried_key().is_err());
}

/// RFC 7515 §5.1 and RFC 7518 §3.4, judged by OpenSSL: ECDSA with SHA-256 over the first two parts, `r ‖ s`.
#[test]
fn openssl_verifies_the_message() {
    let key = key_of(60);
    let compact = sign(&JwsHeader::new(TYP), b"payload", &key);
    let (input, signature) = compact.rsplit_once('.').unwrap();
    let raw = base64url_decode(signature).unwrap();
    let number = |octets: &[u8]| openssl::bn::BigNum::from_slice(octets).unwrap();
    let signature = EcdsaSig::from_private_components(number(&raw[..32]), number(&raw[32..])).unwrap();
    let public = openssl::pkey::PKey::public_key_from_der(key.public_key().spki_der()).unwrap();
    assert!(signature.verify(&sha256(input.as_bytes()).0, &public.ec_key().unwrap()).unwrap());
    assert!(input.starts_with(&base64url(b"{\"alg\":\"ES256\",\"typ\":\"sign-test+jwt\"}")));
}

/// (r, s) and (r, n − s) both verify; we write the lower s, so that one message has one form.
#[test]
fn the_lower_s_is_written_and_can_be_demanded() {
    let key = key_of(60);
    let half_order = unhex("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8");
    for number in 0..20 {
        let compact = sign(&JwsHeader::new(TYP), &[number], &key);
        let jws = Jws::parse(&compact, TYP, LIMIT).unwrap();
        assert!(jws.signature()[32..] <= half_order[..]);
        assert_eq!(jws.check_lower_s(), Ok(()));
        let twin = Jws::parse(&twin(&compact), TYP, LIMIT).unwrap();
        assert_eq!(twin.verify(key.public_key()), Ok(()), "it is a valid signature all the same");
        assert!(twin.check_lower_s().is_err());
        assert_ne!(twin.sha256(), jws.sha256());
    }
}
#[test]
fn each_wrong_header_is_refused() {
    let key = key_of(60);
    let good = r#"{"alg":"ES256","typ":"sign-test+jwt"}"#;
    assert!(Jws::parse(&with_header(good, &key), TYP, LIMIT).is_ok());
    for (header, why) in [
        (r#"{"alg":"none","typ":"sign-test+jwt"}"#, "no algorithm"),
        (r#"{"alg":"HS256","typ":"sign-test+jwt"}"#, "a symmetric algorithm"),
        (r#"{"alg":"ES384","typ":"sign-test+jwt"}"#, "another curve"),
        (r#"{"alg":"es256","typ":"sign-test+jwt"}"#, "lower case"),
        (r#"{"alg":"ES256","typ":"sign-other+jwt"}"#, "another kind"),
        (r#"{"alg":"ES256"}"#, "no kind"),
        (r#"{"typ":"sign-test+jwt"}"#, "no alg"),
        (r#"{"alg":"ES256","typ":"sign-test+jwt","crit":["exp"],"exp":1}"#, "crit"),
        (r#"{"alg":"ES256","typ":"sign-test+jwt","crit":[]}"#, "empty crit"),
        (r#"{"alg":"ES256","typ":"sign-test+jwt","b64":false}"#, "b64"),
        (r#"{"alg":"ES256","typ":"sign-test+jwt","jku":"http://x"}"#, "jku"),
        (r#"{"alg":"none","alg":"ES256","typ":"sign-test+jwt"}"#, "alg twice"),
        (r#"{"alg":"ES256","typ":"sign-test+jwt","typ":"sign-test+jwt"}"#, "typ twice"),
        (r#"{"alg":"ES256","typ":"sign-test+jwt"} "#, "a space behind"),
        (r#"{"alg":"ES256","typ":"sign-test+jwt"}x"#, "text behind"),
        (r#"{"alg":"ES256","typ":"sign-test+jwt","x5c":["AAAA"]}"#, "no certificate"),
        (r#"{"alg":"ES256","typ":"sign-test+jwt","jwk":{"kty":"EC"}}"#, "no key"),
        (r#"["ES256"]"#, "a list"),
        ("", "nothing"),
    ] {
        // White space behind a JSON text is still the same JSON text.
        let expected = why == "a space behind";
        assert_eq!(Jws::parse(&with_header(header, &key), TYP, LIMIT).is_ok(), expected, "{why}");
    }
}

#[test]
fn a_long_chain_is_refused() {
    let key = key_of(60);
    let certificate = Recipe::leaf("Officer", "CA", key.public_key()).sign(&key);
    let four = JwsHeader::with_chain(TYP, &vec![certificate.clone(); 4]);
    assert!(Jws::parse(&sign(&four, b"{}", &key), TYP, LIMIT).is_ok());
    let five = JwsHeader::with_chain(TYP, &vec![certificate.clone(); 5]);
    assert!(Jws::parse(&sign(&five, b"{}", &key), TYP, LIMIT).is_err());
    let url_alphabet =
        format!(r#"{{"alg":"ES256","typ":"{TYP}","x5c":["{}"]}}"#, base64url(certificate.der()));
    let standard = format!(r#"{{"alg":"ES256","typ":"{TYP}","x5c":["{}"]}}"#, base64(certificate.der()));
    assert!(Jws::parse(&with_header(&standard, &key), TYP, LIMIT).is_ok());
    assert!(Jws::parse(&with_header(&url_alphabet, &key), TYP, LIMIT).is_err(), "RFC 7515 §4.1.6: base64");
}

#[test]
fn each_wrong_shape_is_refused() {
    let key = key_of(60);
    let good = sign(&JwsHeader::new(TYP), b"payload", &key);
    let parts: Vec<&str> = good.split('.').collect();
    let (header, payload, signature) = (parts[0], parts[1], parts[2]);
    let raw = base64url_decode(signature).unwrap();
    for (wrong, why) in [
        (format!("{header}.{payload}"), "two parts"),
        (format!("{good}."), "four parts"),
        (format!("{good}="), "padding"),
        (format!("{good}\n"), "a line break"),
        (format!(" {good}"), "a space"),
        (format!("{header}.{payload}."), "no signature"),
        (format!("{header}.{payload}.{}", base64url(&raw[..63])), "a short signature"),
        (format!("{header}.{payload}.{}", base64url(&key.sign(b"x"))), "a DER signature"),
        (format!("{header}.{payload}x.{signature}"), "trailing bits"),
    ] {
        assert!(Jws::parse(&wrong, TYP, LIMIT).is_err(), "{why}");
    }
    assert!(Jws::parse(&good, TYP, good.len()).is_ok());
    assert!(matches!(Jws::parse(&good, TYP, good.len() - 1), Err(Error::TooLarge { .. })));
}

#[test]
fn a_change_of_any_part_breaks_the_signature() {
    let key = key_of(60);
    let good = sign(&JwsHeader::new(TYP), b"payload", &key);
    let other = sign(&JwsHeader { kid: Some("k".into()), ..JwsHeader::new(TYP) }, b"another", &key);
    let (good, other): (Vec<&str>, Vec<&str>) = (good.split('.').collect(), other.split('.').collect());
    for position in 0..3 {
        let mut mixed = good.clone();
        mixed[position] = other[position];
        let jws = Jws::parse(&mixed.join("."), TYP, LIMIT).unwrap();
        assert!(jws.verify(key.public_key()).is_err(), "part {position}");
    }
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    name: String,
    inner: serde_json::Value,
}

#[test]
fn a_payload_has_one_reading_and_its_errors_hold_no_value() {
    let key = key_of(60);
    let read = |json: &str| {
        let compact = sign(&JwsHeader::new(TYP), json.as_bytes(), &key);
        Jws::parse(&compact, TYP, LIMIT).unwrap().payload_as::<Payload>()
    };
    assert!(read(r#"{"name":"x","inner":{"a":1,"b":[{"a":2}]}}"#).is_ok());
    for wrong in [
        r#"{"name":"x","name":"CANARY","inner":1}"#,
        r#"{"name":"x","inner":{"a":1,"a":"CANARY"}}"#,
        r#"{"name":"x","inner":[{"a":{"b":1,"b":"CANARY"}}]}"#,
        r#"{"name":"x","inner":1,"CANARY":2}"#,
        r#"{"name":["CANARY"],"inner":1}"#,
        r#"{"name":"CANARY"}"#,
        r#"{"name":"x","inner":1}CANARY"#,
        r#"{"name":"x","inner":1"#,
        "",
    ] {
        let error = read(wrong).expect_err(wrong).to_string();
        assert!(!error.contains("CANARY"), "{error}");
    }
    // The member at fault is named.
    let wrong = read(r#"{"name":["x"],"inner":1}"#).unwrap_err().to_string();
    assert!(wrong.contains("name: a value of the wrong form"), "{wrong}");
    // A name that is the same after escapes is the same name.
    assert!(read(r#"{"name":"x","inner":{"a":1,"\u0061":2}}"#).is_err());
    // Deep nesting ends with an error, not with the stack.
    assert!(read(&format!(r#"{{"name":"x","inner":{}{}}}"#, "[".repeat(2_000), "]".repeat(2_000))).is_err());
}
