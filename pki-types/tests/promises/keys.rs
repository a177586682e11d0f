use openssl::rsa::Rsa;
use pki_types::strict_der::{encode, sequence, tag};
use pki_types::{Error, HashAlgorithm, KeyKind, PublicKey, sha256};
use serde_json::json;

use crate::issuing::{key_of, unhex};

const P256_ALGORITHM: &str = "301306072a8648ce3d020106082a8648ce3d030107";
const P384_ALGORITHM: &str = "301006072a8648ce3d020106052b81040022";
const RSA_ALGORITHM: &str = "300d06092a864886f70d0101010500";
const ED25519_ALGORITHM: &str = "300506032b6570";

fn spki(algorithm: &str, key: &[u8]) -> Vec<u8> {
    sequence(&[&unhex(algorithm), &encode(tag::BIT_STRING, &[&[0], key].concat())])
}

fn refused(spki_der: &[u8]) -> bool {
    matches!(PublicKey::from_spki_der(spki_der), Err(Error::KeyRefused { .. }))
}

/// OpenSSL makes a key of each kind; we read it and hash the same bits.
#[test]
fn keys_of_each_kind_are_read() {
    use openssl::ec::{EcGroup, EcKey};
    use openssl::nid::Nid;
    use openssl::pkey::PKey;

    let curve =
        |nid| PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(nid).unwrap()).unwrap()).unwrap();
    let keys = [
        (curve(Nid::X9_62_PRIME256V1), KeyKind::P256, None),
        (curve(Nid::SECP384R1), KeyKind::P384, None),
        (PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap(), KeyKind::Rsa, Some(2048)),
        (PKey::generate_ed25519().unwrap(), KeyKind::Ed25519, None),
    ];
    for (key, kind, rsa_bits) in keys {
        let spki_der = key.public_key_to_der().unwrap();
        let key = PublicKey::from_spki_der(&spki_der).unwrap();
        assert_eq!((key.kind(), key.rsa_bits()), (kind, rsa_bits));
        assert_eq!(key.spki_der(), spki_der);
        assert_eq!(key.spki_sha256(), sha256(&spki_der));
        let bits = key.subject_public_key();
        assert!(spki_der.ends_with(bits));
        assert_eq!(key.key_identifier(), sha256(bits).0[..20]);
        assert_eq!(key.sha1_key_hash().as_slice(), HashAlgorithm::Sha1.digest(bits));
    }
}

#[test]
fn points_that_are_not_on_the_curve_are_refused() {
    let good = key_of(1).public_key().subject_public_key().to_vec();
    assert!(PublicKey::from_spki_der(&spki(P256_ALGORITHM, &good)).is_ok());
    let mut off = good.clone();
    off[64] ^= 1;
    assert!(refused(&spki(P256_ALGORITHM, &off)), "another y");
    assert!(refused(&spki(P256_ALGORITHM, &[0])), "the identity");
    assert!(refused(&spki(P256_ALGORITHM, &[&[4], [0; 64].as_slice()].concat())), "zero coordinates");
    let compressed = [&[2 + (good[64] & 1)], &good[1..33]].concat();
    assert!(refused(&spki(P256_ALGORITHM, &compressed)), "compressed");
    let hybrid = [&[6 + (good[64] & 1)], &good[1..]].concat();
    assert!(refused(&spki(P256_ALGORITHM, &hybrid)), "hybrid");
    assert!(refused(&spki(P384_ALGORITHM, &good)), "a point of the other curve");
    assert!(PublicKey::from_sec1_p256(&good).is_ok());
    assert!(PublicKey::from_sec1_p256(&off).is_err());
}

