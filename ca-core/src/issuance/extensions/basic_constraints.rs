//! basicConstraints (RFC 5280 §4.2.1.9): critical in a CA, an empty sequence in a leaf.

use x509_cert::ext::pkix::BasicConstraints;

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    let authority = context.profile.is_authority();
    let value = BasicConstraints { ca: authority, path_len_constraint: context.profile.path_length() };
    Extension::new(oids::BASIC_CONSTRAINTS, authority, &value).map(Some)
}
