//! How often a person is asked: by one relying party, and by all of them together.
//!
//! A person who is asked again and again confirms in the end. So there are limits for each pair of a relying party and a
//! person: so many prompts in a while, whatever came of them; and a pause that grows with each prompt in a row that was
//! refused, expired or was cancelled. A completed one ends the row. What failed (a wrong PIN, a certificate that ended) was
//! in nobody's hand and counts in the first limit alone. No relying party can use up what
//! another may do, and whoever asks while a pause lasts does not make it longer.
//!
//! Many relying parties together could still bomb a person, so the same holds for all of them: so many prompts in a while, but
//! for those that were completed; and a pause that grows with each *different* relying party in a row that asked in vain, so
//! that one alone keeps nobody else away.

use pki_types::UnixTime;
use store::{Prompt, Prompts};
use words::SessionState;

use crate::prompt_policy::PromptPolicy;

/// From when on a person may be asked again; none is at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// By this relying party.
    pub by_party: Option<UnixTime>,
    /// By anybody.
    pub by_all: Option<UnixTime>,
}

impl Next {
    /// From when on this relying party may ask.
    #[must_use]
    pub fn for_party(&self) -> Option<UnixTime> {
        self.by_party.max(self.by_all)
    }
}

/// When a person with these prompts may be asked by `relying_party` again.
#[must_use]
pub fn next_prompt(policy: &PromptPolicy, prompts: &Prompts, relying_party: &str, now: UnixTime) -> Next {
    let own = prompts.newest_first.iter().filter(|prompt| prompt.relying_party == relying_party);
    let by_party = next_by_party(policy, own, now).filter(|until| *until > now);
    let by_all = next_by_all(policy, &prompts.newest_first, now).filter(|until| *until > now);
    Next { by_party, by_all }
}

fn next_by_party<'a>(
    policy: &PromptPolicy,
    own: impl Iterator<Item = &'a Prompt> + Clone,
    now: UnixTime,
) -> Option<UnixTime> {
    // 1. The prompt that has to become old before another one fits.
    let stated = own.clone().map(|prompt| prompt.stated_at);
    let full = filled(stated, policy.at_most, policy.within_seconds, now);

    // 2. The pause after the last one of a row in vain.
    let mut row = own
        .filter(|prompt| is_remembered(policy, prompt, now))
        .filter_map(end_of)
        .take_while(|(state, _)| was_in_vain(*state));
    let last = row.next();
    let paused = last.and_then(|(_, ended)| {
        pause(&policy.pauses_seconds, row.count()).map(|pause| ended.plus(i64::from(pause)))
    });
    full.max(paused)
}

fn next_by_all(policy: &PromptPolicy, prompts: &[Prompt], now: UnixTime) -> Option<UnixTime> {
    // 1. As above, but for what the person wanted.
    let unwanted = prompts.iter().filter(|prompt| prompt.state != Some(SessionState::Completed));
    let stated = unwanted.map(|prompt| prompt.stated_at);
    let full = filled(stated, policy.all_at_most, policy.all_within_seconds, now);

    // 2. The pause after a row in vain, by how many different ones.
    let remembered = prompts.iter().filter(|prompt| is_remembered(policy, prompt, now));
    let row = remembered
        .filter_map(|prompt| end_of(prompt).map(|(state, ended)| (state, ended, &prompt.relying_party)))
        .take_while(|(state, ..)| was_in_vain(*state));
    let (mut parties, mut last) = (Vec::new(), None);
    for (_, ended, party) in row {
        last = last.max(Some(ended));
        if !parties.contains(&party) {
            parties.push(party);
        }
    }
    let steps = parties.len().checked_sub(1);
    let pause = steps.and_then(|step| pause(&policy.all_pauses_seconds, step));
    full.max(last.zip(pause).map(|(ended, pause)| ended.plus(i64::from(pause))))
}

