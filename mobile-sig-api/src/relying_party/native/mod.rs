//! Great Seal's own protocol: the relying party signs its request, and everybody down to the phone checks it.

pub(crate) mod cancel;
pub(crate) mod lookup;
pub(crate) mod start;
pub(crate) mod status;

use phone_protocol::schema::{SignedReceipt, SignedStatement};
use pki_types::UnixTime;
use serde::Serialize;
use store::{SessionId, SessionState, SessionView};
use utoipa::ToSchema;

/// A session as its relying party sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionBody {
    /// The session's id.
    #[schema(value_type = String, pattern = "^[0-9a-f]{32}$")]
    session: SessionId,
    /// `requested`, `stated`, `shown` or `answered`; then one of `completed`, `refused`, `expired`, `cancelled`,
    /// `failed`, which are final.
    #[schema(value_type = String, example = "stated")]
    state: SessionState,
    /// The verification code that the phone shows too: show it to the person. Absent until the state is `stated`, and
    /// where the request's code_mode is `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4711", nullable = false)]
    code: Option<String>,
    /// When the session ends if nobody answers, seconds since 1970.
    #[schema(value_type = i64)]
    expires_at: UnixTime,
    /// What the person signed; in state `completed` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    result: Option<ResultBody>,
    /// Why the session ended without a signature, where there is more to say than the state does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    problem: Option<OutcomeProblem>,
    /// From when on you may ask this person again, seconds since 1970: after a session that ended in vain, or that was not
    /// shown because the person had been asked too often. Absent where you may at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64, nullable = false)]
    retry_after: Option<UnixTime>,
}

/// What a completed session gives. Binary values are base64 with padding.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResultBody {
    /// The signature: ECDSA as DER `SEQUENCE { r, s }`.
    signature: String,
    /// The signature's algorithm, in the words of the statement.
    signature_algorithm: String,
    /// The person's certificate, DER.
    certificate: String,
    /// The certificates above it, DER, the issuing CA first and the root last.
    chain: Vec<String>,
    /// What the person was shown and signed: a compact JWS of type `sign-statement+jwt`. For an authentication the
    /// signature is over `mobile-signature-authentication-v1`, a zero octet and the SHA-256 of these very octets.
    #[schema(value_type = SignedStatement)]
    statement: String,
    /// The service's confirmation: a compact JWS of type `sign-receipt+jwt`.
    #[schema(value_type = SignedReceipt)]
    receipt: String,
    /// An OCSP answer about the certificate, DER, made when this result was fetched. Absent where the status service
    /// did not answer within a second: ask it yourself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ocsp: Option<String>,
}

/// Why a session ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutcomeProblem {
    /// The stable type, `/problems/<slug>`, which is explained at that address.
    r#type: String,
}

impl SessionBody {
    /// The session without its result.
    fn of(view: &SessionView) -> Self {
        let problem = view.outcome.as_ref().and_then(|outcome| outcome.problem.as_ref());
        SessionBody {
            session: view.session.id,
            state: view.state,
            code: view.statement.as_ref().and_then(|statement| statement.code.clone()),
            expires_at: view.session.expires_at,
            result: None,
            problem: problem.map(|slug| OutcomeProblem { r#type: format!("/problems/{slug}") }),
            retry_after: view.outcome.as_ref().and_then(|outcome| outcome.retry_at),
        }
    }
}
