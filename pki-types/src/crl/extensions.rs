//! The extensions of a list (RFC 5280 §5.2), and how extensions of lists and entries are read.

use const_oid::ObjectIdentifier;
use der::asn1::Uint;
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};

use crate::certificate::extensions::decode;
use crate::crl::WHAT;
use crate::strict_der::{self, Element, tag};
use crate::{Error, Result, oid};

/// More than any list or entry has; each is compared with all before it.
const MOST_EXTENSIONS: usize = 16;

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

/// One extension, borrowed from its list.
#[derive(Clone, Copy)]
pub(super) struct Extension<'a> {
    /// The content octets of its OBJECT IDENTIFIER.
    pub(super) identifier: &'a [u8],
    pub(super) critical: bool,
    pub(super) value: &'a [u8],
}

impl<'a> Extension<'a> {
    /// `SEQUENCE { extnID, critical DEFAULT FALSE, extnValue }`. Others write FALSE out, which says the same.
    fn read(extension: Element<'a>) -> Result<Self> {
        let (identifier, rest) = strict_der::split(WHAT, extension.expect(WHAT, tag::SEQUENCE)?)?;
        let (mut value, mut rest) = strict_der::split(WHAT, rest)?;
        let critical = value.tag == tag::BOOLEAN && value.content == [0xff];
        if value.tag == tag::BOOLEAN {
            (value, rest) = strict_der::split(WHAT, rest)?;
        }
        if !rest.is_empty() {
            return Err(Error::malformed(WHAT, "fields after the last one of an extension"));
        }
        Ok(Self {
            identifier: identifier.expect(WHAT, tag::OBJECT_IDENTIFIER)?,
            critical,
            value: value.expect(WHAT, tag::OCTET_STRING)?,
        })
    }

    /// Names it in an error.
    pub(super) fn unsupported(&self, what: &'static str) -> Error {
        match ObjectIdentifier::from_bytes(self.identifier) {
            Ok(identifier) => Error::unsupported(what, identifier),
            Err(_) => Error::malformed(WHAT, "an extension with an identifier that cannot be read"),
        }
    }
}

/// `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension`, none of them twice.
pub(super) struct Extensions<'a> {
    found: [Option<Extension<'a>>; MOST_EXTENSIONS],
}

impl<'a> Extensions<'a> {
    pub(super) fn read(extensions: Element<'a>) -> Result<Self> {
        let mut read = Self { found: [None; MOST_EXTENSIONS] };
        let mut rest = extensions.expect(WHAT, tag::SEQUENCE)?;
        while !rest.is_empty() {
            let element;
            (element, rest) = strict_der::split(WHAT, rest)?;
            read.add(Extension::read(element)?)?;
        }
        Ok(read)
    }

    fn add(&mut self, extension: Extension<'a>) -> Result<()> {
        if self.iter().any(|earlier| earlier.identifier == extension.identifier) {
            return Err(Error::malformed(WHAT, "an extension stands twice"));
        }
        let place = self.found.iter_mut().find(|place| place.is_none());
        let place = place.ok_or_else(|| {
            Error::unsupported("CRL", format_args!("more than {MOST_EXTENSIONS} extensions in one place"))
        })?;
        *place = Some(extension);
        Ok(())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Extension<'a>> {
        self.found.iter().flatten()
    }
}

/// What the extensions of a list say.
#[derive(Clone)]
pub(super) struct ListExtensions {
    pub(super) authority_key_identifier: Option<Vec<u8>>,
    pub(super) number: Option<u64>,
    pub(super) distribution_point: Option<String>,
    pub(super) scope: CrlScope,
    /// Whether there are more, which are not critical.
    pub(super) others: bool,
}

impl ListExtensions {
    pub(super) fn read(extensions: Option<Element<'_>>) -> Result<Self> {
        let mut found = Self {
            authority_key_identifier: None,
            number: None,
            distribution_point: None,
            scope: CrlScope::All,
            others: false,
        };
        let Some(extensions) = extensions else { return Ok(found) };
        for extension in Extensions::read(extensions)?.iter() {
            if extension.identifier == oid::AUTHORITY_KEY_IDENTIFIER.as_bytes() {
                let identifier: pkix::AuthorityKeyIdentifier = decode(extension.value)?;
                found.authority_key_identifier =
                    identifier.key_identifier.map(|octets| octets.into_bytes().into());
            } else if extension.identifier == oid::CRL_NUMBER.as_bytes() {
                found.number = Some(read_number(&decode(extension.value)?)?);
            } else if extension.identifier == oid::ISSUING_DISTRIBUTION_POINT.as_bytes() {
                found.read_distribution_point(decode(extension.value)?)?;
            } else if extension.critical {
                return Err(extension.unsupported("critical extension of a CRL"));
            } else {
                found.others = true;
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
