//! Verdicts in the words of EN 319 102-1 (V1.3.1, clause 5.1.3).

use pki_types::display::line;
use serde::Serialize;

/// The main verdict (table 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Indication {
    /// All checks passed.
    TotalPassed,
    /// What is known allows neither of the other two.
    #[serde(rename = "INDETERMINATE")]
    Indeterminate,
    /// The cryptography failed, the format is wrong, or it is proven that the certificate was no longer valid.
    TotalFailed,
}

impl std::fmt::Display for Indication {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::TotalPassed => "TOTAL-PASSED",
            Self::Indeterminate => "INDETERMINATE",
            Self::TotalFailed => "TOTAL-FAILED",
        })
    }
}

/// Why it is not TOTAL-PASSED (tables 5 and 6); only those that this verifier can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum SubIndication {
    /// Failed: the structure does not allow a signature to be checked, or it was changed after signing.
    FormatFailure,
    /// Failed: the digest of the document is not the signed one.
    HashFailure,
    /// Failed: the signature value does not verify under the signer's key.
    SigCryptoFailure,
    /// Failed: it is proven that the signature was made before its certificate became valid.
    NotYetValid,
    /// Undecided: an attribute of the signature contradicts the policy.
    SigConstraintsFailure,
    /// Undecided: the certificate may not sign documents, or a chain breaks a rule.
    ChainConstraintsFailure,
    /// Undecided: a chain could not be checked to its end, usually because its status is not known.
    CertificateChainGeneralFailure,
    /// Undecided: an algorithm is too weak.
    CryptoConstraintsFailure,
    /// Undecided: the signing certificate is not there, or not bound by the signature.
    NoSigningCertificateFound,
    /// Undecided: no chain leads to a trust anchor.
    NoCertificateChainFound,
    /// Undecided: revoked, and nothing proves that the signature is older.
    RevokedNoPoe,
    /// Undecided: an issuing CA is revoked, and nothing proves that the signature is older.
    RevokedCaNoPoe,
    /// Undecided: the certificate is out of its time, and nothing proves that the signature was made within.
    OutOfBoundsNoPoe,
    /// Undecided: the certificate that signed the status is out of its time.
    RevocationOutOfBoundsNoPoe,
    /// Undecided: suspended when signing, or the status is older than the signature: ask again later.
    TryLater,
    /// Undecided: there is nothing signed.
    SignedDataNotFound,
}

impl SubIndication {
    /// The name that the standard gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FormatFailure => "FORMAT_FAILURE",
            Self::HashFailure => "HASH_FAILURE",
            Self::SigCryptoFailure => "SIG_CRYPTO_FAILURE",
            Self::NotYetValid => "NOT_YET_VALID",
            Self::SigConstraintsFailure => "SIG_CONSTRAINTS_FAILURE",
            Self::ChainConstraintsFailure => "CHAIN_CONSTRAINTS_FAILURE",
            Self::CertificateChainGeneralFailure => "CERTIFICATE_CHAIN_GENERAL_FAILURE",
            Self::CryptoConstraintsFailure => "CRYPTO_CONSTRAINTS_FAILURE",
            Self::NoSigningCertificateFound => "NO_SIGNING_CERTIFICATE_FOUND",
            Self::NoCertificateChainFound => "NO_CERTIFICATE_CHAIN_FOUND",
            Self::RevokedNoPoe => "REVOKED_NO_POE",
            Self::RevokedCaNoPoe => "REVOKED_CA_NO_POE",
            Self::OutOfBoundsNoPoe => "OUT_OF_BOUNDS_NO_POE",
            Self::RevocationOutOfBoundsNoPoe => "REVOCATION_OUT_OF_BOUNDS_NO_POE",
            Self::TryLater => "TRY_LATER",
            Self::SignedDataNotFound => "SIGNED_DATA_NOT_FOUND",
        }
    }

    /// The main verdict that it belongs to.
    pub fn indication(self) -> Indication {
        match self {
            Self::FormatFailure | Self::HashFailure | Self::SigCryptoFailure | Self::NotYetValid => {
                Indication::TotalFailed
            }
            _ => Indication::Indeterminate,
        }
    }
}

impl std::fmt::Display for SubIndication {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name())
    }
}

/// A reason against a signature: the standard's word, and a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What the standard calls it.
    pub sub_indication: SubIndication,
    /// What is wrong, with the values compared, as a person may read it: what would mislead stands escaped.
    pub explanation: String,
}

impl Finding {
    pub(crate) fn new(sub_indication: SubIndication, explanation: impl Into<String>) -> Self {
        Self { sub_indication, explanation: line(&explanation.into()) }
    }
}

/// What is said when nothing can be told of `what` because of an algorithm or a key. It goes with
/// [`SubIndication::CryptoConstraintsFailure`]: the policy does not list the algorithm, and that is no word against the
/// document (EN 319 102-1, 5.1.4.4 and 5.2.8).
pub(super) fn cannot_be_checked(what: &str, problem: &pki_types::Error) -> String {
    format!("{what} cannot be checked: {problem}")
}
