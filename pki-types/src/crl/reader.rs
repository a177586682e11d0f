//! Reading a CRL and checking it under its issuer.

use std::collections::BTreeMap;
use std::sync::Arc;

use der::asn1::Uint;
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_parser::extensions::X509Extension;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::{CertificateRevocationList, RevokedCertificate};
use x509_parser::x509::X509Version;

use crate::certificate::extensions::decode;
use crate::certificate::parser::{checked_serial, moment};
use crate::crl::{Reason, RevokedEntry};
use crate::{Certificate, Error, Result, Sha256Digest, UnixTime, oid, sha256, signature, signed, strict_der};

const WHAT: &str = "CRL";

/// The largest list that is read: about a million entries.
const MAX_CRL_OCTETS: usize = 64 * 1024 * 1024;

/// Which certificates a list speaks of (RFC 5280 §5.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrlScope {
    /// All that its issuer issued.
    All,
    /// Those of end entities.
    UserCertificates,
    /// Those of CAs.
    CaCertificates,
}

/// A complete, direct CRL of version 2. Delta and indirect lists, and lists for some reasons only, are refused. Cheap to
/// clone. Its signature is checked by [`Crl::verify`].
#[derive(Clone)]
pub struct Crl(Arc<Parsed>);

struct Parsed {
    der: Vec<u8>,
    to_be_signed: Vec<u8>,
    scheme: Result<signature::SignatureScheme>,
    signature: Vec<u8>,
    issuer: Vec<u8>,
    authority_key_identifier: Option<Vec<u8>>,
    number: u64,
    this_update: UnixTime,
    next_update: UnixTime,
    distribution_point: Option<String>,
    scope: CrlScope,
    entries: BTreeMap<Vec<u8>, RevokedEntry>,
}

