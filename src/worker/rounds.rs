//! What is done without a job, again and again.

use std::sync::Arc;

use anyhow::Result;
use consent_core::SWEPT_AT_ONCE;
use store::JobKind;
use tracing::error;

use super::Worker;

/// One worker makes the rounds; another one does when it has not for this long, in seconds.
const ROUND_LEASE_SECONDS: i64 = 90;

impl Worker {
    /// Ends the sessions whose time is over. What cannot be ended now is found again by the next look.
    pub(super) async fn end_overdue_sessions(self: Arc<Self>) {
        loop {
            match self.consent.expire().await {
                // There may be more.
                Ok(ended) if ended >= SWEPT_AT_ONCE => {}
                Ok(_) => return,
                Err(problem) => return error!(%problem, "sessions whose time is over could not be ended"),
            }
        }
    }

    /// Orders the lists that are about to lapse, gives up what dead workers left half-issued, ends acts that nobody confirmed in
    /// time, and deletes what was only counted for a while; one worker does it. What
    /// another process's clock has dated ahead is brought back by all of them.
    pub(super) async fn make_round(&self) {
        self.bring_back(None).await;
        match self.order_lists().await {
            Ok(true) => {}
            Ok(false) => return,
            Err(problem) => {
                return error!(problem = %format!("{problem:#}"), "revocation lists could not be ordered");
            }
        }
        if let Err(problem) = self.authority.recover_others().await {
            error!(%problem, "open issuances of other workers cannot be put right");
        }
        if let Err(problem) = self.authority.end_overdue_acts().await {
            error!(%problem, "acts that nobody confirmed in time could not be ended");
        }
        self.forget_attempts().await;
        self.forget_status_changes().await;
        self.forget_reports().await;
        self.forget_outgoing().await;
        self.forget_device_links().await;
    }

    /// Deletes device links that are over, and what phones sent about them.
    async fn forget_device_links(&self) {
        let forgotten = self.store.note("worker: device links", |transaction| {
            Box::pin(async move { transaction.forget_device_links().await })
        });
        if let Err::<_, store::Error>(problem) = forgotten.await {
            error!(%problem, "device links that are over could not be deleted");
        }
    }

    /// Deletes what persons reported so long ago that no policy looks back to it.
    async fn forget_reports(&self) {
        let forgotten = self.store.note("worker: reports", |transaction| {
            Box::pin(async move { transaction.forget_reports().await })
        });
        if let Err::<_, store::Error>(problem) = forgotten.await {
            error!(%problem, "reports that nobody looks back to could not be deleted");
        }
    }

    /// Deletes messages that nobody delivered in time.
    async fn forget_outgoing(&self) {
        let forgotten = self.store.note("worker: outbox", |transaction| {
            Box::pin(async move { transaction.forget_outgoing().await })
        });
        if let Err::<_, store::Error>(problem) = forgotten.await {
            error!(%problem, "messages that nobody needs any more could not be deleted");
        }
    }

    /// Deletes the changes of statuses that every index has seen long ago.
    async fn forget_status_changes(&self) {
        let forgotten = self.store.note("worker: status changes", |transaction| {
            Box::pin(async move { transaction.forget_status_changes().await })
        });
        if let Err::<_, store::Error>(problem) = forgotten.await {
            error!(%problem, "changes of statuses that nobody needs could not be deleted");
        }
    }

    /// Deletes the counts of what was tried in vain whose hour or day is over.
    pub(super) async fn forget_attempts(&self) {
        let forgotten = self.store.note("worker: attempts", |transaction| {
            Box::pin(async move { transaction.forget_attempts().await })
        });
        if let Err::<_, store::Error>(problem) = forgotten.await {
            error!(%problem, "counts of attempts whose time is over could not be deleted");
        }
    }

    /// Tells whether this worker makes the round.
    pub(super) async fn order_lists(&self) -> Result<bool> {
        let due = self.authority.crls_due().await?;
        let id = self.id;
        let ordered = self.store.transaction("worker: round", move |transaction| {
            Box::pin(async move {
                if transaction.take_lease("round", id, ROUND_LEASE_SECONDS).await?.is_none() {
                    return Ok(false);
                }
                for shard in due {
                    let subject = shard.to_subject();
                    transaction.enqueue_once(JobKind::Crl, &subject).await?;
                }
                Ok::<_, store::Error>(true)
            })
        });
        Ok(ordered.await?)
    }
}
