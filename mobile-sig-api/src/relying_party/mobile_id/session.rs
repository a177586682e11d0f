//! `GET /mid-api/authentication/session/{session}` and the same of a signature: how far a session is, by long poll.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use http_kit::{PeerCertificate, Problem, Stop};
use phone_protocol::{DoorFacts, HeardDigest};
use pki_types::encoding::base64;
use pki_types::signature::ecdsa_der_to_raw;
use pki_types::{KeyKind, UnixTime};
use serde::Serialize;
use store::{Session, SessionView};
use tokio::time::Instant;
use utoipa::ToSchema;
use words::{Door, Purpose, SessionId, SessionState, problem};

use super::refusal::{ErrorBody, Refusal, Stamp};
use super::{octets_of, uuid};
use crate::MobileSignature;
use crate::relying_party::caller;
use crate::service::Released;
use crate::unavailable::unavailable;

/// How long a poll waits, in milliseconds: where it does not say, at least, at most.
const DEFAULT_WAIT: i64 = 10_000;
const SHORTEST_WAIT: i64 = 1_000;
const LONGEST_WAIT: i64 = 120_000;
/// How long a session that is over can be asked for, in seconds.
const KEPT_SECONDS: i64 = 300;

/// A session.
#[derive(Serialize, ToSchema)]
#[schema(as = MobileIdSession)]
pub(super) struct SessionBody {
    /// `RUNNING` or `COMPLETE`.
    #[schema(example = "COMPLETE")]
    state: &'static str,
    /// How it ended; with `COMPLETE` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "OK")]
    result: Option<&'static str>,
    /// What the person signed; with `OK` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    signature: Option<Signature>,
    /// The authentication certificate, DER in base64; with `OK` of an authentication alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cert: Option<String>,
    #[serde(flatten)]
    stamp: Stamp,
}

/// A signature.
#[derive(Serialize, ToSchema)]
#[schema(as = MobileIdSignature)]
pub(super) struct Signature {
    /// `r ‖ s` of 64 octets, in base64.
    value: String,
    /// `SHA256WithECEncryption`, `SHA384WithECEncryption` or `SHA512WithECEncryption`, as the request's `hashType`.
    #[schema(example = "SHA256WithECEncryption")]
    algorithm: &'static str,
}

