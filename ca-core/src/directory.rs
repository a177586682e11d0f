//! The issuers of a country, found by name or by number.

use std::sync::Arc;

use store::{IssuerId, Reads, Store};

use crate::authority::IssuerKeys;
use crate::country::Country;
use crate::error::Error;
use crate::issuance::issuer::{CITIZENS, Issuer, ROOT, SERVICES};
use crate::recording::OpenIssuer;

/// The root's row, which every country and every ceremony has.
pub(crate) async fn root_row(reads: &Reads) -> Result<store::Issuer, Error> {
    reads.issuer_by_name(ROOT).await?.ok_or(Error::Missing("root"))
}

/// All issuers: the root without its key, the issuing CAs with theirs.
pub(crate) struct Directory {
    issuers: Vec<OpenIssuer>,
}

impl Directory {
    /// Every issuer of the store, each with its key if it is among these and is the one of its certificate.
    ///
    /// # Errors
    /// [`Error::OtherSigner`] for another key; an issuer that every country has is missing.
    pub(crate) async fn open(
        store: &Store,
        keys: Vec<IssuerKeys>,
        country: &Arc<Country>,
    ) -> Result<Self, Error> {
        let mut issuers = Vec::new();
        for row in store.issuers().await? {
            let certificate = pki_types::Certificate::from_der(&row.certificate)?;
            let signer = keys.iter().find(|keys| keys.name == row.name).map(|keys| keys.signer.clone());
            if signer.as_ref().is_some_and(|signer| signer.public_key() != certificate.public_key()) {
                return Err(Error::OtherSigner { issuer: row.name, what: "key" });
            }
            // Without its key an issuer signs nothing; the algorithm is then only that of its own certificate's
            // kind.
            let algorithm =
                signer.as_ref().map_or(certificate.signature_algorithm(), |signer| Ok(signer.algorithm()))?;
            let issuer = Issuer::new(&row.name, certificate, algorithm, row.crl_shards, country.clone())?;
            issuers.push(OpenIssuer { id: row.id, issuer, signer });
        }
        let directory = Self { issuers };
        for name in [ROOT, CITIZENS, SERVICES] {
            directory.by_name(name)?;
        }
        Ok(directory)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &OpenIssuer> {
        self.issuers.iter()
    }

    pub(crate) fn by_id(&self, id: IssuerId) -> Result<&OpenIssuer, Error> {
        self.issuers.iter().find(|issuer| issuer.id == id).ok_or(Error::Missing("issuer of this number"))
    }

    pub(crate) fn by_name(&self, name: &str) -> Result<&OpenIssuer, Error> {
        self.issuers
            .iter()
            .find(|open| open.issuer.name() == name)
            .ok_or_else(|| Error::issuer(name, "is not installed"))
    }

    /// The certificates above a leaf of this issuer, PEM, the issuer first.
    pub(crate) fn chain_pem(&self, issuer: &OpenIssuer) -> Result<Vec<String>, Error> {
        let mut chain = vec![issuer.certificate()?.pem()];
        if issuer.issuer.name() != ROOT {
            chain.push(self.by_name(ROOT)?.certificate()?.pem());
        }
        Ok(chain)
    }
}
