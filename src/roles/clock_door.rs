//! `/health/clock`, on every door: what the process's clock shows, right or wrong, and whether it is believed.
//!
//! Whoever asks holds it against another clock: a process that was started by a wrong one cannot know.

use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router};
use pki_types::Clock;
use serde::{Deserialize, Serialize};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockShown {
    /// What it shows, RFC 3339.
    pub now: String,
    /// Whether the process dates by it.
    pub is_believed: bool,
}

/// The route.
pub(super) fn routes(clock: Arc<dyn Clock>) -> Router {
    let shown = move || {
        let shown = ClockShown { now: clock.now().rfc3339(), is_believed: clock.certain().is_ok() };
        std::future::ready(Json(shown))
    };
    Router::new().route("/health/clock", get(shown))
}
