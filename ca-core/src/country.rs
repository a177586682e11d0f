//! What is the same in all certificates of a country: its code, its addresses, its policy arc, the law it is
//! under.

use std::net::IpAddr;

use der::asn1::ObjectIdentifier;
use pki_types::hash::Sha256Digest;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::issuance::address;
use crate::issuance::iso_countries::is_country_code;

/// Where Regulation (EU) 910/2014 is the law: the Union and the European Economic Area. Elsewhere a qualified
/// certificate names the country whose law it follows (EN 319 412-5 §4.2.4, QcCClegislation).
const EUROPEAN_LAW: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// What the country says of its certificates, as written in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityConfig {
    /// ISO 3166-1 code of the country, two capital letters. No default.
    pub country: String,
    /// The address under which the world reaches CRLs, CA certificates and OCSP: `http://host[:port]`, no
    /// path. It stands in every certificate and need not be an address that this machine listens on. No
    /// default.
    pub public_url: String,
    /// The arc of the country's own certificate policies, such as `1.3.6.1.4.1.32473.1`. No default.
    pub policy_arc: String,
    /// The https address of the English PKI disclosure statement (EN 319 412-5 §4.3.4). Needed when `qscd` is
    /// on. Default: none.
    #[serde(default)]
    pub disclosure_statement: Option<String>,
    /// Whether officers may activate devices of kind `qscd`, whose signatures are qualified. Default: off.
    #[serde(default)]
    pub qscd: bool,
    /// Host names and addresses that doors may ask TLS certificates for, beside the host of `public_url` and
    /// loopback. Default: none.
    #[serde(default)]
    pub tls_names: Vec<String>,
    /// SHA-256 of SubjectPublicKeyInfo of keys that are never certified, lower-case hex. Default: none.
    #[serde(default)]
    pub blocked_keys: Vec<Sha256Digest>,
    /// Whether and how persons give activations to further phones of theirs.
    #[serde(default)]
    pub further_phones: FurtherPhones,
}

/// Whether and how a person's phone gives an activation for another one of the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FurtherPhones {
    /// Whether it may at all. Default: yes.
    pub allowed: bool,
    /// How many phones a person has who is given no further one in this way. Default 5; 1 to 50.
    pub most_phones: u32,
    /// How long after its own enrolment a phone gives none, in seconds. Default a day; up to 2592000.
    pub after_seconds: u32,
    /// How long an activation waits for its phone, in seconds. Default 600; 60 to 900.
    pub waits_seconds: u32,
}

impl Default for FurtherPhones {
    fn default() -> Self {
        Self { allowed: true, most_phones: 5, after_seconds: 86_400, waits_seconds: 600 }
    }
}

impl FurtherPhones {
    fn check(&self) -> Result<(), Error> {
        for (field, value, (least, most)) in [
            ("further_phones.most_phones", self.most_phones, (1, 50)),
            ("further_phones.after_seconds", self.after_seconds, (0, 2_592_000)),
            ("further_phones.waits_seconds", self.waits_seconds, (60, 900)),
        ] {
            if !(least..=most).contains(&value) {
                let rule = format!("must be {least} to {most}");
                return Err(Error::configuration(field, &rule, &value.to_string()));
            }
        }
        Ok(())
    }
}

/// The checked form of [`AuthorityConfig`].
#[derive(Debug, Clone)]
pub struct Country {
    config: AuthorityConfig,
    policy_arc: ObjectIdentifier,
    officer_roles: ObjectIdentifier,
}

