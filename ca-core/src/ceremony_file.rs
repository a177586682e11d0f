//! The one file that people review before a ceremony, and that the transcript names by its digest.

use hsm_adapter::SigningKind;
use pki_types::{Sha256Digest, sha256};
use serde::Deserialize;

use crate::country::Country;
use crate::error::Error;
use crate::install::CountryFacts;
use crate::naming::{check_country, check_domain, check_id, check_name};
use crate::problem::Problem;

/// A ceremony, as reviewed. Every field is needed unless it says otherwise; unknown fields are refused.
#[derive(Debug, Clone)]
pub struct CeremonyFile {
    pub(crate) config: CeremonyConfig,
    pub(crate) country: Country,
    pub(crate) sha256: Sha256Digest,
}

/// What stands in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyConfig {
    pub(crate) country: CeremonyCountry,
    pub(crate) organization: CeremonyOrganization,
    pub(crate) root: CeremonyRoot,
    pub(crate) citizens: CeremonyIssuer,
    pub(crate) services: CeremonyIssuer,
    #[serde(default)]
    pub(crate) signers: CeremonySigners,
    pub(crate) officer: CeremonyOfficer,
    pub(crate) relying_party: CeremonyRelyingParty,
}

/// `[country]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyCountry {
    /// ISO 3166-1 code, two capital letters.
    pub(crate) code: String,
    /// The base of all addresses in certificates: `http://host[:port]`.
    pub(crate) public_url: String,
    /// The arc of the country's own policies.
    pub(crate) policy_arc: String,
}

/// `[organization]`: who runs the trust service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyOrganization {
    /// Registered name.
    pub(crate) name: String,
    /// Such as `NTRMU-C12345` (EN 319 412-1 §5.1.4).
    pub(crate) identifier: String,
}

/// `[root]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyRoot {
    /// Its CN.
    pub(crate) common_name: String,
}

/// `[citizens]` and `[services]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyIssuer {
    /// Its CN.
    pub(crate) common_name: String,
    /// Shards of its CRL: a power of two from 1 to 16,384, fixed for the life of the key. Default: 1.
    #[serde(default = "one_shard")]
    pub(crate) crl_shards: u32,
    /// Its key: `p-256`, `p-384` or `rsa-3072`. Default: `p-384`.
    #[serde(default = "p384")]
    pub(crate) key: SigningKind,
}

/// `[signers]`: the first keys of status and time; the running service chooses those that follow.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonySigners {
    /// OCSP keys. Default: `p-256`.
    #[serde(default = "p256")]
    pub(crate) status: SigningKind,
    /// The time-stamping key. Default: `p-256`.
    #[serde(default = "p256")]
    pub(crate) time: SigningKind,
}

impl Default for CeremonySigners {
    fn default() -> Self {
        Self { status: p256(), time: p256() }
    }
}

/// `[officer]`: the first officer, who appoints the others.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyOfficer {
    /// Short name.
    pub(crate) id: String,
    /// Name in the certificate.
    pub(crate) name: String,
}

/// `[relying_party]`: the first relying party.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyRelyingParty {
    /// Short name.
    pub(crate) id: String,
    /// The name that people see.
    pub(crate) name: String,
    /// The domain that people see.
    pub(crate) domain: String,
    /// ISO 3166-1 code.
    pub(crate) country: String,
}

fn p256() -> SigningKind {
    SigningKind::P256
}

fn p384() -> SigningKind {
    SigningKind::P384
}

fn one_shard() -> u32 {
    1
}

impl CeremonyConfig {
    /// The same rules as for officers' acts.
    fn check_names(&self) -> Result<(), Problem> {
        check_id(&self.officer.id)?;
        check_name(&self.officer.name)?;
        check_id(&self.relying_party.id)?;
        check_name(&self.relying_party.name)?;
        check_domain(&self.relying_party.domain)?;
        check_country(&self.relying_party.country)?;
        check_name(&self.organization.name)
    }
}

impl CeremonyFile {
    /// Reads and checks a ceremony file.
    ///
    /// # Errors
    /// [`Error::Ceremony`] for text that is no ceremony, with the line and the unknown field;
    /// [`Error::Configuration`] for values that no certificate could carry.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let config: CeremonyConfig =
            toml::from_str(text).map_err(|problem| Error::Ceremony(problem.to_string()))?;
        let facts = CountryFacts {
            country: config.country.code.clone(),
            public_url: config.country.public_url.clone(),
            policy_arc: config.country.policy_arc.clone(),
        };
        let country = Country::new(facts.into_config())?;
        config.check_names().map_err(|problem| Error::Ceremony(problem.to_string()))?;
        Ok(Self { config, country, sha256: sha256(text.as_bytes()) })
    }

    /// SHA-256 of the file.
    pub fn sha256(&self) -> Sha256Digest {
        self.sha256
    }
}
