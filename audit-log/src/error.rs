//! The one error type of this crate.

use std::path::PathBuf;

/// Why the log could not be continued, copied or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store did not do what was asked.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The log's key could not be used.
    #[error("the audit log's key cannot sign: {0}")]
    Key(#[from] hsm_adapter::Error),
    /// A text that is no signed note, checkpoint or verifier key.
    #[error("malformed {what}: {reason}")]
    Malformed {
        /// "checkpoint", "signed note", "verifier key".
        what: &'static str,
        /// The rule that it breaks.
        reason: String,
    },
    /// No signature of the key that is trusted.
    #[error("the note has no valid signature of {name}")]
    Unsigned {
        /// The key's name.
        name: String,
    },
    /// What is stored is not what was signed or counted.
    #[error("the audit log does not fit together: {what} is {found}, expected {expected}")]
    Inconsistent {
        /// The value, in words.
        what: String,
        /// What had to be there.
        expected: String,
        /// What was there.
        found: String,
    },
    /// What was to be relied on does not hold.
    #[error("{what} does not hold: {}", summary(.findings))]
    Refused {
        /// "the copy of the audit log in …", "the restored store".
        what: String,
        /// What was found.
        findings: Vec<String>,
    },
    /// A copy has one keeper.
    #[error("another process keeps the audit log's copy in {folder}: give each worker a folder of its own")]
    Kept {
        /// The folder.
        folder: PathBuf,
    },
    /// The operating system refused.
    #[error("{path} could not be {what}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: "read", "written", …
        what: &'static str,
        /// The reason.
        source: std::io::Error,
    },
}

impl Error {
    pub(crate) fn malformed(what: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Malformed { what, reason: reason.to_string() }
    }

    pub(crate) fn inconsistent(
        what: impl Into<String>,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) -> Self {
        Self::Inconsistent { what: what.into(), expected: expected.to_string(), found: found.to_string() }
    }

    pub(crate) fn file(
        path: &std::path::Path,
        what: &'static str,
    ) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, what, source }
    }
}

/// The first findings, and how many there are beyond them.
fn summary(findings: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = findings.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; ");
    match findings.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}
