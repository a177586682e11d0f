//! The one file that people review before a ceremony, and that the transcript names by its digest.

use hsm_adapter::SigningKind;
use pki_types::visible::Look;
use pki_types::{Sha256Digest, sha256};
use serde::Deserialize;
use store::ROOT_ROLE;
use words::act::{Role, Roles};

use crate::acts::acting::FEWEST_SECURITY_OFFICERS;
use crate::acts::naming::{check_country, check_domain, check_id, check_name, check_organization_identifier};
use crate::ceremony::install::CountryFacts;
use crate::country::Country;
use crate::error::Error;
use crate::issuance::issuer::{ISSUER_ROLE_RULE, SHARDS_RULE, is_issuer_role, is_number_of_shards};
use crate::issuance::profile::Profiles;
use crate::problem::Problem;

/// How many officers a ceremony makes at most.
const MOST_OFFICERS: usize = 20;
/// The last generation of a role: names stay short enough for labels of keys.
const LAST_GENERATION: u32 = 999;

/// A ceremony, as reviewed. Every field is needed unless it says otherwise; unknown fields are refused.
#[derive(Debug, Clone)]
pub struct CeremonyFile {
    pub(crate) config: CeremonyConfig,
    pub(crate) country: Country,
    /// The file itself.
    pub(crate) text: String,
    pub(crate) sha256: Sha256Digest,
}

/// What stands in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyConfig {
    pub(crate) country: CeremonyCountry,
    pub(crate) organization: CeremonyOrganization,
    pub(crate) root: CeremonyRoot,
    pub(crate) issuers: Vec<CeremonyIssuer>,
    #[serde(default)]
    pub(crate) signers: CeremonySigners,
    pub(crate) officers: Vec<CeremonyOfficer>,
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
    /// The key that answers in its name whether the issuing CAs are good (OCSP): `p-256`, `p-384` or `rsa-3072`. Absent: none
    /// does, and the root's list alone tells.
    pub(crate) ocsp_signer: Option<SigningKind>,
}

/// `[[issuers]]`: the issuing CAs, at least one for each role that a profile names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyIssuer {
    /// What profiles ask for: 2 to 20 of a-z and inner hyphens, such as `citizens`.
    pub(crate) role: String,
    /// Which one in that role, from 1 to 999: the newest issues. Default: 1.
    #[serde(default = "first")]
    pub(crate) generation: u32,
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

/// `[[officers]]`: the first officers, who appoint the others. At least two have the role security.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyOfficer {
    /// Short name.
    pub(crate) id: String,
    /// Name in the certificate.
    pub(crate) name: String,
    /// What the officer may be trusted with, at least one of `registration`, `revocation`, `security`, `auditor`.
    pub(crate) roles: Roles,
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

pub(crate) fn p256() -> SigningKind {
    SigningKind::P256
}

fn p384() -> SigningKind {
    SigningKind::P384
}

fn one_shard() -> u32 {
    1
}

fn first() -> u32 {
    1
}

impl CeremonyIssuer {
    /// What labels of keys, addresses and people call it.
    pub(crate) fn name(&self) -> String {
        store::Issuer::name_of(&self.role, self.generation)
    }
}

