//! What was verified about the time and the evidence of a signature. The level and every sentence about time or evidence
//! are made from this one value, so no two places of a report can say different things.

use pki_types::UnixTime;

use super::report::{Level, TimeStampReport};

/// What is proven, each with all that stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// No time-stamp counts: nothing proves when it was made.
    Nothing,
    /// A time-stamp counts.
    Time(ProvenTime),
    /// And the document brings, in its security store, the accepted status of every certificate of all chains.
    Evidence(ProvenTime),
    /// And a time-stamp that counts covers that store.
    Archive(ProvenTime),
}

/// The earliest moment that a time-stamp which counts proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenTime {
    /// The moment.
    pub time: UnixTime,
    /// Who vouches for it: the name of the time-stamping unit.
    pub authority: String,
}

impl Proof {
    /// What these time-stamps prove by themselves.
    pub(super) fn of_time(stamps: &[TimeStampReport]) -> Self {
        let earliest = stamps.iter().filter(|stamp| stamp.counts).min_by_key(|stamp| stamp.time);
        earliest.map_or(Self::Nothing, |stamp| {
            Self::Time(ProvenTime { time: stamp.time, authority: stamp.authority.clone() })
        })
    }

    /// The same, with evidence that was accepted, and with a time-stamp over it that counts.
    pub(super) fn with_evidence(self, is_accepted: bool, is_archived: bool) -> Self {
        match (self, is_accepted, is_archived) {
            (Self::Time(time), true, true) => Self::Archive(time),
            (Self::Time(time), true, false) => Self::Evidence(time),
            (proof, _, _) => proof,
        }
    }

    /// The proven time, if any.
    pub fn time(&self) -> Option<&ProvenTime> {
        match self {
            Self::Nothing => None,
            Self::Time(time) | Self::Evidence(time) | Self::Archive(time) => Some(time),
        }
    }

    /// The level of a baseline signature of which this was verified (EN 319 142-1, 6.3).
    pub(super) fn level(&self) -> Level {
        match self {
            Self::Nothing => Level::B,
            Self::Time(_) => Level::T,
            Self::Evidence(_) => Level::Lt,
            Self::Archive(_) => Level::Lta,
        }
    }
}