impl Crl {
    /// Reads a list of at most 64 MiB.
    ///
    /// # Errors
    /// [`Error::Malformed`] for anything but strict DER, a missing number or next update, a serial number that stands
    /// twice; [`Error::Unsupported`] for other kinds of lists, a number over 64 bits, a critical extension that we do
    /// not know.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        strict_der::check(WHAT, der, MAX_CRL_OCTETS)?;
        let parts = signed::take_apart(WHAT, der)?;
        let (rest, list) =
            CertificateRevocationList::from_der(der).map_err(|error| Error::malformed(WHAT, error))?;
        let tbs = &list.tbs_cert_list;
        if !rest.is_empty() || tbs.as_ref() != parts.to_be_signed {
            return Err(Error::malformed(WHAT, "fields after the last one"));
        }
        if tbs.version != Some(X509Version::V2) {
            return Err(Error::unsupported("CRL", "version 1"));
        }
        let (inner, _) = strict_der::split(WHAT, parts.to_be_signed)?;
        if strict_der::elements(WHAT, inner.content)?
            .get(1)
            .is_none_or(|one| one.bytes != parts.algorithm_der)
        {
            return Err(Error::malformed(
                WHAT,
                "signature algorithm inside and outside differ (RFC 5280 §5.1.1.2)",
            ));
        }
        let extensions = ListExtensions::read(tbs.extensions())?;
        Ok(Self(Arc::new(Parsed {
            der: der.to_vec(),
            to_be_signed: parts.to_be_signed.to_vec(),
            scheme: parts.scheme,
            signature: parts.signature.to_vec(),
            issuer: tbs.issuer.as_raw().to_vec(),
            authority_key_identifier: extensions.authority_key_identifier,
            number: extensions.number.ok_or_else(|| Error::malformed(WHAT, "no number (RFC 5280 §5.2.3)"))?,
            this_update: moment(tbs.this_update),
            next_update: tbs
                .next_update
                .map(moment)
                .ok_or_else(|| Error::malformed(WHAT, "no next update (RFC 5280 §5.1.2.5)"))?,
            distribution_point: extensions.distribution_point,
            scope: extensions.scope,
            entries: read_entries(&tbs.revoked_certificates)?,
        })))
    }

    /// Checks that `issuer` signed this list and may sign lists.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another name, another key identifier, or a key usage without cRLSign;
    /// [`Error::SignatureInvalid`].
    pub fn verify(&self, issuer: &Certificate) -> Result<()> {
        if self.0.issuer != issuer.subject_der() {
            let found = format_args!("that of certificate {}", issuer.sha256()).to_string();
            let expected = crate::name::display(&self.0.issuer);
            return Err(Error::mismatch("name of the issuer of a CRL", expected, found));
        }
        if let (Some(named), Some(own)) = (&self.0.authority_key_identifier, issuer.subject_key_identifier())
            && named != own
        {
            let (named, own) = (crate::encoding::hex(named), crate::encoding::hex(own));
            return Err(Error::mismatch("key identifier of a CRL", own, named));
        }
        // RFC 5280 §6.3.3 (f): if there is a key usage, it must have the bit.
        if issuer.key_usage().is_some_and(|usage| !usage.crl_sign()) {
            return Err(Error::mismatch("key usage of a CRL's issuer", "cRLSign", "without it"));
        }
        signature::verify(
            issuer.public_key(),
            self.0.scheme.clone()?,
            &self.0.to_be_signed,
            &self.0.signature,
        )
        .map_err(|error| error.of(WHAT))
    }

    /// Whether this list speaks of `certificate`: same issuer, right kind, and, for a shard, a distribution point that
    /// the certificate names (RFC 5280 §6.3.3 (b)).
    pub fn covers(&self, certificate: &Certificate) -> bool {
        let kind = match self.0.scope {
            CrlScope::All => true,
            CrlScope::UserCertificates => !certificate.is_ca(),
            CrlScope::CaCertificates => certificate.is_ca(),
        };
        let point = self.0.distribution_point.as_ref().is_none_or(|url| certificate.crl_urls().contains(url));
        kind && point && self.0.issuer == certificate.issuer_der()
    }

    /// The whole list.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SHA-256 of [`Self::der`].
    pub fn sha256(&self) -> Sha256Digest {
        sha256(&self.0.der)
    }

    /// The issuer's Name, DER.
    pub fn issuer_der(&self) -> &[u8] {
        &self.0.issuer
    }

    /// The number of the list.
    pub fn number(&self) -> u64 {
        self.0.number
    }

    /// When it was made.
    pub fn this_update(&self) -> UnixTime {
        self.0.this_update
    }

    /// When the next one will be there.
    pub fn next_update(&self) -> UnixTime {
        self.0.next_update
    }

    /// The URL of its shard.
    pub fn distribution_point(&self) -> Option<&str> {
        self.0.distribution_point.as_deref()
    }

    /// The kind of certificates that it speaks of.
    pub fn scope(&self) -> CrlScope {
        self.0.scope
    }

    /// The entries, ordered by the octets of their serial numbers.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &RevokedEntry> {
        self.0.entries.values()
    }

    /// The entry of a certificate, by the octets that [`Certificate::serial_bytes`] gives.
    pub fn find(&self, serial: &[u8]) -> Option<&RevokedEntry> {
        self.0.entries.get(serial)
    }
}

impl std::fmt::Debug for Crl {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Crl(number {}, {} entries)", self.0.number, self.0.entries.len())
    }
}

struct ListExtensions {
    authority_key_identifier: Option<Vec<u8>>,
    number: Option<u64>,
    distribution_point: Option<String>,
    scope: CrlScope,
}

