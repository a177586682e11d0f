//! What every key store promises, whatever keeps the keys: the same questions to both.

use cryptoki::mechanism::Mechanism;
use cryptoki::object::Attribute;
use hsm_adapter::{Error, KeySpecification, KeyStore, SoftwareKeyStore};
use pki_types::{KeyKind, PublicKey, SignatureAlgorithm, verify};
use secrecy::SecretString;

use crate::own_process::in_own_process;
use crate::refusals::session;
use crate::{PIN, one_token, store};

/// All promises; the store is empty.
fn keep(store: &dyn KeyStore) {
    every_kind_of_key_signs(store);
    both_sides_agree(store);
    protection_is_bound_to_its_use(store);
    keys_serve_one_use(store);
    labels_are_checked(store);
    a_key_is_never_replaced_and_can_be_destroyed(store);
}

fn every_kind_of_key_signs(store: &dyn KeyStore) {
    for (label, specification, algorithm, kind) in [
        ("statement", KeySpecification::P256, SignatureAlgorithm::EcdsaSha256, KeyKind::P256),
        ("ca-citizens", KeySpecification::P384, SignatureAlgorithm::EcdsaSha384, KeyKind::P384),
        ("ca-services", KeySpecification::Rsa3072, SignatureAlgorithm::RsaPkcs1Sha256, KeyKind::Rsa),
        ("log", KeySpecification::Ed25519, SignatureAlgorithm::Ed25519, KeyKind::Ed25519),
    ] {
        let public = store.generate(label, specification).unwrap();
        assert_eq!(public.kind(), kind);
        let signer = store.signer(label).unwrap();
        assert_eq!((signer.public_key(), signer.algorithm()), (&public, algorithm));
        signer.ready().unwrap();
        for message in [b"".as_slice(), b"message", &[7; 100_000]] {
            let signature = signer.sign(message).unwrap();
            verify(&public, algorithm, message, &signature).unwrap();
            assert!(verify(&public, algorithm, b"another", &signature).is_err());
        }
    }
    assert_eq!(store.signer("ca-services").unwrap().public_key().rsa_bits(), Some(3072));
}

fn both_sides_agree(store: &dyn KeyStore) {
    let ours = store.generate("opening", KeySpecification::P256Agreement).unwrap();
    let theirs = store.generate("other", KeySpecification::P256Agreement).unwrap();
    let here = store.agreement("opening").unwrap();
    assert_eq!(here.public_key(), &ours);
    let there = store.agreement("other").unwrap();
    assert_eq!(*here.agree(&theirs).unwrap(), *there.agree(&ours).unwrap());
    let judge = openssl_peer();
    let our_half = openssl::pkey::PKey::public_key_from_der(ours.spki_der()).unwrap();
    let mut deriver = openssl::derive::Deriver::new(&judge).unwrap();
    deriver.set_peer(&our_half).unwrap();
    let peer = PublicKey::from_spki_der(&judge.public_key_to_der().unwrap()).unwrap();
    assert_eq!(here.agree(&peer).unwrap().as_slice(), deriver.derive_to_vec().unwrap());
    let on_another_curve = store.signer("ca-citizens").unwrap().public_key().clone();
    assert!(matches!(here.agree(&on_another_curve), Err(Error::Peer)));
}

fn openssl_peer() -> openssl::pkey::PKey<openssl::pkey::Private> {
    let group = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::X9_62_PRIME256V1).unwrap();
    openssl::pkey::PKey::from_ec_key(openssl::ec::EcKey::generate(&group).unwrap()).unwrap()
}

fn protection_is_bound_to_its_use(store: &dyn KeyStore) {
    store.generate_protection_key("protection").unwrap();
    store.generate_protection_key("second").unwrap();
    protects(store);
}

