//! Who is told after a commit, and how a request waits for an answer without asking again and again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pki_types::Sha256Digest;
use tokio::sync::{Notify, broadcast};

use words::{DeviceId, SessionId};

/// What a commit changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// There is work for the worker.
    Job,
    /// This session went further.
    Session(SessionId),
    /// There is a statement for this device.
    Device(DeviceId),
    /// This device was blocked, or a certificate of it revoked.
    Ended(DeviceId),
    /// The request with this hash was answered.
    Reply(Sha256Digest),
    /// Certificates were held, released, revoked or given up. That new ones became final is found by looking.
    Status,
}

impl Change {
    /// As one process tells another: a letter, and what it is about in hexadecimal.
    pub(crate) fn word(&self) -> String {
        match self {
            Self::Job => "j".to_owned(),
            Self::Session(id) => format!("s{id}"),
            Self::Device(id) => format!("d{id}"),
            Self::Ended(id) => format!("e{id}"),
            Self::Reply(hash) => format!("r{hash}"),
            Self::Status => "c".to_owned(),
        }
    }

    /// Reads a word back; none if it tells no change that this program knows.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let (letter, about) = word.split_at_checked(1)?;
        match letter {
            "j" if about.is_empty() => Some(Self::Job),
            "s" => about.parse().ok().map(Self::Session),
            "d" => about.parse().ok().map(Self::Device),
            "e" => about.parse().ok().map(Self::Ended),
            "r" => about.parse().ok().map(Self::Reply),
            "c" if about.is_empty() => Some(Self::Status),
            _ => None,
        }
    }
}

/// Subscribers that hear everything, and waiters that hear one topic.
pub(crate) struct Wakes {
    everything: broadcast::Sender<Change>,
    parked: Mutex<HashMap<Change, Arc<Notify>>>,
    /// How often it was told that statuses changed, or may have.
    statuses: AtomicU64,
}

impl Wakes {
    pub(crate) fn new() -> Arc<Self> {
        let (everything, _) = broadcast::channel(1024);
        Arc::new(Self { everything, parked: Mutex::default(), statuses: AtomicU64::new(0) })
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.everything.subscribe()
    }

    /// Wakes everybody whom these changes concern. Nobody listening is no failure: a wake is only a hint, the rows
    /// are the truth.
    pub(crate) fn publish(&self, changes: &[Change]) {
        for change in changes {
            if *change == Change::Status {
                self.statuses.fetch_add(1, Ordering::Release);
            }
            let _nobody_listens = self.everything.send(*change);
            if let Some(notify) = self.topics().get(change) {
                notify.notify_waiters();
            }
        }
    }

    /// Has everybody look: something may have changed, nobody knows what.
    pub(crate) fn wake_everybody(&self) {
        self.statuses.fetch_add(1, Ordering::Release);
        let _nobody_listens = self.everything.send(Change::Job);
        self.topics().values().for_each(|notify| notify.notify_waiters());
    }

    /// How often it was told that statuses changed: who has seen the store after this number stood has seen what it tells of.
    pub(crate) fn statuses_told(&self) -> u64 {
        self.statuses.load(Ordering::Acquire)
    }

    /// Waits for one topic from now on.
    pub(crate) fn park(self: &Arc<Self>, topic: Change) -> Parked {
        let notify = Arc::clone(self.topics().entry(topic).or_default());
        Parked { wakes: Arc::clone(self), topic, notify }
    }

    fn topics(&self) -> MutexGuard<'_, HashMap<Change, Arc<Notify>>> {
        // The map is whole after every line that holds the lock, even one that panicked.
        self.parked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A waiter's place; giving it up forgets the topic if it was the last.
pub(crate) struct Parked {
    wakes: Arc<Wakes>,
    topic: Change,
    pub(crate) notify: Arc<Notify>,
}

impl Drop for Parked {
    fn drop(&mut self) {
        let mut topics = self.wakes.topics();
        // Two holders are the map and this waiter: nobody else waits, and nobody can join while we hold the lock.
        if Arc::strong_count(&self.notify) == 2 {
            topics.remove(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_back_from_its_word() {
        let changes = [
            Change::Job,
            Change::Session(SessionId::from_bytes([1; 16])),
            Change::Device(DeviceId::from_bytes([2; 16])),
            Change::Ended(DeviceId::from_bytes([2; 16])),
            Change::Reply(Sha256Digest([3; 32])),
            Change::Status,
        ];
        for change in changes {
            assert_eq!(Change::from_word(&change.word()), Some(change));
        }
        for unknown in ["", "j1", "c1", "s", "s00", "x", "é", "*"] {
            assert_eq!(Change::from_word(unknown), None, "{unknown}");
        }
    }
}
