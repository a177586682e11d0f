//! What a country decides about consent, as written in its configuration and as checked once.

use serde::Deserialize;

use crate::Error;
use crate::prompts::PromptPolicy;

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
}

/// The configuration, checked.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) country: String,
    pub(crate) relying_party_issuers: String,
    pub(crate) person_issuers: String,
    pub(crate) prompts: PromptPolicy,
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
        let ConsentConfig { country, relying_party_issuers, person_issuers, prompts } = written;
        Ok(Self { country, relying_party_issuers, person_issuers, prompts })
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
        };
        assert!(Policy::try_from(config("MU")).is_ok());
        for wrong in ["mu", "M", "MUS", "M1", ""] {
            let error = Policy::try_from(config(wrong)).expect_err("no country").to_string();
            assert!(error.contains("country"), "{error}");
        }
    }
}
