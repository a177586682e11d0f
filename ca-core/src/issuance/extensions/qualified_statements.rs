//! qcStatements, not critical (RFC 3739 §3.2.6; EN 319 412-5): what makes a certificate a qualified one.

use pki_types::qc_statements::{PdsLocation, QcStatement, to_der};

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;
use crate::issuance::profile::file::QualifiedStatement;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    let statements = statements(context)?;
    if statements.is_empty() {
        return Ok(None);
    }
    Ok(Some(Extension { oid: oids::QC_STATEMENTS, critical: false, value: to_der(&statements)? }))
}

/// The statements of the profile, in this country. QcCClegislation is left out where Regulation (EU) 910/2014
/// is the law (EN 319 412-5 QCS-5-01).
///
/// # Errors
/// [`Error::Configuration`] when the profile needs a disclosure statement and the country names none.
pub(crate) fn statements(context: &Context<'_>) -> Result<Vec<QcStatement>, Error> {
    let country = context.issuer.country();
    let mut statements = Vec::new();
    for statement in context.profile.qualified_statements() {
        statements.extend(match statement {
            QualifiedStatement::SemanticsNatural => Some(QcStatement::Semantics(oids::SEMANTICS_NATURAL)),
            QualifiedStatement::Compliance => Some(QcStatement::Compliance),
            QualifiedStatement::Qscd => Some(QcStatement::Device),
            QualifiedStatement::TypeEsign => Some(QcStatement::Type(oids::QC_TYPE_ESIGN)),
            QualifiedStatement::Disclosure => {
                let url = country.disclosure_statement().ok_or(Error::Setting {
                    field: "disclosure_statement",
                    rule: "is needed by qualified certificates, and there is none",
                })?;
                Some(QcStatement::Disclosure(vec![PdsLocation {
                    url: url.to_owned(),
                    language: "en".to_owned(),
                }]))
            }
            QualifiedStatement::Legislation => {
                country.legislation().map(|code| QcStatement::Legislation(vec![code.to_owned()]))
            }
        });
    }
    Ok(statements)
}
