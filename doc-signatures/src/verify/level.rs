//! The level that a signature has by its form, as EU DSS would say (EN 319 142-1, clause 6.3).

use pki_types::cms::SignedData;
use pki_types::{Certificate, oid};

use super::chain_status::path_has_status;
use super::format::SubFilter;
use super::material::Material;
use super::report::Level;
use super::time_stamp::Stamp;

/// What the level is read from.
pub(super) struct Form<'f> {
    pub(super) sub_filter: SubFilter,
    pub(super) signed_data: &'f SignedData,
    pub(super) has_claimed_time: bool,
    /// The signer's path, if one was found.
    pub(super) path: Option<&'f [Certificate]>,
    pub(super) stamp: Option<&'f Stamp>,
    /// Whether a later time-stamp covers the document with its evidence.
    pub(super) is_archived: bool,
}

/// The highest level all of whose conditions hold.
pub(super) fn level(form: &Form<'_>, material: &Material) -> Level {
    if !is_baseline(form) {
        return Level::NotEtsi;
    }
    let Some(stamp) = form.stamp.filter(|stamp| stamp.imprint_matches) else { return Level::B };
    let is_whole = stamp.has_status && form.path.is_some_and(|path| path_has_status(path, material));
    if !material.has_store || !is_whole {
        return Level::T;
    }
    if form.is_archived { Level::Lta } else { Level::Lt }
}

fn is_baseline(form: &Form<'_>) -> bool {
    let attributes = form.signed_data.signed_attributes();
    form.sub_filter == SubFilter::Cades
        && form.has_claimed_time
        && form.signed_data.content().is_none()
        && attributes.content_type() == oid::DATA
        && !attributes.signing_certificates().is_empty()
        && !attributes.has_signing_time()
}
