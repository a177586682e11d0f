//! `POST /v1/enrolments`: a phone becomes a person's device.

use axum::extract::State;
use axum::response::Response;
use http_kit::problem::ProblemBody;
use http_kit::{Jose, PeerAddress, Problem, Stop};
use phone_protocol::enrolment::{ProvenKeys, verify_enrolment};
use phone_protocol::schema::SignedEnrolment;
use phone_protocol::{Enrolment, EnrolmentReply, Message, Received};
use pki_types::{Sha256Digest, UnixTime, sha256};
use store::{EnrolmentRequest, LimitedInsertion};
use words::ActivationId;
use words::api::officers::Accepted;
use words::problem::{self, ProblemType};

use crate::Registration;
use crate::answer::{answer, unavailable};
use crate::phone::vain;

/// Enrol a phone.
///
/// The body is a compact JWS of type `sign-enrolment+jwt` (ES256), signed by the device key in its header: the
/// activation, two certificate requests, the device key, and for the inner zone alone the proof that the phone knows
/// the activation's secret. The answer carries the device's id and its two certificates; the same bytes again get the
/// same answer.
#[utoipa::path(
    post,
    path = "/v1/enrolments",
    tag = "phones",
    request_body(content = SignedEnrolment, content_type = "application/jose", description = "Compact JWS, at most 32,768 octets"),
    responses(
        (status = 201, description = "Enrolled: `device`, `certificates` (PEM, one a purpose) and `chain`", body = EnrolmentReply),
        (status = 202, description = "Stored, not enrolled yet", body = Accepted),
        (status = 429, description = "Too many enrolments for this activation, or in vain from this address; Retry-After tells when to try again", body = ProblemBody, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused by the door, where nothing was stored, or by the worker, where the refusal is final", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Not acted upon; send the same bytes again", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn enrol(
    State(registration): State<Registration>,
    address: Option<PeerAddress>,
    stop: Stop,
    Jose(compact): Jose<{ <Enrolment as Message>::MAXIMUM_OCTETS }>,
) -> Result<Response, Problem> {
    // 1. The same bytes again are the same enrolment, however late they come.
    let sha256 = sha256(compact.as_bytes());
    let is_new = registration.store.enrolment_request(&sha256).await.map_err(unavailable)?.is_none();
    if is_new && let Err(problem) = take_in(&registration, sha256, compact).await {
        // 2. What came to nothing is counted for where it came from.
        return Err(vain::counted(&registration, address, problem).await);
    }

    // 3. The worker's reply; a refusal was in vain, the first time that it is told.
    let reply = answer(&registration.store, sha256, registration.patience, stop, "/v1/enrolments").await?;
    if is_new && reply.status().is_client_error() {
        // The next one in vain hears of it, and the worker's word is told in any case.
        let _told_by_the_next_one = vain::count(&registration, address).await;
    }
    Ok(reply)
}

/// Checks what came and writes it down.
async fn take_in(registration: &Registration, sha256: Sha256Digest, body: String) -> Result<(), Problem> {
    // 1. An activation that can still be used, for this kind of device; only then is it worth to verify anything.
    let received = Received::<Enrolment>::parse(&body)
        .map_err(|error| Problem::new(problem::ENROLMENT_MALFORMED, error.to_string()).at(error.field()))?;
    let activation = received.claims().activation_id;
    check_activation(registration, &activation, received.claims(), sha256).await?;

    // 2. Signatures and keys: what the bytes alone can show, and keys that are new.
    let keys = verify(received)?;
    check_new_keys(registration, &keys).await?;

    // 3. Stored, unless too many came for this activation.
    let created_at = registration.clock.now();
    let row = EnrolmentRequest { sha256, activation, body, created_at };
    let stored = registration.store.insert_enrolment(row, registration.of_activation).await;
    match stored.map_err(unavailable)? {
        LimitedInsertion::TooMany { until } => Err(too_many_for_activation(registration, until, created_at)),
        LimitedInsertion::New | LimitedInsertion::Existing => Ok(()),
    }
}

fn too_many_for_activation(registration: &Registration, until: UnixTime, now: UnixTime) -> Problem {
    let wrong =
        format!("enrolments for this activation within an hour: {}", registration.of_activation.at_most);
    Problem::new(problem::TOO_MANY_ENROLMENTS, wrong).retry_at(until, now)
}

/// Verifies the message and its keys, once.
fn verify(received: Received<Enrolment>) -> Result<ProvenKeys, Problem> {
    let refused = |kind: &'static ProblemType| {
        move |error: phone_protocol::Error| Problem::new(kind, error.to_string()).at(error.field())
    };
    let enrolment = verify_enrolment(received).map_err(refused(problem::ENROLMENT_SIGNATURE))?;
    let keys = enrolment.proven_keys().map_err(refused(problem::ENROLMENT_KEYS))?;
    enrolment.encrypted_secrets().map_err(refused(problem::ENROLMENT_MALFORMED))?;
    Ok(keys)
}

/// The activation exists, has not ended, is in time, is for this kind of device, and was not used by another message.
async fn check_activation(
    registration: &Registration,
    id: &ActivationId,
    enrolment: &Enrolment,
    sha256: Sha256Digest,
) -> Result<(), Problem> {
    let Some(activation) = registration.store.activation(id).await.map_err(unavailable)? else {
        return Err(Problem::new(problem::ACTIVATION_UNKNOWN, format!("nobody gave an activation {id}"))
            .with("field", "activation_id"));
    };
    if let (Some(_), Some(at)) = (activation.used_by, activation.ended_at) {
        let wrong = format!("the activation was cancelled at {}", at.rfc3339());
        return Err(Problem::new(problem::ACTIVATION_CANCELLED, wrong));
    }
    if activation.used_by.is_some_and(|used_by| used_by != sha256) {
        return Err(Problem::new(problem::ACTIVATION_USED, "another enrolment has used this activation"));
    }
    if let Some(at) = activation.ended_at {
        let wrong = format!(
            "the activation ended at {}: {} enrolments came for it that did not know its secret",
            at.rfc3339(),
            activation.failures
        );
        return Err(Problem::new(problem::ACTIVATION_ENDED, wrong));
    }
    let now = registration.clock.now();
    if now > activation.expires_at {
        let wrong =
            format!("the activation expired at {}, it is {}", activation.expires_at.rfc3339(), now.rfc3339());
        return Err(Problem::new(problem::ACTIVATION_EXPIRED, wrong));
    }
    let kind = enrolment.device_kind;
    if kind != activation.device_kind {
        let wrong = format!(
            "the activation is for device kind {}, the enrolment says {kind}",
            activation.device_kind
        );
        return Err(Problem::new(problem::ACTIVATION_DEVICE_KIND, wrong).with("field", "device_kind"));
    }
    Ok(())
}

/// No key of the enrolment has a certificate already.
async fn check_new_keys(registration: &Registration, keys: &ProvenKeys) -> Result<(), Problem> {
    for (field, key) in [("csr_authentication", keys.authentication()), ("csr_signature", keys.signature())] {
        let known = registration.store.certificates_of_key(&key.spki_sha256()).await;
        if !known.map_err(unavailable)?.is_empty() {
            let wrong = format!("the key of {field} has a certificate already");
            return Err(Problem::new(problem::KEY_USED, wrong).with("field", field));
        }
    }
    Ok(())
}
