//! The country's own extension, not critical: what an officer may be trusted with. Whoever does not know it loses nothing:
//! it matters to this service alone (RFC 5280 §4.2: a reader ignores an unknown extension that is not critical).

use super::{Context, Extension};
use crate::issuance::error::Error;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    if !context.profile.officer_roles() {
        return Ok(None);
    }
    let oid = context.issuer.country().officer_roles();
    Ok(Some(Extension { oid, critical: false, value: context.request.roles.to_der() }))
}