/// Ask how far a login is.
///
/// The answer comes when the session is over, or says `RUNNING` when the time is, or when another poll for the same session comes.
/// What is over stays so for five minutes.
#[utoipa::path(
    get,
    path = "/mid-api/authentication/session/{session}",
    operation_id = "mobile_id_authentication_session",
    tag = "Mobile-ID",
    params(
        ("session" = String, Path, description = "The session, a UUID in lower case"),
        ("timeoutMs" = Option<i64>, Query, description = "How long to wait, in milliseconds: 1,000 to 120,000, what is beyond is taken as those. Default 10,000")
    ),
    responses(
        (status = 200, description = "The session", body = SessionBody),
        (status = 401, description = "The connection has no certificate of a relying party that uses this door", body = ErrorBody),
        (status = 404, description = "You have no such session", body = ErrorBody),
        (status = "4XX", description = "Refused", body = ErrorBody),
        (status = "5XX", description = "Ask again later", body = ErrorBody)
    )
)]
pub(super) async fn of_authentication(
    State(doors): State<MobileSignature>,
    peer: Option<PeerCertificate>,
    stop: Stop,
    stamp: Stamp,
    Path(session): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<SessionBody>, Refusal> {
    let poll = Poll { session, query, purpose: Purpose::Authentication };
    status(&doors, peer, &stop, stamp, poll).await.map(Json)
}

/// Ask how far a signature is.
///
/// The answer comes when the session is over, or says `RUNNING` when the time is, or when another poll for the same session comes.
/// What is over stays so for five minutes. The certificate is the one that `/mid-api/certificate` gives.
#[utoipa::path(
    get,
    path = "/mid-api/signature/session/{session}",
    operation_id = "mobile_id_signature_session",
    tag = "Mobile-ID",
    params(
        ("session" = String, Path, description = "The session, a UUID in lower case"),
        ("timeoutMs" = Option<i64>, Query, description = "How long to wait, in milliseconds: 1,000 to 120,000, what is beyond is taken as those. Default 10,000")
    ),
    responses(
        (status = 200, description = "The session", body = SessionBody),
        (status = 401, description = "The connection has no certificate of a relying party that uses this door", body = ErrorBody),
        (status = 404, description = "You have no such session", body = ErrorBody),
        (status = "4XX", description = "Refused", body = ErrorBody),
        (status = "5XX", description = "Ask again later", body = ErrorBody)
    )
)]
pub(super) async fn of_signature(
    State(doors): State<MobileSignature>,
    peer: Option<PeerCertificate>,
    stop: Stop,
    stamp: Stamp,
    Path(session): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<SessionBody>, Refusal> {
    let poll = Poll { session, query, purpose: Purpose::Signature };
    status(&doors, peer, &stop, stamp, poll).await.map(Json)
}

/// Which session, asked for as what, with which parameters.
struct Poll {
    session: String,
    query: Option<String>,
    purpose: Purpose,
}

async fn status(
    doors: &MobileSignature,
    peer: Option<PeerCertificate>,
    stop: &Stop,
    stamp: Stamp,
    poll: Poll,
) -> Result<SessionBody, Refusal> {
    // 1. Who asks, for which session, for how long.
    let caller = caller(doors, peer, Door::MobileId).await?;
    let octets = octets_of(&poll.session).ok_or_else(Refusal::no_such_session)?;
    let end = Instant::now() + wait_of(poll.query.as_deref())?;
    if is_nobody(&octets, doors.clock.now()) {
        return Ok(SessionBody::complete("NOT_MID_CLIENT", stamp));
    }

    // 2. The session of this caller through this door, for this purpose.
    let (party, id) = (&caller.party.id, SessionId::from_bytes(octets));
    let mut view = doors.service.wait(party, &id, None, Duration::ZERO, stop).await?;
    if (view.session.door, view.session.purpose) != (Door::MobileId, poll.purpose) {
        return Err(Refusal::no_such_session());
    }

    // 3. As it is when it is over, or the time is, or another poll takes the turn.
    let turn = doors.polls.take(id);
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if view.state.is_final() || left.is_zero() || stop.is_requested() {
            break;
        }
        view = tokio::select! {
            changed = doors.service.wait(party, &id, Some(view.state), left, stop) => changed?,
            () = turn.is_taken() => break,
        };
    }

    // 4. What came of it, in the protocol's words.
    let Some(outcome) = &view.outcome else { return Ok(SessionBody::running(stamp)) };
    if doors.clock.now().since(outcome.created_at) > KEPT_SECONDS {
        return Err(Refusal::no_such_session());
    }
    match doors.service.result(&view).await? {
        Some(released) => signed(&view.session, &released, stamp),
        None => Ok(SessionBody::complete(word(doors, &view).await?, stamp)),
    }
}

/// The body of a session that came to a signature. The certificate stands in that of a login alone.
fn signed(session: &Session, released: &Released, stamp: Stamp) -> Result<SessionBody, Refusal> {
    let unreadable = |error: &dyn std::fmt::Display| Problem::internal("reading a completed session", error);
    // What this door hears is one digest, which nobody can strike out.
    let signature = released.signatures.first().and_then(Option::as_deref);
    let signature = signature.ok_or_else(|| unreadable(&"nothing was signed"))?;
    let value = ecdsa_der_to_raw(KeyKind::P256, signature).map_err(|error| unreadable(&error))?;
    let facts = DoorFacts::parse(&session.request).map_err(|error| unreadable(&error))?;
    let algorithm = match facts.digest {
        HeardDigest::Sha256(_) => "SHA256WithECEncryption",
        HeardDigest::Sha384(_) => "SHA384WithECEncryption",
        HeardDigest::Sha512(_) => "SHA512WithECEncryption",
    };
    let is_login = session.purpose == Purpose::Authentication;
    Ok(SessionBody {
        signature: Some(Signature { value: base64(&value), algorithm }),
        cert: is_login.then(|| base64(released.certificate.der())),
        ..SessionBody::complete("OK", stamp)
    })
}

