//! What a problem's stable type means, in the words of this program: a session says only the type of what ended it.

use relying_party::Error;
use words::problem;

/// An error of the client, which for a session that ended in vain says in this program's words why, and what to do.
pub fn told(error: Error) -> anyhow::Error {
    match &error {
        Error::Ended(ended) => match ended.problem.as_deref().and_then(problem::referred_to) {
            Some(known) => anyhow::anyhow!(ended.told(&format!(": {}. {}", known.title, known.remedy))),
            None => error.into(),
        },
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use relying_party::Ended;
    use words::SessionState;

    use super::*;

    fn said(state: SessionState, kind: Option<&str>) -> String {
        let ended = Ended { state, problem: kind.map(str::to_owned), retry_after: None };
        told(Error::Ended(ended)).to_string()
    }

    #[test]
    fn every_end_is_told_with_what_to_do() {
        assert_eq!(
            said(SessionState::Refused, Some("/problems/not-mine")),
            "the person refused on the phone: The person did not start this. Look for whoever started the session in the \
             person's name."
        );
        assert!(
            said(SessionState::Expired, None).ends_with("Ask again when the person has the phone at hand.")
        );
        assert!(
            said(SessionState::Failed, Some("/problems/of-tomorrow")).ends_with("(/problems/of-tomorrow)")
        );
    }
}
