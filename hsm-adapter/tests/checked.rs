//! A signer that looks at its own work.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking, in its fixtures too")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hsm_adapter::{CheckedSigner, Error, Signer, generate_client_key};
use pki_types::{PublicKey, SignatureAlgorithm};

/// A signer that gives a wrong signature when its turn comes.
struct Faulty {
    signer: Arc<dyn Signer>,
    turn: AtomicU64,
    wrong_at: u64,
}

impl Signer for Faulty {
    fn public_key(&self) -> &PublicKey {
        self.signer.public_key()
    }
    fn algorithm(&self) -> SignatureAlgorithm {
        self.signer.algorithm()
    }
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.signer.sign(if turn == self.wrong_at { b"something else" } else { message })
    }
}

fn wrong_at(wrong_at: u64) -> CheckedSigner {
    let signer = generate_client_key().unwrap().1;
    CheckedSigner::new(Arc::new(Faulty { signer, turn: AtomicU64::new(0), wrong_at }))
}

#[test]
fn the_first_signature_is_verified_and_a_wrong_one_is_withheld() {
    let signer = wrong_at(0);
    assert!(matches!(signer.sign(b"first"), Err(Error::SelfCheck { .. })));
    assert!(signer.sign(b"second").is_ok());
}

#[test]
fn after_the_first_one_in_1024_is_verified() {
    let signer = wrong_at(1024);
    for _ in 0..1024 {
        signer.sign(b"message").unwrap();
    }
    assert!(matches!(signer.sign(b"message"), Err(Error::SelfCheck { .. })));
}

#[test]
fn in_between_nothing_is_verified() {
    let signer = wrong_at(7);
    for _ in 0..10 {
        signer.sign(b"message").unwrap();
    }
}

#[test]
fn after_a_wrong_one_every_signature_is_verified_until_one_is_right() {
    let signer = generate_client_key().unwrap().1;
    struct AlwaysWrong(Arc<dyn Signer>);
    impl Signer for AlwaysWrong {
        fn public_key(&self) -> &PublicKey {
            self.0.public_key()
        }
        fn algorithm(&self) -> SignatureAlgorithm {
            self.0.algorithm()
        }
        fn sign(&self, _: &[u8]) -> Result<Vec<u8>, Error> {
            self.0.sign(b"something else")
        }
    }
    let signer = CheckedSigner::new(Arc::new(AlwaysWrong(signer)));
    for _ in 0..5 {
        assert!(matches!(signer.sign(b"message"), Err(Error::SelfCheck { .. })));
    }
}
