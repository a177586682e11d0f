//! How often a relying party may look up who is not there.

use http_kit::Problem;
use pki_types::UnixTime;
use store::{AttemptKind, Attempts, Error};
use words::problem;

use crate::MobileSignature;
use crate::unavailable::unavailable;

/// How often this relying party has looked somebody up in vain in these ten minutes, in all processes. A look-up tells whether a person has
/// a certificate, so whoever guesses codes is stopped before the guesses tell much; whom it would find is refused too,
/// or the refusal would tell them apart.
pub(super) struct Vain<'a> {
    pub(super) doors: &'a MobileSignature,
    pub(super) party: &'a str,
    pub(super) now: UnixTime,
}

impl Vain<'_> {
    pub(super) async fn has_some_left(&self) -> Result<(), Problem> {
        let MobileSignature { store, vain_lookups, .. } = self.doors;
        let left =
            store.attempts_left(AttemptKind::VainLookup, self.party.as_bytes(), *vain_lookups, self.now);
        self.or_refused(left.await)
    }

    /// While this cannot be written nobody learns who is not there: 503.
    pub(super) async fn count(&self) -> Result<(), Problem> {
        let MobileSignature { store, vain_lookups, .. } = self.doors;
        let counted =
            store.count_attempt(AttemptKind::VainLookup, self.party.as_bytes(), *vain_lookups, self.now);
        self.or_refused(counted.await)
    }

    fn or_refused(&self, attempts: Result<Attempts, Error>) -> Result<(), Problem> {
        match attempts.map_err(unavailable)? {
            Attempts::Left => Ok(()),
            Attempts::UsedUp { until } => {
                let wrong = "too many look-ups of the last minutes found nobody";
                Err(Problem::new(problem::TOO_MANY_VAIN_LOOKUPS, wrong).retry_at(until, self.now))
            }
        }
    }
}
