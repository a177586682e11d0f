//! Why a message of the phone protocol is refused.

use pki_types::UnixTime;

/// Who did what wrong; both values where a comparison failed. No variant carries a secret or personal data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The JWS, JWE, key or certificate itself is malformed or its signature does not verify.
    #[error("{what}: {source}")]
    Format {
        /// Which message or part of it.
        what: &'static str,
        /// What the parser or verifier said.
        source: pki_types::Error,
    },
    /// The bytes are not the JSON object that this message is.
    #[error("{what} is not the expected JSON object: {reason}")]
    Json {
        /// Which message.
        what: &'static str,
        /// Place and reason, without the values.
        reason: String,
    },
    /// A message is longer than its limit.
    #[error("{what} has {octets} octets, at most {limit} are accepted")]
    TooLong {
        /// Which message.
        what: &'static str,
        /// How many came.
        octets: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// A field breaks a rule of its message.
    #[error("{field} {rule}")]
    Field {
        /// The field, as in the JSON.
        field: &'static str,
        /// What it must be, as the end of a sentence.
        rule: &'static str,
    },
    /// A text contains a character that could mislead a reader, or is too long.
    #[error("{field} {problem}")]
    Text {
        /// The field, as in the JSON.
        field: &'static str,
        /// The rule and the offending code point.
        problem: String,
    },
    /// Two values that must be equal are not.
    #[error("{what} is {found}, but {expected} was expected")]
    Mismatch {
        /// What was compared.
        what: &'static str,
        /// The value that came.
        found: String,
        /// The value that the other message or the phone's own state says.
        expected: String,
    },
    /// A message came after its end.
    #[error("{what} expired at {expired_at}, it is {now}")]
    Expired {
        /// Which message or certificate.
        what: &'static str,
        /// Its end.
        expired_at: String,
        /// The time of the check.
        now: String,
    },
    /// A message claims a time in the future, or a certificate is not yet valid.
    #[error("{what} begins at {begins_at}, it is {now}")]
    NotYet {
        /// Which message or certificate.
        what: &'static str,
        /// Its beginning.
        begins_at: String,
        /// The time of the check.
        now: String,
    },
    /// The statement was made under a key list that this phone has not accepted: fetch the list and check again.
    #[error("the statement names key list {named}, this phone knows {known}")]
    OtherKeyList {
        /// SHA-256 of the list that the statement names.
        named: String,
        /// SHA-256 of the list that the phone has.
        known: String,
    },
    /// A key list is older than one that was already accepted.
    #[error("key list number {found} is lower than {lowest}, which was already accepted")]
    KeyListWentBack {
        /// Its number.
        found: u64,
        /// The highest number accepted so far.
        lowest: u64,
    },
    /// A code computed with a shared secret is wrong. Nothing more is said.
    #[error("{what} is wrong")]
    WrongCode {
        /// Which code.
        what: &'static str,
    },
    /// A group of a typed activation code has a slip.
    #[error("group {group} of the activation code has a slip: compare it once more")]
    ActivationCodeSlip {
        /// Which, from 1.
        group: u8,
    },
    /// A typed activation code is for a service with another statement key.
    #[error("the activation code is not for this service")]
    ActivationCodeOfAnother,
    /// A PIN breaks a rule; the text is written for the person who chose it.
    #[error("{0}")]
    Pin(&'static str),
}

impl Error {
    /// Wraps an error of pki-types with the name of the part that was read.
    pub(crate) fn format(what: &'static str) -> impl FnOnce(pki_types::Error) -> Self {
        move |source| Self::Format { what, source }
    }

    /// The member of the message that is at fault, where one is.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        let named = |what: &str| MEMBERS.into_iter().find(|member| what.ends_with(member));
        match self {
            Self::Field { field, .. } | Self::Text { field, .. } => Some(field),
            Self::Format { what, source } => source.field().or_else(|| named(what)),
            Self::TooLong { what, .. } | Self::Mismatch { what, .. } => named(what),
            _ => None,
        }
    }

    /// A comparison that failed, with both values.
    pub(crate) fn mismatch(
        what: &'static str,
        found: impl std::fmt::Display,
        expected: impl std::fmt::Display,
    ) -> Self {
        Self::Mismatch { what, found: found.to_string(), expected: expected.to_string() }
    }

    /// Something that ended before `now`.
    pub(crate) fn expired(what: &'static str, at: UnixTime, now: UnixTime) -> Self {
        Self::Expired { what, expired_at: at.rfc3339(), now: now.rfc3339() }
    }

    /// Something that begins after `now`.
    pub(crate) fn not_yet(what: &'static str, at: UnixTime, now: UnixTime) -> Self {
        Self::NotYet { what, begins_at: at.rfc3339(), now: now.rfc3339() }
    }
}

/// The members whose names stand in errors about what they hold.
const MEMBERS: [&str; 7] = [
    "csr_authentication",
    "csr_signature",
    "device_key",
    "document_sha256",
    "proof",
    "secrets",
    "to_be_signed",
];

/// Refuses unequal values with both of them.
pub(crate) fn equal<T: PartialEq + std::fmt::Display>(
    what: &'static str,
    found: &T,
    expected: &T,
) -> Result<(), Error> {
    if found == expected { Ok(()) } else { Err(Error::mismatch(what, found, expected)) }
}
