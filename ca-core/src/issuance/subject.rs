//! Whom a certificate names: the shapes of subjects and their attributes in order.

use der::asn1::ObjectIdentifier;
use rcgen::{DistinguishedName, DnType, DnValue};
use words::personal::{PersonName, PersonalCode};

use crate::issuance::error::Error;
use crate::issuance::oids;
use crate::issuance::profile::file::SubjectShape;

/// Whom a certificate names.
#[derive(Clone)]
pub enum Subject {
    /// A person: C, CN, SN, GN, serialNumber (EN 319 412-2 §4.2.4 with EN 319 412-1 §5.1.3).
    NaturalPerson {
        /// The country that gave the personal code.
        country: String,
        /// Given name and surname as registered.
        name: PersonName,
        /// The personal code.
        code: PersonalCode,
    },
    /// A CA or one of its services: C, O, organizationIdentifier, CN (EN 319 412-3 §4.2.1).
    Service {
        /// Country of establishment.
        country: String,
        /// Registered name.
        organization: String,
        /// Such as `NTRMU-C12345` (EN 319 412-1 §5.1.4).
        organization_identifier: String,
        /// What people call it.
        common_name: String,
    },
    /// An officer or a relying party: C, O, CN, serialNumber.
    Member {
        /// Country of establishment.
        country: String,
        /// The organisation.
        organization: String,
        /// The officer's name, or the relying party's domain.
        common_name: String,
        /// The id under which the service knows it.
        identifier: String,
    },
}

impl Subject {
    pub(crate) fn shape(&self) -> SubjectShape {
        match self {
            Self::NaturalPerson { .. } => SubjectShape::NaturalPerson,
            Self::Service { .. } => SubjectShape::Service,
            Self::Member { .. } => SubjectShape::Member,
        }
    }

    /// How many attributes the name must have.
    pub(crate) fn attribute_count(&self) -> usize {
        self.attributes().len()
    }

    /// The attributes in the order in which they are written. A type never stands twice: the encoder would
    /// keep the last alone.
    fn attributes(&self) -> Vec<(ObjectIdentifier, String)> {
        match self {
            Self::NaturalPerson { country, name, code } => {
                let parts = [name.surname(), name.given_name()].into_iter().filter(|part| !part.is_empty());
                let mut attributes = vec![
                    (oids::COUNTRY, country.clone()),
                    (oids::COMMON_NAME, parts.collect::<Vec<_>>().join(",")),
                    (oids::SURNAME, name.surname().to_owned()),
                ];
                if !name.given_name().is_empty() {
                    attributes.push((oids::GIVEN_NAME, name.given_name().to_owned()));
                }
                // EN 319 412-1 §5.1.3: PNO is a national personal number.
                attributes.push((oids::SERIAL_NUMBER, format!("PNO{country}-{}", code.expose())));
                attributes
            }
            Self::Service { country, organization, organization_identifier, common_name } => vec![
                (oids::COUNTRY, country.clone()),
                (oids::ORGANIZATION, organization.clone()),
                (oids::ORGANIZATION_IDENTIFIER, organization_identifier.clone()),
                (oids::COMMON_NAME, common_name.clone()),
            ],
            Self::Member { country, organization, common_name, identifier } => vec![
                (oids::COUNTRY, country.clone()),
                (oids::ORGANIZATION, organization.clone()),
                (oids::COMMON_NAME, common_name.clone()),
                (oids::SERIAL_NUMBER, identifier.clone()),
            ],
        }
    }

    /// The name for the encoder: PrintableString for country and serialNumber (RFC 5280 appendix A.1),
    /// UTF8String otherwise (§4.1.2.4).
    ///
    /// # Errors
    /// [`Error::Subject`] when a value cannot be written in the string type that its attribute demands.
    pub(crate) fn distinguished_name(&self) -> Result<DistinguishedName, Error> {
        let mut name = DistinguishedName::new();
        for (attribute, value) in self.attributes() {
            let printable = attribute == oids::COUNTRY || attribute == oids::SERIAL_NUMBER;
            let written = if printable {
                let printable = value
                    .as_str()
                    .try_into()
                    .map_err(|_| Error::Subject { attribute: attribute.to_string() })?;
                DnValue::PrintableString(printable)
            } else {
                DnValue::Utf8String(value)
            };
            let arcs: Vec<u64> = attribute.arcs().map(u64::from).collect();
            name.push(DnType::from_oid(&arcs), written);
        }
        Ok(name)
    }
}
