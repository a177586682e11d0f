//! What every request passes before and after its handler.
//!
//! From the outside in: request id and access log, catching of panics, problem bodies for whatever the router
//! refuses by itself, refusal of what has no one host, headers that keep answers out of caches.

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use pki_types::random::{Random, random_array};
use tower_http::catch_panic::CatchPanicLayer;
use words::problem;

use crate::host;
use crate::problem::Problem;
use crate::traffic::Traffic;

/// The header that carries the request id to the caller.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of one request, drawn here; it connects an answer with the log.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// What is noted of every request that comes to one door.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) name: &'static str,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) traffic: Traffic,
}

/// `router` as the outside sees it; [`crate::Listener::serve`] does this, tests that call in process do it too.
///
/// `name` is the door's name in the access log; `random` draws the request ids.
pub fn dressed(router: Router, name: &'static str, random: Arc<dyn Random>) -> Router {
    dressed_for(Door { name, random, traffic: Traffic::default() }, router)
}

/// As [`dressed`], with every request counted.
pub(crate) fn dressed_for(door: Door, router: Router) -> Router {
    router
        .fallback(|| async { Problem::new(problem::NOT_FOUND, "no route has this path") })
        .method_not_allowed_fallback(|| async {
            Problem::new(problem::METHOD_NOT_ALLOWED, "the address exists, but not for this method")
        })
        .layer(from_fn(host::keep))
        .layer(from_fn(own_words))
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn_with_state(door, record))
}

async fn record(State(door): State<Door>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    door.recorded(request, route.as_ref().map(MatchedPath::as_str), |request| next.run(request)).await
}

impl Door {
    /// Draws the request id, has the request answered, and writes one line for it, without its path, query, body or sender.
    pub(crate) async fn recorded<A>(
        &self,
        mut request: Request,
        route: Option<&str>,
        answer: impl FnOnce(Request) -> A,
    ) -> Response
    where
        A: Future<Output = Response>,
    {
        let began = Instant::now();
        let id = pki_types::encoding::hex(&random_array::<8>(self.random.as_ref()));
        let method = request.method().clone();
        request.extensions_mut().insert(RequestId(id.clone()));
        let open = self.traffic.begun(self.name, route);

        let mut response = answer(request).await;

        self.traffic.answered(&open, &response, began.elapsed());
        let headers = response.headers_mut();
        headers
            .insert(REQUEST_ID, HeaderValue::from_str(&id).expect("hexadecimal digits are a header value"));
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        tracing::info!(
            target: "access",
            door = self.name,
            %method,
            route = route.unwrap_or("-"),
            status = response.status().as_u16(),
            milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            request = id,
        );
        response
    }
}

/// Puts a problem body in the place of the plain text with which the router and its extractors refuse.
async fn own_words(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || has_own_body(&response) {
        return response;
    }
    let kind = match status {
        StatusCode::NOT_FOUND => problem::NOT_FOUND,
        StatusCode::METHOD_NOT_ALLOWED => problem::METHOD_NOT_ALLOWED,
        StatusCode::REQUEST_TIMEOUT => problem::BODY_TIMEOUT,
        StatusCode::PAYLOAD_TOO_LARGE => problem::BODY_TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => problem::MEDIA_TYPE,
        StatusCode::SERVICE_UNAVAILABLE => problem::UNAVAILABLE,
        other if other.is_server_error() => problem::INTERNAL,
        _ => problem::BAD_REQUEST,
    };
    Problem::new(kind, "the request was refused before it was read").into_response()
}

fn has_own_body(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    media_type.is_some_and(|media_type| !media_type.as_bytes().starts_with(b"text/plain"))
}

/// A panic is a fault of ours; its text may quote anything, so neither caller nor log gets it from here.
pub(crate) fn caught(_panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked; the panic itself was reported where it happened");
    Problem::new(problem::INTERNAL, "the service failed while answering").into_response()
}
