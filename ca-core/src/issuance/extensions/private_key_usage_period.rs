//! privateKeyUsagePeriod, not critical (RFC 3280 §4.2.1.4; EN 319 421 §7.6.3): the key stops signing long
//! before its certificate ends.

use x509_cert::ext::pkix::PrivateKeyUsagePeriod;

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    let Some(seconds) = context.profile.private_key_seconds() else {
        return Ok(None);
    };
    let last = context.not_before.plus(seconds).minus(1);
    let value = PrivateKeyUsagePeriod {
        not_before: Some(context.not_before.generalized_time()),
        not_after: Some(last.generalized_time()),
    };
    Extension::new(oids::PRIVATE_KEY_USAGE_PERIOD, false, &value).map(Some)
}
