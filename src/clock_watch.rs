//! The clock, watched: against the time that passes, which nobody sets, and against the clocks of the other processes.
//!
//! What is dated by a wrong clock is wrong for as long as it lasts: so after a step nothing is issued, listed, answered or
//! stamped until the clock is right again, another process says the same, or `clock.wait_seconds` are over.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Result, bail};
use pki_types::{Clock, Uncertain, UnixTime};
use serde::Deserialize;

/// What a country decides about steps of the clock. Unknown fields are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClockPolicy {
    /// How many seconds the clock may jump, or differ from another process's, unnoticed. Default 60; 10 to 3,600.
    pub step_seconds: u32,
    /// How long issuing waits at most after a step, in seconds; then it goes on by the clock as it is. Default 600; 0 to
    /// 86,400.
    pub wait_seconds: u32,
}

impl Default for ClockPolicy {
    fn default() -> Self {
        Self { step_seconds: 60, wait_seconds: 600 }
    }
}

impl ClockPolicy {
    /// Can it be meant?
    ///
    /// # Errors
    /// Names the first field that cannot.
    pub fn check(&self) -> Result<()> {
        for (field, found, least, most) in
            [("step_seconds", self.step_seconds, 10, 3_600), ("wait_seconds", self.wait_seconds, 0, 86_400)]
        {
            if !(least..=most).contains(&found) {
                bail!("clock.{field} is {found}, but must be from {least} to {most}");
            }
        }
        Ok(())
    }
}

/// A clock that is watched.
pub struct ClockWatch {
    clock: Arc<dyn Clock>,
    policy: ClockPolicy,
    state: Mutex<State>,
}

struct State {
    /// A moment at which the clock was right, as far as we know, and how much time had passed.
    right: (UnixTime, Duration),
    /// Whether another process said the same since then.
    confirmed: bool,
    doubt: Option<Doubt>,
    steps: u64,
}

/// Why the clock is not believed, and since when.
#[derive(Clone)]
struct Doubt {
    why: String,
    since: Duration,
    of_others: bool,
}

impl ClockWatch {
    /// From now on.
    pub fn new(clock: Arc<dyn Clock>, policy: ClockPolicy) -> Arc<Self> {
        let right = clock.reading();
        let state = State { right, confirmed: false, doubt: None, steps: 0 };
        Arc::new(Self { clock, policy, state: Mutex::new(state) })
    }

    /// How far another clock may be from this one without a doubt, in seconds.
    pub fn step_seconds(&self) -> i64 {
        i64::from(self.policy.step_seconds)
    }

    /// How many steps were noticed, and whether things wait for the clock now.
    pub fn steps(&self) -> (u64, bool) {
        let is_believed = self.certain().is_ok();
        (self.state().steps, !is_believed)
    }

