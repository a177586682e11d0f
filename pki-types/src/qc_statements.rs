//! What makes a certificate a qualified one: the extension qcStatements (RFC 3739 §3.2.6, ETSI EN 319 412-5).
//!
//! Ways to get it wrong that this file makes impossible or refuses: a disclosure statement without compliance, a
//! language in upper case, an address that is not https, an empty list.

use const_oid::ObjectIdentifier;
use der::asn1::{Ia5String, PrintableString};
use der::{Any, Decode, Encode, Sequence};

use crate::oid;
use crate::wire::{decode, encode};
use crate::{Error, Result};

/// Octets of the longest extension value that is read.
const MAX_OCTETS: usize = 8 * 1024;
const WHAT: &str = "qcStatements";

/// ```text
/// QCStatements ::= SEQUENCE OF QCStatement
/// QCStatement ::= SEQUENCE {
///     statementId    OBJECT IDENTIFIER,
///     statementInfo  ANY DEFINED BY statementId OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct StatementWire {
    identifier: ObjectIdentifier,
    #[asn1(optional = "true")]
    information: Option<Any>,
}

/// ```text
/// SemanticsInformation ::= SEQUENCE {
///     semanticsIdentifier        OBJECT IDENTIFIER OPTIONAL,
///     nameRegistrationAuthorities SEQUENCE OF GeneralName OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SemanticsWire {
    #[asn1(optional = "true")]
    identifier: Option<ObjectIdentifier>,
    #[asn1(optional = "true")]
    authorities: Option<Vec<Any>>,
}

/// ```text
/// PdsLocation ::= SEQUENCE {
///     url       IA5String,
///     language  PrintableString (SIZE(2)) }   -- ISO 639-1
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct PdsLocationWire {
    url: Ia5String,
    language: PrintableString,
}

/// Where a disclosure statement can be read, and in which language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdsLocation {
    /// An https address.
    pub url: String,
    /// Two lower-case letters (ISO 639-1).
    pub language: String,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QcStatement {
    /// How the subject's identifier is to be understood (EN 319 412-1 §5.1): [`oid::SEMANTICS_NATURAL`] …
    Semantics(ObjectIdentifier),
    /// The certificate is qualified (EN 319 412-5 §4.2.1).
    Compliance,
    /// The key is in a qualified device (§4.2.2).
    Device,
    /// What the certificate is for (§4.2.3): [`oid::QC_TYPE_ESIGN`] or [`oid::QC_TYPE_ESEAL`]; exactly one.
    Type(ObjectIdentifier),
    /// Where the disclosure statements are (§4.3.4); English must be among them.
    Disclosure(Vec<PdsLocation>),
    /// Under the law of which countries, outside the European Union, it is qualified (§4.2.4): two capital letters.
    Legislation(Vec<String>),
    /// A statement that Great Seal does not write.
    Other(ObjectIdentifier),
}

/// The value of the extension, in the order in which the statements stand.
///
/// # Errors
/// Refuses an empty or self-contradicting list and values out of their form; see [`QcStatement`].
pub fn to_der(statements: &[QcStatement]) -> Result<Vec<u8>> {
    consistent(statements)?;
    Ok(encode(&statements.iter().map(write_statement).collect::<Result<Vec<_>>>()?))
}

/// Reads the value of the extension; statements of other kinds are kept as [`QcStatement::Other`].
///
/// # Errors
/// Refuses what is not DER and statements that this file knows in a form that it would not write.
pub fn from_der(value: &[u8]) -> Result<Vec<QcStatement>> {
    let statements: Vec<StatementWire> = decode(WHAT, MAX_OCTETS, value)?;
    statements.iter().map(read_statement).collect()
}

