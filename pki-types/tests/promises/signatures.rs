use der::Encode;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer};
use pki_types::signature::{ecdsa_der_to_raw, ecdsa_raw_to_der, verify, verify_p256_digest};
use pki_types::strict_der::{encode, sequence, tag};
use pki_types::{Error, KeyKind, PublicKey, SignatureAlgorithm, sha256};

use crate::issuing::{key_of, unhex};

fn openssl_digest(algorithm: SignatureAlgorithm) -> Option<MessageDigest> {
    algorithm.hash().map(crate::others_algorithms::openssl_digest)
}

fn is_pss(algorithm: SignatureAlgorithm) -> bool {
    use SignatureAlgorithm::{RsaPssSha256, RsaPssSha384, RsaPssSha512};
    matches!(algorithm, RsaPssSha256 | RsaPssSha384 | RsaPssSha512)
}

fn sign(key: &PKey<Private>, algorithm: SignatureAlgorithm, message: &[u8], salt: RsaPssSaltlen) -> Vec<u8> {
    let mut signer = match openssl_digest(algorithm) {
        Some(digest) => Signer::new(digest, key).unwrap(),
        None => Signer::new_without_digest(key).unwrap(),
    };
    if is_pss(algorithm) {
        signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        signer.set_rsa_pss_saltlen(salt).unwrap();
    }
    signer.sign_oneshot_to_vec(message).unwrap()
}

fn public(key: &PKey<Private>) -> PublicKey {
    PublicKey::from_spki_der(&key.public_key_to_der().unwrap()).unwrap()
}

fn curve(nid: Nid) -> PKey<Private> {
    PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(nid).unwrap()).unwrap()).unwrap()
}

/// OpenSSL signs with each algorithm and each kind of key that has it.
#[test]
fn what_openssl_signs_verifies_and_nothing_else() {
    let keys = [
        curve(Nid::X9_62_PRIME256V1),
        curve(Nid::SECP384R1),
        PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap(),
        PKey::generate_ed25519().unwrap(),
    ];
    for algorithm in SignatureAlgorithm::ALL {
        let name = format!("{algorithm:?}");
        let fits = |kind: KeyKind| match kind {
            KeyKind::P256 | KeyKind::P384 => name.starts_with("Ecdsa"),
            KeyKind::Rsa => name.starts_with("Rsa"),
            KeyKind::Ed25519 => name == "Ed25519",
            other => panic!("{other}"),
        };
        for key in &keys {
            let public = public(key);
            if !fits(public.kind()) {
                let error = verify(&public, algorithm, b"message", &[0; 64]).unwrap_err();
                assert!(matches!(error, Error::Mismatch { .. }), "{algorithm} with {}", public.kind());
                continue;
            }
            let signature = sign(key, algorithm, b"message", RsaPssSaltlen::DIGEST_LENGTH);
            assert_eq!(verify(&public, algorithm, b"message", &signature), Ok(()), "{algorithm}");
            assert!(verify(&public, algorithm, b"another", &signature).is_err(), "{algorithm}");
            let mut changed = signature.clone();
            *changed.last_mut().unwrap() ^= 1;
            assert!(verify(&public, algorithm, b"message", &changed).is_err(), "{algorithm}");
        }
    }
}

#[test]
fn pss_has_a_salt_as_long_as_the_digest() {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let algorithm = SignatureAlgorithm::RsaPssSha256;
    let signature = sign(&key, algorithm, b"message", RsaPssSaltlen::custom(20));
    assert!(verify(&public(&key), algorithm, b"message", &signature).is_err());
}

#[test]
fn identifiers_are_written_and_recognised() {
    for algorithm in SignatureAlgorithm::ALL {
        assert_eq!(SignatureAlgorithm::from_identifier(&algorithm.identifier()), Ok(algorithm));
        assert_eq!(SignatureAlgorithm::from_identifier_der(&algorithm.identifier_der()), Ok(algorithm));
    }
    // RFC 5758 §3.2: no parameters. RFC 4055 §5: NULL.
    assert_eq!(SignatureAlgorithm::EcdsaSha384.identifier_der(), unhex("300a06082a8648ce3d040303"));
    assert_eq!(SignatureAlgorithm::RsaPkcs1Sha256.identifier_der(), unhex("300d06092a864886f70d01010b0500"));
    let recognised = |hex: &str| SignatureAlgorithm::from_identifier_der(&unhex(hex));
    assert!(recognised("300c06082a8648ce3d0403020500").is_err(), "ECDSA with NULL");
    assert!(recognised("300b06092a864886f70d01010b").is_err(), "PKCS#1 without NULL");
    assert!(recognised("300d06092a864886f70d0101050500").is_err(), "SHA-1 with RSA");
    assert!(recognised("300b06092a864886f70d01010a").is_err(), "PSS without parameters: SHA-1");
}

