//! What the doors that run say of themselves: whether they can work, and what their process's clock shows.
//!
//! The store tells nothing of a clock by which nothing is written, and a process that waits for its clock writes nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use pki_types::{Clock, UnixTime};
use relying_party::plain_client;
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use store::Inspection;

use super::{Area, span};
use crate::config::Config;
use crate::parts::Parts;
use crate::roles::ClockShown;
use crate::roles::clocks::{AGE_SECONDS, BEAT};

/// How long a door may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer that is read, in octets.
const LONGEST: usize = 64 * 1024;
/// In this time each process has written what its clock shows.
const BEATS: Duration = BEAT.saturating_add(Duration::from_secs(1));
/// How many of the last readings are looked at.
const LOOKED_AT: u32 = 256;

/// What to do about a clock.
pub(super) const SET_IT: &str = "Set the clock right where it is wrong (NTP; `timedatectl` tells); the country goes on by itself. \
    What was issued by a wrong one is told by the audit log (docs/operating.md, \"When the clock steps\").";

/// A door's own word: at `/health/clock` and, where it is not ready, at `/health/ready`.
pub(super) struct Readiness {
    clock: ClockShown,
    failing: Option<String>,
}

/// The answer of a door that is not ready (RFC 9457): "not ready: clock".
#[derive(Deserialize)]
struct NotReady {
    detail: String,
}

impl Readiness {
    /// Asks the door at this address; none if nobody answers there, or somebody else does.
    pub(super) async fn of(client: &Client, base: &str) -> Option<Self> {
        let base = base.trim_end_matches('/');
        let (_, clock) = answer(client, format!("{base}/health/clock")).await?;
        let (status, ready) = answer(client, format!("{base}/health/ready")).await?;
        let failing = (status == StatusCode::SERVICE_UNAVAILABLE)
            .then(|| serde_json::from_slice(&ready).map(|said: NotReady| said.detail))
            .and_then(Result::ok);
        Some(Self { clock: serde_json::from_slice(&clock).ok()?, failing })
    }

    /// What fails, in the door's own words.
    pub(super) fn failing(&self) -> Option<&str> {
        self.failing.as_deref()
    }

    /// What is wrong with its clock, held against `now`.
    pub(super) fn wrong_clock(&self, now: UnixTime, allowed: i64) -> Option<String> {
        if !self.clock.is_believed {
            return Some(format!(
                "the process does not believe its clock, which shows {}: nothing is issued, listed, answered or stamped until it \
                 is right, another process says the same, or clock.wait_seconds are over",
                self.clock.now
            ));
        }
        differs(UnixTime::parse_rfc3339(&self.clock.now).ok()?, now, allowed)
    }
}

/// The status and the octets of an answer, of a bounded length in a bounded time.
async fn answer(client: &Client, url: String) -> Option<(StatusCode, Vec<u8>)> {
    let mut response = client.get(url).timeout(PATIENCE).send().await.ok()?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST {
            return None;
        }
    }
    Some((response.status(), body))
}

/// How far a clock is from this one, in words, where it is too far.
fn differs(shown: UnixTime, now: UnixTime, allowed: i64) -> Option<String> {
    let ahead = shown.since(now);
    let (word, seconds) = if ahead < 0 { ("behind", -ahead) } else { ("ahead of", ahead) };
    (seconds > allowed.saturating_add(AGE_SECONDS)).then(|| {
        format!("it is {} {word} the doctor's ({} and {})", span(seconds), shown.rfc3339(), now.rfc3339())
    })
}

/// The clocks of the processes that run here, as their doors tell, and of all that share the store.
pub(super) async fn clocks(
    config: &Config,
    store: &Inspection,
    parts: Parts,
    clock: &dyn Clock,
    area: &mut Area<'_>,
) {
    let allowed = i64::from(config.clock.step_seconds);
    let client = match plain_client() {
        Ok(client) => client,
        Err(problem) => return area.problem("doors", problem.to_string(), "See the system's trusted roots."),
    };
    for (is_here, name, listen) in [
        (parts.api, "landing", config.landing.listen),
        (parts.status, "status", config.status.listen),
        (parts.time, "time", config.time.listen),
    ] {
        if !is_here {
            continue;
        }
        let subject = format!("clock of the {name} door's process");
        let Some(said) = Readiness::of(&client, &format!("http://{}", nearest(listen))).await else {
            area.ok(subject, format!("nobody answers at {listen}: nothing to compare"));
            continue;
        };
        match said.wrong_clock(clock.now(), allowed) {
            Some(found) => area.problem(subject, found, SET_IT),
            None => area.ok(subject, "shows what the doctor's does, and is believed"),
        }
    }
    if let Err(problem) = written(store, allowed, clock, area).await {
        area.problem("clocks of the processes", problem.to_string(), "See the database above.");
    }
}

/// Where a door that listens on every address is reached from this machine.
fn nearest(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        listen.set_ip(match listen.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    listen
}

/// What the processes that share the store write of their clocks while the doctor waits: also the worker's, which has no door.
async fn written(
    store: &Inspection,
    allowed: i64,
    clock: &dyn Clock,
    area: &mut Area<'_>,
) -> Result<(), store::Error> {
    let Some(last) = store.clock_readings(0, 1).await?.into_iter().next() else { return Ok(()) };
    tokio::time::sleep(BEATS).await;
    let (now, mut seen) = (clock.now(), Vec::new());
    for reading in store.clock_readings(last.id, LOOKED_AT).await? {
        if seen.contains(&reading.process) {
            continue;
        }
        seen.push(reading.process);
        if let Some(found) = differs(reading.at, now, allowed) {
            area.problem("clock of a process that shares the store", found, SET_IT);
        }
    }
    area.ok("clocks of the processes", format!("{} write what theirs show", seen.len()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_s_clock_is_held_against_the_doctor_s_and_against_its_own_doubt() {
        let now = UnixTime::from_seconds(1_800_000_000);
        let said = |is_believed: bool, ahead: i64| {
            let clock = ClockShown { now: now.plus(ahead).rfc3339(), is_believed };
            Readiness { clock, failing: None }.wrong_clock(now, 60)
        };
        assert_eq!(said(true, 65), None);
        assert!(said(true, 4 * 3600).unwrap().contains("4 h ahead of"));
        assert!(said(true, -66).unwrap().contains("66 s behind"));
        assert!(said(false, 0).unwrap().contains("does not believe its clock"));
        assert!(nearest("0.0.0.0:80".parse().unwrap()).ip().is_loopback());
    }
}
