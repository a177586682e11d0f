//! Tokens that go and come: nothing needs a new start.

use std::collections::HashMap;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use cryptoki::context::{CInitializeArgs, CInitializeFlags};
use hsm_adapter::{Error, KeySpecification, KeyStore as _, Signer, TokenConfig, TokenKeyStore};
use pki_types::verify;

use crate::own_process::in_own_process;
use crate::refusals::{calls, direct, session, with_witness, witnessed_store};
use crate::soft_hsm::SoftHsm;
use crate::{PIN, config, eventually, one_token, store};

fn signs(signer: &dyn Signer) {
    let signature = signer.sign(b"message").unwrap();
    verify(signer.public_key(), signer.algorithm(), b"message", &signature).unwrap();
}

#[test]
fn sessions_that_mean_nothing_any_more_are_opened_again() {
    in_own_process("losses::sessions_that_mean_nothing_any_more_are_opened_again", one_token, |hsm| {
        let store = store(hsm, PIN);
        store.generate("statement", KeySpecification::P256).unwrap();
        store.generate("opening", KeySpecification::P256Agreement).unwrap();
        store.generate_protection_key("protection").unwrap();
        let (signer, agreement) = (store.signer("statement").unwrap(), store.agreement("opening").unwrap());
        let protector = store.protector("protection").unwrap();
        let encrypted = protector.protect(b"seed", b"use").unwrap();
        let end = |again: bool| {
            direct(hsm, |context| {
                context.clone().finalize().unwrap();
                if again {
                    let locks = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
                    context.initialize(locks).unwrap();
                }
            });
        };
        // The library was ended, and it was ended and begun again: the handles of all sessions mean nothing any more.
        for again in [true, false, true] {
            let close_all = || end(again);
            close_all();
            signs(signer.as_ref());
            close_all();
            agreement.agree(&agreement.public_key().clone()).unwrap();
            close_all();
            assert_eq!(protector.open(&encrypted, b"use").unwrap().as_slice(), b"seed");
            close_all();
            signer.ready().unwrap();
            close_all();
            store.generate("receipt", KeySpecification::P256).unwrap();
            close_all();
            store.destroy("receipt").unwrap();
        }
        // A logout in the middle is won back in the same way.
        session(hsm, "greatseal", PIN).logout().unwrap();
        signs(signer.as_ref());
    });
}

#[test]
fn a_token_that_comes_after_the_start_is_found() {
    in_own_process("losses::a_token_that_comes_after_the_start_is_found", one_token, |hsm| {
        let public = store(hsm, PIN).generate("statement", KeySpecification::P256).unwrap();
        hsm.take_away();
        let known = HashMap::from([("statement".to_owned(), public)]);
        let store = TokenKeyStore::open(vec![config(hsm, "greatseal", PIN, &["*"])], known).unwrap();
        assert_eq!(store.log_in().unwrap().len(), 1, "the token is away, and that is no error");
        let signer = store.signer("statement").unwrap();
        let protector = store.protector("protection").unwrap();
        assert!(signer.ready().unwrap_err().is_away());
        assert!(signer.sign(b"message").unwrap_err().is_away());
        assert!(protector.protect(b"seed", b"use").unwrap_err().is_away());
        assert!(store.labels("").unwrap_err().is_away());
        assert!(store.contains("statement").unwrap_err().is_away());
        assert!(store.signer("receipt").err().unwrap().is_away(), "nobody knows its public half");
        hsm.bring_back();
        eventually("the token is back", || signer.ready());
        signs(signer.as_ref());
    });
}

#[test]
fn a_token_that_is_taken_away_and_brought_back_goes_on() {
    in_own_process("losses::a_token_that_is_taken_away_and_brought_back_goes_on", one_token, |hsm| {
        let store = store(hsm, PIN);
        store.generate("statement", KeySpecification::P256).unwrap();
        let signer = store.signer("statement").unwrap();
        signs(signer.as_ref());
        for _ in 0..2 {
            hsm.take_away();
            eventually("the loss is noticed", || match signer.sign(b"message") {
                Err(problem) if problem.is_away() => Ok(()),
                Err(problem) => Err(problem.to_string()),
                Ok(_) => Err("it still signs".to_owned()),
            });
            hsm.bring_back();
            eventually("the token is back", || signer.ready());
            signs(signer.as_ref());
        }
    });
}