impl Country {
    /// Checks what was written.
    ///
    /// # Errors
    /// [`Error::Configuration`], naming the field and what it must look like.
    pub fn new(config: AuthorityConfig) -> Result<Self, Error> {
        if !is_country_code(&config.country) {
            return Err(Error::configuration(
                "country",
                "must be a code of ISO 3166-1, two capital letters",
                &config.country,
            ));
        }
        config.further_phones.check()?;
        address::IN_CERTIFICATES
            .check(&config.public_url)
            .map_err(|rule| Error::configuration("public_url", &rule, &config.public_url))?;
        let policy_arc = object_identifier(&config.policy_arc).ok_or_else(|| {
            Error::configuration(
                "policy_arc",
                "must be an object identifier, its numbers without leading zeros",
                &config.policy_arc,
            )
        })?;
        // The deepest policy of a profile must still be an object identifier.
        if ObjectIdentifier::new(&format!("{policy_arc}.1.2.1.1")).is_err() {
            return Err(Error::configuration(
                "policy_arc",
                "must leave room for four more numbers",
                &config.policy_arc,
            ));
        }
        if let Some(statement) = &config.disclosure_statement
            && (!statement.starts_with("https://") || !statement.is_ascii())
        {
            return Err(Error::configuration(
                "disclosure_statement",
                "must be an https address (EN 319 412-5 §4.3.4)",
                statement,
            ));
        }
        if config.qscd && config.disclosure_statement.is_none() {
            return Err(Error::configuration(
                "disclosure_statement",
                "is needed when qscd is on (EN 319 412-5 §4.3.4)",
                "(none)",
            ));
        }
        // Policies of certificates are below .1; .2 is for extensions.
        let officer_roles = ObjectIdentifier::new(&format!("{policy_arc}.2.1")).map_err(|_| {
            Error::configuration("policy_arc", "must leave room for four more numbers", &config.policy_arc)
        })?;
        Ok(Self { config, policy_arc, officer_roles })
    }

    /// The country's code.
    pub fn code(&self) -> &str {
        &self.config.country
    }

    /// The base of all addresses in certificates, without a trailing slash.
    pub fn public_url(&self) -> &str {
        &self.config.public_url
    }

    /// What was written.
    pub fn config(&self) -> &AuthorityConfig {
        &self.config
    }

    /// Whether officers may activate devices whose signatures are qualified.
    pub fn qscd(&self) -> bool {
        self.config.qscd
    }

    /// The address of the practice statement.
    pub fn practice_statement(&self) -> String {
        format!("{}/cps", self.public_url())
    }

    /// The address of an issuer's OCSP responder.
    pub fn ocsp_url(&self, issuer: &str) -> String {
        format!("{}/ocsp/{issuer}", self.public_url())
    }

    /// The address of an issuer's certificate.
    pub fn certificate_url(&self, issuer: &str) -> String {
        format!("{}/certificates/{issuer}.cer", self.public_url())
    }

    /// The address of a shard of an issuer's CRL.
    pub fn shard_url(&self, issuer: &str, shard: u32) -> String {
        format!("{}/crl/{issuer}/{shard}.crl", self.public_url())
    }

    /// The address of the CRL of this root.
    pub fn root_list_url(&self, root: &str) -> String {
        format!("{}/crl/{root}.crl", self.public_url())
    }

    /// The https address of the English disclosure statement.
    pub fn disclosure_statement(&self) -> Option<&str> {
        self.config.disclosure_statement.as_deref()
    }

    /// The country whose law makes its certificates qualified; `None` where Regulation (EU) 910/2014 does.
    pub fn legislation(&self) -> Option<&str> {
        (!EUROPEAN_LAW.contains(&self.code())).then_some(self.code())
    }

    /// The country's own policy: its arc and what follows; none when the two make no object identifier.
    #[must_use]
    pub fn policy(&self, below: &str) -> Option<ObjectIdentifier> {
        ObjectIdentifier::new(&format!("{}.{below}", self.policy_arc)).ok()
    }

    /// The extension of an officer's certificate that names the officer's roles ([`words::act::Roles::to_der`]): the
    /// country's arc, then 2.1.
    pub fn officer_roles(&self) -> ObjectIdentifier {
        self.officer_roles
    }

    /// Whether a door may have a TLS certificate with this name.
    pub fn allows_tls_name(&self, name: &str) -> bool {
        let host = self.public_host();
        name == "localhost"
            || name == host
            || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            || self.config.tls_names.iter().any(|allowed| allowed == name)
    }

    /// Whether this key is on the country's own block list.
    pub fn blocks_key(&self, spki_sha256: Sha256Digest) -> bool {
        self.config.blocked_keys.contains(&spki_sha256)
    }

    fn public_host(&self) -> &str {
        let authority = self.public_url().strip_prefix("http://").unwrap_or("");
        match authority.strip_prefix('[') {
            // RFC 3986 §3.2.2: an IPv6 address stands in brackets.
            Some(bracketed) => bracketed.split(']').next().unwrap_or(""),
            None => authority.split(':').next().unwrap_or(""),
        }
    }
}

/// An object identifier that a person wrote; none if the text is another than the one by which it is known: with leading
/// zeros it would be read as an arc that stands nowhere in the file.
pub(crate) fn object_identifier(text: &str) -> Option<ObjectIdentifier> {
    ObjectIdentifier::new(text).ok().filter(|identifier| identifier.to_string() == text)
}
