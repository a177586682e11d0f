//! What a ceremony hands over, as it is written into `install/country.json`.

use pki_types::{Sha256Digest, UnixTime, encoding};
use serde::{Deserialize, Serialize};
use store::ROOT_ROLE;
use words::act::Roles;

use super::CountryFacts;

/// The rows that a ceremony hands over: a country with its first issuers, or issuers for one that is there. Public, all of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallFile {
    pub(crate) version: u32,
    /// The file that people reviewed, as they did.
    pub(crate) reviewed: String,
    pub(crate) held_at: UnixTime,
    pub(crate) country: CountryFacts,
    pub(crate) issuers: Vec<InstallIssuer>,
    pub(crate) certificates: Vec<InstallCertificate>,
    pub(crate) officers: Vec<InstallOfficer>,
    pub(crate) relying_parties: Vec<InstallRelyingParty>,
    pub(crate) public_keys: Vec<InstallKey>,
    /// Of a founding: the root's first list.
    pub(crate) root_list: Option<InstallList>,
}

impl InstallFile {
    /// Whether a country begins with it: its root is among the issuers.
    pub(crate) fn is_founding(&self) -> bool {
        self.issuers.iter().any(|row| row.role == ROOT_ROLE)
    }
}

/// A row of `issuers`, which gets the next number; its certificate is among the certificates.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallIssuer {
    pub(crate) role: String,
    pub(crate) generation: u32,
    pub(crate) crl_shards: u32,
    pub(crate) certificate_sha256: Sha256Digest,
}

/// A row of `intents` with its certificate.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallCertificate {
    pub(crate) issuer: String,
    pub(crate) profile: String,
    pub(crate) profile_digest: Sha256Digest,
    pub(crate) request_sha256: Sha256Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) relying_party: Option<String>,
    pub(crate) certificate: String,
}

/// The public half of a key that the country uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallKey {
    pub(crate) label: String,
    /// SubjectPublicKeyInfo, DER.
    #[serde(with = "encoding::as_base64")]
    pub(crate) spki: Vec<u8>,
}

/// A row of `officers`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallOfficer {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) roles: Roles,
    pub(crate) certificate_sha256: Sha256Digest,
}

/// A row of `relying_parties`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallRelyingParty {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) domain: String,
    pub(crate) country: String,
    pub(crate) certificate_sha256: Sha256Digest,
}

/// A row of `crls`: the root's list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallList {
    #[serde(with = "encoding::as_base64")]
    pub(crate) der: Vec<u8>,
}
