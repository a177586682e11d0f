//! Names of organisations: CAs, their services, officers, relying parties (EN 319 412-3 §4.2.1, EN 319 412-1
//! §5.1.4).

use super::natural_person::is_identifier;
use super::{Candidate, Defects};
use crate::issuance::iso_countries::is_country_code;
use crate::issuance::oids;
use crate::issuance::profile::file::SubjectShape;

/// ub-common-name and ub-organization-name (RFC 5280 appendix A.1), in characters.
const UPPER_BOUND: usize = 64;

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) {
    let shape = candidate.context.profile.subject();
    if shape == SubjectShape::NaturalPerson {
        return;
    }
    for oid in [oids::COUNTRY, oids::ORGANIZATION, oids::COMMON_NAME] {
        defects.expect(
            candidate.subject(oid).len() == 1,
            "EN 319 412-3 LEG-4.2.1-2",
            &format!("the subject needs attribute {oid} once"),
        );
    }
    defects.expect(
        is_country_code(&candidate.subject(oids::COUNTRY).concat()),
        "EN 319 412-3 LEG-4.2.1-4",
        "C is not a country's code",
    );
    for oid in [oids::ORGANIZATION, oids::COMMON_NAME, oids::SERIAL_NUMBER] {
        let long = candidate.subject(oid).iter().any(|value| value.chars().count() > UPPER_BOUND);
        defects.expect(
            !long,
            "RFC 5280 appendix A.1",
            &format!("attribute {oid} has more than {UPPER_BOUND} characters"),
        );
    }
    if shape == SubjectShape::Service {
        check_registration(candidate, defects);
    }
}

/// Whether an organisation may be identified so (EN 319 412-1 §5.1.4).
pub(crate) fn is_organization_identifier(text: &str) -> bool {
    is_identifier(text, &["NTR", "VAT", "PSD", "LEI"])
}

fn check_registration(candidate: &Candidate<'_>, defects: &mut Defects) {
    let identifiers = candidate.subject(oids::ORGANIZATION_IDENTIFIER);
    let form = identifiers.len() == 1 && is_organization_identifier(&identifiers[0]);
    defects.expect(
        form,
        "EN 319 412-1 LEG-5.1.4-02",
        "organizationIdentifier is not scheme, country, hyphen, value",
    );
    let organization = candidate.subject(oids::ORGANIZATION).concat().to_lowercase();
    let same = identifiers.iter().any(|identifier| identifier.to_lowercase() == organization);
    defects.expect(!same, "EN 319 412-3 LEG-4.2.1-6", "O is the organizationIdentifier");
}
