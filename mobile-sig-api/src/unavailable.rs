//! What a door says when the store cannot be used.

use http_kit::Problem;
use store::Error;

/// The store cannot be used: what was asked for is not stored, and may be sent again.
pub(crate) fn unavailable(error: Error) -> Problem {
    match error {
        full if full.is_not_writable() => Problem::not_writable(&full),
        away if away.is_passing() => Problem::unavailable(&away),
        ours => Problem::internal("using the store", &ours),
    }
}
