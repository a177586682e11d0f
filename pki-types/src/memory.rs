//! What was worked out once and stays true for ever: bounded memories of facts, each by the SHA-256 of all that it is about.
//!
//! Only what nothing can change may stand in one: that these octets are this certificate, that this signature verifies. What
//! time or a register changes (validity, status, who may sign) is asked each time. A failure is never remembered: it is told
//! anew to whoever asks again, and rubbish takes no place.
//!
//! Whoever sends us new facts without end fills the part of those that were met once, and no other: what was met again has a
//! part of its own. Each part has two halves, and a full newer half takes the place of the older, so that what is met often
//! stays. No lock is held while anything is worked out: two who ask at once both do.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::Sha256Digest;

/// Facts of one kind.
pub(crate) struct Memory<T> {
    facts: LazyLock<Mutex<Facts<T>>>,
    half: Bounds,
    worked_out: AtomicU64,
    remembered: AtomicU64,
}

/// What a half may hold.
#[derive(Clone, Copy)]
struct Bounds {
    many: usize,
    octets: usize,
}

struct Facts<T> {
    once: Part<T>,
    again: Part<T>,
}

struct Part<T> {
    newer: HashMap<Sha256Digest, Fact<T>>,
    newer_octets: usize,
    older: HashMap<Sha256Digest, Fact<T>>,
}

struct Fact<T> {
    value: T,
    octets: usize,
}

impl<T: Clone> Memory<T> {
    /// An empty one, for at most so many facts and so many octets in all.
    pub(crate) const fn new(many: usize, octets: usize) -> Self {
        Self {
            facts: LazyLock::new(Mutex::default),
            half: Bounds { many: many / 4, octets: octets / 4 },
            worked_out: AtomicU64::new(0),
            remembered: AtomicU64::new(0),
        }
    }

    /// What is known about this; none if it has to be worked out.
    pub(crate) fn recall(&self, about: &Sha256Digest) -> Option<T> {
        let (value, forgotten) = self.changed(|facts| facts.recall(about, self.half));
        // Thousands of values may be dropped here: nobody waits for that.
        drop(forgotten);
        let counter = if value.is_some() { &self.remembered } else { &self.worked_out };
        counter.fetch_add(1, Ordering::Relaxed);
        value
    }

    /// Remembers what was worked out about this, which takes so many octets, its place here included.
    pub(crate) fn remember(&self, about: Sha256Digest, value: T, octets: usize) {
        let fact = Fact { value, octets: octets + size_of::<(Sha256Digest, Fact<T>)>() };
        drop(self.changed(|facts| facts.once.put(about, fact, self.half)));
    }

    /// How often something had to be worked out, and how often it was known.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.worked_out.load(Ordering::Relaxed), self.remembered.load(Ordering::Relaxed))
    }

    fn changed<R>(&self, change: impl FnOnce(&mut Facts<T>) -> R) -> R {
        // The maps are whole after every line that holds the lock.
        change(&mut self.facts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What has lost its place.
type Forgotten<T> = HashMap<Sha256Digest, Fact<T>>;

impl<T: Clone> Facts<T> {
    fn recall(&mut self, about: &Sha256Digest, half: Bounds) -> (Option<T>, Forgotten<T>) {
        if let Some(fact) = self.again.newer.get(about) {
            return (Some(fact.value.clone()), HashMap::new());
        }
        let Some(fact) = self.again.older.remove(about).or_else(|| self.once.take(about)) else {
            return (None, HashMap::new());
        };
        (Some(fact.value.clone()), self.again.put(*about, fact, half))
    }
}

impl<T> Part<T> {
    fn take(&mut self, about: &Sha256Digest) -> Option<Fact<T>> {
        if let Some(fact) = self.newer.remove(about) {
            self.newer_octets -= fact.octets;
            return Some(fact);
        }
        self.older.remove(about)
    }

    fn put(&mut self, about: Sha256Digest, fact: Fact<T>, half: Bounds) -> Forgotten<T> {
        let mut forgotten = HashMap::new();
        if fact.octets > half.octets {
            return forgotten;
        }
        if self.newer.len() >= half.many || self.newer_octets + fact.octets > half.octets {
            forgotten = std::mem::replace(&mut self.older, std::mem::take(&mut self.newer));
            self.newer_octets = 0;
        }
        self.newer_octets += fact.octets;
        if let Some(twin) = self.newer.insert(about, fact) {
            // Two who asked at once have both worked it out.
            self.newer_octets -= twin.octets;
        }
        forgotten
    }
}

impl<T> Default for Facts<T> {
    fn default() -> Self {
        Self { once: Part::default(), again: Part::default() }
    }
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self { newer: HashMap::new(), newer_octets: 0, older: HashMap::new() }
    }
}

/// How often a kind of fact was asked for in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactCount {
    /// The kind, in one word of a closed list.
    pub fact: &'static str,
    /// How often it had to be worked out, whatever came of it.
    pub worked_out: u64,
    /// How often it was known.
    pub remembered: u64,
}

