//! The issuers that clients may ask about, as they name them.

use pki_types::ocsp::{CertId, IssuerHashes};
use pki_types::{Certificate, UnixTime};
use store::{IssuerId, Reads};

use crate::Error;

/// An issuer of the store, with the hashes by which clients name it.
pub(crate) struct KnownIssuer {
    pub(crate) id: IssuerId,
    pub(crate) name: String,
    pub(crate) certificate: Certificate,
    /// Whether plain questions about its certificates get an answer that was made a little before.
    pub(crate) is_prepared: bool,
    hashes: IssuerHashes,
}

impl KnownIssuer {
    /// Whether the certificates of this issuer are CA certificates. Their status is in the root's CRL; OCSP tells it where a
    /// ceremony made a signer for the root, which is offline and cannot replace it every month.
    pub(crate) fn is_root(&self) -> bool {
        self.certificate.is_self_issued()
    }
}

/// All issuers of the store. They come by a ceremony and an installation, after which the program starts anew, so they
/// are read once.
pub(crate) struct KnownIssuers(Vec<KnownIssuer>);

impl KnownIssuers {
    /// `prepared` are the names of those of which answers are prepared.
    pub(crate) async fn read(reads: &Reads, prepared: &[String]) -> Result<Self, Error> {
        let issuers = reads.issuers().await?.into_iter().map(|issuer| {
            let certificate = Certificate::from_der(&issuer.certificate)
                .map_err(|source| Error::Issuer { issuer: issuer.name.clone(), source })?;
            Ok(KnownIssuer {
                id: issuer.id,
                is_prepared: prepared.contains(&issuer.name),
                name: issuer.name,
                hashes: IssuerHashes::of(&certificate),
                certificate,
            })
        });
        let issuers: Vec<KnownIssuer> = issuers.collect::<Result<_, Error>>()?;
        // What the root says depends on its list too, which is read for each answer.
        let may_be = |name: &String| issuers.iter().any(|issuer| issuer.name == *name && !issuer.is_root());
        match prepared.iter().find(|name| !may_be(name)) {
            Some(name) => Err(Error::Prepared { name: name.clone() }),
            None => Ok(Self(issuers)),
        }
    }

    /// The issuer of the certificate that a client asks about.
    pub(crate) fn of(&self, cert_id: &CertId) -> Option<&KnownIssuer> {
        self.0.iter().find(|issuer| issuer.hashes.match_cert_id(cert_id))
    }

    /// All of them.
    pub(crate) fn ids(&self) -> impl Iterator<Item = IssuerId> {
        self.0.iter().map(|issuer| issuer.id)
    }

    /// The issuer of this name.
    pub(crate) fn named(&self, name: &str) -> Option<&KnownIssuer> {
        self.0.iter().find(|issuer| issuer.name == name)
    }

    /// Those whose certificates' status OCSP always tells, until they end.
    pub(crate) fn answerable(&self, now: UnixTime) -> impl Iterator<Item = &KnownIssuer> {
        self.0.iter().filter(move |issuer| !issuer.is_root() && !issuer.certificate.is_over(now))
    }
}
