//! What could not be decided now, and why. What was decided against somebody is a [`Problem`](crate::Problem) instead.

/// A failure of the service itself: the job that met it is tried again, and nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A configuration that cannot be meant.
    #[error("{field} is {found}, it must be {rule}")]
    Configuration {
        /// The field.
        field: &'static str,
        /// What is allowed.
        rule: &'static str,
        /// What was found.
        found: String,
    },
    /// Nothing is dated by a clock that is not believed.
    #[error(transparent)]
    Clock(#[from] pki_types::Uncertain),
    /// The store could not read or commit.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A key could not be used.
    #[error("the {key} key could not be used: {source}")]
    Key {
        /// Which key.
        key: &'static str,
        /// What the key store said.
        source: hsm_adapter::Error,
    },
    /// Something that must be in the store is not there.
    #[error("{what} is not in the store")]
    Missing {
        /// What was looked for.
        what: String,
    },
    /// Something that this service wrote itself cannot be read back as it was written.
    #[error("{what} is damaged: {reason}")]
    Damaged {
        /// What was read.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// What a person wanted done could not be tried.
    #[error("a wish could not be tried: {0}")]
    Deed(Box<dyn std::error::Error + Send + Sync>),
    /// A message of our own could not be made.
    #[error("a message could not be made: {0}")]
    Message(#[from] phone_protocol::Error),
}

impl Error {
    /// For `map_err`: something that we wrote ourselves is not readable.
    pub(crate) fn damaged<E: std::fmt::Display>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |reason| Self::Damaged { what, reason: reason.to_string() }
    }

    /// For `map_err`: a key could not be used.
    pub(crate) fn key(key: &'static str) -> impl FnOnce(hsm_adapter::Error) -> Self {
        move |source| Self::Key { key, source }
    }
}