fn protects(store: &dyn KeyStore) {
    let protector = store.protector("protection").unwrap();
    for plaintext in [b"".as_slice(), b"seed", &[7; 4_000]] {
        for use_of_it in [b"".as_slice(), b"device 1, signature"] {
            let encrypted = protector.protect(plaintext, use_of_it).unwrap();
            assert_eq!(protector.open(&encrypted, use_of_it).unwrap().as_slice(), plaintext);
            assert!(matches!(protector.open(&encrypted, b"device 2, signature"), Err(Error::NotOurs)));
            let other = store.protector("second").unwrap();
            assert!(matches!(other.open(&encrypted, use_of_it), Err(Error::NotOurs)));
            assert_ne!(encrypted, protector.protect(plaintext, use_of_it).unwrap());
        }
    }
    let encrypted = protector.protect(b"seed", b"use").unwrap();
    for place in 0..encrypted.len() {
        let mut altered = encrypted.clone();
        altered[place] ^= 0x80;
        assert!(matches!(protector.open(&altered, b"use"), Err(Error::NotOurs)), "octet {place}");
        assert!(matches!(protector.open(&encrypted[..place], b"use"), Err(Error::NotOurs)), "{place} octets");
    }
    assert_eq!(protector.open(&encrypted, b"use").unwrap().as_slice(), b"seed");
}

fn keys_serve_one_use(store: &dyn KeyStore) {
    assert!(matches!(store.agreement("statement"), Err(Error::WrongUse { .. })));
    assert!(matches!(store.protector("statement"), Err(Error::WrongUse { .. })));
    assert!(matches!(store.signer("opening"), Err(Error::WrongUse { .. })));
    assert!(matches!(store.signer("protection"), Err(Error::WrongUse { .. })));
}

fn labels_are_checked(store: &dyn KeyStore) {
    for label in ["", "../root", "a/b", "Root", "-root", "root-", "a.key", &"a".repeat(65)] {
        let refused = store.generate(label, KeySpecification::P256).unwrap_err();
        assert!(matches!(refused, Error::Label { .. }), "{label}: {refused}");
        assert!(!store.contains(label).unwrap());
    }
}

fn a_key_is_never_replaced_and_can_be_destroyed(store: &dyn KeyStore) {
    let label = "ocsp-citizens-20260101t000000z";
    let public = store.generate(label, KeySpecification::P256).unwrap();
    assert!(matches!(store.generate(label, KeySpecification::P384), Err(Error::Exists { .. })));
    assert!(matches!(store.generate_protection_key(label), Err(Error::Exists { .. })));
    let signer = store.signer(label).unwrap();
    assert_eq!(signer.public_key(), &public);
    assert_eq!(store.labels("ocsp-").unwrap(), [label]);
    assert_eq!(store.labels("").unwrap().len(), 9);
    store.destroy(label).unwrap();
    assert!(!store.contains(label).unwrap());
    assert!(store.labels("ocsp-").unwrap().is_empty());
    assert!(matches!(store.destroy(label), Err(Error::Missing { .. })));
    assert!(matches!(store.signer(label), Err(Error::Missing { .. })));
    let again = store.generate(label, KeySpecification::P256).unwrap();
    assert_ne!(again, public, "a new key under an old label is another key");
}

#[test]
fn a_folder_keeps_the_promises() {
    let parent = tempfile::tempdir().unwrap();
    let passphrase = SecretString::from("correct horse battery staple");
    keep(&SoftwareKeyStore::create(parent.path().join("keys"), &passphrase).unwrap());
}

/// Keys as they are made in a token that has no AES-GCM: they sign by CMAC, and the encryption happens here.
#[test]
fn tokens_without_aes_gcm_protect_too() {
    in_own_process("both::tokens_without_aes_gcm_protect_too", one_token, |hsm| {
        let store = store(hsm, PIN);
        assert!(store.log_in().unwrap().is_empty());
        let session = session(hsm, "greatseal", PIN);
        for label in ["protection", "second"] {
            let template = [
                Attribute::Token(true),
                Attribute::Private(true),
                Attribute::Sensitive(true),
                Attribute::Extractable(false),
                Attribute::Label(label.as_bytes().to_vec()),
                Attribute::ValueLen(32.into()),
                Attribute::Sign(true),
                Attribute::Encrypt(false),
                Attribute::Decrypt(false),
                Attribute::Derive(false),
            ];
            session.generate_key(&Mechanism::AesKeyGen, &template).unwrap();
        }
        protects(&store);
    });
}

#[test]
fn tokens_keep_the_promises() {
    in_own_process("both::tokens_keep_the_promises", one_token, |hsm| {
        keep(&store(hsm, PIN));
        // Another login finds the same keys.
        let store = store(hsm, PIN);
        assert_eq!(store.labels("").unwrap().len(), 9);
        let signer = store.signer("statement").unwrap();
        verify(signer.public_key(), signer.algorithm(), b"m", &signer.sign(b"m").unwrap()).unwrap();
    });
}
