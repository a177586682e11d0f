//! A certificate with all that decides whether it may be used: of a person, and of a relying party.

use pki_types::Sha256Digest;

use super::status::{STATUS_OF_CERTIFICATE, status_in, status_where};
use crate::engine::Done;
use crate::engine::sql::sql;
use crate::{CertificateStatus, DeviceBlock, Error, IssuedCertificate, Issuer, Reads, RelyingParty};

/// A certificate of ours, what its status is, and whether the secrets of its device are blocked.
pub struct CertificateScene {
    /// Its row.
    pub certificate: IssuedCertificate,
    /// Its status.
    pub status: CertificateStatus,
    /// The block of its device, if it has one and that is blocked.
    pub block: Option<DeviceBlock>,
}

/// A relying party and its registered certificate.
pub struct RelyingPartyScene {
    /// Its row.
    pub party: RelyingParty,
    /// The row of its certificate; none if it was not issued here.
    pub certificate: Option<IssuedCertificate>,
    /// The status of that certificate; none with it.
    pub status: CertificateStatus,
}

pub(super) const CERTIFICATE: &str = "SELECT * FROM certificates WHERE sha256 = $1";
pub(super) const BLOCK_OF_CERTIFICATE: &str =
    "SELECT * FROM device_blocks WHERE device = (SELECT device FROM certificates WHERE sha256 = $1)";
pub(super) const PARTY: &str = "SELECT * FROM relying_parties WHERE id = $1";
pub(super) const CERTIFICATE_OF_PARTY: &str = "SELECT * FROM certificates WHERE sha256 = \
    (SELECT certificate_sha256 FROM relying_parties WHERE id = $1)";
/// A status query of the certificate of a relying party, by its identifier.
pub(super) const STATUS_OF_PARTY: &str =
    status_where!("c.sha256 = (SELECT certificate_sha256 FROM relying_parties WHERE id = $1)");
pub(super) const ISSUERS: &str = "SELECT * FROM issuers ORDER BY id";

impl CertificateScene {
    pub(super) fn read([certificate, status, block]: [Done; 3]) -> Result<Option<Self>, Error> {
        let Some(certificate) = certificate.first()? else { return Ok(None) };
        Ok(Some(Self { certificate, status: status_in(&status)?, block: block.first()? }))
    }
}

impl RelyingPartyScene {
    pub(super) fn read([party, certificate, status]: [Done; 3]) -> Result<Option<Self>, Error> {
        let Some(party) = party.first()? else { return Ok(None) };
        Ok(Some(Self { party, certificate: certificate.first()?, status: status_in(&status)? }))
    }
}

impl Reads {
    /// The certificate with this hash, its status, and the block of its device.
    pub async fn certificate_scene(&self, sha256: &Sha256Digest) -> Result<Option<CertificateScene>, Error> {
        let found = [
            sql(CERTIFICATE).with(sha256),
            sql(STATUS_OF_CERTIFICATE).with(sha256),
            sql(BLOCK_OF_CERTIFICATE).with(sha256),
        ];
        CertificateScene::read(self.together(found).await?)
    }

    /// The relying party whose registered certificate this is, and that certificate.
    pub async fn relying_party_scene(
        &self,
        certificate: &Sha256Digest,
    ) -> Result<Option<RelyingPartyScene>, Error> {
        let found = [
            sql("SELECT * FROM relying_parties WHERE certificate_sha256 = $1").with(certificate),
            sql(CERTIFICATE).with(certificate),
            sql(STATUS_OF_CERTIFICATE).with(certificate),
        ];
        RelyingPartyScene::read(self.together(found).await?)
    }

    /// The certificate with this hash, and all authorities by number.
    pub async fn certificate_and_issuers(
        &self,
        sha256: &Sha256Digest,
    ) -> Result<(Option<IssuedCertificate>, Vec<Issuer>), Error> {
        let [certificate, issuers] = self.together([sql(CERTIFICATE).with(sha256), sql(ISSUERS)]).await?;
        Ok((certificate.first()?, issuers.every()?))
    }
}
