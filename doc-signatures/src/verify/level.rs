//! The level of a signature: the baseline form of EN 319 142-1, clause 6.3, and what was verified beyond it. A time-stamp
//! or evidence that is there and was not accepted makes no level, whatever its form.

use pki_types::cms::SignedData;
use pki_types::oid;

use super::format::{Formed, SubFilter};
use super::proof::Proof;
use super::report::Level;

/// The level, by the form and by what is proven.
pub(super) fn level(formed: &Formed, signed_data: &SignedData, proof: &Proof) -> Level {
    if is_baseline(formed, signed_data) { proof.level() } else { Level::NotEtsi }
}

fn is_baseline(formed: &Formed, signed_data: &SignedData) -> bool {
    let attributes = signed_data.signed_attributes();
    formed.sub_filter == SubFilter::Cades
        && formed.has_claimed_time
        && signed_data.content().is_none()
        && attributes.content_type() == oid::DATA
        && !attributes.signing_certificates().is_empty()
        && !attributes.has_signing_time()
}
