//! The one error of this crate.

use crate::display::{line, shown};

/// Why bytes were not accepted. No variant carries personal data: an error may be logged as it is.
///
/// (Chains have their own, richer answer: [`crate::chain::ChainError`].)
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is longer than this format may be; it was not looked at.
    #[error("{what} has {length} octets, the limit is {limit}")]
    TooLarge {
        /// The object, in words: "certificate", "JWS".
        what: &'static str,
        /// Length of the input in octets.
        length: usize,
        /// The limit in octets.
        limit: usize,
    },
    /// The input is not the format it should be.
    #[error("malformed {what}: {reason}")]
    Malformed {
        /// The object, in words.
        what: &'static str,
        /// The rule that it breaks.
        reason: String,
    },
    /// A member of a JSON message is missing, or has a value that it may not have.
    #[error("malformed {what}: {member}: {reason}")]
    Member {
        /// The message, in words.
        what: &'static str,
        /// The member's place, as `digest.value`.
        member: String,
        /// The rule that it breaks.
        reason: String,
    },
    /// The input is well formed, and uses something that we do not accept.
    #[error("unsupported {what}: {found}")]
    Unsupported {
        /// The kind of thing, in words: "signature algorithm".
        what: &'static str,
        /// What was found: an object identifier, a name.
        found: String,
    },
    /// Nothing can be told of a signature: its algorithm or key is one that we do not verify with, or do not rely on.
    /// That is no word against the document (EN 319 102-1, 5.2.8: its verdict is open).
    #[error("{found} is no {what} that is relied on here")]
    NotVerifiable {
        /// The kind of thing, in words: "signature algorithm".
        what: &'static str,
        /// What was found: its name and object identifier, or the rule that it breaks.
        found: String,
    },
    /// Two values that must agree do not.
    #[error("{what} is {found}, expected {expected}")]
    Mismatch {
        /// The value, in words.
        what: &'static str,
        /// What had to be there.
        expected: String,
        /// What was there.
        found: String,
    },
    /// The key is well formed and must not be used: off its curve, too small, a bad exponent.
    #[error("key refused: {reason}")]
    KeyRefused {
        /// The rule that it breaks.
        reason: String,
    },
    /// The signature does not verify under the key.
    #[error("the signature of the {what} does not verify")]
    SignatureInvalid {
        /// What was signed, in words.
        what: &'static str,
    },
    /// The ciphertext was not made for this key, or was changed.
    #[error("the {what} cannot be decrypted")]
    DecryptionFailed {
        /// What was encrypted, in words.
        what: &'static str,
    },
}

impl Error {
    /// `what` breaks a rule of its own format.
    pub fn malformed(what: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Malformed { what, reason: line(&reason.to_string()) }
    }

    /// The member `member` of `what` breaks a rule.
    pub fn member(what: &'static str, member: &str, reason: impl std::fmt::Display) -> Self {
        Self::Member { what, member: line(member), reason: line(&reason.to_string()) }
    }

    /// The member of a JSON message that is at fault, where one is.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Member { member, .. } => Some(member),
            _ => None,
        }
    }

    /// `what` is well formed and not accepted here.
    pub fn unsupported(what: &'static str, found: impl std::fmt::Display) -> Self {
        Self::Unsupported { what, found: shown(found) }
    }

    /// `what` is none that we verify with.
    pub(crate) fn not_verifiable(what: &'static str, found: impl std::fmt::Display) -> Self {
        Self::NotVerifiable { what, found: shown(found) }
    }

    /// `what` had to be `expected` and was `found`.
    pub fn mismatch(
        what: &'static str,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) -> Self {
        Self::Mismatch { what, expected: shown(expected), found: shown(found) }
    }

    /// The same error, with the object named by the caller who knows it.
    pub(crate) fn of(self, what: &'static str) -> Self {
        match self {
            Self::SignatureInvalid { .. } => Self::SignatureInvalid { what },
            other => other,
        }
    }

    pub(crate) fn key_refused(reason: impl std::fmt::Display) -> Self {
        Self::KeyRefused { reason: line(&reason.to_string()) }
    }
}

/// Refuses an input over its limit before anything looks at it.
pub(crate) fn at_most(what: &'static str, length: usize, limit: usize) -> Result<(), Error> {
    if length > limit { Err(Error::TooLarge { what, length, limit }) } else { Ok(()) }
}