impl SessionBody {
    fn running(stamp: Stamp) -> Self {
        Self { state: "RUNNING", result: None, signature: None, cert: None, stamp }
    }

    fn complete(result: &'static str, stamp: Stamp) -> Self {
        Self { state: "COMPLETE", result: Some(result), signature: None, cert: None, stamp }
    }
}

/// The protocol's word for the end of a session without a signature.
async fn word(doors: &MobileSignature, view: &SessionView) -> Result<&'static str, Refusal> {
    Ok(match view.state {
        SessionState::Refused => "USER_CANCELLED",
        SessionState::Failed => match view
            .outcome
            .as_ref()
            .and_then(|outcome| outcome.problem.as_deref())
            .and_then(problem::named)
        {
            Some(
                problem::CERTIFICATE_NOT_IN_FORCE
                | problem::CERTIFICATE_ID_UNKNOWN
                | problem::DEVICE_BLOCKED
                | problem::PHONE_COPIED,
            ) => "NOT_MID_CLIENT",
            Some(problem::PIN_LOCKED | problem::PIN_EXHAUSTED) => "SIM_ERROR",
            // It was not put before the person.
            _ => "DELIVERY_ERROR",
        },
        // A phone that has the request says so as soon as it shows it.
        _ if doors.store.message_count(&view.session.id).await.map_err(unavailable)? == 0 => "PHONE_ABSENT",
        _ => "TIMEOUT",
    })
}

/// How long a poll waits. What is out of range is never refused.
fn wait_of(query: Option<&str>) -> Result<Duration, Refusal> {
    let given = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("timeoutMs="));
    let milliseconds = match given {
        None => DEFAULT_WAIT,
        Some(text) => match text.parse::<i64>() {
            Ok(number) => number,
            Err(_) if !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit()) => LONGEST_WAIT,
            Err(_) => return Err(Refusal::words(400, "timeoutMs must be a number")),
        },
    };
    let milliseconds = milliseconds.clamp(SHORTEST_WAIT, LONGEST_WAIT);
    Ok(Duration::from_millis(milliseconds.unsigned_abs()))
}

/// The id of a session with nobody: it says when it was over from the beginning, and no row stands for it. Session ids are
/// drawn, and begin with eight zero octets once in 2^64.
pub(super) fn nobody(now: UnixTime) -> String {
    let mut octets = [0; 16];
    octets[8..].copy_from_slice(&now.seconds().to_be_bytes());
    uuid(&octets)
}

/// Whether this is such an id, of the last five minutes.
fn is_nobody(octets: &[u8; 16], now: UnixTime) -> bool {
    let (front, back) = (octets.first_chunk::<8>(), octets.last_chunk::<8>());
    let at = back.map(|at| i64::from_be_bytes(*at)).unwrap_or_default();
    front == Some(&[0; 8]) && (0..=KEPT_SECONDS).contains(&now.seconds().saturating_sub(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_kept_within_its_bounds() {
        let wait = |query: Option<&str>| wait_of(query).map(|wait| wait.as_millis()).ok();
        assert_eq!(wait(None), Some(10_000));
        assert_eq!(wait(Some("other=1")), Some(10_000));
        assert_eq!(wait(Some("timeoutMs=90000")), Some(90_000));
        assert_eq!(wait(Some("a=b&timeoutMs=5")), Some(1_000));
        assert_eq!(wait(Some("timeoutMs=-5")), Some(1_000));
        assert_eq!(wait(Some("timeoutMs=130000")), Some(120_000));
        assert_eq!(wait(Some("timeoutMs=99999999999999999999")), Some(120_000));
        assert_eq!(wait(Some("timeoutMs=soon")), None);
        assert_eq!(wait(Some("timeoutMs=")), None);
    }

    #[test]
    fn a_session_with_nobody_lasts_five_minutes() {
        let now = UnixTime::from_seconds(1_795_500_000);
        let id = octets_of(&nobody(now)).unwrap();
        assert!(is_nobody(&id, now) && is_nobody(&id, now.plus(300)));
        assert!(!is_nobody(&id, now.plus(301)) && !is_nobody(&id, now.minus(1)));
        assert!(!is_nobody(&[7; 16], now));
    }
}
