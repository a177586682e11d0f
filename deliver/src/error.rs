//! Why nothing can be delivered.

/// What keeps the deliverer from beginning.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Push services know senders by keys of P-256 alone (RFC 8292 §2).
    #[error("the key that push services know is {found}, it must be of P-256")]
    Key {
        /// Of which kind it is.
        found: String,
    },
    /// The HTTP client.
    #[error("no HTTP client can be made")]
    Client(#[source] reqwest::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::Error),
}
