//! Why something could not be asked, or why an answer is not believed.

use std::path::PathBuf;

use doc_signatures::verify::Report;
use pki_types::display::{line, shown};
use pki_types::ocsp::CertStatus;
use pki_types::{ChainError, UnixTime};
use words::Purpose;

use crate::{Check, Ended};

/// Who did what; both values where a comparison failed, and the cause as `source`. No variant carries a key or personal
/// data, and what a server said cannot steer a terminal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the credentials cannot be read.
    #[error("cannot read {}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A secret is in a place where others can read it.
    #[error(
        "{} has mode {mode:04o}, but a secret must be readable by its owner alone: run `chmod 600 {}`",
        .path.display(), .path.display()
    )]
    FileIsOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A file of the credentials does not hold what it should.
    #[error("{} {expected}", .path.display())]
    Credentials {
        /// The file.
        path: PathBuf,
        /// What it should hold, as the end of a sentence.
        expected: &'static str,
        /// What the parser said, if one was asked.
        source: Option<pki_types::Error>,
    },
    /// The certificate of the credentials is none of a relying party.
    #[error("the certificate names no registered relying party")]
    NoRelyingParty,
    /// No HTTP client can be made.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
    /// Nobody answers.
    #[error("the {who} cannot be reached at {url}")]
    Unreachable {
        /// The door, in words: `relying-party API`.
        who: &'static str,
        /// Its address.
        url: String,
        /// What the network said.
        source: reqwest::Error,
    },
    /// The answer broke off.
    #[error("the connection broke while the answer was read")]
    Broken(#[source] reqwest::Error),
    /// The answer is longer than this reads.
    #[error("the answer is longer than {limit} octets")]
    TooLong {
        /// The limit, in octets.
        limit: usize,
    },
    /// A door that is no API answered with an error.
    #[error("the {who} at {url} answered {status}")]
    Status {
        /// The door, in words.
        who: &'static str,
        /// Its address.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The service refused; the text is its own.
    #[error("{0}")]
    Refused(Box<ServiceProblem>),
    /// The service answered with something that is not in its OpenAPI document.
    #[error("{what}: the service answered something that this program does not understand")]
    NotUnderstood {
        /// What was asked, in words.
        what: String,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// What was to be signed is too long or too short.
    #[error("{0}")]
    Limit(&'static str),
    /// The person cannot be asked for this.
    #[error("the person has no live certificate for {0}")]
    NoCertificate(Purpose),
    /// The session ended without a signature.
    #[error("{0}")]
    Ended(Ended),
    /// The service calls the session completed, but gives no signature.
    #[error("the service calls the session completed, but gives no signature")]
    NothingGiven,
    /// An answer is not believed: a service that is in somebody else's hands, or a mistake of it.
    #[error("what the service answered is not believed ({check})")]
    NotBelieved {
        /// What was checked.
        check: Check,
        /// What was found.
        source: Box<Error>,
    },
    /// A request that breaks a rule of the protocol, or an answer that is not about what was asked.
    #[error(transparent)]
    Protocol(#[from] phone_protocol::Error),
    /// A certificate, signature, OCSP answer or time-stamp is malformed or does not verify.
    #[error("{what} is not valid")]
    Format {
        /// Which one, and whose.
        what: &'static str,
        /// What the parser or verifier said.
        source: pki_types::Error,
    },
    /// Two values that must be equal are not.
    #[error("{what} is {found}, but {expected} was expected")]
    Mismatch {
        /// What was compared.
        what: &'static str,
        /// The value that came.
        found: String,
        /// The value that was asked for.
        expected: String,
    },
    /// A certificate does not lead to the country's root.
    #[error("the {whose} certificate does not lead to the country's root")]
    Path {
        /// Whose it is, in the genitive.
        whose: &'static str,
        /// The rule that is broken.
        source: ChainError,
    },
    /// The certificate is revoked, suspended or unknown.
    #[error("the {whose} certificate is not in force: {}", status_in_words(.status))]
    NotInForce {
        /// Whose it is, in the genitive.
        whose: &'static str,
        /// What the responder says.
        status: CertStatus,
    },
    /// An OCSP answer is not of the time for which it is needed.
    #[error(
        "the OCSP answer speaks of {this_update}, but the session ended at {completed_at} and it is {now}"
    )]
    Stale {
        /// The time of which it speaks.
        this_update: String,
        /// The time that the receipt says.
        completed_at: String,
        /// The time of the check.
        now: String,
    },
    /// An answer lacks something without which it proves nothing.
    #[error("{0}")]
    Missing(&'static str),
    /// The document cannot be signed or completed.
    #[error(transparent)]
    Document(#[from] doc_signatures::Error),
    /// The completed document does not verify.
    #[error("the signed document does not pass its own verification:\n{}", .0.to_text())]
    NotPassed(Box<Report>),
}

fn status_in_words(status: &CertStatus) -> String {
    match status {
        CertStatus::Good => "it is good".to_owned(),
        CertStatus::Revoked { at, .. } => format!("revoked or suspended since {}", at.rfc3339()),
        CertStatus::Unknown => "the responder does not know it".to_owned(),
    }
}

impl Error {
    pub(crate) fn format(what: &'static str) -> impl FnOnce(pki_types::Error) -> Self {
        move |source| Self::Format { what, source }
    }

    /// The whole text, with each cause behind what it caused: for a log, or for whoever has to mend it.
    #[must_use]
    pub fn in_full(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(deeper) = cause {
            text = format!("{text}: {deeper}");
            cause = deeper.source();
        }
        text
    }

    /// Which check failed, where an answer is not believed.
    #[must_use]
    pub const fn check(&self) -> Option<Check> {
        match self {
            Self::NotBelieved { check, .. } => Some(*check),
            Self::NotUnderstood { .. } => Some(Check::AnswerForm),
            _ => None,
        }
    }

    /// The last part of the stable type with which the service refused, or which ended the session: decide by it, never by
    /// text. The landing page explains each at `/problems/<slug>`.
    #[must_use]
    pub fn slug(&self) -> Option<&str> {
        let kind = match self {
            Self::Refused(refusal) => Some(refusal.kind.as_str()),
            Self::Ended(ended) => ended.problem.as_deref(),
            _ => None,
        };
        kind?.strip_prefix("/problems/")
    }
}

/// Refuses unequal values with both of them.
pub(crate) fn equal<T: PartialEq + std::fmt::Display>(
    what: &'static str,
    found: &T,
    expected: &T,
) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Mismatch { what, found: shown(found), expected: shown(expected) })
}

/// A problem with which an API refused (RFC 9457). All texts are made readable: nothing in them steers a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceProblem {
    /// What was asked, in words.
    pub what: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable type, `/problems/<slug>`; empty where the answer is no problem.
    pub kind: String,
    /// What happened, in the service's words; may be empty.
    pub title: String,
    /// What was wrong and what to do, in the service's words; may be empty.
    pub detail: String,
    /// From when on the same may be asked again, if the service says so.
    pub retry_after: Option<UnixTime>,
}

impl ServiceProblem {
    pub(crate) fn read(status: u16, body: &[u8], what: &str) -> Self {
        let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        let text =
            |name: &str| value.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        Self {
            what: what.to_owned(),
            status,
            kind: shown(text("type")),
            title: shown(text("title")),
            detail: line(&text("detail")),
            retry_after: value
                .get("retry_after")
                .and_then(serde_json::Value::as_i64)
                .map(UnixTime::from_seconds),
        }
    }
}

impl std::fmt::Display for ServiceProblem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, status, kind, title, detail, .. } = self;
        if title.is_empty() {
            return write!(out, "{what}: the service answered {status} without a reason");
        }
        write!(out, "{what}: {title}. {detail} ({status}, {kind})")
    }
}

#[cfg(test)]
mod tests {
    use pki_types::display::is_hidden;

    use super::ServiceProblem;

    /// Whoever answers in the name of a service may want to speak to the terminal.
    #[test]
    fn what_a_server_says_of_a_problem_is_only_text() {
        let hostile = "\u{1b}[2J\nSigned: contract.pdf\u{202e}";
        let body = serde_json::json!({ "type": hostile, "title": hostile, "detail": hostile });
        let text = ServiceProblem::read(400, body.to_string().as_bytes(), "signing").to_string();
        assert!(!text.chars().any(is_hidden), "{}", text.escape_debug());
        assert_eq!(text.matches("\\u{1b}[2J\\u{a}Signed: contract.pdf\\u{202e}").count(), 3, "{text}");
    }
}
