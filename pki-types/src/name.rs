//! Distinguished names: built for our certificates, read from any.

use const_oid::ObjectIdentifier;
use der::asn1::{PrintableStringRef, Utf8StringRef};
use der::{Decode, Encode};
use x509_cert::name::RdnSequence;

use crate::strict_der::{encode, sequence, tag};
use crate::{Error, Result, oid};

/// Builds a distinguished name, one attribute an RDN, in the order of the calls.
///
/// ```text
/// Name ::= CHOICE { rdnSequence SEQUENCE OF RelativeDistinguishedName }
/// RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
/// AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY }
/// ```
///
/// `countryName` and `serialNumber` are PrintableString, all others UTF8String (RFC 5280 Appendix A.1, §4.1.2.4). An
/// empty value adds nothing, so a person with one name needs no branch.
#[derive(Clone, Default)]
pub struct Name {
    attributes: Vec<(ObjectIdentifier, String)>,
}

impl Name {
    /// The empty name.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds C, two letters of ISO 3166-1.
    #[must_use]
    pub fn country(self, value: &str) -> Self {
        self.attribute(oid::COUNTRY, value)
    }

    /// Adds O.
    #[must_use]
    pub fn organization(self, value: &str) -> Self {
        self.attribute(oid::ORGANIZATION, value)
    }

    /// Adds `organizationIdentifier`, such as `NTRMU-…` (ETSI EN 319 412-1 §5.1.4).
    #[must_use]
    pub fn organization_identifier(self, value: &str) -> Self {
        self.attribute(oid::ORGANIZATION_IDENTIFIER, value)
    }

    /// Adds CN.
    #[must_use]
    pub fn common_name(self, value: &str) -> Self {
        self.attribute(oid::COMMON_NAME, value)
    }

    /// Adds SN.
    #[must_use]
    pub fn surname(self, value: &str) -> Self {
        self.attribute(oid::SURNAME, value)
    }

    /// Adds GN.
    #[must_use]
    pub fn given_name(self, value: &str) -> Self {
        self.attribute(oid::GIVEN_NAME, value)
    }

    /// Adds `serialNumber`, such as `PNOMU-…` (ETSI EN 319 412-1 §5.1.3).
    #[must_use]
    pub fn serial_number(self, value: &str) -> Self {
        self.attribute(oid::SERIAL_NUMBER, value)
    }

    /// Adds any attribute.
    #[must_use]
    pub fn attribute(mut self, identifier: ObjectIdentifier, value: &str) -> Self {
        if !value.is_empty() {
            self.attributes.push((identifier, value.to_owned()));
        }
        self
    }

    /// The attributes in their order.
    pub fn attributes(&self) -> impl Iterator<Item = (ObjectIdentifier, &str)> {
        self.attributes.iter().map(|(identifier, value)| (*identifier, value.as_str()))
    }

    /// The name as DER.
    ///
    /// # Errors
    /// [`Error::Malformed`] when a country or serial number has a character that PrintableString does not have, or a
    /// country is not two capital letters.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        let parts: Vec<Vec<u8>> = self
            .attributes
            .iter()
            .map(|(identifier, value)| rdn(*identifier, value))
            .collect::<Result<_>>()?;
        Ok(encode(tag::SEQUENCE, &parts.concat()))
    }
}

fn rdn(identifier: ObjectIdentifier, value: &str) -> Result<Vec<u8>> {
    let malformed = |error| Error::malformed("name", format_args!("attribute {identifier}: {error}"));
    if identifier == oid::COUNTRY
        && !(value.len() == 2 && value.bytes().all(|octet| octet.is_ascii_uppercase()))
    {
        return Err(Error::malformed("name", "a country is two capital letters (X.520 §6.3.1)"));
    }
    let value = if matches!(identifier, oid::COUNTRY | oid::SERIAL_NUMBER) {
        PrintableStringRef::new(value).and_then(|string| string.to_der()).map_err(malformed)?
    } else {
        Utf8StringRef::new(value).and_then(|string| string.to_der()).map_err(malformed)?
    };
    let identifier = identifier.to_der().map_err(malformed)?;
    Ok(encode(tag::SET, &sequence(&[&identifier, &value])))
}

