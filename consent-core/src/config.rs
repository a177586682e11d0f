//! What a country decides about consent, as written in its configuration and as checked once.

use serde::Deserialize;

use crate::Error;

/// The configuration as written. Unknown fields are refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentConfig {
    /// The country for which statements are made: two upper-case letters of ISO 3166-1. No default.
    pub country: String,
    /// How long a phone has for a statement, in seconds, 30 to 600; a request whose own end comes earlier ends earlier.
    /// Default 120.
    #[serde(default = "default_statement_seconds")]
    pub statement_seconds: i64,
}

fn default_statement_seconds() -> i64 {
    120
}

/// The configuration, checked.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) country: String,
    pub(crate) statement_seconds: i64,
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
        if !(30..=600).contains(&written.statement_seconds) {
            return Err(Error::Configuration {
                field: "statement_seconds",
                rule: "30 to 600",
                found: written.statement_seconds.to_string(),
            });
        }
        Ok(Self { country: written.country, statement_seconds: written.statement_seconds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_meant_is_refused_by_name() {
        let config = ConsentConfig { country: "MU".to_owned(), statement_seconds: 120 };
        assert!(Policy::try_from(config.clone()).is_ok());
        for (field, wrong) in [
            ("country", ConsentConfig { country: "mu".to_owned(), ..config.clone() }),
            ("country", ConsentConfig { country: "MUS".to_owned(), ..config.clone() }),
            ("statement_seconds", ConsentConfig { statement_seconds: 29, ..config.clone() }),
            ("statement_seconds", ConsentConfig { statement_seconds: 601, ..config.clone() }),
        ] {
            let error = Policy::try_from(wrong).expect_err("the value is not allowed").to_string();
            assert!(error.contains(field), "{error}");
        }
    }
}
