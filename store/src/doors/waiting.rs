//! Reads that wait until there is something to read.

use std::pin::pin;
use std::time::Duration;

use pki_types::{Sha256Digest, UnixTime};
use tokio::time::Instant;
use words::{DeviceId, SessionId, SessionState};

use crate::doors::changes::Change;
use crate::{ActAnswer, Error, OpenStatement, Reply, SessionView, Store};

/// The first look without having been woken comes after this long, the following ones ever later up to
/// [`SLOWEST_LOOK`]: a safety net, should a wake be lost, that costs little with many waiters.
const FIRST_LOOK: Duration = Duration::from_secs(1);
const SLOWEST_LOOK: Duration = Duration::from_secs(8);

impl Store {
    /// The reply to the request with this hash, as soon as there is one, but no later than `patience` from now.
    pub async fn reply_within(
        &self,
        hash: &Sha256Digest,
        patience: Duration,
    ) -> Result<Option<Reply>, Error> {
        self.within(Change::Reply(*hash), patience, || self.reply(hash)).await
    }

    /// What there is to say to the sender of an act, as soon as there is anything, but no later than `patience` from now.
    pub async fn act_answer_within(
        &self,
        act: &Sha256Digest,
        patience: Duration,
    ) -> Result<Option<ActAnswer>, Error> {
        self.within(Change::Reply(*act), patience, || self.act_answer(act)).await
    }

    /// The session as soon as its state is not `known` any more, or as it is after `patience`; none if there is no
    /// such session.
    pub async fn session_change_within(
        &self,
        id: &SessionId,
        known: SessionState,
        patience: Duration,
    ) -> Result<Option<SessionView>, Error> {
        let changed = self
            .within(Change::Session(*id), patience, || async move {
                match self.session_view(id).await? {
                    Some(view) if view.state == known => Ok(None),
                    other => Ok(Some(other)),
                }
            })
            .await?;
        match changed {
            Some(view) => Ok(view),
            None => self.session_view(id).await,
        }
    }

    /// The session of a device link as soon as a phone has claimed it; none if that has not happened after `patience`.
    pub async fn claimed_within(
        &self,
        id: &SessionId,
        patience: Duration,
    ) -> Result<Option<SessionView>, Error> {
        self.within(Change::Session(*id), patience, || self.session_view(id)).await
    }

    /// The statements that wait for this device, as soon as there are any, or none after `patience`.
    pub async fn open_statements_within(
        &self,
        device: &DeviceId,
        now: UnixTime,
        patience: Duration,
    ) -> Result<Vec<OpenStatement>, Error> {
        let found = self
            .within(Change::Device(*device), patience, || async move {
                let open = self.open_statements_of_device(device, now).await?;
                Ok(if open.is_empty() { None } else { Some(open) })
            })
            .await?;
        Ok(found.unwrap_or_default())
    }

    /// Waits until it is told that this device was blocked or a certificate of it revoked; like every wake that is a hint, and the rows
    /// are the truth.
    pub async fn told_of_an_end(&self, device: &DeviceId) {
        let place = self.wakes().park(Change::Ended(*device));
        place.notify.notified().await;
    }

    /// Looks, and looks again whenever `topic` changes, until there is something or `patience` is over.
    async fn within<T, F>(
        &self,
        topic: Change,
        patience: Duration,
        look: impl Fn() -> F,
    ) -> Result<Option<T>, Error>
    where
        F: Future<Output = Result<Option<T>, Error>>,
    {
        let end = Instant::now() + patience;
        let place = self.wakes().park(topic);
        let mut interval = FIRST_LOOK;
        loop {
            // The wake is armed before the look: a commit between look and wait is not missed.
            let mut woken = pin!(place.notify.notified());
            woken.as_mut().enable();
            // In a box, because it is over when the wait begins, and many wait.
            if let Some(found) = Box::pin(look()).await? {
                return Ok(Some(found));
            }
            let now = Instant::now();
            if now >= end {
                return Ok(None);
            }
            let _woken_or_not = tokio::time::timeout_at(end.min(now + interval), woken).await;
            interval = SLOWEST_LOOK.min(interval * 2);
        }
    }
}
