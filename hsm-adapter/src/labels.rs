//! The names of the keys.

use pki_types::UnixTime;

use crate::Error;

/// Signs the certificates of the authorities and their revocation list; only in ceremonies.
pub const ROOT: &str = "root";
/// Signs statements, unlock replies and key lists: the key that phones pin.
pub const STATEMENT: &str = "statement";
/// Opens what is encrypted to the inner zone.
pub const OPENING: &str = "opening";
/// Signs receipts.
pub const RECEIPT: &str = "receipt";
/// Encrypts devices' secrets at rest.
pub const PROTECTION: &str = "protection";
/// Signs the checkpoints of the audit log; Ed25519, because the signed note format knows nothing else.
pub const LOG: &str = "log";
/// Signs a status process's requests for certificates.
pub const IDENTITY_STATUS: &str = "identity-status";
/// Signs a time process's requests for certificates.
pub const IDENTITY_TIME: &str = "identity-time";
/// Signs an API process's requests for certificates.
pub const IDENTITY_API: &str = "identity-api";
/// Says to push services who sends (RFC 8292).
pub const PUSH: &str = "push";

/// What the labels of all OCSP keys begin with.
pub const OCSP: &str = "ocsp-";
/// What the labels of all time-stamping keys begin with.
pub const TSU: &str = "tsu-";

/// The longest label.
const LONGEST: usize = 64;

/// An instant as labels have it (`20260102t030405z`): they are file names, and never repeat.
#[must_use]
pub fn instant(now: UnixTime) -> String {
    now.rfc3339().replace(['-', ':'], "").to_lowercase()
}

/// An OCSP key of an issuer; the [`instant`] tells one key from the next.
#[must_use]
pub fn ocsp(issuer: &str, instant: &str) -> String {
    format!("{OCSP}{issuer}-{instant}")
}

/// A time-stamping key; the instant tells one key from the next.
#[must_use]
pub fn tsu(instant: &str) -> String {
    format!("{TSU}{instant}")
}

/// The key of an issuing CA, by the issuer's name.
#[must_use]
pub fn ca(issuer: &str) -> String {
    format!("ca-{issuer}")
}

/// A label without the instant by which keys that change are told apart: what they do, whichever is in use. An issuer's name may
/// begin with another's, so the beginning of a label alone does not tell.
#[must_use]
pub fn lasting(label: &str) -> &str {
    match label.rsplit_once('-') {
        Some((lasting, _instant)) if label.starts_with(OCSP) || label.starts_with(TSU) => lasting,
        _ => label,
    }
}

/// Labels that belong together: one, or all with a common beginning (`ca-*`), or all (`*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    beginning: String,
    open: bool,
}

impl Pattern {
    /// The pattern of every label.
    #[must_use]
    pub fn all() -> Self {
        Self { beginning: String::new(), open: true }
    }

    /// Whether a label is one of them.
    #[must_use]
    pub fn matches(&self, label: &str) -> bool {
        if self.open { label.starts_with(&self.beginning) } else { label == self.beginning }
    }

    /// How exact it is: the most exact pattern that matches a label has it.
    pub(crate) fn exactness(&self) -> usize {
        if self.open { self.beginning.len() } else { usize::MAX }
    }

    /// Whether a label that begins so could be one of them.
    pub(crate) fn meets(&self, beginning: &str) -> bool {
        self.beginning.starts_with(beginning) || (self.open && beginning.starts_with(&self.beginning))
    }
}

impl std::str::FromStr for Pattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.strip_suffix('*') {
            Some("") => Ok(Self::all()),
            Some(beginning) => {
                check(beginning.trim_end_matches('-'))?;
                Ok(Self { beginning: beginning.to_owned(), open: true })
            }
            None => {
                check(text)?;
                Ok(Self { beginning: text.to_owned(), open: false })
            }
        }
    }
}

/// Labels are file names: 1 to 64 of `a-z`, `0-9` and inner hyphens.
pub(crate) fn check(label: &str) -> Result<(), Error> {
    let allowed = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
    let fine = !label.is_empty()
        && label.len() <= LONGEST
        && label.bytes().all(allowed)
        && !label.starts_with('-')
        && !label.ends_with('-');
    if fine { Ok(()) } else { Err(Error::Label { label: label.chars().take(LONGEST).collect() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_follow_each_other_do_one_thing_and_successors_of_an_issuer_another() {
        assert_eq!(lasting("ocsp-citizens-20260102t030405z"), "ocsp-citizens");
        assert_eq!(lasting("ocsp-citizens-2-20260102t030405z"), "ocsp-citizens-2");
        assert_eq!(lasting(&ocsp("citizens", "")), "ocsp-citizens");
        assert_eq!(lasting("tsu-20260102t030405z"), "tsu");
        assert_eq!(lasting(&ca("citizens-2")), "ca-citizens-2");
    }
}
