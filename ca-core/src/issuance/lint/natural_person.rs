//! Names of persons (EN 319 412-2 §4.2.4, EN 319 412-1 §5.1.3) and of those who issue to them (EN 319 412-2
//! §4.2.3.1).

use super::{Candidate, Defects};
use crate::issuance::iso_countries::is_country_code;
use crate::issuance::oids;
use crate::issuance::profile::file::SubjectShape;

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) {
    if candidate.context.profile.subject() != SubjectShape::NaturalPerson {
        return;
    }
    check_issuer(candidate, defects);
    let once = |oid| candidate.subject(oid).len() == 1;
    defects.expect(
        once(oids::COUNTRY) && once(oids::COMMON_NAME),
        "EN 319 412-2 NAT-4.2.4-3",
        "the subject needs one C and one CN",
    );
    let named = once(oids::GIVEN_NAME) || once(oids::SURNAME);
    defects.expect(named, "EN 319 412-2 NAT-4.2.4-1", "the subject has neither given name nor surname");
    let pseudonym = !candidate.subject(oids::PSEUDONYM).is_empty();
    defects.expect(!pseudonym, "EN 319 412-2 NAT-4.2.4-4", "a pseudonym stands beside the names");
    let country = candidate.subject(oids::COUNTRY).concat();
    defects.expect(is_country_code(&country), "EN 319 412-2 NAT-4.2.4-3", "C is not a country's code");
    let number = candidate.subject(oids::SERIAL_NUMBER);
    defects.expect(
        number.len() == 1 && is_identifier(&number[0], &["PNO", "IDC", "PAS", "TIN"]),
        "EN 319 412-1 NAT-5.1.3",
        "serialNumber is not scheme, country, hyphen, value",
    );
}

fn check_issuer(candidate: &Candidate<'_>, defects: &mut Defects) {
    for (oid, rule) in [
        (oids::COUNTRY, "EN 319 412-2 GEN-4.2.3.1-2"),
        (oids::ORGANIZATION, "EN 319 412-2 GEN-4.2.3.1-2"),
        (oids::COMMON_NAME, "EN 319 412-2 GEN-4.2.3.1-3"),
    ] {
        defects.expect(
            candidate.issuer(oid).len() == 1,
            rule,
            &format!("the issuer needs attribute {oid} once"),
        );
    }
    let organization = candidate.issuer(oids::ORGANIZATION).concat();
    let same = candidate
        .issuer(oids::ORGANIZATION_IDENTIFIER)
        .iter()
        .any(|id| id.to_lowercase() == organization.to_lowercase());
    defects.expect(!same, "EN 319 412-2 GEN-4.2.3.1-5", "the issuer's O is its organizationIdentifier");
    defects.expect(
        is_country_code(&candidate.issuer(oids::COUNTRY).concat()),
        "EN 319 412-2 GEN-4.2.3.1-6",
        "the issuer's C is not a country's code",
    );
}

/// Three letters of a known scheme, a country's code, a hyphen and a value (EN 319 412-1 §5.1.3, §5.1.4).
pub(super) fn is_identifier(text: &str, schemes: &[&str]) -> bool {
    let Some((head, value)) = text.split_once('-') else {
        return false;
    };
    let Some((scheme, country)) = head.split_at_checked(3) else {
        return false;
    };
    schemes.contains(&scheme)
        && is_country_code(country)
        && !value.is_empty()
        && !value.chars().any(char::is_whitespace)
}
