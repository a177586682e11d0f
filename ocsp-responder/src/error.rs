//! The one error of this crate.

/// What the responder cannot work with. No variant carries personal data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error("the responder cannot read the store: {0}")]
    Store(#[from] store::Error),
    /// A CA certificate in the store cannot be read.
    #[error("the certificate of the issuer {issuer} cannot be read: {source}")]
    Issuer {
        /// The issuer's name.
        issuer: String,
        /// The reason.
        source: pki_types::Error,
    },
    /// A name in `ocsp.prepared`.
    #[error("ocsp.prepared names {name:?}, which is no issuing CA of this country")]
    Prepared {
        /// What was named.
        name: String,
    },
    /// A certificate and a key that do not make an OCSP signer of this issuer.
    #[error("this is no OCSP signer: {problem}, expected {expected}, found {found}")]
    Signer {
        /// Which property.
        problem: &'static str,
        /// What had to be there.
        expected: String,
        /// What was there.
        found: String,
    },
}
