//! Tokens of PKCS#11 through the public API, with SoftHSM as the token.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking, in its fixtures too")]

#[path = "promises/both.rs"]
mod both;
#[path = "promises/copies.rs"]
mod copies;
#[path = "promises/losses.rs"]
mod losses;
#[path = "promises/moving.rs"]
mod moving;
#[path = "promises/own_process.rs"]
mod own_process;
#[path = "promises/refusals.rs"]
mod refusals;
#[path = "promises/soft_hsm.rs"]
mod soft_hsm;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use hsm_adapter::{TokenConfig, TokenKeyStore};
use secrecy::SecretString;

use crate::soft_hsm::SoftHsm;

/// The PIN of the one token.
const PIN: &str = "271828";

/// A token named `greatseal`, made before the test starts.
fn one_token(hsm: &SoftHsm) -> Vec<(&'static str, PathBuf)> {
    hsm.make_token("greatseal", PIN);
    Vec::new()
}

/// A token of the configuration.
fn config(hsm: &SoftHsm, token: &str, pin: &str, keys: &[&str]) -> TokenConfig {
    TokenConfig {
        name: token.to_owned(),
        module: SoftHsm::module(),
        uri: format!("pkcs11:token={token}").parse().unwrap(),
        pin: SecretString::from(pin.to_owned()),
        sessions: 2,
        keys: keys.iter().map(|pattern| pattern.parse().unwrap()).collect(),
        refused_pin: Some(hsm.folder.join(format!("{token}.refused-pin"))),
    }
}

/// A key store in the one token.
fn store(hsm: &SoftHsm, pin: &str) -> TokenKeyStore {
    TokenKeyStore::open(vec![config(hsm, "greatseal", pin, &["*"])], HashMap::new()).unwrap()
}

/// Asks again until it is done, at most a minute.
fn eventually<T, E: std::fmt::Display>(what: &str, mut ask: impl FnMut() -> Result<T, E>) -> T {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        match ask() {
            Ok(done) => return done,
            Err(problem) => assert!(Instant::now() < until, "{what}: {problem}"),
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
