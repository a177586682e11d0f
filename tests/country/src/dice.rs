//! Random changes of what a network brings.

use pki_types::{Random, SeededRandom};

/// Changes of octets that are the same in every run.
pub struct Dice(SeededRandom);

impl Dice {
    /// Dice that fall as this seed has it.
    pub fn new(seed: u64) -> Self {
        Dice(SeededRandom::new(seed))
    }

    /// A number below `end`.
    fn below(&self, end: usize) -> usize {
        let octets: [u8; 8] = pki_types::random_array::<8>(&self.0);
        usize::try_from(u64::from_be_bytes(octets) % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn octet(&self) -> u8 {
        let mut octet = [0];
        self.0.fill(&mut octet);
        octet[0]
    }

    /// `original` with one to three changes; never the original.
    pub fn mutate(&self, original: &[u8]) -> Vec<u8> {
        let mut mutant = original.to_vec();
        while mutant == original {
            for _ in 0..=self.below(3) {
                self.change(&mut mutant);
            }
        }
        mutant
    }

    fn change(&self, octets: &mut Vec<u8>) {
        let at = self.below(octets.len());
        let to = at + self.below(octets.len() - at + 1);
        match self.below(9) {
            0 if at < octets.len() => octets[at] ^= 1 << self.below(8),
            1 if at < octets.len() => octets[at] = self.octet(),
            2 => octets.insert(at, self.octet()),
            3 => octets.insert(at, b"\"\\{}[],:.0-_=Ae"[self.below(15)]),
            4 => drop(octets.drain(at..to)),
            5 => octets.truncate(at),
            6 => {
                let copy = octets[at..to.min(at + 64)].to_vec();
                octets.splice(at..at, copy);
            }
            7 => octets[at..to].reverse(),
            _ => octets.extend_from_within(at..to.min(at + 16)),
        }
    }
}
