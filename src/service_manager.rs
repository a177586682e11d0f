//! What systemd is told (sd_notify(3)): that the process is ready, that it is stopping, that it still lives. Without
//! systemd nobody is told and nothing changes.

use http_kit::Stop;
use sd_notify::{NotifyState, notify, watchdog_enabled};

/// Everything is served from now on: units that come after may start.
pub fn ready() {
    say(&NotifyState::Ready);
}

/// The process ends as it was asked to.
pub fn stopping() {
    say(&NotifyState::Stopping);
}

/// Says twice in the time that WatchdogSec= gives that the process still gets its work done, until `stop`. It asks
/// nothing else: a database or a token that is away does not come back by a restart.
pub async fn keep_alive(stop: Stop) {
    let Some(limit) = watchdog_enabled() else { return };
    let mut beat = tokio::time::interval(limit / 2);
    loop {
        tokio::select! {
            () = stop.requested() => return,
            _ = beat.tick() => say(&NotifyState::Watchdog),
        }
    }
}

fn say(state: &NotifyState<'_>) {
    if let Err(problem) = notify(std::slice::from_ref(state)) {
        tracing::warn!(%problem, "systemd could not be told about this process");
    }
}
