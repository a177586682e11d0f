//! `POST /v1/phone/messages`: what a phone says about a session.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_kit::problem::{ProblemBody, json_response, refusal};
use http_kit::{Jose, Problem, Stop};
use phone_protocol::schema::{SignedAnswer, SignedRefusal, SignedShown, SignedUnlock};
use phone_protocol::{Answer, Message, Received, Refusal, Shown, StateReply, Unlock, UnlockReply};
use pki_types::schema::{self, Named};
use pki_types::{PublicKey, Sha256Digest, UnixTime, encoding};
use serde::{Deserialize, Serialize};
use store::{ArrivalScene, Reply, Verdict};
use utoipa::ToSchema;
use utoipa::openapi::schema::{AnyOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use words::problem;
use words::{DeviceId, MessageKind, SessionId, SessionState};

use crate::MobileSignature;
use crate::phone::known_device;
use crate::unavailable::unavailable;

/// The largest of the four messages.
const MAX_OCTETS: usize = Answer::MAXIMUM_OCTETS;

/// One shown, three unlocks, one answer or refusal, and as many again for messages that were made anew.
const MAX_MESSAGES_OF_SESSION: u32 = 12;

/// A message of one of the four kinds, whose form is right.
enum Said {
    Shown(Received<Shown>),
    Unlock(Received<Unlock>),
    Answer(Box<Received<Answer>>),
    Refusal(Received<Refusal>),
}

/// What the door needs of a message, whatever its kind.
struct Claims {
    kind: MessageKind,
    session: SessionId,
    device: DeviceId,
    /// The statement that it is about; an unlock says it to the inner zone alone.
    statement: Option<Sha256Digest>,
    sha256: Sha256Digest,
}

/// The body, as it is described.
struct SaidByPhone;

impl utoipa::PartialSchema for SaidByPhone {
    fn schema() -> RefOr<Schema> {
        let names = [SignedShown::name(), SignedUnlock::name(), SignedAnswer::name(), SignedRefusal::name()];
        let any_of = names
            .into_iter()
            .fold(AnyOfBuilder::new(), |any_of, name| any_of.item(Ref::from_schema_name(name)));
        // Not oneOf: a validator that looks at the string alone cannot tell them apart.
        any_of.description(Some("One of four messages, told apart by the `typ` of the header.")).into()
    }
}

impl ToSchema for SaidByPhone {
    fn schemas(schemas: &mut Named) {
        schema::collect::<SignedShown>(schemas);
        schema::collect::<SignedUnlock>(schemas);
        schema::collect::<SignedAnswer>(schemas);
        schema::collect::<SignedRefusal>(schemas);
    }
}

/// What the inner zone replies.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used; the reply is sent on byte for byte")]
enum ToldToPhone {
    /// To what was shown, an answer and a refusal.
    State(StateReply),
    /// To an unlock with the right PIN.
    Unlock(UnlockReply),
}

/// Stored, and not answered yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct Stored {
    /// SHA-256 of the message.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    message: Sha256Digest,
}

