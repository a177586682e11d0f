//! What a token store refuses: a second try of a wrong PIN, keys that can leave, keys that are not ours.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use cryptoki::mechanism::Mechanism;
use cryptoki::object::Attribute;
use cryptoki::session::{Session, UserType};
use hsm_adapter::{Error, KeySpecification, KeyStore as _, TokenConfig, TokenKeyStore};
use secrecy::SecretString;

use crate::own_process::in_own_process;
use crate::soft_hsm::SoftHsm;
use crate::{PIN, config, one_token, store};

/// OpenSC's library that writes down every call on its way to another.
const WITNESSES: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so",
    "/usr/lib/aarch64-linux-gnu/pkcs11-spy.so",
    "/usr/lib64/pkcs11/pkcs11-spy.so",
];

/// What the witness wrote.
fn witnessed(hsm: &SoftHsm) -> PathBuf {
    hsm.folder.join("calls")
}

/// How often a function was called.
pub(crate) fn calls(hsm: &SoftHsm, function: &str) -> usize {
    let calls = std::fs::read_to_string(witnessed(hsm)).unwrap_or_default();
    calls.lines().filter(|line| line.split_once(": ").is_some_and(|(_, called)| called == function)).count()
}

fn logins(hsm: &SoftHsm) -> usize {
    calls(hsm, "C_Login")
}

/// One token, and a witness between it and us.
pub(crate) fn with_witness(hsm: &SoftHsm) -> Vec<(&'static str, PathBuf)> {
    one_token(hsm);
    vec![("PKCS11SPY", SoftHsm::module()), ("PKCS11SPY_OUTPUT", witnessed(hsm))]
}

/// A key store in the one token, with the witness.
pub(crate) fn witnessed_store(hsm: &SoftHsm, pin: &str) -> TokenKeyStore {
    let module = WITNESSES.iter().map(PathBuf::from).find(|path| path.exists());
    let config = TokenConfig {
        module: module.expect("OpenSC is installed: scripts/test does it (package opensc-pkcs11)"),
        ..config(hsm, "greatseal", pin, &["*"])
    };
    TokenKeyStore::open(vec![config], HashMap::new()).unwrap()
}

#[test]
fn a_wrong_pin_is_tried_once_also_by_later_runs() {
    in_own_process("refusals::a_wrong_pin_is_tried_once_also_by_later_runs", with_witness, |hsm| {
        let store = witnessed_store(hsm, "314159");
        for _ in 0..3 {
            assert!(matches!(store.log_in(), Err(Error::WrongPin { .. })));
            assert!(matches!(
                store.generate("statement", KeySpecification::P256),
                Err(Error::WrongPin { .. })
            ));
            assert!(matches!(store.labels(""), Err(Error::WrongPin { .. })));
        }
        assert_eq!(logins(hsm), 1, "this run tries once");
        drop(store);
        let again = witnessed_store(hsm, "314159");
        assert!(matches!(again.log_in(), Err(Error::WrongPin { .. })));
        assert_eq!(logins(hsm), 1, "the next run does not try the same PIN");
        assert!(token_flags(hsm, "greatseal"), "the token remembers the one try");
        let remembered = std::fs::read_to_string(hsm.folder.join("greatseal.refused-pin")).unwrap();
        assert!(!remembered.contains("314159"));
        drop(again);
        let right = witnessed_store(hsm, PIN);
        assert!(right.log_in().unwrap().is_empty());
        assert_eq!(logins(hsm), 2, "another PIN is tried");
        assert!(!token_flags(hsm, "greatseal"));
        assert!(!hsm.folder.join("greatseal.refused-pin").exists());
    });
}

/// Whether the token counts a wrong PIN since the last right one.
fn token_flags(hsm: &SoftHsm, label: &str) -> bool {
    direct(hsm, |context| {
        context.get_slots_with_token().unwrap().into_iter().any(|slot| {
            let token = context.get_token_info(slot).unwrap();
            token.label() == label && token.user_pin_count_low()
        })
    })
}

/// The library without our adapter; it is initialised by a store of the same process.
pub(crate) fn direct<T>(_hsm: &SoftHsm, ask: impl FnOnce(&cryptoki::context::Pkcs11) -> T) -> T {
    ask(&cryptoki::context::Pkcs11::new(SoftHsm::module()).unwrap())
}

/// A session of our own with a token.
pub(crate) fn session(hsm: &SoftHsm, label: &str, pin: &str) -> Session {
    direct(hsm, |context| {
        let slots = context.get_slots_with_token().unwrap();
        let named = |slot: &cryptoki::slot::Slot| context.get_token_info(*slot).unwrap().label() == label;
        let session = context.open_rw_session(slots.into_iter().find(named).unwrap()).unwrap();
        // Somebody of this process may be logged in already.
        let _logged_in = session.login(UserType::User, Some(&SecretString::from(pin.to_owned())));
        session
    })
}

