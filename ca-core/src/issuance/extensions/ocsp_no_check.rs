//! id-pkix-ocsp-nocheck, not critical, NULL (RFC 6960 §4.2.2.2.1): nobody asks for the status of an OCSP
//! signer.

use der::asn1::Null;

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    if !context.profile.ocsp_no_check() {
        return Ok(None);
    }
    Extension::new(oids::OCSP_NO_CHECK, false, &Null).map(Some)
}
