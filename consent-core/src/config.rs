//! What a country decides about consent, as written in its configuration and as checked once.

use phone_protocol::request::MAXIMUM_LIFETIME;
use serde::Deserialize;
use words::Door;

use crate::Error;
use crate::door_attested::DoorAttestedPolicy;
use crate::limits::OPEN_IN_ALL;
use crate::prompt_policy::PromptPolicy;

/// The configuration as written. Unknown fields are refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentConfig {
    /// The country for which statements are made: two upper-case letters of ISO 3166-1. No default.
    pub country: String,
    /// The role of the issuers of relying parties' certificates. No default.
    pub relying_party_issuers: String,
    /// The role of the issuers of persons' certificates. No default.
    pub person_issuers: String,
    /// How often a person may be asked.
    #[serde(default)]
    pub prompts: PromptPolicy,
    /// What is less for requests that a door alone vouches for.
    #[serde(default)]
    pub door_attested: DoorAttestedPolicy,
    /// Whether whatever can be read is to be opened before it is signed: texts, and documents that say where they lie. Default
    /// no: a request says itself what must be opened.
    #[serde(default)]
    pub documents_opened: bool,
    /// How old a code of a device link may be that a phone scanned, in seconds. Default 3; 1 to 10.
    #[serde(default = "link_seconds")]
    pub link_seconds: u8,
}

/// A code changes each second; a camera needs one, and so does the way here.
const fn link_seconds() -> u8 {
    3
}

/// The configuration, checked.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) country: String,
    pub(crate) relying_party_issuers: String,
    pub(crate) person_issuers: String,
    pub(crate) prompts: PromptPolicy,
    pub(crate) door_attested: DoorAttestedPolicy,
    pub(crate) documents_opened: bool,
    pub(crate) link_seconds: u8,
}

impl Policy {
    /// How often a person may be asked through this door.
    pub(crate) fn prompts_through(&self, door: Door) -> PromptPolicy {
        let at_most = match door {
            Door::Native | Door::Own => self.prompts.at_most,
            Door::MobileId => self.prompts.at_most.min(self.door_attested.prompts_at_most),
        };
        PromptPolicy { at_most, ..self.prompts.clone() }
    }

    /// How many requests may wait for a person when one comes through this door, that one among them.
    pub(crate) fn open_in_all(&self, door: Door) -> usize {
        match door {
            Door::Native | Door::Own => OPEN_IN_ALL,
            Door::MobileId => OPEN_IN_ALL.min(usize::from(self.door_attested.open_of_person)),
        }
    }

    /// How long a request through this door may wait for its person, in seconds.
    pub(crate) fn lifetime(&self, door: Door) -> i64 {
        match door {
            Door::Native | Door::Own => MAXIMUM_LIFETIME,
            Door::MobileId => i64::from(self.door_attested.session_seconds),
        }
    }
}

impl TryFrom<ConsentConfig> for Policy {
    type Error = Error;

    fn try_from(written: ConsentConfig) -> Result<Self, Error> {
        if written.country.len() != 2 || !written.country.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(Error::Configuration {
                field: "country",
                rule: "two upper-case letters (ISO 3166-1)",
                found: written.country,
            });
        }
        written.prompts.check()?;
        written.door_attested.check()?;
        if !(1..=10).contains(&written.link_seconds) {
            return Err(Error::Configuration {
                field: "link_seconds",
                rule: "from 1 to 10",
                found: written.link_seconds.to_string(),
            });
        }
        let ConsentConfig {
            country,
            relying_party_issuers,
            person_issuers,
            prompts,
            door_attested,
            documents_opened,
            link_seconds,
        } = written;
        Ok(Self {
            country,
            relying_party_issuers,
            person_issuers,
            prompts,
            door_attested,
            documents_opened,
            link_seconds,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_meant_is_refused_by_name() {
        let config = |country: &str| ConsentConfig {
            country: country.to_owned(),
            relying_party_issuers: "services".to_owned(),
            person_issuers: "citizens".to_owned(),
            prompts: PromptPolicy::default(),
            door_attested: DoorAttestedPolicy::default(),
            documents_opened: false,
            link_seconds: 3,
        };
        assert!(Policy::try_from(config("MU")).is_ok());
        for seconds in [0, 11] {
            let wrong = ConsentConfig { link_seconds: seconds, ..config("MU") };
            let error = Policy::try_from(wrong).expect_err("no such time").to_string();
            assert!(error.contains("link_seconds"), "{error}");
        }
        for wrong in ["mu", "M", "MUS", "M1", ""] {
            let error = Policy::try_from(config(wrong)).expect_err("no country").to_string();
            assert!(error.contains("country"), "{error}");
        }
    }
}
