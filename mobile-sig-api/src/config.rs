//! How the mobile-signature doors behave.

use serde::Deserialize;

/// As written in the configuration file; every field has a default.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionConfig {
    /// How long a session waits for its person, in seconds. Default 180, at most 600; the request's `exp` may end it
    /// sooner.
    pub session_seconds: u16,
    /// Sessions of one person that may be open at once. Default 3.
    pub open_of_person: u32,
    /// Look-ups that one relying party may make in vain within ten minutes before its look-ups pause until those are over, from
    /// all processes together. Default 20: two typing errors a minute.
    pub vain_lookups_in_ten_minutes: u32,
    /// Device links that one relying party may start within a minute. Default 3,000, fifty a second.
    pub links_a_minute: u32,
    /// How old the code of a device link may be when a phone has scanned it, in seconds. Default 3, at most 10. The worker keeps it.
    pub link_seconds: u8,
    /// How long a phone's message waits for the worker's answer before 202, in seconds. Default 30, at most 60.
    pub reply_seconds: u8,
    /// What is less for requests that a door alone vouches for. It is no field of this table of the file: the worker has it too.
    #[serde(skip)]
    pub door_attested: DoorAttestedLimits,
}

/// What is less for sessions whose requests nobody signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoorAttestedLimits {
    /// How long one waits for its person, in seconds.
    pub session_seconds: u16,
    /// How many of anybody's may be open for a person when one comes, that one among them.
    pub open_of_person: u8,
}

impl Default for DoorAttestedLimits {
    fn default() -> Self {
        DoorAttestedLimits { session_seconds: 120, open_of_person: 1 }
    }
}

impl Default for SessionConfig {
    fn default() -> Self {
        SessionConfig {
            session_seconds: 180,
            open_of_person: 3,
            vain_lookups_in_ten_minutes: 20,
            links_a_minute: 3_000,
            link_seconds: 3,
            reply_seconds: 30,
            door_attested: DoorAttestedLimits::default(),
        }
    }
}
