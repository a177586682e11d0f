//! How many signatures are verified: what a use of them may cost is held by tests, and a count does not depend on the machine.

use std::cell::Cell;

thread_local! {
    static VERIFIED: Cell<u64> = const { Cell::new(0) };
}

/// One more.
pub(super) fn add() {
    VERIFIED.set(VERIFIED.get().wrapping_add(1));
}

/// How many signatures this thread has computed on, whatever came of it. What was remembered is not among them.
pub fn verified_here() -> u64 {
    VERIFIED.get()
}
