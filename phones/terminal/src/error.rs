//! Why the phone could not do something.

use std::path::PathBuf;

use phone_protocol::PhoneProblem;
use pki_types::display::line;
use words::problem;

/// Who did what; no variant carries a PIN, a key or personal data. What the service or the network said cannot steer a
/// terminal or begin another line.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A message from the service breaks the protocol, or the phone's own input does.
    #[error(transparent)]
    Protocol(#[from] phone_protocol::Error),
    /// A certificate, key or encoding is malformed.
    #[error(transparent)]
    Format(#[from] pki_types::Error),
    /// The service refused; the text is its own.
    #[error("the service refused ({status}): {}{}", line(&.problem.title), .problem.detail.as_ref().map(|text| format!(": {}", line(text))).unwrap_or_default())]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its problem.
        problem: Box<PhoneProblem>,
    },
    /// The service could not be reached, or did not answer in time.
    #[error("the service at {host} cannot be reached: {}", line(.reason))]
    Unreachable {
        /// Host and port; no path.
        host: String,
        /// What the network said.
        reason: String,
    },
    /// The service answered with something else than the protocol says.
    #[error("the service's answer to {what} is unexpected: {}", line(.reason))]
    Unexpected {
        /// The message that was answered.
        what: &'static str,
        /// What is wrong with the answer.
        reason: String,
    },
    /// The state could not be read or written.
    #[error("the phone's state in {path} cannot be {action}: {source}")]
    Storage {
        /// The file or folder.
        path: PathBuf,
        /// `read`, `written` or `locked`.
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The state is not what this version writes.
    #[error("the phone's state is damaged: {0}")]
    State(String),
    /// Another process uses this phone.
    #[error("another process is using the phone in {0}")]
    InUse(PathBuf),
    /// The phone has no certificates yet.
    #[error("this phone is not enrolled: enrol it with the activation from a registration officer")]
    NotEnrolled,
    /// The phone has certificates already.
    #[error("this phone is already enrolled: a new enrolment needs a new folder")]
    AlreadyEnrolled,
    /// The share opens nothing: it is not the one that belongs to this phone's share and PIN. Nothing was changed.
    #[error("the signing key does not open with the service's share")]
    WrongShare,
    /// At the location of a document lies something else than what would be signed.
    #[error("document {number} is not what would be signed, and is not shown: {source}")]
    OtherDocument {
        /// Which of the session's documents, from 1 on.
        number: usize,
        /// How it differs.
        source: phone_protocol::Error,
    },
    /// The session was answered before; a phone answers once.
    #[error("this session was already answered by this phone")]
    AlreadyAnswered,
    /// The service says that the session has its signature, and this phone did not make it. It may lie, so nothing but the
    /// person's attention hangs on it.
    #[error(
        "this session was answered, and not by this phone: somebody else may have its keys. See an officer at once"
    )]
    SignedElsewhere,
    /// The PIN that was chosen is the one that there is.
    #[error("the new PIN is the one that there is")]
    SamePin,
    /// The person stopped.
    #[error("stopped by the person")]
    Stopped,
    /// A secret is in a place where others can read it.
    #[error("{path} must be readable by its owner alone (mode 0600), it has mode {mode:o}")]
    FileIsOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// An input of the command is missing or wrong.
    #[error("{0}")]
    Input(String),
}

impl Error {
    /// The name of the problem with which the service refused, if it did.
    #[must_use]
    pub fn slug(&self) -> Option<&str> {
        match self {
            Self::Refused { problem, .. } => Some(problem.slug()),
            Self::SignedElsewhere => Some(problem::SESSION_OVER.slug),
            _ => None,
        }
    }
}
