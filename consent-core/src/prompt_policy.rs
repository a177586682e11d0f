//! What a country decides about how often people are asked.

use pki_types::UnixTime;
use pki_types::clock::FUTURE_SECONDS;
use serde::Deserialize;
use store::PromptSpan;

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
    /// How many prompts of anybody, completed ones left out, a person may get within the time of the next field. Default 3; 1
    /// to 1,000.
    pub all_at_most: u32,
    /// That time, in seconds. Default 60; 1 to 86,400.
    pub all_within_seconds: u32,
    /// How long everybody leaves a person alone after a row of prompts in vain by one relying party, by two different ones, and
    /// so on: one alone cannot keep the others away. Default 0, 0, 60, 300, 900, 3,600; as `pauses_seconds`.
    pub all_pauses_seconds: Vec<u32>,
    /// How many persons may report a relying party ("I did not start this") within the time of the next field before it is
    /// slowed down. Default 5; 1 to 1,000.
    pub reports_at_most: u32,
    /// That time, in seconds. Default 86,400; 1 to 2,592,000.
    pub reports_within_seconds: u32,
    /// How long a relying party that is slowed down waits between two prompts, whomever it asks, in seconds. Default 60; 1 to
    /// 86,400.
    pub reported_pause_seconds: u32,
}

impl Default for PromptPolicy {
    fn default() -> Self {
        Self {
            at_most: 3,
            within_seconds: 300,
            pauses_seconds: vec![10, 60, 300, 900, 3_600],
            forgotten_after_seconds: A_DAY,
            all_at_most: 3,
            all_within_seconds: 60,
            all_pauses_seconds: vec![0, 0, 60, 300, 900, 3_600],
            reports_at_most: 5,
            reports_within_seconds: A_DAY,
            reported_pause_seconds: 60,
        }
    }
}

impl PromptPolicy {
    /// Can it be meant?
    ///
    /// # Errors
    /// [`Error::Configuration`] names the first field that cannot.
    pub fn check(&self) -> Result<(), Error> {
        let numbers = [
            ("prompts.at_most", self.at_most, MOST_PROMPTS, "from 1 to 1,000"),
            ("prompts.within_seconds", self.within_seconds, A_DAY, "from 1 to 86,400"),
            (
                "prompts.forgotten_after_seconds",
                self.forgotten_after_seconds,
                30 * A_DAY,
                "from 1 to 2,592,000",
            ),
            ("prompts.all_at_most", self.all_at_most, MOST_PROMPTS, "from 1 to 1,000"),
            ("prompts.all_within_seconds", self.all_within_seconds, A_DAY, "from 1 to 86,400"),
            ("prompts.reports_at_most", self.reports_at_most, MOST_PROMPTS, "from 1 to 1,000"),
            (
                "prompts.reports_within_seconds",
                self.reports_within_seconds,
                30 * A_DAY,
                "from 1 to 2,592,000",
            ),
            ("prompts.reported_pause_seconds", self.reported_pause_seconds, A_DAY, "from 1 to 86,400"),
        ];
        for (field, found, most, rule) in numbers {
            if !(1..=most).contains(&found) {
                return Err(Error::Configuration { field, rule, found: found.to_string() });
            }
        }
        for (field, pauses) in [
            ("prompts.pauses_seconds", &self.pauses_seconds),
            ("prompts.all_pauses_seconds", &self.all_pauses_seconds),
        ] {
            let fits = pauses.len() <= MOST_PAUSES && pauses.is_sorted();
            if !fits || pauses.iter().any(|pause| *pause > A_DAY) {
                let rule = "at most 16 numbers up to 86,400, none below the one before it";
                return Err(Error::Configuration { field, rule, found: format!("{pauses:?}") });
            }
        }
        Ok(())
    }

    /// How much of the past the decision needs.
    #[must_use]
    pub fn span(&self, now: UnixTime) -> PromptSpan {
        let longest = self.within_seconds.max(self.forgotten_after_seconds).max(self.all_within_seconds);
        PromptSpan { since: now.minus(i64::from(longest)), until: now.plus(FUTURE_SECONDS) }
    }

    /// Since when reports count.
    #[must_use]
    pub fn reports_since(&self, now: UnixTime) -> UnixTime {
        now.minus(i64::from(self.reports_within_seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_of_the_past_is_read_than_the_policy_needs() {
        let now = UnixTime::from_seconds(1_000_000);
        assert_eq!(PromptPolicy::default().span(now).since, now.minus(86_400));
        let short = PromptPolicy { forgotten_after_seconds: 1, ..PromptPolicy::default() };
        assert_eq!(short.span(now).since, now.minus(300));
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
            (PromptPolicy { all_at_most: 0, ..policy() }, "prompts.all_at_most"),
            (PromptPolicy { all_within_seconds: 86_401, ..policy() }, "prompts.all_within_seconds"),
            (PromptPolicy { all_pauses_seconds: vec![60, 10], ..policy() }, "prompts.all_pauses_seconds"),
            (PromptPolicy { reports_at_most: 0, ..policy() }, "prompts.reports_at_most"),
            (PromptPolicy { reports_within_seconds: 0, ..policy() }, "prompts.reports_within_seconds"),
            (PromptPolicy { reported_pause_seconds: 0, ..policy() }, "prompts.reported_pause_seconds"),
        ] {
            let error = wrong.check().expect_err("it cannot be meant").to_string();
            assert!(error.contains(field), "{error}");
        }
    }
}
