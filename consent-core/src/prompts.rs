//! How often one relying party may put a request before one person, and how long it leaves the person alone after it asked
//! in vain.
//!
//! A person who is asked again and again confirms in the end. So there are two limits for each pair of a relying party and a
//! person: so many prompts in a while, whatever came of them; and a pause that grows with each prompt in a row that was
//! refused, expired or was cancelled. A completed one ends the row. What failed (a wrong PIN, a certificate that ended) was
//! in nobody's hand and counts in the first limit alone. The limits are for the pair, so no relying party can use up what
//! another may do, and whoever asks while a pause lasts does not make it longer.

use pki_types::UnixTime;
use pki_types::clock::FUTURE_SECONDS;
use serde::Deserialize;
use store::{PromptSpan, Prompts};
use words::SessionState;

use crate::Error;

const A_DAY: u32 = 86_400;
/// The largest `at_most`, and the most steps of a pause.
const MOST_PROMPTS: u32 = 1_000;
const MOST_PAUSES: usize = 16;

/// What a country decides about prompts. Unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PromptPolicy {
    /// How many prompts of one relying party a person may get within the time of the next field. Default 3; 1 to 1,000.
    pub at_most: u32,
    /// That time, in seconds. Default 300; 1 to 86,400.
    pub within_seconds: u32,
    /// How long a relying party leaves a person alone after the first prompt in vain, after the second in a row, and so on,
    /// in seconds; the last one stands for all that follow. Default 10, 60, 300, 900, 3,600; each 0 to 86,400 and not shorter
    /// than the one before it. None at all: no pauses.
    pub pauses_seconds: Vec<u32>,
    /// When prompts in vain are forgotten, in seconds after they were stated. Default 86,400; 1 to 2,592,000.
    pub forgotten_after_seconds: u32,
}

impl Default for PromptPolicy {
    fn default() -> Self {
        Self {
            at_most: 3,
            within_seconds: 300,
            pauses_seconds: vec![10, 60, 300, 900, 3_600],
            forgotten_after_seconds: A_DAY,
        }
    }
}

impl PromptPolicy {
    /// Can it be meant?
    ///
    /// # Errors
    /// [`Error::Configuration`] names the first field that cannot.
    pub fn check(&self) -> Result<(), Error> {
        let field = |field, found: u32, most: u32, rule| {
            if (1..=most).contains(&found) {
                return Ok(());
            }
            Err(Error::Configuration { field, rule, found: found.to_string() })
        };
        field("prompts.at_most", self.at_most, MOST_PROMPTS, "from 1 to 1,000")?;
        field("prompts.within_seconds", self.within_seconds, A_DAY, "from 1 to 86,400")?;
        field(
            "prompts.forgotten_after_seconds",
            self.forgotten_after_seconds,
            30 * A_DAY,
            "from 1 to 2,592,000",
        )?;
        let pauses = &self.pauses_seconds;
        if pauses.len() <= MOST_PAUSES && pauses.is_sorted() && pauses.iter().all(|pause| *pause <= A_DAY) {
            return Ok(());
        }
        let rule = "at most 16 numbers up to 86,400, none below the one before it";
        Err(Error::Configuration { field: "prompts.pauses_seconds", rule, found: format!("{pauses:?}") })
    }

    /// How much of the past the decision needs: no more than the policy itself allows to have happened.
    #[must_use]
    pub fn span(&self, now: UnixTime) -> PromptSpan {
        let pauses = u32::try_from(self.pauses_seconds.len()).unwrap_or(u32::MAX);
        PromptSpan {
            stated: (now.minus(i64::from(self.within_seconds)), self.at_most),
            ended: (now.minus(i64::from(self.forgotten_after_seconds)), pauses),
            until: now.plus(FUTURE_SECONDS),
        }
    }
}

/// When a relying party with these prompts to a person may ask that person again; none if it may at once.
#[must_use]
pub fn next_prompt(policy: &PromptPolicy, prompts: &Prompts, now: UnixTime) -> Option<UnixTime> {
    // 1. The prompt that has to become old before another one fits.
    let at_most = usize::try_from(policy.at_most).unwrap_or(usize::MAX);
    let filling = prompts.stated.get(at_most.saturating_sub(1));
    let full = filling.map(|stated| stated.plus(i64::from(policy.within_seconds)));

    // 2. The pause after the last one of a row in vain.
    let row = prompts.ended.iter().take_while(|(state, _)| was_in_vain(*state)).count();
    let pause =
        row.checked_sub(1).and_then(|step| policy.pauses_seconds.get(step).or(policy.pauses_seconds.last()));
    let paused = prompts.ended.first().zip(pause).map(|((_, ended), pause)| ended.plus(i64::from(*pause)));

    full.max(paused).filter(|until| *until > now)
}

