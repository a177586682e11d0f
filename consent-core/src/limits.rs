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
/// new one not among them)?
///
/// # Errors
/// [`Problem::RequestOpen`] or [`Problem::TooManyRequestsOpen`].
pub fn admit(relying_party: &str, open: &[String]) -> Result<(), Problem> {
    if open.iter().filter(|other| *other == relying_party).count() >= OPEN_FOR_ONE_RELYING_PARTY {
        return Err(Problem::RequestOpen);
    }
    if open.len() >= OPEN_IN_ALL {
        return Err(Problem::TooManyRequestsOpen { limit: OPEN_IN_ALL });
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
        assert_eq!(admit("bank", &open(&[])), Ok(()));
        assert_eq!(admit("bank", &open(&["tax", "post"])), Ok(()));
        assert_eq!(admit("bank", &open(&["bank"])), Err(Problem::RequestOpen));
        assert_eq!(
            admit("bank", &open(&["tax", "post", "school"])),
            Err(Problem::TooManyRequestsOpen { limit: 3 })
        );
    }
}
