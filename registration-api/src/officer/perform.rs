//! `POST /v1/acts`: an officer's signed act.

use axum::extract::State;
use axum::response::Response;
use http_kit::problem::ProblemBody;
use http_kit::{Jose, PeerCertificate, Problem, Stop};
use store::ActRow;
use words::act::{ActDone, MAX_ACT_OCTETS, SignedAct};
use words::api::officers::AcceptedAct;
use words::problem;

use crate::Registration;
use crate::answer::{answer_act, unavailable};
use crate::officer::officer_certificate;

/// Perform an act.
///
/// The body is a compact JWS of type `sign-act+jwt` (ES256), signed under the officer's certificate, which is also
/// the certificate of the connection. Its payload names the act (`register_person`, `correct_name`, `activate`,
/// `cancel_activation`, `suspend`, `release`, `revoke`, `register_relying_party`, `change_doors`, `end_relying_party`, `register_officer`,
/// `renew_officer`, `end_officer`, `confirm_act` or `withdraw_act`) and the role in which the officer does it (`role`:
/// `registration`, `revocation` or `security`; `renew_officer` is done in any role and need not name one). The answer comes when
/// the act has been carried out; the same bytes again get the same answer and have no further effect.
///
/// What one officer may not do alone (SECURITY.md has the table) is checked and answered with 202 and `waits`: another
/// officer of the role `security` confirms it with `confirm_act` and the act's SHA-256 within a day, or the officer who
/// asked for it withdraws it with `withdraw_act`. The outcome is then the answer to both acts.
#[utoipa::path(
    post,
    path = "/v1/acts",
    tag = "officers",
    request_body(content = SignedAct, content_type = "application/jose", description = "Compact JWS, at most 65,536 octets"),
    responses(
        (status = 200, description = "Carried out; the body depends on the act", body = ActDone),
        (status = 201, description = "Carried out, and something new was made", body = ActDone),
        (status = 202, description = "Stored, not carried out yet: it was not looked at, or, with `waits`, it was checked and other officers must confirm it", body = AcceptedAct),
        (status = "4XX", description = "Refused by the door, where nothing was stored, or by the worker, where the refusal is final", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Not acted upon; send the same bytes again", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn perform(
    State(registration): State<Registration>,
    peer: Option<PeerCertificate>,
    stop: Stop,
    Jose(compact): Jose<MAX_ACT_OCTETS>,
) -> Result<Response, Problem> {
    // 1. Who speaks.
    let certificate = officer_certificate(&registration, peer).await?;

    // 2. Form and signature, under the certificate of this very connection.
    let act = SignedAct::parse(&compact)
        .map_err(|error| Problem::new(problem::ACT_MALFORMED, error.to_string()).at(error.field()))?;
    if *act.officer_certificate() != certificate {
        let wrong = format!(
            "the act is under certificate {}, the connection has {}",
            act.officer_certificate().sha256(),
            certificate.sha256()
        );
        return Err(Problem::new(problem::ACT_BY_ANOTHER, wrong).with("field", "x5c"));
    }

    // 3. The same bytes again are the same act, however late they come.
    let sha256 = act.sha256();
    if registration.store.act(&sha256).await.map_err(unavailable)?.is_none() {
        // 4. A new act is stored only while it may be sent.
        let now = registration.clock.now();
        act.check_time(now).map_err(|error| {
            let field = if now > act.payload().exp { "exp" } else { "iat" };
            Problem::new(problem::ACT_TIMES, error.to_string()).with("field", field)
        })?;
        let row = ActRow { sha256, body: compact, created_at: now };
        registration.store.insert_act(row).await.map_err(unavailable)?;
    }

    // 5. The worker's reply.
    answer_act(&registration, &act, stop).await
}
