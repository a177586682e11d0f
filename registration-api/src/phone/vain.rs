//! Enrolments in vain, counted in the store for the network that they came from.
//!
//! The count keeps a flood from costing more than a look at its activation; who may enrol it does not decide. While it
//! cannot be written, what came to nothing is answered with 503: whoever fills the disk wins no guesses by it.

use http_kit::{PeerAddress, Problem};
use store::{AttemptKind, Attempts};
use words::problem::{self, Class};

use crate::Registration;
use crate::answer::unavailable;

/// Counts an enrolment that came to nothing; whoever has sent too many hears of that alone. What was no fault of its
/// sender counts for nobody.
pub(crate) async fn counted(
    registration: &Registration,
    address: Option<PeerAddress>,
    problem: Problem,
) -> Problem {
    if matches!(problem.kind().class, Class::Internal | Class::Unavailable) {
        return problem;
    }
    match count(registration, address).await {
        Ok(()) => problem,
        Err(instead) => instead,
    }
}

/// Counts one; the error is what its sender hears instead of what was wrong.
pub(crate) async fn count(registration: &Registration, address: Option<PeerAddress>) -> Result<(), Problem> {
    let Some(address) = address else { return Ok(()) };
    let (now, limit) = (registration.clock.now(), registration.vain_of_address);
    let network = address.octets();
    let counting = registration.store.count_attempt(AttemptKind::VainEnrolment, &network, limit, now);
    match counting.await.map_err(unavailable)? {
        Attempts::Left => Ok(()),
        Attempts::UsedUp { until } => {
            let wrong = "too many enrolments in vain came from this address";
            Err(Problem::new(problem::TOO_MANY_ENROLMENTS, wrong).retry_at(until, now))
        }
    }
}
