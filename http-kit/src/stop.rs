//! How the program asks its listeners, and requests that wait, to come to an end.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tokio::sync::watch;

/// Asks every [`Stop`] of the pair to stop. Dropping it asks too: nobody could ask any more.
#[derive(Debug)]
pub struct StopTrigger(watch::Sender<bool>);

impl StopTrigger {
    /// A trigger and what it triggers.
    pub fn new() -> (StopTrigger, Stop) {
        let (sender, receiver) = watch::channel(false);
        (StopTrigger(sender), Stop(Some(receiver)))
    }

    /// Asks now; asking twice is the same as once.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// A request to stop that may come. Handlers that wait take it as an argument and answer early when it comes.
#[derive(Debug, Clone)]
pub struct Stop(Option<watch::Receiver<bool>>);

impl Stop {
    /// A stop that never comes, for routers that are called in process.
    pub fn never() -> Self {
        Stop(None)
    }

    /// Whether the stop was asked for.
    pub fn is_requested(&self) -> bool {
        // A trigger that is gone is a stop too.
        self.0.as_ref().is_some_and(|receiver| *receiver.borrow() || receiver.has_changed().is_err())
    }

    /// Returns when the stop was asked for, at once if it already was.
    pub async fn requested(&self) {
        match &self.0 {
            // An error means that the trigger is gone, which is a stop too.
            Some(receiver) => drop(receiver.clone().wait_for(|asked| *asked).await),
            None => std::future::pending().await,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Stop {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Stop>().cloned().unwrap_or_else(Stop::never))
    }
}
