//! What a phone remembers of its unlocks, so that it can prove that the last one answered was its own.
//!
//! An unlock is known by its name: the hash of its ephemeral key, which only the phone that drew it and the inner zone
//! have ever seen. A phone names in each unlock those that it sent before. As long as the one that the inner zone
//! answered last is among them, nobody else has used these keys since this phone did.

use pki_types::{PublicKey, Sha256Digest, sha256};
use serde::{Deserialize, Serialize};

use words::Purpose;

/// How many of the unlocks that it sent last a phone remembers, whatever came of them.
pub const REMEMBERED: usize = 8;
/// How many unlocks an unlock names at most: those, and for each purpose the one that was opened last and the last that
/// was answered without being opened.
pub const MAXIMUM_NAMES: usize = REMEMBERED + 4;

/// The name of the unlock that has this ephemeral key: SHA-256 of its uncompressed point (65 octets, SEC 1 §2.3.3).
#[must_use]
pub fn unlock_name(ephemeral_key: &PublicKey) -> Sha256Digest {
    sha256(ephemeral_key.subject_public_key())
}

/// The unlocks of a phone. It is written down before an unlock is sent, with the shares, so that a crash anywhere leaves
/// a phone that can name what it did. The ephemeral *private* key is never written: a copy of the phone cannot open a
/// reply that the phone itself has lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnlockMemory {
    /// The last ones that were sent, oldest first.
    sent: Vec<Sha256Digest>,
    /// The one of which this phone does not know what came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outstanding: Option<OutstandingUnlock>,
    authentication: LastUnlocks,
    signature: LastUnlocks,
}

/// An unlock that was sent, or is about to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutstandingUnlock {
    /// Which PIN.
    pub purpose: Purpose,
    /// Its name.
    pub name: Sha256Digest,
    /// Its compact form, to be sent again.
    pub message: String,
}

/// The unlocks of one purpose that must not be forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LastUnlocks {
    /// The last one whose share this phone took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened: Option<Sha256Digest>,
    /// The last one that was answered and whose share this phone could not take any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lost: Option<Sha256Digest>,
}

impl UnlockMemory {
    /// The names that the next unlock gives, at most [`MAXIMUM_NAMES`], each once.
    #[must_use]
    pub fn names(&self) -> Vec<Sha256Digest> {
        let kept = [&self.authentication, &self.signature];
        let kept = kept.into_iter().flat_map(|last| [last.opened, last.lost]).flatten();
        let mut names: Vec<Sha256Digest> = Vec::new();
        for name in kept.chain(self.sent.iter().copied()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The unlock of which this phone does not know what came. Its bytes MUST be sent again, until they have a reply,
    /// before another unlock is made.
    #[must_use]
    pub const fn outstanding(&self) -> Option<&OutstandingUnlock> {
        self.outstanding.as_ref()
    }

    /// An unlock is about to be sent.
    pub fn begin(&mut self, unlock: OutstandingUnlock) {
        self.sent.push(unlock.name);
        let forgotten = self.sent.len().saturating_sub(REMEMBERED);
        self.sent.drain(..forgotten);
        self.outstanding = Some(unlock);
    }

    /// The share that answers the outstanding unlock was taken.
    pub fn opened(&mut self) {
        if let Some(unlock) = self.outstanding.take() {
            self.last(unlock.purpose).opened = Some(unlock.name);
        }
    }

    /// The outstanding unlock has a reply that this phone cannot open any more: answered with a share, or refused.
    /// A refusal is not signed, so its unlock is still named for a while: a door that lies cannot make a copy of a phone.
    pub fn resolved(&mut self, was_answered: bool) {
        if let Some(unlock) = self.outstanding.take()
            && was_answered
        {
            self.last(unlock.purpose).lost = Some(unlock.name);
        }
    }

    const fn last(&mut self, purpose: Purpose) -> &mut LastUnlocks {
        match purpose {
            Purpose::Authentication => &mut self.authentication,
            Purpose::Signature => &mut self.signature,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unlock(number: u8, purpose: Purpose) -> OutstandingUnlock {
        OutstandingUnlock { purpose, name: sha256(&[number]), message: number.to_string() }
    }

    #[test]
    fn what_was_answered_is_named_however_many_were_refused_since() {
        let mut memory = UnlockMemory::default();
        assert_eq!(memory.names(), []);
        memory.begin(unlock(1, Purpose::Signature));
        memory.opened();
        memory.begin(unlock(2, Purpose::Authentication));
        memory.opened();
        memory.begin(unlock(3, Purpose::Signature));
        memory.resolved(true);
        for number in 4..100 {
            memory.begin(unlock(number, Purpose::Signature));
            assert_eq!(memory.outstanding().map(|unlock| unlock.name), Some(sha256(&[number])));
            memory.resolved(false);
            assert_eq!(memory.outstanding(), None);
        }
        let names = memory.names();
        assert_eq!(names.len(), REMEMBERED + 3);
        for kept in [1, 2, 3, 92, 99] {
            assert!(names.contains(&sha256(&[kept])), "{kept}");
        }
        assert!(!names.contains(&sha256(&[91])));
    }
}
