//! Names that people choose: ids, names, domains, countries. The same rules for officers' acts and for a
//! ceremony; `field` is what the refusal calls the value.

use pki_types::visible;

use crate::issuance::iso_countries::is_country_code;
use crate::issuance::lint::is_organization_identifier;
use crate::problem::Problem;

/// Characters of a name in a certificate (RFC 5280 appendix A.1, ub-common-name and ub-organization-name).
const LONGEST_NAME: usize = 64;

/// A short name: 2 to 40 of lower-case letters, digits and inner hyphens.
pub(crate) fn check_id(field: &'static str, id: &str) -> Result<(), Problem> {
    let allowed = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
    let inner = !id.starts_with('-') && !id.ends_with('-');
    if (2..=40).contains(&id.len()) && id.bytes().all(allowed) && inner {
        return Ok(());
    }
    Err(content(field, "must be 2 to 40 of a-z, 0-9 and inner hyphens"))
}

/// A name that people see: 1 to 64 characters that they see as they are ([`pki_types::visible`]).
pub(crate) fn check_name(field: &'static str, name: &str) -> Result<(), Problem> {
    visible::check_name(name, LONGEST_NAME).map_err(|problem| content(field, &problem.to_string()))
}

/// A country's code.
pub(crate) fn check_country(field: &'static str, country: &str) -> Result<(), Problem> {
    if is_country_code(country) {
        return Ok(());
    }
    Err(content(field, "must be a code of ISO 3166-1, two capital letters"))
}

/// A domain name in its ASCII form (RFC 1034 §3.5), at most 64 characters because it stands in CN (RFC 5280
/// appendix A.1).
pub(crate) fn check_domain(field: &'static str, domain: &str) -> Result<(), Problem> {
    let label = |label: &str| {
        let allowed = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
        let inner = !label.starts_with('-') && !label.ends_with('-');
        (1..=63).contains(&label.len()) && label.bytes().all(allowed) && inner
    };
    // A name of one label is nobody's on the internet. A last label that begins with a digit is none of a domain
    // (RFC 3696 §2), but that of an address of IPv4, however it is written.
    let top = domain.rsplit_once('.').map(|(_, top)| top);
    let is_public = top.is_some_and(|top| top.starts_with(|first: char| first.is_ascii_lowercase()));
    if (1..=64).contains(&domain.len()) && domain.split('.').all(label) && is_public {
        return Ok(());
    }
    Err(content(
        field,
        "must be a domain name in lower case, of two labels or more and no address, at most 64 characters",
    ))
}

/// An organisation's identifier (EN 319 412-1 §5.1.4), by the rule that every certificate is read with.
pub(crate) fn check_organization_identifier(field: &'static str, identifier: &str) -> Result<(), Problem> {
    let length = identifier.chars().count() <= LONGEST_NAME;
    if length
        && is_organization_identifier(identifier)
        && visible::check_name(identifier, LONGEST_NAME).is_ok()
    {
        return Ok(());
    }
    Err(content(
        field,
        "must be NTR, VAT, PSD or LEI, a country's code, a hyphen and the number there, such as NTRMU-C12345, at most 64 \
         characters (EN 319 412-1 §5.1.4)",
    ))
}

/// A value of an act that breaks a rule.
pub(crate) fn content(field: &'static str, rule: &str) -> Problem {
    Problem::ActContent { field, rule: rule.to_owned() }
}
