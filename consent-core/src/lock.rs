//! What wrong PINs cost: the ladder of locks, counted for each device and purpose.
//!
//! The count survives everything but a right PIN: reinstalling the phone's program, a new session, a restart of the
//! service. Nine wrong PINs in a row end the device, because a short PIN bears no more guesses than that.

use pki_types::clock::UnixTime;

/// Wrong PINs in a row after which a purpose is locked for [`FIRST_LOCK_SECONDS`].
pub const FIRST_LOCK_AT: u32 = 3;
/// Wrong PINs in a row after which a purpose is locked for [`SECOND_LOCK_SECONDS`].
pub const SECOND_LOCK_AT: u32 = 6;
/// Wrong PINs in a row after which the certificates of the device are revoked.
pub const REVOKE_AT: u32 = 9;
/// Three hours.
pub const FIRST_LOCK_SECONDS: i64 = 3 * 3_600;
/// Twenty-four hours.
pub const SECOND_LOCK_SECONDS: i64 = 24 * 3_600;

/// After a restore of the store from a backup, wrong PINs may have been forgotten: a count from the first number on
/// becomes the second, one below the next step of the ladder, so that one more wrong PIN takes that step.
pub const STRICT_COUNTS: [(u32, u32); 3] =
    [(0, FIRST_LOCK_AT - 1), (FIRST_LOCK_AT, SECOND_LOCK_AT - 1), (SECOND_LOCK_AT, REVOKE_AT - 1)];

/// What follows when a number of PINs in a row were wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// The person may try again at once.
    Open,
    /// No PIN is compared before this instant.
    Until(UnixTime),
    /// The device is at its end: its secrets are blocked and its certificates are to be revoked.
    Revoke,
}

/// The step of the ladder that `failures` wrong PINs in a row have reached, the last of them counted at `now`.
#[must_use]
pub fn lock_after(failures: u32, now: UnixTime) -> Lock {
    match failures {
        FIRST_LOCK_AT => Lock::Until(now.plus(FIRST_LOCK_SECONDS)),
        SECOND_LOCK_AT => Lock::Until(now.plus(SECOND_LOCK_SECONDS)),
        REVOKE_AT.. => Lock::Revoke,
        _ => Lock::Open,
    }
}

/// The instant until which no further PIN is compared while the try that was just counted is being decided.
///
/// The lock is written together with the count, before the comparison, so that a crash or a second message in between
/// finds it in place; a right PIN takes it away again. The last try locks like the one before it: if it is wrong, the
/// device ends, and if it is right, nothing remains.
#[must_use]
pub fn provisional_lock(failures: u32, now: UnixTime) -> Option<UnixTime> {
    match lock_after(failures, now) {
        Lock::Open => None,
        Lock::Until(until) => Some(until),
        Lock::Revoke => Some(now.plus(SECOND_LOCK_SECONDS)),
    }
}

/// How many more wrong PINs the person may enter before the next step of the ladder; 0 when it is reached.
#[must_use]
pub fn tries_before_next_lock(failures: u32) -> u32 {
    let next = match failures {
        0..FIRST_LOCK_AT => FIRST_LOCK_AT,
        FIRST_LOCK_AT..SECOND_LOCK_AT => SECOND_LOCK_AT,
        _ => REVOKE_AT,
    };
    if failures == FIRST_LOCK_AT || failures == SECOND_LOCK_AT { 0 } else { next.saturating_sub(failures) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_has_exactly_three_steps() {
        let now = UnixTime::from_seconds(1_000);
        let steps: Vec<Lock> = (0..=10).map(|failures| lock_after(failures, now)).collect();
        let three_hours = Lock::Until(UnixTime::from_seconds(1_000 + 10_800));
        let a_day = Lock::Until(UnixTime::from_seconds(1_000 + 86_400));
        assert_eq!(
            steps,
            vec![
                Lock::Open,
                Lock::Open,
                Lock::Open,
                three_hours,
                Lock::Open,
                Lock::Open,
                a_day,
                Lock::Open,
                Lock::Open,
                Lock::Revoke,
                Lock::Revoke
            ]
        );
    }

    #[test]
    fn every_step_locks_before_its_pin_is_compared() {
        let now = UnixTime::from_seconds(1_000);
        for failures in 0..=10 {
            assert_eq!(
                provisional_lock(failures, now).is_some(),
                lock_after(failures, now) != Lock::Open,
                "{failures}"
            );
        }
    }

    #[test]
    fn after_a_restore_one_more_wrong_pin_takes_the_next_step() {
        let now = UnixTime::from_seconds(1_000);
        for failures in 0..REVOKE_AT {
            let strict = STRICT_COUNTS.into_iter().find(|(from, to)| (*from..*to).contains(&failures));
            let strict = strict.map_or(failures, |(_, to)| to);
            assert!(strict >= failures, "{failures}");
            assert_ne!(lock_after(strict + 1, now), Lock::Open, "{failures}");
            let skipped = (failures + 1..=strict).find(|count| lock_after(*count, now) != Lock::Open);
            assert_eq!(skipped, None, "no step is left out: {failures}");
        }
    }

    #[test]
    fn the_person_is_told_how_many_tries_remain() {
        let remaining: Vec<u32> = (0..=9).map(tries_before_next_lock).collect();
        assert_eq!(remaining, vec![3, 2, 1, 0, 2, 1, 0, 2, 1, 0]);
    }
}
