//! Between which bounds the configuration's numbers are, who is not limited, and that no two doors listen at one place. Checked before
//! anything is opened, with the field, its value and what is allowed.

use std::net::SocketAddr;

use anyhow::{Result, bail};
use http_kit::rates::NoNetwork;
use http_kit::{Network, NetworkLimit};
use mobile_sig_api::SessionConfig;
use ocsp_responder::OcspConfig;
use pki_types::display::shown;
use registration_api::RegistrationConfig;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// How often one client network may ask at the public doors; see [`http_kit::rates`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkLimits {
    /// At the status door, in a minute; 0 is no limit. Default 6000.
    pub status_a_minute: u32,
    /// At the time-stamping door, in a minute; 0 is no limit. Default 1200.
    pub time_a_minute: u32,
    /// Networks that are not limited. Default: this machine.
    #[serde(deserialize_with = "networks")]
    pub unlimited: Vec<Network>,
}

impl Default for NetworkLimits {
    fn default() -> Self {
        let this_machine = ["127.0.0.0/8", "::1/128"];
        let unlimited = this_machine.map(|text| text.parse().expect("it is a network"));
        Self { status_a_minute: 6_000, time_a_minute: 1_200, unlimited: unlimited.to_vec() }
    }
}

impl NetworkLimits {
    /// The limit of the status door, if there is one.
    pub fn of_status(&self) -> Option<NetworkLimit> {
        NetworkLimit::new(self.status_a_minute, self.unlimited.clone())
    }

    /// The limit of the time-stamping door, if there is one.
    pub fn of_time(&self) -> Option<NetworkLimit> {
        NetworkLimit::new(self.time_a_minute, self.unlimited.clone())
    }
}

fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<Network>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let parsed = texts.iter().map(|text| {
        let refused = |problem: NoNetwork| {
            D::Error::custom(format!("limits.unlimited has {:?}, which {problem}", shown(text)))
        };
        text.parse().map_err(refused)
    });
    parsed.collect()
}

/// A number of the file and its bounds.
struct Number {
    field: &'static str,
    value: u32,
    least: u32,
    most: u32,
}

impl Number {
    fn check(&self) -> Result<()> {
        let Self { field, value, least, most } = self;
        if (least..=most).contains(&value) {
            return Ok(());
        }
        bail!("{field} is {value}, but must be from {least} to {most}")
    }
}

/// Checks the numbers of all tables that have some; `[prompts]` checks itself.
pub(super) fn numbers(
    sessions: &SessionConfig,
    enrolments: &RegistrationConfig,
    ocsp: &OcspConfig,
    networks: &NetworkLimits,
) -> Result<()> {
    let number = |field, value, least, most| Number { field, value, least, most };
    let numbers = [
        // Nobody has less time, however slowly they read; a request lives for ten minutes at most.
        number("sessions.session_seconds", sessions.session_seconds.into(), 30, 600),
        // A person who is asked again and again confirms in the end: the worker takes no more, whatever a door does.
        number("sessions.open_of_person", sessions.open_of_person, 1, 3),
        number("sessions.vain_lookups_in_ten_minutes", sessions.vain_lookups_in_ten_minutes, 1, 1_000_000),
        number("sessions.links_a_minute", sessions.links_a_minute, 1, 1_000_000),
        // A camera and the way here take a second or two; whoever relays a code needs more.
        number("sessions.link_seconds", sessions.link_seconds.into(), 1, 10),
        number("sessions.reply_seconds", sessions.reply_seconds.into(), 1, 60),
        number("enrolments.reply_seconds", enrolments.reply_seconds.into(), 1, 60),
        number("enrolments.of_activation_an_hour", enrolments.of_activation_an_hour, 1, 1_000),
        number("enrolments.vain_of_address_an_hour", enrolments.vain_of_address_an_hour, 1, 1_000_000),
        // Clients' clocks are wrong by minutes; an answer of a week would outlive what it says (RFC 9919 §4).
        number("ocsp.validity_seconds", ocsp.validity_seconds, 60, 7 * 24 * 3_600),
        // No cache keeps an answer for longer than it holds.
        number("ocsp.cache_seconds", ocsp.cache_seconds, 0, ocsp.validity_seconds),
        number("limits.status_a_minute", networks.status_a_minute, 0, 10_000_000),
        number("limits.time_a_minute", networks.time_a_minute, 0, 10_000_000),
    ];
    numbers.iter().try_for_each(Number::check)
}

/// Checks that every door has a place of its own. All addresses of a machine are also its single ones.
pub(super) fn places(doors: &[(&str, SocketAddr)]) -> Result<()> {
    let meet = |one: &SocketAddr, other: &SocketAddr| {
        let (first, second) = (one.ip(), other.ip());
        one.port() == other.port() && (first == second || first.is_unspecified() || second.is_unspecified())
    };
    for (position, (name, listen)) in doors.iter().enumerate() {
        if listen.port() == 0 {
            bail!("{name}.listen is {listen}, but must have a port from 1 to 65535");
        }
        if let Some((other, theirs)) = doors[..position].iter().find(|(_, theirs)| meet(theirs, listen)) {
            bail!(
                "{name}.listen is {listen}, but {other}.listen is {theirs} already: each door needs an address and port \
                 of its own"
            );
        }
    }
    Ok(())
}
