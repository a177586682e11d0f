//! What systemd is told (sd_notify(3)): that the process is ready, that it is stopping, that it still lives. Without
//! systemd nobody is told and nothing changes.

use std::sync::LazyLock;
use std::sync::mpsc::{SyncSender, sync_channel};

use http_kit::Stop;
use sd_notify::{NotifyState, notify, watchdog_enabled};

/// How much may wait to be said.
const WAITING: usize = 8;

/// The way to a thread of its own: telling somebody who does not listen takes for ever, and nothing else may wait for that.
static SPEAKER: LazyLock<SyncSender<NotifyState<'static>>> = LazyLock::new(|| {
    let (speaker, to_say) = sync_channel(WAITING);
    std::thread::spawn(move || {
        for state in to_say {
            if let Err(problem) = notify(&[state]) {
                tracing::warn!(%problem, "systemd could not be told about this process");
            }
        }
    });
    speaker
});

/// Everything is served from now on: units that come after may start.
pub fn ready() {
    say(NotifyState::Ready);
}

/// The process ends as it was asked to.
pub fn stopping() {
    say(NotifyState::Stopping);
}

/// Says twice in the time that WatchdogSec= gives that the process still gets its work done, until `stop`. It asks
/// nothing else: a database or a token that is away does not come back by a restart.
pub async fn keep_alive(stop: Stop) {
    let Some(limit) = watchdog_enabled() else { return };
    let mut beat = tokio::time::interval(limit / 2);
    loop {
        tokio::select! {
            () = stop.requested() => return,
            _ = beat.tick() => say(NotifyState::Watchdog),
        }
    }
}

fn say(state: NotifyState<'static>) {
    if SPEAKER.try_send(state).is_err() {
        tracing::warn!("systemd does not listen to this process");
    }
}