/// Checks that a Name can be read, so that reading it later cannot fail.
pub(crate) fn check(name_der: &[u8]) -> Result<()> {
    RdnSequence::from_der(name_der).map(drop).map_err(|error| Error::malformed("name", error))
}

/// The first value of an attribute of a Name in DER, as text; `None` also when it is no string.
pub fn attribute(name_der: &[u8], identifier: ObjectIdentifier) -> Option<String> {
    let name = RdnSequence::from_der(name_der).ok()?;
    let found = name.iter().flat_map(|rdn| rdn.iter()).find(|attribute| attribute.oid == identifier)?;
    text(&found.value)
}

/// How often an attribute stands in a Name in DER, whatever its value is: a name that counts on one has it once.
pub fn count(name_der: &[u8], identifier: ObjectIdentifier) -> usize {
    let name = RdnSequence::from_der(name_der).unwrap_or_default();
    name.iter().flat_map(|rdn| rdn.iter()).filter(|attribute| attribute.oid == identifier).count()
}

/// A Name in DER as RFC 4514 writes it, most specific part first: `CN=Citizens CA,O=Great Seal,C=MU`.
///
/// Attributes that RFC 4514 §3 has no short name for get the one of the X.520 schema (`SN`, `GN`, `serialNumber`),
/// others their dotted number and the value in hexadecimal (§2.4).
pub fn display(name_der: &[u8]) -> String {
    let Ok(name) = RdnSequence::from_der(name_der) else { return String::new() };
    let parts: Vec<String> = name
        .iter()
        .map(|rdn| {
            let attributes: Vec<String> =
                rdn.iter().map(|one| display_attribute(one.oid, &one.value)).collect();
            attributes.join("+")
        })
        .collect();
    parts.into_iter().rev().collect::<Vec<_>>().join(",")
}

fn display_attribute(identifier: ObjectIdentifier, value: &der::Any) -> String {
    match (short_name(identifier), text(value)) {
        (Some(short), Some(value)) => format!("{short}={}", escaped(&value)),
        _ => {
            let der = value.to_der().unwrap_or_default();
            format!("{identifier}=#{}", crate::encoding::hex(&der))
        }
    }
}

fn short_name(identifier: ObjectIdentifier) -> Option<&'static str> {
    Some(match identifier {
        oid::COMMON_NAME => "CN",
        oid::SURNAME => "SN",
        oid::SERIAL_NUMBER => "serialNumber",
        oid::COUNTRY => "C",
        oid::LOCALITY => "L",
        oid::STATE_OR_PROVINCE => "ST",
        oid::ORGANIZATION => "O",
        oid::ORGANIZATIONAL_UNIT => "OU",
        oid::GIVEN_NAME => "GN",
        oid::ORGANIZATION_IDENTIFIER => "organizationIdentifier",
        _ => return None,
    })
}

/// RFC 4514 §2.4: the special characters, a leading `#` or space and a trailing space stand behind a backslash; a
/// character that a reader would not see as its octets in hexadecimal.
fn escaped(value: &str) -> String {
    let last = value.chars().count().saturating_sub(1);
    let mut out = String::with_capacity(value.len());
    for (index, character) in value.chars().enumerate() {
        let special = matches!(character, '"' | '+' | ',' | ';' | '<' | '>' | '\\')
            || (index == 0 && matches!(character, '#' | ' '))
            || (index == last && character == ' ');
        if special {
            out.push('\\');
            out.push(character);
        } else if crate::display::is_hidden(character) {
            let mut octets = [0; 4];
            for octet in character.encode_utf8(&mut octets).bytes() {
                out.push_str(&format!("\\{octet:02X}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// The text of a DirectoryString or IA5String.
fn text(value: &der::Any) -> Option<String> {
    use der::{Tag, Tagged};
    let octets = value.value();
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => String::from_utf8(octets.to_vec()).ok(),
        // T.61 is read as Latin-1, as everybody does.
        Tag::TeletexString => Some(octets.iter().map(|&octet| char::from(octet)).collect()),
        Tag::BmpString => {
            let units: Vec<u16> =
                octets.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()
        }
        _ => None,
    }
}