/// The same, once one more prompt is stated now.
#[must_use]
pub fn next_after_prompt(policy: &PromptPolicy, mut prompts: Prompts, now: UnixTime) -> Option<UnixTime> {
    prompts.stated.insert(0, now);
    next_prompt(policy, &prompts, now)
}

/// The same, once the newest prompt ends like this now.
#[must_use]
pub fn next_after_end(
    policy: &PromptPolicy,
    mut prompts: Prompts,
    state: SessionState,
    now: UnixTime,
) -> Option<UnixTime> {
    prompts.ended.insert(0, (state, now));
    next_prompt(policy, &prompts, now)
}

/// Did the person get nothing done by this prompt?
#[must_use]
pub fn was_in_vain(state: SessionState) -> bool {
    matches!(state, SessionState::Refused | SessionState::Expired | SessionState::Cancelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime::from_seconds(1_000_000);

    fn prompts(stated: &[i64], ended: &[(SessionState, i64)]) -> Prompts {
        Prompts {
            stated: stated.iter().map(|ago| NOW.minus(*ago)).collect(),
            ended: ended.iter().map(|(state, ago)| (*state, NOW.minus(*ago))).collect(),
        }
    }

    fn wait(prompts: &Prompts) -> Option<i64> {
        next_prompt(&PromptPolicy::default(), prompts, NOW).map(|until| until.since(NOW))
    }

    #[test]
    fn three_prompts_fill_five_minutes_whatever_came_of_them() {
        assert_eq!(wait(&prompts(&[0, 10], &[])), None);
        assert_eq!(wait(&prompts(&[0, 10, 20], &[])), Some(280));
        assert_eq!(wait(&prompts(&[0, 10, 300], &[])), None, "the oldest is five minutes old");
        let completed = [(SessionState::Completed, 1); 3];
        assert_eq!(wait(&prompts(&[2, 3, 4], &completed)), Some(296), "and no pause beyond it");
        let policy = PromptPolicy::default();
        assert_eq!(next_after_prompt(&policy, prompts(&[10, 20], &[]), NOW), Some(NOW.plus(280)));
        assert_eq!(next_after_prompt(&policy, prompts(&[10], &[]), NOW), None);
    }

    #[test]
    fn each_prompt_in_vain_makes_the_pause_longer_until_one_is_completed() {
        use SessionState::{Cancelled, Completed, Expired, Refused};
        let mut row = Vec::new();
        for pause in [10, 60, 300, 900, 3_600, 3_600] {
            row.insert(0, ([Refused, Expired, Cancelled][row.len() % 3], 0));
            assert_eq!(wait(&prompts(&[], &row)), Some(pause), "{row:?}");
        }
        let two = [(Refused, 0), (Refused, 90), (Completed, 200), (Refused, 300), (Refused, 400)];
        assert_eq!(wait(&prompts(&[], &two)), Some(60));
        assert_eq!(wait(&prompts(&[], &[(Completed, 0), (Refused, 5)])), None);
        assert_eq!(wait(&prompts(&[], &[(Refused, 10)])), None, "the pause is over");
        let policy = PromptPolicy::default();
        let next = next_after_end(&policy, prompts(&[], &[(Refused, 90)]), Expired, NOW);
        assert_eq!(next, Some(NOW.plus(60)));
    }

    #[test]
    fn the_longer_of_both_limits_counts() {
        let refused = [(SessionState::Refused, 0)];
        assert_eq!(wait(&prompts(&[0, 1, 2], &refused)), Some(298));
        assert_eq!(wait(&prompts(&[0, 1, 298], &refused)), Some(10));
    }

    #[test]
    fn no_more_of_the_past_is_read_than_the_policy_needs() {
        let span = PromptPolicy::default().span(NOW);
        assert_eq!(span.stated, (NOW.minus(300), 3));
        assert_eq!(span.ended, (NOW.minus(86_400), 5));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_name() {
        let policy = PromptPolicy::default;
        assert!(policy().check().is_ok());
        assert!(PromptPolicy { pauses_seconds: Vec::new(), ..policy() }.check().is_ok());
        for (wrong, field) in [
            (PromptPolicy { at_most: 0, ..policy() }, "prompts.at_most"),
            (PromptPolicy { at_most: 1_001, ..policy() }, "prompts.at_most"),
            (PromptPolicy { within_seconds: 0, ..policy() }, "prompts.within_seconds"),
            (PromptPolicy { forgotten_after_seconds: 0, ..policy() }, "prompts.forgotten_after_seconds"),
            (PromptPolicy { pauses_seconds: vec![60, 10], ..policy() }, "prompts.pauses_seconds"),
            (PromptPolicy { pauses_seconds: vec![86_401], ..policy() }, "prompts.pauses_seconds"),
            (PromptPolicy { pauses_seconds: vec![1; 17], ..policy() }, "prompts.pauses_seconds"),
        ] {
            let error = wrong.check().expect_err("it cannot be meant").to_string();
            assert!(error.contains(field), "{error}");
        }
    }
}
