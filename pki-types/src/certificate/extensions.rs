//! The extensions of a certificate that this crate understands (RFC 5280 §4.2), decoded once and strictly: a value
//! that does not encode back to the same octets is refused.

use const_oid::ObjectIdentifier;
use der::{Decode, Encode};
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};

use crate::strict_der::{encode, sequence, tag};
use crate::{Error, Result, oid, wire};

const WHAT: &str = "extension";
const MAX_EXTENSION_OCTETS: usize = crate::certificate::MAX_CERTIFICATE_OCTETS;

/// One extension in DER, critical only when said so.
///
/// ```text
/// Extension ::= SEQUENCE {
///     extnID     OBJECT IDENTIFIER,
///     critical   BOOLEAN DEFAULT FALSE,
///     extnValue  OCTET STRING }          (RFC 5280 §4.1)
/// ```
pub fn encode_extension(identifier: ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let identifier = encode(tag::OBJECT_IDENTIFIER, identifier.as_bytes());
    let critical = if critical { encode(tag::BOOLEAN, &[0xff]) } else { Vec::new() };
    sequence(&[&identifier, &critical, &encode(tag::OCTET_STRING, value)])
}

/// What a key may be used for (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(pkix::KeyUsage);

impl KeyUsage {
    /// Signatures other than on certificates, CRLs and documents with commitment: authentication.
    pub fn digital_signature(self) -> bool {
        self.0.digital_signature()
    }

    /// Signatures that commit to content: documents. Formerly non-repudiation.
    pub fn content_commitment(self) -> bool {
        self.0.non_repudiation()
    }

    /// Signatures on certificates.
    pub fn key_cert_sign(self) -> bool {
        self.0.key_cert_sign()
    }

    /// Signatures on CRLs.
    pub fn crl_sign(self) -> bool {
        self.0.crl_sign()
    }

    /// The set bits as their numbers in the BIT STRING, ascending.
    pub fn bits(self) -> Vec<u8> {
        let flags = self.0.0.bits();
        (0..9).filter(|number| flags >> number & 1 == 1).collect()
    }
}

impl std::fmt::Debug for KeyUsage {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "KeyUsage{:?}", self.bits())
    }
}

/// One extension as it stands in the certificate.
pub(crate) struct Extension {
    pub(crate) identifier: ObjectIdentifier,
    pub(crate) critical: bool,
    pub(crate) value: Vec<u8>,
}

/// All extensions, and what they say.
#[derive(Default)]
pub(crate) struct Extensions {
    pub(crate) all: Vec<Extension>,
    pub(crate) is_ca: bool,
    pub(crate) path_length: Option<u32>,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) extended_key_usage: Option<Vec<ObjectIdentifier>>,
    pub(crate) policies: Vec<ObjectIdentifier>,
    pub(crate) subject_key_identifier: Option<Vec<u8>>,
    pub(crate) authority_key_identifier: Option<Vec<u8>>,
    pub(crate) ocsp_urls: Vec<String>,
    pub(crate) ca_issuers_urls: Vec<String>,
    pub(crate) crl_urls: Vec<String>,
    pub(crate) name_constraints: Option<pkix::NameConstraints>,
    pub(crate) subject_alt_names: Vec<GeneralName>,
    pub(crate) unknown_critical: Vec<ObjectIdentifier>,
}

impl Extensions {
    /// Decodes what we understand and lists what is critical and not understood.
    pub(crate) fn read(all: Vec<Extension>) -> Result<Self> {
        let mut extensions = Self::default();
        for (index, extension) in all.iter().enumerate() {
            if all[..index].iter().any(|earlier| earlier.identifier == extension.identifier) {
                let reason =
                    format_args!("{} stands twice (RFC 5280 §4.2)", extension.identifier).to_string();
                return Err(Error::malformed(WHAT, reason));
            }
            if !extensions.understand(extension)? && extension.critical {
                extensions.unknown_critical.push(extension.identifier);
            }
        }
        extensions.all = all;
        Ok(extensions)
    }

    /// The value of an extension and whether it is critical.
    pub(crate) fn find(&self, identifier: ObjectIdentifier) -> Option<(bool, &[u8])> {
        let found = self.all.iter().find(|extension| extension.identifier == identifier)?;
        Some((found.critical, &found.value))
    }