/// When the oldest of `at_most` prompts within this time is old.
fn filled(
    stated: impl Iterator<Item = UnixTime>,
    at_most: u32,
    within_seconds: u32,
    now: UnixTime,
) -> Option<UnixTime> {
    let within = i64::from(within_seconds);
    let at_most = usize::try_from(at_most).unwrap_or(usize::MAX);
    let mut counted = stated.filter(|stated| *stated > now.minus(within));
    counted.nth(at_most.saturating_sub(1)).map(|stated| stated.plus(within))
}

fn pause(pauses: &[u32], step: usize) -> Option<u32> {
    pauses.get(step).or(pauses.last()).copied()
}

fn is_remembered(policy: &PromptPolicy, prompt: &Prompt, now: UnixTime) -> bool {
    prompt.stated_at > now.minus(i64::from(policy.forgotten_after_seconds))
}

/// How a prompt ended, if it says anything about whoever asked.
fn end_of(prompt: &Prompt) -> Option<(SessionState, UnixTime)> {
    prompt.state.zip(prompt.ended_at).filter(|(state, _)| *state != SessionState::Failed)
}

/// The same, once one more prompt is stated now. Of all together it does not count yet: it may be completed.
#[must_use]
pub fn next_after_prompt(
    policy: &PromptPolicy,
    prompts: &Prompts,
    relying_party: &str,
    now: UnixTime,
) -> Next {
    let stated =
        Prompt { relying_party: relying_party.to_owned(), stated_at: now, state: None, ended_at: None };
    let own = prompts.newest_first.iter().filter(|prompt| prompt.relying_party == relying_party);
    let by_party = next_by_party(policy, std::iter::once(&stated).chain(own), now);
    let by_party = by_party.filter(|until| *until > now);
    Next { by_party, ..next_prompt(policy, prompts, relying_party, now) }
}

/// The same, once the newest open prompt of this relying party ends like this now.
#[must_use]
pub fn next_after_end(
    policy: &PromptPolicy,
    mut prompts: Prompts,
    relying_party: &str,
    state: SessionState,
    now: UnixTime,
) -> Next {
    let mut own = prompts.newest_first.iter_mut();
    if let Some(open) = own.find(|prompt| prompt.relying_party == relying_party && prompt.state.is_none()) {
        (open.state, open.ended_at) = (Some(state), Some(now));
    }
    next_prompt(policy, &prompts, relying_party, now)
}

/// Did the person get nothing done by this prompt?
#[must_use]
pub fn was_in_vain(state: SessionState) -> bool {
    matches!(state, SessionState::Refused | SessionState::Expired | SessionState::Cancelled)
}

#[cfg(test)]
mod tests {
    use SessionState::{Cancelled, Completed, Expired, Failed, Refused};

    use super::*;

    const NOW: UnixTime = UnixTime::from_seconds(1_000_000);

    /// A prompt of somebody that was stated so long ago, and how it ended, so long ago.
    fn prompt(relying_party: &str, stated: i64, end: Option<(SessionState, i64)>) -> Prompt {
        Prompt {
            relying_party: relying_party.to_owned(),
            stated_at: NOW.minus(stated),
            state: end.map(|(state, _)| state),
            ended_at: end.map(|(_, ago)| NOW.minus(ago)),
        }
    }

    fn of(newest_first: Vec<Prompt>) -> Prompts {
        Prompts { newest_first }
    }

    fn next(prompts: Vec<Prompt>) -> (Option<i64>, Option<i64>) {
        let Next { by_party, by_all } = next_prompt(&PromptPolicy::default(), &of(prompts), "bank", NOW);
        (by_party.map(|until| until.since(NOW)), by_all.map(|until| until.since(NOW)))
    }

    /// How long the bank waits by its own prompts.
    fn wait(stated: &[i64], ended: &[(SessionState, i64)]) -> Option<i64> {
        let mut prompts: Vec<_> =
            stated.iter().map(|ago| prompt("bank", *ago, Some((Completed, 0)))).collect();
        prompts.extend(ended.iter().map(|(state, ago)| prompt("bank", 301 + ago, Some((*state, *ago)))));
        next(prompts).0
    }

