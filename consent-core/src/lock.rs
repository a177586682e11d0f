//! What wrong PINs cost: the ladder of locks, counted for each device and purpose over the last 30 days.
//!
//! Nothing but time lowers the count: no right PIN, no new session, no other phone with the same keys, no restart of the
//! service. So a copy that tries between its owner's sessions has the same nine guesses as a thief, and not nine after
//! each of them. The person is told how many there were. Nine end the device, because a short PIN bears no more guesses
//! than that.

use phone_protocol::{WrongPins, WrongTries};
use pki_types::clock::UnixTime;
use store::PinTry;
use words::Purpose;

/// Wrong PINs in the window after which a purpose is locked for [`FIRST_LOCK_SECONDS`].
pub const FIRST_LOCK_AT: u32 = 3;
/// Wrong PINs in the window after which a purpose is locked for [`SECOND_LOCK_SECONDS`].
pub const SECOND_LOCK_AT: u32 = 6;
/// Wrong PINs in the window after which the certificates of the device are revoked.
pub const REVOKE_AT: u32 = 9;
/// Three hours.
pub const FIRST_LOCK_SECONDS: i64 = 3 * 3_600;
/// Twenty-four hours.
pub const SECOND_LOCK_SECONDS: i64 = 24 * 3_600;
/// How long a wrong PIN counts: 30 days.
pub const WINDOW_SECONDS: i64 = 30 * 86_400;
/// How long a wrong PIN is remembered: as long as it counts for any other whose lock may still last.
pub const KEPT_SECONDS: i64 = WINDOW_SECONDS + SECOND_LOCK_SECONDS;

/// After a restore of the store from a backup, wrong PINs may have been forgotten: a count from the first number on
/// becomes the second, one below the next step of the ladder, so that one more wrong PIN takes that step. The next right
/// PIN takes this addition away again, for nobody has seen those wrong PINs.
pub const STRICT_COUNTS: [(u32, u32); 3] =
    [(0, FIRST_LOCK_AT - 1), (FIRST_LOCK_AT, SECOND_LOCK_AT - 1), (SECOND_LOCK_AT, REVOKE_AT - 1)];

/// What follows when a number of PINs were wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// The person may try again at once.
    Open,
    /// No PIN is compared before this instant.
    Until(UnixTime),
    /// The device is at its end: its secrets are blocked and its certificates are to be revoked.
    Revoke,
}

/// How a purpose stands after some tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Tries in the window, those included that nobody has compared yet.
    pub count: u32,
    /// Until when no PIN is compared; none if that is not later than now.
    pub locked_until: Option<UnixTime>,
}

/// The step of the ladder that `count` wrong PINs have reached, the last of them counted at `at`.
#[must_use]
pub fn lock_after(count: u32, at: UnixTime) -> Lock {
    match count {
        FIRST_LOCK_AT => Lock::Until(at.plus(FIRST_LOCK_SECONDS)),
        SECOND_LOCK_AT => Lock::Until(at.plus(SECOND_LOCK_SECONDS)),
        REVOKE_AT.. => Lock::Revoke,
        _ => Lock::Open,
    }
}

/// How `purpose` stands at `now` after these tries, oldest first.
///
/// A try that is being compared counts and locks like a wrong one: it is written before the comparison, so that a crash
/// or a second message in between finds it in place, and a right PIN takes it away again. The last one of the ladder locks
/// like the step before it: if it is wrong, the device ends, and if it is right, nothing remains of it.
#[must_use]
pub fn standing(tries: &[PinTry], purpose: Purpose, now: UnixTime) -> Standing {
    let tries: Vec<&PinTry> = tries_of(tries, purpose).collect();
    let lock = |(place, tried): (usize, &&PinTry)| match lock_after(
        count_at(tries.get(..=place).unwrap_or_default(), tried.counted_at),
        tried.counted_at,
    ) {
        Lock::Open => None,
        Lock::Until(until) => Some(until),
        Lock::Revoke => Some(tried.counted_at.plus(SECOND_LOCK_SECONDS)),
    };
    let locked_until = tries.iter().enumerate().filter_map(lock).max().filter(|until| *until > now);
    Standing { count: count_at(&tries, now), locked_until }
}

/// The step that the try of this unlock takes now that it is known to be wrong, and the count with it. Tries of other
/// unlocks that nobody has compared yet are not held against it.
#[must_use]
pub fn wrong_try(tries: &[PinTry], purpose: Purpose, counted_at: UnixTime) -> (u32, Lock) {
    let wrong =
        tries_of(tries, purpose).filter(|tried| tried.unlock_sha256.is_none() || tried.compared_at.is_some());
    let count = count_at(&wrong.collect::<Vec<_>>(), counted_at).saturating_add(1);
    (count, lock_after(count, counted_at))
}

