//! Which certificates have verified under which keys.
//!
//! Whether these bytes are a signature by this key over those bytes is a fact that never changes, and the same few
//! certificates (of authorities, relying parties, OCSP signers) are met again and again: so what has verified once is
//! not computed again. Nothing else is remembered: no failure, and neither validity nor status, which time changes.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use crate::{Certificate, PublicKey, Sha256Digest};

/// Certificates that are remembered in each half, 64 octets each.
const HALF: usize = 1_024;

/// A certificate by the SHA-256 of all its bytes, the signature included, and a key by that of its
/// SubjectPublicKeyInfo.
type Fact = (Sha256Digest, Sha256Digest);

/// Two halves: when the newer one is full it takes the place of the older, so that what is met often stays.
#[derive(Default)]
struct Facts {
    newer: HashSet<Fact>,
    older: HashSet<Fact>,
}

static FACTS: LazyLock<Mutex<Facts>> = LazyLock::new(Mutex::default);

/// Whether this certificate's signature has verified under this key before.
pub(super) fn has_verified(certificate: &Certificate, key: &PublicKey) -> bool {
    let fact = (certificate.sha256(), key.spki_sha256());
    let mut facts = facts();
    if facts.newer.contains(&fact) {
        return true;
    }
    let found = facts.older.contains(&fact);
    if found {
        facts.remember(fact);
    }
    found
}

/// Remembers that this certificate's signature has just verified under this key.
pub(super) fn remember(certificate: &Certificate, key: &PublicKey) {
    facts().remember((certificate.sha256(), key.spki_sha256()));
}

impl Facts {
    fn remember(&mut self, fact: Fact) {
        if self.newer.len() >= HALF {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(fact);
    }
}

fn facts() -> MutexGuard<'static, Facts> {
    // The sets are whole after every line that holds the lock.
    FACTS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(number: usize) -> Fact {
        let mut octets = [0; 32];
        octets[..8].copy_from_slice(&number.to_be_bytes());
        (Sha256Digest(octets), Sha256Digest([7; 32]))
    }

    #[test]
    fn it_forgets_the_oldest_and_never_grows_beyond_both_halves() {
        let mut facts = Facts::default();
        for number in 0..10 * HALF {
            facts.remember(fact(number));
            assert!(facts.newer.len() <= HALF && facts.older.len() <= HALF, "{number}");
        }
        assert!(facts.newer.contains(&fact(10 * HALF - 1)));
        assert!(!facts.newer.contains(&fact(0)) && !facts.older.contains(&fact(0)));
    }
}
