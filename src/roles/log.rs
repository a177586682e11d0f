//! The audit log of a running country: the sequencer, and the copy for others.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use audit_log::{LogCopy, NoteSigner, Sequencer};
use hsm_adapter::labels;
use http_kit::Stop;
use store::Store;
use tokio::time::Instant;

use super::keys::Keys;
use crate::config::Config;

/// How often the log is looked at when nothing wakes it.
const SAFETY_NET: Duration = Duration::from_millis(500);
/// How often the copy is brought up to date at most: each time flushes several files.
const COPY_ROUND: Duration = Duration::from_secs(1);

/// Keeps the log of one store.
pub struct AuditLog {
    store: Store,
    sequencer: Sequencer,
    copy: Option<LogCopy>,
}

impl AuditLog {
    /// Opens the log, and its copy where the configuration has one.
    pub async fn open(config: &Config, keys: &Keys, store: &Store) -> Result<Self> {
        let key = keys.keys.signer(labels::LOG).context("the key of the audit log")?;
        let signer = NoteSigner::new(&config.log_origin(), key)?;
        let copy = match &config.audit_log_copy {
            Some(folder) => Some(
                LogCopy::open(folder, signer.verifier())
                    .with_context(|| format!("the audit log's copy in {}", folder.display()))?,
            ),
            None => None,
        };
        let known = copy.as_ref().map_or(0, LogCopy::size);
        let size = store.log_checkpoint().await?.map_or(0, |row| row.size);
        if u64::try_from(size).unwrap_or(0) < known {
            bail!(
                "the audit log in the store has {size} entries, its copy {known}: the store was put back to an earlier \
                 state and may call good what was revoked since. Run `greatseal restore` with the newest backup"
            );
        }
        let sequencer = Sequencer::open(store.clone(), signer)
            .await
            .context("the audit log in the store cannot be continued")?;
        Ok(Self { store: store.clone(), sequencer, copy })
    }

    /// Goes on until `stop`, and then until every leaf is covered and copied.
    pub async fn run(mut self, stop: Stop) {
        let mut changes = self.store.changes();
        let mut copied = Instant::now();
        loop {
            let stopping = stop.is_requested();
            let grew = match self.sequencer.round().await {
                Ok(grew) => grew,
                Err(problem) => {
                    tracing::error!(%problem, "the audit log cannot be continued");
                    false
                }
            };
            // Also while the log grows all the time.
            if copied.elapsed() >= COPY_ROUND || (stopping && !grew) {
                self.bring_copy_up_to_date().await;
                copied = Instant::now();
            }
            if grew {
                continue;
            }
            if stopping {
                return;
            }
            tokio::select! {
                () = stop.requested() => {}
                _ = changes.recv() => while changes.try_recv().is_ok() {},
                () = tokio::time::sleep(SAFETY_NET) => {}
            }
        }
    }

    /// Writes files on a thread that may wait for the disk.
    async fn bring_copy_up_to_date(&mut self) {
        let Some(mut copy) = self.copy.take() else { return };
        let (store, runtime) = (self.store.clone(), tokio::runtime::Handle::current());
        let done = tokio::task::spawn_blocking(move || {
            let followed = runtime.block_on(copy.follow(&store));
            (copy, followed)
        });
        match done.await {
            Ok((copy, followed)) => {
                if let Err(problem) = followed {
                    tracing::error!(%problem, "the audit log's copy cannot be brought up to date");
                }
                self.copy = Some(copy);
            }
            Err(failure) => tracing::error!(%failure, "the audit log is not copied any more"),
        }
    }
}