/// Everything of a list of issuing CAs that a certificate could not carry, or that the country could not tell apart.
/// `others` are the CAs that are there beside them, each with its common name.
pub(crate) fn check_issuers(issuers: &[CeremonyIssuer], others: &[(String, String)]) -> Result<(), Error> {
    if issuers.is_empty() {
        return Err(Error::configuration("issuers", "must be one at least", "(none)"));
    }
    let mut there = others.to_vec();
    for issuer in issuers {
        let CeremonyIssuer { role, generation, common_name, crl_shards, .. } = issuer;
        if !is_issuer_role(role) || role == ROOT_ROLE {
            let rule = format!("{ISSUER_ROLE_RULE}, and not {ROOT_ROLE}");
            return Err(Error::configuration("issuers.role", &rule, role));
        }
        if !(1..=LAST_GENERATION).contains(generation) {
            let rule = format!("must be from 1 to {LAST_GENERATION}");
            return Err(Error::configuration("issuers.generation", &rule, &generation.to_string()));
        }
        let name = issuer.name();
        if there.iter().any(|(other, _)| *other == name) {
            let rule = format!("is there twice in the role {role}");
            return Err(Error::configuration("issuers.generation", &rule, &generation.to_string()));
        }
        named(common_name, check_name("issuers.common_name", common_name))?;
        let look = Look::of_name(common_name);
        if let Some((other, _)) = there.iter().find(|(_, other)| Look::of_name(other).passes_for(&look)) {
            // RFC 5280 §4.1.2.4: a CA is found by its DN, of which all else is the same here; §7.1 compares without case.
            let rule = format!("must not be, or look like, that of {other}: two CAs would have one name");
            return Err(Error::configuration("issuers.common_name", &rule, common_name));
        }
        if !is_number_of_shards(*crl_shards) {
            return Err(Error::configuration("issuers.crl_shards", SHARDS_RULE, &crl_shards.to_string()));
        }
        there.push((name, common_name.clone()));
    }
    Ok(())
}

impl CeremonyConfig {
    /// Everything that a certificate could not carry later, checked before a key exists: a ceremony that stops half-way
    /// leaves keys behind that must be destroyed.
    fn check(&self) -> Result<(), Error> {
        let organization = &self.organization;
        named(&organization.name, check_name("organization.name", &organization.name))?;
        let identifier = &organization.identifier;
        named(identifier, check_organization_identifier("organization.identifier", identifier))?;
        if organization.name.to_lowercase() == identifier.to_lowercase() {
            let rule = "must not be the identifier (EN 319 412-3 LEG-4.2.1-6)";
            return Err(Error::configuration("organization.name", rule, &organization.name));
        }
        let root = &self.root.common_name;
        named(root, check_name("root.common_name", root))?;
        check_issuers(&self.issuers, &[(ROOT_ROLE.to_owned(), root.clone())])?;
        let is_there =
            |role: &str| role == ROOT_ROLE || self.issuers.iter().any(|issuer| issuer.role == role);
        Profiles::built_in()?.check_roles(is_there)?;
        self.check_officers()?;
        let party = &self.relying_party;
        named(&party.id, check_id("relying_party.id", &party.id))?;
        named(&party.name, check_name("relying_party.name", &party.name))?;
        named(&party.domain, check_domain("relying_party.domain", &party.domain))?;
        named(&party.country, check_country("relying_party.country", &party.country))
    }

    fn check_officers(&self) -> Result<(), Error> {
        for (place, officer) in self.officers.iter().enumerate() {
            named(&officer.id, check_id("officers.id", &officer.id))?;
            named(&officer.name, check_name("officers.name", &officer.name))?;
            if self.officers[..place].iter().any(|other| other.id == officer.id) {
                return Err(Error::configuration("officers.id", "is there twice", &officer.id));
            }
        }
        if self.officers.len() > MOST_OFFICERS {
            let rule = format!("must be at most {MOST_OFFICERS}; the others are appointed later");
            return Err(Error::configuration("officers", &rule, &self.officers.len().to_string()));
        }
        let count = self.officers.iter().filter(|officer| officer.roles.contains(Role::Security)).count();
        if count < FEWEST_SECURITY_OFFICERS {
            let rule = format!(
                "must give the role security to at least {FEWEST_SECURITY_OFFICERS}: what takes both could never be done"
            );
            return Err(Error::configuration("officers.roles", &rule, &count.to_string()));
        }
        Ok(())
    }
}

/// The refusal of a value of an act, as one of the ceremony's: with the value, which is nobody's secret here.
fn named(value: &str, checked: Result<(), Problem>) -> Result<(), Error> {
    checked.map_err(|problem| match problem {
        Problem::ActContent { field, rule } => Error::configuration(field, &rule, value),
        other => Error::Ceremony(other.to_string()),
    })
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
        config.check()?;
        Ok(Self { config, country, text: text.to_owned(), sha256: sha256(text.as_bytes()) })
    }

    /// SHA-256 of the file.
    pub fn sha256(&self) -> Sha256Digest {
        self.sha256
    }
}
