//! The software key store through its public API.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking, in its fixtures too")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use hsm_adapter::{
    Error, KeySpecification, KeyStore as _, Signer, SoftwareKeyStore, generate_client_key, offload,
    signer_from_pem,
};
use pki_types::{KeyKind, PublicKey, SignatureAlgorithm, verify};
use secrecy::SecretString;
use tempfile::TempDir;

fn passphrase() -> SecretString {
    SecretString::from("correct horse battery staple")
}

fn new_store() -> (TempDir, SoftwareKeyStore) {
    let parent = tempfile::tempdir().unwrap();
    let store = SoftwareKeyStore::create(parent.path().join("keys"), &passphrase()).unwrap();
    (parent, store)
}

fn folder(parent: &TempDir) -> std::path::PathBuf {
    parent.path().join("keys")
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn every_kind_of_signing_key_signs_and_is_the_same_after_reopening() {
    let (parent, store) = new_store();
    let kinds = [
        ("p256", KeySpecification::P256, SignatureAlgorithm::EcdsaSha256, KeyKind::P256),
        ("p384", KeySpecification::P384, SignatureAlgorithm::EcdsaSha384, KeyKind::P384),
        ("rsa", KeySpecification::Rsa3072, SignatureAlgorithm::RsaPkcs1Sha256, KeyKind::Rsa),
        ("log", KeySpecification::Ed25519, SignatureAlgorithm::Ed25519, KeyKind::Ed25519),
    ];
    let public: Vec<PublicKey> = kinds
        .iter()
        .map(|(label, specification, ..)| store.generate(label, *specification).unwrap())
        .collect();
    drop(store);
    let store = SoftwareKeyStore::open(folder(&parent), &passphrase()).unwrap();
    assert_eq!(store.labels("").unwrap(), ["log", "p256", "p384", "rsa"]);
    for ((label, _, algorithm, kind), public) in kinds.iter().zip(&public) {
        let signer = store.signer(label).unwrap();
        assert_eq!(signer.public_key(), public);
        assert_eq!(public.kind(), *kind);
        assert_eq!(signer.algorithm(), *algorithm);
        let signature = signer.sign(b"message").unwrap();
        verify(public, *algorithm, b"message", &signature).unwrap();
        assert!(verify(public, *algorithm, b"messagf", &signature).is_err());
    }
    assert_eq!(public[2].rsa_bits(), Some(3072));
}

#[test]
fn files_and_folder_are_for_their_owner_alone() {
    let (parent, store) = new_store();
    store.generate("statement", KeySpecification::P256).unwrap();
    assert_eq!(mode(&folder(&parent)), 0o700);
    let files: Vec<_> =
        std::fs::read_dir(folder(&parent)).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 2, "the store's file and the key's, no temporary ones: {files:?}");
    assert!(files.iter().all(|file| mode(file) == 0o600));
    std::fs::set_permissions(folder(&parent), std::fs::Permissions::from_mode(0o750)).unwrap();
    let refused = SoftwareKeyStore::open(folder(&parent), &passphrase()).unwrap_err();
    assert!(matches!(refused, Error::TooOpen { mode: 0o750, .. }), "{refused}");
}

#[test]
fn a_wrong_passphrase_is_told_from_a_damaged_store() {
    let (parent, store) = new_store();
    store.generate("statement", KeySpecification::P256).unwrap();
    let refused = SoftwareKeyStore::open(folder(&parent), &SecretString::from("correct horse")).unwrap_err();
    assert!(matches!(refused, Error::WrongPassphrase { .. }), "{refused}");
    let path = folder(&parent).join("key-store");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("65536", "65537", 1)).unwrap();
    let refused = SoftwareKeyStore::open(folder(&parent), &passphrase()).unwrap_err();
    assert!(matches!(refused, Error::Damaged { .. }), "{refused}");
    std::fs::remove_file(&path).unwrap();
    let refused = SoftwareKeyStore::open(folder(&parent), &passphrase()).unwrap_err();
    assert!(matches!(refused, Error::NotAStore { .. }), "{refused}");
}

