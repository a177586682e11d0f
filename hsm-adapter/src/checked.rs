//! A signer that looks at its own work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use pki_types::{PublicKey, SignatureAlgorithm, verify};

use crate::{Error, Signer};

/// After the first, one signature in so many is verified.
const EVERY: u64 = 1_024;

/// Verifies the first signature of a key after it was loaded, then one in 1,024: a broken module or a wrong pairing
/// of key and certificate shows at once, and a flipped bit in memory before long.
///
/// For OCSP answers and time-stamps, which are too many to verify each; certificates, CRLs and released signatures
/// are all verified where they are made.
pub struct CheckedSigner {
    signer: Arc<dyn Signer>,
    signatures: AtomicU64,
    trusted: AtomicBool,
}

impl CheckedSigner {
    /// Wraps a signer that was just loaded.
    #[must_use]
    pub fn new(signer: Arc<dyn Signer>) -> Self {
        Self { signer, signatures: AtomicU64::new(0), trusted: AtomicBool::new(false) }
    }
}

impl Signer for CheckedSigner {
    fn public_key(&self) -> &PublicKey {
        self.signer.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.signer.algorithm()
    }

    fn ready(&self) -> Result<(), Error> {
        self.signer.ready()
    }

    fn is_quick(&self) -> bool {
        self.signer.is_quick()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = self.signer.sign(message)?;
        let turn = self.signatures.fetch_add(1, Ordering::Relaxed).is_multiple_of(EVERY);
        // Until one has verified, every one is verified: of two that race to be the first, neither is given blindly.
        if turn || !self.trusted.load(Ordering::Acquire) {
            let good = verify(self.public_key(), self.algorithm(), message, &signature).is_ok();
            self.trusted.store(good, Ordering::Release);
            if !good {
                return Err(Error::SelfCheck { key_sha256: self.public_key().spki_sha256().to_string() });
            }
        }
        Ok(signature)
    }
}