impl ListExtensions {
    fn read(extensions: &[X509Extension<'_>]) -> Result<Self> {
        let mut found = Self {
            authority_key_identifier: None,
            number: None,
            distribution_point: None,
            scope: CrlScope::All,
        };
        refuse_repeated(extensions)?;
        for extension in extensions {
            let identifier = extension.oid.as_bytes();
            if identifier == oid::AUTHORITY_KEY_IDENTIFIER.as_bytes() {
                let identifier: pkix::AuthorityKeyIdentifier = decode(extension.value)?;
                found.authority_key_identifier =
                    identifier.key_identifier.map(|octets| octets.into_bytes().into());
            } else if identifier == oid::CRL_NUMBER.as_bytes() {
                found.number = Some(read_number(&decode(extension.value)?)?);
            } else if identifier == oid::ISSUING_DISTRIBUTION_POINT.as_bytes() {
                found.read_distribution_point(decode(extension.value)?)?;
            } else if extension.critical {
                return Err(Error::unsupported("critical extension of a CRL", &extension.oid));
            }
        }
        Ok(found)
    }

    fn read_distribution_point(&mut self, point: IssuingDistributionPoint) -> Result<()> {
        if point.indirect_crl || point.only_contains_attribute_certs || point.only_some_reasons.is_some() {
            return Err(Error::unsupported(
                "CRL",
                "indirect, for some reasons or for attribute certificates",
            ));
        }
        self.scope = match (point.only_contains_user_certs, point.only_contains_ca_certs) {
            (false, false) => CrlScope::All,
            (true, false) => CrlScope::UserCertificates,
            (false, true) => CrlScope::CaCertificates,
            (true, true) => {
                return Err(Error::malformed(WHAT, "for users only and for CAs only (RFC 5280 §5.2.5)"));
            }
        };
        match point.distribution_point {
            None => Ok(()),
            Some(DistributionPointName::FullName(names)) => match names.as_slice() {
                [GeneralName::UniformResourceIdentifier(url)] => {
                    self.distribution_point = Some(url.to_string());
                    Ok(())
                }
                _ => Err(Error::unsupported("distribution point of a CRL", "not one URL")),
            },
            Some(_) => Err(Error::unsupported("distribution point of a CRL", "a relative name")),
        }
    }
}

fn read_number(number: &Uint) -> Result<u64> {
    let octets = number.as_bytes();
    if octets.len() > 8 {
        return Err(Error::unsupported(
            "number of a CRL",
            format_args!("{} octets, at most 8", octets.len()),
        ));
    }
    Ok(octets.iter().fold(0, |sum, &octet| sum << 8 | u64::from(octet)))
}

fn read_entries(revoked: &[RevokedCertificate<'_>]) -> Result<BTreeMap<Vec<u8>, RevokedEntry>> {
    let mut entries = BTreeMap::new();
    for one in revoked {
        let serial = checked_serial(one.raw_serial())?.to_vec();
        let entry = RevokedEntry {
            serial: serial.clone(),
            revoked_at: moment(one.revocation_date),
            reason: read_reason(one.extensions())?,
        };
        if entries.insert(serial, entry).is_some() {
            return Err(Error::malformed(WHAT, "a serial number stands twice"));
        }
    }
    Ok(entries)
}

fn read_reason(extensions: &[X509Extension<'_>]) -> Result<Option<Reason>> {
    refuse_repeated(extensions)?;
    let mut reason = None;
    for extension in extensions {
        if extension.oid.as_bytes() == oid::CRL_REASON.as_bytes() {
            reason = match extension.value {
                // Others may write unspecified, although RFC 5280 §5.3.1 says that they should not.
                [0x0a, 1, 0] => None,
                [0x0a, 1, code] => Some(Reason::from_code(*code)?),
                _ => return Err(Error::malformed(WHAT, "a reason that is no ENUMERATED")),
            };
        } else if extension.critical {
            return Err(Error::unsupported("critical extension of a CRL entry", &extension.oid));
        }
    }
    Ok(reason)
}

fn refuse_repeated(extensions: &[X509Extension<'_>]) -> Result<()> {
    for (index, extension) in extensions.iter().enumerate() {
        if extensions[..index].iter().any(|earlier| earlier.oid == extension.oid) {
            return Err(Error::malformed(WHAT, format_args!("extension {} stands twice", extension.oid)));
        }
    }
    Ok(())
}
