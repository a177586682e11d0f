//! How many requests may wait for one person at the same time.
//!
//! A person who is asked again and again confirms in the end: so one relying party may have one open request, and all of
//! them together three.

use crate::problem::Problem;

/// Open requests of one relying party to one person.
pub const OPEN_FOR_ONE_RELYING_PARTY: usize = 1;
/// Open requests of all relying parties to one person.
pub const OPEN_IN_ALL: usize = 3;

/// May `relying_party` ask a person who has open requests from `open` (one relying party's id for each open request, the
/// new one not among them), of which there may be `in_all` with the new one?
///
/// # Errors
/// [`Problem::RequestOpen`] or [`Problem::TooManyRequestsOpen`].
pub fn admit(relying_party: &str, open: &[String], in_all: usize) -> Result<(), Problem> {
    if open.iter().filter(|other| *other == relying_party).count() >= OPEN_FOR_ONE_RELYING_PARTY {
        return Err(Problem::RequestOpen);
    }
    if open.len() >= in_all {
        return Err(Problem::TooManyRequestsOpen { limit: in_all });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(relying_parties: &[&str]) -> Vec<String> {
        relying_parties.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn one_for_each_relying_party_and_three_in_all() {
        let admit = |open: &[&str]| admit("bank", &self::open(open), OPEN_IN_ALL);
        assert_eq!(admit(&[]), Ok(()));
        assert_eq!(admit(&["tax", "post"]), Ok(()));
        assert_eq!(admit(&["bank"]), Err(Problem::RequestOpen));
        assert_eq!(admit(&["tax", "post", "school"]), Err(Problem::TooManyRequestsOpen { limit: 3 }));
    }

    #[test]
    fn what_nobody_signed_may_have_to_wait_until_nothing_else_does() {
        assert_eq!(admit("bank", &open(&[]), 1), Ok(()));
        assert_eq!(admit("bank", &open(&["tax"]), 1), Err(Problem::TooManyRequestsOpen { limit: 1 }));
    }
}
