//! How a session ended in vain.

use pki_types::UnixTime;
use pki_types::display::shown;
use words::SessionState;

/// The end of a session without a signature; its text says why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// One of the final states but `completed`.
    pub state: SessionState,
    /// The stable type of what ended it, `/problems/<slug>`, where there is more to say than the state does.
    pub problem: Option<String>,
    /// From when on this person may be asked again; none if at once.
    pub retry_after: Option<UnixTime>,
}

impl Ended {
    /// What happened, with `why` behind it, which begins with its own punctuation, and from when on one may ask again.
    #[must_use]
    pub fn told(&self, why: &str) -> String {
        let what = match self.state {
            SessionState::Refused => "the person refused on the phone",
            SessionState::Expired => "nobody answered on the phone before the request expired",
            SessionState::Cancelled => "the request was taken back",
            _ => "the service could not complete the request",
        };
        let from =
            self.retry_after.map(|at| format!(" You may ask this person again from {}.", at.rfc3339()));
        format!("{what}{why}{}", from.unwrap_or_default())
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let why = match &self.problem {
            Some(kind) => format!(" ({})", shown(kind)),
            None if self.state == SessionState::Expired => {
                ". Ask again when the person has the phone at hand.".to_owned()
            }
            None => String::new(),
        };
        out.write_str(&self.told(&why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(state: SessionState, kind: Option<&str>) -> String {
        Ended { state, problem: kind.map(str::to_owned), retry_after: None }.to_string()
    }

    #[test]
    fn every_end_is_told() {
        assert_eq!(
            said(SessionState::Refused, Some("/problems/not-mine")),
            "the person refused on the phone (/problems/not-mine)"
        );
        assert!(
            said(SessionState::Expired, None).ends_with("Ask again when the person has the phone at hand.")
        );
        assert!(!said(SessionState::Failed, Some("\u{1b}[2J")).contains('\u{1b}'));
        let later = Ended {
            state: SessionState::Refused,
            problem: None,
            retry_after: Some(UnixTime::from_seconds(0)),
        };
        assert!(later.to_string().contains("1970-01-01"));
    }
}
