//! Keeps the index as the store is: reads everything once, then what changed, again and again.

use std::time::Duration;

use http_kit::Stop;
use pki_types::Clock;
use store::{DoorStore, Error, IssuerId, StatusFeed};
use tokio::time::timeout;

use super::table::Table;
use super::{Moment, StatusIndex};

/// How often it looks while nobody finds the index stale, which has it look at once.
const INTERVAL: Duration = Duration::from_millis(100);
/// How soon it tries again after it lost the store.
const AFTER_A_LOSS: Duration = Duration::from_millis(500);
/// How long it waits for the changes, and for everything, before it takes the store for lost.
const FOR_CHANGES: Duration = Duration::from_secs(5);
const FOR_EVERYTHING: Duration = Duration::from_secs(600);

/// What came of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// The index is as the store was when the look began.
    Heard,
    /// It has missed something: everything is read anew.
    Missed,
}

/// Follows the statuses of some issuers.
pub struct Follower {
    store: DoorStore,
    issuers: Vec<IssuerId>,
    feed: Option<StatusFeed>,
}

impl Follower {
    /// One that has not looked yet.
    #[must_use]
    pub fn new(store: DoorStore, issuers: Vec<IssuerId>) -> Self {
        Self { store, issuers, feed: None }
    }

    /// Looks again and again, until `stop`.
    pub(crate) async fn follow(mut self, index: &StatusIndex, clock: &dyn Clock, stop: Stop) {
        let (mut is_lost, store) = (false, self.store.clone());
        loop {
            let pause = match self.look(index, || Moment::now(clock.now(), &store)).await {
                Ok(()) => {
                    if std::mem::take(&mut is_lost) {
                        tracing::info!("the index of statuses follows the store again");
                    }
                    INTERVAL
                }
                Err(problem) => {
                    if !std::mem::replace(&mut is_lost, true) {
                        tracing::warn!(%problem, "the index of statuses has lost the store, which is read for each answer");
                    }
                    AFTER_A_LOSS
                }
            };
            tokio::select! {
                () = stop.requested() => return,
                () = index.stale.notified(), if !is_lost => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Looks once: afterwards the index is as the store was when this began, or speaks of nothing. `now` tells when a read begins.
    ///
    /// # Errors
    /// The store was lost; the next look reads everything anew.
    pub async fn look(&mut self, index: &StatusIndex, now: impl Fn() -> Moment) -> Result<(), Error> {
        if self.feed.is_none() {
            self.read_everything(index).await?;
        }
        let Some(feed) = self.feed.as_mut() else { return Ok(()) };
        let looked = timeout(FOR_CHANGES, read_changes(feed, index, now())).await;
        let looked = looked.unwrap_or(Err(Error::Closed));
        if !matches!(looked, Ok(Look::Heard)) {
            self.lose(index);
        }
        looked.map(|_| ())
    }

    /// The index is not in use until the changes since the beginning of this were read.
    async fn read_everything(&mut self, index: &StatusIndex) -> Result<(), Error> {
        let everything = async {
            let feed = self.store.status_feed().await?;
            let mut table = Table::default();
            for issuer in &self.issuers {
                feed.each(*issuer, |serial, status| table.set(*issuer, serial, status)).await?;
            }
            Ok((feed, table))
        };
        let (feed, table) = timeout(FOR_EVERYTHING, everything).await.unwrap_or(Err(Error::Closed))?;
        index.change(|known| (known.table, known.heard) = (table, None));
        self.feed = Some(feed);
        Ok(())
    }

    fn lose(&mut self, index: &StatusIndex) {
        self.feed = None;
        index.change(|known| (known.table, known.heard) = (Table::default(), None));
    }
}

async fn read_changes(feed: &mut StatusFeed, index: &StatusIndex, began: Moment) -> Result<Look, Error> {
    let Some(news) = feed.news().await? else { return Ok(Look::Missed) };
    index.change(|known| {
        for change in &news {
            known.table.set(change.issuer, &change.serial, change.status);
        }
        known.heard = Some(began);
    });
    Ok(Look::Heard)
}
