//! What can be wrong with the configuration of these doors. What a caller does wrong is a problem, not an error.

/// Why the doors could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address of the status service is not usable.
    #[error("status_url is `{found}`, expected http://host or http://host:port without a slash at its end")]
    StatusUrl {
        /// What the configuration says.
        found: String,
    },
    /// The HTTP client for the status service could not be made.
    #[error("the client of the status service could not be made")]
    StatusClient(#[source] reqwest::Error),
}
