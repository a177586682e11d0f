//! Keys that come to be in two tokens, and can leave neither.

use std::collections::HashMap;

use cryptoki::object::{Attribute, AttributeType, ObjectClass};
use hsm_adapter::{CopiedKeys, Error, KeySpecification, TokenCopies, TokenKeyStore};
use pki_types::verify;

use crate::own_process::in_own_process;
use crate::refusals::session;
use crate::soft_hsm::SoftHsm;
use crate::{config, eventually};

fn two_tokens(hsm: &SoftHsm) -> Vec<(&'static str, std::path::PathBuf)> {
    hsm.make_token("working", "111111");
    hsm.make_token("backup", "222222");
    Vec::new()
}

fn copies(hsm: &SoftHsm) -> TokenCopies {
    let open = |token: &str, pin: &str| {
        TokenKeyStore::open(vec![config(hsm, token, pin, &["*"])], HashMap::new()).unwrap()
    };
    TokenCopies::new(open("working", "111111"), open("backup", "222222"))
}

#[test]
fn a_key_and_its_copy_are_the_same_key() {
    in_own_process("copies::a_key_and_its_copy_are_the_same_key", two_tokens, |hsm| {
        let keys = copies(hsm);
        for (label, specification) in [
            ("statement", KeySpecification::P256),
            ("root", KeySpecification::P384),
            ("ca-services", KeySpecification::Rsa3072),
        ] {
            let public = keys.generate(label, specification).unwrap();
            let restored = keys.restored().unwrap();
            for store in [keys.working(), restored.as_ref()] {
                let signer = store.signer(label).unwrap();
                let signature = signer.sign(b"message").unwrap();
                verify(&public, signer.algorithm(), b"message", &signature).unwrap();
            }
            assert!(matches!(keys.generate(label, specification), Err(Error::Exists { .. })));
        }
        let ours = keys.generate("opening", KeySpecification::P256Agreement).unwrap();
        let here = keys.working().agreement("opening").unwrap().agree(&ours).unwrap();
        let there = keys.restored().unwrap().agreement("opening").unwrap().agree(&ours).unwrap();
        assert_eq!(*here, *there);
        CopiedKeys::generate_protection_key(&keys, "protection").unwrap();
        let encrypted = keys.working().protector("protection").unwrap().protect(b"seed", b"use").unwrap();
        let opened =
            keys.restored().unwrap().protector("protection").unwrap().open(&encrypted, b"use").unwrap();
        assert_eq!(opened.as_slice(), b"seed");
        nothing_can_leave(hsm, "working", "111111");
        nothing_can_leave(hsm, "backup", "222222");
        // The working token is lost: the other one has everything.
        let labels = keys.working().labels("").unwrap();
        assert_eq!(labels, keys.restored().unwrap().labels("").unwrap());
        assert_eq!(labels, ["ca-services", "opening", "protection", "root", "statement"]);
    });
}

/// Every private or secret key that stays in a token stays in it; those of open sessions too, but for the wrapping key.
fn nothing_can_leave(hsm: &SoftHsm, token: &str, pin: &str) {
    let session = session(hsm, token, pin);
    for class in [ObjectClass::PRIVATE_KEY, ObjectClass::SECRET_KEY] {
        let wanted = [Attribute::Class(class), Attribute::Token(true)];
        let found = session.find_objects(&wanted).unwrap();
        assert!(!found.is_empty());
        for object in found {
            let read = [AttributeType::Sensitive, AttributeType::Extractable];
            let attributes = session.get_attributes(object, &read).unwrap();
            assert_eq!(attributes, [Attribute::Sensitive(true), Attribute::Extractable(false)]);
        }
    }
    // What was made only to be wrapped is gone.
    let passing = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Extractable(true)];
    assert!(session.find_objects(&passing).unwrap().is_empty());
}

#[test]
fn a_key_that_the_module_does_not_wrap_comes_to_be_nowhere() {
    in_own_process("copies::a_key_that_the_module_does_not_wrap_comes_to_be_nowhere", two_tokens, |hsm| {
        let keys = copies(hsm);
        // SoftHSM 2.6.1 wraps no Ed25519 keys; a newer one may.
        match keys.generate("log", KeySpecification::Ed25519) {
            Err(Error::NotCopied { .. }) => {
                assert!(!keys.working().contains("log").unwrap());
                assert!(!keys.restored().unwrap().contains("log").unwrap());
            }
            made => {
                made.unwrap();
                assert!(keys.restored().unwrap().contains("log").unwrap());
            }
        }
    });
}

#[test]
fn one_token_is_no_place_for_a_copy_of_its_own_keys() {
    in_own_process("copies::one_token_is_no_place_for_a_copy_of_its_own_keys", two_tokens, |hsm| {
        let open =
            || TokenKeyStore::open(vec![config(hsm, "working", "111111", &["*"])], HashMap::new()).unwrap();
        let keys = TokenCopies::new(open(), open());
        let refused = keys.generate("root", KeySpecification::P384).unwrap_err();
        assert!(matches!(&refused, Error::NotCopied { .. }), "{refused}");
        assert!(!keys.working().contains("root").unwrap());
    });
}

#[test]
fn a_copy_that_cannot_be_made_leaves_no_key_behind() {
    in_own_process("copies::a_copy_that_cannot_be_made_leaves_no_key_behind", two_tokens, |hsm| {
        let keys = copies(hsm);
        let back = hsm.move_token_away("backup");
        let refused = keys.generate("root", KeySpecification::P384).unwrap_err();
        assert!(refused.is_away(), "{refused}");
        assert!(!keys.working().contains("root").unwrap());
        back();
        eventually("the copy is made", || keys.generate("root", KeySpecification::P384));
    });
}
