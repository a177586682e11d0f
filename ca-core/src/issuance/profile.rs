//! What a certificate may say: one profile, read from data and checked once.
//!
//! To add one: write `profiles/NAME.toml`, each line citing its clause.

pub(crate) mod file;

use std::collections::BTreeMap;

use der::asn1::ObjectIdentifier;
use pki_types::hash::{Sha256Digest, sha256};
use pki_types::key::{KeyKind, PublicKey};
use store::ROOT_ROLE;

use crate::country::object_identifier;
use crate::issuance::error::Error;
use crate::issuance::issuer::{ISSUER_ROLE_RULE, is_issuer_role};
use crate::issuance::profile::file::{
    AuthorityInformation, AuthorityKeyIdentifier, CertifiedKey, Ends, ExtendedKeyUsageConfig, PoliciesConfig,
    ProfileConfig, Purpose, QualifiedStatement, RevocationList, SubjectShape, Suspension, Usage,
};
use words::profile::names;

/// Seconds in a day; nothing else is called a day (CA/Browser Forum Baseline Requirements §6.3.2).
pub(crate) const SECONDS_PER_DAY: i64 = 86_400;

/// Days for which an OCSP signer's key is used before it is destroyed.
pub(crate) const OCSP_KEY_DAYS: u32 = 30;
/// The same for the signer of the root, which only a ceremony replaces: a year, and time to hold it.
pub(crate) const ROOT_OCSP_KEY_DAYS: u32 = 400;

/// What a profile has for a role that the certificates of every issuing CA's own services have: those of its OCSP signers.
const EVERY_ISSUING_CA: &str = "*";

/// All profiles of a country, by name.
#[derive(Debug, Clone)]
pub struct Profiles {
    by_name: BTreeMap<String, Profile>,
}

impl Profiles {
    /// The profiles that Great Seal is built with.
    ///
    /// # Errors
    /// [`Error::Profile`] when one of them contradicts itself or another.
    pub fn built_in() -> Result<Self, Error> {
        Self::from_texts(words::profile::TEXTS)
    }

    /// Profiles from their texts; the names must differ and an OCSP signer must outlive what it speaks for.
    ///
    /// # Errors
    /// [`Error::Profile`], naming the profile and the rule.
    pub fn from_texts(texts: &[&str]) -> Result<Self, Error> {
        let mut by_name = BTreeMap::new();
        for text in texts {
            let profile = Profile::parse(text)?;
            let name = profile.name().to_owned();
            if by_name.insert(name.clone(), profile).is_some() {
                return Err(Error::profile(&name, "is there twice"));
            }
        }
        let profiles = Self { by_name };
        profiles.check_ocsp_signers()?;
        profiles.check_citizens()?;
        Ok(profiles)
    }

    /// The profile of this name.
    ///
    /// # Errors
    /// [`Error::Profile`] when there is none.
    pub fn named(&self, name: &str) -> Result<&Profile, Error> {
        self.by_name.get(name).ok_or_else(|| Error::profile(name, "does not exist"))
    }

    /// All profiles in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.by_name.values()
    }

    /// Whether there is an issuer in every role that a profile names.
    ///
    /// # Errors
    /// [`Error::Profile`], naming the profile and the role.
    pub(crate) fn check_roles(&self, is_there: impl Fn(&str) -> bool) -> Result<(), Error> {
        for profile in self.iter() {
            if let Some(role) = profile.issuer_role().filter(|role| !is_there(role)) {
                return Err(Error::profile(
                    profile.name(),
                    &format!("names the role {role}, which no issuer has"),
                ));
            }
        }
        Ok(())
    }

    /// A citizen's key has the usage of its purpose, and both certificates of a phone come from one issuer, above which is one
    /// chain.
    fn check_citizens(&self) -> Result<(), Error> {
        let citizens = || self.iter().filter(|profile| profile.config.purpose.is_some());
        for profile in citizens() {
            // EN 319 412-2 NAT-4.3.2-1: types C and A.
            let usage = match profile.config.purpose {
                Some(words::Purpose::Authentication) => Usage::DigitalSignature,
                _ => Usage::ContentCommitment,
            };
            if profile.key_usage() != [usage] {
                return Err(Error::profile(profile.name(), "has another key_usage than its purpose"));
            }
        }
        let Some(first) = citizens().next() else { return Ok(()) };
        match citizens().find(|other| other.issuer_role() != first.issuer_role()) {
            Some(other) => {
                let rule = format!("has another issuer_role than {}", first.name());
                Err(Error::profile(other.name(), &rule))
            }
            None => Ok(()),
        }
    }

    /// The certificate of an OCSP signer must live as long as the longest certificate of its issuer that can
    /// be issued while its key is in use: otherwise a document signed today loses its proof on the way.
    fn check_ocsp_signers(&self) -> Result<(), Error> {
        // Nobody asks about the root's own certificate: it is trusted or not.
        let others =
            || self.iter().filter(|profile| !profile.ocsp_no_check() && profile.name() != names::ROOT);
        for signer in self.iter().filter(|profile| profile.ocsp_no_check()) {
            for role in others().filter_map(Profile::issuer_role).filter(|role| signer.may_be_issued_by(role))
            {
                let longest = others()
                    .filter(|profile| profile.may_be_issued_by(role))
                    .map(|profile| profile.config.validity.days)
                    .max();
                let used = if role == ROOT_ROLE { ROOT_OCSP_KEY_DAYS } else { OCSP_KEY_DAYS };
                let needed = longest.unwrap_or(0).saturating_add(used);
                if signer.config.validity.days < needed {
                    let rule = format!(
                        "lives {} days, and {role} needs a signer for {needed}",
                        signer.config.validity.days
                    );
                    return Err(Error::profile(signer.name(), &rule));
                }
            }
        }
        Ok(())
    }
}

