//! Ctrl-C, a closed terminal and `kill`, for commands that have something to take back before they end.

use std::fmt;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// What a shell adds to a signal's number in the exit code of a command that it ended.
const ENDED_BY_SIGNAL: u8 = 128;
/// The numbers of SIGHUP, SIGINT, SIGQUIT and SIGTERM (POSIX `kill`).
const HANGUP: u8 = 1;
const INTERRUPT: u8 = 2;
const QUIT: u8 = 3;
const TERMINATE: u8 = 15;

/// Somebody wants the command to end. As an error it gives the command the exit code that a shell expects: 130 for Ctrl-C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted(u8);

impl fmt::Display for Interrupted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

impl Interrupted {
    /// By Ctrl-C.
    pub const BY_CONTROL_C: Self = Self(INTERRUPT);
    /// By Ctrl-\.
    pub const BY_CONTROL_BACKSLASH: Self = Self(QUIT);

    /// 128 and the number of the signal.
    pub const fn exit_code(self) -> u8 {
        ENDED_BY_SIGNAL + self.0
    }
}

/// Signals that are heard from now on: the first is told to whoever asks, the second ends the process at once.
#[derive(Clone)]
pub struct Interrupts {
    first: watch::Receiver<Option<Interrupted>>,
}

impl Interrupts {
    /// Begins to listen; needs a runtime.
    pub fn listen() -> Result<Self> {
        let heard = |kind| signal(kind).context("the system does not let this process hear signals");
        let signals = [
            (heard(SignalKind::hangup())?, HANGUP),
            (heard(SignalKind::interrupt())?, INTERRUPT),
            (heard(SignalKind::terminate())?, TERMINATE),
        ];
        let (teller, first) = watch::channel(None);
        let teller = Arc::new(teller);
        for (signal, number) in signals {
            tokio::spawn(forward(signal, number, Arc::clone(&teller)));
        }
        Ok(Self { first })
    }

    /// Returns when the first signal came, also if that was before.
    pub async fn first(mut self) -> Interrupted {
        match self.first.wait_for(Option::is_some).await.map(|first| *first) {
            Ok(Some(first)) => first,
            _no_more => std::future::pending().await,
        }
    }
}

async fn forward(mut signal: Signal, number: u8, teller: Arc<watch::Sender<Option<Interrupted>>>) {
    while signal.recv().await.is_some() {
        let interrupted = Interrupted(number);
        if teller.send_replace(Some(interrupted)).is_some() {
            std::process::exit(interrupted.exit_code().into());
        }
    }
}
