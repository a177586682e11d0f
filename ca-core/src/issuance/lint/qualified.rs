//! qcStatements (EN 319 412-5, EN 319 412-2 QCS-5.2-1): there if and only if the policy claims a qualified
//! certificate, and complete.

use pki_types::qc_statements::{QcStatement, from_der};

use super::{Candidate, Defects, present_not_critical};
use crate::issuance::error::Error;
use crate::issuance::oids;

/// Policies of qualified certificates (EN 319 411-2 §5.3).
const QUALIFIED_ARC: &str = "0.4.0.194112.1.";

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) -> Result<(), Error> {
    let policies = candidate.certificate.policies();
    let qualified = policies.iter().any(|policy| policy.to_string().starts_with(QUALIFIED_ARC));
    let Some((_, value)) = candidate.extension(oids::QC_STATEMENTS) else {
        defects.expect(!qualified, "EN 319 412-2 QCS-5.2-1", "a qualified policy without qcStatements");
        return Ok(());
    };
    defects.expect(qualified, "EN 319 412-2 QCS-5.2-1", "qcStatements without a qualified policy");
    let plain = present_not_critical(candidate, oids::QC_STATEMENTS);
    defects.expect(plain, "EN 319 412-5 QCS-4.1-02", "qcStatements is critical");
    check_statements(candidate, &from_der(value)?, defects);
    Ok(())
}

fn check_statements(candidate: &Candidate<'_>, statements: &[QcStatement], defects: &mut Defects) {
    let complies = statements.contains(&QcStatement::Compliance);
    defects.expect(complies, "EN 319 412-5 QCS-5-01", "QcCompliance is missing");
    let device = statements.contains(&QcStatement::Device);
    let device_policies = [oids::QCP_NATURAL_QSCD, oids::QCP_LEGAL_QSCD];
    let claims = candidate.certificate.policies().iter().any(|policy| device_policies.contains(policy));
    defects.expect(
        device == claims,
        "EN 319 412-5 §4.2.2",
        "QcSSCD and the policy of a qualified device go together",
    );
    let esign = statements.contains(&QcStatement::Type(oids::QC_TYPE_ESIGN));
    defects.expect(esign, "EN 319 412-5 §4.2.3", "QcType is not esign, for a natural person");
    let natural = statements.contains(&QcStatement::Semantics(oids::SEMANTICS_NATURAL));
    defects.expect(natural, "EN 319 412-1 §5.1", "the semantics of serialNumber are not said");
    let english = statements.iter().any(|statement| match statement {
        QcStatement::Disclosure(locations) => locations.iter().any(|location| location.language == "en"),
        _ => false,
    });
    defects.expect(english, "EN 319 412-5 §4.3.4", "no disclosure statement in English");
    let expected = candidate.context.issuer.country().legislation();
    let there = statements.iter().find_map(|statement| match statement {
        QcStatement::Legislation(countries) => Some(countries.concat()),
        _ => None,
    });
    defects.expect(
        there.as_deref() == expected,
        "EN 319 412-5 §4.2.4",
        "QcCClegislation is there if and only if Regulation (EU) 910/2014 is not the law",
    );
    let other = statements.iter().any(|statement| matches!(statement, QcStatement::Other(_)));
    defects.expect(!other, "own: profile", "a statement that the profile does not know");
}