/// How many more wrong PINs the person may enter before the next step of the ladder; 0 when it is reached.
#[must_use]
pub fn tries_before_next_lock(count: u32) -> u32 {
    let next = match count {
        0..FIRST_LOCK_AT => FIRST_LOCK_AT,
        FIRST_LOCK_AT..SECOND_LOCK_AT => SECOND_LOCK_AT,
        _ => REVOKE_AT,
    };
    if count == FIRST_LOCK_AT || count == SECOND_LOCK_AT { 0 } else { next.saturating_sub(count) }
}

/// What the person is told of these tries, and the last of them that is told: none if there is none. `told_through` is the
/// last one that the person knows of.
#[must_use]
pub fn wrong_pins(tries: &[PinTry], told_through: Option<i64>, now: UnixTime) -> (WrongPins, Option<i64>) {
    let wrong: Vec<&PinTry> = tries.iter().filter(|tried| tried.compared_at.is_some()).collect();
    let of = |purpose: Purpose| {
        let in_window = || wrong.iter().filter(|tried| is_of(tried, purpose) && is_in_window(tried, now));
        let new = in_window().filter(|tried| told_through.is_none_or(|told| tried.id > told));
        WrongTries {
            since_last_use: new.map(|tried| tried.tries).sum(),
            last_30_days: in_window().map(|tried| tried.tries).sum(),
        }
    };
    let told = WrongPins { authentication: of(Purpose::Authentication), signature: of(Purpose::Signature) };
    (told, wrong.iter().map(|tried| tried.id).max())
}

fn tries_of(tries: &[PinTry], purpose: Purpose) -> impl Iterator<Item = &PinTry> {
    tries.iter().filter(move |tried| is_of(tried, purpose))
}

fn is_of(tried: &PinTry, purpose: Purpose) -> bool {
    tried.purpose == purpose
}

fn is_in_window(tried: &PinTry, at: UnixTime) -> bool {
    tried.counted_at > at.minus(WINDOW_SECONDS)
}

