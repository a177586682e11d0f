//! Addresses that are answered without the router, where an answer costs less than the way to it.
//!
//! What is decided on the way is decided here too: the network's limit, what becomes of a panic, the request id, the headers that keep
//! answers out of caches, the counts and the line of the log. Whatever is not plainly for such an address goes to the router.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use futures_util::FutureExt as _;

use crate::address::PeerAddress;
use crate::dressing::caught;
use crate::rates::NetworkLimit;

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Which addresses, and how they are answered. Cheap to clone.
#[derive(Clone)]
pub struct Direct {
    route: fn(&Method, &str) -> Option<&'static str>,
    limit: Option<NetworkLimit>,
    answer: Arc<dyn Fn(Request) -> Answering + Send + Sync>,
}

impl std::fmt::Debug for Direct {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Direct").finish_non_exhaustive()
    }
}

impl Direct {
    /// `route` names the route of a method and a path, as metrics and log say it, if it is answered here. `limit` is the one under
    /// which the router is too.
    pub fn new<A>(
        route: fn(&Method, &str) -> Option<&'static str>,
        limit: Option<NetworkLimit>,
        answer: impl Fn(Request) -> A + Send + Sync + 'static,
    ) -> Self
    where
        A: Future<Output = Response> + Send + 'static,
    {
        Self { route, limit, answer: Arc::new(move |request| Box::pin(answer(request))) }
    }

    /// The route of a request that is answered here.
    pub(crate) fn route<B>(&self, request: &axum::http::Request<B>) -> Option<&'static str> {
        (self.route)(request.method(), request.uri().path())
    }

    pub(crate) async fn answer(&self, request: Request, sender: PeerAddress) -> Response {
        if let Some(refusal) = self.limit.as_ref().and_then(|limit| limit.refusal(sender, Instant::now())) {
            return refusal;
        }
        // Nothing is shared with the handler but what every other request shares with it.
        let answered = AssertUnwindSafe((self.answer)(request)).catch_unwind();
        answered.await.unwrap_or_else(caught)
    }
}
