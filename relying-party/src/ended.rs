//! How a session ended in vain.

use pki_types::UnixTime;
use pki_types::display::shown;

/// The end of a session without a signature; its text says why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// `refused`, `expired`, `cancelled` or `failed`; a later version of the service may know others.
    pub state: String,
    /// The stable type of what ended it, `/problems/<slug>`, where there is more to say than the state does.
    pub problem: Option<String>,
    /// From when on this person may be asked again; none if at once.
    pub retry_after: Option<UnixTime>,
}

impl Ended {
    /// What happened, with `why` behind it, which begins with its own punctuation, and from when on one may ask again.
    #[must_use]
    pub fn told(&self, why: &str) -> String {
        let what = match self.state.as_str() {
            "refused" => "the person refused on the phone".to_owned(),
            "expired" => "nobody answered on the phone before the request expired".to_owned(),
            "cancelled" => "the request was taken back".to_owned(),
            "failed" => "the service could not complete the request".to_owned(),
            other => {
                format!("the session ended in the state {}, which this version does not know", shown(other))
            }
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
            None if self.state == "expired" => {
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

    fn said(state: &str, kind: Option<&str>) -> String {
        Ended { state: state.to_owned(), problem: kind.map(str::to_owned), retry_after: None }.to_string()
    }

    #[test]
    fn every_end_is_told() {
        assert_eq!(
            said("refused", Some("/problems/not-mine")),
            "the person refused on the phone (/problems/not-mine)"
        );
        assert!(said("expired", None).ends_with("Ask again when the person has the phone at hand."));
        assert!(!said("failed", Some("\u{1b}[2J")).contains('\u{1b}'));
        assert!(!said("\u{1b}[2J", None).contains('\u{1b}'));
        let later = Ended {
            state: "refused".to_owned(),
            problem: None,
            retry_after: Some(UnixTime::from_seconds(0)),
        };
        assert!(later.to_string().contains("1970-01-01"));
    }
}
