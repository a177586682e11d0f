//! One connection, from handshake to close.
//!
//! The protocol is chosen by ALPN (RFC 7301), never by looking at the first octets: hyper's detection reads them
//! without a time limit. Plain connections therefore speak HTTP/1.

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use pki_types::certificate::Certificate;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tower::ServiceExt;

use crate::activity::{Activity, Busy};
use crate::address::PeerAddress;
use crate::body::BodyPatience;
use crate::direct::Direct;
use crate::dressing::Door;
use crate::guests::Guests;
use crate::handshake;
use crate::host;
use crate::limits::{Lasts, Limits};
use crate::listener::Security;
use crate::stop::Stop;
use crate::tls::{PeerCertificate, ServerTls};
use crate::turns::OwnTurns;

/// HTTP/2 streams that one connection may have open.
const MAX_STREAMS: u32 = 128;
/// Octets of responses that one HTTP/2 stream holds for a client that does not take them.
const MAX_UNSENT_OCTETS: usize = 16 * 1024;
/// Resets of streams that one connection may have waiting (CVE-2023-44487, "rapid reset").
const MAX_PENDING_RESETS: usize = 16;
/// The most that the headers of one request may take.
const MAX_HEADER_OCTETS: usize = 16 * 1024;

/// Serves one accepted connection until it ends, idles out or the stop has drained it.
pub(crate) async fn serve(socket: TcpStream, guest: Guest, security: Security, handshakes: Guests) {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection was gone before it was served");
        return;
    }
    // Each way in a box of its own: a connection that waits takes the room of its protocol, not of the largest.
    match security {
        Security::LoopbackOnly | Security::SignedAnswersOnly => Box::pin(speak(guest, socket, false)).await,
        Security::Tls(tls) => Box::pin(shake_hands(guest, socket, tls, &handshakes)).await,
    }
}

/// What answers the requests of a listener.
pub(crate) struct Application {
    pub(crate) router: Router,
    /// What is answered without it, and what is noted of that.
    pub(crate) direct: Option<(Direct, Door)>,
}

/// What a connection carries into each of its requests.
#[derive(Clone)]
pub(crate) struct Guest {
    address: PeerAddress,
    turns: OwnTurns,
    application: Arc<Application>,
    limits: Limits,
    stop: Stop,
    peer: Option<PeerCertificate>,
}

impl Guest {
    /// One who has not shown a certificate.
    pub(crate) fn new(
        address: PeerAddress,
        turns: OwnTurns,
        application: Arc<Application>,
        limits: Limits,
        stop: Stop,
    ) -> Self {
        Self { address, turns, application, limits, stop, peer: None }
    }
}

async fn shake_hands(mut guest: Guest, socket: TcpStream, tls: ServerTls, handshakes: &Guests) {
    // Without a certificate that may be used nobody comes in.
    let Some(config) = tls.current() else { return };
    // What a handshake may cost is bounded in octets, in time and in number, whatever chain the client sends.
    let place = handshakes.push_in(guest.address, guest.limits.handshakes);
    let accepted = Box::pin(tokio::time::timeout(guest.limits.handshake, handshake::accept(config, socket)));
    let accepted = tokio::select! {
        accepted = accepted => accepted,
        () = place.taken_away() => return tracing::debug!("a TLS handshake gave way to another sender's"),
    };
    drop(place);
    let stream = match accepted {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return tracing::debug!(%error, "a TLS handshake failed"),
        Err(_elapsed) => return tracing::debug!("a TLS handshake took too long"),
    };
    let (_, session) = stream.get_ref();
    if let Some(leaf) = session.peer_certificates().and_then(|chain| chain.first()) {
        match Certificate::from_der(leaf.as_ref()) {
            Ok(certificate) => guest.peer = Some(PeerCertificate(certificate)),
            Err(error) => {
                return tracing::debug!(%error, "a client certificate that TLS took is not to our reading");
            }
        }
    }
    let http2 = session.alpn_protocol() == Some(b"h2".as_slice());
    Box::pin(speak(guest, stream, http2)).await;
}

