//! The issuers of a country, found by name or by number.

use store::IssuerId;

use crate::error::Error;
use crate::issuance::OpenIssuer;

/// All issuers: the root without its key, the issuing CAs with theirs.
pub(crate) struct Directory {
    issuers: Vec<OpenIssuer>,
}

impl Directory {
    pub(crate) fn new(issuers: Vec<OpenIssuer>) -> Self {
        Self { issuers }
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
        if issuer.issuer.name() != crate::issuer::ROOT {
            chain.push(self.by_name(crate::issuer::ROOT)?.certificate()?.pem());
        }
        Ok(chain)
    }
}
