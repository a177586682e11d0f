//! cRLDistributionPoints, not critical: one http address (RFC 5280 §4.2.1.13; EN 319 412-2 GEN-4.3.11-4 and
//! -5). The same octets stand in the CRL's issuingDistributionPoint.

use der::asn1::Ia5String;
use x509_cert::ext::pkix::CrlDistributionPoints;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    if context.profile.revocation_list().is_none() {
        return Ok(None);
    }
    let address = context.issuer.list_url(context.issuer.shard_of(context.serial));
    let name = GeneralName::UniformResourceIdentifier(Ia5String::new(&address)?);
    let point = DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![name])),
        reasons: None,
        crl_issuer: None,
    };
    Extension::new(oids::CRL_DISTRIBUTION_POINTS, false, &CrlDistributionPoints(vec![point])).map(Some)
}