fn consistent(statements: &[QcStatement]) -> Result<()> {
    let has = |wanted: fn(&QcStatement) -> bool| statements.iter().any(wanted);
    let repeated = statements.iter().enumerate().any(|(position, statement)| {
        statements[..position].iter().any(|earlier| identifier(earlier) == identifier(statement))
    });
    if statements.is_empty() {
        Err(Error::malformed(WHAT, "it is empty"))
    } else if repeated {
        Err(Error::malformed(WHAT, "a statement comes twice"))
    } else if has(|each| matches!(each, QcStatement::Disclosure(_)))
        && !has(|each| matches!(each, QcStatement::Compliance))
    {
        Err(Error::malformed(WHAT, "a disclosure statement without QcCompliance"))
    } else {
        Ok(())
    }
}

fn identifier(statement: &QcStatement) -> ObjectIdentifier {
    match statement {
        QcStatement::Semantics(_) => oid::QCS_PKIX_SYNTAX_V2,
        QcStatement::Compliance => oid::QCS_COMPLIANCE,
        QcStatement::Device => oid::QCS_SSCD,
        QcStatement::Type(_) => oid::QCS_TYPE,
        QcStatement::Disclosure(_) => oid::QCS_PDS,
        QcStatement::Legislation(_) => oid::QCS_LEGISLATION,
        QcStatement::Other(identifier) => *identifier,
    }
}

fn write_statement(statement: &QcStatement) -> Result<StatementWire> {
    let information = match statement {
        QcStatement::Compliance | QcStatement::Device => None,
        QcStatement::Semantics(semantics) => {
            Some(any(&SemanticsWire { identifier: Some(*semantics), authorities: None })?)
        }
        QcStatement::Type(kind) => Some(any(&vec![*kind])?),
        QcStatement::Disclosure(locations) => Some(any(&write_locations(locations)?)?),
        QcStatement::Legislation(countries) => Some(any(&write_countries(countries)?)?),
        QcStatement::Other(other) => return Err(Error::unsupported("statement in qcStatements", other)),
    };
    Ok(StatementWire { identifier: identifier(statement), information })
}

fn write_locations(locations: &[PdsLocation]) -> Result<Vec<PdsLocationWire>> {
    if !locations.iter().any(|location| location.language == "en") {
        return Err(Error::malformed("QcPDS", "there is no statement in English"));
    }
    let write = |location: &PdsLocation| {
        check_location(location)?;
        Ok(PdsLocationWire { url: ia5(&location.url)?, language: printable(&location.language)? })
    };
    locations.iter().map(write).collect()
}

fn check_location(location: &PdsLocation) -> Result<()> {
    if !location.url.starts_with("https://") {
        return Err(Error::malformed("QcPDS", "the address is not https"));
    }
    if location.language.len() != 2 || !location.language.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return Err(Error::malformed("QcPDS", "the language is not two lower-case letters"));
    }
    Ok(())
}

fn write_countries(countries: &[String]) -> Result<Vec<PrintableString>> {
    let is_country = |country: &String| country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    if countries.is_empty() || !countries.iter().all(is_country) {
        return Err(Error::malformed("QcCClegislation", "a country is two capital letters"));
    }
    countries.iter().map(|country| printable(country)).collect()
}

fn read_statement(wire: &StatementWire) -> Result<QcStatement> {
    let statement = match wire.identifier {
        oid::QCS_COMPLIANCE => QcStatement::Compliance,
        oid::QCS_SSCD => QcStatement::Device,
        oid::QCS_PKIX_SYNTAX_V2 => {
            let semantics: SemanticsWire = information(wire)?;
            let missing = || Error::malformed(WHAT, "pkixQCSyntax-v2 without a semantics identifier");
            QcStatement::Semantics(semantics.identifier.ok_or_else(missing)?)
        }
        oid::QCS_TYPE => match information::<Vec<ObjectIdentifier>>(wire)?.as_slice() {
            [kind] => QcStatement::Type(*kind),
            kinds => return Err(Error::malformed("QcType", format!("{} types, not one", kinds.len()))),
        },
        oid::QCS_PDS => {
            let locations = information::<Vec<PdsLocationWire>>(wire)?.into_iter().map(|location| {
                PdsLocation { url: location.url.to_string(), language: location.language.to_string() }
            });
            QcStatement::Disclosure(locations.collect())
        }
        oid::QCS_LEGISLATION => {
            let countries = information::<Vec<PrintableString>>(wire)?;
            QcStatement::Legislation(countries.iter().map(ToString::to_string).collect())
        }
        other => QcStatement::Other(other),
    };
    Ok(statement)
}

