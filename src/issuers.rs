//! The country's issuers, as a process reads them at its start.

use anyhow::{Context, Result};
use pki_types::{Certificate, UnixTime};
use store::{Issuer, Reads};

/// An issuer, with what its certificate says.
#[derive(Clone, Debug)]
pub struct KnownIssuer {
    /// Its row.
    pub row: Issuer,
    /// Its certificate.
    pub certificate: Certificate,
}

impl KnownIssuer {
    /// Whether it has lists, signers and a key that is looked after: until its certificate ends, succeeded or not.
    #[must_use]
    pub fn is_alive(&self, now: UnixTime) -> bool {
        !self.certificate.is_over(now)
    }
}

/// All issuers of a store, by number.
///
/// # Errors
/// The store cannot be read, or holds no certificate where it should.
pub async fn issuers(store: &Reads) -> Result<Vec<KnownIssuer>> {
    let rows = store.issuers().await?;
    let known = rows.into_iter().map(|row| {
        let certificate = Certificate::from_der(&row.certificate)
            .with_context(|| format!("the certificate of {}", row.name))?;
        Ok(KnownIssuer { row, certificate })
    });
    known.collect()
}

/// Those of them that are alive.
///
/// # Errors
/// As [`issuers`].
pub async fn alive_issuers(store: &Reads, now: UnixTime) -> Result<Vec<KnownIssuer>> {
    let mut known = issuers(store).await?;
    known.retain(|issuer| issuer.is_alive(now));
    Ok(known)
}
