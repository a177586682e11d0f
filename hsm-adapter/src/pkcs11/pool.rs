//! A bounded number of sessions: opened when they are needed, kept, waited for when all are in use.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Things that are lent one at a time, at most `capacity` of them.
pub(super) struct Pool<T> {
    capacity: usize,
    state: Mutex<State<T>>,
    freed: Condvar,
}

struct State<T> {
    idle: Vec<T>,
    /// Idle and lent.
    open: usize,
}

/// Why nothing was lent.
pub(super) enum NotLent<E> {
    /// All were in use until the end of the wait.
    Busy,
    /// A further one could not be opened, and none is open that could be waited for.
    Open(E),
}

impl<T> Pool<T> {
    pub(super) fn new(capacity: usize) -> Self {
        let state = State { idle: Vec::new(), open: 0 };
        Self { capacity: capacity.max(1), state: Mutex::new(state), freed: Condvar::new() }
    }

    /// Lends one that is idle, else one that is opened, else the first that comes back within `patience`.
    ///
    /// One that cannot be opened (a token may allow fewer sessions than were configured) is waited for instead, if
    /// others are in use.
    pub(super) fn take<E>(
        &self,
        patience: Duration,
        open: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, NotLent<E>> {
        let until = Instant::now() + patience;
        let mut open = Some(open);
        let mut state = self.lock();
        loop {
            if let Some(idle) = state.idle.pop() {
                return Ok(idle);
            }
            if state.open < self.capacity
                && let Some(open) = open.take()
            {
                state.open += 1;
                drop(state);
                // Opening may block, so that it happens without the lock.
                match open() {
                    Ok(opened) => return Ok(opened),
                    Err(problem) => {
                        state = self.lock();
                        state.open -= 1;
                        if state.open == 0 {
                            return Err(NotLent::Open(problem));
                        }
                    }
                }
            } else {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(NotLent::Busy);
                }
                state = self.freed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }

    /// Takes one back.
    pub(super) fn put_back(&self, lent: T) {
        self.lock().idle.push(lent);
        self.freed.notify_one();
    }

    /// One that was lent is broken and does not come back: another may be opened in its place.
    pub(super) fn lost(&self) {
        self.lock().open -= 1;
        self.freed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // The state is whole after every line that holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(20);
    const LATE: Duration = Duration::from_secs(20);

    fn take(pool: &Pool<u8>, patience: Duration, next: u8) -> Option<u8> {
        pool.take(patience, || Ok::<_, ()>(next)).ok()
    }

    #[test]
    fn no_more_are_open_than_were_allowed_and_the_wait_has_an_end() {
        let pool = Pool::new(2);
        assert_eq!((take(&pool, SOON, 1), take(&pool, SOON, 2)), (Some(1), Some(2)));
        assert!(matches!(pool.take(SOON, || Ok::<_, ()>(3)), Err(NotLent::Busy)));
        pool.put_back(1);
        assert_eq!(take(&pool, SOON, 3), Some(1), "an idle one is lent before another is opened");
        pool.lost();
        assert_eq!(take(&pool, SOON, 4), Some(4), "a lost one is replaced");
    }

    #[test]
    fn whoever_waits_gets_the_first_that_comes_back() {
        let pool = Pool::new(1);
        assert_eq!(take(&pool, SOON, 1), Some(1));
        std::thread::scope(|threads| {
            let waiting = threads.spawn(|| take(&pool, LATE, 2));
            pool.put_back(1);
            assert_eq!(waiting.join().unwrap(), Some(1));
        });
    }

    #[test]
    fn fewer_than_configured_are_waited_for_and_none_is_an_error() {
        let pool: Pool<u8> = Pool::new(2);
        assert!(matches!(pool.take(SOON, || Err("none")), Err(NotLent::Open("none"))));
        assert_eq!(take(&pool, SOON, 1), Some(1));
        assert!(matches!(pool.take(SOON, || Err("no second")), Err(NotLent::Busy)));
        pool.put_back(1);
        assert_eq!(take(&pool, SOON, 2), Some(1));
    }
}
