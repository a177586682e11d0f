//! Names that people choose: ids, names, domains, countries. The same rules for officers' acts and for a
//! ceremony.

use crate::iso_countries::is_country_code;
use crate::problem::Problem;

/// A short name: 2 to 40 of lower-case letters, digits and inner hyphens.
pub(crate) fn check_id(id: &str) -> Result<(), Problem> {
    let allowed = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
    let inner = !id.starts_with('-') && !id.ends_with('-');
    if (2..=40).contains(&id.len()) && id.bytes().all(allowed) && inner {
        return Ok(());
    }
    Err(content("id", "must be 2 to 40 of a-z, 0-9 and inner hyphens"))
}

/// A name that people see: 1 to 64 characters that show as they are (RFC 5280 appendix A.1,
/// ub-organization-name).
pub(crate) fn check_name(name: &str) -> Result<(), Problem> {
    let length = (1..=64).contains(&name.chars().count());
    if length && name.trim() == name && pki_types::personal::is_plain_text(name) {
        return Ok(());
    }
    Err(content("name", "must be 1 to 64 visible characters, without space at an end"))
}

/// A country's code.
pub(crate) fn check_country(country: &str) -> Result<(), Problem> {
    if is_country_code(country) {
        return Ok(());
    }
    Err(content("country", "must be a code of ISO 3166-1, two capital letters"))
}

/// A domain name in its ASCII form (RFC 1034 §3.5), at most 64 characters because it stands in CN (RFC 5280
/// appendix A.1).
pub(crate) fn check_domain(domain: &str) -> Result<(), Problem> {
    let label = |label: &str| {
        let allowed = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
        let inner = !label.starts_with('-') && !label.ends_with('-');
        (1..=63).contains(&label.len()) && label.bytes().all(allowed) && inner
    };
    if (1..=64).contains(&domain.len()) && domain.split('.').all(label) {
        return Ok(());
    }
    Err(content("domain", "must be a domain name in lower case, at most 64 characters"))
}

/// A value of an act that breaks a rule.
pub(crate) fn content(field: &'static str, rule: &str) -> Problem {
    Problem::ActContent { field, rule: rule.to_owned() }
}
