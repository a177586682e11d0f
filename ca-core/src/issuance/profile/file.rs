//! A profile as written in `profiles/*.toml`: every field, before anything is checked.

use serde::Deserialize;
use words::DeviceKind;

/// What stands in the file. A field that is not here is refused when the file is read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileConfig {
    /// The profile's name; it is the file's name too.
    pub(crate) name: String,
    /// The role of the issuers that may sign it: `root`, one of those that the ceremony file has, or `*` for every issuing CA.
    pub(crate) issuer_role: String,
    /// What a citizen's key signs; absent: it is not a citizen's.
    pub(crate) purpose: Option<words::Purpose>,
    /// The kinds of citizens' devices that get it.
    #[serde(default)]
    pub(crate) devices: Vec<DeviceKind>,
    /// The shape of its subject.
    pub(crate) subject: SubjectShape,
    /// The kinds of key that it certifies.
    pub(crate) keys: Vec<CertifiedKey>,
    /// Whether a certificate of this profile may be put on hold.
    pub(crate) suspension: Suspension,
    /// Bits of keyUsage.
    pub(crate) key_usage: Vec<Usage>,
    /// Absent only in the root, which signs itself.
    #[serde(default)]
    pub(crate) authority_key_identifier: AuthorityKeyIdentifier,
    /// What authorityInfoAccess names; absent: no such extension.
    #[serde(default)]
    pub(crate) authority_information: Vec<AuthorityInformation>,
    /// Which CRL tells the certificate's status; absent: none does.
    pub(crate) revocation_list: Option<RevocationList>,
    /// Whether subjectAltName is demanded; without it, it is refused.
    #[serde(default)]
    pub(crate) alternative_names: bool,
    /// Whether id-pkix-ocsp-nocheck is written.
    #[serde(default)]
    pub(crate) ocsp_no_check: bool,
    /// The statements of the qcStatements extension, in their order; absent: no such extension.
    #[serde(default)]
    pub(crate) qualified_statements: Vec<QualifiedStatement>,
    /// Whether the country's extension with an officer's roles is written.
    #[serde(default)]
    pub(crate) officer_roles: bool,
    /// Days for which the private key may sign; absent: as long as the certificate.
    pub(crate) private_key_days: Option<u32>,
    /// How long certificates live.
    pub(crate) validity: ValidityConfig,
    /// CA or leaf.
    pub(crate) basic_constraints: BasicConstraintsConfig,
    /// Purposes; absent: no such extension.
    pub(crate) extended_key_usage: Option<ExtendedKeyUsageConfig>,
    /// Policies; absent: no such extension.
    pub(crate) policies: Option<PoliciesConfig>,
}

/// The `[validity]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValidityConfig {
    /// Days of 86,400 seconds.
    pub(crate) days: u32,
    /// What happens when the issuer ends earlier; absent: the certificate is refused.
    #[serde(default)]
    pub(crate) ends: Ends,
}

/// What happens when the issuer's certificate ends before the period is over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ends {
    /// The certificate is refused: nothing is cut short in silence.
    #[default]
    AfterItsDays,
    /// The certificate ends with its issuer: for OCSP signers, which must work to the issuer's last day.
    WithIssuerAtTheLatest,
}

/// The `[basic_constraints]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BasicConstraintsConfig {
    /// The cA bit.
    pub(crate) certificate_authority: bool,
    /// CAs that may follow below; absent: any number.
    pub(crate) path_length: Option<u8>,
}

/// The `[extended_key_usage]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendedKeyUsageConfig {
    /// At least one.
    pub(crate) purposes: Vec<Purpose>,
    /// Whether the extension is critical.
    pub(crate) critical: bool,
}

/// The `[policies]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PoliciesConfig {
    /// anyPolicy.
    #[serde(default)]
    pub(crate) any: bool,
    /// The country's own policy: what follows its arc.
    pub(crate) national: Option<String>,
    /// A policy of EN 319 411-1 or EN 319 411-2.
    pub(crate) etsi: Option<String>,
    /// Whether the first policy carries the address of the practice statement.
    pub(crate) practice_statement: bool,
}

/// The shape of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SubjectShape {
    /// C, CN, SN, GN, serialNumber (EN 319 412-2 §4.2.4).
    NaturalPerson,
    /// C, O, organizationIdentifier, CN (EN 319 412-3 §4.2.1).
    Service,
    /// C, O, CN, serialNumber: an officer or a relying party.
    Member,
}

/// A kind of key that may be certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CertifiedKey {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// RSA, from 3,072 bits.
    Rsa3072,
}

/// Whether a hold is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Suspension {
    /// The certificate may be put on hold.
    Allowed,
    /// It may only be revoked.
    Refused,
}

/// A bit of keyUsage (RFC 5280 §4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Usage {
    /// Bit 0.
    DigitalSignature,
    /// Bit 1, once called nonRepudiation.
    ContentCommitment,
    /// Bit 5.
    KeyCertSign,
    /// Bit 6.
    CrlSign,
}

/// Whether authorityKeyIdentifier is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AuthorityKeyIdentifier {
    /// The issuer's key identifier.
    #[default]
    Issuer,
    /// None: a root's own certificate.
    Absent,
}

/// An entry of authorityInfoAccess (RFC 5280 §4.2.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AuthorityInformation {
    /// The issuer's certificate.
    CaIssuers,
    /// The issuer's OCSP responder.
    Ocsp,
}

/// Which CRL tells the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RevocationList {
    /// The root's one list.
    Root,
    /// The issuer's shard that the serial falls into.
    Shard,
}

/// A purpose of extendedKeyUsage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Purpose {
    /// id-kp-clientAuth.
    ClientAuthentication,
    /// id-kp-serverAuth.
    ServerAuthentication,
    /// id-kp-timeStamping.
    TimeStamping,
    /// id-kp-OCSPSigning.
    OcspSigning,
}

/// A statement of the qcStatements extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum QualifiedStatement {
    /// id-qcs-pkixQCSyntax-v2 with the semantics identifier of natural persons (EN 319 412-1 §5.1.3).
    SemanticsNatural,
    /// QcCompliance (EN 319 412-5 §4.2.1).
    Compliance,
    /// QcSSCD (EN 319 412-5 §4.2.2).
    Qscd,
    /// QcType: electronic signatures (EN 319 412-5 §4.2.3).
    TypeEsign,
    /// QcPDS (EN 319 412-5 §4.3.4).
    Disclosure,
    /// QcCClegislation (EN 319 412-5 §4.2.4): only outside the Union.
    Legislation,
}