    /// The memory that they take beside the structure itself, rather more than less: two octets of an extension may be a
    /// whole name, three an object identifier.
    pub(crate) fn octets(&self) -> usize {
        let identifiers =
            [Some(&self.policies), Some(&self.unknown_critical), self.extended_key_usage.as_ref()];
        let identifiers = identifiers.into_iter().flatten().map(Vec::capacity).sum::<usize>();
        let urls = self.ocsp_urls.iter().chain(&self.ca_issuers_urls).chain(&self.crl_urls);
        let urls = urls.map(|url| 2 * size_of::<String>() + url.capacity()).sum::<usize>();
        let values = self.all.iter().map(|one| match one.identifier {
            oid::SUBJECT_ALT_NAME | oid::NAME_CONSTRAINTS => size_of::<GeneralName>() * one.value.len(),
            _ => 2 * one.value.len(),
        });
        let all = self.all.capacity() * size_of::<Extension>() + values.sum::<usize>();
        all + identifiers * size_of::<ObjectIdentifier>() + urls
    }

    /// Takes one extension in; `false` when it is not one of ours.
    fn understand(&mut self, extension: &Extension) -> Result<bool> {
        let value = extension.value.as_slice();
        match extension.identifier {
            oid::BASIC_CONSTRAINTS => {
                let constraints: pkix::BasicConstraints = decode(value)?;
                self.is_ca = constraints.ca;
                self.path_length = constraints.path_len_constraint.map(u32::from);
                if self.path_length.is_some() && !self.is_ca {
                    return Err(Error::malformed(WHAT, "a path length without CA (RFC 5280 §4.2.1.9)"));
                }
            }
            oid::KEY_USAGE => self.key_usage = Some(KeyUsage(decode(value)?)),
            oid::EXTENDED_KEY_USAGE => {
                let purposes: pkix::ExtendedKeyUsage = decode(value)?;
                self.extended_key_usage = Some(at_least_one(purposes.0)?);
            }
            oid::CERTIFICATE_POLICIES => {
                let policies: pkix::CertificatePolicies = decode(value)?;
                let policies = policies.0.iter().map(|policy| policy.policy_identifier).collect();
                self.policies = at_least_one(policies)?;
            }
            oid::SUBJECT_KEY_IDENTIFIER => {
                let identifier: pkix::SubjectKeyIdentifier = decode(value)?;
                self.subject_key_identifier = Some(identifier.0.into_bytes().into());
            }
            oid::AUTHORITY_KEY_IDENTIFIER => {
                let identifier: pkix::AuthorityKeyIdentifier = decode(value)?;
                self.authority_key_identifier =
                    identifier.key_identifier.map(|octets| octets.into_bytes().into());
            }
            oid::AUTHORITY_INFO_ACCESS => self.read_information_access(decode(value)?)?,
            oid::CRL_DISTRIBUTION_POINTS => self.read_distribution_points(decode(value)?)?,
            oid::NAME_CONSTRAINTS => self.name_constraints = Some(decode(value)?),
            oid::SUBJECT_ALT_NAME => {
                let names: pkix::SubjectAltName = decode(value)?;
                self.subject_alt_names = at_least_one(names.0)?;
            }
            // Read by others: qualified certificate statements in their own file, nocheck by its presence.
            oid::QC_STATEMENTS | oid::OCSP_NO_CHECK => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn read_information_access(&mut self, access: pkix::AuthorityInfoAccessSyntax) -> Result<()> {
        for description in at_least_one(access.0)? {
            let GeneralName::UniformResourceIdentifier(url) = description.access_location else { continue };
            match description.access_method {
                oid::ACCESS_OCSP => self.ocsp_urls.push(url.to_string()),
                oid::ACCESS_CA_ISSUERS => self.ca_issuers_urls.push(url.to_string()),
                _ => {}
            }
        }
        Ok(())
    }

    fn read_distribution_points(&mut self, points: pkix::CrlDistributionPoints) -> Result<()> {
        for point in at_least_one(points.0)? {
            // A point with its own CRL issuer or only some reasons does not cover the certificate alone.
            if point.crl_issuer.is_some() || point.reasons.is_some() {
                continue;
            }
            let Some(DistributionPointName::FullName(names)) = point.distribution_point else { continue };
            self.crl_urls.extend(names.into_iter().filter_map(|name| match name {
                GeneralName::UniformResourceIdentifier(url) => Some(url.to_string()),
                _ => None,
            }));
        }
        Ok(())
    }
}

fn at_least_one<T>(values: Vec<T>) -> Result<Vec<T>> {
    if values.is_empty() { Err(Error::malformed(WHAT, "an empty list, SIZE (1..MAX)")) } else { Ok(values) }
}

/// The value of an extension in its one DER form: no DEFAULT written out, no padding, nothing behind.
pub(crate) fn decode<T>(value: &[u8]) -> Result<T>
where
    T: for<'a> Decode<'a, Error = der::Error> + Encode,
{
    wire::decode(WHAT, MAX_EXTENSION_OCTETS, value)
}
