//! What is less for requests that a door alone vouches for, because nobody signed them: whoever has taken the door over can
//! make them up.

use serde::Deserialize;

use crate::Error;

/// What a country decides about them. Unknown fields are refused. What is lower elsewhere stays lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DoorAttestedPolicy {
    /// How long one waits for its person, in seconds. Default 120; 30 to 600.
    pub session_seconds: u16,
    /// How many requests of anybody may be open for a person when one comes, that one among them. Default 1; 1 to 3.
    pub open_of_person: u8,
    /// How many of one relying party a person may get within `prompts.within_seconds`. Default 2; 1 to 1,000.
    pub prompts_at_most: u32,
}

impl Default for DoorAttestedPolicy {
    fn default() -> Self {
        Self { session_seconds: 120, open_of_person: 1, prompts_at_most: 2 }
    }
}

impl DoorAttestedPolicy {
    /// Can it be meant?
    ///
    /// # Errors
    /// [`Error::Configuration`] names the first field that cannot.
    pub fn check(&self) -> Result<(), Error> {
        let field = |field, found: u32, least: u32, most: u32, rule| {
            if (least..=most).contains(&found) {
                return Ok(());
            }
            Err(Error::Configuration { field, rule, found: found.to_string() })
        };
        let Self { session_seconds, open_of_person, prompts_at_most } = *self;
        field("door_attested.session_seconds", session_seconds.into(), 30, 600, "from 30 to 600")?;
        field("door_attested.open_of_person", open_of_person.into(), 1, 3, "from 1 to 3")?;
        field("door_attested.prompts_at_most", prompts_at_most, 1, 1_000, "from 1 to 1,000")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_meant_is_refused_by_name() {
        let policy = DoorAttestedPolicy::default;
        assert!(policy().check().is_ok());
        for (wrong, field) in [
            (DoorAttestedPolicy { session_seconds: 29, ..policy() }, "door_attested.session_seconds"),
            (DoorAttestedPolicy { session_seconds: 601, ..policy() }, "door_attested.session_seconds"),
            (DoorAttestedPolicy { open_of_person: 0, ..policy() }, "door_attested.open_of_person"),
            (DoorAttestedPolicy { open_of_person: 4, ..policy() }, "door_attested.open_of_person"),
            (DoorAttestedPolicy { prompts_at_most: 0, ..policy() }, "door_attested.prompts_at_most"),
        ] {
            let error = wrong.check().expect_err("it cannot be meant").to_string();
            assert!(error.contains(field), "{error}");
        }
    }
}
