//! What the status of a certificate may be, as far as somebody outside can know who asked for every change of it.

use std::time::{Duration, Instant};

use pki_types::crl::Reason;
use pki_types::ocsp::CertStatus;

/// How long after its acknowledgement a change may still not be seen.
const SEEN_WITHIN: Duration = Duration::from_secs(1);

/// A status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// In force.
    Good,
    /// Suspended.
    Held,
    /// Revoked for good.
    Revoked,
}

/// A change that was asked for.
struct Change {
    to: Standing,
    asked: Instant,
    acknowledged: Option<Instant>,
}

/// All changes of a certificate's status, beginning with its enrolment. They come one after the other.
pub(crate) struct Timeline(Vec<Change>);

impl Timeline {
    /// A certificate whose enrolment was just acknowledged.
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        Self(vec![Change { to: Standing::Good, asked: now, acknowledged: Some(now) }])
    }

    /// A change is about to be asked for.
    pub(crate) fn ask(&mut self, to: Standing) {
        self.0.push(Change { to, asked: Instant::now(), acknowledged: None });
    }

    /// The change that was asked for last is acknowledged.
    pub(crate) fn acknowledge(&mut self) {
        let last = self.0.last_mut().expect("it begins with the enrolment");
        last.acknowledged = Some(Instant::now());
    }

    /// What it is after everything that was asked for; none while the last change is not acknowledged.
    pub(crate) fn last(&self) -> Option<Standing> {
        self.0.last().and_then(|change| change.acknowledged.map(|_| change.to))
    }

    /// What somebody may see who begins to ask at `began` and has the answer at `ended`: what was acknowledged a second
    /// before, or anything that was asked for since. None if even the enrolment is younger than a second.
    pub(crate) fn possible(&self, began: Instant, ended: Instant) -> Option<Vec<Standing>> {
        let is_seen = |change: &Change| change.acknowledged.is_some_and(|at| at + SEEN_WITHIN <= began);
        let seen = self.0.iter().rposition(is_seen)?;
        let since = self.0[seen..].iter().filter(|change| change.asked <= ended);
        Some(since.map(|change| change.to).collect())
    }
}

/// The standing that a responder's answer tells; none for "unknown".
pub(crate) fn standing(status: &CertStatus) -> Option<Standing> {
    match status {
        CertStatus::Good => Some(Standing::Good),
        CertStatus::Revoked { reason: Some(Reason::CertificateHold), .. } => Some(Standing::Held),
        CertStatus::Revoked { .. } => Some(Standing::Revoked),
        CertStatus::Unknown => None,
    }
}