#[test]
fn any_altered_octet_of_a_key_file_is_noticed() {
    let (parent, store) = new_store();
    store.generate("statement", KeySpecification::P256).unwrap();
    let path = folder(&parent).join("statement.key");
    let whole = std::fs::read(&path).unwrap();
    for place in (0..whole.len()).step_by(7) {
        let mut altered = whole.clone();
        altered[place] ^= 1;
        std::fs::write(&path, &altered).unwrap();
        assert!(
            matches!(store.signer("statement"), Err(Error::Damaged { .. } | Error::OtherStore { .. })),
            "octet {place} was altered"
        );
    }
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(store.signer("statement"), Err(Error::Damaged { .. })));
    std::fs::write(&path, &whole).unwrap();
    assert!(store.signer("statement").is_ok());
}

#[test]
fn a_key_file_under_another_name_or_in_another_store_is_refused() {
    let (parent, store) = new_store();
    store.generate("receipt", KeySpecification::P256).unwrap();
    std::fs::copy(folder(&parent).join("receipt.key"), folder(&parent).join("statement.key")).unwrap();
    assert!(matches!(store.signer("statement"), Err(Error::Damaged { .. })));
    let (other_parent, other) = new_store();
    std::fs::copy(folder(&parent).join("receipt.key"), folder(&other_parent).join("receipt.key")).unwrap();
    assert!(matches!(other.signer("receipt"), Err(Error::OtherStore { .. })));
}

#[test]
fn a_copied_key_is_the_same_key_under_the_other_passphrase() {
    let (_parent, store) = new_store();
    let public = store.generate("statement", KeySpecification::P256).unwrap();
    let parent = tempfile::tempdir().unwrap();
    let other = SoftwareKeyStore::create(parent.path().join("keys"), &SecretString::from("another")).unwrap();
    store.copy_to(&other, "statement").unwrap();
    assert_eq!(other.signer("statement").unwrap().public_key(), &public);
    assert!(matches!(store.copy_to(&other, "statement"), Err(Error::Exists { .. })));
}

#[test]
fn a_key_is_never_replaced_and_a_destroyed_one_is_gone() {
    let (parent, store) = new_store();
    let public = store.generate("ocsp-citizens-20260101", KeySpecification::P256).unwrap();
    let refused = store.generate("ocsp-citizens-20260101", KeySpecification::P256).unwrap_err();
    assert!(matches!(refused, Error::Exists { .. }), "{refused}");
    assert_eq!(store.signer("ocsp-citizens-20260101").unwrap().public_key(), &public);
    store.destroy("ocsp-citizens-20260101").unwrap();
    assert!(!store.contains("ocsp-citizens-20260101").unwrap());
    assert!(!folder(&parent).join("ocsp-citizens-20260101.key").exists());
    assert!(matches!(store.destroy("ocsp-citizens-20260101"), Err(Error::Missing { .. })));
    assert!(matches!(store.signer("ocsp-citizens-20260101"), Err(Error::Missing { .. })));
}

#[test]
fn labels_are_no_paths() {
    let (_parent, store) = new_store();
    for label in ["", "../root", "a/b", "Root", "-root", "root-", "a.key", &"a".repeat(65)] {
        let refused = store.generate(label, KeySpecification::P256).unwrap_err();
        assert!(matches!(refused, Error::Label { .. }), "{label}: {refused}");
        assert!(!store.contains(label).unwrap());
    }
}

#[test]
fn a_store_is_made_once_and_not_with_an_empty_passphrase() {
    let (parent, _store) = new_store();
    let refused = SoftwareKeyStore::create(folder(&parent), &passphrase()).unwrap_err();
    assert!(matches!(refused, Error::AlreadyAStore { .. }), "{refused}");
    let refused = SoftwareKeyStore::create(parent.path().join("other"), &SecretString::from("")).unwrap_err();
    assert!(matches!(refused, Error::EmptyPassphrase), "{refused}");
}