/// Makes a pair of P-256 that signs, as somebody else might.
fn foreign_pair(session: &Session, label: &str, sensitive: bool, extractable: bool, derive: bool) {
    let curve = vec![0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    let label = Attribute::Label(label.as_bytes().to_vec());
    let public = [Attribute::Token(true), Attribute::EcParams(curve), label.clone()];
    let private = [
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(sensitive),
        Attribute::Extractable(extractable),
        Attribute::Sign(true),
        Attribute::Derive(derive),
        Attribute::Decrypt(false),
        label,
    ];
    session.generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private).unwrap();
}

#[test]
fn a_key_that_can_be_extracted_is_refused() {
    in_own_process("refusals::a_key_that_can_be_extracted_is_refused", one_token, |hsm| {
        let store = store(hsm, PIN);
        assert!(store.log_in().unwrap().is_empty());
        let session = session(hsm, "greatseal", PIN);
        foreign_pair(&session, "statement", true, true, false);
        foreign_pair(&session, "receipt", false, false, false);
        foreign_pair(&session, "ca-citizens", true, false, true);
        foreign_pair(&session, "ca-services", true, false, false);
        for label in ["statement", "receipt"] {
            let refused = store.signer(label).err().unwrap();
            assert!(matches!(refused, Error::Extractable { .. }), "{label}: {refused}");
        }
        assert!(matches!(store.signer("ca-citizens"), Err(Error::WrongUse { .. })), "it also agrees");
        store.signer("ca-services").unwrap().sign(b"the one whose attributes are right").unwrap();
    });
}

#[test]
fn two_keys_of_one_label_are_refused() {
    in_own_process("refusals::two_keys_of_one_label_are_refused", one_token, |hsm| {
        let store = store(hsm, PIN);
        store.generate("statement", KeySpecification::P256).unwrap();
        foreign_pair(&session(hsm, "greatseal", PIN), "statement", true, false, false);
        let refused = super::store(hsm, PIN).signer("statement").err().unwrap().to_string();
        assert!(refused.contains("more than one key"), "{refused}");
    });
}

#[test]
fn another_key_than_the_known_one_is_refused() {
    in_own_process("refusals::another_key_than_the_known_one_is_refused", one_token, |hsm| {
        let first = store(hsm, PIN);
        let public = first.generate("statement", KeySpecification::P256).unwrap();
        let known = HashMap::from([("statement".to_owned(), public)]);
        let knowing =
            || TokenKeyStore::open(vec![config(hsm, "greatseal", PIN, &["*"])], known.clone()).unwrap();
        let before = knowing().signer("statement").unwrap();
        before.sign(b"the key that is known").unwrap();
        first.destroy("statement").unwrap();
        first.generate("statement", KeySpecification::P256).unwrap();
        assert!(matches!(knowing().signer("statement"), Err(Error::OtherKey { .. })));
    });
}

#[test]
fn a_module_that_is_none_is_named() {
    let nowhere = |path: &Path| {
        let config = TokenConfig {
            name: "ca".to_owned(),
            module: path.to_owned(),
            uri: "pkcs11:token=ca".parse().unwrap(),
            pin: SecretString::from("1"),
            sessions: 1,
            keys: Vec::new(),
            refused_pin: None,
        };
        TokenKeyStore::open(vec![config], HashMap::new()).unwrap_err()
    };
    for path in ["/nowhere/module.so", "/etc/passwd"] {
        let refused = nowhere(Path::new(path));
        assert!(matches!(&refused, Error::Module { .. }), "{refused}");
        assert!(refused.to_string().contains(path));
    }
}

#[test]
fn a_label_that_no_token_wants_is_named() {
    in_own_process("refusals::a_label_that_no_token_wants_is_named", one_token, |hsm| {
        let config = config(hsm, "greatseal", PIN, &["ca-*", "root"]);
        let store = TokenKeyStore::open(vec![config], HashMap::new()).unwrap();
        store.generate("ca-citizens", KeySpecification::P256).unwrap();
        store.generate("root", KeySpecification::P256).unwrap();
        let refused = store.generate("statement", KeySpecification::P256).unwrap_err();
        assert!(matches!(&refused, Error::NoToken { .. }), "{refused}");
        assert!(!store.contains("statement").unwrap());
        assert_eq!(store.uri("root").unwrap(), "pkcs11:token=greatseal;object=root;type=private");
    });
}
