//! How often each relying party has looked up somebody who is not there.
//!
//! A look-up tells whether a person has a certificate, so whoever guesses codes must be stopped before the guesses
//! tell much. The counts live in this process and begin anew with it; several processes count each for itself.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pki_types::UnixTime;

const SECONDS_A_DAY: i64 = 86_400;

/// The counts of one UTC day.
pub(crate) struct VainLookups {
    allowed_a_day: u32,
    today: Mutex<Day>,
}

#[derive(Default)]
struct Day {
    number: i64,
    counts: HashMap<String, u32>,
}

impl VainLookups {
    pub(crate) fn new(allowed_a_day: u32) -> Self {
        VainLookups { allowed_a_day, today: Mutex::default() }
    }

    /// Whether this relying party may look anybody up at `now`; the error is for how many seconds it may not. Those
    /// whom it would find are refused too, or the refusal would tell them apart.
    pub(crate) fn allows(&self, relying_party: &str, now: UnixTime) -> Result<(), u32> {
        let vain = self.of_day(now).counts.get(relying_party).copied().unwrap_or(0);
        if vain < self.allowed_a_day {
            return Ok(());
        }
        let left = SECONDS_A_DAY - now.seconds().rem_euclid(SECONDS_A_DAY);
        Err(u32::try_from(left).unwrap_or(u32::MAX))
    }

    /// Counts a look-up that found nobody.
    pub(crate) fn count(&self, relying_party: &str, now: UnixTime) {
        let mut day = self.of_day(now);
        let count = day.counts.entry(relying_party.to_owned()).or_insert(0);
        *count = count.saturating_add(1);
    }

    fn of_day(&self, now: UnixTime) -> MutexGuard<'_, Day> {
        let mut day = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        let number = now.seconds().div_euclid(SECONDS_A_DAY);
        if day.number != number {
            *day = Day { number, counts: HashMap::new() };
        }
        day
    }
}