#[test]
fn a_token_that_was_made_anew_has_other_keys_and_says_so() {
    in_own_process("losses::a_token_that_was_made_anew_has_other_keys_and_says_so", one_token, |hsm| {
        let store = store(hsm, PIN);
        store.generate("statement", KeySpecification::P256).unwrap();
        let signer = store.signer("statement").unwrap();
        signs(signer.as_ref());
        hsm.take_away();
        hsm.make_token("greatseal", PIN);
        eventually("the loss is noticed", || match signer.sign(b"message") {
            Err(Error::Missing { .. }) => Ok(()),
            other => Err(format!("{other:?}")),
        });
        store.generate("statement", KeySpecification::P256).unwrap();
        assert!(matches!(signer.sign(b"message"), Err(Error::OtherKey { .. })));
        signs(store.signer("statement").unwrap().as_ref());
    });
}

#[test]
fn two_tokens_with_two_pins_serve_side_by_side_and_one_may_go() {
    let prepare = |hsm: &SoftHsm| {
        hsm.make_token("authorities", "111111");
        hsm.make_token("services", "222222");
        Vec::new()
    };
    in_own_process("losses::two_tokens_with_two_pins_serve_side_by_side_and_one_may_go", prepare, |hsm| {
        let authorities = config(hsm, "authorities", "111111", &["ca-*"]);
        let services = config(hsm, "services", "222222", &["*"]);
        let store = TokenKeyStore::open(vec![authorities, services], HashMap::new()).unwrap();
        store.generate("ca-citizens", KeySpecification::P384).unwrap();
        store.generate("statement", KeySpecification::P256).unwrap();
        store.generate("ocsp-citizens-1", KeySpecification::P256).unwrap();
        assert_eq!(store.labels("").unwrap(), ["ca-citizens", "ocsp-citizens-1", "statement"]);
        assert!(store.uri("statement").unwrap().contains("token=services"));
        let (ca, statement) = (store.signer("ca-citizens").unwrap(), store.signer("statement").unwrap());
        signs(ca.as_ref());
        signs(statement.as_ref());
        let gone = hsm.move_token_away("authorities");
        eventually("the loss is noticed", || match ca.sign(b"message") {
            Err(problem) if problem.is_away() => Ok(()),
            other => Err(format!("{other:?}")),
        });
        for _ in 0..20 {
            signs(statement.as_ref());
            assert_eq!(store.labels("ocsp-").unwrap(), ["ocsp-citizens-1"], "only its own token is asked");
            assert!(ca.ready().unwrap_err().is_away());
        }
        gone();
        eventually("the token is back", || ca.ready());
        signs(ca.as_ref());
        signs(statement.as_ref());
    });
}

#[test]
fn no_more_sessions_are_open_than_configured() {
    in_own_process("losses::no_more_sessions_are_open_than_configured", with_witness, |hsm| {
        let store = witnessed_store(hsm, PIN);
        store.generate("statement", KeySpecification::P256).unwrap();
        let signer = store.signer("statement").unwrap();
        std::thread::scope(|threads| {
            for _ in 0..8 {
                threads.spawn(|| (0..50).for_each(|_| signs(signer.as_ref())));
            }
        });
        // One that holds the login, two for work; none is closed and opened again.
        assert_eq!(calls(hsm, "C_OpenSession"), 3);
        assert_eq!(calls(hsm, "C_CloseSession"), 0);
        assert_eq!(calls(hsm, "C_Login"), 1);
        assert!(calls(hsm, "C_FindObjectsInit") < 10, "handles are found once for each login");
        assert_eq!(calls(hsm, "C_SignInit"), 400);
    });
}

/// The token in another process, behind p11-kit's socket.
struct Server(Child);

