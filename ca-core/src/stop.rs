//! Why a story of this crate stops before its end.

use crate::problem::Problem;

/// Why a story stopped: the request is refused, or the service failed and may try again.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Decided: no, to a sender who has proven who it is. The refusal leaves its leaf.
    Refused(Problem),
    /// Decided: no, before the sender has proven anything. Anybody can cause it as often as wished, so it leaves no leaf.
    Dismissed(Problem),
    /// Decided: the act of another officer is not confirmed by this one. What waits goes on waiting.
    Unconfirmed(Problem),
    /// A trial has come to its end: everything was checked, and nothing is to be kept.
    Tried,
    /// Undecided.
    Failed(crate::Error),
}

impl Stop {
    /// What a story stops with before its sender is known.
    pub(crate) fn dismissed(self) -> Self {
        match self {
            Self::Refused(problem) => Self::Dismissed(problem),
            other => other,
        }
    }

    /// As an error, where nothing could have been refused.
    pub(crate) fn into_error(self) -> crate::Error {
        match self {
            Self::Failed(error) => error,
            Self::Refused(problem) | Self::Dismissed(problem) | Self::Unconfirmed(problem) => {
                crate::Error::Refused(problem)
            }
            Self::Tried => crate::Error::Inconsistent("a trial where nothing was tried"),
        }
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<crate::Error> for Stop {
    fn from(error: crate::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<crate::issuance::Error> for Stop {
    fn from(error: crate::issuance::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}
