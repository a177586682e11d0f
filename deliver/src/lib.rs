//! WAKE A PHONE: what stands in the outbox is brought to who is to have it, over networks of others.
//!
//! **Promises.** A message is tried until it is delivered or its time is over, each failure with a longer pause. What is pushed says
//! nothing of a person, a session or a relying party. Only addresses of the public internet are spoken to. An address that nobody
//! answers at any more is forgotten. However many messages there are, the work and the memory that they take are bounded, and no
//! push service that is slow takes the place of another.
//!
//! **Never.** Nothing is decided here, and nothing that waits depends on a message that is not delivered: a phone that looks finds
//! the same. It listens nowhere, believes no door (a subscription counts as its phone signed it), and holds one key, by which push
//! services know who sends.
//!
//! **Start reading** at [`Deliver`], then [`push`](crate::push): what a push is, and what its answer means.
//!
//! **One more** way (a webhook, a short message): its word in `store::Channel`, its file here, its line in `Deliver::attempt`.

mod address;
mod counts;
mod error;
mod push;
mod sender;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hsm_adapter::Signer;
use pki_types::{Clock, Random, UnixTime};
use store::{Change, Channel, Outgoing, Store};
use tokio::sync::broadcast::Receiver;
use tokio::task::JoinSet;

pub use counts::Deliveries;
pub use error::Error;

use crate::counts::Came;
use crate::sender::Sender;

/// Attempts at the same time, and how many of them at one push service.
const AT_ONCE: usize = 64;
const AT_ONE_PLACE: usize = 16;
/// How long to trust in being woken before looking anyway.
const LOOK_ANYWAY: Duration = Duration::from_secs(1);
/// The longest pause between two attempts, in seconds.
const LONGEST_PAUSE: i64 = 60;

/// What an operator decides about deliveries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliverConfig {
    /// How whoever runs a push service reaches the operator (RFC 8292 §2.1): a `mailto:` or `https:` address.
    pub contact: String,
    /// Whether push services on this machine are spoken to as well, also without TLS: for tests.
    pub loopback: bool,
}

/// Brings what stands in the outbox to who is to have it. Cheap to clone.
#[derive(Clone)]
pub struct Deliver {
    store: Store,
    sender: Arc<Sender>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    counts: Deliveries,
    /// How many attempts are under way at each place.
    places: Arc<Mutex<HashMap<String, usize>>>,
}

impl Deliver {
    /// Over this store; `signer`, of P-256, says to push services who sends.
    ///
    /// # Errors
    /// [`Error::Key`] for a key of another kind, [`Error::Client`] if no HTTP client can be made.
    pub fn new(
        store: Store,
        signer: Arc<dyn Signer>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        config: DeliverConfig,
        counts: Deliveries,
    ) -> Result<Self, Error> {
        let sender = Arc::new(Sender::new(signer, config)?);
        Ok(Self { store, sender, clock, random, counts, places: Arc::default() })
    }

    /// Lets phones know the key that they must name to their push services.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn announce(&self) -> Result<(), Error> {
        self.store.note_push_key(self.sender.key().spki_der().to_vec(), self.clock.now()).await?;
        Ok(())
    }

    /// Delivers until `stop` is ready, then lets the attempts under way end: they last no longer than [`sender::PATIENCE`].
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        // Heard from before the first look, so that no commit between look and wait is missed.
        let mut changes = self.store.changes();
        let mut under_way = JoinSet::new();
        loop {
            while under_way.try_join_next().is_some() {}
            let taken = self.take(AT_ONCE - under_way.len()).await;
            for outgoing in taken {
                let deliver = self.clone();
                under_way.spawn(async move { deliver.deliver(outgoing).await });
            }
            let is_full = under_way.len() >= AT_ONCE;
            tokio::select! {
                () = &mut stop => break,
                _ = under_way.join_next(), if is_full => {}
                () = may_be_due(&mut changes), if !is_full => {}
            }
        }
        under_way.join_all().await;
    }

    /// Takes what is due, if there is anything: a look that finds nothing writes nothing.
    async fn take(&self, free: usize) -> Vec<Outgoing> {
        let Some(limit) = u32::try_from(free).ok().filter(|free| *free > 0) else { return Vec::new() };
        let taken = async {
            let due = self.store.next_outgoing_due_at().await?;
            if due.is_none_or(|due| due > self.clock.now()) {
                return Ok(Vec::new());
            }
            self.store.take_outgoing(limit).await
        };
        taken.await.unwrap_or_else(|problem: store::Error| {
            tracing::error!(%problem, "messages cannot be taken from the outbox");
            Vec::new()
        })
    }

    /// One attempt, and what is written down of it. What could not be written down is tried again when its lease is over.
    async fn deliver(&self, outgoing: Outgoing) {
        let now = self.clock.now();
        let came = if outgoing.expires_at <= now { Came::Late } else { self.attempt(&outgoing).await };
        self.counts.count(outgoing.channel, came);
        let noted = match came {
            Came::Delivered | Came::Gone | Came::Refused | Came::Late | Came::Nobody => {
                self.store.finish_outgoing(outgoing.number).await
            }
            Came::Again { after } => {
                let due_at = now.plus(after.unwrap_or(0).max(pause(outgoing.attempts)));
                if due_at < outgoing.expires_at {
                    self.store.put_off_outgoing(outgoing.number, due_at).await
                } else {
                    self.store.finish_outgoing(outgoing.number).await
                }
            }
            Came::Full => self.store.put_off_outgoing(outgoing.number, now.plus(1)).await,
        };
        if let Err(problem) = noted {
            tracing::error!(%problem, "what came of a message cannot be written down");
        }
    }

    async fn attempt(&self, outgoing: &Outgoing) -> Came {
        match outgoing.channel {
            Channel::Push => self.push(outgoing).await,
        }
    }

    /// A place at this push service; none where as many attempts as can are under way there.
    fn place(&self, of: &str) -> Option<Place> {
        let mut places = self.places();
        let there = places.entry(of.to_owned()).or_default();
        if *there >= AT_ONE_PLACE {
            return None;
        }
        *there += 1;
        Some(Place { places: self.places.clone(), of: of.to_owned() })
    }

    fn places(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        // The map is whole after every line that holds the lock.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> UnixTime {
        self.clock.now()
    }
}

/// An attempt under way; given up when it is dropped.
struct Place {
    places: Arc<Mutex<HashMap<String, usize>>>,
    of: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(there) = places.get_mut(&self.of) {
            *there -= 1;
            if *there == 0 {
                places.remove(&self.of);
            }
        }
    }
}

/// 1 s after the first attempt, then 2, 4, … up to a minute.
fn pause(attempts: u32) -> i64 {
    1_i64.checked_shl(attempts.saturating_sub(1).min(16)).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

/// Waits for a statement, which may be a message too, or until it is time to look anyway.
async fn may_be_due(changes: &mut Receiver<Change>) {
    let a_statement = async {
        while let Ok(change) = changes.recv().await {
            if matches!(change, Change::Device(_)) {
                break;
            }
        }
    };
    let _heard_or_not = tokio::time::timeout(LOOK_ANYWAY, a_statement).await;
    // One look is enough for all that has come by now; who fell behind looks too.
    while changes.try_recv().is_ok() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_makes_the_pause_longer_up_to_a_minute() {
        assert_eq!([1, 2, 3, 6, 7, 40].map(pause), [1, 2, 4, 32, 60, 60]);
    }
}
