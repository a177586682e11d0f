//! What an operator exchanges while the country runs: SIGHUP has the configuration read again, and of it the doors'
//! certificates and the log's filter count at once. Everything else counts after a start.
//!
//! What cannot be used changes nothing: the door goes on with the certificate that it has, and the log says why.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use http_kit::{ServerTls, Stop, TlsFiles};
use pki_types::Clock;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::config::{Config, Door};
use crate::{logging, secrets};

/// Hang-ups, heard from now on: before, one ends the process.
pub struct HangUps(Signal);

impl HangUps {
    /// Begins to listen.
    pub fn listen() -> Result<Self> {
        Ok(Self(signal(SignalKind::hangup())?))
    }
}

/// Tells the doors what was read again.
pub struct Reloads {
    to_doors: watch::Sender<Arc<Config>>,
}

/// Hears of what was read again.
#[derive(Clone)]
pub struct Reloaded(watch::Receiver<Arc<Config>>);

impl Reloads {
    /// Reloads of what a country was started with.
    pub fn of(config: &Config) -> (Self, Reloaded) {
        let (to_doors, doors) = watch::channel(Arc::new(config.clone()));
        (Self { to_doors }, Reloaded(doors))
    }

    /// Reads `file` again at each hang-up, until `stop`.
    pub async fn at(self, mut hang_ups: HangUps, file: PathBuf, stop: Stop) {
        loop {
            tokio::select! {
                () = stop.requested() => return,
                _ = hang_ups.0.recv() => {}
            }
            match self.read(&file) {
                Ok(()) => tracing::info!(
                    "the configuration was read again: certificates of doors and log.filter count"
                ),
                Err(problem) => {
                    tracing::error!(problem = %format!("{problem:#}"), "the configuration could not be read again");
                }
            }
        }
    }

    fn read(&self, file: &Path) -> Result<()> {
        let config = Config::read(file)?;
        logging::exchange_filter(&config.log_filter)?;
        self.to_doors.send_replace(Arc::new(config));
        Ok(())
    }
}

impl Reloaded {
    /// Waits for the next time, for ever where nothing is read again; gives the door of this name as it stands then.
    pub async fn next(&mut self, name: &str) -> Option<Door> {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        let config = self.0.borrow_and_update().clone();
        config.door(name).cloned()
    }
}

/// TLS with the certificate that the operator gave a door; none for a door without.
pub fn own_tls(door: &Door, clock: &Arc<dyn Clock>) -> Result<Option<ServerTls>> {
    let Some((certificate, key)) = &door.tls else { return Ok(None) };
    secrets::require_private(key)?;
    let files = TlsFiles { certificate: certificate.clone(), key: key.clone() };
    Ok(Some(ServerTls::load(&files, None, clock.clone())?))
}

/// Exchanges the operator's certificate of one door whenever the configuration was read again.
pub async fn keep_exchanging(
    name: &'static str,
    tls: ServerTls,
    clock: Arc<dyn Clock>,
    mut reloaded: Reloaded,
    stop: Stop,
) {
    loop {
        let door = tokio::select! {
            () = stop.requested() => return,
            door = reloaded.next(name) => door,
        };
        let new = door.context("the door is not in the configuration any more").and_then(|door| {
            own_tls(&door, &clock)?.context("the door has no certificate in the configuration any more")
        });
        exchange(name, &tls, new);
    }
}

/// The new certificate opens connections from now on; without one, the old one does.
fn exchange(name: &'static str, tls: &ServerTls, new: Result<ServerTls>) {
    match new {
        Ok(new) => {
            tls.exchange(&new);
            tracing::info!(door = name, "a door's certificate was read again");
        }
        Err(problem) => {
            tracing::error!(problem = %format!("{problem:#}"), door = name, "a door goes on with the certificate that it has");
        }
    }
}
