//! Whose unlock was answered last, and how a copied phone betrays itself.
//!
//! Every unlock that is answered moves the shares and is remembered by its mark. A phone names the unlocks that it sent
//! before; the one that was answered last must be among them. So of two phones with the same keys, whoever comes second
//! is noticed at once: it cannot name what the other one was answered, because a name is the hash of an ephemeral key
//! that nobody but the sender and the inner zone has seen. A phone whose reply was lost names the unlock that got it,
//! stands one epoch behind, and is given the same share again. Nothing here is told to anybody: a phone that does not
//! belong gets one answer, whatever it said.

use pki_types::{Sha256Digest, sha256};

use crate::Error;

/// No phone says after a restore that it is as far as this: one that unlocks a hundred times an hour is there after two
/// thousand years. From there it can go on as long again before the store has no number for its epoch.
const LAST_EPOCH: u64 = 0x7fff_ffff;

/// A mark of an unlock, as it is stored: SHA-256 of its name, so that a stolen database names nothing.
#[must_use]
pub fn mark(name: &Sha256Digest) -> Sha256Digest {
    sha256(name.as_bytes())
}

/// How one purpose of a device stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Line {
    /// The epoch whose share is due next.
    pub epoch: u64,
    /// Marks: the unlock that was answered last, then those that its phone had sent before. Empty until one is answered.
    pub marks: Vec<Sha256Digest>,
    /// Whether the service's memory was restored from an older copy since an unlock was answered: then its phone may be
    /// ahead, once.
    pub may_be_ahead: bool,
}

/// What a right PIN proof says.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The epoch of the phone's own share.
    pub epoch: u64,
    /// The name of the unlock.
    pub name: &'a Sha256Digest,
    /// The names of the unlocks that its phone sent before.
    pub before: &'a [Sha256Digest],
}

/// What a right PIN proof means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// The phone is the one that was answered last, or nobody was: it gets the share of its epoch, and the purpose
    /// stands as this says.
    Answer(Line),
    /// A message of a phone that has been answered a later one: it gets nothing.
    Late,
    /// Somebody else has been answered with the same keys, or nothing explains what it says.
    Copied,
}

/// Judges what a right PIN proof for `this` purpose says, where the `other` purpose of the device stands so.
#[must_use]
pub fn judge(this: &Line, other: &Line, shown: &Shown<'_>) -> Judgement {
    let own = mark(shown.name);
    if this.marks.contains(&own) || other.marks.contains(&own) {
        // Only the very bytes that its phone sent have this name: whoever brings them late brings nothing of its own.
        return Judgement::Late;
    }
    let named: Vec<Sha256Digest> = shown.before.iter().map(mark).collect();
    let is_last = |line: &Line| line.marks.first().is_none_or(|last| named.contains(last));
    // Of the other purpose a restore may have forgotten more unlocks than a phone remembers.
    if !is_last(other) && !other.may_be_ahead {
        return Judgement::Copied;
    }
    let stands = if shown.epoch > this.epoch {
        this.may_be_ahead && shown.epoch < LAST_EPOCH
    } else if shown.epoch == this.epoch {
        is_last(this)
    } else {
        // The reply was lost: the share that left is due again, for whoever was to get it.
        shown.epoch.saturating_add(1) == this.epoch && !this.marks.is_empty() && is_last(this)
    };
    if !stands {
        return Judgement::Copied;
    }
    let marks = std::iter::once(own).chain(named).collect();
    Judgement::Answer(Line { epoch: shown.epoch.saturating_add(1), marks, may_be_ahead: false })
}

/// Whether an answer comes from the phone that was given the share of epoch `given`: it has moved its own by one.
#[must_use]
pub fn is_moved(answered: u64, given: u64) -> bool {
    answered == given.saturating_add(1)
}

impl Line {
    /// A line as it is stored.
    pub(crate) fn of(secret: &store::DeviceSecret) -> Result<Self, Error> {
        let (marks, rest) = secret.lineage.as_chunks::<32>();
        if !rest.is_empty() {
            return Err(Error::Damaged {
                what: "the lineage of a device's secret",
                reason: format!("it has {} octets, which no number of marks has", secret.lineage.len()),
            });
        }
        Ok(Self {
            epoch: u64::from(secret.epoch),
            marks: marks.iter().map(|mark| Sha256Digest(*mark)).collect(),
            may_be_ahead: secret.restore_grace_at.is_some(),
        })
    }

