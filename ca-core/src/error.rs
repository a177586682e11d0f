//! Why the service could not decide or act. A refusal is not an error: see [`crate::problem::Problem`].

use crate::issuance;
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
    /// What is signed could not be made.
    #[error(transparent)]
    Issuance(#[from] issuance::Error),
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

    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), source }
    }
}