async fn speak<T>(guest: Guest, stream: T, http2: bool)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = guest.limits;
    let stop = guest.stop.clone();
    let activity = Arc::new(Activity::none());
    let seen = Arc::clone(&activity);
    let service = service_fn(move |request| answer(guest.clone(), Arc::clone(&seen), request));
    let stream = TokioIo::new(stream);
    if http2 {
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .max_concurrent_streams(MAX_STREAMS)
            .max_send_buf_size(MAX_UNSENT_OCTETS)
            .max_pending_accept_reset_streams(MAX_PENDING_RESETS)
            .max_local_error_reset_streams(MAX_PENDING_RESETS)
            .max_header_list_size(u32::try_from(MAX_HEADER_OCTETS).unwrap_or(u32::MAX))
            .keep_alive_interval(limits.idle / 3)
            .keep_alive_timeout(limits.header_read)
            .serve_connection(stream, service);
        Box::pin(drive(connection, &activity, limits, stop)).await;
    } else {
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header_read)
            .max_buf_size(MAX_HEADER_OCTETS)
            .serve_connection(stream, service);
        Box::pin(drive(connection, &activity, limits, stop)).await;
    }
}

/// Answers one request; the connection counts as busy until the answer's body is sent or given up. As soon as there is an
/// answer, the client has its time to take it.
async fn answer(
    guest: Guest,
    activity: Arc<Activity>,
    mut request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let is_first = activity.is_new();
    let mut busy = Busy::new(activity);
    if !is_first {
        // Requests may have been written in advance: between two of them it is somebody else's turn.
        tokio::task::yield_now().await;
    }
    let limits = guest.limits;
    let wrong_host = host::examine(&request);
    request.extensions_mut().insert(BodyPatience(limits.body));
    let direct = guest.application.direct.as_ref().filter(|_| wrong_host.is_none());
    let route = direct.and_then(|(direct, door)| Some((direct, door, direct.route(&request)?)));
    let response = match route {
        Some((direct, door, route)) => {
            let answer = |request| direct.answer(request, guest.address);
            guest.turns.take(door.recorded(request.map(Body::new), Some(route), answer)).await
        }
        None => {
            let extensions = request.extensions_mut();
            extensions.insert(guest.stop);
            extensions.insert(guest.address);
            if let Some(peer) = guest.peer {
                extensions.insert(peer);
            }
            if let Some(wrong) = wrong_host {
                extensions.insert(wrong);
            }
            let answered = guest.application.router.clone().oneshot(request.map(Body::new));
            guest.turns.take(answered).await?
        }
    };
    let lasts = response.extensions().get::<Lasts>().map_or(Duration::ZERO, |lasts| lasts.0);
    busy.replies(lasts + limits.time_to_take(response.body().size_hint().upper()));
    Ok(response.map(|body| Body::new(Held { body, _busy: busy })))
}

/// The body of an answer, whose connection is busy until it is dropped. It is as long as it was: its length stands before it.
struct Held {
    body: Body,
    _busy: Busy,
}

impl hyper::body::Body for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection that can be told to take no more requests.
trait Drains {
    fn drain(self: Pin<&mut Self>);
}

impl<T, S> Drains for http1::Connection<TokioIo<T>, S>
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
    S: hyper::service::HttpService<Incoming, ResBody = Body, Error = Infallible>,
{
    fn drain(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

impl<T, S> Drains for http2::Connection<TokioIo<T>, S, TokioExecutor>
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
    S: hyper::service::HttpService<Incoming, ResBody = Body, Error = Infallible>,
    S::Future: Send + 'static,
{
    fn drain(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Runs a connection to its end: until it closes, or for [`Limits::drain`] after a stop or after it idled out.
async fn drive<C>(connection: C, activity: &Activity, limits: Limits, stop: Stop)
where
    C: Future<Output = hyper::Result<()>> + Drains,
{
    let mut connection = pin!(connection);
    tokio::select! {
        outcome = connection.as_mut() => return ended(outcome),
        () = stop.requested() => {}
        () = activity.idled(limits.idle) => {}
        () = activity.stalled(limits.reply) => {
            return tracing::debug!("a connection was cut whose client does not take its answers");
        }
    }
    connection.as_mut().drain();
    match tokio::time::timeout(limits.drain, connection).await {
        Ok(outcome) => ended(outcome),
        Err(_elapsed) => tracing::debug!("a connection was cut after its time to drain"),
    }
}

fn ended(outcome: hyper::Result<()>) {
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}
