//! Whether anything may be dated now, and what is done when the clock has gone back.

use pki_types::UnixTime;
use tracing::{error, warn};
use words::leaf::{self, CLOCKS_DIFFER, Leaf};

use super::Worker;

impl Worker {
    /// Where an earlier run left off: if its clock ran ahead, the log says so.
    pub(super) async fn remember_the_last_leaf(&self) {
        match self.store.last_leaf_at().await {
            Ok(last) => *self.latest() = last,
            Err(problem) => {
                error!(%problem, "it is not known whether the clock went back since the last run")
            }
        }
    }

    /// Whether anything may be dated now. A clock that has gone back is written down first, and what waited for a time that
    /// it had shown waits no longer.
    pub(super) async fn time_is_certain(&self) -> bool {
        let Ok(now) = self.clock.certain() else { return false };
        let before = { self.latest().unwrap_or(now) };
        if before.since(now) > CLOCKS_DIFFER && !self.bring_back(Some(before)).await {
            return false;
        }
        *self.latest() = Some(now);
        true
    }

    /// Puts right what a clock that ran ahead has left; `was` is the latest that it had shown, where it was this one.
    pub(super) async fn bring_back(&self, was: Option<UnixTime>) -> bool {
        let brought = self.store.transaction("clock: brought back", move |transaction| {
            Box::pin(async move {
                let brought = transaction.bring_back().await?;
                if let Some(was) = was {
                    let leaf = Leaf::Clock(leaf::Clock { was, at: transaction.now() });
                    transaction.append_leaf(&leaf).await?;
                }
                Ok(brought)
            })
        });
        match brought.await {
            Ok(brought) => {
                if let Some(was) = was {
                    warn!(%was, "the clock went back: what was dated until then was dated wrongly");
                }
                if brought.is_any() {
                    warn!(?brought, "what waited for a time from the future waits no longer");
                }
                true
            }
            Err::<_, store::Error>(problem) => {
                error!(%problem, "what a clock that ran ahead has left cannot be put right");
                false
            }
        }
    }
}
