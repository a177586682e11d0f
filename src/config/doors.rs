//! `[doors]`: those that a country may have or not.

use anyhow::{Result, bail};
use serde::Deserialize;

use super::{Door, DoorSection};

/// The phone as a page of browsers, as the file, errors and logs call it.
pub const PHONE_APP: &str = "doors.phone_app";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DoorsSection {
    pub(super) phone_app: Option<DoorSection>,
}

/// On this machine the page is at a name: an origin that is a numeric address has no credentials (WebAuthn §5.1.3).
pub(super) fn named(section: DoorSection) -> DoorSection {
    if section.url.is_some() || section.tls.is_some() || !section.listen.ip().is_loopback() {
        return section;
    }
    DoorSection { url: Some(format!("http://localhost:{}", section.listen.port())), ..section }
}

/// Browsers keep what a page stored by its origin, and the phones' API lets in that origin: neither knows a path (RFC 6454 §4).
pub(super) fn is_an_origin(door: &Door) -> Result<()> {
    let rest = door.url.split_once("://").map_or(door.url.as_str(), |(_, rest)| rest);
    if rest.contains('/') {
        bail!("{PHONE_APP}.url is {:?}, but must have no path: the page has an origin of its own", door.url);
    }
    Ok(())
}
