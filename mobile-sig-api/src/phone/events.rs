//! `POST /v1/phone/events`: an answer that stays open and says when something waits, so that a phone whose page is open asks
//! only when there is something to be told. It says nothing else: what waits is fetched by a poll.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use http_kit::problem::ProblemBody;
use http_kit::{Jose, Lasts, PeerAddress, Problem, Stop};
use phone_protocol::pending::MAXIMUM_SESSIONS;
use phone_protocol::schema::SignedPending;
use phone_protocol::{Message, Pending};
use store::OpenStatement;
use tokio::time::Instant;
use words::DeviceId;
use words::problem;

use crate::MobileSignature;
use crate::phone::listeners::Place;
use crate::phone::pending::news;
use crate::phone::{fresh, over, still_living};

/// How long one answer lasts; then the phone proves again whose it is.
const LASTS: Duration = Duration::from_secs(600);
/// After how many seconds without news both sides hear that the connection lives.
const QUIET: u8 = 20;

/// Something waits that the phone does not know.
const WAITS: &str = "data: waits\n\n";
/// Nothing new: a comment, which counts for nothing.
const NOTHING_NEW: &str = ":\n\n";

/// Hear when something waits for this phone.
///
/// The body is that of a poll; its `wait` says nothing here. The answer is a stream of server-sent events (WHATWG HTML §9.2): each
/// `data: waits` says that a session waits which is not in `known` and was not told of before. It ends after ten minutes,
/// when the same phone listens anew, and when the phone was ended.
#[utoipa::path(
    post,
    path = "/v1/phone/events",
    tag = "phones",
    request_body(content = SignedPending, content_type = "application/jose", description = "Compact JWS, at most 4,096 octets"),
    responses(
        (status = 200, description = "Events as they come", body = String, content_type = "text/event-stream"),
        (status = "4XX", description = "Refused; with 429 as many phones listen as can: poll", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Try again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn events(
    State(doors): State<MobileSignature>,
    stop: Stop,
    address: Option<PeerAddress>,
    Jose(compact): Jose<{ <Pending as Message>::MAXIMUM_OCTETS }>,
) -> Result<Response, Problem> {
    let (_, poll) = Box::pin(fresh::<Pending>(&doors, &compact)).await?;
    let device = poll.device;
    let full = || Problem::new(problem::TOO_MANY_REQUESTS, "as many phones listen as can");
    let place = doors.listeners.place(device, address).ok_or_else(full)?;
    let poll = Pending { wait: QUIET, ..poll };
    let listening = Listening { doors, device, poll, stop, ends: Instant::now() + LASTS, place };
    let events = futures_util::stream::unfold(listening, |listening| Box::pin(listening.next()));
    let media_type = (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    let mut response = ([media_type], Body::from_stream(events)).into_response();
    response.extensions_mut().insert(Lasts(LASTS));
    Ok(response)
}

/// One phone that listens.
struct Listening {
    doors: MobileSignature,
    device: DeviceId,
    poll: Pending,
    stop: Stop,
    ends: Instant,
    place: Place,
}

impl Listening {
    /// What is said next; nothing when the answer ends. Why it ends the phone hears when it asks again.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        if Instant::now() >= self.ends {
            return None;
        }
        let open = tokio::select! {
            open = news(&self.doors, &self.device, &self.poll) => open.ok()?,
            _ended = over(&self.doors, &self.device) => return None,
            () = self.stop.requested() => return None,
            () = self.place.taken_over() => return None,
        };
        // Should it not have been told that the phone was ended.
        if open.is_empty() {
            Box::pin(still_living(&self.doors, &self.device)).await.ok()?;
        }
        let said = if open.is_empty() { NOTHING_NEW } else { WAITS };
        self.told(&open);
        Some((Ok(Bytes::from_static(said.as_bytes())), self))
    }

    /// Each is told once; of those that were, the oldest are over.
    fn told(&mut self, open: &[OpenStatement]) {
        self.poll.known.extend(open.iter().map(|open| open.session.id));
        let over = self.poll.known.len().saturating_sub(MAXIMUM_SESSIONS);
        self.poll.known.drain(..over);
    }
}