/// What all memories of this process have counted.
#[must_use]
pub fn fact_counts() -> [FactCount; 3] {
    [
        ("certificate", crate::certificate::PARSED.counts()),
        ("certificate_signature", crate::certificate::VERIFIED.counts()),
        ("message_signature", crate::signature::VERIFIED_MESSAGES.counts()),
    ]
    .map(|(fact, (worked_out, remembered))| FactCount { fact, worked_out, remembered })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: usize = 400;
    const OCTETS: usize = 400_000;

    fn about(number: usize) -> Sha256Digest {
        crate::sha256(&number.to_be_bytes())
    }

    fn memory() -> Memory<usize> {
        Memory::new(MANY, OCTETS)
    }

    /// Facts and octets that it holds, each counted anew.
    fn held(memory: &Memory<usize>) -> (usize, usize) {
        memory.changed(|facts| {
            let halves = [&facts.once.newer, &facts.once.older, &facts.again.newer, &facts.again.older];
            let octets = halves.iter().flat_map(|half| half.values()).map(|fact| fact.octets).sum();
            let newer = |part: &Part<usize>| part.newer.values().map(|fact| fact.octets).sum::<usize>();
            assert_eq!(facts.once.newer_octets, newer(&facts.once));
            assert_eq!(facts.again.newer_octets, newer(&facts.again));
            (halves.iter().map(|half| half.len()).sum(), octets)
        })
    }

    #[test]
    fn a_fact_is_known_by_all_of_what_it_is_about() {
        let memory = memory();
        assert_eq!(memory.recall(&about(1)), None);
        memory.remember(about(1), 1, 10);
        assert_eq!(memory.recall(&about(1)), Some(1));
        assert_eq!(memory.recall(&about(2)), None);
        assert_eq!(memory.counts(), (2, 1));
    }

    /// Hostile facts are small, large, or as large as they can be, and each is sent once or twice.
    #[test]
    fn it_never_grows_beyond_its_bounds() {
        let memory = memory();
        for number in 0..100_000 {
            let octets = [0, 100, 9_000, OCTETS / 4 - 100, OCTETS / 4, usize::MAX / 2][number % 6];
            memory.remember(about(number), number, octets);
            if number % 3 == 0 {
                memory.recall(&about(number));
            }
            if number % 100 == 0 {
                let (many, octets) = held(&memory);
                assert!(many <= MANY && octets <= OCTETS, "{many} facts, {octets} octets");
            }
        }
        memory.remember(about(100_000), 0, OCTETS / 4);
        assert_eq!(memory.recall(&about(100_000)), None, "what is larger than a half has no place");
    }

    #[test]
    fn what_is_sent_without_end_pushes_out_nothing_that_was_met_again() {
        let memory = memory();
        for number in 0..MANY / 4 {
            memory.remember(about(number), number, 10);
            memory.recall(&about(number));
        }
        for number in 1_000..101_000 {
            memory.remember(about(number), number, 10);
        }
        let known = (0..MANY / 4).filter(|number| memory.recall(&about(*number)) == Some(*number));
        assert_eq!(known.count(), MANY / 4);
        assert_eq!(memory.recall(&about(1_000)), None, "the first of the others is forgotten");
        assert_eq!(memory.recall(&about(100_999)), Some(100_999));
    }

    #[test]
    fn what_is_met_again_and_again_stays_among_others_that_are_met_twice() {
        let memory = memory();
        memory.remember(about(0), 0, 10);
        for number in 1..10_000 {
            memory.remember(about(number), number, 10);
            memory.recall(&about(number));
            assert_eq!(memory.recall(&about(0)), Some(0), "{number}");
        }
        assert_eq!(memory.recall(&about(1)), None);
    }

    #[test]
    fn two_who_work_it_out_at_once_take_one_place() {
        let memory = memory();
        memory.remember(about(1), 1, 10);
        let one = held(&memory);
        memory.remember(about(1), 1, 10);
        assert_eq!(held(&memory), one);
    }
}
