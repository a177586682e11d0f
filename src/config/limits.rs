//! Between which bounds the configuration's numbers are, and that no two doors listen at one place. Checked before
//! anything is opened, with the field, its value and what is allowed.

use std::net::SocketAddr;

use anyhow::{Result, bail};
use mobile_sig_api::SessionConfig;
use ocsp_responder::OcspConfig;
use registration_api::RegistrationConfig;

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
) -> Result<()> {
    let number = |field, value, least, most| Number { field, value, least, most };
    let numbers = [
        // Nobody takes a phone out of a pocket in less; a request lives for ten minutes at most.
        number("sessions.session_seconds", sessions.session_seconds.into(), 10, 600),
        number("sessions.open_with_relying_party", sessions.open_with_relying_party, 1, 1_000),
        number("sessions.open_of_person", sessions.open_of_person, 1, 1_000),
        number("sessions.vain_lookups_a_day", sessions.vain_lookups_a_day, 1, 1_000_000),
        number("sessions.reply_seconds", sessions.reply_seconds.into(), 1, 60),
        number("enrolments.reply_seconds", enrolments.reply_seconds.into(), 1, 60),
        number("enrolments.of_activation_an_hour", enrolments.of_activation_an_hour, 1, 1_000),
        number("enrolments.vain_of_address_an_hour", enrolments.vain_of_address_an_hour, 1, 1_000_000),
        // Clients' clocks are wrong by minutes; an answer of a week would outlive what it says (RFC 9919 §4).
        number("ocsp.validity_seconds", ocsp.validity_seconds, 60, 7 * 24 * 3_600),
        // No cache keeps an answer for longer than it holds.
        number("ocsp.cache_seconds", ocsp.cache_seconds, 0, ocsp.validity_seconds),
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
