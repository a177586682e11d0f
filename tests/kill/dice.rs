//! Randomness that the same seed gives again: for what the proof decides, never for keys.

use std::time::Duration;

/// A SplitMix64 generator.
pub(crate) struct Dice(u64);

impl Dice {
    /// The dice of a seed for one of its players; each player has a sequence of its own, however fast the others throw.
    pub(crate) fn new(seed: u64, player: &str) -> Self {
        let mixed = player.bytes().fold(seed, |state, octet| {
            (state ^ u64::from(octet)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)
        });
        Self(mixed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// A number from 0 to `bound` - 1; 0 where there is nothing to choose from.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("a count fits").max(1);
        usize::try_from(self.next() % bound).expect("it is below a usize")
    }

    /// Whether something happens that does so in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A time from `from` to `to` milliseconds.
    pub(crate) fn milliseconds(&mut self, from: usize, to: usize) -> Duration {
        let milliseconds = from + self.below(to.saturating_sub(from) + 1);
        Duration::from_millis(u64::try_from(milliseconds).expect("a time fits"))
    }
}