fn count_at(tries: &[&PinTry], at: UnixTime) -> u32 {
    tries.iter().filter(|tried| is_in_window(tried, at)).map(|tried| tried.tries).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use words::DeviceId;

    use super::*;

    const DAY: i64 = 86_400;

    fn now() -> UnixTime {
        UnixTime::from_seconds(100 * DAY)
    }

    /// A wrong PIN for signatures so many seconds ago.
    fn wrong(id: i64, seconds_ago: i64) -> PinTry {
        let at = now().minus(seconds_ago);
        PinTry {
            id,
            device: DeviceId::from_bytes([1; 16]),
            purpose: Purpose::Signature,
            unlock_sha256: Some(pki_types::sha256(&id.to_be_bytes())),
            tries: 1,
            counted_at: at,
            compared_at: Some(at),
        }
    }

    fn all(seconds_ago: &[i64]) -> Vec<PinTry> {
        (1..).zip(seconds_ago).map(|(id, ago)| wrong(id, *ago)).collect()
    }

    fn stands(tries: &[PinTry]) -> (u32, Option<i64>) {
        let standing = standing(tries, Purpose::Signature, now());
        (standing.count, standing.locked_until.map(|until| until.since(now())))
    }

    #[test]
    fn the_ladder_has_exactly_three_steps() {
        let at = UnixTime::from_seconds(1_000);
        let steps: Vec<Lock> = (0..=10).map(|count| lock_after(count, at)).collect();
        let three_hours = Lock::Until(at.plus(10_800));
        let a_day = Lock::Until(at.plus(86_400));
        let (open, end) = (Lock::Open, Lock::Revoke);
        assert_eq!(steps, [open, open, open, three_hours, open, open, a_day, open, open, end, end]);
        let remaining: Vec<u32> = (0..=9).map(tries_before_next_lock).collect();
        assert_eq!(remaining, [3, 2, 1, 0, 2, 1, 0, 2, 1, 0]);
    }

    #[test]
    fn only_time_lowers_the_count() {
        assert_eq!(stands(&[]), (0, None));
        assert_eq!(stands(&all(&[30 * DAY, 30 * DAY - 1, DAY])), (2, None), "30 days, to the second");
        assert_eq!(
            stands(&all(&[20 * DAY, 10 * DAY, 60])),
            (3, Some(3 * 3_600 - 60)),
            "the third in 30 days"
        );
        assert_eq!(stands(&all(&[20 * DAY, 10 * DAY, 4 * 3_600])), (3, None), "its lock is over");
        assert_eq!(stands(&all(&[40 * DAY, 35 * DAY, 60])), (1, None), "two are forgotten");
        // The one that locked was the third when it was counted, though another is too old by now.
        assert_eq!(stands(&all(&[30 * DAY + 60, 10 * DAY, 3_600])), (2, Some(2 * 3_600)));
        // The other PIN has a count of its own.
        assert_eq!(standing(&all(&[3, 2, 1]), Purpose::Authentication, now()).count, 0);
    }

    #[test]
    fn a_try_locks_before_it_is_compared_and_is_held_against_no_other() {
        let mut tries = all(&[9 * DAY, 8 * DAY, 7 * DAY, 6 * DAY, 5 * DAY, 4 * DAY, 3 * DAY, 2 * DAY, 10]);
        let last = tries.last_mut().unwrap();
        last.compared_at = None;
        assert_eq!(
            stands(&tries),
            (9, Some(SECOND_LOCK_SECONDS - 10)),
            "the ninth locks while it is compared"
        );
        let known = &tries[..8];
        assert_eq!(wrong_try(known, Purpose::Signature, now()), (9, Lock::Revoke));
        tries.remove(7);
        let (count, step) = wrong_try(&tries, Purpose::Signature, now());
        assert_eq!((count, step), (8, Lock::Open), "another one may yet be right");
    }

    #[test]
    fn after_a_restore_one_more_wrong_pin_takes_the_next_step() {
        for count in 0..REVOKE_AT {
            let strict = STRICT_COUNTS.into_iter().find(|(from, to)| (*from..*to).contains(&count));
            let strict = strict.map_or(count, |(_, to)| to);
            assert!(strict >= count, "{count}");
            assert_ne!(lock_after(strict + 1, now()), Lock::Open, "{count}");
            let skipped = (count + 1..=strict).find(|count| lock_after(*count, now()) != Lock::Open);
            assert_eq!(skipped, None, "no step is left out: {count}");
            // The addition has no lock of its own, and the next wrong PIN takes the step.
            let mut tries = all(&(1..=i64::from(count)).rev().map(|days| days * 2 * DAY).collect::<Vec<_>>());
            if strict > count {
                tries.push(PinTry {
                    unlock_sha256: None,
                    compared_at: None,
                    tries: strict - count,
                    ..wrong(90, 5)
                });
            }
            assert_eq!(stands(&tries), (strict, None), "{count}");
            assert_eq!(wrong_try(&tries, Purpose::Signature, now()).1, lock_after(strict + 1, now()));
        }
    }

    #[test]
    fn a_person_is_told_of_each_wrong_pin_until_it_is_known() {
        let mut tries = all(&[40 * DAY, 20 * DAY, 60, 50]);
        tries[3].purpose = Purpose::Authentication;
        tries.push(PinTry { compared_at: None, ..wrong(5, 1) });
        let told = |through| wrong_pins(&tries, through, now());
        let tries = |new, kept| WrongTries { since_last_use: new, last_30_days: kept };
        assert_eq!(told(None), (WrongPins { authentication: tries(1, 1), signature: tries(2, 2) }, Some(4)));
        assert_eq!(
            told(Some(2)),
            (WrongPins { authentication: tries(1, 1), signature: tries(1, 2) }, Some(4))
        );
        assert_eq!(
            told(Some(4)),
            (WrongPins { authentication: tries(0, 1), signature: tries(0, 2) }, Some(4))
        );
        assert_eq!(wrong_pins(&[], None, now()), (WrongPins::default(), None));
    }

    proptest! {
        /// However tries are spread, with right PINs between them or not, no 30 days hold more than nine that were
        /// compared, and the ninth ends the device.
        #[test]
        fn the_nine_hold(gaps in prop::collection::vec(0..20 * DAY, 1..60)) {
            let (mut tries, mut at, mut ended) = (Vec::<PinTry>::new(), UnixTime::from_seconds(0), false);
            for (id, gap) in (1..).zip(gaps) {
                at = at.plus(gap);
                if ended || standing(&tries, Purpose::Signature, at).locked_until.is_some() {
                    continue;
                }
                // What the store forgets changes nothing.
                let kept: Vec<_> =
                    tries.iter().filter(|tried| tried.counted_at >= at.minus(KEPT_SECONDS)).cloned().collect();
                prop_assert_eq!(
                    standing(&kept, Purpose::Signature, at), standing(&tries, Purpose::Signature, at)
                );
                ended = wrong_try(&tries, Purpose::Signature, at).1 == Lock::Revoke;
                tries.push(PinTry { id, counted_at: at, compared_at: Some(at), ..wrong(id, 0) });
                let window = tries.iter().filter(|tried| tried.counted_at > at.minus(WINDOW_SECONDS)).count();
                prop_assert_eq!(ended, window >= 9);
                prop_assert!(window <= 9);
            }
        }
    }
}
