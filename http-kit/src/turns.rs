//! Whose request is worked on next: each sender has a few turns, and what more of it comes waits for one of them.
//!
//! All doors of a process share its threads, and a task that could go on stands in one queue with all others. A sender may
//! have hundreds of connections with requests written in advance; each would stand there, in front of whoever comes next.
//! A turn lasts until the request is answered or waits for something: long polls hold none, and senders behind one
//! proxy have as many as the machine has use for.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::Semaphore;

use crate::address::PeerAddress;

/// Turns of one sender at one listener: more than threads, so that none lies idle, and few enough that the queue is short.
const TURNS: usize = 32;
/// Senders that are remembered before those that have left are forgotten, at least.
const FEW_SENDERS: usize = 64;

/// The turns of all senders of a listener. Clones are one.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<Senders>>);

#[derive(Default)]
struct Senders {
    turns: HashMap<PeerAddress, Weak<Semaphore>>,
    /// At how many senders those that have left are forgotten next.
    tidy_at: usize,
}

/// The turns of one sender, whichever of its connections asks.
#[derive(Clone)]
pub(crate) struct OwnTurns(Arc<Semaphore>);

impl Turns {
    /// Those of this sender; they are forgotten with its last connection.
    pub(crate) fn of(&self, sender: PeerAddress) -> OwnTurns {
        // It is whole after every line that holds the lock.
        let mut senders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = senders.turns.get(&sender).and_then(Weak::upgrade) {
            return OwnTurns(turns);
        }
        if senders.turns.len() >= senders.tidy_at {
            senders.turns.retain(|_, turns| turns.strong_count() > 0);
            senders.tidy_at = (2 * senders.turns.len()).max(FEW_SENDERS);
        }
        let turns = Arc::new(Semaphore::new(TURNS));
        senders.turns.insert(sender, Arc::downgrade(&turns));
        OwnTurns(turns)
    }
}

impl OwnTurns {
    /// Does `work`, which begins when it is its sender's turn. The turn is given back when it is done or waits.
    pub(crate) async fn take<W: Future>(&self, work: W) -> W::Output {
        let mut turn = Some(self.0.acquire().await.expect("nobody closes it"));
        let mut work = pin!(work);
        poll_fn(|context| {
            let polled = work.as_mut().poll(context);
            turn = None;
            polled
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn senders_that_have_left_are_forgotten() {
        let turns = Turns::default();
        let peer = |last: u8| PeerAddress::from(IpAddr::from([192, 0, 2, last]));
        let stays = turns.of(peer(0));
        for last in 1..=255 {
            drop(turns.of(peer(last)));
        }
        assert!(turns.0.lock().unwrap().turns.len() <= FEW_SENDERS);
        assert!(Arc::ptr_eq(&stays.0, &turns.of(peer(0)).0), "who is there keeps its own");
    }
}
