use pki_types::encoding::{base64url, base64url_decode};
use pki_types::{Error, Jwe, PublicKey, Random, SeededRandom, SystemRandom, jwe_encrypt};

use crate::issuing::key_of;
use test_country::Key;

const TYP: &str = "sign-test+jwe";
const LIMIT: usize = 4_096;

fn encrypt(recipient: &Key, plaintext: &[u8]) -> String {
    encrypt_by(&SystemRandom, recipient, plaintext)
}

fn encrypt_by(random: &dyn Random, recipient: &Key, plaintext: &[u8]) -> String {
    jwe_encrypt(recipient.public_key(), TYP, plaintext, random).unwrap()
}

/// The operating system's, from which another library draws, and one that repeats.
fn sources() -> [Box<dyn Random>; 2] {
    [Box::new(SystemRandom), Box::new(SeededRandom::new(7))]
}

fn decrypt(compact: &str, recipient: &Key) -> Result<Vec<u8>, Error> {
    let jwe = Jwe::parse(compact, TYP, LIMIT)?;
    let secret = recipient.agree(jwe.ephemeral_key());
    jwe.decrypt(&secret).map(|plaintext| plaintext.to_vec())
}

#[test]
fn the_recipient_alone_reads_the_message() {
    let recipient = key_of(70);
    for random in sources() {
        let random = random.as_ref();
        for plaintext in [b"".as_slice(), b"secret", &[0xff; 1_000]] {
            let compact = encrypt_by(random, &recipient, plaintext);
            assert_eq!(decrypt(&compact, &recipient).unwrap(), plaintext);
            assert_eq!(decrypt(&compact, &key_of(71)), Err(Error::DecryptionFailed { what: "JWE" }));
        }
    }
}

#[test]
fn every_message_has_a_key_of_its_own() {
    let recipient = key_of(70);
    for random in sources() {
        let random = random.as_ref();
        let (one, two) =
            (encrypt_by(random, &recipient, b"secret"), encrypt_by(random, &recipient, b"secret"));
        let key = |compact: &str| Jwe::parse(compact, TYP, LIMIT).unwrap().ephemeral_key().clone();
        assert_ne!(key(&one), key(&two));
        let parts = |compact: &str| compact.split('.').map(str::to_owned).collect::<Vec<_>>();
        for position in [0, 2, 3, 4] {
            assert_ne!(parts(&one)[position], parts(&two)[position], "part {position}");
        }
    }
}

/// What vectors rest on, and nothing else: the octets that are drawn decide the message.
#[test]
fn the_same_draw_makes_the_same_message() {
    let recipient = key_of(70);
    let compact = |seed| encrypt_by(&SeededRandom::new(seed), &recipient, b"secret");
    assert_eq!(compact(9), compact(9));
    assert_ne!(compact(9), compact(10));
}

#[test]
fn a_change_of_any_part_is_noticed() {
    let recipient = key_of(70);
    let good = encrypt(&recipient, b"secret");
    let parts: Vec<String> = good.split('.').map(str::to_owned).collect();
    for position in [2, 3, 4] {
        let mut octets = base64url_decode(&parts[position]).unwrap();
        octets[0] ^= 1;
        let mut changed = parts.clone();
        changed[position] = base64url(&octets);
        assert_eq!(decrypt(&changed.join("."), &recipient), Err(Error::DecryptionFailed { what: "JWE" }));
    }
    // The header is authenticated: the same JSON in another order does not decrypt.
    let header = String::from_utf8(base64url_decode(&parts[0]).unwrap()).unwrap();
    let reordered =
        header.replace(r#""alg":"ECDH-ES","enc":"A256GCM""#, r#""enc":"A256GCM","alg":"ECDH-ES""#);
    assert_ne!(header, reordered);
    let mut changed = parts.clone();
    changed[0] = base64url(reordered.as_bytes());
    assert_eq!(decrypt(&changed.join("."), &recipient), Err(Error::DecryptionFailed { what: "JWE" }));
}

#[test]
fn each_wrong_form_is_refused() {
    let recipient = key_of(70);
    let good = encrypt(&recipient, b"secret");
    let parts: Vec<&str> = good.split('.').collect();
    let header = String::from_utf8(base64url_decode(parts[0]).unwrap()).unwrap();
    let with_header = |from: &str, to: &str| {
        assert!(header.contains(from), "{from}");
        let header = base64url(header.replacen(from, to, 1).as_bytes());
        Jwe::parse(&[&header, "", parts[2], parts[3], parts[4]].join("."), TYP, LIMIT).map(drop)
    };
    assert!(with_header("EC", "EC").is_ok());
    for (from, to) in [
        ("ECDH-ES", "ECDH-ES+A256KW"),
        ("ECDH-ES", "dir"),
        ("A256GCM", "A128GCM"),
        ("sign-test+jwe", "sign-other+jwe"),
        ("{\"alg\"", "{\"zip\":\"DEF\",\"alg\""),
        ("{\"alg\"", "{\"crit\":[],\"alg\""),
        ("{\"alg\"", "{\"apu\":\"QQ\",\"alg\""),
        ("{\"alg\"", "{\"alg\":\"dir\",\"alg\""),
        ("\"crv\":\"P-256\"", "\"crv\":\"P-384\""),
        ("\"kty\":\"EC\"", "\"kty\":\"EC\",\"kty\":\"EC\""),
    ] {
        assert!(with_header(from, to).is_err(), "{to}");
    }
    let with_part = |position: usize, part: &str| {
        let mut changed = parts.clone();
        changed[position] = part;
        Jwe::parse(&changed.join("."), TYP, LIMIT).map(drop)
    };
    assert!(with_part(1, "AAAA").is_err(), "an encrypted key");
    assert!(with_part(2, "AAAA").is_err(), "a short nonce");
    assert!(with_part(4, "AAAA").is_err(), "a short tag");
    assert!(with_part(3, "A").is_err(), "not base64url");
    assert!(Jwe::parse(&parts[..4].join("."), TYP, LIMIT).is_err());
    assert!(matches!(Jwe::parse(&good, TYP, good.len() - 1), Err(Error::TooLarge { .. })));
}

/// The attack of invalid curves: a point off the curve would tell bits of the recipient's key.
#[test]
fn an_ephemeral_key_off_the_curve_is_refused() {
    let recipient = key_of(70);
    let good = encrypt(&recipient, b"secret");
    let parts: Vec<&str> = good.split('.').collect();
    let mut header: serde_json::Value = serde_json::from_slice(&base64url_decode(parts[0]).unwrap()).unwrap();
    header["epk"]["y"] = header["epk"]["x"].clone();
    let header = base64url(header.to_string().as_bytes());
    let error = Jwe::parse(&[&header, "", parts[2], parts[3], parts[4]].join("."), TYP, LIMIT).map(drop);
    assert!(matches!(error, Err(Error::KeyRefused { .. })), "{error:?}");
}

#[test]
fn a_recipient_needs_a_p256_key() {
    let group = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::SECP384R1).unwrap();
    let key = openssl::pkey::PKey::from_ec_key(openssl::ec::EcKey::generate(&group).unwrap()).unwrap();
    let key = PublicKey::from_spki_der(&key.public_key_to_der().unwrap()).unwrap();
    assert!(matches!(jwe_encrypt(&key, TYP, b"", &SeededRandom::new(1)), Err(Error::Mismatch { .. })));
}
