//! extendedKeyUsage (RFC 5280 §4.2.1.12); critical in a time-stamping unit alone (RFC 3161 §2.3; EN 319 412-2
//! GEN-4.3.10-1).

use x509_cert::ext::pkix::ExtendedKeyUsage;

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;
use crate::issuance::profile::file::Purpose;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    let purposes = context.profile.purposes();
    if purposes.is_empty() {
        return Ok(None);
    }
    let value = ExtendedKeyUsage(purposes.iter().copied().map(oid_of).collect());
    Extension::new(oids::EXTENDED_KEY_USAGE, context.profile.purposes_critical(), &value).map(Some)
}

pub(crate) fn oid_of(purpose: Purpose) -> der::asn1::ObjectIdentifier {
    match purpose {
        Purpose::ClientAuthentication => oids::CLIENT_AUTH,
        Purpose::ServerAuthentication => oids::SERVER_AUTH,
        Purpose::TimeStamping => oids::TIME_STAMPING,
        Purpose::OcspSigning => oids::OCSP_SIGNING,
    }
}