#[test]
fn pss_parameters_may_lack_null_and_must_agree() {
    let pss = |hash: &str, mgf_hash: &str, salt: u8| {
        let parameters = sequence(&[
            &encode(0xa0, &unhex(hash)),
            &encode(0xa1, &sequence(&[&unhex("06092a864886f70d010108"), &unhex(mgf_hash)])),
            &encode(0xa2, &[2, 1, salt]),
        ]);
        SignatureAlgorithm::from_identifier_der(&sequence(&[&unhex("06092a864886f70d01010a"), &parameters]))
    };
    let (with_null, without) = ("300d06096086480165030402010500", "300b0609608648016503040201");
    let sha384 = "300d06096086480165030402020500";
    assert_eq!(pss(with_null, with_null, 32), Ok(SignatureAlgorithm::RsaPssSha256));
    assert_eq!(pss(without, without, 32), Ok(SignatureAlgorithm::RsaPssSha256));
    assert!(pss(with_null, sha384, 32).is_err(), "another hash in the mask");
    assert!(pss(with_null, with_null, 20).is_err(), "a short salt");
    let ours = SignatureAlgorithm::RsaPssSha256.identifier_der();
    let openssl = sequence(&[&unhex("06092a864886f70d01010a"), &{
        sequence(&[
            &encode(0xa0, &unhex(with_null)),
            &encode(0xa1, &sequence(&[&unhex("06092a864886f70d010108"), &unhex(with_null)])),
            &encode(0xa2, &[2, 1, 32]),
        ])
    }]);
    assert_eq!(ours, openssl);
}

/// The order of P-256 (FIPS 186-4 D.1.2.3).
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

#[test]
fn r_and_s_are_from_one_to_the_order_less_one() {
    let key = key_of(5);
    let good = key.sign(b"message");
    let raw = ecdsa_der_to_raw(KeyKind::P256, &good).unwrap();
    assert_eq!(raw.len(), 64);
    assert_eq!(ecdsa_raw_to_der(&raw).unwrap(), good);
    for octets in [vec![0; 32], unhex(ORDER), vec![0xff; 32]] {
        for wrong in [[octets.as_slice(), &raw[32..]].concat(), [&raw[..32], &octets].concat()] {
            assert!(ecdsa_raw_to_der(&wrong).is_err());
            let (r, s) = wrong.split_at(32);
            let integer = |value: &[u8]| der::asn1::Uint::new(value).unwrap().to_der().unwrap();
            let der = sequence(&[&integer(r), &integer(s)]);
            assert!(ecdsa_der_to_raw(KeyKind::P256, &der).is_err());
            assert!(verify(key.public_key(), SignatureAlgorithm::EcdsaSha256, b"message", &der).is_err());
            assert!(verify_p256_digest(key.public_key(), &sha256(b"message").0, &der).is_err());
        }
    }
    assert!(ecdsa_raw_to_der(&raw[..63]).is_err());
    assert!(ecdsa_der_to_raw(KeyKind::Rsa, &good).is_err());
    assert!(ecdsa_der_to_raw(KeyKind::P384, &good).is_ok(), "small numbers fit a larger curve");
}

#[test]
fn a_der_signature_has_one_form() {
    let key = key_of(6);
    let good = key.sign(b"message");
    let digest = sha256(b"message").0;
    assert_eq!(verify_p256_digest(key.public_key(), &digest, &good), Ok(()));
    let content = &good[2..];
    let r_length = usize::from(content[1]);
    let (r, s) = content.split_at(2 + r_length);
    let padded_r = encode(tag::INTEGER, &[&[0], &r[2..]].concat());
    let long_length = [&[0x30, 0x81, good[1]], content].concat();
    for wrong in
        [sequence(&[&padded_r, s]), long_length, [good.as_slice(), &[0]].concat(), sequence(&[r, s, &[5, 0]])]
    {
        assert!(verify(key.public_key(), SignatureAlgorithm::EcdsaSha256, b"message", &wrong).is_err());
        assert!(verify_p256_digest(key.public_key(), &digest, &wrong).is_err());
        assert!(ecdsa_der_to_raw(KeyKind::P256, &wrong).is_err());
    }
    let mut other = digest;
    other[0] ^= 1;
    assert!(verify_p256_digest(key.public_key(), &other, &good).is_err());
    let p384 = public(&curve(Nid::SECP384R1));
    assert!(matches!(verify_p256_digest(&p384, &digest, &good), Err(Error::Mismatch { .. })));
}
