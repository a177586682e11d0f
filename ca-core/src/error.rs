//! Why the service could not decide or act. A refusal is not an error: see [`crate::problem::Problem`].

use crate::issuance::lint::Finding;
use crate::problem::Problem;

/// A failure of the service, its configuration or its surroundings. The request stays undecided and may be
/// tried again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is dated by a clock that is not believed.
    #[error(transparent)]
    Clock(#[from] pki_types::Uncertain),
    /// A field of the configuration.
    #[error("configuration: {field} {rule}, but it is `{found}`")]
    Configuration {
        /// The field.
        field: &'static str,
        /// What it must be.
        rule: String,
        /// What it is.
        found: String,
    },
    /// A profile.
    #[error("profile {name}: {rule}")]
    Profile {
        /// Its name.
        name: String,
        /// The rule that it breaks.
        rule: String,
    },
    /// An issuing CA.
    #[error("issuer {name}: {rule}")]
    Issuer {
        /// Its name.
        name: String,
        /// The rule that it breaks.
        rule: String,
    },
    /// The request does not suit its profile.
    #[error("profile {profile} does not fit: {rule}")]
    Request {
        /// The profile.
        profile: String,
        /// The rule that the request breaks.
        rule: &'static str,
    },
    /// The key may not be certified.
    #[error("the key is refused for {profile}: {rule}")]
    Key {
        /// The profile.
        profile: String,
        /// The rule that the key breaks.
        rule: &'static str,
    },
    /// A value that the attribute's string type cannot hold; the value is not told, it may be personal.
    #[error(
        "the value of attribute {attribute} has characters that its string type does not (RFC 5280 appendix A.1)"
    )]
    Subject {
        /// The attribute's OID.
        attribute: String,
    },
    /// The certificate would outlive its issuer.
    #[error("{profile} would last until {not_after}, its issuer {issuer} ends at {issuer_not_after}")]
    OutlivesIssuer {
        /// The profile.
        profile: String,
        /// The end that it would have.
        not_after: String,
        /// The issuer.
        issuer: String,
        /// The issuer's end.
        issuer_not_after: String,
    },
    /// Lint found defects in the bytes; nothing was signed.
    #[error("lint refuses {profile}: {}", list(findings))]
    Lint {
        /// The profile.
        profile: String,
        /// What it found.
        findings: Vec<Finding>,
    },
    /// The receipt is for other bytes than those that were prepared.
    #[error("the receipt is for another intent than this preparation's ({0})")]
    OtherIntent(&'static str),
    /// The signer is not the issuer's.
    #[error("the signer of {issuer} has another {what} than the issuer's certificate")]
    OtherSigner {
        /// The issuer.
        issuer: String,
        /// What differs.
        what: &'static str,
    },
    /// What came back from the signer is not the certificate or CRL that was written down.
    #[error("what was signed is not what was prepared: {0}")]
    OtherResult(&'static str),
    /// A row that must be there is not.
    #[error("the store has no {0}")]
    Missing(&'static str),
    /// A row contradicts another.
    #[error("the store contradicts itself: {0}")]
    Inconsistent(&'static str),
    /// A refusal where the service asked itself.
    #[error("refused: {0}")]
    Refused(Problem),
    /// A ceremony that cannot be held or installed.
    #[error("ceremony: {0}")]
    Ceremony(String),
    /// A file of a ceremony.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// DER that could not be written or read.
    #[error("DER: {0}")]
    Der(#[from] der::Error),
    /// The certificate encoder.
    #[error("certificate encoder: {0}")]
    Encoder(#[from] rcgen::Error),
    /// Words and bytes.
    #[error(transparent)]
    Pki(#[from] pki_types::Error),
    /// A copy of a key does not do the key's work: the ceremony cannot end.
    #[error(
        "the copy of the key {label} does not do its work: the ceremony is void, begin again with other tokens"
    )]
    NotRestored {
        /// The key's label.
        label: String,
    },
    /// Keys.
    #[error("keys: {0}")]
    Keys(#[from] hsm_adapter::Error),
    /// The store.
    #[error("store: {0}")]
    Store(#[from] store::Error),
}

impl Error {
    pub(crate) fn configuration(field: &'static str, rule: &str, found: &str) -> Self {
        let found = pki_types::display::shown(found);
        Self::Configuration { field, rule: rule.to_owned(), found }
    }

    pub(crate) fn profile(name: &str, rule: &str) -> Self {
        Self::Profile { name: name.to_owned(), rule: rule.to_owned() }
    }

    pub(crate) fn issuer(name: &str, rule: &str) -> Self {
        Self::Issuer { name: name.to_owned(), rule: rule.to_owned() }
    }

    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), source }
    }
}

fn list(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
