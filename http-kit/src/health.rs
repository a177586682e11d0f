//! Is the process alive, and can it work: `/health/live` and `/health/ready`.

use std::pin::Pin;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use words::problem;

use crate::problem::Problem;

type Answer = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;
type Check = Arc<dyn Fn() -> Answer + Send + Sync>;

/// The readiness checks of a process, by name.
///
/// ```
/// let routes = http_kit::Health::new().check("store", || async { Ok(()) }).routes();
/// # let _: axum::Router = routes;
/// ```
#[derive(Clone, Default)]
pub struct Health {
    checks: Vec<(&'static str, Check)>,
}

impl Health {
    /// No checks yet: always ready.
    pub fn new() -> Self {
        Health::default()
    }

    /// Adds a check; what it answers as an error goes to the log, the caller sees the check's name alone.
    #[must_use]
    pub fn check<F, A>(mut self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.checks.push((name, Arc::new(move || Box::pin(check()))));
        self
    }

    /// The routes `/health/live` (200 while the process runs) and `/health/ready` (200 or 503, each check by name).
    pub fn routes(self) -> Router {
        Router::new()
            .route("/health/live", get(|| async { Json(json!({"status": "live"})) }))
            .route("/health/ready", get(move || self.clone().ready()))
    }

    async fn ready(self) -> Response {
        let mut checks = Map::new();
        let mut failing = Vec::new();
        for (name, check) in &self.checks {
            let answer = check().await;
            if let Err(reason) = &answer {
                tracing::warn!(check = name, reason, "not ready");
                failing.push(*name);
            }
            checks.insert((*name).to_owned(), Value::from(if answer.is_ok() { "ready" } else { "failing" }));
        }
        if failing.is_empty() {
            return Json(json!({"status": "ready", "checks": checks})).into_response();
        }
        Problem::new(problem::UNAVAILABLE, format!("not ready: {}", failing.join(", ")))
            .with("checks", checks)
            .retry_after(5)
            .into_response()
    }
}
