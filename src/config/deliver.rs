//! `[deliver]`: what leaves the country by itself.

use ::deliver::DeliverConfig;
use anyhow::{Result, bail};
use pki_types::display::shown;
use serde::Deserialize;

/// The longest contact, in octets.
const LONGEST: usize = 200;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeliverSection {
    contact: String,
    #[serde(default)]
    loopback: bool,
}

impl DeliverSection {
    /// Push services write there when something is wrong; some of them refuse whoever names nobody (RFC 8292 §2.1).
    pub(super) fn read(self) -> Result<DeliverConfig> {
        let rest = ["mailto:", "https://"].iter().find_map(|scheme| self.contact.strip_prefix(scheme));
        let is_visible = self.contact.bytes().all(|octet| octet.is_ascii_graphic());
        if rest.is_none_or(|rest| !rest.contains('.')) || !is_visible || self.contact.len() > LONGEST {
            bail!(
                "deliver.contact is {:?}, but must be a mailto: or https: address of at most {LONGEST} characters",
                shown(&self.contact)
            );
        }
        Ok(DeliverConfig { contact: self.contact, loopback: self.loopback })
    }
}
