//! The clock: every certificate, answer and time-stamp carries it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use pki_types::Clock;
use store::Inspection;
use tokio::process::Command;

use super::{Area, span};
use crate::parts::Parts;

/// How far the newest row may lie ahead of the clock, in seconds: rows are dated when their unit begins.
const AHEAD: i64 = 2;
/// A running country writes at least its daily lists; so long without a row, the clock may be the one that is wrong.
const SILENT: i64 = 8 * 86_400;
/// systemd-timesyncd makes this file when it has set the clock (systemd-timesyncd.service(8)).
const TIMESYNC: &str = "/run/systemd/timesync/synchronized";
/// How long another program may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn examine(store: &Inspection, parts: Parts, clock: &dyn Clock, area: &mut Area<'_>) {
    let now = clock.now();
    // Every process may read the jobs, the worker's the audit log, which tells more.
    let newest = if parts.work { store.newest_leaf_at().await } else { store.newest_job_at().await };
    match newest {
        Err(problem) => area.problem("newest row", problem.to_string(), "See the database above."),
        Ok(None) => area.ok("newest row", "the store holds no row to compare with"),
        Ok(Some(newest)) if newest.since(now) > AHEAD => area.problem(
            "newest row",
            format!("it is {} ahead of the clock ({})", span(newest.since(now)), now.rfc3339()),
            "Set the clock right before anything is issued (NTP); if the clock is right, it was wrong before: \
             look at what was issued since.",
        ),
        Ok(Some(newest)) if now.since(newest) > SILENT => area.warning(
            "newest row",
            format!("it is {} old", span(now.since(newest))),
            "Either the country did not run, or the clock has jumped ahead: compare it with another one.",
        ),
        Ok(Some(newest)) => {
            area.ok("newest row", format!("it is {} old", span(now.since(newest).max(0))));
        }
    }
    match synchronised().await {
        Some(true) => area.ok("synchronisation", "the system says that its clock is synchronised"),
        Some(false) => area.warning(
            "synchronisation",
            "the system says that its clock is not synchronised",
            "Run systemd-timesyncd or chrony with at least three sources.",
        ),
        None => area.ok("synchronisation", "unknown: neither systemd-timesyncd nor timedatectl tells"),
    }
}

/// What the system says, if it does.
async fn synchronised() -> Option<bool> {
    if Path::new(TIMESYNC).exists() {
        return Some(true);
    }
    let mut asked = Command::new("timedatectl");
    asked.args(["show", "--property=NTPSynchronized", "--value"]);
    asked.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let answer = tokio::time::timeout(PATIENCE, asked.output()).await.ok()?.ok()?;
    match answer.stdout.trim_ascii() {
        b"yes" => Some(true),
        b"no" => Some(false),
        _ => None,
    }
}