#[test]
fn the_shape_of_a_key_is_strict() {
    let good = key_of(1).public_key().spki_der().to_vec();
    let point = good[good.len() - 65..].to_vec();
    let trailing = [good.as_slice(), &[0]].concat();
    assert!(PublicKey::from_spki_der(&trailing).is_err());
    let explicit_curve = spki("301006072a8648ce3d02013005020101300000", &point);
    assert!(PublicKey::from_spki_der(&explicit_curve).is_err());
    assert!(refused(&spki("301006072a8648ce3d020106052b81040023", &point)), "too short for P-521");
    let secp256k1 = PublicKey::from_spki_der(&spki("301006072a8648ce3d020106052b8104000a", &point));
    assert!(matches!(secp256k1, Err(Error::NotVerifiable { .. })), "{secp256k1:?}");
    let without_null =
        spki("300b06092a864886f70d010101", &Rsa::generate(2048).unwrap().public_key_to_der_pkcs1().unwrap());
    assert!(PublicKey::from_spki_der(&without_null).is_err(), "a second spelling of a key");
    let unused_bits =
        sequence(&[&unhex(P256_ALGORITHM), &encode(tag::BIT_STRING, &[&[1], &point[..64], &[0]].concat())]);
    assert!(PublicKey::from_spki_der(&unused_bits).is_err());
}

#[test]
fn weak_rsa_is_refused() {
    let modulus_2048 = Rsa::generate(2048).unwrap().n().to_vec();
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let integer = |octets: &[u8]| {
            let sign = if octets[0] & 0x80 == 0 { &[][..] } else { &[0] };
            encode(tag::INTEGER, &[sign, octets].concat())
        };
        spki(RSA_ALGORITHM, &sequence(&[&integer(modulus), &integer(exponent)]))
    };
    assert!(PublicKey::from_spki_der(&rsa(&modulus_2048, &[1, 0, 1])).is_ok());
    for (exponent, why) in [
        (&[3][..], "exponent 3"),
        (&[1], "exponent 1"),
        (&[0xff, 0xff], "exponent 65535"),
        (&[1, 0, 2], "even exponent"),
        (&[2, 0, 0, 0, 1], "exponent over 2^33"),
    ] {
        assert!(refused(&rsa(&modulus_2048, exponent)), "{why}");
    }
    let mut even = modulus_2048.clone();
    even[255] &= 0xfe;
    assert!(refused(&rsa(&even, &[1, 0, 1])), "even modulus");
    let mut short = modulus_2048.clone();
    short[0] = 0x7f;
    assert!(refused(&rsa(&short, &[1, 0, 1])), "2047 bits");
    assert!(refused(&rsa(&Rsa::generate(1024).unwrap().n().to_vec(), &[1, 0, 1])), "1024 bits");
}

#[test]
fn ed25519_points_of_small_order_are_refused() {
    let identity = [&[1][..], &[0; 31]].concat();
    assert!(refused(&spki(ED25519_ALGORITHM, &identity)));
    let signed_identity = [&[1][..], &[0; 30], &[0x80]].concat();
    assert!(refused(&spki(ED25519_ALGORITHM, &signed_identity)));
    let order_8 = unhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
    assert!(refused(&spki(ED25519_ALGORITHM, &order_8)));
    assert!(PublicKey::from_spki_der(&spki(ED25519_ALGORITHM, &[9; 31])).is_err(), "31 octets");
}

#[test]
fn a_jwk_has_exactly_four_members() {
    let key = key_of(3).public_key().clone();
    let jwk = key.to_jwk().unwrap();
    assert_eq!(PublicKey::from_jwk(&jwk).unwrap(), key);
    let changed = |member: &str, value: serde_json::Value| {
        let mut jwk = jwk.clone();
        jwk[member] = value;
        PublicKey::from_jwk(&jwk)
    };
    assert!(changed("d", json!("AAAA")).is_err(), "a private key");
    assert!(changed("kid", json!("1")).is_err(), "an unknown member");
    assert!(changed("crv", json!("P-384")).is_err());
    assert!(changed("kty", json!("RSA")).is_err());
    assert!(changed("x", json!("AA")).is_err(), "a short coordinate");
    assert!(changed("y", jwk["x"].clone()).is_err(), "off the curve");
    assert!(changed("x", json!(1)).is_err());
}
