//! What everybody may know of certificate profiles: their texts, and which of them are citizens'.
//!
//! What a profile makes of a certificate is read and checked in ca-core; here is what its `purpose` and `devices` say.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{DeviceKind, Purpose};

/// The profiles that Great Seal is built with: every file of `profiles/`.
pub const TEXTS: &[&str] = include!(concat!(env!("OUT_DIR"), "/profiles.rs"));

/// Names of the profiles that the code asks for.
pub mod names {
    /// The root.
    pub const ROOT: &str = "root";
    /// An issuing CA.
    pub const ISSUING_CA: &str = "issuing-ca";
    /// An issuing CA of a root that has a signer of OCSP answers.
    pub const ISSUING_CA_WITH_OCSP: &str = "issuing-ca-with-ocsp";
    /// An officer.
    pub const OFFICER: &str = "officer";
    /// A relying party.
    pub const RELYING_PARTY: &str = "relying-party";
    /// A door's TLS.
    pub const TLS_SERVER: &str = "tls-server";
    /// A process that asks for certificates.
    pub const IDENTITY: &str = "identity";
    /// A delegated OCSP signer.
    pub const OCSP_SIGNER: &str = "ocsp-signer";
    /// The delegated OCSP signer of the root.
    pub const ROOT_OCSP_SIGNER: &str = "root-ocsp-signer";
    /// A time-stamping unit.
    pub const TSU: &str = "tsu";
}

/// A citizen's profile, as far as it says whom it is for.
#[derive(Deserialize)]
struct Profile {
    name: String,
    purpose: Option<Purpose>,
    #[serde(default)]
    devices: Vec<DeviceKind>,
}

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let read = |text: &&str| toml::from_str(text).expect("a test has read every profile");
    TEXTS.iter().map(read).collect()
});

/// What the key of a certificate of this profile signs; none for everybody's but citizens'.
#[must_use]
pub fn purpose_of(profile: &str) -> Option<Purpose> {
    PROFILES.iter().find(|known| known.name == profile).and_then(|known| known.purpose)
}

/// The name of the profile that a citizen's device of this kind gets for this purpose.
///
/// # Panics
/// If there is none, which a test of all kinds excludes.
#[must_use]
pub fn of_citizen(purpose: Purpose, kind: DeviceKind) -> &'static str {
    let fits = |known: &&Profile| known.purpose == Some(purpose) && known.devices.contains(&kind);
    &PROFILES.iter().find(fits).expect("every kind of device has a profile for each purpose").name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_device_has_one_profile_for_each_purpose() {
        for purpose in Purpose::ALL {
            for kind in DeviceKind::ALL {
                let fits = |known: &&Profile| known.purpose == Some(purpose) && known.devices.contains(&kind);
                assert_eq!(PROFILES.iter().filter(fits).count(), 1, "{purpose} {kind}");
                assert_eq!(purpose_of(of_citizen(purpose, kind)), Some(purpose));
            }
        }
        assert_eq!(purpose_of("officer"), None);
        assert_eq!(purpose_of("of-tomorrow"), None);
    }
}
