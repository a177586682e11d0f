//! What a connection is doing: requests under way, and answers that its client has yet to take.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What a connection is doing.
pub(crate) struct Activity(Mutex<Doing>);

struct Doing {
    /// Requests under way.
    running: usize,
    /// When the last one ended; when the connection began, before the first.
    ended: Instant,
    /// Until when the answers that are being sent must have been taken, by their numbers.
    deadlines: BTreeMap<u64, Instant>,
    /// Answers so far.
    answers: u64,
}

impl Activity {
    pub(crate) fn none() -> Self {
        let (deadlines, answers) = (BTreeMap::new(), 0);
        Self(Mutex::new(Doing { running: 0, ended: Instant::now(), deadlines, answers }))
    }

    fn doing(&self) -> MutexGuard<'_, Doing> {
        // It is whole after every line that holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing was answered yet.
    pub(crate) fn is_new(&self) -> bool {
        self.doing().answers == 0
    }

    fn idle_since(&self) -> Instant {
        let doing = self.doing();
        if doing.running > 0 { Instant::now() } else { doing.ended }
    }

    /// Returns once an answer was not taken in its time. It looks when that could be, or when one could have begun.
    pub(crate) async fn stalled(&self, patience: Duration) {
        loop {
            let first = self.doing().deadlines.values().min().copied();
            match first {
                Some(deadline) if deadline <= Instant::now() => return,
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => tokio::time::sleep(patience).await,
            }
        }
    }

    /// Returns once no request has run or begun for `patience`. It looks when that could be over, so that a request costs
    /// it nothing.
    pub(crate) async fn idled(&self, patience: Duration) {
        let mut end = Instant::now() + patience;
        while Instant::now() < end {
            tokio::time::sleep_until(end).await;
            end = self.idle_since() + patience;
        }
    }
}

/// One running request, for as long as it lives.
pub(crate) struct Busy {
    activity: Arc<Activity>,
    answer: Option<u64>,
}

impl Busy {
    pub(crate) fn new(activity: Arc<Activity>) -> Self {
        activity.doing().running += 1;
        Busy { activity, answer: None }
    }

    /// Its answer is ready, and must be taken within `time`.
    pub(crate) fn replies(&mut self, time: Duration) {
        let mut doing = self.activity.doing();
        doing.answers += 1;
        let answer = doing.answers;
        doing.deadlines.insert(answer, Instant::now() + time);
        self.answer = Some(answer);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut doing = self.activity.doing();
        doing.running -= 1;
        if let Some(answer) = self.answer {
            doing.deadlines.remove(&answer);
        }
        doing.ended = Instant::now();
    }
}
