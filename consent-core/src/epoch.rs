//! Which of a phone's shares is in force, and how a copied phone betrays itself.
//!
//! A phone's share and the service's share move together with each answered session. The phone says at which epoch it
//! stands. Epoch n stays current until an unlock or an answer shows n + 1, so a lost reply is repeated and harms nobody;
//! but once a phone has shown n + 1, whoever comes with n is another phone that was copied from it, or it from that one.

/// What a right PIN proof with a given epoch means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Epoch {
    /// The phone stands where the service stands: an ordinary unlock, or one whose reply was lost.
    Current,
    /// The phone has stored the last reply and shows it now: this epoch becomes the current one.
    Next,
    /// The phone stands behind the current epoch, or, after it went forward once because of a restore, ahead of it
    /// again: somebody else has gone on with the same keys.
    Copied,
    /// The phone is ahead of everything the service has handed out. Once, after the service's memory was restored from
    /// an older copy, it may take the service with it.
    Restored,
    /// The phone is ahead, and nothing explains it.
    Unknown,
}

/// Whether a phone may be ahead because the service's memory was restored from an older copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grace {
    /// There was no restore since the phone was enrolled.
    None,
    /// It may move its epoch forward once.
    Open,
    /// It has moved since the restore: whatever is ahead of it now is another phone with the same keys.
    Used,
}

/// Judges the epoch `shown` by a phone whose PIN proof was right; `current` is the epoch in force.
#[must_use]
pub fn judge_epoch(shown: u64, current: u64, grace: Grace) -> Epoch {
    if shown < current {
        Epoch::Copied
    } else if shown == current {
        Epoch::Current
    } else if shown == current.saturating_add(1) {
        Epoch::Next
    } else {
        match grace {
            Grace::None => Epoch::Unknown,
            Grace::Open => Epoch::Restored,
            Grace::Used => Epoch::Copied,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_epoch_that_was_left_behind_is_a_copy() {
        for grace in [Grace::None, Grace::Open, Grace::Used] {
            assert_eq!(judge_epoch(6, 7, grace), Epoch::Copied);
            assert_eq!(judge_epoch(7, 7, grace), Epoch::Current);
            assert_eq!(judge_epoch(8, 7, grace), Epoch::Next);
        }
        assert_eq!(judge_epoch(9, 7, Grace::None), Epoch::Unknown);
        assert_eq!(judge_epoch(9, 7, Grace::Open), Epoch::Restored);
        assert_eq!(judge_epoch(9, 7, Grace::Used), Epoch::Copied);
    }
}