#[test]
fn the_agreed_secret_is_the_one_that_openssl_computes() {
    // The other side is the initiator of RFC 5903 8.1, as a PKCS#8 made of i and g^i.
    let pkcs8 = pki_types::encoding::hex_decode(concat!(
        "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420",
        "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
        "a14403420004",
        "dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180",
        "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3",
    ))
    .unwrap();
    let secret = openssl::pkey::PKey::private_key_from_pkcs8(&pkcs8).unwrap();
    let (_parent, store) = new_store();
    let ours = store.generate("opening", KeySpecification::P256Agreement).unwrap();
    let ours = openssl::pkey::PKey::public_key_from_der(ours.spki_der()).unwrap();
    let mut judge = openssl::derive::Deriver::new(&secret).unwrap();
    judge.set_peer(&ours).unwrap();
    let peer = PublicKey::from_spki_der(&secret.public_key_to_der().unwrap()).unwrap();
    let agreed = store.agreement("opening").unwrap().agree(&peer).unwrap();
    assert_eq!(agreed.as_slice(), judge.derive_to_vec().unwrap());
}

#[test]
fn the_protector_opens_only_what_it_protected_for_the_same_use() {
    let (_parent, store) = new_store();
    store.generate_protection_key("protection").unwrap();
    store.generate_protection_key("other").unwrap();
    let protector = store.protector("protection").unwrap();
    let encrypted = protector.protect(b"seed", b"device 1, signature").unwrap();
    assert_eq!(protector.open(&encrypted, b"device 1, signature").unwrap().as_slice(), b"seed");
    assert!(matches!(protector.open(&encrypted, b"device 2, signature"), Err(Error::NotOurs)));
    assert!(matches!(
        store.protector("other").unwrap().open(&encrypted, b"device 1, signature"),
        Err(Error::NotOurs)
    ));
    for place in 0..encrypted.len() {
        let mut altered = encrypted.clone();
        altered[place] ^= 0x80;
        assert!(
            matches!(protector.open(&altered, b"device 1, signature"), Err(Error::NotOurs)),
            "octet {place}"
        );
        assert!(matches!(protector.open(&encrypted[..place], b"device 1, signature"), Err(Error::NotOurs)));
    }
    assert_ne!(encrypted, protector.protect(b"seed", b"device 1, signature").unwrap());
}

#[test]
fn a_clients_key_is_read_back_from_its_pem() {
    let (pem, signer) = generate_client_key().unwrap();
    let read = signer_from_pem(&pem).unwrap();
    assert_eq!(read.public_key(), signer.public_key());
    let signature = read.sign(b"act").unwrap();
    verify(signer.public_key(), SignatureAlgorithm::EcdsaSha256, b"act", &signature).unwrap();
}

#[test]
fn a_key_that_openssl_made_is_read_and_other_texts_are_refused_by_name() {
    let group = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::SECP384R1).unwrap();
    let key = openssl::pkey::PKey::from_ec_key(openssl::ec::EcKey::generate(&group).unwrap()).unwrap();
    let pem = String::from_utf8(key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    let signer = signer_from_pem(&pem).unwrap();
    assert_eq!(signer.public_key().spki_der(), key.public_key_to_der().unwrap());
    let rsa = openssl::pkey::PKey::from_rsa(openssl::rsa::Rsa::generate(2048).unwrap()).unwrap();
    let rsa = String::from_utf8(rsa.private_key_to_pem_pkcs8().unwrap()).unwrap();
    let encrypted =
        key.private_key_to_pem_pkcs8_passphrase(openssl::symm::Cipher::aes_256_cbc(), b"secret").unwrap();
    let encrypted = String::from_utf8(encrypted).unwrap();
    for wrong in ["", "no key", rsa.as_str(), encrypted.as_str(), &pem[..100]] {
        assert!(matches!(signer_from_pem(wrong), Err(Error::Pem { .. })));
    }
}

#[tokio::test]
async fn offloaded_work_gives_its_value() {
    let signer: Arc<dyn Signer> = generate_client_key().unwrap().1;
    let signed = Arc::clone(&signer);
    let signature = offload(move || signed.sign(b"message")).await.unwrap();
    verify(signer.public_key(), signer.algorithm(), b"message", &signature).unwrap();
}

#[tokio::test]
#[should_panic(expected = "on purpose")]
async fn a_panic_in_offloaded_work_panics_at_its_caller() {
    offload(|| panic!("on purpose")).await
}
