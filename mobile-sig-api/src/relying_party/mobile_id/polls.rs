//! Which poll waits for a session: one at a time in this process, the newest.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use words::SessionId;

type Waiting = HashMap<SessionId, Arc<Notify>>;

/// The polls that wait. A client that has given one up and polls again leaves none behind.
#[derive(Clone, Default)]
pub(crate) struct Polls(Arc<Mutex<Waiting>>);

/// A poll's turn to wait, until another takes it.
pub(super) struct Turn {
    polls: Polls,
    session: SessionId,
    taken: Arc<Notify>,
}

impl Polls {
    /// Takes the turn for a session from the poll that has it.
    pub(super) fn take(&self, session: SessionId) -> Turn {
        let taken = Arc::new(Notify::new());
        if let Some(before) = self.waiting().insert(session, taken.clone()) {
            before.notify_one();
        }
        Turn { polls: self.clone(), session, taken }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // A map stays whole, whoever panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Returns when another poll has taken the turn, at once if it has before.
    pub(super) async fn is_taken(&self) {
        self.taken.notified().await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut waiting = self.polls.waiting();
        if waiting.get(&self.session).is_some_and(|taken| Arc::ptr_eq(taken, &self.taken)) {
            waiting.remove(&self.session);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_turn_is_taken_once_and_by_the_same_session_alone() {
        let polls = Polls::default();
        let session = |number| SessionId::from_bytes([number; 16]);
        let is_taken = async |turn: &Turn| timeout(Duration::ZERO, turn.is_taken()).await.is_ok();
        let first = polls.take(session(1));
        let other = polls.take(session(2));
        assert!(!is_taken(&first).await);
        let second = polls.take(session(1));
        assert!(is_taken(&first).await && !is_taken(&second).await && !is_taken(&other).await);

        // What has lost its turn takes nothing away when it ends.
        drop(first);
        let third = polls.take(session(1));
        assert!(is_taken(&second).await && !is_taken(&third).await);
        drop((second, third, other));
        assert!(polls.waiting().is_empty(), "nothing is left of polls that are over");
    }
}