    /// The marks as they are stored.
    pub(crate) fn lineage(&self) -> Vec<u8> {
        self.marks.iter().flat_map(|mark| *mark.as_bytes()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(number: u8) -> Sha256Digest {
        sha256(&[number])
    }

    fn line(epoch: u64, marks: &[u8], may_be_ahead: bool) -> Line {
        Line { epoch, marks: marks.iter().map(|number| mark(&name(*number))).collect(), may_be_ahead }
    }

    /// The judgement of unlock 99 by a phone at `epoch` that names those.
    fn judged(this: &Line, other: &Line, epoch: u64, before: &[u8]) -> Judgement {
        let before: Vec<_> = before.iter().copied().map(name).collect();
        judge(this, other, &Shown { epoch, name: &name(99), before: &before })
    }

    #[test]
    fn whoever_names_the_last_one_gets_the_share_of_its_epoch() {
        let other = Line::default();
        for (this, epoch, before) in [
            (Line::default(), 0, vec![]),             // the first unlock
            (line(7, &[3, 2], false), 7, vec![3]),    // the next one
            (line(7, &[3], false), 7, vec![1, 3, 4]), // after one that never arrived
            (line(7, &[3], false), 6, vec![2, 3]),    // a reply was lost
        ] {
            let mut marks = vec![99];
            marks.extend(&before);
            assert_eq!(
                judged(&this, &other, epoch, &before),
                Judgement::Answer(line(epoch + 1, &marks, false))
            );
        }
    }

    #[test]
    fn whoever_does_not_is_a_copy_whatever_it_says() {
        let other = Line::default();
        for epoch in 0..20 {
            assert_eq!(
                judged(&line(7, &[3, 2, 1], false), &other, epoch, &[1, 2, 4]),
                Judgement::Copied,
                "{epoch}"
            );
        }
        // A name alone is not enough: the share of an epoch is given once, and again where its reply was lost.
        for epoch in [0, 5, 8, 9, u64::MAX] {
            assert_eq!(judged(&line(7, &[3], false), &other, epoch, &[3]), Judgement::Copied, "{epoch}");
        }
        // No share of this purpose is known to have left: none can have been lost.
        assert_eq!(judged(&line(7, &[], false), &other, 6, &[]), Judgement::Copied);
        // Nothing was answered since the phone was enrolled, and it says otherwise.
        assert_eq!(judged(&Line::default(), &other, 1, &[]), Judgement::Copied);
        // What the other one did with the other PIN is noticed as well.
        assert_eq!(judged(&line(7, &[3], false), &line(1, &[5], false), 7, &[3]), Judgement::Copied);
    }

    #[test]
    fn a_phone_may_be_ahead_once_after_a_restore() {
        let other = line(4, &[5], true);
        let this = line(7, &[3], true);
        assert_eq!(judged(&this, &other, 30, &[20]), Judgement::Answer(line(31, &[99, 20], false)));
        assert_eq!(judged(&this, &other, 7, &[3]), Judgement::Answer(line(8, &[99, 3], false)));
        assert_eq!(judged(&this, &other, 6, &[3]), Judgement::Answer(line(7, &[99, 3], false)));
        for nonsense in [LAST_EPOCH, u64::from(u32::MAX) - 1, u64::MAX] {
            assert_eq!(judged(&this, &other, nonsense, &[20]), Judgement::Copied);
        }
        // It is not behind, and where it stands beside the service it names what the service knows.
        for epoch in 0..=7 {
            assert_eq!(judged(&this, &other, epoch, &[20]), Judgement::Copied, "{epoch}");
        }
    }

    #[test]
    fn a_message_that_its_own_phone_has_overtaken_is_late_and_no_copy() {
        for (this, other) in [
            (line(7, &[3, 99], false), Line::default()),
            (line(7, &[99], false), Line::default()),
            (line(7, &[3], false), line(1, &[5, 99], false)),
        ] {
            assert_eq!(judged(&this, &other, 6, &[1]), Judgement::Late);
        }
    }

    #[test]
    fn an_answer_has_moved_by_exactly_one() {
        assert!(is_moved(8, 7));
        for answered in [0, 6, 7, 9, u64::MAX] {
            assert!(!is_moved(answered, 7), "{answered}");
        }
    }
}