/// Say something about a session.
///
/// The body is a compact JWS (ES256) by the device key, of type `sign-shown+jwt`, `sign-unlock+jwt`,
/// `sign-answer+jwt` or `sign-refusal+jwt`. The answer comes when the inner zone has decided; the same bytes again
/// get the same answer and count nothing.
#[utoipa::path(
    post,
    path = "/v1/phone/messages",
    tag = "phones",
    request_body(content = SaidByPhone, content_type = "application/jose", description = "Compact JWS, at most 65,536 octets"),
    responses(
        (status = 200, description = "Decided: `state`, or for an unlock `reply` with the encrypted share", body = ToldToPhone),
        (status = 202, description = "Stored, not decided yet: send the same bytes again", body = Stored),
        (status = "4XX", description = "Refused by the door, where nothing was stored, or by the inner zone, where the refusal is final", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Not acted upon; send the same bytes again", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn message(
    State(doors): State<MobileSignature>,
    stop: Stop,
    Jose(compact): Jose<MAX_OCTETS>,
) -> Result<Response, Problem> {
    // 1. Form, and the signature of the device that the message names.
    let said = Said::parse(&compact)
        .map_err(|error| Problem::new(problem::MESSAGE_MALFORMED, error.to_string()).at(error.field()))?;
    let claims = said.claims();
    let store = &doors.store;
    let mut scene =
        store.arrival_scene(&claims.sha256, &claims.session, &claims.device).await.map_err(unavailable)?;
    let (_, key) = known_device(&claims.device, scene.device.take())?;
    said.verify(&key).map_err(|error| Problem::new(problem::OTHER_DEVICE, error.to_string()))?;

    // 2. The same bytes again are the same message.
    if !scene.is_known {
        // 3. A new one must be about an open statement of this device.
        check_session(&claims, scene, doors.clock.now())?;
        let row = store::Message {
            sha256: claims.sha256,
            session: claims.session,
            kind: claims.kind,
            body: compact,
            created_at: doors.clock.now(),
        };
        doors.store.insert_message(row).await.map_err(unavailable)?;
    }

    // 4. That it is shown is for the relying party to know; nobody decides anything about it.
    if claims.kind == MessageKind::Shown {
        return Ok(Json(StateReply { state: SessionState::Shown.to_string() }).into_response());
    }

    // 5. The inner zone's reply.
    decided(&doors, claims.sha256, stop).await
}

/// What the inner zone replies to something that was stored, as soon as it does; that it is stored, where it takes too long.
pub(super) async fn decided(
    doors: &MobileSignature,
    hash: Sha256Digest,
    stop: Stop,
) -> Result<Response, Problem> {
    let reply = tokio::select! {
        reply = doors.store.reply_within(&hash, doors.reply_patience) => reply,
        () = stop.requested() => doors.store.reply_within(&hash, Duration::ZERO).await,
    };
    match reply.map_err(unavailable)? {
        Some(Reply { verdict: Verdict::Refused(kind), body, .. }) => Ok(refusal(kind, &body)),
        Some(reply) => Ok(json_response(StatusCode::OK, "application/json", reply.body)),
        None => {
            let retry_after = (header::RETRY_AFTER, HeaderValue::from(2));
            Ok((StatusCode::ACCEPTED, [retry_after], Json(Stored { message: hash })).into_response())
        }
    }
}

fn check_session(claims: &Claims, scene: ArrivalScene, now: UnixTime) -> Result<(), Problem> {
    let view = scene.view.filter(|view| view.session.device == claims.device);
    let Some((view, statement)) = view.as_ref().and_then(|view| Some((view, view.statement.as_ref()?)))
    else {
        let wrong = format!("this phone has no session {} with a statement", claims.session);
        return Err(Problem::new(problem::SESSION_UNKNOWN, wrong).with("field", "session"));
    };
    // Who comes second with the same keys, after the first has signed, is judged by the inner zone.
    let is_judged = claims.kind == MessageKind::Unlock && view.state == SessionState::Completed;
    if view.state.is_final() && !is_judged {
        let wrong = format!("the session is {}", view.state);
        return Err(Problem::new(problem::SESSION_OVER, wrong).with("state", view.state.as_str()));
    }
    if now >= statement.expires_at {
        let wrong =
            format!("the session expired at {}, it is {}", statement.expires_at.rfc3339(), now.rfc3339());
        return Err(
            Problem::new(problem::SESSION_EXPIRED, wrong).with("expired_at", statement.expires_at.seconds())
        );
    }
    if let Some(named) = claims.statement
        && named != statement.sha256
    {
        let wrong = format!("the message is about statement {named}, the session has {}", statement.sha256);
        return Err(Problem::new(problem::OTHER_STATEMENT, wrong).with("field", "statement_sha256"));
    }
    if scene.messages >= MAX_MESSAGES_OF_SESSION {
        let wrong = format!("the session has {MAX_MESSAGES_OF_SESSION} messages already");
        return Err(Problem::new(problem::TOO_MANY_MESSAGES, wrong));
    }
    Ok(())
}

impl Said {
    fn parse(compact: &str) -> Result<Self, phone_protocol::Error> {
        match typ_of(compact).as_str() {
            Shown::TYP => Received::parse(compact).map(Self::Shown),
            Unlock::TYP => Received::parse(compact).map(Self::Unlock),
            Refusal::TYP => Received::parse(compact).map(Self::Refusal),
            // Whatever else it is, the error says that an answer was expected, with the type that was found.
            _ => Received::parse(compact).map(|answer| Self::Answer(Box::new(answer))),
        }
    }

    fn claims(&self) -> Claims {
        let (kind, session, device, statement, sha256) = match self {
            Self::Shown(message) => {
                let claims = message.claims();
                (
                    MessageKind::Shown,
                    claims.session,
                    claims.device,
                    Some(claims.statement_sha256),
                    message.sha256(),
                )
            }
            Self::Unlock(message) => {
                let claims = message.claims();
                (MessageKind::Unlock, claims.session, claims.device, None, message.sha256())
            }
            Self::Answer(message) => {
                let claims = message.claims();
                (
                    MessageKind::Answer,
                    claims.session,
                    claims.device,
                    Some(claims.statement_sha256),
                    message.sha256(),
                )
            }
            Self::Refusal(message) => {
                let claims = message.claims();
                (
                    MessageKind::Refusal,
                    claims.session,
                    claims.device,
                    Some(claims.statement_sha256),
                    message.sha256(),
                )
            }
        };
        Claims { kind, session, device, statement, sha256 }
    }

    fn verify(self, key: &PublicKey) -> Result<(), phone_protocol::Error> {
        match self {
            Self::Shown(message) => message.verify(key).map(|_| ()),
            Self::Unlock(message) => message.verify(key).map(|_| ()),
            Self::Answer(message) => message.verify(key).map(|_| ()),
            Self::Refusal(message) => message.verify(key).map(|_| ()),
        }
    }
}

/// The header's `typ`, only to choose the parser, which then reads the header strictly; empty where there is none.
fn typ_of(compact: &str) -> String {
    #[derive(Deserialize)]
    struct Header {
        typ: String,
    }
    let header = compact.split('.').next().unwrap_or_default();
    let octets = encoding::base64url_decode(header).unwrap_or_default();
    serde_json::from_slice::<Header>(&octets).map(|header| header.typ).unwrap_or_default()
}
