//! A signature by a key in a token, beside a raw loop of C_Sign on one session of the same token in the same run: what
//! pool, login and checks cost. `scripts/bench` runs it; SoftHSM is the token.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on says so by panicking")]

#[path = "../tests/promises/soft_hsm.rs"]
mod soft_hsm;

use std::collections::HashMap;
use std::process::Command;
use std::time::Instant;

use cryptoki::context::Pkcs11;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectClass};
use hsm_adapter::{KeySpecification, KeyStore as _, TokenConfig, TokenKeyStore};
use pki_types::sha256;
use secrecy::SecretString;

use crate::soft_hsm::SoftHsm;

const ROUNDS: usize = 7;
const SIGNATURES_A_ROUND: usize = 2_000;
const PIN: &str = "271828";
/// Says that this is the process with the token's environment.
const READY: &str = "GREATSEAL_BENCH_TOKENS";

fn main() {
    if std::env::var_os(READY).is_some() {
        return measure();
    }
    let folder = tempfile::tempdir().unwrap();
    let hsm = SoftHsm::new(folder.path());
    hsm.make_token("bench", PIN);
    let (name, value) = hsm.environment();
    let mut itself = Command::new(std::env::current_exe().unwrap());
    assert!(itself.env(name, value).env(READY, "1").status().unwrap().success());
}

fn measure() {
    let config = TokenConfig {
        name: "bench".to_owned(),
        module: SoftHsm::module(),
        uri: "pkcs11:token=bench".parse().unwrap(),
        pin: SecretString::from(PIN),
        sessions: 2,
        keys: vec!["*".parse().unwrap()],
        refused_pin: None,
    };
    let store = TokenKeyStore::open(vec![config], HashMap::new()).unwrap();
    for (label, specification, count) in [
        ("p256", KeySpecification::P256, SIGNATURES_A_ROUND),
        ("p384", KeySpecification::P384, SIGNATURES_A_ROUND / 10),
    ] {
        store.generate(label, specification).unwrap();
        let signer = store.signer(label).unwrap();
        // The store is logged in, and that counts for the whole process.
        let context = Pkcs11::new(SoftHsm::module()).unwrap();
        let slot = context.get_slots_with_initialized_token().unwrap()[0];
        let session = context.open_ro_session(slot).unwrap();
        let wanted =
            [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Label(label.as_bytes().to_vec())];
        let key = session.find_objects(&wanted).unwrap()[0];
        let message = [7_u8; 500];
        let digest = sha256(&message).0;
        let (mut raw, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            raw.push(rate(count, || drop(session.sign(&Mechanism::Ecdsa, key, &digest).unwrap())));
            ours.push(rate(count, || drop(signer.sign(&message).unwrap())));
        }
        let mut ratios: Vec<f64> = ours.iter().zip(&raw).map(|(ours, raw)| ours / raw).collect();
        ratios.sort_by(f64::total_cmp);
        println!(
            "signatures by a token, {label}: {:.2} [{:.2}..{:.2}] of a raw loop of C_Sign ({:.0} per second)",
            ratios[ROUNDS / 2],
            ratios[0],
            ratios[ROUNDS - 1],
            median(raw)
        );
    }
}

fn rate(count: usize, mut sign: impl FnMut()) -> f64 {
    let began = Instant::now();
    (0..count).for_each(|_| sign());
    f64::from(u32::try_from(count).unwrap()) / began.elapsed().as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
