//! How many enrolments in vain each address has sent.
//!
//! The counts live in this process and begin anew with it and with each hour; several processes count each for itself. They
//! keep a flood from costing more than a look at its activation; who may enrol they do not decide.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http_kit::PeerAddress;
use pki_types::UnixTime;

const SECONDS_AN_HOUR: i64 = 3_600;
/// Addresses that are remembered. Whoever has more of them than this begins anew, as with the next hour.
const MOST_ADDRESSES: usize = 100_000;

/// The counts of one hour.
pub(crate) struct VainEnrolments {
    allowed_an_hour: u32,
    hour: Mutex<Hour>,
}

#[derive(Default)]
struct Hour {
    number: i64,
    counts: HashMap<PeerAddress, u32>,
}

impl VainEnrolments {
    pub(crate) fn new(allowed_an_hour: u32) -> Self {
        Self { allowed_an_hour, hour: Mutex::default() }
    }

    /// Counts one; the error is for how many seconds the address has used up what it may.
    pub(crate) fn count(&self, address: PeerAddress, now: UnixTime) -> Result<(), u32> {
        let mut hour = self.of_hour(now);
        if hour.counts.len() >= MOST_ADDRESSES && !hour.counts.contains_key(&address) {
            hour.counts.clear();
        }
        let count = hour.counts.entry(address).or_insert(0);
        *count = count.saturating_add(1);
        if *count <= self.allowed_an_hour {
            return Ok(());
        }
        let left = SECONDS_AN_HOUR - now.seconds().rem_euclid(SECONDS_AN_HOUR);
        Err(u32::try_from(left).unwrap_or(u32::MAX))
    }

    fn of_hour(&self, now: UnixTime) -> MutexGuard<'_, Hour> {
        let mut hour = self.hour.lock().unwrap_or_else(PoisonError::into_inner);
        let number = now.seconds().div_euclid(SECONDS_AN_HOUR);
        if hour.number != number {
            *hour = Hour { number, counts: HashMap::new() };
        }
        hour
    }
}