fn information<T>(wire: &StatementWire) -> Result<T>
where
    T: for<'a> Decode<'a, Error = der::Error>,
{
    let missing = || Error::malformed(WHAT, format!("the statement {} says nothing", wire.identifier));
    let information = wire.information.as_ref().ok_or_else(missing)?;
    T::from_der(&encode(information)).map_err(|source| Error::malformed(WHAT, source))
}

fn any<T: Encode>(value: &T) -> Result<Any> {
    Any::from_der(&encode(value)).map_err(|source| Error::malformed(WHAT, source))
}

fn ia5(text: &str) -> Result<Ia5String> {
    Ia5String::new(text).map_err(|source| Error::malformed(WHAT, source))
}

fn printable(text: &str) -> Result<PrintableString> {
    PrintableString::new(text).map_err(|source| Error::malformed(WHAT, source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{hex, hex_decode};

    fn all() -> Vec<QcStatement> {
        vec![
            QcStatement::Semantics(oid::SEMANTICS_NATURAL),
            QcStatement::Compliance,
            QcStatement::Device,
            QcStatement::Type(oid::QC_TYPE_ESIGN),
            QcStatement::Disclosure(vec![PdsLocation {
                url: "https://pki.example/pds-en".to_owned(),
                language: "en".to_owned(),
            }]),
            QcStatement::Legislation(vec!["XX".to_owned()]),
        ]
    }

    /// The vector was computed with another encoder.
    #[test]
    fn all_statements_have_their_known_encoding() {
        let expected = concat!(
            "307e",
            "301506082b06010505070b023009060704008bec490101",
            "3008060604008e460101",
            "3008060604008e460104",
            "3013060604008e4601063009060704008e46010601",
            "302c060604008e46010530223020161a68747470733a2f2f706b692e6578616d706c652f7064732d656e1302656e",
            "300e060604008e460107300413025858",
        );
        assert_eq!(hex(&to_der(&all()).unwrap()), expected);
        assert_eq!(from_der(&hex_decode(expected).unwrap()).unwrap(), all());
    }

    #[test]
    fn each_defect_is_refused() {
        let change = |change: &dyn Fn(&mut Vec<QcStatement>)| {
            let mut statements = all();
            change(&mut statements);
            to_der(&statements).map_err(|error| error.to_string())
        };
        let disclosure = |url: &str, language: &str| {
            QcStatement::Disclosure(vec![PdsLocation { url: url.to_owned(), language: language.to_owned() }])
        };
        let refused = |found: std::result::Result<Vec<u8>, String>, why: &str| {
            assert!(found.as_ref().is_err_and(|error| error.contains(why)), "{found:?} should say {why}");
        };
        refused(change(&|all| all.clear()), "empty");
        refused(change(&|all| all.push(QcStatement::Device)), "twice");
        refused(change(&|all| drop(all.remove(1))), "without QcCompliance");
        refused(change(&|all| all[4] = disclosure("http://pki.example/pds", "en")), "not https");
        refused(
            change(&|all| all[4] = disclosure("https://pki.example/pds", "EN")),
            "no statement in English",
        );
        refused(
            change(&|all| all[4] = disclosure("https://pki.example/pds", "fr")),
            "no statement in English",
        );
        refused(change(&|all| all[5] = QcStatement::Legislation(vec!["xx".to_owned()])), "capital letters");
    }
}