/// A checked profile. Its digest is pinned in every intent, so that the record says under which text a
/// certificate was made.
#[derive(Debug, Clone)]
pub struct Profile {
    config: ProfileConfig,
    etsi_policy: Option<ObjectIdentifier>,
    digest: Sha256Digest,
}

impl Profile {
    /// Reads and checks one profile.
    ///
    /// # Errors
    /// [`Error::Profile`] for text that is no profile, unknown fields, and profiles that contradict
    /// themselves.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let config: ProfileConfig =
            toml::from_str(text).map_err(|problem| Error::profile("(unread)", &problem.to_string()))?;
        let etsi_policy = match config.policies.as_ref().and_then(|policies| policies.etsi.as_deref()) {
            None => None,
            Some(text) => Some(
                object_identifier(text)
                    .ok_or_else(|| Error::profile(&config.name, "policies.etsi is no OID"))?,
            ),
        };
        let profile = Self { config, etsi_policy, digest: sha256(text.as_bytes()) };
        match profile.contradiction() {
            None => Ok(profile),
            Some(rule) => Err(Error::profile(profile.name(), rule)),
        }
    }

    /// The first rule between fields that this profile breaks.
    fn contradiction(&self) -> Option<&'static str> {
        let config = &self.config;
        let authority = config.basic_constraints.certificate_authority;
        let signs_certificates = config.key_usage.contains(&Usage::KeyCertSign);
        let stamps = self.purposes().contains(&Purpose::TimeStamping);
        let answers = self.purposes().contains(&Purpose::OcspSigning);
        let complies = config.qualified_statements.contains(&QualifiedStatement::Compliance);
        let rules = [
            (
                config.issuer_role != EVERY_ISSUING_CA && !is_issuer_role(&config.issuer_role),
                ISSUER_ROLE_RULE,
            ),
            (config.keys.is_empty(), "it certifies no kind of key"),
            (
                config.purpose.is_some() != (config.subject == SubjectShape::NaturalPerson),
                "purpose and a natural person go together",
            ),
            (config.purpose.is_some() == config.devices.is_empty(), "purpose and devices go together"),
            (config.key_usage.is_empty(), "key_usage is empty (RFC 5280 §4.2.1.3: at least one bit)"),
            (config.validity.days == 0, "it lives no day"),
            (
                authority != signs_certificates,
                "certificate_authority and key-cert-sign go together (RFC 5280 §4.2.1.9)",
            ),
            (
                !authority && config.basic_constraints.path_length.is_some(),
                "a path length without certificate_authority (RFC 5280 §4.2.1.9)",
            ),
            (
                stamps && !(self.purposes() == [Purpose::TimeStamping] && self.purposes_critical()),
                "time-stamping is alone and critical (RFC 3161 §2.3)",
            ),
            (
                !stamps && self.purposes_critical(),
                "extended_key_usage is not critical (EN 319 412-2 GEN-4.3.10-1)",
            ),
            (
                answers != config.ocsp_no_check,
                "ocsp_no_check and ocsp-signing go together (RFC 6960 §4.2.2.2.1)",
            ),
            (
                answers && self.purposes() != [Purpose::OcspSigning],
                "ocsp-signing is alone (RFC 6960 §4.2.2.2)",
            ),
            (
                config.ocsp_no_check
                    && (config.revocation_list.is_some() || !config.authority_information.is_empty()),
                "an OCSP signer with nocheck names neither CRL nor AIA (RFC 6960 §4.2.2.2.1)",
            ),
            (
                !complies && config.qualified_statements.contains(&QualifiedStatement::Disclosure),
                "QcPDS only together with QcCompliance (EN 319 412-5 §4.3.4)",
            ),
            (
                config.officer_roles && config.subject != SubjectShape::Member,
                "officer_roles is for officers, whose subject is a member",
            ),
            (
                config.private_key_days.is_some_and(|days| days > 366 || days > config.validity.days),
                "private_key_days is at most a year (EN 319 421 §7.6.3) and never longer than the certificate",
            ),
        ];
        rules.into_iter().find_map(|(broken, rule)| broken.then_some(rule))
    }

    /// The profile's name.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// SHA-256 of the profile's text.
    pub fn digest(&self) -> Sha256Digest {
        self.digest
    }

    /// Seconds from notBefore up to and including notAfter, one more than their difference (RFC 5280
    /// §4.1.2.5).
    pub fn period_seconds(&self) -> i64 {
        i64::from(self.config.validity.days) * SECONDS_PER_DAY
    }

    /// Whether a certificate of this profile may be put on hold.
    pub fn may_be_suspended(&self) -> bool {
        self.config.suspension == Suspension::Allowed
    }

    /// The role of the issuers that may sign it; none if it is every issuing CA.
    pub fn issuer_role(&self) -> Option<&str> {
        Some(self.config.issuer_role.as_str()).filter(|role| *role != EVERY_ISSUING_CA)
    }

    /// Whether an issuer in this role may sign it.
    pub fn may_be_issued_by(&self, role: &str) -> bool {
        self.issuer_role().map_or(role != ROOT_ROLE, |own| own == role)
    }

    /// Whether such keys may be certified.
    pub(crate) fn takes_key(&self, offered: &PublicKey) -> bool {
        self.config.keys.iter().any(|key| match key {
            CertifiedKey::P256 => offered.kind() == KeyKind::P256,
            CertifiedKey::P384 => offered.kind() == KeyKind::P384,
            CertifiedKey::Rsa3072 => offered.rsa_bits().is_some_and(|bits| bits >= 3072),
        })
    }

    pub(crate) fn subject(&self) -> SubjectShape {
        self.config.subject
    }

    pub(crate) fn ends_with_issuer(&self) -> bool {
        self.config.validity.ends == Ends::WithIssuerAtTheLatest
    }

    pub(crate) fn is_authority(&self) -> bool {
        self.config.basic_constraints.certificate_authority
    }

    pub(crate) fn path_length(&self) -> Option<u8> {
        self.config.basic_constraints.path_length
    }

    pub(crate) fn key_usage(&self) -> &[Usage] {
        &self.config.key_usage
    }

    pub(crate) fn names_its_issuer_key(&self) -> bool {
        self.config.authority_key_identifier == AuthorityKeyIdentifier::Issuer
    }

    pub(crate) fn authority_information(&self) -> &[AuthorityInformation] {
        &self.config.authority_information
    }

    pub(crate) fn revocation_list(&self) -> Option<RevocationList> {
        self.config.revocation_list
    }

    pub(crate) fn wants_alternative_names(&self) -> bool {
        self.config.alternative_names
    }

    pub(crate) fn ocsp_no_check(&self) -> bool {
        self.config.ocsp_no_check
    }

    pub(crate) fn officer_roles(&self) -> bool {
        self.config.officer_roles
    }

    pub(crate) fn qualified_statements(&self) -> &[QualifiedStatement] {
        &self.config.qualified_statements
    }

    pub(crate) fn private_key_seconds(&self) -> Option<i64> {
        self.config.private_key_days.map(|days| i64::from(days) * SECONDS_PER_DAY)
    }

    pub(crate) fn purposes(&self) -> &[Purpose] {
        self.config
            .extended_key_usage
            .as_ref()
            .map_or(&[], |ExtendedKeyUsageConfig { purposes, .. }| purposes.as_slice())
    }

    pub(crate) fn purposes_critical(&self) -> bool {
        self.config.extended_key_usage.as_ref().is_some_and(|usage| usage.critical)
    }

    pub(crate) fn policies(&self) -> Option<&PoliciesConfig> {
        self.config.policies.as_ref()
    }

    pub(crate) fn etsi_policy(&self) -> Option<ObjectIdentifier> {
        self.etsi_policy
    }
}