impl Server {
    fn start(hsm: &SoftHsm) -> Self {
        let (name, value) = hsm.environment();
        let child = Command::new("p11-kit")
            .args(["server", "--foreground", "--provider"])
            .arg(SoftHsm::module())
            .arg("--name")
            .arg(hsm.folder.join("socket"))
            .arg("pkcs11:token=greatseal")
            .env(name, value)
            .env_remove("P11_KIT_SERVER_ADDRESS")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("p11-kit is installed: scripts/test does it (package p11-kit)");
        Self(child)
    }

    /// Ends it without a word, with the process that it made for us: both are in one group.
    fn kill(&mut self, socket: &Path) {
        self.end();
        let _was_left = std::fs::remove_file(socket);
    }

    fn end(&mut self) {
        self.signal("-KILL");
        let _status = self.0.wait();
    }

    fn signal(&self, signal: &str) {
        let group = format!("-{}", self.0.id());
        let _ended_already = Command::new("kill").args([signal, "--", &group]).stderr(Stdio::null()).status();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

const CLIENTS: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so",
    "/usr/lib/aarch64-linux-gnu/pkcs11/p11-kit-client.so",
    "/usr/lib64/pkcs11/p11-kit-client.so",
];

/// One token, which another process will serve.
fn served(hsm: &SoftHsm) -> Vec<(&'static str, PathBuf)> {
    one_token(hsm);
    let address = format!("unix:path={}", hsm.folder.join("socket").display());
    vec![("P11_KIT_SERVER_ADDRESS", PathBuf::from(address))]
}

fn served_store(hsm: &SoftHsm) -> TokenKeyStore {
    let module = CLIENTS.iter().map(PathBuf::from).find(|path| path.exists());
    let config = TokenConfig {
        module: module.expect("p11-kit's client is installed (package p11-kit-modules)"),
        ..config(hsm, "greatseal", PIN, &["*"])
    };
    TokenKeyStore::open(vec![config], HashMap::new()).unwrap()
}

fn wait_for(store: &TokenKeyStore) {
    eventually("the token is served", || match store.log_in() {
        Ok(away) if away.is_empty() => Ok(()),
        other => Err(format!("{other:?}")),
    });
}

#[test]
fn a_token_that_hangs_holds_nobody_for_ever() {
    in_own_process("losses::a_token_that_hangs_holds_nobody_for_ever", served, |hsm| {
        let server = Server::start(hsm);
        let store = served_store(hsm);
        wait_for(&store);
        store.generate("statement", KeySpecification::P256).unwrap();
        let signer = store.signer("statement").unwrap();
        server.signal("-STOP");
        std::thread::scope(|threads| {
            // Two are inside and hang with the token; who comes third is told after a while.
            let ends: Vec<_> = (0..3).map(|_| threads.spawn(|| signer.sign(b"message"))).collect();
            eventually("one of them is told", || {
                if ends.iter().any(|end| end.is_finished()) { Ok(()) } else { Err("all of them wait") }
            });
            server.signal("-CONT");
            let ends: Vec<_> = ends.into_iter().map(|end| end.join().unwrap()).collect();
            let told = |end: &Result<Vec<u8>, Error>| matches!(end, Err(Error::Busy { sessions: 2, .. }));
            assert_eq!(ends.iter().filter(|end| told(end)).count(), 1, "{ends:?}");
            assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 2, "{ends:?}");
        });
        signs(signer.as_ref());
    });
}

#[test]
fn a_token_whose_process_is_killed_is_won_back() {
    in_own_process("losses::a_token_whose_process_is_killed_is_won_back", served, |hsm| {
        // Nobody serves the token yet.
        let store = served_store(hsm);
        assert!(store.generate("statement", KeySpecification::P256).unwrap_err().is_away());
        let mut server = Server::start(hsm);
        wait_for(&store);
        store.generate("statement", KeySpecification::P256).unwrap();
        let signer = store.signer("statement").unwrap();
        signs(signer.as_ref());
        for _ in 0..3 {
            server.kill(&hsm.folder.join("socket"));
            assert!(signer.ready().unwrap_err().is_away());
            assert!(signer.sign(b"message").unwrap_err().is_away());
            server = Server::start(hsm);
            eventually("the token is served again", || signer.ready());
            signs(signer.as_ref());
        }
    });
}
