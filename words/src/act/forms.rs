//! Forms of short texts in acts, checked while they are read. Messages do not repeat the text.

use serde::{Deserialize, Deserializer};

use pki_types::visible::check_name;

/// Reads two capital letters of ISO 3166-1.
pub(super) fn country<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let form = |text: &str| text.len() == 2 && text.bytes().all(|octet| octet.is_ascii_uppercase());
    checked(deserializer, form, "malformed country: not two capital letters")
}

/// Reads a short name: 1 to 40 lower-case letters, digits and inner hyphens.
pub(super) fn short_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(
        deserializer,
        |text| is_label(text, 40),
        "malformed short name: not 1 to 40 of a-z, 0-9 and inner hyphens",
    )
}

/// Reads a name that persons will see: 1 to 100 characters that they see as they are ([`pki_types::visible`]).
pub(super) fn shown_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match check_name(&text, 100) {
        Ok(()) => Ok(text),
        Err(problem) => Err(serde::de::Error::custom(format_args!("malformed name: it {problem}"))),
    }
}

/// Reads a host name: labels of letters, digits and inner hyphens (RFC 1123 §2.1), at most 253 characters, lower case.
pub(super) fn domain<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let form = |text: &str| text.len() <= 253 && text.split('.').all(|label| is_label(label, 63));
    checked(deserializer, form, "malformed domain: not a host name in lower case")
}

/// Reads a secret of 16 octets in base64url.
pub(super) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let octets = pki_types::encoding::as_base64url::deserialize(deserializer)?;
    if octets.len() == 16 {
        Ok(octets)
    } else {
        Err(serde::de::Error::custom("malformed activation secret: not 16 octets"))
    }
}

/// Up to `longest` lower-case letters, digits and inner hyphens, at least one.
fn is_label(text: &str, longest: usize) -> bool {
    let allowed = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
    (1..=longest).contains(&text.len())
        && text.bytes().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn checked<'de, D: Deserializer<'de>>(
    deserializer: D,
    has_form: impl Fn(&str) -> bool,
    message: &'static str,
) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if has_form(&text) { Ok(text) } else { Err(serde::de::Error::custom(message)) }
}
