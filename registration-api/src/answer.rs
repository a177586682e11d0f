//! From the worker's stored reply to the answer on the wire.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_kit::problem::{json_response, refusal};
use http_kit::{Problem, Stop};
use pki_types::Sha256Digest;
use serde::Serialize;
use store::{ActAnswer, DoorStore, Error, Reply, Verdict};
use words::act::{Act, SignedAct};
use words::api::officers::{Accepted, AcceptedAct, Waits};
use words::problem;

use crate::Registration;

/// How soon a caller with a 202 should ask, in seconds.
const ASK_AGAIN_SECONDS: u32 = 5;

/// Waits for the reply to an enrolment and answers with it, or with 202 after `patience` or when the program stops.
///
/// `place` is the collection in which it can be asked for, without a slash at its end.
pub(crate) async fn answer(
    store: &DoorStore,
    request: Sha256Digest,
    patience: Duration,
    stop: Stop,
    place: &str,
) -> Result<Response, Problem> {
    let reply = tokio::select! {
        reply = store.reply_within(&request, patience) => reply,
        () = stop.requested() => store.reply_within(&request, Duration::ZERO).await,
    };
    match reply.map_err(unavailable)? {
        Some(reply) => Ok(told(reply, StatusCode::CREATED)),
        None => Ok(accepted(request, format!("{place}/{request}"))),
    }
}

/// Waits for what there is to say to the sender of an act, and answers with it: the worker's reply, or 202 while the act waits
/// for other officers, or 202 after `patience` or when the program stops.
pub(crate) async fn answer_act(
    registration: &Registration,
    act: &SignedAct,
    stop: Stop,
) -> Result<Response, Problem> {
    let (store, sha256) = (&registration.store, act.sha256());
    let found = tokio::select! {
        found = store.act_answer_within(&sha256, registration.patience) => found,
        () = stop.requested() => store.act_answer_within(&sha256, Duration::ZERO).await,
    };
    let waits = match found.map_err(unavailable)? {
        Some(ActAnswer::Replied(reply)) => {
            return Ok(told(reply, status_of(registration, act.act()).await?));
        }
        Some(ActAnswer::Waits { act: pending, .. }) if registration.clock.now() > pending.expires_at => {
            return Err(Problem::new(
                problem::ACT_EXPIRED,
                "nobody confirmed this act within a day of its signing",
            ));
        }
        Some(ActAnswer::Waits { act: pending, missing }) => {
            Some(Waits { missing, role: pending.role, until: pending.expires_at })
        }
        None => None,
    };
    let location = format!("/v1/acts/{sha256}");
    Ok(with_location(AcceptedAct { request: sha256, location: location.clone(), waits }, &location))
}

/// The worker's reply; `done` is what it is in HTTP's numbers that the request was carried out.
fn told(reply: Reply, done: StatusCode) -> Response {
    match reply.verdict {
        Verdict::Done => json_response(done, "application/json", reply.body),
        Verdict::Waits => json_response(StatusCode::OK, "application/json", reply.body),
        Verdict::Refused(kind) => refusal(kind, &reply.body),
    }
}

/// 201 where an act, or the one that it confirms, makes something new; else 200.
async fn status_of(registration: &Registration, act: &Act) -> Result<StatusCode, Problem> {
    let asked = match act {
        Act::ConfirmAct(said) => registration.store.act(&said.act_sha256).await.map_err(unavailable)?,
        _ => None,
    };
    let asked = asked.and_then(|row| SignedAct::parse(&row.body).ok());
    let makes = asked.as_ref().map_or(act, SignedAct::act).makes_new();
    Ok(if makes { StatusCode::CREATED } else { StatusCode::OK })
}

fn accepted(request: Sha256Digest, location: String) -> Response {
    with_location(Accepted { request, location: location.clone() }, &location)
}

fn with_location(body: impl Serialize, location: &str) -> Response {
    let mut response = (StatusCode::ACCEPTED, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(ASK_AGAIN_SECONDS));
    headers.insert(
        header::LOCATION,
        HeaderValue::from_str(location).expect("a path with a digest is a header value"),
    );
    response
}

/// The store cannot be used: the caller's request is not stored, and may be sent again.
pub(crate) fn unavailable(error: Error) -> Problem {
    match error {
        full if full.is_not_writable() => Problem::not_writable(&full),
        away if away.is_passing() => Problem::unavailable(&away),
        ours => Problem::internal("using the store", &ours),
    }
}