    #[test]
    fn three_prompts_fill_five_minutes_whatever_came_of_them() {
        assert_eq!(wait(&[0, 10], &[]), None);
        assert_eq!(wait(&[0, 10, 20], &[]), Some(280));
        assert_eq!(wait(&[0, 10, 300], &[]), None, "the oldest is five minutes old");
        let others = (0..3).map(|ago| prompt("tax", ago, Some((Completed, 0)))).collect();
        assert_eq!(next(others), (None, None), "those of others are theirs");
        let policy = PromptPolicy::default();
        let two = of(vec![prompt("bank", 10, None), prompt("bank", 20, None)]);
        assert_eq!(next_after_prompt(&policy, &two, "bank", NOW).by_party, Some(NOW.plus(280)));
        let one = of(vec![prompt("bank", 10, None)]);
        assert_eq!(next_after_prompt(&policy, &one, "bank", NOW).by_party, None);
    }

    #[test]
    fn each_prompt_in_vain_makes_the_pause_longer_until_one_is_completed() {
        let mut row = Vec::new();
        for pause in [10, 60, 300, 900, 3_600, 3_600] {
            row.insert(0, ([Refused, Expired, Cancelled][row.len() % 3], 0));
            assert_eq!(wait(&[], &row), Some(pause), "{row:?}");
        }
        let two = [(Refused, 0), (Refused, 90), (Completed, 200), (Refused, 300), (Refused, 400)];
        assert_eq!(wait(&[], &two), Some(60));
        assert_eq!(wait(&[], &[(Completed, 0), (Refused, 5)]), None);
        assert_eq!(wait(&[], &[(Refused, 10)]), None, "the pause is over");
        assert_eq!(wait(&[], &[(Failed, 0), (Refused, 5)]), Some(5), "what failed is no part of a row");
        let policy = PromptPolicy::default();
        let open = of(vec![
            prompt("tax", 0, None),
            prompt("bank", 1, None),
            prompt("bank", 95, Some((Refused, 90))),
        ]);
        let next = next_after_end(&policy, open, "bank", Expired, NOW);
        assert_eq!(next.by_party, Some(NOW.plus(60)));
        let old = of(vec![prompt("bank", 86_400, Some((Refused, 0)))]);
        assert_eq!(next_prompt(&policy, &old, "bank", NOW), Next::default(), "it is forgotten");
    }

    #[test]
    fn the_longer_of_both_limits_counts() {
        assert_eq!(wait(&[0, 1, 2], &[(Refused, 0)]), Some(298));
        assert_eq!(wait(&[], &[(Refused, 0)]), Some(10));
    }

    #[test]
    fn three_prompts_of_anybody_fill_a_minute_unless_they_were_wanted() {
        let three = |end| vec![prompt("tax", 5, end), prompt("post", 7, None), prompt("court", 50, None)];
        assert_eq!(next(three(None)), (None, Some(10)));
        assert_eq!(next(three(Some((Failed, 1)))), (None, Some(10)), "nobody wanted what failed");
        assert_eq!(next(three(Some((Completed, 1)))), (None, None));
        let older = vec![prompt("tax", 5, None), prompt("post", 7, None), prompt("court", 60, None)];
        assert_eq!(next(older), (None, None));
    }

    #[test]
    fn different_ones_in_vain_keep_everybody_away_and_one_alone_nobody() {
        let refused = |party: &str, ago| prompt(party, 61 + ago, Some((Refused, ago)));
        let by =
            |parties: &[&str]| next((0..).zip(parties).map(|(ago, party)| refused(party, ago)).collect()).1;
        assert_eq!(by(&["tax"]), None);
        assert_eq!(by(&["tax", "post"]), None);
        assert_eq!(by(&["tax", "post", "court"]), Some(60));
        assert_eq!(by(&["tax", "post", "court", "school"]), Some(300));
        assert_eq!(by(&["tax"; 40]), None, "one alone keeps nobody else away");
        assert_eq!(by(&["tax", "post", "court", "tax", "tax"]), Some(60));
        let wanted = prompt("clinic", 62, Some((Completed, 0)));
        let ended = vec![refused("tax", 0), refused("post", 0), wanted, refused("court", 2)];
        assert_eq!(next(ended).1, None, "what was wanted ends the row");
    }
}
