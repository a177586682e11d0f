//! How the mobile-signature doors behave.

use serde::Deserialize;

/// As written in the configuration file; every field has a default but `status_url`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MobileSignatureConfig {
    /// Where this country's OCSP answers are fetched, `http://host:port`, without a slash at its end. It comes from the
    /// configuration, never from a certificate, because this process opens no connection to an address that others
    /// name.
    pub status_url: String,
    /// How long a session waits for its person, in seconds. Default 180, at most 600; the request's `exp` may end it
    /// sooner.
    #[serde(default = "default_session_seconds")]
    pub session_seconds: u16,
    /// Sessions of one person that may be open at once with one relying party. Default 1.
    #[serde(default = "default_open_with_relying_party")]
    pub open_with_relying_party: u32,
    /// Sessions of one person that may be open at once. Default 3.
    #[serde(default = "default_open_of_person")]
    pub open_of_person: u32,
    /// Look-ups a day that one relying party may make in vain before its look-ups end for that day (UTC), in this
    /// process. Default 100.
    #[serde(default = "default_vain_lookups")]
    pub vain_lookups_a_day: u32,
    /// How long a phone's message waits for the worker's answer before 202, in seconds. Default 30, at most 60.
    #[serde(default = "default_reply_seconds")]
    pub reply_seconds: u8,
}

impl MobileSignatureConfig {
    /// The defaults, with this `status_url`.
    pub fn new(status_url: &str) -> Self {
        MobileSignatureConfig {
            status_url: status_url.to_owned(),
            session_seconds: default_session_seconds(),
            open_with_relying_party: default_open_with_relying_party(),
            open_of_person: default_open_of_person(),
            vain_lookups_a_day: default_vain_lookups(),
            reply_seconds: default_reply_seconds(),
        }
    }
}

fn default_session_seconds() -> u16 {
    180
}

fn default_open_with_relying_party() -> u32 {
    1
}

fn default_open_of_person() -> u32 {
    3
}

fn default_vain_lookups() -> u32 {
    100
}

fn default_reply_seconds() -> u8 {
    30
}
