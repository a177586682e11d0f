//! subjectKeyIdentifier (RFC 5280 §4.2.1.2), by RFC 7093 §2 method 1: the leftmost 160 bits of SHA-256 over
//! the key's bits.

use der::asn1::OctetString;

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    let identifier = OctetString::new(context.request.public_key.key_identifier())?;
    Extension::new(oids::SUBJECT_KEY_IDENTIFIER, false, &identifier).map(Some)
}
