//! A public address in front of the status door, where a story may put something else in the place of an answer.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

/// What is given instead of the answer to every request whose path begins so; none: nothing comes back but 502.
#[derive(Clone)]
struct Exchange {
    beginning: String,
    answer: Option<Bytes>,
}

/// The address, which leads to the real door unless something is exchanged.
#[derive(Clone)]
pub(crate) struct Detour {
    url: String,
    way: Arc<Way>,
}

#[derive(Default)]
struct Way {
    target: Mutex<String>,
    exchange: Mutex<Option<Exchange>>,
}

impl Detour {
    /// An address that leads nowhere yet.
    pub(crate) async fn new() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let url = format!("http://{}", socket.local_addr().expect("the socket is bound"));
        let way = Arc::new(Way::default());
        let router = Router::new().fallback(pass).with_state(way.clone());
        tokio::spawn(async move { axum::serve(socket, router).await });
        Self { url, way }
    }

    /// The address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// From now on it leads there.
    pub(crate) fn lead_to(&self, target: &str) {
        target.clone_into(&mut self.way.target.lock().expect("no story panics while it holds this"));
    }

    /// Gives `answer` for every path that begins so, until the next call; with none, the real door's answers alone.
    pub(crate) fn exchange(&self, beginning: &str, answer: Option<Vec<u8>>) {
        let exchange = Exchange { beginning: beginning.to_owned(), answer: answer.map(Bytes::from) };
        *self.way.exchange.lock().expect("no story panics while it holds this") = Some(exchange);
    }

    /// The real door's answers again.
    pub(crate) fn honest(&self) {
        *self.way.exchange.lock().expect("no story panics while it holds this") = None;
    }
}

async fn pass(State(way): State<Arc<Way>>, request: Request) -> Response {
    let exchange = way.exchange.lock().expect("no story panics while it holds this").clone();
    if let Some(exchange) = exchange
        && request.uri().path().starts_with(&exchange.beginning)
    {
        return exchange.answer.map_or(StatusCode::BAD_GATEWAY.into_response(), IntoResponse::into_response);
    }
    let target = way.target.lock().expect("no story panics while it holds this").clone();
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 * 1024).await.expect("the request is whole");
    let mut forwarded =
        reqwest::Client::new().request(parts.method, format!("{target}{}", parts.uri)).body(body);
    if let Some(kind) = parts.headers.get(header::CONTENT_TYPE) {
        forwarded = forwarded.header(header::CONTENT_TYPE, kind);
    }
    let answer = forwarded.send().await.expect("the status door answers");
    (answer.status(), Body::from(answer.bytes().await.expect("the answer is whole"))).into_response()
}