    /// What the other processes that run say: how many agree, and how far the clocks of those are ahead that do not.
    pub fn heard(&self, agreeing: usize, ahead: &[i64]) {
        let (now, passed) = self.clock.reading();
        let mut state = self.state();
        state.look(now, passed, self.policy);
        if agreeing > 0 && agreeing >= ahead.len() {
            if state.doubt.take().is_some() {
                tracing::info!("the clock is believed again: other processes say the same");
            }
            state.right = (now, passed);
            state.confirmed = true;
        } else if let Some(first) = ahead.first() {
            // Whose clock kept pace since they agreed is right; the other one waits.
            if state.confirmed && state.doubt.is_none() {
                tracing::warn!(seconds = first, "the clock of another process is ahead of this one's");
            } else {
                state.doubt(passed, format!("another process's is {first} s ahead"), true);
            }
        } else if state.doubt.as_ref().is_some_and(|doubt| doubt.of_others) {
            tracing::info!("the clock is believed: nobody says anything else any more");
            state.doubt = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole after every line that holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ClockWatch {
    fn now(&self) -> UnixTime {
        self.clock.now()
    }

    fn reading(&self) -> (UnixTime, Duration) {
        self.clock.reading()
    }

    fn certain(&self) -> Result<UnixTime, Uncertain> {
        let (now, passed) = self.clock.reading();
        let mut state = self.state();
        state.look(now, passed, self.policy);
        match &state.doubt {
            None => Ok(now),
            Some(doubt) => Err(Uncertain(doubt.why.clone())),
        }
    }
}

impl State {
    /// Holds the clock against the time that has passed since it was right.
    fn look(&mut self, now: UnixTime, passed: Duration, policy: ClockPolicy) {
        let elapsed = i64::try_from(passed.saturating_sub(self.right.1).as_secs()).unwrap_or(i64::MAX);
        let step = now.since(self.right.0).saturating_sub(elapsed);
        let keeps_pace = step.abs() <= i64::from(policy.step_seconds);
        match &self.doubt {
            None if keeps_pace => self.right = (now, passed),
            None => {
                self.steps = self.steps.saturating_add(1);
                self.doubt(passed, format!("it jumped by {step} s"), false);
            }
            Some(doubt) if keeps_pace && !doubt.of_others => {
                tracing::info!("the clock is believed again: it is where it would be without its step");
                self.doubt = None;
                self.right = (now, passed);
            }
            Some(_) => {}
        }
        let waited = |doubt: &Doubt| {
            passed.saturating_sub(doubt.since) >= Duration::from_secs(policy.wait_seconds.into())
        };
        if self.doubt.as_ref().is_some_and(waited) {
            tracing::error!(now = %now, "nobody has set the clock right: the country goes on by it as it is");
            self.doubt = None;
            self.right = (now, passed);
            // Who still says something else has been waited for.
            self.confirmed = true;
        }
    }

    fn doubt(&mut self, passed: Duration, why: String, of_others: bool) {
        if self.doubt.is_none() {
            tracing::error!(why, "the clock is not believed: what is dated by it waits");
            self.doubt = Some(Doubt { why, since: passed, of_others });
        }
    }
}

#[cfg(test)]
mod tests {
    use pki_types::ManualClock;

    use super::*;

    fn watched() -> (ManualClock, Arc<ClockWatch>) {
        let clock = ManualClock::new(UnixTime::from_seconds(1_800_000_000));
        let watch = ClockWatch::new(Arc::new(clock.clone()), ClockPolicy::default());
        (clock, watch)
    }

    #[test]
    fn time_that_passes_is_no_step_and_a_clock_that_drifts_is_followed() {
        let (clock, watch) = watched();
        for _ in 0..100 {
            clock.advance(86_400);
            clock.jump(59);
            assert!(watch.certain().is_ok());
            clock.jump(-60);
            assert!(watch.certain().is_ok());
        }
        assert_eq!(watch.steps(), (0, false));
    }

    #[test]
    fn a_step_is_doubted_until_the_clock_is_right_again_or_the_wait_is_over() {
        let (clock, watch) = watched();
        for step in [4 * 3600, -4 * 3600] {
            clock.jump(step);
            assert!(watch.certain().unwrap_err().to_string().contains(&format!("by {step} s")));
            clock.advance(599);
            assert!(watch.certain().is_err(), "it waits");
            clock.jump(-step);
            assert!(watch.certain().is_ok(), "it is right again");
        }
        clock.jump(40 * 86_400);
        assert!(watch.certain().is_err());
        clock.advance(600);
        assert_eq!(watch.certain(), Ok(clock.now()), "nobody has set it right");
        assert_eq!(watch.steps(), (3, false));
    }

    #[test]
    fn others_confirm_a_step_and_only_who_kept_pace_is_believed_against_them() {
        let (clock, watch) = watched();
        // A machine that was stopped: the others say the same as its clock does now.
        clock.jump(4 * 3600);
        assert!(watch.certain().is_err());
        watch.heard(1, &[]);
        assert!(watch.certain().is_ok());
        // Another one's clock steps: this one has kept pace since they agreed.
        watch.heard(0, &[3600]);
        assert!(watch.certain().is_ok());
        // At a start nobody knows who is right.
        let unsure = ClockWatch::new(Arc::new(clock.clone()), ClockPolicy::default());
        unsure.heard(0, &[3600]);
        assert!(unsure.certain().is_err());
        unsure.heard(1, &[3600, 3600]);
        assert!(unsure.certain().is_err(), "most say otherwise");
        unsure.heard(2, &[3600]);
        assert!(unsure.certain().is_ok());
    }
}
