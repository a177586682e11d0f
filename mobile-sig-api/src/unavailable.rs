//! What a door says when the store cannot be used.

use http_kit::Problem;
use store::Error;
use words::problem;

/// How soon a caller should try again while nothing can be written: somebody has to make room first.
const NOT_WRITABLE_SECONDS: u32 = 30;

/// The store cannot be used: what was asked for is not stored, and may be sent again.
pub(crate) fn unavailable(error: Error) -> Problem {
    if error.is_not_writable() {
        tracing::error!(%error, "the store cannot write");
        return Problem::new(problem::NOT_WRITABLE, "its disk is full, or its database is read-only")
            .retry_after(NOT_WRITABLE_SECONDS);
    }
    if error.is_passing() {
        tracing::error!(%error, "the store cannot be used");
        return Problem::new(problem::UNAVAILABLE, "the store cannot be used").retry_after(5);
    }
    Problem::internal("using the store", &error)
}
