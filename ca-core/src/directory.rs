//! The issuers of a country: who issues now in a role, and who issued what there is.

use std::sync::Arc;

use hsm_adapter::Signer;
use pki_types::UnixTime;
use store::{IssuedCertificate, IssuerId, ROOT_ROLE, Reads, Store};

use crate::country::Country;
use crate::error::Error;
use crate::issuance;
use crate::issuance::profile::Profiles;
use crate::recording::OpenIssuer;

/// The root's row, which every country and every ceremony has.
pub(crate) async fn root_row(reads: &Reads) -> Result<store::Issuer, Error> {
    reads.issuers_of_role(ROOT_ROLE).await?.into_iter().next().ok_or(Error::Missing("root"))
}

/// The key of an issuing CA.
pub struct IssuerKeys {
    /// The issuer's name; a running service never holds the root's.
    pub name: String,
    /// The key.
    pub signer: Arc<dyn Signer>,
}

/// All issuers: the root without its key, the issuing CAs with theirs.
pub(crate) struct Directory {
    issuers: Vec<OpenIssuer>,
    profiles: Arc<Profiles>,
    country: Arc<Country>,
}

impl Directory {
    /// Every issuer of the store, each with its key if it is among these and is the one of its certificate.
    ///
    /// # Errors
    /// [`issuance::Error::OtherSigner`] for another key; a profile whose role no issuer has.
    pub(crate) async fn open(
        store: &Store,
        keys: Vec<IssuerKeys>,
        profiles: Arc<Profiles>,
        country: Arc<Country>,
    ) -> Result<Self, Error> {
        let mut issuers = Vec::new();
        for row in store.issuers().await? {
            let signer = keys.iter().find(|keys| keys.name == row.name).map(|keys| keys.signer.clone());
            issuers.push(match signer {
                Some(signer) => OpenIssuer::with_key(&row, signer, country.clone())?,
                None => OpenIssuer::without_key(&row, country.clone())?,
            });
        }
        // The newest generation first.
        issuers.sort_by_key(|open| std::cmp::Reverse(open.issuer.generation()));
        profiles.check_roles(|role| issuers.iter().any(|open| open.issuer.role() == role))?;
        Ok(Self { issuers, profiles, country })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &OpenIssuer> {
        self.issuers.iter()
    }

    /// The names and addresses that all of them write.
    pub(crate) fn country(&self) -> &Country {
        &self.country
    }

    pub(crate) fn by_id(&self, id: IssuerId) -> Result<&OpenIssuer, Error> {
        self.iter().find(|open| open.id == id).ok_or(Error::Missing("issuer of this number"))
    }

    /// Who issues in this role: of those whose certificate is valid at this time the newest generation.
    pub(crate) fn current(&self, role: &str, now: UnixTime) -> Result<&OpenIssuer, Error> {
        self.iter()
            .find(|open| {
                open.issuer.role() == role && open.issuer.certificate().is_some_and(|own| own.valid_at(now))
            })
            .ok_or_else(|| {
                issuance::Error::issuer(role, "has no generation whose certificate is valid now").into()
            })
    }

    /// Who issues certificates of this profile now.
    pub(crate) fn current_for(&self, profile: &str, now: UnixTime) -> Result<&OpenIssuer, Error> {
        let role = self.profiles.named(profile)?.issuer_role();
        self.current(role.ok_or_else(|| issuance::Error::profile(profile, "is not of one role"))?, now)
    }

    /// Who issued a certificate, whichever generation; none if it is an issuer that its profile does not name.
    pub(crate) fn issuer_of(&self, certificate: &IssuedCertificate) -> Result<Option<&OpenIssuer>, Error> {
        let (open, profile) = (self.by_id(certificate.issuer)?, self.profiles.named(&certificate.profile)?);
        Ok(Some(open).filter(|open| profile.may_be_issued_by(open.issuer.role())))
    }

    /// The certificates above a leaf of this issuer, PEM, the issuer first.
    pub(crate) fn chain_pem(&self, issuer: &OpenIssuer) -> Result<Vec<String>, Error> {
        let own = issuer.certificate()?;
        let mut chain = vec![own.pem()];
        if !issuer.issuer.is_root() {
            let root = self
                .iter()
                .filter(|open| open.issuer.is_root())
                .filter_map(|open| open.issuer.certificate())
                .find(|root| own.verify_issued_by(root).is_ok());
            chain.push(root.ok_or(Error::Missing("root of an issuer"))?.pem());
        }
        Ok(chain)
    }
}
