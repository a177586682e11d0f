//! Randomness as an argument, and the one place that asks the operating system for it.

use std::sync::Mutex;

use rand::rand_core::{Rng, SeedableRng, TryRng};
#[expect(clippy::disallowed_types, reason = "this is the one place that asks for randomness")]
use rand::rngs::SysRng;
use rand_chacha::ChaCha20Rng;

/// A source of unpredictable octets. Everything that draws takes one as an argument.
pub trait Random: Send + Sync {
    /// Fills `out` with random octets.
    fn fill(&self, out: &mut [u8]);

    /// Whether this is the operating system's: then a library that takes no other, but is several times as fast, may draw
    /// from that by itself.
    fn is_the_systems(&self) -> bool {
        false
    }
}

/// `N` random octets.
pub fn random_array<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut out = [0; N];
    random.fill(&mut out);
    out
}

/// The operating system's randomness, the only one that makes keys, serials and secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, out: &mut [u8]) {
        SysRng.try_fill_bytes(out).expect("the operating system gives randomness");
    }

    fn is_the_systems(&self) -> bool {
        true
    }
}

/// The same octets for the same seed: for tests that must repeat, never for keys.
#[derive(Debug)]
pub struct SeededRandom(Mutex<ChaCha20Rng>);

impl SeededRandom {
    /// A source that only depends on `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, out: &mut [u8]) {
        // A panic in another thread leaves the generator whole: it changes in one step.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(out);
    }
}
